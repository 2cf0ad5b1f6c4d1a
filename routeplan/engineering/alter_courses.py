"""Alter courses: the fewest positions whose legs stay within a lateral and a cost tolerance of a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.engineering.list_options import COST_TOLERANCE_PCT, LATERAL_TOLERANCE_M
from routeplan.errors import UsageError
from routeplan.geo.charted_line import ChartedLine, Legs
from routeplan.geo.degrees_minutes import round_to_minutes
from routeplan.geo.geodesy import FloatArray, in_space_km
from routeplan.geo.track import Line, Track
from routeplan.seabed.coastline import read_coastline

_ADDED_LAND_KM = 0.01

CostOf: TypeAlias = Callable[[Line], float]
"""Objective of a line, USD."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far alter courses may be from a line.

    Attributes
    ----------
    lateral_m : float
        Asked for.
    cost_pct : float
        Asked for, of each leg.
    cost_change_pct : float or None
        Cost of the legs against that of the line; None where no cost was at hand.
    """

    lateral_m: float
    cost_pct: float
    cost_change_pct: float | None


@dataclass(frozen=True, eq=False)
class AlterCourses:
    """A line of fewer positions, and where these are on the line it stands for.

    Attributes
    ----------
    line : ChartedLine
        Positions as a list prints them.
    kp_km : (n,) array
        Distance of each position along the original line.
    tolerance : Tolerance
    """

    line: ChartedLine
    kp_km: FloatArray
    tolerance: Tolerance

    def carry(self, kp_km: FloatArray) -> FloatArray:
        """Turn (m,) distances along the original line into distances along this one."""
        return np.interp(kp_km, self.kp_km, self.line.kp_km)


def find_alter_courses(
    line: Line,
    *,
    lateral_tolerance_m: float = LATERAL_TOLERANCE_M,
    cost_tolerance_pct: float = COST_TOLERANCE_PCT,
    legs: Legs = "geodesic",
    cost_usd_of: CostOf | None = None,
) -> AlterCourses:
    """Choose the positions of a list.

    Every point of the line is within the lateral tolerance of a leg. No leg crosses land that the line does not, nor
    differs in cost from the line there by more than the cost tolerance.

    Parameters
    ----------
    line : Line
    lateral_tolerance_m, cost_tolerance_pct : float
        Greater than 0.
    legs : "geodesic" or "rhumb"
        Kind of legs; rhumb legs need more positions near the Pole.
    cost_usd_of : callable, optional
        Objective of a line; without it cost is not held.

    Raises
    ------
    UsageError
        If a tolerance is not positive.
    """
    for name, value, unit in (("lateral", lateral_tolerance_m, "m"), ("cost", cost_tolerance_pct, "%")):
        if not 0.0 < value < np.inf:
            raise UsageError(f"{name} tolerance of {value:g} {unit}; give a number above 0")
    # A geodesic is farthest from another at a vertex; a rhumb line may be anywhere.
    points = line if legs == "geodesic" else line.track
    selection = _Selection(
        points,
        legs,
        in_space_km(points.lon, points.lat),
        _over_land_km(points),
        cost_usd_of,
        cost_tolerance_pct / 100.0,
    )
    kept = selection.kept(lateral_tolerance_m / 1000.0)
    charted = ChartedLine(
        round_to_minutes(points.lon[kept], "longitude"), round_to_minutes(points.lat[kept], "latitude"), legs
    )
    change = (
        None if cost_usd_of is None else 100.0 * (cost_usd_of(charted.on_geodesics) / cost_usd_of(line) - 1.0)
    )
    return AlterCourses(
        charted, points.kp_km[kept], Tolerance(lateral_tolerance_m, cost_tolerance_pct, change)
    )


def _over_land_km(line: Line) -> FloatArray:
    """(n,) kilometres over land by the coastline before each vertex."""
    found = read_coastline().find_land(line)
    edges = np.array([
        (piece.begin_km, piece.end_km) for piece in (*found.start, *found.between, *found.end)
    ]).ravel()  # fmt: skip
    if not len(edges):
        return np.zeros(len(line.lon))
    lengths_km = np.diff(edges, prepend=edges[0])
    lengths_km[::2] = 0.0
    return np.asarray(np.interp(line.kp_km, edges, np.cumsum(lengths_km)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class _Selection:
    """Positions of a line, some of which are kept: each leg is divided at the position farthest from it.

    This is the method of Douglas and Peucker (1973) with distances on the Earth.
    """

    points: Line
    legs: Legs
    in_space_km: FloatArray
    over_land_km: FloatArray
    cost_usd_of: CostOf | None
    cost_share: float

    def kept(self, tolerance_km: float) -> npt.NDArray[np.intp]:
        """Find the indices of the positions that are kept."""
        last = len(self.points.lon) - 1
        kept, undecided = {0, last}, [(0, last)]
        while undecided:
            first, last = undecided.pop()
            farthest = self._where_to_divide(first, last, tolerance_km)
            if farthest is not None:
                kept.add(farthest)
                undecided += [(first, farthest), (farthest, last)]
        return np.array(sorted(kept))

    def _where_to_divide(self, first: int, last: int, tolerance_km: float) -> int | None:
        if last - first < 2:
            return None
        ends = [first, last]
        leg = ChartedLine(self.points.lon[ends], self.points.lat[ends], self.legs).on_geodesics
        away_km = Track.along(leg.lon, leg.lat).distance_km(self.in_space_km[first + 1 : last])
        over_land_km = float(np.ptp(self.over_land_km[ends])) + _ADDED_LAND_KM
        if (
            away_km.max() <= tolerance_km
            and _over_land_km(leg)[-1] <= over_land_km
            and self._costs_the_same(leg, first, last)
        ):
            return None
        return first + 1 + int(np.argmax(away_km))

    def _costs_the_same(self, leg: Line, first: int, last: int) -> bool:
        if self.cost_usd_of is None:
            return True
        part = slice(first, last + 1)
        cost_usd = self.cost_usd_of(Line(self.points.lon[part], self.points.lat[part]))
        return abs(self.cost_usd_of(leg) - cost_usd) <= self.cost_share * cost_usd
