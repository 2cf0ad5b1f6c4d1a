"""Run the parts of a question that are not stored yet: here, on local processes, or on Dask workers.

Every case follows from the question alone: the number of workers, their kind and their order change no bit of it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass

from routeplan.ensemble.case_figures import CaseFigures
from routeplan.ensemble.evaluate import Case, PartResult, Workbench, evaluate_part
from routeplan.ensemble.question import CaseTask, Question
from routeplan.ensemble.store import EnsembleStore
from routeplan.runtime.progress import Task, track_count

_WAITING_PER_WORKER = 2
MOST_ATTEMPTS = 5
"""A part whose worker died so often is recorded as failed."""
DIED = f"the worker process died {MOST_ATTEMPTS} times; give it more memory"

Parts = Sequence[tuple[int, tuple[CaseTask, ...]]]


def run_question(question: Question, store: EnsembleStore, execute: Execute) -> None:
    """Run what is not stored yet, and join the parts.

    Parameters
    ----------
    question : Question
    store : EnsembleStore
    execute : callable
        Evaluates parts and keeps each result: `LocalWorkers`, `InThisProcess`, or Dask workers.

    Raises
    ------
    OutputError
        If a result cannot be stored; what is stored stays.
    """
    numbered = list(enumerate(question.parts))
    waiting = [(number, tasks) for number, tasks in numbered if not store.is_done(number)]
    done = sum(len(tasks) for _, tasks in numbered) - sum(len(tasks) for _, tasks in waiting)
    total = len(question.tasks)
    with track_count(_title(question), total=total, unit="cases") as task:
        task.advance(done)
        if waiting:
            execute(question, waiting, Keep(store, task))
    store.join(question)


def _title(question: Question) -> str:
    if len(question.connections) == 1:
        return f"ensemble of {question.connections[0].name}"
    counts = {"pairs": len(question.pairs), "systems": len(question.systems)}
    return "ensemble of " + " and ".join(f"{count} {kind}" for kind, count in counts.items() if count)


@dataclass(frozen=True, eq=False)
class Keep:
    """Stores results as they come, and counts their tasks."""

    store: EnsembleStore
    task: Task

    def __call__(self, number: int, tasks: Sequence[CaseTask], result: PartResult) -> None:
        """Store the result of a part."""
        self.store.write_part(number, result)
        self.task.advance(len(tasks))


Execute = Callable[[Question, Parts, Keep], None]
"""Evaluates parts and keeps each result."""


@dataclass(frozen=True, eq=False)
class InThisProcess:
    """Evaluates one part after the other in this process.

    Attributes
    ----------
    workbench : Workbench
    """

    workbench: Workbench

    def __call__(self, question: Question, parts: Parts, keep: Keep) -> None:
        """Evaluate the parts."""
        for number, tasks in parts:
            keep(number, tasks, self.workbench.evaluate(tasks))


@dataclass(frozen=True)
class LocalWorkers:
    """Evaluates parts in processes of this machine; they share the prepared cells through the cache on disk.

    Attributes
    ----------
    workers : int
    limit_memory_gb : float, optional
        Of each worker: a case that needs more fails and says so.
    """

    workers: int
    limit_memory_gb: float | None = None

    def __call__(self, question: Question, parts: Parts, keep: Keep) -> None:
        """Evaluate the parts. When a worker dies all are started again, and parts that had not ended are repeated."""
        waiting = list(parts)
        attempts: dict[int, int] = {}
        while waiting:
            for number, tasks in [part for part in waiting if attempts.get(part[0], 0) >= MOST_ATTEMPTS]:
                keep(number, tasks, failed_part(question, tasks, DIED))
                waiting.remove((number, tasks))
            waiting = self._run_until_one_dies(question, waiting, keep, attempts)

    def _run_until_one_dies(
        self, question: Question, parts: Parts, keep: Keep, attempts: dict[int, int]
    ) -> list[tuple[int, tuple[CaseTask, ...]]]:
        """Evaluate parts, and return those that are left because a worker died."""
        waiting, running = list(parts), dict[Future[PartResult], tuple[int, tuple[CaseTask, ...]]]()
        pool = ProcessPoolExecutor(
            self.workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_prepare_local_worker,
            initargs=(self.limit_memory_gb,),
        )
        try:
            while waiting or running:
                while waiting and len(running) < _WAITING_PER_WORKER * self.workers:
                    part = waiting.pop(0)
                    running[pool.submit(evaluate_part, question.text, part[1])] = part
                for future in wait(running, timeout=1.0, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    number, tasks = running.pop(future)
                    keep(number, tasks, result)
                keep.task.report()
        except BrokenProcessPool:
            left = sorted(running.values(), key=lambda part: part[0])
            for number, _ in left:
                attempts[number] = attempts.get(number, 0) + 1
            return [*left, *waiting]
        finally:
            _stop(pool)
        return []


def _stop(pool: ProcessPoolExecutor) -> None:
    """Stop a pool at once: what its workers are doing is not stored, and nobody waits for it."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        with suppress(OSError, ValueError):
            process.terminate()


def _prepare_local_worker(limit_memory_gb: float | None) -> None:
    """Prepare a process of this machine, which also ends when the one that started it is killed."""
    prepare_worker(limit_memory_gb)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # it waits for work that nobody sends


def prepare_worker(limit_memory_gb: float | None = None) -> None:
    """Prepare a process: one thread a kernel, memory limited, Ctrl-C left to the process that started it."""
    import signal

    import numba

    numba.set_num_threads(1)
    with suppress(ValueError):  # not the main thread, as in Dask
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if limit_memory_gb is not None and sys.platform == "linux":
        import resource

        size = int(limit_memory_gb * 1e9)
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def failed_part(question: Question, tasks: Sequence[CaseTask], error: str) -> PartResult:
    """Make a part whose cases all failed."""
    numbers = range(len(question.connections))
    cases = (
        Case(task.world, task.sample, at, CaseFigures(), error=error) for task in tasks for at in numbers
    )
    return PartResult(tuple(cases), ())
