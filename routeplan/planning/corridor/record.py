"""JSON record of a corridor."""

from __future__ import annotations

from typing import Any

from routeplan.planning.corridor import Corridor, Passage
from routeplan.planning.records import (
    DEGREE_DECIMALS,
    jurisdictions_record,
    landing_record,
    money_record,
    provenance_record,
)


def corridor_record(corridor: Corridor) -> dict[str, Any]:
    """Return the object that ``routeplan corridor --json`` prints."""
    return {
        "from": landing_record(corridor.start),
        "to": landing_record(corridor.end),
        "within_pct": corridor.within_pct,
        "best_usd": corridor.best_usd,
        "area_km2": round(corridor.area_km2, 1),
        "cells": corridor.cells,
        "spacing_km": corridor.spacing_km,
        "solve_seconds": round(corridor.solve_seconds, 3),
        "passages": [passage_record(passage) for passage in corridor.passages],
        **corridor.avoided.record,
        "scenario_sha256": corridor.scenario_sha256,
        **provenance_record(corridor.sources),
    }


def passage_record(passage: Passage) -> dict[str, Any]:
    """Return the record of one passage."""
    breakdown = passage.breakdown
    return {
        "name": passage.name,
        "lon": round(passage.cell_lon, DEGREE_DECIMALS),
        "lat": round(passage.cell_lat, DEGREE_DECIMALS),
        "excess_pct": round(passage.excess_pct, 3),
        "length_km": round(passage.length_km, 3),
        "cost_usd": passage.cost_usd,
        **({} if breakdown is None else money_record(breakdown)),
        **({} if breakdown is None else jurisdictions_record(breakdown)),
    }
