"""Costs in every term, faults and repair days of cells: the assumptions applied to the seabed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Assumptions, Waters
from routeplan.cost.cable_rates import CableRates, is_buried, is_ploughable
from routeplan.cost.faults import Cause, derive_fault_rates, derive_repair_days
from routeplan.cost.heading_cost import HeadingCost
from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.cost.terms import Term
from routeplan.runtime.content_digest import digest
from routeplan.runtime.disk_cache import keep
from routeplan.runtime.progress import track_count, track_items
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.seabed import Conditions, Index, Seabed, Values

CORES = 2
_CHUNK = 1 << 17  # cells


@dataclass(frozen=True)
class Valuation:
    """Values of some cells.

    Attributes
    ----------
    terms_usd_per_km : mapping of Term to (n,)
        USD per kilometre of route, without weights.
    fault_rates : mapping of Cause to (n,)
        Faults per km and year.
    repair_days : (12, n)
        By month of the fault.
    slope_deg : (n,)
    buried : (n,) bool
        Whether a cable is buried.
    """

    terms_usd_per_km: Mapping[Term, Values]
    fault_rates: Mapping[Cause, Values]
    repair_days: Values
    slope_deg: Values
    buried: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Valuer:
    """Values cells of a seabed under assumptions.

    Attributes
    ----------
    seabed : Seabed
    cable_types : tuple of CableType
        In any order, the shallowest from 0 m.
    assumptions : Assumptions
    keeps_lines : bool
        Whether ice and repairs along lines are kept on disk.
    """

    seabed: Seabed
    cable_types: tuple[CableType, ...]
    assumptions: Assumptions
    keeps_lines: bool = False

    @cached_property
    def cable_rates(self) -> CableRates:
        """Cable type, slack, burial and rates by depth."""
        assumptions = self.assumptions
        return CableRates.of(self.cable_types, assumptions.build, assumptions.laying, assumptions.prices)

    @cached_property
    def made_from(self) -> str:
        """Digest of all that decides a value: the name of what is kept on disk."""
        return digest((self.seabed.made_from, self.cable_types, self.assumptions.model_dump_json()))

    def surveyed(self) -> Valuer:
        """Value lines that have all their alter courses already: no cable is added for them."""
        return replace(self, assumptions=self.assumptions.changed("build.route_development_share", 0.0))

    def at(self, rows: Index, cols: Index) -> Valuation:
        """Value cells, given as (n,) rows and columns."""
        conditions = self.seabed.at(rows, cols)
        water = self.seabed.open_water(conditions)
        days = derive_repair_days(conditions, water, self.assumptions.repair)
        return self.value(conditions, water, days)

    def waits_along(self, conditions: Conditions) -> tuple[OpenWater, Values]:
        """Say when the water is open along a line, and how long repairs take: (12, n) days, by month of the fault."""

        def derive() -> dict[str, npt.NDArray[Any]]:
            water = self.seabed.open_water(conditions)
            days = derive_repair_days(conditions, water, self.assumptions.repair)
            return {"icy": water.icy, "concentration": water.concentration, "days": days}

        made_from = self.made_from, conditions.rows, conditions.cols
        found = keep("line-waits", made_from, derive) if self.keeps_lines else derive()
        threshold = self.seabed.layers.open_water_below_share
        water = OpenWater(len(conditions.rows), found["icy"], found["concentration"], threshold)
        return water, found["days"]

    def value(
        self, conditions: Conditions, water: OpenWater, repair_days: Values, *, depth_m: Values | None = None
    ) -> Valuation:
        """Value n cells whose conditions, ice and days of repair are known.

        Parameters
        ----------
        conditions : Conditions
        water : OpenWater
        repair_days : (12, n)
            By month of the fault.
        depth_m : (n,), optional
            More exact depths than those of the cells, for the terms that depth decides.
        """
        known = conditions if depth_m is None else replace(conditions, depth_m=depth_m)
        rates = derive_fault_rates(conditions, self.assumptions.faults, self.assumptions.build)
        build = self.assumptions.build
        terms = self.terms_of(
            conditions,
            known.depth_m,
            water,
            faults_per_km=np.add.reduce(list(rates.values())),
            repair_days_mean=repair_days.mean(axis=0),
        )
        return Valuation(
            terms,
            rates,
            repair_days,
            conditions.slope_deg,
            is_buried(known.depth_m, is_ploughable(known, build), build),
        )

    def terms_of(
        self,
        conditions: Conditions,
        depth_m: Values,
        water: OpenWater,
        *,
        faults_per_km: Values,
        repair_days_mean: Values,
    ) -> dict[Term, Values]:
        """Cost a kilometre at some positions whose faults and repair times are known, USD per km without weights.

        Parameters
        ----------
        conditions : Conditions
            At n positions.
        depth_m : (n,)
            Depths for the terms that depth decides; those of the conditions, or more exact ones.
        water : OpenWater
            At the same positions.
        faults_per_km : (n,)
            Faults of all causes per km and year.
        repair_days_mean : (n,)
            Mean of the months.
        """
        ploughable = is_ploughable(conditions, self.assumptions.build)
        terms = self.cable_rates.terms_usd_per_km(depth_m, ploughable)
        terms |= self._ground_terms(conditions, water)
        terms |= self._life_terms(faults_per_km, repair_days_mean)
        terms |= self._policy_terms(conditions)
        return self._at_sea_only(terms, conditions.depth_m)

    def build_terms(self, conditions: Conditions, water: OpenWater) -> dict[Term, Values]:
        """Cost the building of a kilometre at some positions with their ice, USD per km of route."""
        ploughable = is_ploughable(conditions, self.assumptions.build)
        return self.cable_rates.terms_usd_per_km(conditions.depth_m, ploughable) | self._ground_terms(
            conditions, water
        )

    def laying_days(self, conditions: Conditions) -> Values:
        """Ship-days of a kilometre in open water, those lost to weather included."""
        laying, build = self.assumptions.laying, self.assumptions.build
        buried = is_buried(conditions.depth_m, is_ploughable(conditions, build), build)
        days = laying.surface_days_per_km + laying.plough_days_per_km * buried
        return np.asarray(days * laying.weather_factor)

    def steeper_deg(self, conditions: Conditions) -> Values:
        """Slope beyond the gentle."""
        return np.asarray(np.maximum(conditions.slope_deg - self.assumptions.build.slope_from_deg, 0.0))

    def _ground_terms(self, conditions: Conditions, water: OpenWater) -> dict[Term, Values]:
        """Terms that ice and slope decide."""
        unit, laying = self.cable_rates.unit_costs, self.assumptions.laying
        in_ice, replaced = laying.derive_ice_days(self.laying_days(conditions), water)
        ice_usd = in_ice * (unit.ice_ship_usd_per_day + unit.escort_usd_per_day)
        slope_usd = unit.prices.slope_usd_per_km_per_deg.likely * self.steeper_deg(conditions)
        return {
            Term.ICE: unit.margin * (ice_usd - replaced * unit.ship_usd_per_day),
            Term.SLOPE: unit.margin * slope_usd,
        }

    def derive_surface(self) -> CostSurface:
        """Value every sea cell, in the terms with a multiplier above 0."""
        seabed, weights = self.seabed, self.assumptions.weights.model_dump()
        counted = [term for term in Term if weights[term] > 0]
        sea = np.flatnonzero(seabed.depth_m > 0)
        with track_count("deriving the layers"):
            self.at(*np.zeros((2, 1), dtype=np.intp))  # derives the layers once, before threads use them
        on_land = self.rates_on_land()
        terms = {
            term.value: np.full(seabed.grid.shape, on_land[term], dtype=np.float32)
            if on_land.get(term)
            else np.zeros(seabed.grid.shape, dtype=np.float32)
            for term in counted
        }

        def lay(cells: Index) -> None:
            valued = self.at(*np.divmod(cells, seabed.grid.cols))
            for term in counted:
                values = valued.terms_usd_per_km[term]
                if on_land.get(term) or values.any():  # memory that is never written takes none
                    terms[term.value].ravel()[cells] = values

        chunks = list(chunks_of(sea))
        with (
            ThreadPoolExecutor(CORES) as cores,
            track_items(
                cores.map(lay, chunks), "costing the seabed", total=len(chunks), unit="parts"
            ) as done,
        ):
            for _ in done:
                pass
        used = {term: values for term, values in terms.items() if values.any()}
        nowhere = frozenset(terms.keys() - used.keys())
        barrier = self.derive_barrier()
        headings = self.derive_headings()
        return CostSurface(seabed.grid, seabed.depth_m, used, barrier, weights, nowhere, headings)

    def derive_headings(self) -> HeadingCost | None:
        """Say how often a kilometre of each cell counts by its heading; None where slope has no direction."""
        policy, seabed = self.assumptions.policy, self.seabed
        if not policy.counts_slope_by_direction:
            return None
        return HeadingCost.of_slopes(
            seabed.layers.slope_tensor,
            side_per_deg=policy.side_slope_per_deg,
            along_per_deg=policy.along_slope_per_deg,
            closed=~(seabed.depth_m > 0),
        )

    def derive_barrier(self) -> BoolCells:
        """(rows, cols) barriers: land, no data, and closed waters."""
        return np.asarray(~(self.seabed.depth_m > 0) | self.derive_closed())

    def derive_closed(self) -> BoolCells:
        """(rows, cols) cells closed by user layers, or in or near closed waters, on land and at sea."""
        user_layers = self.seabed.user_layers
        closed = (
            np.zeros(self.seabed.grid.shape, dtype=np.bool_) if user_layers is None else user_layers.closed
        )
        return closed | self._derive_closed_waters()

    def _derive_closed_waters(self) -> BoolCells:
        """(rows, cols) waters of non-partners where they are closed, and of the states to avoid, with a margin."""
        policy, grid = self.assumptions.policy, self.seabed.grid
        waters = np.zeros(grid.shape, dtype=np.bool_)
        if policy.non_partner_waters is Waters.CLOSED:
            waters |= self.seabed.layers.jurisdiction.derive_non_partner(frozenset(policy.partners))
        if policy.avoid:
            waters |= self.seabed.layers.jurisdiction.derive_waters_of(policy.avoided_states)
        if not waters.any():
            return waters
        return self.seabed.layers.jurisdiction.derive_kept_clear(waters, grid, policy.boundary_margin_km)

    def _at_sea_only(self, terms: Mapping[Term, Values], depth_m: Values) -> dict[Term, Values]:
        """Set terms that a landfall leg does not pay to zero where there is no depth."""
        at_sea = depth_m > 0
        return {
            term: values if term.on_land else np.where(at_sea, values, 0.0) for term, values in terms.items()
        }

    def rates_on_land(self) -> dict[Term, float]:
        """USD per km of a landfall leg over land; terms that it does not pay are missing."""
        nowhere_m, ploughable = np.array([np.nan]), np.array([True])
        by_depth = self.cable_rates.terms_usd_per_km(nowhere_m, ploughable)
        rates = {term: float(usd[0]) for term, usd in by_depth.items()}
        return rates | {Term.LATENCY: self.assumptions.policy.latency_usd_per_km}

    def _life_terms(self, faults_per_km: Values, repair_days_mean: Values) -> dict[Term, Values]:
        life, repair = self.assumptions.life, self.assumptions.repair
        faults = faults_per_km * life.present_years
        return {
            Term.REPAIR: faults * repair.usd_per_repair,
            Term.OUTAGE: faults * repair_days_mean * life.outage_usd_per_day,
        }

    def _policy_terms(self, conditions: Conditions) -> dict[Term, Values]:
        policy, count = self.assumptions.policy, len(conditions.rows)
        others: Values = np.zeros(count)
        if policy.non_partner_waters is Waters.COSTLY:
            others = policy.non_partner_usd_per_km * self.seabed.layers.jurisdiction.is_non_partner(
                conditions.rows, conditions.cols, frozenset(policy.partners)
            )
        parallel: Values = np.zeros(count)
        if policy.parallel_usd_per_km > 0 and self.seabed.existing_km is not None:
            near_km = policy.parallel_depths * conditions.depth_m / 1000.0
            away_km = self.seabed.existing_km[conditions.rows, conditions.cols]
            parallel = policy.parallel_usd_per_km * (away_km < near_km)
        return {
            Term.NON_PARTNER: others,
            Term.CHOKEPOINT: policy.chokepoint_usd_per_km * conditions.zone[ZoneKind.CHOKEPOINT],
            Term.PARALLEL: parallel,
            Term.LATENCY: np.full(count, policy.latency_usd_per_km),
            Term.USER: conditions.user_usd_per_km,
        }


def chunks_of(cells: Index, size: int = _CHUNK) -> Iterator[Index]:
    """Cut cells into chunks that are valued at a time: the values of one fit into the cache of the processor."""
    for first in range(0, len(cells), size):
        yield cells[first : first + size]
