"""Columns of files: the unit, the decimals and the meaning of each, and its name in a Shapefile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from routeplan.cost.terms import BUILD_TERMS, DIRECTIONAL_SLOPE, LAND, LANDING, SIBLING, Term

SHORT_LETTERS = 10
"""Longest name of a column in a Shapefile."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a layer.

    Attributes
    ----------
    name : str
    short : str
        In a Shapefile: ten letters at most, upper case.
    unit : str
        Empty for text and counts.
    decimals : int or None
        What its numbers are worth; 0 are whole numbers, None is text.
    meaning : str
    """

    name: str
    short: str
    unit: str
    decimals: int | None
    meaning: str

    def rounded(self, values: pd.Series) -> pd.Series:
        """Round the values to the decimals of the column; missing ones stay missing."""
        if self.decimals is None:
            return values.astype(object).where(values.notna(), None)
        numbers = pd.to_numeric(values).astype(float).round(self.decimals)
        numbers = numbers.where(np.isfinite(numbers))
        if self.decimals > 0:
            return numbers
        return numbers.astype("Int64" if bool(numbers.isna().any()) else "int64")


_KM, _M, _DEG, _USD = "km", "m", "degrees", "USD"
_TERM_MEANINGS = {
    **{
        term.value: f"{'build cost' if term in BUILD_TERMS else 'objective'}: {term.value.replace('_', ' ')}"
        for term in Term
    },
    LANDING: "build cost: stations, shore ends, permits, mobilisation",
    LAND: "build cost: terrestrial cable",
    DIRECTIONAL_SLOPE: "objective: slope across and along the line",
    SIBLING: "charge near another route of the set",
}
_TERM_SHORTS = {
    "non_partner": "NONPART",
    "chokepoint": "CHOKEPT",
    "protection": "PROTECT",
    "repeaters": "REPEATR",
    "directional_slope": "SLOPDIR",
}
_TERM_COLUMNS = tuple(
    Column(f"{term}_usd", f"{_TERM_SHORTS.get(term, term)[:7].upper()}_US", _USD, 0, meaning)
    for term, meaning in _TERM_MEANINGS.items()
)

_ALL = (
    Column("kind", "KIND", "", None, "what the feature is"),
    Column("name", "NAME", "", None, "name"),
    Column("route", "ROUTE", "", None, "name of the route that it is part of"),
    Column("number", "NUMBER", "", 0, "number along the route, from 1"),
    Column("id", "ID", "", None, "key of the landing"),
    Column("from", "FROM", "", None, "id of the landing at the start"),
    Column("to", "TO", "", None, "id of the landing at the end"),
    Column("via", "VIA", "", None, "via points, in order"),
    Column("country", "COUNTRY", "", None, "ISO 3166-1 alpha-2 code"),
    Column("status", "STATUS", "", None, "in service, planned, candidate, town; a cable: or retired"),
    Column("accuracy_km", "ACCUR_KM", _KM, 1, "possible distance of the beach manhole from the position"),
    Column("source", "SOURCE", "", None, "source of the position"),
    Column("distance_km", "DIST_KM", _KM, 1, "distance from the position that was asked for"),
    Column("lon", "LON", _DEG, 9, "longitude on WGS 84, east positive"),
    Column("lat", "LAT", _DEG, 9, "latitude on WGS 84, north positive"),
    Column("depth_m", "DEPTH_M", _M, 1, "depth, positive down; land is negative"),
    Column("legs", "LEGS", "", None, "kind of line between the vertices, and how it is drawn"),
    Column("length_km", "LENGTH_KM", _KM, 3, "length on the WGS 84 ellipsoid"),
    Column("cable_km", "CABLE_KM", _KM, 3, "length of cable, slack and survey allowance included"),
    Column("survey_allowance_pct", "SURVEY_PCT", "%", 2, "added to cable_km for what a survey finds"),
    Column("geodesic_km", "GEODES_KM", _KM, 3, "straight line between the two landings"),
    Column("sea_km", "SEA_KM", _KM, 3, "shortest sea path between the two landings"),
    Column("landfall_from_km", "LFALL_A_KM", _KM, 3, "over land at the start"),
    Column("landfall_to_km", "LFALL_B_KM", _KM, 3, "over land at the end"),
    Column("land_km", "LAND_KM", _KM, 3, "over land by the coastline, landfalls apart"),
    Column("ice_km", "ICE_KM", _KM, 3, "in waters with seasonal or perennial sea ice"),
    Column("build_cost_usd", "BUILD_USD", _USD, 0, "build cost"),
    *_TERM_COLUMNS,
    Column("life_cost_usd", "LIFE_USD", _USD, 0, "life cost: build, repairs and outages over the design life"),
    Column("policy_usd", "POLICY_USD", _USD, 0, "policy prices that the scenario sets; no money is paid"),
    Column("objective_usd", "OBJECT_USD", _USD, 0, "objective of the solver"),
    Column("cost_usd", "COST_USD", _USD, 0, "objective without landings"),
    Column("rtt_ms", "RTT_MS", "ms", 3, "round trip through the fibre"),
    Column("max_depth_m", "MAXDEP_M", _M, 1, "deepest water"),
    Column("mean_depth_m", "MEANDEP_M", _M, 1, "mean depth by length, landfalls apart"),
    Column("side_slope_max_deg", "SIDE_DEG", _DEG, 2, "greatest slope across the line"),
    Column("along_slope_max_deg", "ALONG_DEG", _DEG, 2, "greatest slope along the line"),
    Column("faults_per_year", "FAULTS_YR", "1/year", 6, "expected faults a year"),
    Column("repair_days_mean", "REPAIR_D", "days", 2, "mean time to repair"),
    Column("worst_month", "WORST_MON", "", 0, "month of the slowest repairs, 1 to 12"),
    Column("repair_usd_per_year", "REPAIR_UY", "USD/year", 0, "cost of the repairs of a year"),
    Column("unavailability_hours_per_year", "DOWN_H_YR", "hours/year", 2, "expected downtime"),
    Column("jurisdictions", "JURISDICT", "", None, "whose waters, with kilometres, longest first"),
    Column("avoided", "AVOIDED", "", None, "waters and areas that were closed by name"),
    Column("gave_way", "GAVE_WAY", "", None, "those of them that gave way to the route: km inside and objective"),
    Column(
        "gave_way_extra_usd", "GAVE_EXTRA", _USD, 0, "objective above that of the best route with every area open"
    ),
    Column("optimality_gap_pct", "GAP_PCT", "%", 3, "proven bound: no route on its cells costs less by more than this"),
    Column("spacing_km", "SPACING_KM", _KM, 3, "cell size of the grid that it was solved on"),
    Column("cells", "CELLS", "", 0, "sea cells of that grid"),
    Column("scenario_sha256", "SCENARIO", "", None, "checksum of the scenario"),
    Column("version", "VERSION", "", None, "version of routeplan"),
    Column("from_km", "FROM_KM", _KM, 3, "kilometre point where it begins"),
    Column("to_km", "TO_KM", _KM, 3, "kilometre point where it ends"),
    Column("km", "KM", _KM, 3, "length"),
    Column("kp_km", "KP_KM", _KM, 3, "kilometre point of the route"),
    Column("bearing_from_deg", "BEAR_A_DEG", _DEG, 3, "true bearing at the start of the leg"),
    Column("bearing_to_deg", "BEAR_B_DEG", _DEG, 3, "true bearing at the end of the leg, of the way on"),
    Column("waters", "WATERS", "", None, "jurisdiction: ISO 3166-1 code, or high seas"),
    Column("ice", "ICE", "", None, "open, seasonal, perennial or land"),
    Column("depth_band", "DEPTH_BAND", "", None, "band of depth"),
    Column("build_musd", "BUILD_MUSD", "M USD", 6, "build cost without landings"),
    Column("build_kusd_per_km", "BUILD_KUKM", "thousand USD/km", 3, "build cost per kilometre"),
    Column("faults_per_1000_km_year", "FLT1000KMY", "1/1,000 km/year", 4, "expected faults"),
    Column("repair_days", "REPAIR_DAY", "days", 2, "mean time to repair, weighted by faults"),
    Column("down_days_per_year", "DOWN_D_YR", "days/year", 4, "expected downtime"),
    Column("top_risk", "TOP_RISK", "", None, "cause of most faults"),
    Column("measured_share", "MEASURED", "", 3, "share of its depths that are measured, 0 to 1"),
    Column("depth_file", "DEPTH_FILE", "", None, "file that most of its depths come from"),
    Column("system_length_km", "SYS_LEN_KM", _KM, 3, "length of all segments of the system"),
    Column("system_build_cost_usd", "SYS_BUILD", _USD, 0, "build cost of the system, landings paid once"),
    Column("system_life_cost_usd", "SYS_LIFE", _USD, 0, "life cost of the system"),
    Column("system_faults_per_year", "SYS_FAULTS", "1/year", 6, "expected faults a year of the system"),
    Column("cable", "CABLE", "", None, "cable that is crossed"),
    Column("cable_is", "CABLE_IS", "", None, "line of that cable: drawn by routeplan (approximate), or given"),
    Column("cable_kp_km", "CAB_KP_KM", _KM, 3, "kilometre point of the crossed cable"),
    Column("angle_deg", "ANGLE_DEG", _DEG, 1, "angle of the crossing, 0 to 90"),
    Column("repeater_km", "REPEAT_KM", _KM, 3, "distance along the route to the nearest repeater"),
    Column("verdict", "VERDICT", "", None, "good, acceptable or bad by the rules of the scenario"),
    Column("remarks", "REMARKS", "", None, "what speaks against it, and what is not known"),
    Column("within_pct", "WITHIN_PCT", "%", 3, "width: how much more than the best a route may cost"),
    Column("best_usd", "BEST_USD", _USD, 0, "objective of the best route, without landings"),
    Column("area_km2", "AREA_KM2", "km2", 1, "true area"),
    Column("excess_pct", "EXCESS_PCT", "%", 3, "how much more than the best it costs"),
    Column("cell_lon", "CELL_LON", _DEG, 6, "longitude of the cheapest cell of the passage"),
    Column("cell_lat", "CELL_LAT", _DEG, 6, "latitude of the cheapest cell of the passage"),
    Column("system", "SYSTEM", "", None, "system that a segment or cable is part of"),
    Column("year", "YEAR", "", 0, "ready for service"),
    Column("published_km", "PUBLISH_KM", _KM, 1, "published length of cable"),
    Column("null_km", "NULL_KM", _KM, 1, "length after the null model, a multiple of the geodesic"),
    Column("error_pct", "ERROR_PCT", "%", 2, "planned cable against published, positive if it is longer"),
    Column("null_error_pct", "NULLER_PCT", "%", 2, "null model against published"),
    Column("rank_low", "RANK_LOW", "", 0, "best rank that the candidate can have"),
    Column("rank_high", "RANK_HIGH", "", 0, "worst rank"),
    Column("hours_saved", "HOURS_SAVE", "hours/year", 2, "hours with too few paths that the candidate saves"),
    Column("hours_low", "HOURS_LOW", "hours/year", 2, "lower end of the 90 % interval"),
    Column("hours_high", "HOURS_HIGH", "hours/year", 2, "upper end"),
    Column("routes", "ROUTES", "", None, "the two routes"),
    Column("separation_km", "SEPAR_KM", _KM, 3, "distance between the two routes"),
    Column("missing_km", "MISSING_KM", _KM, 3, "what it lacks of the required separation"),
)  # fmt: skip

COLUMNS = {column.name: column for column in _ALL}
"""Every column of every layer, by name."""
