"""Layers of a hindcast: the planned line of each published cable, with both lengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from routeplan.geo.drawn_line import DRAWN, draw_line
from routeplan.planning.hindcast import PlannedCable, compare_cable
from routeplan.view.files.feature_record import FeatureRecord, FileLayerName, make_layer
from routeplan.view.files.landing_layers import landing_layer
from routeplan.view.files.provenance import provenance_of


def derive_hindcast_features(planned: Sequence[PlannedCable]) -> FeatureRecord:
    """Make the record of planned cables; those without a route are not in it."""
    routes = [cable.route for cable in planned if cable.route is not None]
    rows = [_facts(cable) for cable in planned if cable.route is not None]
    return FeatureRecord(
        f"{len(routes)} published cables, planned again",
        (
            *make_layer(FileLayerName.CABLES, rows, [draw_line(route.line) for route in routes]),
            *landing_layer({end.id: end for route in routes for end in (route.start, route.end)}.values()),
        ),
        provenance_of(
            [source for route in routes for source in route.sources],
            *(route.scenario_sha256 for route in routes),
        ),
    )


def _facts(planned: PlannedCable) -> dict[str, Any]:
    row = compare_cable(planned)
    cable = planned.cable
    return {
        "name": cable.name,
        "year": cable.year,
        "from": cable.start.id,
        "to": cable.end.id,
        "published_km": row["published_km"],
        "geodesic_km": row["geodesic_km"],
        "length_km": row["planned_km"],
        "cable_km": row["planned_cable_km"],
        "null_km": row["null_km"],
        "error_pct": row["error_pct"],
        "null_error_pct": row["null_error_pct"],
        "legs": DRAWN,
    }
