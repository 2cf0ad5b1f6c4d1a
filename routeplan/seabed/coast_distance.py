"""Distance to the nearest coast and its state, searched in space, where distances are true."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.catalog.countries import SOUTH_DEG
from routeplan.errors import DataError
from routeplan.geo.geodesy import (
    FloatArray,
    PolarStereographic,
    arc_km,
    chord_km,
    in_space_km,
    lonlat_of_space,
)
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.polygon_sides import find_polygon_sides
from routeplan.runtime.interrupts import uninterrupted

if TYPE_CHECKING:
    import geopandas as gpd
    from scipy.spatial import cKDTree

BoolCells: TypeAlias = npt.NDArray[np.bool_]
CodeCells: TypeAlias = npt.NDArray[np.int16]

NAUTICAL_MILE_KM = 1.852  # International Hydrographic Conference, Monaco 1929
TERRITORIAL_SEA_KM = 12 * NAUTICAL_MILE_KM  # UNCLOS article 3
EEZ_KM = 200 * NAUTICAL_MILE_KM  # UNCLOS article 57
_COAST_STEP_M = 1_000.0  # distance of coast points: at 12 nautical miles 5 m too far at most
# The southern edge of the boundaries is not a coast. Its vertices are off the parallel by at most 10 m of rounding and
# 76 m between the vertices of the circle.
_CUT_WIDTH_M = 1_000.0
_QUERY_CELLS = 400_000  # positions searched at once: 40 MB
_STRIPE = 64  # rows searched at once, and the columns of them that are searched together
_BLOCK = 16  # cells along a side of the blocks that are searched first
_SLACK = 1.001  # margin of the search; the distance itself then decides


@dataclass(frozen=True)
class Coast:
    """Points along all coasts, searchable in space.

    Attributes
    ----------
    positions : (n, 3) array
        Kilometres from the centre of the Earth.
    code : (n,) int16 array
        Code of the state of each point.
    """

    positions: FloatArray
    code: CodeCells

    @classmethod
    def of(cls, owners: gpd.GeoDataFrame, projection: PolarStereographic) -> Coast:
        """Take the shores of projected polygons, each with a code above 0 in column ``code``.

        Sides that two polygons share are land borders, not coasts; nor is the southern edge of the embedded
        boundaries.

        Raises
        ------
        DataError
            If no polygon has a coast.
        """
        lon, lat, code = _coast_points(owners, projection)
        return cls(in_space_km(lon, lat), code)

    def only(self, codes: npt.NDArray[np.integer]) -> Coast:
        """Coasts of some states, by their codes."""
        wanted = np.zeros(np.iinfo(np.int16).max + 1, dtype=np.bool_)
        wanted[codes] = True
        kept = wanted[self.code]
        return Coast(self.positions[kept], self.code[kept])

    def near(self, positions: FloatArray, reach_km: float) -> Coast:
        """Points that may be within reach of (m, 3) positions, taken by the box around them."""
        low, high = positions.min(axis=0) - reach_km, positions.max(axis=0) + reach_km
        kept = ((self.positions >= low) & (self.positions <= high)).all(axis=1)
        return Coast(self.positions[kept], self.code[kept])

    def projected(self, projection: PolarStereographic) -> FloatArray:
        """(n, 2) eastings and northings of the points, metres."""
        return np.stack(projection.forward(*lonlat_of_space(self.positions)), axis=1)

    @cached_property
    def _tree(self) -> cKDTree:
        # For points along lines an unbalanced tree is faster by half.
        from scipy.spatial import cKDTree

        return cKDTree(self.positions, balanced_tree=False, compact_nodes=False)

    def nearest(self, grid: Grid, wanted: BoolCells, reach_km: float) -> tuple[CodeCells, FloatCells]:
        """Find the nearest coast of the cells wanted.

        Returns
        -------
        code : (rows, cols) int16 array
            Code of the state; 0 beyond the reach and for cells not wanted.
        away_km : (rows, cols) float32 array
            Geodesic distance; infinite where the code is 0.
        """
        code = np.zeros(grid.shape, dtype=np.int16)
        away_km = np.full(grid.shape, np.inf, dtype=np.float32)
        wanted = wanted & self._blocks_within(grid, reach_km)
        rows_at_once = max(1, min(_STRIPE, _QUERY_CELLS // grid.cols))
        for first in range(0, grid.rows, rows_at_once):
            row, col = np.nonzero(wanted[first : first + rows_at_once])
            # Neighbours search the same part of the tree.
            side_by_side = np.argsort(col // _STRIPE, kind="stable")
            row, col = row[side_by_side] + first, col[side_by_side]
            code[row, col], away_km[row, col] = self.nearest_to(grid.in_space_km(row, col), reach_km)
        return code, away_km

    def _blocks_within(self, grid: Grid, reach_km: float) -> BoolCells:
        """(rows, cols) cells in blocks that are not wholly beyond the reach: most of the ocean needs no search."""
        row, col = np.mgrid[
            _BLOCK // 2 : grid.rows + _BLOCK // 2 : _BLOCK, _BLOCK // 2 : grid.cols + _BLOCK // 2 : _BLOCK
        ]
        centres = grid.in_space_km(
            np.minimum(row, grid.rows - 1).ravel(), np.minimum(col, grid.cols - 1).ravel()
        )
        # More than half a diagonal, wherever the scale is above 0.75.
        corner_km = _BLOCK * grid.spacing_m / 1000.0
        within = self.nearest_to(centres, reach_km + corner_km)[0].reshape(row.shape) > 0
        cells: BoolCells = within.repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)[: grid.rows, : grid.cols]
        return cells

    def nearest_to(self, positions: FloatArray, reach_km: float) -> tuple[CodeCells, FloatCells]:
        """Find the nearest coast of (n, 3) positions in space: (n,) codes and distances, as `nearest` does."""
        if not len(self.code) or not len(positions):
            return np.zeros(len(positions), np.int16), np.full(len(positions), np.inf, np.float32)
        with uninterrupted():
            chords, point = self._tree.query(
                positions, distance_upper_bound=chord_km(_SLACK * reach_km), workers=-1
            )
        arcs = arc_km(np.asarray(chords))
        within = arcs <= reach_km
        codes = np.append(self.code, 0)[point]  # the point beyond the last one: no coast within reach
        return np.where(within, codes, 0).astype(np.int16), np.where(within, arcs, np.inf).astype(np.float32)


def _coast_points(
    owners: gpd.GeoDataFrame, projection: PolarStereographic
) -> tuple[FloatArray, FloatArray, CodeCells]:
    """Longitude, latitude and state of points along all coasts, land borders left out."""
    sides = find_polygon_sides(owners.geometry.to_numpy())
    ends = sides.ends
    lengths = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    inner_m = projection.radius_m(SOUTH_DEG) - _CUT_WIDTH_M
    off_the_cut = (np.hypot(ends[..., 0], ends[..., 1]) < inner_m).any(axis=1)
    shore = (lengths > 0) & off_the_cut & (sides.times_drawn == 1)
    if not shore.any():
        raise DataError("no country has a coast; give countries that border the sea")
    steps = np.ceil(lengths[shore] / _COAST_STEP_M).astype(np.int64)
    side = np.repeat(np.flatnonzero(shore), steps)
    share = (np.arange(len(side)) - np.repeat(np.cumsum(steps) - steps, steps)) / np.repeat(steps, steps)
    points = ends[side, 0] * (1 - share[:, None]) + ends[side, 1] * share[:, None]
    lon, lat = projection.inverse(points[:, 0], points[:, 1])
    return lon, lat, owners["code"].to_numpy(dtype=np.int16)[sides.polygon[side]]
