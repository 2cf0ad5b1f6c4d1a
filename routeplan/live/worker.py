"""One thread that answers the request asked last: what was asked before and is not begun is forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Worker(Generic[Asked, Told]):
    """A thread that waits for questions.

    Parameters
    ----------
    replies : callable
        Gives the replies to a request, one after the other. No further one is fetched once another request waits.
    deliver : callable
        Takes each reply, in the worker's thread.
    fail : callable
        Takes what went wrong, unforeseen, in the worker's thread; the next request is answered all the same.
    quiet_seconds : float
        How long no other request must have come before one is begun.
    """

    def __init__(
        self,
        replies: Callable[[Asked], Iterator[Told]],
        deliver: Callable[[Told], None],
        fail: Callable[[Exception], None],
        *,
        quiet_seconds: float = 0.0,
    ) -> None:
        self._replies, self._deliver, self._fail = replies, deliver, fail
        self._quiet_seconds = quiet_seconds
        self._waiting: list[Asked] = []  # one at most
        self._closed = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="routeplan workbench", daemon=True)
        self._thread.start()

    def ask(self, request: Asked) -> None:
        """Put a request in the place of the one that waits."""
        with self._news:
            self._waiting = [request]
            self._news.notify()

    def close(self) -> None:
        """End the thread once it has made what it is making."""
        with self._news:
            self._closed = True
            self._news.notify()

    def join(self, timeout_seconds: float) -> bool:
        """Wait for the end of a thread that was closed, and say whether it came."""
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (request := self._next()) is not None:
            try:
                self._answer(request[0])
            except Exception as error:
                self._fail(error)
        del self._replies  # what it answered from may be large, and who closed it may live on

    def _answer(self, request: Asked) -> None:
        for reply in self._replies(request):
            self._deliver(reply)
            if self._waiting or self._closed:
                break

    def _next(self) -> list[Asked] | None:
        """Wait for a request, and for the quiet after it; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._closed)
            while not self._closed:
                request, self._waiting = self._waiting, []
                disturbed = self._news.wait_for(
                    lambda: bool(self._waiting) or self._closed, self._quiet_seconds
                )
                if not disturbed:
                    return request
            return None
