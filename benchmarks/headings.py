"""What slope by its direction costs in time: `python -m benchmarks.headings`, processor time with it and without."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

import routeplan as rp
from routeplan.planning.planner import Planner
from routeplan.planning.stops import landing_of, place_of
from routeplan.solver.cost_march import march_over
from routeplan.solver.landfall import find_landfalls
from routeplan.solver.straighten import find_line

PAIRS = (("nuuk", "bodo"), ("galway", "halifax"), ("bodo", "tomakomai"))
SPACINGS_KM = (10.0, 5.0)
SIDE_PER_DEG = 0.2
_RUNS = 5


def processor_s(call: Callable[[], Any]) -> float:
    """Median processor time of some runs, all threads, after one that compiles."""
    call()
    times = []
    for _ in range(_RUNS):
        began = process_time()
        call()
        times.append(process_time() - began)
    return median(times)


def time_planner(planner: Planner) -> dict[str, float]:
    """Time a march over the whole sea, and the search and whole plan of each pair."""
    cost_grid, limit_km = planner.cost_grid, planner.landfall_limit_km
    ends = [tuple(place_of(landing_of(name)) for name in pair) for pair in PAIRS]
    first, _ = find_landfalls(cost_grid, *ends[0], limit_km=limit_km)
    _ = cost_grid.rates
    seconds = {
        "march over the whole sea": processor_s(lambda: march_over(cost_grid, first.cells, first.leg_costs))
    }
    for pair, places in zip(PAIRS, ends, strict=True):
        name = " – ".join(pair)
        seconds[f"{name}: search"] = processor_s(
            lambda places=places: find_line(cost_grid, *places, landfall_limit_km=limit_km)  # type: ignore[misc]
        )
        seconds[f"{name}: plan without proof"] = processor_s(
            lambda pair=pair: planner.route(*pair, prove=False)  # type: ignore[misc]
        )
    return seconds


def main() -> None:
    """Print a table of both costs at both spacings."""
    print("| cells | what | isotropic s | by direction s | times |")
    print("|---|---|---:|---:|---:|")
    for spacing_km in SPACINGS_KM:
        # Without a scenario nothing of a route is kept on disk: each run searches anew.
        opened = rp.open_planner(spacing_km=spacing_km)
        plain = opened.reassumed(opened.assumptions)
        sloping = opened.reassumed(opened.assumptions.changed("policy.side_slope_per_deg", SIDE_PER_DEG))
        before, after = time_planner(plain), time_planner(sloping)
        for what, seconds in before.items():
            print(
                f"| {spacing_km:g} km | {what} | {seconds:.3f} | {after[what]:.3f} | {after[what] / seconds:.1f} |"
            )


if __name__ == "__main__":
    main()
