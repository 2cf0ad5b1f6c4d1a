"""A network on the polar plane: today's cables, ways beyond the map and over land, and candidates that stand out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke

from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic, densify
from routeplan.network.links import LinkKind
from routeplan.view.figures.polar_axes import PlaneLine, draw_graticule, draw_ground, frame_round
from routeplan.view.figures.style import FRAME, INK, QUIET, credit_data

_PLANE = PolarStereographic()
_SOUTH_DEG = 28.0  # what lies further south is not drawn
_EXISTING, _BEYOND, _LAND = LinkKind.EXISTING.value, LinkKind.BEYOND.value, "land"
_GREY = "#55606a"
# Colour and words of a landing by the region it belongs to; Okabe and Ito's, of like darkness.
_REGIONS = {
    "Europe": ("#0072B2", "o"),
    "North America": ("#D55E00", "s"),
    "Asia": ("#009E73", "^"),
    None: ("#8a949a", "D"),
}
_ON_THE_WAY = "on the way"


def figure_network(graph: nx.MultiGraph[str], *, colours: Mapping[str, str]) -> Figure:
    """Draw a network: landings by region, cables as they lie, candidates in their colours.

    Parameters
    ----------
    graph : networkx MultiGraph
        As :meth:`routeplan.network.network.Network.graph` lays it out.
    colours : mapping of str to str
        Of every candidate of the graph, by name.

    Raises
    ------
    UsageError
        If the graph has no landing on the map.
    """
    nodes = [data for _, data in graph.nodes(data=True) if data["lat"] >= _SOUTH_DEG]
    if not nodes:
        raise UsageError(f"figure of a network without a landing north of {_SOUTH_DEG:g}N; add one")
    figure = Figure(figsize=(7.1, 7.7), layout="constrained")
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=(7.0, 0.8))[:, 0]
    axes = upper.add_subplot()
    lon, lat = (np.array([data[axis] for data in nodes]) for axis in ("lon", "lat"))
    draw_ground(axes, frame_round([_PLANE.forward(lon, lat)]), None)
    draw_graticule(axes, [], labels=False)
    kinds = _lines_by_kind(graph)
    for kind, style in (
        (_LAND, {"color": "#b39b6c", "linewidth": 0.4, "alpha": 0.16}),
        (_BEYOND, {"color": _GREY, "linewidth": 0.8, "linestyle": (0, (1, 2))}),
        (_EXISTING, {"color": _GREY, "linewidth": 0.8, "alpha": 0.8}),
    ):
        lines = [np.column_stack(line) for _, line in kinds.get(kind, [])]
        axes.add_collection(LineCollection(lines, zorder=4, **style), autolim=False)
    handles = []
    candidates = sorted(
        kinds.get(LinkKind.CANDIDATE.value, []), key=lambda each: list(colours).index(each[0])
    )
    for name, (easting, northing) in candidates:
        colour = colours[name]
        axes.plot(
            easting, northing, color=colour, linewidth=2.2, zorder=6,
            path_effects=[Stroke(linewidth=4.0, foreground="white"), Normal()],
        )  # fmt: skip
        handles.append(Line2D([], [], color=colour, linewidth=2.2, label=name.replace("$", r"\$")))
    for region, (colour, mark) in _REGIONS.items():
        at = [number for number, data in enumerate(nodes) if data["region"] == region]
        axes.plot(
            *_PLANE.forward(lon[at], lat[at]), mark, color=colour, markersize=3.6, markeredgecolor="white",
            markeredgewidth=0.4, zorder=7,
        )  # fmt: skip
        words = f"landing, {region or _ON_THE_WAY}"
        handles.append(Line2D([], [], color=colour, linestyle="", marker=mark, markersize=4.5, label=words))
    handles += [
        Line2D([], [], color=_GREY, linewidth=1.2, label="today's cables, as routeplan draws them"),
        Line2D([], [], color=_GREY, linewidth=1.2, linestyle=(0, (1, 2)), label="cables beyond the map"),
        Line2D([], [], color="#b39b6c", linewidth=0.8, label="ways over land"),
    ]
    axes.set_title(
        "Cables and candidates, Arctic polar stereographic (EPSG:3995)", loc="left", fontsize=10, color=INK
    )
    lower.legend(handles=handles, loc="center", ncols=3, frameon=False, fontsize=7.5, labelcolor=QUIET)
    axes.spines[:].set_color(FRAME)
    credit_data(figure, ("boundaries", "cable-systems", "terrestrial-links"))
    return figure


def _lines_by_kind(graph: nx.MultiGraph[str]) -> dict[str, list[tuple[str, PlaneLine]]]:
    """Lines on the plane with their names, by what they are; what has no line runs along a geodesic."""
    found: dict[str, list[tuple[str, PlaneLine]]] = {}
    for start, end, data in graph.edges(data=True):
        lon, lat = _course(graph.nodes[start], graph.nodes[end], data)
        if len(lon) and lat.min() > 0:
            found.setdefault(str(data["kind"]), []).append((str(data["name"]), _PLANE.forward(lon, lat)))
    return found


def _course(start: Mapping[str, Any], end: Mapping[str, Any], data: Mapping[str, Any]) -> PlaneLine:
    if len(data.get("lon", ())):
        return np.asarray(data["lon"]), np.asarray(data["lat"])
    ends = np.array([start["lon"], end["lon"]]), np.array([start["lat"], end["lat"]])
    return densify(*ends, every_km=100.0)
