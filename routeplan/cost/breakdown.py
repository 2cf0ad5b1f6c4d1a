"""The breakdown of a line: cost terms, faults, repair times and jurisdictions, step by step and by stretch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from routeplan.catalog.zone_rules import find_remarks
from routeplan.cost.build_items import (
    LaidLine,
    derive_build_items,
    derive_further_items,
    derive_yearly_items,
    measure_line,
    once_paid_usd,
    repeaters_usd,
)
from routeplan.cost.depth_known import UNKNOWN_DEPTHS, DepthKnown, add_to_stretches, read_depth_origin
from routeplan.cost.estimate import Estimate
from routeplan.cost.faults import Exposure, sum_exposure
from routeplan.cost.land_valuation import LandValuation, value_on_land
from routeplan.cost.line_slopes import derive_line_slopes
from routeplan.cost.policy_prices import find_priced_terms
from routeplan.cost.surface import LineSamples
from routeplan.cost.terms import BUILD_TERMS, DIRECTIONAL_SLOPE, LAND, LANDING, LIFE_TERMS, Term
from routeplan.cost.valuation import Valuation, Valuer
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.seabed.sea_ice import IceClass

if TYPE_CHECKING:
    import pandas as pd

_LEAST_NAMED_KM = 0.5  # shorter stretches round to 0 km
_ICE_WORDS = {
    IceClass.NOT_SEA: "land",
    IceClass.OPEN_WATER: "open",
    IceClass.SEASONAL: "seasonal",
    IceClass.PERENNIAL: "perennial",
}
# Upper limits of the depth bands of stretches, metres.
DEPTH_BANDS_M = (200.0, 1000.0, 3000.0)
STRETCH_COLUMNS = (
    "from_km",
    "to_km",
    "km",
    "waters",
    "ice",
    "depth_band",
    "build_musd",
    "build_kusd_per_km",
    "faults_per_year",
    "faults_per_1000_km_year",
    "repair_days",
    "down_days_per_year",
    "top_risk",
    "side_slope_max_deg",
    "along_slope_max_deg",
)


@dataclass(frozen=True)
class Breakdown:
    """Cost terms, faults, jurisdictions and ice of a line.

    Attributes
    ----------
    build_terms_usd : mapping of str to float
        Build cost by term, with what is paid once (`LANDING`): stations, shore ends, permits, mobilisation. Repeaters
        are whole, and none where the cable is short. Terrestrial cable where a line that others drew runs over land.
    objective_terms_usd : mapping of str to float
        Objective by term: weighted, without zero terms. Repeaters count by the kilometre, however short the route: one
        cost surface serves all routes.
    exposure : Exposure
        Faults and repair times.
    jurisdiction_km : mapping of str to float
        Kilometres by state and on the high seas, longest first; their sum is the length.
    partners : frozenset of str
        Trusted states, ISO 3166 alpha-2.
    ice_km : float
        Kilometres with seasonal or perennial ice.
    ice_km_by_month : (12,) array
        Kilometres with at least the ice concentration that stops a repair ship, January to December.
    repair_usd_per_year : float
        Cost of the repairs of a year.
    steps : DataFrame
        One row per step along the line: ``waters``, ``ice`` (open, seasonal, perennial, land), ``depth_band``,
        ``build_usd_per_km``, ``objective_usd_per_km``, ``faults_per_km_year``, ``repair_days`` (mean of the months),
        ``top_risk`` (the most frequent cause; ``none`` on land), ``slope_deg``, ``buried``, ``side_slope_deg`` and
        ``along_slope_deg`` (slope across and along the line); with a grid of types ``measured_share``, with several
        files of depths ``depth_file``.
    jurisdiction_remarks : tuple of str
        What is disputed or special in the waters that the line passes.
    upkeep_terms_usd : mapping of str to float
        Repairs and outages over the design life, present value; unweighted.
    policy_terms_usd : mapping of str to float
        Policy prices by term, unweighted: the terms for which the scenario sets one, 0 where the line meets none of it.
        `DIRECTIONAL_SLOPE`, where slope counts by its direction, is what it adds to the weighted terms.
    is_weighted : bool
        Whether weights other than 1, or prices that the scenario does not set, steered the line. Repeaters by the
        kilometre in the objective, and whole in the money, are no weight.
    build_items : mapping of str to Estimate
        Build cost by item; the likely values add up to the build cost. Empty where only terms are known.
    yearly_items : mapping of str to Estimate
        Cost of a year: maintenance agreement, repairs, outages. In no total.
    laid_line : LaidLine, optional
        The quantities behind the items.
    depth_known : DepthKnown
        What the depths of the line rest on.
    """

    build_terms_usd: Mapping[str, float]
    objective_terms_usd: Mapping[str, float]
    exposure: Exposure
    jurisdiction_km: Mapping[str, float]
    partners: frozenset[str]
    ice_km: float
    ice_km_by_month: FloatArray
    repair_usd_per_year: float
    steps: pd.DataFrame
    jurisdiction_remarks: tuple[str, ...] = ()
    upkeep_terms_usd: Mapping[str, float] = field(default_factory=dict)
    policy_terms_usd: Mapping[str, float] = field(default_factory=dict)
    is_weighted: bool = False
    build_items: Mapping[str, Estimate] = field(default_factory=dict)
    yearly_items: Mapping[str, Estimate] = field(default_factory=dict)
    laid_line: LaidLine | None = None
    depth_known: DepthKnown = UNKNOWN_DEPTHS

    @property
    def life_terms_usd(self) -> dict[str, float]:
        """Life cost by term: build, repairs and outages; never policy, never weighted."""
        return {**self.build_terms_usd, **self.upkeep_terms_usd}

    @property
    def life_cost_usd(self) -> float:
        """Sum of the life terms."""
        return float(sum(self.life_terms_usd.values()))

    @property
    def policy_usd(self) -> float | None:
        """Sum of the policy prices, unweighted; None where the scenario sets none."""
        return float(sum(self.policy_terms_usd.values())) if self.policy_terms_usd else None

    @property
    def objective_words(self) -> str:
        """What makes the objective something else than the life cost; empty where they are the same."""
        if self.is_weighted:
            return "weights other than 1 steer the line; the money shown is unweighted"
        return "" if self.policy_usd is None else "life cost and policy prices"

    @property
    def jurisdictions_text(self) -> str:
        """Whose waters the line passes, with kilometres, longest first."""
        return name_jurisdictions(self.jurisdiction_km)

    @property
    def objective_usd_per_line(self) -> float:
        """Objective without the landings, which are paid at the ends of every line."""
        return float(sum(usd for term, usd in self.objective_terms_usd.items() if term != LANDING))


def derive_breakdown(
    samples: LineSamples, valuer: Valuer, *, factor: int = 1, land_share: FloatArray | None = None
) -> Breakdown:
    """Derive the breakdown of a line.

    Parameters
    ----------
    samples : LineSamples
        The line on its cost surface.
    valuer : Valuer
        Its seabed has cells ``factor`` times as wide as those of the surface.
    factor : int
        1 on one grid; at full resolution only depth is known on the finer one.
    land_share : (m,) array, optional
        Share of each step that is valued as a terrestrial cable, 0 to 1; by default none.
    """
    rows, cols = samples.rows // factor, samples.cols // factor
    conditions = valuer.seabed.at(rows, cols)
    water, repair_days = valuer.waits_along(conditions)
    valued = valuer.value(conditions, water, repair_days, depth_m=samples.depth_m if factor > 1 else None)
    km = samples.lengths_km
    on_land = value_on_land(
        valued, np.zeros(len(km)) if land_share is None else land_share, valuer.assumptions
    )
    valued = on_land.valued
    at_sea_km = km * (1.0 - on_land.share)
    land_usd = float(on_land.build_usd_per_km @ km)
    land_terms_usd = {LAND: land_usd} if land_usd else {}
    terms_usd = {term.value: float(per_km @ km) for term, per_km in valued.terms_usd_per_km.items()}
    unit_costs = valuer.cable_rates.unit_costs
    laid = measure_line(valuer, conditions, water, samples.depth_m, at_sea_km)
    items = derive_build_items(laid, unit_costs)
    landing_usd = once_paid_usd(items, unit_costs)
    built_usd = {term.value: terms_usd[term] for term in BUILD_TERMS}
    built_usd[Term.REPEATERS.value] = repeaters_usd(items, unit_costs)
    priced = find_priced_terms(valuer.assumptions, valuer.seabed.user_layers)
    slopes = derive_line_slopes(valuer.seabed.layers.slope_tensor, rows, cols, samples.towards)
    repeaters_usd_per_km = built_usd[Term.REPEATERS] / float(km.sum())  # whole ones, spread evenly
    weights = valuer.assumptions.weights.model_dump()
    heading_usd_per_km = _heading_usd_per_km(samples, valued, weights)
    heading_usd = {} if heading_usd_per_km is None else {DIRECTIONAL_SLOPE: float(heading_usd_per_km @ km)}
    waters = valuer.seabed.layers.jurisdiction_of(rows, cols)
    ice_class = valuer.seabed.layers.ice_class[rows, cols]
    repairs_usd = float(on_land.repair_usd_per_km_year @ km)
    known = read_depth_origin(valuer.seabed.layers, rows, cols)
    exposure = sum_exposure(valued.fault_rates, valued.repair_days, km)
    return Breakdown(
        build_terms_usd=built_usd | land_terms_usd | {LANDING: landing_usd},
        objective_terms_usd={
            term: weights[term] * usd for term, usd in terms_usd.items() if weights[term] and usd
        }
        | heading_usd
        | land_terms_usd
        | {LANDING: landing_usd},
        exposure=exposure,
        jurisdiction_km=_by_name(km, waters),
        partners=frozenset(valuer.assumptions.policy.partners),
        ice_km=float(at_sea_km[np.isin(ice_class, (IceClass.SEASONAL, IceClass.PERENNIAL))].sum()),
        ice_km_by_month=(water.concentration >= water.threshold) @ at_sea_km[water.icy],
        repair_usd_per_year=repairs_usd,
        steps=_describe(
            valued,
            on_land,
            weights,
            samples.depth_m,
            waters,
            ice_class,
        ).assign(
            **known.columns,
            build_usd_per_km=lambda steps: steps["build_usd_per_km"] + repeaters_usd_per_km,
            objective_usd_per_km=lambda steps: (
                steps["objective_usd_per_km"] + (0.0 if heading_usd_per_km is None else heading_usd_per_km)
            ),
            side_slope_deg=slopes.side_deg,
            along_slope_deg=slopes.along_deg,
        ),
        jurisdiction_remarks=find_remarks(waters, *valuer.seabed.grid.lonlat_of(rows, cols)),
        upkeep_terms_usd={term.value: terms_usd[term] for term in LIFE_TERMS},
        policy_terms_usd={term.value: terms_usd[term] for term in priced} | heading_usd,
        is_weighted=any(
            weights[term] != (1.0 if term in {*BUILD_TERMS, *LIFE_TERMS, *priced} else 0.0)
            for term, usd in terms_usd.items()
            if usd
        ),
        build_items=items | derive_further_items(built_usd | land_terms_usd),
        yearly_items=derive_yearly_items(laid, exposure, repairs_usd, valuer.assumptions),
        laid_line=laid,
        depth_known=known.over(km),
    )


def _heading_usd_per_km(
    samples: LineSamples, valued: Valuation, weights: Mapping[str, float]
) -> FloatArray | None:
    """(m,) what slope by direction adds to the objective of each step; None where it is not counted."""
    if samples.surface.headings is None:
        return None
    usd_per_km = np.add.reduce([weights[term] * usd for term, usd in valued.terms_usd_per_km.items()])
    return np.asarray(usd_per_km * (samples.heading_times - 1.0))


def name_jurisdictions(jurisdiction_km: Mapping[str, float]) -> str:
    """Write kilometres by jurisdiction in one line.

    Examples
    --------
    >>> name_jurisdictions({"NO": 1234.0, "high seas": 56.2, "GB": 0.1})
    'NO 1,234 km, high seas 56 km'
    """
    named = (f"{name} {km:,.0f} km" for name, km in jurisdiction_km.items() if km >= _LEAST_NAMED_KM)
    return ", ".join(named)


def _by_name(km: FloatArray, names: npt.NDArray[np.str_]) -> dict[str, float]:
    """Sum by name, longest first."""
    found, which = np.unique(names, return_inverse=True)
    total = np.bincount(which, km)
    return {str(found[at]): float(total[at]) for at in np.argsort(-total, kind="stable")}


def _describe(
    valued: Valuation,
    on_land: LandValuation,
    weights: Mapping[str, float],
    depth_m: FloatCells,
    waters: npt.NDArray[np.str_],
    ice_class: npt.NDArray[np.uint8],
) -> pd.DataFrame:
    """Describe every step: jurisdiction, ice, depth band, costs without repeaters, and faults."""
    import pandas as pd

    per_km, causes = valued.terms_usd_per_km, list(valued.fault_rates)
    rates = np.stack([valued.fault_rates[cause] for cause in causes])
    bands = np.array(
        [*(f"to {int(limit):,} m" for limit in DEPTH_BANDS_M), f"over {int(DEPTH_BANDS_M[-1]):,} m"]
    )
    return pd.DataFrame(
        {
            "waters": waters,
            "ice": np.where(
                on_land.share > 0.5, "land", np.array([_ICE_WORDS[ice] for ice in IceClass])[ice_class]
            ),
            "depth_band": bands[np.searchsorted(DEPTH_BANDS_M, depth_m)],
            "build_usd_per_km": np.add.reduce(
                [per_km[term] for term in BUILD_TERMS if term is not Term.REPEATERS]
            )
            + on_land.build_usd_per_km,
            "objective_usd_per_km": np.add.reduce([weights[term] * usd for term, usd in per_km.items()])
            + on_land.build_usd_per_km,
            "faults_per_km_year": rates.sum(axis=0),
            "repair_days": valued.repair_days.mean(axis=0),
            "top_risk": np.where(
                rates.any(axis=0), np.array([cause.value for cause in causes])[rates.argmax(axis=0)], "none"
            ),
            "slope_deg": valued.slope_deg,
            "buried": valued.buried,
        }
    )


def derive_stretches(profile: pd.DataFrame) -> pd.DataFrame:
    """Cut a route into stretches of one jurisdiction, ice class and depth band.

    Parameters
    ----------
    profile : DataFrame
        Of a route, with the steps of its breakdown.

    Returns
    -------
    DataFrame
        In order along the route: ``from_km``, ``to_km``, ``km``, ``waters``, ``ice``, ``depth_band``, ``build_musd``,
        ``build_kusd_per_km``, ``faults_per_year``, ``faults_per_1000_km_year``, ``repair_days`` (weighted by fault
        rate), ``down_days_per_year``, ``top_risk`` (of most of its steps), ``side_slope_max_deg`` and
        ``along_slope_max_deg`` (greatest slope across and along the line); where they are known, ``measured_share`` (of
        its length) and ``depth_file`` (of most of its steps).
    """
    alike = profile[["waters", "ice", "depth_band"]]
    number = (alike != alike.shift()).any(axis=1).cumsum()
    km = profile["step_km"]
    table = profile.assign(
        build_musd=profile["cost_usd_per_km"] * km / 1e6,
        faults_per_year=profile["faults_per_km_year"] * km,
        down_days_per_year=profile["faults_per_km_year"] * km * profile["repair_days"],
    ).groupby(number, sort=True)
    stretches = table.agg(
        from_km=("kp_km", "first"),
        km=("step_km", "sum"),
        waters=("waters", "first"),
        ice=("ice", "first"),
        depth_band=("depth_band", "first"),
        build_musd=("build_musd", "sum"),
        faults_per_year=("faults_per_year", "sum"),
        down_days_per_year=("down_days_per_year", "sum"),
        top_risk=("top_risk", lambda causes: causes.value_counts().index[0]),
        side_slope_max_deg=("side_slope_deg", "max"),
        along_slope_max_deg=("along_slope_deg", "max"),
    ).reset_index(drop=True)
    stretches.insert(1, "to_km", stretches["from_km"] + stretches["km"])
    stretches["build_kusd_per_km"] = 1000.0 * stretches["build_musd"] / stretches["km"]
    stretches["faults_per_1000_km_year"] = 1000.0 * stretches["faults_per_year"] / stretches["km"]
    stretches["repair_days"] = stretches["down_days_per_year"] / stretches["faults_per_year"].where(
        stretches["faults_per_year"] > 0
    )
    return add_to_stretches(stretches[list(STRETCH_COLUMNS)], profile, number)
