"""Figures for paper, drawn without a browser: maps, profiles, costs, risks, and what may be had for what."""

from __future__ import annotations

from routeplan.figures.bars import figure_costs
from routeplan.figures.front import figure_pareto
from routeplan.figures.layers import figure_layers
from routeplan.figures.months import figure_risk
from routeplan.figures.network import figure_network
from routeplan.figures.overview import figure_map, figure_region, figure_routes
from routeplan.figures.profile import figure_profile
from routeplan.figures.style import FORMATS, write_figure

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
    "write_figure",
]
