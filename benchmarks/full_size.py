"""A file of GEBCO's size and layout: prepared at 5 km, opened again, a window at its own resolution, whole commands.

python -m benchmarks.full_size [HEIGHTS.nc] [--pair FROM:TO ...]

The file is made by benchmarks/gebco_like.py if it is not there, which is not counted. Each figure comes from a process
of its own; all share one new cache folder, so that the first of them finds nothing. Kernels are compiled before.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from benchmarks.measure import KB_PER_UNIT

DEFAULT_FILE = Path("out/gebco_like.nc")
DEFAULT_PAIRS = ("torshavn:landeyjar", "landeyjar:qaqortoq", "landeyjar:nuuk", "bodo:tomakomai")
_COMMAND = "import sys; from routeplan.cli import main; sys.exit(main())"
_PREPARE = """
import sys, routeplan as rp
planner = rp.open_planner(bathymetry=sys.argv[1], spacing_km=5)
planner.surface, planner.cost_grid, planner.legs
"""
# 500 x 500 km of the Denmark Strait, on cells of the file's own size.
_WINDOW = """
import sys
from pathlib import Path
from time import perf_counter, process_time
from routeplan.geo.grid import Grid
from routeplan.seabed.bathymetry import derive_depth_m, open_bathymetry
whole = Grid.arctic(spacing_km=3.6).refined(8)
row, col = (int(at) for at in whole.cell_of(-27.0, 66.2))
window = whole.window(row - 556, row + 556, col - 556, col + 556)
for turn in range(2):
    began, worked = perf_counter(), process_time()
    with open_bathymetry(Path(sys.argv[1])) as file:
        derive_depth_m(file.window(window), window)
    print(perf_counter() - began, process_time() - worked)
"""


@dataclass(frozen=True)
class Aim:
    """What is aimed at: most seconds, most GB, largest gap in per cent; None where there is no aim."""

    seconds: float | None = None
    gb: float | None = None
    gap_pct: float | None = None


@dataclass(frozen=True)
class Figure:
    """What one process took.

    Attributes
    ----------
    work : str
    aim : Aim
    wall_s, processor_s : float
    peak_gb : float
        Pages of mapped files count.
    gap_pct : float, optional
    """

    work: str
    aim: Aim
    wall_s: float
    processor_s: float
    peak_gb: float
    gap_pct: float | None = None

    def to_row(self) -> str:
        """Line of a Markdown table."""
        wanted = [
            f"< {limit:g} {unit}"
            for limit, unit in ((self.aim.seconds, "s"), (self.aim.gb, "GB"), (self.aim.gap_pct, "%"))
            if limit is not None
        ]
        gap = "" if self.gap_pct is None else f"{self.gap_pct:.2f} %"
        return (
            f"| {self.work} | {', '.join(wanted)} | {self.wall_s:.1f} | {self.processor_s:.1f} | "
            f"{self.peak_gb:.2f} | {gap} |"
        )


def main(arguments: Sequence[str]) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("heights", type=Path, nargs="?", default=DEFAULT_FILE)
    parser.add_argument("--pair", action="append", metavar="FROM:TO")
    options = parser.parse_args(arguments)
    heights: Path = options.heights
    if not heights.exists():
        heights.parent.mkdir(parents=True, exist_ok=True)
        maker = Path(__file__).with_name("gebco_like.py")
        subprocess.run([sys.executable, str(maker), str(heights)], check=True)
    load = os.getloadavg()[0]
    print(f"{heights}: {heights.stat().st_size / 1e9:.1f} GB; load in the minute before: {load:.1f}")
    print("| work | aim | wall s | processor s | peak GB | gap |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as cache:
        for figure in measure(heights, Path(cache), options.pair or DEFAULT_PAIRS):
            print(figure.to_row(), flush=True)


def measure(heights: Path, cache: Path, pairs: Sequence[str]) -> Iterator[Figure]:
    """Take all figures, one after another."""
    prepare = [sys.executable, "-c", _PREPARE, str(heights)]
    yield _run("prepared for the whole domain at 5 km, first start", Aim(60.0, 3.0), prepare, cache)[0]
    yield _run("the same, second start", Aim(seconds=2.0), prepare, cache)[0]
    window, text = _run("", Aim(), [sys.executable, "-c", _WINDOW, str(heights)], cache)
    for turn, line in zip(("first", "again"), text.splitlines(), strict=True):
        wall_s, processor_s = map(float, line.split())
        work = f"window of 500 x 500 km on 0.45 km cells, {turn}"
        yield Figure(work, Aim(seconds=2.0), wall_s, processor_s, window.peak_gb)
    for pair in pairs:
        yield _plan(heights, cache, pair)


def _plan(heights: Path, cache: Path, pair: str) -> Figure:
    start, end = pair.split(":")
    command = [sys.executable, "-c", _COMMAND, "plan", start, end]
    options = ["--bathymetry", str(heights), "--spacing-km", "0.45", "--json"]
    figure, text = _run("", Aim(gb=4.0, gap_pct=1.0), [*command, *options], cache)
    route = json.loads(text)
    work = f"`plan {start} {end} --spacing-km 0.45`, {route['length_km']:,.0f} km, {route['cells']:,} cells"
    return replace(figure, work=work, gap_pct=route["optimality_gap_pct"])


def _run(work: str, aim: Aim, command: Sequence[str], cache: Path) -> tuple[Figure, str]:
    """Run a process to its end; what it printed comes with the figure."""
    began = perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"ROUTEPLAN_CACHE": str(cache)}
    ) as process:
        assert process.stdout is not None
        text = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:8])}: exit code {process.returncode}")
    peak_gb = used.ru_maxrss * KB_PER_UNIT / 1e6
    return Figure(work, aim, perf_counter() - began, used.ru_utime + used.ru_stime, peak_gb), text


if __name__ == "__main__":
    main(sys.argv[1:])
