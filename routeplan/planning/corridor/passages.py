"""The distinct ways through a corridor: one for the best route, one for each gap between large obstacles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from routeplan.cost.surface import CostSurface
from routeplan.geo.geodesy import FloatArray, densify, legs_km
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.position_text import format_position
from routeplan.planning.corridor.end_fields import EndFields
from routeplan.planning.corridor.obstacles import find_gaps
from routeplan.planning.corridor.straits import straits_along
from routeplan.runtime.progress import follow
from routeplan.solver.backtrace import trace
from routeplan.solver.cost_grid import RIM
from routeplan.solver.fast_marching import Index
from routeplan.solver.landfall import Landfall
from routeplan.solver.path import PlanePath
from routeplan.solver.straighten import straighten
from routeplan.solver.to_earth import lay_on_earth

# Side of a square as large as the smallest obstacle that parts two passages, km. docs/corridors.md has what other
# values find in the Arctic.
DEFAULT_OBSTACLE_KM = 150.0
# A way that comes back to where it could have been for less than this part of what it has cost runs round an
# obstacle and home again: no other passage.
_LONGEST_DETOUR = 2.0
_MOST_GATES = 3
# A passage crosses where the cheapest route through the water is the passage itself: there its excess is highest.
_CROSSING_SHARE = 0.95
_FIELD_ERROR_PCT = 0.1


@dataclass(frozen=True, repr=False)
class Passage:
    """A way through a corridor that no other can be shifted into without crossing a large obstacle.

    Attributes
    ----------
    gates : tuple of str
        Well-known narrows that tell it from the others, in its own order; may be empty.
    cell_lon, cell_lat : float
        Centre of the cell that tells it from the others: where it is dearest, the one furthest from them on
        average. Degrees.
    excess_pct : float
        Per cent by which it is dearer than the best.
    length_km : float
        On the WGS 84 ellipsoid.
    cost_usd : float
        Line integral over the cost surface.
    lon, lat : (n,) arrays
        Vertices from start to end, degrees; the legs between them are geodesics.
    """

    gates: tuple[str, ...]
    cell_lon: float
    cell_lat: float
    excess_pct: float
    length_km: float
    cost_usd: float
    lon: FloatArray
    lat: FloatArray

    @property
    def position(self) -> str:
        """Where it crosses, as charts print it: ``74.1N 95.3W``."""
        return format_position(self.cell_lon, self.cell_lat)

    @property
    def name(self) -> str:
        """The cell where it crosses, and the narrows."""
        return ", ".join((self.position, *self.gates))

    def __repr__(self) -> str:
        return f"<Passage {self.name}: {self.length_km:,.0f} km, +{self.excess_pct:.1f} %>"


@dataclass(frozen=True)
class _Way:
    """A line through the corridor, valued, with points as close as cells and the cell of each."""

    lon: FloatArray
    lat: FloatArray
    cost_usd: float
    dense_lon: FloatArray
    dense_lat: FloatArray
    row: Index
    col: Index
    excess_pct: FloatArray  # of the points' cells, not finite on land


def find_passages(
    fields: EndFields,
    surface: CostSurface,
    excess_pct: FloatCells,
    *,
    within_pct: float,
    smallest_km2: float,
) -> tuple[Passage, ...]:
    """Find the distinct ways through a corridor.

    Parameters
    ----------
    fields : EndFields
    surface : CostSurface
    excess_pct : (rows + 4, cols + 4) float32
        Infinite outside the corridor.
    within_pct : float
        Ways that turn out dearer as lines are left out.
    smallest_km2 : float
        Area of the smallest obstacle that parts two ways.

    Returns
    -------
    tuple of Passage
        The cheapest first.
    """
    cell_km2 = (surface.grid.spacing_m / 1000.0 / surface.grid.derive_scale_factor()) ** 2
    gaps = find_gaps(excess_pct, np.pad(cell_km2, RIM), smallest_km2)
    best = trace(fields.cost_grid, fields.from_start, fields.first, fields.last)
    lines = [best, *(_through(fields, int(gap)) for gap in gaps[::-1] if not _comes_home(fields, int(gap)))]
    with follow(lines, "ways through the corridor") as each:
        laid = [_lay(fields, surface, excess_pct, line) for line in each]
    ways = sorted(laid, key=lambda way: way.cost_usd)
    dearest = ways[0].cost_usd * (1.0 + within_pct / 100.0)
    return _tell_apart([way for way in ways if way.cost_usd <= dearest], surface.grid)


def _landfall_at(fields: EndFields, cell: int) -> Landfall:
    """Let a path end at a cell of the open sea."""
    row, col = divmod(cell, fields.cost_grid.width)
    return Landfall(row, col, np.array([cell]), np.zeros(1, dtype=np.float32), 0.0)


def _through(fields: EndFields, cell: int) -> tuple[FloatArray, FloatArray]:
    """Trace the cheapest path from start to end through a cell."""
    via = _landfall_at(fields, cell)
    out = trace(fields.cost_grid, fields.from_start, fields.first, via)
    back = trace(fields.cost_grid, fields.from_end, fields.last, via)
    # Both end in the cell twice: as the cell that was reached, and as the position in it.
    row, col = (np.concatenate([there[:-1], again[-3::-1]]) for there, again in zip(out, back, strict=True))
    return row, col


def _comes_home(fields: EndFields, cell: int) -> bool:
    """Whether the path through a cell returns to water that could have been reached for a fraction of its cost."""
    via = _landfall_at(fields, cell)
    total = float(fields.through.ravel()[cell])
    for near, far, landfall in (
        (fields.from_start, fields.from_end, fields.last),
        (fields.from_end, fields.from_start, fields.first),
    ):
        row, col = trace(fields.cost_grid, far, landfall, via)
        at = np.rint(row).astype(np.intp)[1:], np.rint(col).astype(np.intp)[1:]
        spent = total - far[at]
        open_sea = np.isfinite(spent)
        if (spent[open_sea] > _LONGEST_DETOUR * near[at][open_sea]).any():
            return True
    return False


def _lay(
    fields: EndFields, surface: CostSurface, excess_pct: FloatCells, line: tuple[FloatArray, FloatArray]
) -> _Way:
    """Straighten a line, bring it to the Earth and value it."""
    cost_grid = fields.cost_grid
    path = straighten(cost_grid, PlanePath(*line, fields.first, fields.last, 0.0))
    lon, lat = lay_on_earth(path, cost_grid, surface)
    dense = densify(lon, lat, every_km=surface.grid.spacing_m / 1000.0)
    row, col = (np.rint(at).astype(np.int64) for at in surface.grid.cell_of(*dense))
    excess = excess_pct[row + RIM, col + RIM].astype(np.float64)
    return _Way(lon, lat, surface.along(lon, lat).cost_usd, *dense, row, col, excess)


def _tell_apart(ways: Sequence[_Way], grid: Grid) -> tuple[Passage, ...]:
    """Name each way by what the others do not have."""
    gates = [straits_along(way.dense_lon, way.dense_lat) for way in ways]
    passages = []
    for number, way in enumerate(ways):
        at = _crossing(ways, number)
        cell_lon, cell_lat = grid.lonlat_of(way.row[at], way.col[at])
        passages.append(
            Passage(
                gates=_telling(gates, number),
                cell_lon=float(cell_lon),
                cell_lat=float(cell_lat),
                excess_pct=(way.cost_usd / ways[0].cost_usd - 1.0) * 100.0,
                length_km=float(legs_km(way.lon, way.lat).sum()),
                cost_usd=way.cost_usd,
                lon=way.lon,
                lat=way.lat,
            )
        )
    return tuple(passages)


def _telling(gates: Sequence[Sequence[str]], number: int) -> tuple[str, ...]:
    """Gates that one way alone passes."""
    passed_by = Counter(gate for each in gates for gate in each)
    return tuple(gate for gate in gates[number] if passed_by[gate] == 1)[:_MOST_GATES]


def _crossing(ways: Sequence[_Way], number: int) -> int:
    """Point where a way crosses that is furthest from the others on average; the middle of a way that is alone."""
    way = ways[number]
    at_sea = np.isfinite(way.excess_pct)
    if len(ways) == 1:
        run_km = np.cumsum(np.where(at_sea[1:], legs_km(way.dense_lon, way.dense_lat), 0.0))
        return int(np.searchsorted(run_km, run_km[-1] / 2)) + 1
    dearest = way.excess_pct[at_sea].max()
    # The best route has no dearest place.
    crosses = at_sea & ((way.excess_pct >= _CROSSING_SHARE * dearest - _FIELD_ERROR_PCT) | (number == 0))
    here = _on_sphere(way)
    distance = sum(
        cKDTree(_on_sphere(each)).query(here)[0] for other, each in enumerate(ways) if other != number
    )
    return int(np.argmax(np.where(crosses, distance, -1.0)))


def _on_sphere(way: _Way) -> FloatArray:
    """(n, 3) points on a sphere of radius 1: nearness there is nearness on the Earth, at the pole and at 180 too."""
    lon, lat = np.radians(way.dense_lon), np.radians(way.dense_lat)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
