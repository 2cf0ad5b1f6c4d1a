"""Time the way from two landing names to a route, and what it is made of.

make bench
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import routeplan as rp
from routeplan.planner import Planner
from routeplan.solver import find_field

REPEATS = 7
PAIRS = (("bodo", "tomakomai"), ("galway", "halifax"), ("landeyjar", "nuuk"), ("sopelana", "virginia-beach"))


def main() -> None:
    """Print a table of medians."""
    print(
        f"Python {platform.python_version()}, {platform.machine()}, median of {REPEATS} after compilation\n"
    )
    planner = rp.open_planner()
    for start, end in PAIRS:
        planner.route(start, end)  # compiles, opens the data
        seconds = statistics.median(planner.route(start, end).solve_seconds for _ in range(REPEATS))
        print(f"solve {start} - {end}: {seconds:.3f} s")
    bodo = rp.find_landing("bodo")
    place = (bodo.name, bodo.lon, bodo.lat)
    seconds = _median(lambda: find_field(planner.medium, place))
    print(f"field of Bodø over all {planner.surface.sea_cells:,} sea cells: {seconds:.3f} s")
    print(f"data opened and cost surface built: {_median(_open):.3f} s")
    command = [str(Path(sys.executable).with_name("routeplan")), "plan", "bodo", "tomakomai", "--quiet"]
    print(f"whole command, plan bodo tomakomai: {_median(lambda: subprocess.run(command, check=True)):.2f} s")


def _open() -> Planner:
    planner = rp.open_planner()
    _ = planner.medium.basins
    return planner


def _median(work: Callable[[], object]) -> float:
    def once() -> float:
        began = perf_counter()
        work()
        return perf_counter() - began

    return statistics.median(once() for _ in range(REPEATS))


if __name__ == "__main__":
    main()
