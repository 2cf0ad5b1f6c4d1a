"""Layers of a corridor: its outline, a line for each passage, both landings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from routeplan.engineering.crossings import Crossing
from routeplan.geo.drawn_line import DRAWN, draw_line
from routeplan.planning.corridor import Corridor, Passage
from routeplan.planning.corridor.record import passage_record
from routeplan.view.files.feature_record import FileLayer, FileLayerName, make_layer
from routeplan.view.files.landing_layers import landing_layer
from routeplan.view.files.route_layers import crossing_layer


def corridor_layers(corridor: Corridor, crossings: Sequence[Crossing] = ()) -> tuple[FileLayer, ...]:
    """Make the layers of a corridor, with crossings of other cables by its passages."""
    facts = {
        "name": corridor.name,
        "from": corridor.start.id,
        "to": corridor.end.id,
        "within_pct": corridor.within_pct,
        "best_usd": corridor.best_usd,
        "area_km2": corridor.area_km2,
        "cells": corridor.cells,
        "spacing_km": corridor.spacing_km,
        "avoided": corridor.avoided.text if corridor.avoided else None,
    }
    return (
        *make_layer(FileLayerName.CORRIDOR, [facts], [corridor.frame.geometry.iloc[0]]),
        *make_layer(
            FileLayerName.PASSAGES,
            [_passage_facts(corridor, number) for number in range(1, len(corridor.passages) + 1)],
            [draw_line(passage.line) for passage in corridor.passages],
        ),
        *crossing_layer(crossings),
        *landing_layer((corridor.start, corridor.end)),
    )


def _passage_facts(corridor: Corridor, number: int) -> dict[str, Any]:
    passage: Passage = corridor.passages[number - 1]
    record = passage_record(passage)
    breakdown = passage.breakdown
    return {
        "name": record["name"],
        "number": number,
        "from": corridor.start.id,
        "to": corridor.end.id,
        "cell_lon": record["lon"],
        "cell_lat": record["lat"],
        "excess_pct": record["excess_pct"],
        "length_km": record["length_km"],
        "cost_usd": record["cost_usd"],
        "life_cost_usd": record.get("life_cost_usd"),
        "policy_usd": record.get("policy_usd"),
        "jurisdictions": breakdown.jurisdictions_text if breakdown else None,
        "legs": DRAWN,
    }
