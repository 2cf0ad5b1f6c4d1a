"""Figures for paper, drawn without a browser: maps, depth profiles, costs, faults and downtime, trade-offs."""

from __future__ import annotations

from routeplan.view.figures.corridor_map import plot_corridor
from routeplan.view.figures.cost_bars import figure_costs
from routeplan.view.figures.layer_panels import figure_layers
from routeplan.view.figures.monthly_risk import figure_risk
from routeplan.view.figures.network_map import figure_network
from routeplan.view.figures.pareto_front import figure_pareto
from routeplan.view.figures.plot import plot_column, plot_routes
from routeplan.view.figures.profile import figure_profile
from routeplan.view.figures.route_map import figure_map, figure_region, figure_routes
from routeplan.view.figures.straight_line_diagram import figure_straight_line
from routeplan.view.figures.style import FORMATS, write_figure

__all__ = [
    "FORMATS",
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
    "plot_column",
    "plot_corridor",
    "plot_routes",
    "write_figure",
]
