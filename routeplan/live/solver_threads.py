"""Solver threads of the live planner: coarse cells at once, refined cells after a second without requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

from routeplan.live.route_solver import Answer, DeferredLiveSolver, LiveSolver, Reply
from routeplan.live.state import PlanRequest
from routeplan.live.worker import Worker
from routeplan.planning.planner import Planner

_QUIET_SECONDS = 1.0  # without a request before refinement begins
RunInMainThread: TypeAlias = Callable[[Callable[[], None]], object]


class SolverThreads:
    """Solve requests beside the kernel.

    Parameters
    ----------
    request : PlanRequest
        The first request; its scenario is that of the refined cells.
    planner : Planner
        Solves at once.
    refined_km : float, optional
        Cell size of the refined answer; None for no refinement.
    deliver : callable
        Takes each reply, in a solver's thread.
    fail : callable
        Takes an unexpected exception, in a solver's thread.
    """

    def __init__(
        self,
        request: PlanRequest,
        planner: Planner,
        refined_km: float | None,
        deliver: Callable[[Reply], None],
        fail: Callable[[Exception], None],
    ) -> None:
        self._refined_km = refined_km
        self._workers = [Worker(LiveSolver(planner).replies, deliver, fail)]
        if refined_km is not None:
            refining = DeferredLiveSolver(request.scenario, refined_km)
            self._workers.append(Worker(refining.replies, deliver, fail, quiet_seconds=_QUIET_SECONDS))

    def ask(self, request: PlanRequest) -> None:
        """Solve a request in place of the one that waits."""
        for worker in self._workers:
            worker.ask(request)

    def is_final(self, answer: Answer) -> bool:
        """Whether no better answer to its request follows: it has its corridor and the smallest cells."""
        is_refined = self._refined_km is None or answer.is_refined_to(self._refined_km)
        return is_refined and answer.excess_pct is not None

    def close(self) -> None:
        """Stop both threads after the replies they are making."""
        for worker in self._workers:
            worker.close()

    def join(self, timeout_seconds: float) -> bool:
        """Wait until closed threads have ended; False if one has not within the time."""
        ended = [worker.join(timeout_seconds) for worker in self._workers]
        return all(ended)


def main_thread_runner() -> RunInMainThread:
    """Find what runs a function in the thread that widgets belong to.

    In a kernel that is the thread of its event loop, which calls this function; elsewhere any thread may touch widgets.
    """
    try:
        return asyncio.get_running_loop().call_soon_threadsafe
    except RuntimeError:
        return lambda function: function()
