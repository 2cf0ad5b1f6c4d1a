"""A network on a polar map: existing cables, cables beyond the map, terrestrial links, and candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, densify
from routeplan.network.links import LinkKind
from routeplan.planning.system_layout import NodeKind
from routeplan.view.colours import INK, QUIET
from routeplan.view.figures.style import credit_data
from routeplan.view.maps.land import land_shapes
from routeplan.view.maps.map_axes import (
    ORDER,
    bounds_with_margin,
    dash_pattern,
    draw_base_map,
    draw_graticule,
    draw_lines,
    draw_route,
    graticule_steps,
)
from routeplan.view.maps.projections import ARCTIC

_SOUTH_DEG = 28.0  # landings south of this are not drawn
_EXISTING, _BEYOND, _LAND = LinkKind.EXISTING.value, LinkKind.BEYOND.value, "land"
_GREY, _BROWN, _BEYOND_DASH = "#55606a", "#b39b6c", "1 2"
# Colour and marker of a landing by its region; Okabe and Ito's colours of similar darkness.
_REGIONS = {
    "Europe": ("#0072B2", "o"),
    "North America": ("#D55E00", "s"),
    "Asia": ("#009E73", "^"),
    None: ("#8a949a", "D"),
}
_NO_REGION = "no region"
_UNIT = INK, "s"  # as on maps of routes


def figure_network(graph: nx.MultiGraph[str], *, colours: Mapping[str, str]) -> Figure:
    """Draw a network: landings by region, existing cables, and candidates in their colours.

    Parameters
    ----------
    graph : networkx MultiGraph
        As :meth:`routeplan.network.network.Network.graph` gives it.
    colours : mapping of str to str
        Colour of every candidate of the graph, by name.

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
    points = np.column_stack(ARCTIC.forward(lon, lat))
    draw_base_map(axes, ARCTIC, bounds_with_margin([points]), land_shapes())
    draw_graticule(axes, ARCTIC, graticule_steps(axes))
    kinds = _lines_by_kind(graph)
    draw_lines(axes, _lines_of(kinds, _LAND), _BROWN, width=0.4, alpha=0.16)
    draw_lines(axes, _lines_of(kinds, _BEYOND), _GREY, dash=_BEYOND_DASH, width=0.8)
    draw_lines(axes, _lines_of(kinds, _EXISTING), _GREY, width=0.8, alpha=0.8)
    handles: dict[str, Line2D] = {}  # the links of a system have one name
    candidates = sorted(
        kinds.get(LinkKind.CANDIDATE.value, []), key=lambda candidate: list(colours).index(candidate[0])
    )
    for name, line in candidates:
        colour = colours[name]
        draw_route(axes, line, colour, is_dashed=False, width=2.2)
        handles[name] = Line2D([], [], color=colour, linewidth=2.2, label=name.replace("$", r"\$"))
    styles = {f"landing, {region or _NO_REGION}": style for region, style in _REGIONS.items()}
    of_nodes = [_label_of(data) for data in nodes]
    if NodeKind.UNIT in of_nodes:
        styles[NodeKind.UNIT] = _UNIT
    for label, (colour, marker) in styles.items():
        at = [number for number, own in enumerate(of_nodes) if own == label]
        axes.plot(
            *points[at].T, marker, color=colour, markersize=3.6, markeredgecolor="white", markeredgewidth=0.4,
            zorder=ORDER["places"],
        )  # fmt: skip
        handles[label] = Line2D(
            [], [], color=colour, linestyle="", marker=marker, markersize=4.5, label=label
        )
    listed = [
        *handles.values(),
        Line2D([], [], color=_GREY, linewidth=1.2, label="existing cables, not as surveyed"),
        Line2D(
            [],
            [],
            color=_GREY,
            linewidth=1.2,
            linestyle=dash_pattern(_BEYOND_DASH),
            label="cables beyond the map",
        ),
        Line2D([], [], color=_BROWN, linewidth=0.8, label="terrestrial links"),
    ]
    axes.set_title(
        "Cables and candidates, Arctic polar stereographic (EPSG:3995)", loc="left", fontsize=10, color=INK
    )
    lower.legend(handles=listed, loc="center", ncols=3, frameon=False, fontsize=7.5, labelcolor=QUIET)
    credit_data(figure, ("boundaries", "cable-systems", "terrestrial-links"))
    return figure


def _label_of(node: Mapping[str, Any]) -> str:
    is_unit = node.get("kind") == NodeKind.UNIT
    return NodeKind.UNIT if is_unit else f"landing, {node['region'] or _NO_REGION}"


def _lines_by_kind(graph: nx.MultiGraph[str]) -> dict[str, list[tuple[str, FloatArray]]]:
    """Project links by kind, with their names; a link without a line runs along a geodesic."""
    found: dict[str, list[tuple[str, FloatArray]]] = {}
    for start, end, data in graph.edges(data=True):
        lon, lat = _link_line(graph.nodes[start], graph.nodes[end], data)
        if len(lon) and lat.min() > 0:
            found.setdefault(str(data["kind"]), []).append(
                (str(data["name"]), np.column_stack(ARCTIC.forward(lon, lat)))
            )
    return found


def _lines_of(kinds: Mapping[str, list[tuple[str, FloatArray]]], kind: str) -> list[FloatArray]:
    return [line for _, line in kinds.get(kind, [])]


def _link_line(
    start: Mapping[str, Any], end: Mapping[str, Any], data: Mapping[str, Any]
) -> tuple[FloatArray, FloatArray]:
    if len(data.get("lon", ())):
        return np.asarray(data["lon"]), np.asarray(data["lat"])
    ends = np.array([start["lon"], end["lon"]]), np.array([start["lat"], end["lat"]])
    return densify(*ends, every_km=100.0)
