"""Layers of routes: lines, stretches, legs, points and landings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from shapely import LineString, MultiLineString, Point

from routeplan.catalog.models import Landing
from routeplan.engineering.crossings import Crossing, crossing_record
from routeplan.geo.drawn_line import DRAWN, draw_line, lift_line
from routeplan.geo.geodesy import azimuths_deg
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued, segments_of
from routeplan.view.files.feature_record import FileLayer, FileLayerName, make_layer
from routeplan.view.files.landing_layers import landing_layer

# Kept out of files: the time that the solver took differs from run to run.
_TIMES = ("solve_seconds",)


def route_layers(routes: Sequence[Valued], crossings: Sequence[Crossing] = ()) -> tuple[FileLayer, ...]:
    """Make the layers of routes and of the segments of systems, in the order in which they are drawn."""
    parts = [part for route in routes for part in segments_of(route)]
    facts = [row for route in routes for row in _facts(route)]
    valued = [part for part in parts if part.breakdown is not None and "depth_band" in part.profile]
    landings = {landing.id: landing for route in routes for landing in _landings_of(route)}
    units = {unit.id: unit for route in routes if isinstance(route, System) for unit in route.branching_units}
    return (
        *make_layer(FileLayerName.ROUTE, facts, [*map(_lifted, parts)]),
        *make_layer(FileLayerName.STRETCHES, *_rows_and_shapes(map(_stretches, valued))),
        *make_layer(FileLayerName.LEGS, *_rows_and_shapes(map(_legs, parts))),
        *crossing_layer(crossings),
        *make_layer(FileLayerName.POINTS, *_rows_and_shapes(map(_points, parts))),
        *landing_layer(landings.values(), units.values()),
    )


def crossing_layer(crossings: Sequence[Crossing]) -> tuple[FileLayer, ...]:
    """Make the layer of crossings of other cables."""
    rows = [crossing_record(crossing, number) for number, crossing in enumerate(crossings, start=1)]
    shapes = [Point(crossing.lon, crossing.lat) for crossing in crossings]
    return make_layer(FileLayerName.CROSSINGS, [{"route": row.pop("line"), **row} for row in rows], shapes)


def _facts(valued: Valued) -> list[dict[str, Any]]:
    """Give the row of a route, or a row for each segment of a system, with the totals of the system."""
    if not isinstance(valued, System):
        return [route_facts(valued)]
    totals = {
        "system": valued.name,
        "system_length_km": valued.length_km,
        "system_build_cost_usd": valued.build_cost_usd,
        "system_life_cost_usd": valued.life_cost_usd,
        "system_faults_per_year": valued.breakdown.exposure.total_per_year,
    }
    return [
        {"kind": "segment", **route_facts(segment), "number": number, **totals}
        for number, segment in enumerate(valued.segments, start=1)
    ]


def _landings_of(valued: Valued) -> tuple[Landing, ...]:
    return valued.landings if isinstance(valued, System) else (valued.start, valued.end)


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
        "gave_way": route.gave_way.text if route.gave_way else None,
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
