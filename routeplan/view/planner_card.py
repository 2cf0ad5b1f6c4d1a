"""What a planner shows of itself in a notebook: a small map of its domain beside its summary."""

from __future__ import annotations

import html

import numpy as np

from routeplan.planning.planner import Planner
from routeplan.view.colours import FRAME, INK, LAND, QUIET, ROUTE_COLOURS
from routeplan.view.maps.raster_image import DEPTH, derive_image

_SIDE_PX = 200


def planner_card(planner: Planner) -> str:
    """Write the card as HTML: depth with the landings as dots, and the summary as a table."""
    rows = "".join(
        f'<tr><th style="text-align:left;color:{QUIET};font-weight:normal">{html.escape(str(what))}</th>'
        f'<td style="text-align:left">{html.escape(fact)}</td></tr>'
        for what, fact in planner.summary.items()
    )
    return (
        f'<div style="display:flex;gap:16px;align-items:flex-start;color:{INK}">{_small_map(planner)}'
        f"<table>{rows}</table></div>"
    )


def _small_map(planner: Planner) -> str:
    depth = planner.depth
    image = derive_image(depth.where(depth > 0), DEPTH, most_px=_SIDE_PX)
    west, south, east, north = image.bounds_m
    points = planner.landings.geometry
    easting, northing = planner.grid.projection.forward(points.x.to_numpy(), points.y.to_numpy())
    across, down = (
        (easting - west) / (east - west) * _SIDE_PX,
        (north - northing) / (north - south) * _SIDE_PX,
    )
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="1.3"/>' for x, y in np.column_stack([across, down]).round(1)
    )
    return (
        f'<svg width="{_SIDE_PX}" height="{_SIDE_PX}" viewBox="0 0 {_SIDE_PX} {_SIDE_PX}" role="img" '
        f'style="flex:none;background:{LAND};border:1px solid {FRAME}">'
        "<title>Domain of the planner: depth, and landings as dots</title>"
        f'<image href="{image.url}" width="{_SIDE_PX}" height="{_SIDE_PX}"/>'
        f'<g fill="{ROUTE_COLOURS[0]}">{dots}</g></svg>'
    )
