"""Distinct passages through a corridor: the best route, and one for each gap between large obstacles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from routeplan.cost.breakdown import Breakdown
from routeplan.cost.surface import CostSurface
from routeplan.errors import NoRouteError
from routeplan.geo.geodesy import FloatArray, on_unit_sphere
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.position_text import format_position
from routeplan.geo.scanline import SIDE
from routeplan.geo.track import Line
from routeplan.planning.corridor.end_fields import EndFields
from routeplan.planning.corridor.obstacles import find_gaps
from routeplan.planning.corridor.straits import straits_along
from routeplan.planning.legs import Refine
from routeplan.runtime.notices import tell
from routeplan.runtime.progress import track_items
from routeplan.seabed.coastline import LandCrossed
from routeplan.solver.backtrace import trace
from routeplan.solver.cost_grid import RIM
from routeplan.solver.fast_marching import Index
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.landfall import Landfall
from routeplan.solver.path import GridPath
from routeplan.solver.straighten import straighten

FindLand = Callable[[Line], LandCrossed | None]

# Side of a square as large as the smallest obstacle that separates two passages, km. docs/corridors.md compares
# other values.
DEFAULT_OBSTACLE_KM = 150.0
# A line makes a loop round an obstacle if it reaches a cell at more than this multiple of the cell's least cost.
_LOOP_RATIO = 2.0
_MOST_STRAITS = 3
# A passage crosses the corridor where its excess is highest: at points with at least this share of its maximum.
_CROSSING_SHARE = 0.95
_FIELD_ERROR_PCT = 0.1
_BESIDE_CELLS = 2.0
_EVERY = 5  # points of a track
# Parts of cells. A line at sea cuts a shore by up to a part here and there; one over so much more land than the best
# route leads through water that the parts do not show.
_MOST_LAND_PARTS = 2.0


@dataclass(frozen=True, repr=False)
class Passage:
    """A way through a corridor that cannot be shifted into another one without crossing a large obstacle.

    Attributes
    ----------
    straits : tuple of str
        Named straits that only this passage goes through, in order from start to end; may be empty.
    cell_lon, cell_lat : float
        Centre of the cell where it crosses the corridor, degrees: of the points with the highest excess, the one
        with the largest mean distance to the other passages.
    excess_pct : float
        How much more than the best it costs, per cent.
    cost_usd : float
        Line integral over the cost surface: the objective without landings.
    line : Line
        From start to end.
    breakdown : Breakdown, optional
        Its money, faults and jurisdictions, with both landings; a planner adds it.
    """

    straits: tuple[str, ...]
    cell_lon: float
    cell_lat: float
    excess_pct: float
    cost_usd: float
    line: Line
    breakdown: Breakdown | None = None

    @property
    def length_km(self) -> float:
        """Length on the WGS 84 ellipsoid."""
        return self.line.length_km

    @property
    def position(self) -> str:
        """Position of the crossing as charts print it: ``74.1N 95.3W``."""
        return format_position(self.cell_lon, self.cell_lat)

    @property
    def name(self) -> str:
        """Position of the crossing, then the straits."""
        return ", ".join((self.position, *self.straits))

    def __repr__(self) -> str:
        return f"<Passage {self.name}: {self.length_km:,.0f} km, +{self.excess_pct:.1f} %>"


@dataclass(frozen=True)
class _ValuedLine:
    """A line through the corridor with its cost, and points at most a cell apart with the cell of each."""

    line: Line
    cost_usd: float
    dense: Line
    row: Index
    col: Index
    excess_pct: FloatArray  # of the points' cells; not finite on land


def find_passages(  # noqa: PLR0913 - one keyword for each choice
    fields: EndFields,
    surface: CostSurface,
    excess_pct: FloatCells,
    *,
    within_pct: float,
    smallest_km2: float,
    refine: Refine | None = None,
    find_land: FindLand | None = None,
) -> tuple[Passage, ...]:
    """Find the distinct passages through a corridor.

    Parameters
    ----------
    fields : EndFields
    surface : CostSurface
    excess_pct : (rows + 2 RIM, cols + 2 RIM) float32
        Infinite outside the corridor.
    within_pct : float
        Width of the corridor; passages that cost more after straightening are left out.
    smallest_km2 : float
        Area of the smallest obstacle that separates two passages.
    refine : callable, optional
        Refines the lines along the coast. A passage that land closes is then left out, and so is one whose line comes
        out as that of a cheaper passage.
    find_land : callable, optional
        Finds the land that a line crosses. A passage through water so narrow that its line runs over land is left
        out, and told.

    Returns
    -------
    tuple of Passage
        Cheapest first.

    Raises
    ------
    NoRouteError
        If the coastline closes every passage.
    """
    cell_km2 = (surface.grid.spacing_m / 1000.0 / surface.grid.derive_scale_factor()) ** 2
    gaps = find_gaps(excess_pct, np.pad(cell_km2, RIM), smallest_km2)
    best = trace(fields.cost_grid, fields.from_start, fields.first, fields.last)
    paths = [
        best,
        *(_trace_through(fields, int(gap)) for gap in gaps[::-1] if not _makes_loop(fields, int(gap))),
    ]
    with track_items(paths, "ways through the corridor") as followed:
        lines = _value_lines(fields, surface, excess_pct, followed, refine)
    limit_usd = lines[0].cost_usd * (1.0 + within_pct / 100.0)
    lines = [line for line in lines if line.cost_usd <= limit_usd]
    if find_land is not None:
        part_km = surface.grid.spacing_m / 1000.0 / SIDE
        lines = _drop_over_land(lines, find_land, most_km=_MOST_LAND_PARTS * part_km)
    return _describe_passages(lines, surface.grid)


def _landfall_at(fields: EndFields, cell: int) -> Landfall:
    """Make a landfall of one sea cell, so that a path can end there."""
    row, col = divmod(cell, fields.cost_grid.width)
    return Landfall(row, col, np.array([cell]), np.zeros(1, dtype=np.float32), 0.0)


def _trace_through(fields: EndFields, cell: int) -> tuple[FloatArray, FloatArray]:
    """Trace the cheapest path from start to end through a cell."""
    via = _landfall_at(fields, cell)
    out = trace(fields.cost_grid, fields.from_start, fields.first, via)
    back = trace(fields.cost_grid, fields.from_end, fields.last, via)
    # Both paths end in the cell twice: with the cell itself and with the position in it.
    row, col = (np.concatenate([there[:-1], again[-3::-1]]) for there, again in zip(out, back, strict=True))
    return row, col


def _makes_loop(fields: EndFields, cell: int) -> bool:
    """Whether the path through a cell later crosses a cell that can be reached at less than half the cost."""
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
        if (spent[open_sea] > _LOOP_RATIO * near[at][open_sea]).any():
            return True
    return False


def _value_lines(
    fields: EndFields,
    surface: CostSurface,
    excess_pct: FloatCells,
    paths: Iterable[tuple[FloatArray, FloatArray]],
    refine: Refine | None,
) -> list[_ValuedLine]:
    """Make lines of traced paths, refined where that is asked for, and value them; cheapest first."""
    coarse = (_straight_line(fields, path) for path in paths)
    if refine is None:
        lines = list(coarse)
    else:
        lines = []
        for line in coarse:
            with suppress(NoRouteError):  # whole cells only seem to join two seas there
                lines.append(refine(line, fields.start, fields.end).line)
        if not lines:
            raise NoRouteError(
                f"no sea path {fields.start.name} -> {fields.end.name} along the coastline; choose another landing "
                "or a finer grid"
            )
    valued = sorted(
        (_value_line(surface, excess_pct, line) for line in lines), key=lambda line: line.cost_usd
    )
    return valued if refine is None else _drop_duplicates(valued, surface.grid)


def _straight_line(fields: EndFields, traced: tuple[FloatArray, FloatArray]) -> Line:
    """Straighten a traced path and bring it to the Earth."""
    path = straighten(fields.cost_grid, GridPath(*traced, fields.first, fields.last, 0.0))
    return line_on_earth(path, fields.cost_grid)


def _drop_duplicates(lines: Sequence[_ValuedLine], grid: Grid) -> list[_ValuedLine]:
    """Drop each line that runs beside an earlier one, within two cells, over its whole length."""
    beside_km = _BESIDE_CELLS * grid.spacing_m / 1000.0
    kept: list[_ValuedLine] = []
    for line in lines:
        track = line.dense.track
        if not any(track.runs_along(earlier.line.track, beside_km, every=_EVERY) for earlier in kept):
            kept.append(line)
    return kept


def _drop_over_land(
    lines: Sequence[_ValuedLine], find_land: FindLand, *, most_km: float
) -> list[_ValuedLine]:
    """Drop lines through water so narrow that they run over land, and tell it; the first, the best, always stays.

    Parts of cells are open if they have any sea: a line through a channel narrower than a part cuts its shores.
    """
    best, *others = lines
    kept, land = [best], find_land(best.line)
    limit_km = most_km + (0.0 if land is None else land.land_km)
    for line in others:
        land = find_land(line.line)
        if land is None or land.land_km <= limit_km:
            kept.append(line)
            continue
        tell(
            f"a passage is left out: its line crosses land, {land.text}, in water narrower than the parts of the "
            "cells; pass a smaller spacing_km to follow the channel"
        )
    return kept


def _value_line(surface: CostSurface, excess_pct: FloatCells, line: Line) -> _ValuedLine:
    """Compute the cost of a line, and the excess of the cells along it."""
    dense = line.densified(every_km=surface.grid.spacing_m / 1000.0)
    row, col = (np.rint(at).astype(np.int64) for at in surface.grid.cell_of(dense.lon, dense.lat))
    excess = excess_pct[row + RIM, col + RIM].astype(np.float64)
    return _ValuedLine(line, surface.along(line).cost_usd, dense, row, col, excess)


def _describe_passages(lines: Sequence[_ValuedLine], grid: Grid) -> tuple[Passage, ...]:
    """Make passages of lines, each named by what distinguishes it from the others."""
    straits = [straits_along(valued.dense.lon, valued.dense.lat) for valued in lines]
    passages: list[Passage] = []
    for number, line in enumerate(lines):
        named = {passage.position for passage in passages}
        cell_lon, cell_lat = _first_unnamed(line, _find_crossings(lines, number), grid, named)
        passages.append(
            Passage(
                straits=_own_straits(straits, number),
                cell_lon=cell_lon,
                cell_lat=cell_lat,
                excess_pct=(line.cost_usd / lines[0].cost_usd - 1.0) * 100.0,
                cost_usd=line.cost_usd,
                line=line.line,
            )
        )
    return tuple(passages)


def _own_straits(straits: Sequence[Sequence[str]], number: int) -> tuple[str, ...]:
    """List the straits that only one of the lines passes through."""
    counts = Counter(strait for names in straits for strait in names)
    return tuple(strait for strait in straits[number] if counts[strait] == 1)[:_MOST_STRAITS]


def _first_unnamed(line: _ValuedLine, points: Index, grid: Grid, named: set[str]) -> tuple[float, float]:
    """Give the first cell, longitude and latitude, whose position names no other passage; if none, the first."""
    lon, lat = grid.lonlat_of(line.row[points], line.col[points])
    unnamed = (
        at
        for at, place in enumerate(zip(lon, lat, strict=True))
        if format_position(float(place[0]), float(place[1])) not in named
    )
    at = next(unnamed, 0)
    return float(lon[at]), float(lat[at])


def _find_crossings(lines: Sequence[_ValuedLine], number: int) -> Index:
    """Find the points where a line crosses the corridor, the best first; the middle at sea of an only line."""
    from scipy.spatial import cKDTree

    line = lines[number]
    at_sea = np.isfinite(line.excess_pct)
    if len(lines) == 1:
        sea_km = np.cumsum(np.where(at_sea[1:], line.dense.legs_km, 0.0))
        return np.array([np.searchsorted(sea_km, sea_km[-1] / 2) + 1], dtype=np.int64)
    highest_pct = line.excess_pct[at_sea].max()
    # The best route has no excess anywhere, so all its points at sea count.
    crosses = at_sea & ((line.excess_pct >= _CROSSING_SHARE * highest_pct - _FIELD_ERROR_PCT) | (number == 0))
    points = [on_unit_sphere(valued.dense.lon, valued.dense.lat) for valued in lines]
    distance = sum(
        cKDTree(other).query(points[number])[0] for index, other in enumerate(points) if index != number
    )
    farthest_first = np.argsort(-distance, kind="stable")
    return np.asarray(farthest_first[crosses[farthest_first]], dtype=np.int64)
