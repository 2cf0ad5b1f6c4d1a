"""Systems whose branching units are found: processor time, memory, proven gap, and the tree against other topologies.

python -m benchmarks.systems [KM]
"""

from __future__ import annotations

import resource
import sys
from time import process_time

import routeplan as rp
from routeplan.planning.found_system import SystemSearch
from routeplan.planning.planner import Planner

STOPS = ("galway", "tomakomai")
BRANCHES = ("nuuk", "iqaluit", "prudhoe-bay", "bodo", "longyearbyen", "halifax")
OTHERS = (
    (("galway", "halifax"), ("nuuk", "landeyjar")),
    (("bodo", "longyearbyen"), ("landeyjar", "nuuk")),
    (("bodo", "tomakomai"), ("longyearbyen", "prudhoe-bay")),
    (("cork", "nuuk"), ("landeyjar", "iqaluit")),
)


def main() -> None:
    """Print times of five and eight landings, and what each topology costs for others."""
    spacing_km = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    planner = rp.open_planner(rp.Scenario.preset("balanced"), spacing_km=spacing_km)
    _ = planner.cost_grid.basins
    planner.system(STOPS, branches=BRANCHES[:1])  # kernels and layers, once
    for count in (1, 3, 6):
        print_time(planner, count)
    for stops, branches in OTHERS:
        systems = rp.plan_topologies(planner, stops, branches=branches)
        costs = ", ".join(f"{system.topology} {system.objective_usd / 1e6:.2f}" for system in systems)
        print(f"{' '.join((*stops, *branches))}: {costs} M USD", flush=True)


def print_time(planner: Planner, count: int) -> None:
    """Plan a system with so many branches."""
    began = process_time()
    SystemSearch.of(planner, STOPS, BRANCHES[:count]).trees.trace()
    searched = process_time()
    planner.system(STOPS, branches=BRANCHES[:count])
    planned, planned_gb = process_time(), peak_gb()
    proven = planner.system(STOPS, branches=BRANCHES[:count], prove=True)
    print(
        f"{count + 2} landings: search {searched - began:.1f} s, whole {planned - searched:.1f} s of processor time, "
        f"{planned_gb:.2f} GB at the peak; with the proof {process_time() - planned:.1f} s, {peak_gb():.2f} GB, gap "
        f"{proven.optimality_gap_pct:.2f} %",
        flush=True,
    )


def peak_gb() -> float:
    """Most memory that the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


if __name__ == "__main__":
    main()
