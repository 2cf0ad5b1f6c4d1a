"""Plan submarine cable routes across the Arctic, the North Atlantic and the North Pacific.

import routeplan as rp

planner = rp.open_planner()
route = planner.route("bodo", "tomakomai")
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

# Each function bears its package's name, which would hide it if the package were imported later. Both are light.
from routeplan.ensemble import ensemble
from routeplan.live import live

if TYPE_CHECKING:
    from routeplan.briefing.briefing import Briefing, report, write_report
    from routeplan.catalog.cable_types import change_cable_type, read_cable_types
    from routeplan.catalog.landing_index import landings
    from routeplan.catalog.landings import find_landing, find_landings, search_landings
    from routeplan.catalog.proposals import read_proposals
    from routeplan.cost.layer_names import LayerName
    from routeplan.cost.scenario import Scenario, read_scenario, write_scenario
    from routeplan.engineering.bill_of_quantities import derive_bill_of_quantities
    from routeplan.engineering.crossings import crossing_table, find_crossings
    from routeplan.engineering.list_options import ListOptions
    from routeplan.engineering.listing import derive_position_list, derive_position_lists
    from routeplan.engineering.straight_line import derive_straight_line
    from routeplan.ensemble.inquiry import read_ensemble
    from routeplan.ensemble.outcomes import Ensemble
    from routeplan.geo.grid import Grid
    from routeplan.io.lines import read_lines
    from routeplan.network.network import Network
    from routeplan.network.open import open_network
    from routeplan.network.ranking import rank_candidates
    from routeplan.planning.announced import compare_with_announced, tabulate_proposals, tabulate_service
    from routeplan.planning.areas import Avoid
    from routeplan.planning.compare import compare
    from routeplan.planning.diverse import Diverse
    from routeplan.planning.giving_way import BarredError
    from routeplan.planning.open import open_planner
    from routeplan.planning.pareto import pareto_table, sweep
    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route
    from routeplan.planning.system import System
    from routeplan.planning.system_comparison import compare_systems, plan_topologies
    from routeplan.planning.system_lines import score_lines
    from routeplan.planning.system_planning import Branch, plan_system
    from routeplan.planning.what_if import WhatIf, what_if
    from routeplan.runtime.progress import progress
    from routeplan.view.figures import (
        figure_costs,
        figure_layers,
        figure_map,
        figure_network,
        figure_pareto,
        figure_profile,
        figure_region,
        figure_risk,
        figure_routes,
        figure_straight_line,
        figure_tornado,
        write_figure,
    )
    from routeplan.view.files import write_result
    from routeplan.view.maps import (
        map_corridor,
        map_existing,
        map_jurisdictions,
        map_layer,
        map_months,
        map_routes,
        map_zones,
        write_map,
    )
    from routeplan.view.plain_tables import plain_table

__version__ = version("routeplan")

# Module of each public name. Modules are imported on first use: maps and tables take seconds to import, and most
# commands need few of them.
_MODULES = {
    "Avoid": "planning.areas",
    "BarredError": "planning.giving_way",
    "Branch": "planning.system_planning",
    "Briefing": "briefing.briefing",
    "change_cable_type": "catalog.cable_types",
    "compare": "planning.compare",
    "compare_systems": "planning.system_comparison",
    "compare_with_announced": "planning.announced",
    "crossing_table": "engineering.crossings",
    "derive_bill_of_quantities": "engineering.bill_of_quantities",
    "derive_position_list": "engineering.listing",
    "derive_position_lists": "engineering.listing",
    "derive_straight_line": "engineering.straight_line",
    "Diverse": "planning.diverse",
    "Ensemble": "ensemble.outcomes",
    "figure_costs": "view.figures",
    "figure_layers": "view.figures",
    "figure_map": "view.figures",
    "figure_network": "view.figures",
    "figure_pareto": "view.figures",
    "figure_profile": "view.figures",
    "figure_region": "view.figures",
    "figure_risk": "view.figures",
    "figure_routes": "view.figures",
    "figure_straight_line": "view.figures",
    "figure_tornado": "view.figures",
    "find_crossings": "engineering.crossings",
    "find_landing": "catalog.landings",
    "find_landings": "catalog.landings",
    "Grid": "geo.grid",
    "landings": "catalog.landing_index",
    "LayerName": "cost.layer_names",
    "ListOptions": "engineering.list_options",
    "map_corridor": "view.maps",
    "map_existing": "view.maps",
    "map_layer": "view.maps",
    "map_months": "view.maps",
    "map_routes": "view.maps",
    "map_jurisdictions": "view.maps",
    "map_zones": "view.maps",
    "Network": "network.network",
    "open_network": "network.open",
    "open_planner": "planning.open",
    "pareto_table": "planning.pareto",
    "Planner": "planning.planner",
    "progress": "runtime.progress",
    "read_cable_types": "catalog.cable_types",
    "read_ensemble": "ensemble.inquiry",
    "read_lines": "io.lines",
    "read_proposals": "catalog.proposals",
    "read_scenario": "cost.scenario",
    "plain_table": "view.plain_tables",
    "plan_system": "planning.system_planning",
    "plan_topologies": "planning.system_comparison",
    "rank_candidates": "network.ranking",
    "report": "briefing.briefing",
    "Route": "planning.route",
    "Scenario": "cost.scenario",
    "score_lines": "planning.system_lines",
    "search_landings": "catalog.landings",
    "System": "planning.system",
    "tabulate_proposals": "planning.announced",
    "tabulate_service": "planning.announced",
    "sweep": "planning.pareto",
    "what_if": "planning.what_if",
    "WhatIf": "planning.what_if",
    "write_figure": "view.figures",
    "write_result": "view.files",
    "write_map": "view.maps",
    "write_report": "briefing.briefing",
    "write_scenario": "cost.scenario",
}

__all__ = [
    "Avoid",
    "BarredError",
    "Branch",
    "Briefing",
    "Diverse",
    "Ensemble",
    "Grid",
    "LayerName",
    "ListOptions",
    "Network",
    "Planner",
    "Route",
    "Scenario",
    "System",
    "WhatIf",
    "change_cable_type",
    "compare",
    "compare_systems",
    "compare_with_announced",
    "crossing_table",
    "derive_bill_of_quantities",
    "derive_position_list",
    "derive_position_lists",
    "derive_straight_line",
    "ensemble",
    "figure_costs",
    "figure_layers",
    "figure_map",
    "figure_network",
    "figure_pareto",
    "figure_profile",
    "figure_region",
    "figure_risk",
    "figure_routes",
    "figure_straight_line",
    "figure_tornado",
    "find_crossings",
    "find_landing",
    "find_landings",
    "landings",
    "live",
    "map_corridor",
    "map_existing",
    "map_jurisdictions",
    "map_layer",
    "map_months",
    "map_routes",
    "map_zones",
    "open_network",
    "open_planner",
    "pareto_table",
    "plain_table",
    "plan_system",
    "plan_topologies",
    "progress",
    "rank_candidates",
    "read_cable_types",
    "read_ensemble",
    "read_lines",
    "read_proposals",
    "read_scenario",
    "report",
    "score_lines",
    "search_landings",
    "sweep",
    "tabulate_proposals",
    "tabulate_service",
    "what_if",
    "write_figure",
    "write_map",
    "write_report",
    "write_result",
    "write_scenario",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'routeplan' has no attribute {name!r}")
    return getattr(import_module(f"routeplan.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
