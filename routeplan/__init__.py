"""Plan submarine cable routes across the Arctic, the North Atlantic and the North Pacific.

import routeplan as rp

planner = rp.open_planner()
route = planner.route("bodo", "tomakomai")
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

# These functions bear their rooms' names and would be hidden by the rooms, were they not taken first. Both rooms are
# light.
from routeplan.compare import compare
from routeplan.progress import progress

if TYPE_CHECKING:
    from routeplan.briefing import Briefing, report, write_report
    from routeplan.cables import change_cable_type, read_cable_types
    from routeplan.crossings import find_cable_crossings
    from routeplan.diversity import Diverse
    from routeplan.figures import (
        figure_costs,
        figure_layers,
        figure_map,
        figure_network,
        figure_pareto,
        figure_profile,
        figure_region,
        figure_risk,
        figure_routes,
        write_figure,
    )
    from routeplan.grid import Grid
    from routeplan.landings import find_landing, find_landings, search_landings
    from routeplan.lines import read_lines
    from routeplan.maps import (
        map_corridor,
        map_existing,
        map_layer,
        map_months,
        map_routes,
        map_waters,
        map_zones,
        write_map,
    )
    from routeplan.network.model import Network
    from routeplan.network.opening import open_network
    from routeplan.opening import open_planner
    from routeplan.pareto import pareto_table, sweep
    from routeplan.planner import Planner
    from routeplan.reading import readable
    from routeplan.route import Route
    from routeplan.scenario import Scenario, read_scenario, write_scenario
    from routeplan.views import LayerName
    from routeplan.whatif import WhatIf, what_if
    from routeplan.workbench import live

__version__ = version("routeplan")

# Where each public name lives. Rooms are opened when they are first asked for: maps and tables
# take seconds to import, and most commands need few of them.
_ROOMS = {
    "Diverse": "diversity",
    "Grid": "grid",
    "LayerName": "views",
    "Network": "network.model",
    "Planner": "planner",
    "Route": "route",
    "Briefing": "briefing",
    "change_cable_type": "cables",
    "figure_costs": "figures",
    "figure_layers": "figures",
    "figure_map": "figures",
    "figure_network": "figures",
    "figure_pareto": "figures",
    "figure_profile": "figures",
    "figure_region": "figures",
    "figure_risk": "figures",
    "figure_routes": "figures",
    "find_cable_crossings": "crossings",
    "find_landing": "landings",
    "find_landings": "landings",
    "live": "workbench",
    "map_corridor": "maps",
    "map_existing": "maps",
    "map_layer": "maps",
    "map_months": "maps",
    "map_routes": "maps",
    "map_waters": "maps",
    "map_zones": "maps",
    "write_map": "maps",
    "open_network": "network.opening",
    "open_planner": "opening",
    "pareto_table": "pareto",
    "read_lines": "lines",
    "readable": "reading",
    "report": "briefing",
    "read_scenario": "scenario",
    "Scenario": "scenario",
    "write_figure": "figures",
    "write_report": "briefing",
    "write_scenario": "scenario",
    "read_cable_types": "cables",
    "search_landings": "landings",
    "sweep": "pareto",
    "what_if": "whatif",
    "WhatIf": "whatif",
}

__all__ = [
    "Briefing",
    "Diverse",
    "Grid",
    "LayerName",
    "Network",
    "Planner",
    "Route",
    "Scenario",
    "WhatIf",
    "change_cable_type",
    "compare",
    "figure_costs",
    "figure_layers",
    "figure_map",
    "figure_network",
    "figure_pareto",
    "figure_profile",
    "figure_region",
    "figure_risk",
    "figure_routes",
    "find_cable_crossings",
    "find_landing",
    "find_landings",
    "live",
    "map_corridor",
    "map_existing",
    "map_layer",
    "map_months",
    "map_routes",
    "map_waters",
    "map_zones",
    "open_network",
    "open_planner",
    "pareto_table",
    "progress",
    "read_cable_types",
    "read_lines",
    "read_scenario",
    "readable",
    "report",
    "search_landings",
    "sweep",
    "what_if",
    "write_figure",
    "write_map",
    "write_report",
    "write_scenario",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'routeplan' has no attribute {name!r}")
    return getattr(import_module(f"routeplan.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
