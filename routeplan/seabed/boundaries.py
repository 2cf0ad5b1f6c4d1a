"""Boundaries at sea: the waters of two states divided by the line of their treaty instead of the nearest coast.

The line divides the waters that the nearest coast gives to either state, where the nearest point of the line is not one
of its two ends. A state that loses waters to the other side of the line has no claim there: they are the other state's
up to 200 nautical miles from its coast, and high seas beyond, unless the treaty transfers them as a special area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.catalog.states import State
from routeplan.catalog.treaty_lines import TreatyLine
from routeplan.geo.geodesy import FloatArray, in_space_km
from routeplan.geo.grid import Grid
from routeplan.geo.shapes import burn_codes
from routeplan.seabed.coast_distance import EEZ_KM, BoolCells, Coast, CodeCells

_STEP_KM = 4.0  # between points of a line: an arc between them is straight in projection to some metres
_DIVIDES_KM = 150.0  # no agreed line is this far from the line of equal distance
_LINE_NEAR_KM = 100.0  # the boundary of a cell this near to a treaty line is that line
_LARGEST_SCALE = 1.6  # of the projection, north of 25N: how far a distance can reach in projection


@dataclass(frozen=True)
class DividedWaters:
    """Waters divided by treaty lines.

    Attributes
    ----------
    state : (rows, cols) int16 array
        Code of the state; 0 on the high seas.
    by_treaty : (rows, cols) bool array
        Cells whose boundary with the neighbour is a treaty line.
    on_line : (rows, cols) bool array
        Cells that a line passes: a part of them is beyond it.
    """

    state: CodeCells
    by_treaty: BoolCells
    on_line: BoolCells


def divide_waters(
    grid: Grid,
    state: CodeCells,
    sea: BoolCells,
    states: Sequence[State],
    coast: Coast,
    lines: Sequence[TreatyLine],
) -> DividedWaters:
    """Divide the waters between two states by the line of their treaty.

    Parameters
    ----------
    grid : Grid
    state : (rows, cols) int16 array
        Code of the state with the nearest coast, an index into `states`.
    sea : (rows, cols) bool array
        Cells to divide.
    states : sequence of State
    coast : Coast
        Coasts that have a zone of the full width.
    lines : sequence of TreatyLine
    """
    state = state.copy()
    by_treaty = np.zeros(grid.shape, dtype=np.bool_)
    for line in lines:
        if all(_waters_of(states, isos).any() for isos in (line.left, line.right)):
            _divide(grid, line, states, sea, coast, (state, by_treaty))
    return DividedWaters(state, by_treaty, _cells_on(grid, lines))


def _cells_on(grid: Grid, lines: Sequence[TreatyLine]) -> BoolCells:
    drawn = [
        (shapely.LineString(np.stack(grid.projection.forward(*line.densified(every_km=_STEP_KM)), axis=1)), 1)
        for line in lines
    ]
    return burn_codes(drawn, grid, all_touched=True) > 0


def _divide(
    grid: Grid,
    line: TreatyLine,
    states: Sequence[State],
    sea: BoolCells,
    coast: Coast,
    result: tuple[CodeCells, BoolCells],
) -> None:
    """Divide the waters of two states by one line: sets the state of cells, and whether their boundary is the line."""
    state, by_treaty = result
    sides = tuple(_waters_of(states, isos) for isos in (line.left, line.right))
    lon, lat = line.densified(every_km=_STEP_KM)
    points = np.stack(grid.projection.forward(lon, lat), axis=1)
    row, col = cells_in_box(grid, points, _DIVIDES_KM, sea)
    either = (sides[0] | sides[1])[state[row, col]]
    row, col = row[either], col[either]
    positions = np.stack([grid.easting_m[col], grid.northing_m[row]], axis=1)
    away_m, on_left, beside = _side_of(points, positions, _DIVIDES_KM * 1000.0 * _LARGEST_SCALE)
    row, col, away_m, on_left = row[beside], col[beside], away_m[beside], on_left[beside]
    by_treaty[row, col] |= away_m < _LINE_NEAR_KM * 1000.0
    shore = coast.only(np.flatnonzero(sides[0] | sides[1])).near(in_space_km(lon, lat), 2 * EEZ_KM)
    transferred = np.array([known.label in line.special_areas for known in states])
    for side, here in zip(sides, (on_left, ~on_left), strict=True):
        before = state[row, col]
        gained = here & ~side[before]
        there = row[gained], col[gained]
        code, away_km = shore.only(np.flatnonzero(side)).nearest_to(grid.in_space_km(*there), 2 * EEZ_KM)
        state[there] = np.where((away_km <= EEZ_KM) | transferred[before[gained]], code, 0)


def _waters_of(states: Sequence[State], isos: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """(states,) the waters of one side: a label may name a part of a state, but no second claimant."""
    return np.array([len(state.isos) == 1 and state.isos[0] in isos for state in states])


def cells_in_box(
    grid: Grid, points: FloatArray, margin_km: float, wanted: BoolCells
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of the cells wanted in the box around projected (n, 2) points, with a margin."""
    margin_m = margin_km * 1000.0 * _LARGEST_SCALE
    (west, south), (east, north) = points.min(axis=0) - margin_m, points.max(axis=0) + margin_m
    first_row, last_row = np.searchsorted(-grid.northing_m, [-north, -south])
    first_col, last_col = np.searchsorted(grid.easting_m, [west, east])
    row, col = np.nonzero(wanted[first_row:last_row, first_col:last_col])
    return row + first_row, col + first_col


def _side_of(
    line: FloatArray, positions: FloatArray, reach_m: float
) -> tuple[FloatArray, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Find on which side of a projected line (n, 2) the positions (m, 2) are.

    Returns
    -------
    away_m : (m,) array
        Projected distance from the nearest vertex.
    on_left : (m,) bool
    beside : (m,) bool
        Whether the nearest point of the line is within reach and not one of its ends.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(line, balanced_tree=False, compact_nodes=False)  # faster for points along lines
    found = tree.query(positions, distance_upper_bound=reach_m, workers=-1)
    away_m, nearest = np.asarray(found[0]), np.array(found[1])
    within = np.isfinite(away_m)
    nearest[~within] = 0
    forward = np.diff(line, axis=0)
    forward /= np.hypot(*forward.T)[:, None]
    offset = positions - line[nearest]
    before, after = forward[np.maximum(nearest - 1, 0)], forward[np.minimum(nearest, len(forward) - 1)]
    along_before, along_after = (offset * before).sum(axis=1), (offset * after).sum(axis=1)
    # Beside the leg before or after the vertex; in the outer angle of a corner, beside the mean direction of both.
    direction = np.where(
        (along_after > 0)[:, None], after, np.where((along_before < 0)[:, None], before, before + after)
    )
    both = (along_after > 0) & (along_before < 0)
    nearer_before = np.abs(_cross(before, offset)) < np.abs(_cross(after, offset))
    direction = np.where((both & nearer_before)[:, None], before, direction)
    at_start, at_end = nearest == 0, nearest == len(line) - 1
    beside = within & ~(at_start & (along_after < 0)) & ~(at_end & (along_before > 0))
    return away_m, _cross(direction, offset) > 0, beside


def _cross(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
