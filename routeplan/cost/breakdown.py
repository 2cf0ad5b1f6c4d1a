"""The breakdown of a line: cost terms, faults, repair times and jurisdictions, step by step and by stretch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.catalog.zone_rules import find_remarks
from routeplan.cost.faults import Exposure, sum_exposure
from routeplan.cost.land import LandValuation, value_on_land
from routeplan.cost.surface import LineSamples
from routeplan.cost.terms import BUILD_TERMS, LAND, LANDING
from routeplan.cost.valuation import Valuation, Valuer
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.seabed.sea_ice import IceClass

_ENDS = 2
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
)


@dataclass(frozen=True)
class Breakdown:
    """Cost terms, faults, jurisdictions and ice of a line.

    Attributes
    ----------
    build_terms_usd : mapping of str to float
        Build cost by term, with the two landings; terrestrial cable where a line that others drew runs over land.
    objective_terms_usd : mapping of str to float
        Objective by term: weighted, without zero terms.
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
        ``top_risk`` (the most frequent cause; ``none`` on land), ``slope_deg``, ``buried``.
    jurisdiction_remarks : tuple of str
        What is disputed or special in the waters that the line passes.
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
    valued = valuer.at(rows, cols, depth_m=samples.depth_m if factor > 1 else None)
    km = samples.lengths_km
    on_land = value_on_land(
        valued, np.zeros(len(km)) if land_share is None else land_share, valuer.assumptions
    )
    valued = on_land.valued
    at_sea_km = km * (1.0 - on_land.share)
    land_usd = float(on_land.build_usd_per_km @ km)
    land_terms_usd = {LAND: land_usd} if land_usd else {}
    terms_usd = {term.value: float(per_km @ km) for term, per_km in valued.terms_usd_per_km.items()}
    landings_usd = _ENDS * valuer.assumptions.build.landing_usd
    weights = valuer.assumptions.weights.model_dump()
    waters = valuer.seabed.layers.jurisdiction_of(rows, cols)
    ice_class = valuer.seabed.layers.ice_class[rows, cols]
    water = valuer.seabed.open_water(valuer.seabed.at(rows, cols))
    exposure = sum_exposure(valued.fault_rates, valued.repair_days, km)
    return Breakdown(
        build_terms_usd={term.value: terms_usd[term] for term in BUILD_TERMS}
        | land_terms_usd
        | {LANDING: landings_usd},
        objective_terms_usd={
            term: weights[term] * usd for term, usd in terms_usd.items() if weights[term] and usd
        }
        | land_terms_usd
        | {LANDING: landings_usd},
        exposure=exposure,
        jurisdiction_km=_by_name(km, waters),
        partners=frozenset(valuer.assumptions.policy.partners),
        ice_km=float(at_sea_km[np.isin(ice_class, (IceClass.SEASONAL, IceClass.PERENNIAL))].sum()),
        ice_km_by_month=(water.concentration >= water.threshold) @ at_sea_km[water.icy],
        repair_usd_per_year=float(on_land.repair_usd_per_km_year @ km),
        steps=_describe(valued, on_land, weights, samples.depth_m, waters, ice_class),
        jurisdiction_remarks=find_remarks(waters, *valuer.seabed.grid.lonlat_of(rows, cols)),
    )


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
    """Describe every step: jurisdiction, ice, depth band, costs and faults."""
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
            "build_usd_per_km": np.add.reduce([per_km[term] for term in BUILD_TERMS])
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
        rate), ``down_days_per_year``, ``top_risk`` (of most of its steps).
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
    ).reset_index(drop=True)
    stretches.insert(1, "to_km", stretches["from_km"] + stretches["km"])
    stretches["build_kusd_per_km"] = 1000.0 * stretches["build_musd"] / stretches["km"]
    stretches["faults_per_1000_km_year"] = 1000.0 * stretches["faults_per_year"] / stretches["km"]
    stretches["repair_days"] = stretches["down_days_per_year"] / stretches["faults_per_year"].where(
        stretches["faults_per_year"] > 0
    )
    return stretches[list(STRETCH_COLUMNS)]
