"""What a user waits for, beyond the solver: data opened, routes, a full field, the whole command.

python -m benchmarks.planning JSON_FILE
"""

from __future__ import annotations

import contextlib
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import routeplan as rp
from benchmarks.commands import time_commands
from benchmarks.waits import Wait, median_seconds
from routeplan.catalog.landings import read_landings
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.planning.planner import Planner
from routeplan.solver.cost_fields import stream_fields
from routeplan.solver.landfall import Place, find_every_landfall
from routeplan.solver.lower_bound import lower_bound
from routeplan.solver.path import DEFAULT_LANDFALL_KM
from routeplan.solver.straighten import find_line

REPEATS = 7
PAIRS = (("bodo", "tomakomai"), ("galway", "halifax"), ("landeyjar", "nuuk"), ("sopelana", "virginia-beach"))


def main(file: str) -> None:
    """Time everything, and leave the result in a file."""
    from benchmarks.live import time_live
    from benchmarks.outputs import time_outputs

    waits = [asdict(wait) for wait in (*time_planning(), *time_outputs(), *time_live())]
    Path(file).write_text(json.dumps(waits), encoding="utf-8")


def time_planning() -> list[Wait]:
    """Time what a user waits for on the default grid."""
    planner = rp.open_planner()
    waits = []
    for start, end in PAIRS:
        ends = rp.find_landing(start), rp.find_landing(end)
        planner.legs.find(*ends)  # compiles, opens the data
        seconds = statistics.median(planner.legs.find(*ends).path.seconds for _ in range(REPEATS))
        waits.append(Wait(f"solve {start} – {end}, planner open", seconds))
    start, end = PAIRS[0]
    weights = planner.assumptions.weights.model_copy(update={"slope": 2.0})
    variant = planner.reweighted(weights)
    for work, route in (
        ("asked before", lambda: planner.route(start, end)),
        ("under other weights, without the proof", lambda: variant.route(start, end, prove=False)),
    ):
        waits.append(Wait(f"`planner.route` {start} – {end}, {work}", _median(route)))
    bodo = rp.find_landing(start)
    waits.append(
        Wait(
            f"field of {bodo.name} over all {planner.surface.sea_cells:,} sea cells",
            _median(lambda: planner.field(bodo)),
        )
    )
    waits.append(Wait(f"proof of the gap, {start} – {end}", _median(lambda: _prove(planner, start, end))))
    waits.append(
        Wait(
            f"corridor within 5 % of {start} – {end}, with its passages",
            _median(lambda: planner.corridor(start, end)),
        )
    )
    waits.append(_time_all_fields())
    return [*waits, *time_commands()]


def _prove(planner: Planner, start: str, end: str) -> None:
    path = find_line(planner.cost_grid, *(_place(rp.find_landing(each)) for each in (start, end)))
    upper = planner.cost_grid.cost_of(path.row, path.col)
    lower_bound(planner.cost_grid, path.start, path.end, upper=upper)


def _time_all_fields() -> Wait:
    """Time one field after another for every embedded landing at 10 km, none of them kept."""
    planner = rp.open_planner(spacing_km=10)
    places = []
    for landing in read_landings():
        with contextlib.suppress(UsageError):  # a few lie further inland than a landfall may at 10 km
            find_every_landfall(planner.cost_grid, _place(landing), limit_km=DEFAULT_LANDFALL_KM)
            places.append(_place(landing))
    began = perf_counter()
    for _ in stream_fields(planner.cost_grid, places, landfall_limit_km=DEFAULT_LANDFALL_KM):
        pass
    return Wait(f"fields of {len(places)} landings at 10 km, streamed (once)", perf_counter() - began)


def _place(landing: Landing) -> Place:
    return landing.name, landing.lon, landing.lat


def _median(work: Callable[[], object]) -> float:
    """Median of seven runs, after one that compiles."""
    work()
    return median_seconds(work, repeats=REPEATS)


if __name__ == "__main__":
    main(sys.argv[1])
