"""Value the part of a line that runs over land as a terrestrial cable: no seabed, no ship, no fishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from routeplan.cost.assumptions import Assumptions
from routeplan.cost.faults import PER_1000_KM, Cause
from routeplan.cost.terms import Term, TermGroup
from routeplan.cost.valuation import Valuation
from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.seabed import Values


@dataclass(frozen=True)
class LandValuation:
    """Values of steps of a line of which a share runs over land.

    Attributes
    ----------
    valued : Valuation
        Terms of the seabed for the share at sea; life and latency for both; fault rates with those on land.
    share : (n,) array
        Of each step, 0 to 1.
    build_usd_per_km : (n,) array
        Terrestrial cable, per kilometre of the whole step.
    repair_usd_per_km_year : (n,) array
        Repairs of a year at sea and on land, per kilometre of the whole step.
    """

    valued: Valuation
    share: FloatArray
    build_usd_per_km: FloatArray
    repair_usd_per_km_year: FloatArray


def value_on_land(valued: Valuation, share: FloatArray, assumptions: Assumptions) -> LandValuation:
    """Value steps by their share over land.

    Parameters
    ----------
    valued : Valuation
        As if they were at sea.
    share : (n,) array
        Share of each step that runs over land, 0 to 1.
    assumptions : Assumptions
    """
    repair, life = assumptions.repair, assumptions.life
    if not share.any():
        repairs = np.add.reduce(list(valued.fault_rates.values())) * repair.usd_per_repair
        return LandValuation(valued, share, np.zeros(len(share)), repairs)
    at_sea = 1.0 - share
    faults = share * assumptions.faults.land * PER_1000_KM
    rates = {cause: at_sea * rate for cause, rate in valued.fault_rates.items()} | {Cause.LAND: faults}
    repairs = np.add.reduce(list(rates.values())) * repair.usd_per_repair
    repairs += faults * (repair.land_usd_per_repair - repair.usd_per_repair)
    terms = {term: _of_terms(term, usd, at_sea) for term, usd in valued.terms_usd_per_km.items()}
    terms[Term.REPAIR] = terms[Term.REPAIR] + faults * life.present_years * repair.land_usd_per_repair
    terms[Term.OUTAGE] = (
        terms[Term.OUTAGE] + faults * life.present_years * repair.land_days * life.outage_usd_per_day
    )
    mixed = replace(
        valued,
        terms_usd_per_km=terms,
        fault_rates=rates,
        repair_days=_mean_days(valued.repair_days, rates, faults, repair.land_days),
        slope_deg=np.where(share > 0.5, np.nan, valued.slope_deg),
        buried=valued.buried & (share <= 0.5),
    )
    return LandValuation(mixed, share, share * assumptions.build.land_usd_per_km, repairs)


def _of_terms(term: Term, usd_per_km: Values, at_sea: FloatArray) -> Values:
    """Keep the value of latency for every kilometre, and all else for those at sea."""
    is_kept = term.on_land and term.group is not TermGroup.BUILD
    return usd_per_km if is_kept else np.asarray(at_sea * usd_per_km)


def _mean_days(
    repair_days: Values, rates: Mapping[Cause, Values], faults: FloatArray, land_days: float
) -> Values:
    """(12, n) repair days of a fault anywhere in each step, by the fault rates at sea and on land."""
    total = np.add.reduce(list(rates.values()))
    on_land = np.divide(faults, total, out=np.zeros(len(faults)), where=total > 0)
    return np.asarray(repair_days + on_land * (land_days - repair_days))
