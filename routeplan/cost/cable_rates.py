"""Depth becomes cable type, slack, burial and a rate per kilometre: the one home of this rule.

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
from routeplan.cost.terms import DEPTH_TERMS, Term
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
    """What cable and its burial cost at each depth.

    Limits are compared in the precision of the depths, so that a depth at a limit has one type everywhere.

    Attributes
    ----------
    cable_types : tuple of CableType
        The shallowest first.
    build : Build
        Burial, and the cable that a survey adds.
    """

    cable_types: tuple[CableType, ...]
    build: Build

    @classmethod
    def of(cls, cable_types: Sequence[CableType], build: Build) -> CableRates:
        """Make rates of types in any order; the shallowest starts at 0 m."""
        return cls(tuple(sorted(cable_types, key=lambda cable: cable.from_depth_m)), build)

    def type_names(self, depth_m: Values) -> npt.NDArray[np.str_]:
        """Name the cable type at each depth; on land, the shallowest."""
        return np.array([cable.name for cable in self.cable_types])[self._type_at(depth_m)]

    def cable_km(self, lengths_km: FloatArray, depth_m: Values) -> float:
        """Length of cable for stretches of route: with slack by depth, and what a survey adds."""
        slack = np.array([cable.slack_share for cable in self.cable_types])[self._type_at(depth_m)]
        return float(np.dot(lengths_km, 1.0 + slack)) * (1.0 + self.build.route_development_share)

    def terms_usd_per_km(
        self, depth_m: Values, ploughable: Bools, *, dtype: npt.DTypeLike = np.float64
    ) -> dict[Term, Values]:
        """Cost a kilometre of route in the terms that depth decides.

        The rate of the cheapest type is paid at every depth. Protection is what the type that a depth needs costs
        more than that, for armour and slower laying. On land, and where no depth is known, a landfall leg pays for
        the shallowest type, ploughed in.

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
        usd = np.array([self._usd_per_route_km(cable) for cable in self.cable_types])
        burial_usd = np.array([0.0, self.build.burial_usd_per_km], dtype=dtype)
        return {
            Term.CABLE: np.full(depth_m.shape, usd.min(), dtype=dtype),
            Term.PROTECTION: (usd - usd.min()).astype(dtype)[self._type_at(depth_m)],
            Term.BURIAL: burial_usd[is_buried(depth_m, ploughable, self.build).astype(np.intp)],
        }

    def _usd_per_route_km(self, cable: CableType) -> float:
        """Cost of a kilometre of route: the cable that a survey adds, and slack, included."""
        return cable.cost_usd_per_km * (1.0 + self.build.route_development_share) * (1.0 + cable.slack_share)

    def _type_at(self, depth_m: Values) -> npt.NDArray[np.intp]:
        limits_m = np.array([cable.from_depth_m for cable in self.cable_types[1:]], dtype=depth_m.dtype)
        return np.searchsorted(limits_m, depth_m, side="right")
