"""A piece of work that a user waits for, and its time."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Wait:
    """A piece of work and how long it takes, seconds."""

    work: str
    seconds: float


def median_seconds(
    work: Callable[[], object], *, repeats: int, before: Callable[[], object] | None = None
) -> float:
    """Time a piece of work several times; what is done before each is not counted."""

    def once() -> float:
        if before is not None:
            before()
        began = perf_counter()
        work()
        return perf_counter() - began

    return statistics.median(once() for _ in range(repeats))
