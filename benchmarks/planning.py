"""What a user waits for, beyond the solver: data opened, routes, a full field, the whole command.

python -m benchmarks.planning JSON_FILE
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import routeplan as rp
from routeplan.planner import Planner

REPEATS = 7
PAIRS = (("bodo", "tomakomai"), ("galway", "halifax"), ("landeyjar", "nuuk"), ("sopelana", "virginia-beach"))


@dataclass(frozen=True)
class Wait:
    """A piece of work and how long it takes: the median of seven runs, after one that compiles."""

    work: str
    seconds: float


def main(file: str) -> None:
    """Time everything, and leave the result in a file."""
    Path(file).write_text(json.dumps([asdict(wait) for wait in time_planning()]), encoding="utf-8")


def time_planning() -> list[Wait]:
    """Time what a user waits for on the default grid."""
    planner = rp.open_planner()
    waits = []
    for start, end in PAIRS:
        planner.route(start, end)  # compiles, opens the data
        seconds = statistics.median(planner.route(start, end).solve_seconds for _ in range(REPEATS))
        waits.append(Wait(f"solve {start} – {end}, planner open", seconds))
    start, end = PAIRS[0]
    waits.append(
        Wait(
            f"`planner.route` {start} – {end}, with profile and shortest sea path",
            _median(lambda: planner.route(start, end)),
        )
    )
    bodo = rp.find_landing(start)
    waits.append(
        Wait(
            f"field of {bodo.name} over all {planner.surface.sea_cells:,} sea cells",
            _median(lambda: planner.field(bodo)),
        )
    )
    waits.append(Wait("data opened and cost surface built", _median(_open)))
    command = [str(Path(sys.executable).with_name("routeplan")), "plan", start, end, "--quiet"]
    waits.append(
        Wait(
            f"whole command `routeplan plan {start} {end}`",
            _median(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)),
        )
    )
    return waits


def _open() -> Planner:
    planner = rp.open_planner()
    _ = planner.medium.basins
    return planner


def _median(work: Callable[[], object]) -> float:
    work()

    def once() -> float:
        began = perf_counter()
        work()
        return perf_counter() - began

    return statistics.median(once() for _ in range(REPEATS))


if __name__ == "__main__":
    main(sys.argv[1])
