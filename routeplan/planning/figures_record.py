"""What the JSON records of a route and of a system have alike."""
# ruff: noqa: D102 - the properties are described where they are: Route and System

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from routeplan.cost.breakdown import Breakdown
from routeplan.planning.records import breakdown_record, money_record, month_record


class Recorded(Protocol):
    """Figures that a route and a system have alike."""

    @property
    def length_km(self) -> float: ...
    @property
    def cable_km(self) -> float: ...
    @property
    def survey_allowance_pct(self) -> float | None: ...
    @property
    def geodesic_km(self) -> float: ...
    @property
    def sea_km(self) -> float: ...
    @property
    def landfall_km(self) -> tuple[float, float]: ...
    @property
    def land_km(self) -> float | None: ...
    @property
    def breakdown(self) -> Breakdown | None: ...
    @property
    def build_cost_usd(self) -> float: ...
    @property
    def build_terms_usd(self) -> Mapping[str, float]: ...
    @property
    def objective_usd(self) -> float: ...
    @property
    def objective_terms_usd(self) -> Mapping[str, float]: ...
    @property
    def rtt_ms(self) -> float: ...
    @property
    def max_depth_m(self) -> float: ...
    @property
    def mean_depth_m(self) -> float: ...
    @property
    def side_slope_max_deg(self) -> float | None: ...
    @property
    def along_slope_max_deg(self) -> float | None: ...


def figures_record(valued: Recorded, month: int | None) -> dict[str, Any]:
    """Describe what a route and a system have alike; a month, 1 to 12, adds its ice and repairs."""
    breakdown, (start_km, end_km), allowance = (
        valued.breakdown,
        valued.landfall_km,
        valued.survey_allowance_pct,
    )
    return {
        "length_km": valued.length_km,
        "cable_km": round(valued.cable_km, 3),
        **({} if allowance is None else {"survey_allowance_pct": allowance}),
        "geodesic_km": round(valued.geodesic_km, 3),
        "sea_km": round(valued.sea_km, 3),
        "landfall_km": {"from": round(start_km, 3), "to": round(end_km, 3)},
        **({} if valued.land_km is None else {"land_km": round(valued.land_km, 3)}),
        "build_cost_usd": valued.build_cost_usd,
        "build_terms_usd": dict(valued.build_terms_usd),
        **(money_record(breakdown) if breakdown else {}),
        "objective_usd": valued.objective_usd,
        "objective_terms_usd": dict(valued.objective_terms_usd),
        "rtt_ms": round(valued.rtt_ms, 3),
        "max_depth_m": round(valued.max_depth_m, 1),
        "mean_depth_m": round(valued.mean_depth_m, 1),
        **_slopes_record(valued),
        **(breakdown_record(breakdown) if breakdown else {}),
        **({"month": month_record(breakdown, month)} if breakdown and month else {}),
    }


def _slopes_record(valued: Recorded) -> dict[str, float]:
    slopes = {
        "side_slope_max_deg": valued.side_slope_max_deg,
        "along_slope_max_deg": valued.along_slope_max_deg,
    }
    return {key: round(deg, 3) for key, deg in slopes.items() if deg is not None}
