"""Depth becomes cable type, slack, burial, ship-days, survey and a rate per kilometre: the one home of this rule.

Routes are valued by it, and the lower bound behind the optimality gap takes its cheapest rates from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Build
from routeplan.cost.laying import Laying
from routeplan.cost.prices import Prices
from routeplan.cost.terms import DEPTH_TERMS, Term
from routeplan.cost.unit_costs import UnitCosts
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.seabed.sea_ice import IceClass

Bools = npt.NDArray[np.bool_]
Values = npt.NDArray[np.floating]


class Ground(Protocol):
    """What decides whether a plough works, besides depth: a whole seabed, or the conditions of some positions."""

    @property
    def slope_deg(self) -> Values:
        """Slope; NaN where it is not known."""

    @property
    def ice_class(self) -> npt.NDArray[np.uint8]:
        """Of IceClass."""


def is_ploughable(ground: Ground, build: Build) -> Bools:
    """Say where a cable can be buried if the water is shallow enough: level ground, no perennial ice."""
    level = np.nan_to_num(ground.slope_deg) <= build.burial_to_slope_deg
    return np.asarray(level & (ground.ice_class != IceClass.PERENNIAL))


def is_buried(depth_m: Values, ploughable: Bools, build: Build) -> Bools:
    """Say where a cable is buried: ploughable ground down to the depth limit, itself included."""
    return np.asarray(ploughable & (depth_m <= build.burial_to_depth_m))


@dataclass(frozen=True)
class CableRates:
    """What a kilometre of cable, laid and buried, costs at each depth.

    Limits are compared in the precision of the depths, so that a depth at a limit has one type everywhere.

    Attributes
    ----------
    cable_types : tuple of CableType
        The shallowest first.
    unit_costs : UnitCosts
        Prices, speeds and rules.
    """

    cable_types: tuple[CableType, ...]
    unit_costs: UnitCosts

    @classmethod
    def of(
        cls,
        cable_types: Sequence[CableType],
        build: Build,
        laying: Laying | None = None,
        prices: Prices | None = None,
    ) -> CableRates:
        """Make rates of types in any order; the shallowest starts at 0 m. Without speeds or prices: the defaults."""
        ordered = tuple(sorted(cable_types, key=lambda cable: cable.from_depth_m))
        return cls(ordered, UnitCosts(build, laying or Laying(), prices or Prices()))

    @property
    def build(self) -> Build:
        """Burial, repeaters, and the cable that a survey adds."""
        return self.unit_costs.build

    def type_names(self, depth_m: Values) -> npt.NDArray[np.str_]:
        """Name the cable type at each depth; on land, the shallowest."""
        return np.array([cable.name for cable in self.cable_types])[self._type_at(depth_m)]

    def route_km_by_type(self, lengths_km: FloatArray, depth_m: Values) -> FloatArray:
        """Sum kilometres of route by cable type, in the order of the types."""
        kinds = self._type_at(depth_m)
        return np.array([lengths_km[kinds == kind].sum() for kind in range(len(self.cable_types))])

    def cable_km(self, lengths_km: FloatArray, depth_m: Values) -> float:
        """Length of cable for stretches of route: with slack by depth, and what a survey adds."""
        slack = np.array([cable.slack_share for cable in self.cable_types])[self._type_at(depth_m)]
        return float(np.dot(lengths_km, 1.0 + slack)) * (1.0 + self.build.route_development_share)

    def terms_usd_per_km(
        self, depth_m: Values, ploughable: Bools, *, dtype: npt.DTypeLike = np.float64
    ) -> dict[Term, Values]:
        """Cost a kilometre of route in the terms that depth decides, spares and contingency included.

        The rate of the cheapest type is paid at every depth. Protection is what the type that a depth needs costs
        more than that; burial is what a plough adds to surface lay. Repeaters are paid by the kilometre. On land, and
        where no depth is known, a landfall leg pays for the shallowest type, ploughed in.

        Parameters
        ----------
        depth_m : array
            Positive down; land negative, no data NaN.
        ploughable : array of bool that fits it
            As :func:`is_ploughable` says.
        dtype : data type
            Of the result.
        """
        at_sea = depth_m > 0
        return self._terms(
            np.where(at_sea, depth_m, depth_m.dtype.type(-np.inf)), ploughable | ~at_sea, dtype
        )

    def cheapest_usd_per_km(
        self, shallowest_m: FloatCells, deepest_m: FloatCells, ploughable: Bools, weights: Mapping[str, float]
    ) -> FloatCells:
        """Find the lowest weighted rate of any depth between two bounds.

        Parameters
        ----------
        shallowest_m, deepest_m : (rows, cols) float32
        ploughable : (rows, cols) bool
        weights : mapping of Term to float

        Returns
        -------
        (rows, cols) float32
            Infinite where there is no data.
        """
        return np.where(
            ploughable,
            self._cheapest(shallowest_m, deepest_m, True, weights),
            self._cheapest(shallowest_m, deepest_m, False, weights),
        )

    def _cheapest(
        self, shallowest_m: FloatCells, deepest_m: FloatCells, ploughable: bool, weights: Mapping[str, float]
    ) -> FloatCells:
        first_m = self._band_starts_m
        terms = self._terms(first_m, np.full(first_m.shape, ploughable), np.float64)
        rates = np.add.reduce([weights[term] * terms[term] for term in DEPTH_TERMS])
        cheapest = np.full(shallowest_m.shape, np.inf, dtype=np.float32)
        for start_m, end_m, rate in zip(first_m, [*first_m[1:], np.inf], rates, strict=True):
            met = (deepest_m >= start_m) & (shallowest_m < end_m)
            np.minimum(cheapest, np.float32(rate), out=cheapest, where=met)
        return cheapest

    @cached_property
    def _band_starts_m(self) -> npt.NDArray[np.float32]:
        """Depths between which the rate is constant: each band begins at one and ends before the next."""
        # A cable is still buried at the limit itself: the next band begins one float32 step deeper.
        unburied_m = np.nextafter(np.float32(self.build.burial_to_depth_m), np.float32(np.inf))
        types_m = (np.float32(cable.from_depth_m) for cable in self.cable_types[1:])
        return np.array(sorted({np.float32(-np.inf), unburied_m, *types_m}), dtype=np.float32)

    def _terms(self, depth_m: Values, ploughable: Bools, dtype: npt.DTypeLike) -> dict[Term, Values]:
        unit = self.unit_costs
        usd = np.array([unit.cable_usd_per_km(cable) for cable in self.cable_types]) * unit.spares
        weather = self.unit_costs.laying.weather_factor
        buried = is_buried(depth_m, ploughable, self.build).astype(np.intp)
        shallow = (depth_m <= self.build.burial_to_depth_m).astype(np.intp)
        burial = unit.plough_usd_per_km * weather + unit.crossings_usd_per_km
        survey = unit.survey_usd_per_km(shallow=False), unit.survey_usd_per_km(shallow=True)

        def paid(*choices: float) -> Values:
            return (unit.margin * np.array(choices)).astype(dtype)

        def everywhere(rate: float) -> Values:
            return np.broadcast_to(paid(rate), depth_m.shape).copy()

        return {
            Term.CABLE: everywhere(float(usd.min())),
            Term.PROTECTION: paid(*(usd - usd.min()))[self._type_at(depth_m)],
            Term.REPEATERS: everywhere(unit.repeater_usd_per_km * unit.spares),
            Term.LAYING: everywhere(unit.surface_usd_per_km * weather),
            Term.BURIAL: paid(0.0, burial)[buried],
            Term.SURVEY: paid(*survey)[shallow],
        }

    def _type_at(self, depth_m: Values) -> npt.NDArray[np.intp]:
        limits_m = np.array([cable.from_depth_m for cable in self.cable_types[1:]], dtype=depth_m.dtype)
        return np.searchsorted(limits_m, depth_m, side="right")
