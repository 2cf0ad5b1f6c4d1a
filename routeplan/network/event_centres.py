"""Sampled centres of events without a fixed place: earthquakes and dragged anchors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.cost.faults import Cause, derive_fault_rates
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import DEFAULT_SOUTH_DEG
from routeplan.geo.lonlat_box import LonLatBox, is_in_box
from routeplan.planning.planner import Planner

_CENTRES = 4_000
_POSITIONS = 150_000  # in the whole domain, about 29 km apart
_POSITIONS_IN_WATERS = 50_000  # in waters with a share of their own: in the Baltic 6 km apart
# Powers of the inverse of the plastic number: multiples of both, modulo 1, fill the unit square evenly (R2 sequence).
_PLASTIC = 1.324717957244746


@dataclass(frozen=True, eq=False)
class EventCentres:
    """Sampled centres of events without a fixed place. All have the same probability; one may occur several times.

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
    box: LonLatBox

    def contains(self, lon: FloatArray, lat: FloatArray) -> npt.NDArray[np.bool_]:
        """(n,) tell which positions are in the box."""
        return is_in_box(lon, lat, self.box)


@dataclass(frozen=True, eq=False)
class CentrePositions:
    """Positions where events may happen, each for the same area.

    Attributes
    ----------
    lon, lat : (n,) arrays
    chance : (n,) array
        0 to 1, spread evenly: decides whether a position is taken whose expected number of events has a fraction.
    """

    lon: FloatArray
    lat: FloatArray
    chance: FloatArray

    def but_those_in(self, waters: EventWaters) -> CentrePositions:
        """Leave out the positions in some waters."""
        kept = ~waters.contains(self.lon, self.lat)
        return CentrePositions(self.lon[kept], self.lat[kept], self.chance[kept])


BALTIC = EventWaters("Baltic Sea", (9.5, 53.5, 30.5, 66.0))
_DOMAIN = EventWaters("whole domain", (-180.0, DEFAULT_SOUTH_DEG, 180.0, 90.0))


def sample_centres(
    planner: Planner,
    cause: Cause,
    *,
    to_depth_m: float = np.inf,
    waters: EventWaters | None = None,
    share: float = 0.0,
) -> EventCentres:
    """Sample about 4,000 event centres with a density proportional to the fault rate of a cause.

    Positions are the same for every planner, and so is the number from 0 to 1 that decides on each of them. Planners of
    different cell sizes get the same centres except where they disagree about the fault rate or the coast.

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
    parts = [spread_positions(_DOMAIN, _POSITIONS)]
    shares = [1.0]
    if waters is not None:
        parts = [parts[0].but_those_in(waters), spread_positions(waters, _POSITIONS_IN_WATERS)]
        shares = [1.0 - share, share]
    rates = [_fault_rates(planner, cause, part, to_depth_m) for part in parts]
    # A planner without sea on one side has all centres on the other.
    shares = [of_all if rate.any() else 0.0 for of_all, rate in zip(shares, rates, strict=True)]
    if not sum(shares) > 0:
        return EventCentres(np.zeros(0), np.zeros(0))
    found = []
    for part, rate, of_all in zip(parts, rates, shares, strict=True):
        # Whole copies, and one more with the probability of the rest: the mean is the expected number.
        expected = _CENTRES * of_all / sum(shares) * rate / (rate.sum() or 1.0)
        copies = np.floor(expected + part.chance).astype(np.intp)
        found.append((np.repeat(part.lon, copies), np.repeat(part.lat, copies)))
    return EventCentres(*(np.concatenate(values) for values in zip(*found, strict=True)))


def spread_positions(waters: EventWaters, count: int) -> CentrePositions:
    """Spread positions evenly over a box, each for the same area of a sphere.

    Examples
    --------
    Half of the northern hemisphere lies south of 30N:

    >>> north = spread_positions(EventWaters("north", (-180, 0, 180, 90)), 1_000)
    >>> int((north.lat < 30).sum())
    500
    """
    west, south, east, north = waters.box
    number = np.arange(count)
    low, high = np.sin(np.radians([south, north]))
    return CentrePositions(
        lon=west + (east - west) * (number / _PLASTIC % 1.0),
        lat=np.degrees(np.arcsin(low + (high - low) * (number + 0.5) / count)),
        chance=number / _PLASTIC**2 % 1.0,
    )


def _fault_rates(planner: Planner, cause: Cause, positions: CentrePositions, to_depth_m: float) -> FloatArray:
    """(n,) fault rates at positions; 0 on land, in deeper water and off the grid."""
    row, col = (
        np.rint(index).astype(np.intp) for index in planner.grid.cell_of(positions.lon, positions.lat)
    )
    rows, cols = planner.grid.shape
    inside = np.flatnonzero((row >= 0) & (row < rows) & (col >= 0) & (col < cols))
    depth_m = planner.depth.to_numpy()[row[inside], col[inside]]
    sea = inside[(depth_m > 0) & (depth_m < to_depth_m)]
    conditions = planner.seabed.at(row[sea], col[sea])
    rates = np.zeros(len(positions.lon))
    rates[sea] = derive_fault_rates(conditions, planner.assumptions.faults, planner.assumptions.build)[cause]
    return rates
