"""Evaluate parts on Dask workers that somebody else started: a client, an address, or the client of this session."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from routeplan.ensemble.evaluate import PartResult, evaluate_part
from routeplan.ensemble.extras import require_distributed
from routeplan.ensemble.question import CaseTask, Question
from routeplan.ensemble.run import DIED, MOST_ATTEMPTS, Keep, Parts, failed_part, prepare_worker
from routeplan.errors import RouteplanError, UsageError

_WAITING_PER_THREAD = 2
_CONNECT_SECONDS = 20.0
_RECONNECT_SECONDS = 120.0


def ambient_client() -> Any:
    """Return the Dask client of this session; None where there is none, or Dask was never imported."""
    if "distributed" not in sys.modules:
        return None
    try:
        return require_distributed("Dask").default_client()
    except ValueError:
        return None


@dataclass(frozen=True)
class DaskWorkers:
    """Evaluates parts on the workers of a scheduler.

    Attributes
    ----------
    client : distributed.Client or str
        Or the address of a scheduler.
    """

    client: Any

    def __call__(self, question: Question, parts: Parts, keep: Keep) -> None:
        """Evaluate the parts; after the scheduler was lost, those that are left, once it is there again.

        Raises
        ------
        UsageError
            If no scheduler answers at the address.
        """
        waiting = dict(parts)
        seconds = _CONNECT_SECONDS
        while waiting:
            with self._connected(seconds) as client:
                _submit(client, question, waiting, keep)
            seconds = _RECONNECT_SECONDS

    @contextmanager
    def _connected(self, seconds: float) -> Iterator[Any]:
        if not isinstance(self.client, str):
            yield self.client
            return
        distributed = require_distributed("--dask")
        try:
            client = distributed.Client(self.client, timeout=seconds, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(
                f"no Dask scheduler at {self.client}; start one with: dask scheduler, "
                "and workers with: dask worker ADDRESS"
            ) from error
        try:
            yield client
        finally:
            client.close(timeout=1)


def _submit(client: Any, question: Question, waiting: dict[int, tuple[CaseTask, ...]], keep: Keep) -> None:
    """Submit parts, a few at a time for each thread of the workers, until all are kept or the scheduler is lost."""
    distributed = require_distributed("Dask")
    lost = (distributed.client.FutureCancelledError, distributed.CommClosedError, TimeoutError, OSError)
    running: dict[Any, int] = {}
    try:
        text = client.scatter(question.text, broadcast=True, hash=False)
        queue = iter(list(waiting))
        ended = distributed.as_completed()
        for number in queue:
            running[_add(client, ended, text, waiting[number], number)] = number
            if len(running) >= _WAITING_PER_THREAD * _threads(client):
                break
        for future in ended:
            number = running.pop(future)
            tasks = waiting[number]
            keep(number, tasks, _result_of(future, question, tasks))
            del waiting[number]
            following = next(queue, None)
            if following is not None:
                running[_add(client, ended, text, waiting[following], following)] = following
    except lost as error:
        if not isinstance(error, RouteplanError) and client.status == "running" and not running:
            raise
        time.sleep(1.0)


def _add(client: Any, ended: Any, text: Any, tasks: tuple[CaseTask, ...], number: int) -> Any:
    future = client.submit(
        _evaluate, text, tasks, key=f"routeplan-part-{number}", pure=False, retries=MOST_ATTEMPTS
    )
    ended.add(future)
    return future


def _result_of(future: Any, question: Question, tasks: tuple[CaseTask, ...]) -> PartResult:
    """Take the result; a part whose workers died too often is recorded as failed."""
    distributed = require_distributed("Dask")
    try:
        result: PartResult = future.result()
    except distributed.KilledWorker:
        return failed_part(question, tasks, DIED)
    return result


def _threads(client: Any) -> int:
    return max(1, int(sum(client.nthreads().values())))


def _evaluate(question_text: str, tasks: tuple[CaseTask, ...]) -> PartResult:
    prepare_worker()
    return evaluate_part(question_text, tasks)
