"""Cost surfaces of one seabed under many assumptions: what assumptions do not change is read and derived once.

Repair times take two thirds of a cost surface, the layers of the sea a fifth. An ensemble changes prices, rates and
depths hundreds of times; both stay. The sum of the terms differs from that of `Valuer.derive_surface` in its last
digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from routeplan.cost.assumptions import Repair
from routeplan.cost.faults import derive_fault_rates, derive_repair_days
from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.cost.terms import Term
from routeplan.cost.valuation import Valuer, chunks_of
from routeplan.geo.grid import FloatCells
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.seabed import Conditions, Index, Seabed, Values

OBJECTIVE = "objective"
"""The one term of a surface from reused parts: the weighted sum of all."""

_CHUNK = 1 << 15  # cells valued at a time
# Numbers of `Repair` that no part depends on: work is added at the end, prices multiply.
_ADDED_LATER = {"usd_per_repair": 0.0, "work_days": 0.0, "land_days": 0.0, "land_usd_per_repair": 0.0}


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some sea cells, with what no assumption changes."""

    cells: Index
    conditions: Conditions
    water: OpenWater


@dataclass(frozen=True, eq=False)
class ReusedParts:
    """Parts of the cost surfaces of one seabed.

    Attributes
    ----------
    seabed : Seabed
        All planners whose surfaces are derived from these parts have it, or have it with other depths of the same sea.
    like : ReusedParts, optional
        Of the same seabed with other ice: what ice does not change is shared with them.
    """

    seabed: Seabed
    like: ReusedParts | None = None
    _repair_days: dict[str, list[Values]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _chunks(self) -> list[_Chunk]:
        return list(self._read_chunks())

    def _read_chunks(self) -> Iterator[_Chunk]:
        if self.like is not None:
            for chunk in self.like._chunks:
                conditions = self.seabed.with_own_ice(chunk.conditions)
                yield _Chunk(chunk.cells, conditions, self.seabed.open_water(conditions))
            return
        sea = np.flatnonzero(self.seabed.depth_m > 0)
        for cells in chunks_of(sea, _CHUNK):
            conditions = self.seabed.at(*np.divmod(cells, self.seabed.grid.cols))
            yield _Chunk(cells, conditions, self.seabed.open_water(conditions))

    def derive_surface(self, valuer: Valuer, barrier: BoolCells) -> CostSurface:
        """Derive the weighted cost of every cell.

        Parameters
        ----------
        valuer : Valuer
            Over the seabed of these parts, perhaps with other depths.
        barrier : (rows, cols) bool

        Returns
        -------
        CostSurface
            With one term, `OBJECTIVE`: a line on it is valued by `derive_breakdown`, which uses no terms.
        """
        grid, depth_m = self.seabed.grid, valuer.seabed.depth_m
        weights = valuer.assumptions.weights.model_dump()
        on_land = sum(weights[term] * usd for term, usd in valuer.rates_on_land().items())
        total: FloatCells = np.full(grid.shape, on_land, dtype=np.float32)
        flat = total.ravel()
        depths = depth_m.ravel()
        for chunk, days in zip(self._chunks, self._repair_days_mean(valuer.assumptions.repair), strict=True):
            flat[chunk.cells] = self._objective(
                valuer, chunk, depths[chunk.cells].astype(np.float64), days, weights
            )
        return CostSurface(grid, depth_m, {OBJECTIVE: total}, barrier, headings=valuer.derive_headings())

    def _objective(
        self, valuer: Valuer, chunk: _Chunk, depth_m: Values, days: Values, weights: dict[str, float]
    ) -> npt.NDArray[np.float64]:
        assumptions = valuer.assumptions
        conditions = replace(chunk.conditions, depth_m=depth_m)
        rates = derive_fault_rates(conditions, assumptions.faults, assumptions.build)
        terms = valuer.terms_of(
            conditions,
            depth_m,
            chunk.water,
            faults_per_km=np.add.reduce(list(rates.values())),
            repair_days_mean=days + assumptions.repair.work_days,
        )
        total = np.zeros(len(depth_m))
        for term in Term:
            if weights[term] > 0:
                total += weights[term] * terms[term]
        return total

    def _repair_days_mean(self, repair: Repair) -> list[Values]:
        """Mean repair time of each chunk without the work itself; only that of one kind of repair is kept."""
        kind = repair.model_copy(update=_ADDED_LATER)
        key = kind.model_dump_json()
        if key not in self._repair_days:
            self._repair_days.clear()
            self._repair_days[key] = [
                derive_repair_days(chunk.conditions, chunk.water, kind).mean(axis=0) for chunk in self._chunks
            ]
        return self._repair_days[key]
