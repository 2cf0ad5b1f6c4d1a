"""Worker thread that solves the latest request; a request that waits is dropped when another one comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Request = TypeVar("Request")
Reply = TypeVar("Reply")
THREAD_NAME = "routeplan live planner"


class Worker(Generic[Request, Reply]):
    """A thread that waits for requests.

    Parameters
    ----------
    replies : callable
        Yields the replies to a request. No further reply is taken once another request waits.
    deliver : callable
        Takes each reply, in the worker's thread.
    fail : callable
        Takes an unexpected exception, in the worker's thread; the worker then goes on with the next request.
    quiet_seconds : float
        A request begins only when no other has come for this time.
    """

    def __init__(
        self,
        replies: Callable[[Request], Iterator[Reply]],
        deliver: Callable[[Reply], None],
        fail: Callable[[Exception], None],
        *,
        quiet_seconds: float = 0.0,
    ) -> None:
        self._replies, self._deliver, self._fail = replies, deliver, fail
        self._quiet_seconds = quiet_seconds
        self._waiting: list[Request] = []  # at most one
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name=THREAD_NAME, daemon=True)
        self._thread.start()

    def ask(self, request: Request) -> None:
        """Queue a request in place of the one that waits."""
        with self._changed:
            self._waiting = [request]
            self._changed.notify()

    def close(self) -> None:
        """Stop the thread after the reply it is making."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def join(self, timeout_seconds: float) -> bool:
        """Wait until a closed thread has ended; False if it has not within the time."""
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (request := self._next()) is not None:
            try:
                self._answer(request[0])
            except Exception as error:
                self._fail(error)
        del self._replies  # a large planner may hang on it, and the worker object may outlive the thread

    def _answer(self, request: Request) -> None:
        for reply in self._replies(request):
            self._deliver(reply)
            if self._waiting or self._closed:
                break

    def _next(self) -> list[Request] | None:
        """Wait for a request and for the quiet time after it; None when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            while not self._closed:
                request, self._waiting = self._waiting, []
                disturbed = self._changed.wait_for(
                    lambda: bool(self._waiting) or self._closed, self._quiet_seconds
                )
                if not disturbed:
                    return request
            return None
