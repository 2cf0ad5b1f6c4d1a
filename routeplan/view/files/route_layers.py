"""Layers of routes: lines, stretches, legs, points and landings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from shapely import LineString, MultiLineString, Point

from routeplan.geo.drawn_line import DRAWN, draw_line, lift_line
from routeplan.geo.geodesy import azimuths_deg
from routeplan.planning.route import Route
from routeplan.view.files.feature_record import FileLayer, FileLayerName, make_layer
from routeplan.view.files.landing_layers import landing_layer

# Kept out of files: the time that the solver took differs from run to run.
_TIMES = ("solve_seconds",)


def route_layers(routes: Sequence[Route]) -> tuple[FileLayer, ...]:
    """Make the layers of routes, in the order in which they are drawn."""
    valued = [route for route in routes if route.breakdown is not None and "depth_band" in route.profile]
    landings = {landing.id: landing for route in routes for landing in (route.start, route.end)}
    return (
        *make_layer(FileLayerName.ROUTE, [route_facts(route) for route in routes], [*map(_lifted, routes)]),
        *make_layer(FileLayerName.STRETCHES, *_rows_and_shapes(map(_stretches, valued))),
        *make_layer(FileLayerName.LEGS, *_rows_and_shapes(map(_legs, routes))),
        *make_layer(FileLayerName.POINTS, *_rows_and_shapes(map(_points, routes))),
        *landing_layer(landings.values()),
    )


def route_facts(route: Route) -> dict[str, Any]:
    """Give the scalars of a route's record, its build terms and its texts."""
    scalars = {key: value for key, value in route.record().items() if isinstance(value, str | int | float)}
    return {
        "name": route.name,
        "from": route.start.id,
        "to": route.end.id,
        "via": "; ".join(point.id for point in route.via) or None,
        **{key: value for key, value in scalars.items() if key not in _TIMES},
        "landfall_from_km": route.landfall_km[0],
        "landfall_to_km": route.landfall_km[1],
        **{f"{term}_usd": usd for term, usd in route.build_terms_usd.items()},
        "jurisdictions": route.jurisdictions_text if route.breakdown else None,
        "avoided": route.avoided.text if route.avoided else None,
        "legs": DRAWN,
        "version": version("routeplan"),
    }


def _lifted(route: Route) -> LineString | MultiLineString:
    """Draw a route on the seabed: its heights are minus the depths of its profile."""
    profile = route.profile
    middle_km = (profile["kp_km"] + profile["step_km"] / 2).to_numpy()
    return lift_line(draw_line(route.line), middle_km, -profile["depth_m"].to_numpy(), route.line)


def _rows_and_shapes(found: Iterable[list[tuple[dict[str, Any], Any]]]) -> tuple[list[Any], list[Any]]:
    pairs = [pair for of_a_route in found for pair in of_a_route]
    return [row for row, _ in pairs], [shape for _, shape in pairs]


def _stretches(route: Route) -> list[tuple[dict[str, Any], Any]]:
    return [
        (
            {"route": route.name, "number": number} | {str(key): value for key, value in row.items()},
            draw_line(route.line.between(row["from_km"], row["to_km"])),
        )
        for number, row in enumerate(route.stretches.to_dict("records"), start=1)
    ]


def _legs(route: Route) -> list[tuple[dict[str, Any], Any]]:
    line, kp_km = route.line, route.line.kp_km
    first = azimuths_deg(line.lon, line.lat)
    last = (azimuths_deg(line.lon[::-1], line.lat[::-1])[::-1] + 180.0) % 360.0
    return [
        (
            {
                "route": route.name,
                "number": at + 1,
                "from_km": kp_km[at],
                "to_km": kp_km[at + 1],
                "km": line.legs_km[at],
                "bearing_from_deg": first[at],
                "bearing_to_deg": last[at],
            },
            draw_line(type(line)(line.lon[at : at + 2], line.lat[at : at + 2])),
        )
        for at in range(len(line.legs_km))
    ]


def _points(route: Route) -> list[tuple[dict[str, Any], Any]]:
    line, profile = route.line, route.profile
    at_step = np.searchsorted(profile["kp_km"].to_numpy(), line.kp_km, side="right") - 1
    depth_m = profile["depth_m"].to_numpy()[at_step]
    return [
        (
            {
                "route": route.name,
                "number": number,
                "kp_km": kp,
                "lon": lon,
                "lat": lat,
                "depth_m": depth,
            },
            Point(lon, lat),
        )
        for number, (kp, lon, lat, depth) in enumerate(
            zip(line.kp_km, line.lon, line.lat, depth_m, strict=True), start=1
        )
    ]
