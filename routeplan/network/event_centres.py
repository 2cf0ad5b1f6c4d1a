"""Sampled centres of events without a fixed place: earthquakes and dragged anchors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.cost.faults import Cause, derive_fault_rates
from routeplan.geo.geodesy import FloatArray
from routeplan.planning.planner import Planner

_CENTRES = 4_000
_CELLS = 200_000  # cells that centres are sampled from
_SEED = 1929
_KM_A_METRE = 1e-3


@dataclass(frozen=True, eq=False)
class EventCentres:
    """Sampled centres of events without a fixed place. All have the same probability.

    Attributes
    ----------
    lon, lat : (n,) arrays
    """

    lon: FloatArray
    lat: FloatArray


@dataclass(frozen=True, slots=True)
class EventWaters:
    """Waters with a share of the events of their own, because more happens there than fault rates tell.

    Attributes
    ----------
    name : str
    box : (west, south, east, north)
        Degrees.
    """

    name: str
    box: tuple[float, float, float, float]

    def contains(self, lon: FloatArray, lat: FloatArray) -> npt.NDArray[np.bool_]:
        """(n,) tell which positions are in the box."""
        west, south, east, north = self.box
        return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


BALTIC = EventWaters("Baltic Sea", (9.5, 53.5, 30.5, 66.0))


def sample_centres(
    planner: Planner,
    cause: Cause,
    *,
    to_depth_m: float = np.inf,
    waters: EventWaters | None = None,
    share: float = 0.0,
) -> EventCentres:
    """Sample event centres with a density proportional to the fault rate of a cause. The seed is fixed.

    Parameters
    ----------
    planner : Planner
    cause : Cause
    to_depth_m : float
        Only in shallower water.
    waters : EventWaters, optional
        Waters that get ``share`` of the centres, whatever their fault rate; the rest lie outside of them.
    share : float
        0 to 1.
    """
    generator = np.random.default_rng(_SEED)
    depth_m = planner.depth.to_numpy()
    sea = np.flatnonzero((depth_m > 0) & (depth_m < to_depth_m))
    if len(sea) > _CELLS:
        sea = generator.choice(sea, _CELLS, replace=False)
    rows, cols = np.divmod(sea, planner.grid.cols)
    conditions = planner.seabed.at(rows, cols)
    rates = derive_fault_rates(conditions, planner.assumptions.faults, planner.assumptions.build)[cause]
    side_km = planner.grid.spacing_m * _KM_A_METRE / planner.grid.derive_scale_factor()[rows, cols]
    weight = np.asarray(rates, dtype=np.float64) * side_km**2
    if waters is not None:
        lon, lat = planner.grid.lonlat_of(rows, cols)
        weight = _share_out(weight, waters.contains(lon, lat), share)
    if not weight.sum() > 0:
        return EventCentres(np.zeros(0), np.zeros(0))
    chosen = generator.choice(len(sea), _CENTRES, p=weight / weight.sum())
    within = generator.random((2, _CENTRES)) - 0.5  # uniform in the cell
    return EventCentres(*planner.grid.lonlat_of(rows[chosen] + within[0], cols[chosen] + within[1]))


def _share_out(weight: FloatArray, inside: npt.NDArray[np.bool_], share: float) -> FloatArray:
    """Give the cells inside a share of the weight. A grid without one of the two sides keeps its weight."""
    sums = weight[inside].sum(), weight[~inside].sum()
    if min(sums) <= 0:
        return weight
    return np.asarray(np.where(inside, weight * share / sums[0], weight * (1.0 - share) / sums[1]))
