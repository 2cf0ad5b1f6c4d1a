"""What a user waits for beyond a plan, on a warm cache: maps of an open planner, a network, a briefing, the notebooks.

python -m benchmarks.outputs
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.waits import Wait, median_seconds

REPEATS = 5
_NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
_MAPS = """
import sys
from time import perf_counter
import routeplan as rp
planner = rp.open_planner()
route = planner.route("bodo", "tomakomai", prove=False)
for _ in range(2):
    began = perf_counter()
    rp.write_map(rp.map_routes([route], over=planner), sys.argv[1])
    print(perf_counter() - began)
"""


def main() -> None:
    """Print all times."""
    for wait in time_outputs():
        print(f"{wait.seconds:6.2f} s  {wait.work}", flush=True)


def time_outputs() -> list[Wait]:
    """Time everything in fresh processes; what fills the cache is not counted."""
    with TemporaryDirectory() as folder:
        briefing = Path(folder) / "briefing.html"
        return [
            *_time_maps(Path(folder) / "map.html"),
            _time_command("`routeplan network`", "network", "--quiet"),
            _time_command("`routeplan report` of four pairs", "report", "--quiet", "-o", str(briefing)),
            _time_notebooks(Path(folder)),
        ]


def _time_maps(page: Path) -> list[Wait]:
    """Time the first and the second map of an open planner, pages written and imports counted."""
    command = [sys.executable, "-c", _MAPS, str(page)]

    def once() -> list[float]:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return [float(line) for line in done.stdout.split()]

    once()
    first, second = (
        statistics.median(times) for times in zip(*(once() for _ in range(REPEATS)), strict=True)
    )
    return [
        Wait("first map over an open planner, all layers and months", first),
        Wait("second map over the same planner", second),
    ]


def _time_command(work: str, *arguments: str) -> Wait:
    command = [str(Path(sys.executable).with_name("routeplan")), *arguments]

    def run() -> object:
        return subprocess.run(command, check=True, capture_output=True)

    run()
    return Wait(work, median_seconds(run, repeats=REPEATS))


def _time_notebooks(folder: Path) -> Wait:
    """Time all notebooks, one after another, on copies."""
    copies = [folder / path.name for path in sorted(_NOTEBOOKS.glob("[0-9]*.ipynb"))]
    for copy in copies:
        copy.write_bytes((_NOTEBOOKS / copy.name).read_bytes())

    def run() -> object:
        command = [sys.executable, str(_NOTEBOOKS / "execute.py"), *map(str, copies)]
        return subprocess.run(command, check=True, capture_output=True)

    run()
    return Wait(f"all {len(copies)} notebooks, executed", median_seconds(run, repeats=1))


if __name__ == "__main__":
    main()
