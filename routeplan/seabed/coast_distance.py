"""Distance to the nearest coast and its state, searched in space, where distances are true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from routeplan.catalog.countries import SOUTH_DEG
from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray, PolarStereographic, arc_km, chord_km, in_space_km
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.polygon_sides import find_polygon_sides
from routeplan.runtime.interrupts import uninterrupted

BoolCells: TypeAlias = npt.NDArray[np.bool_]
CodeCells: TypeAlias = npt.NDArray[np.int16]

_COAST_STEP_M = 1_000.0  # distance of coast points: at 12 nautical miles 5 m too far at most
# The southern edge of the boundaries is not a coast. Its vertices are off the parallel by at most 10 m of rounding and
# 76 m between the vertices of the circle.
_CUT_WIDTH_M = 1_000.0
_QUERY_CELLS = 400_000  # positions searched at once: 40 MB
_SLACK = 1.001  # margin of the search; the distance itself then decides


@dataclass(frozen=True, slots=True)
class Coast:
    """Points along all coasts, searchable in space.

    Attributes
    ----------
    tree : cKDTree
        Positions, km from the centre of the Earth.
    code : (n + 1,) int16 array
        Code of the state; the last is 0, for no coast within reach.
    """

    tree: cKDTree
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
        # For points along lines an unbalanced tree is faster by half.
        tree = cKDTree(in_space_km(lon, lat), balanced_tree=False, compact_nodes=False)
        return cls(tree, np.append(code, 0).astype(np.int16))

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
        furthest_km = chord_km(_SLACK * reach_km)
        rows_at_once = max(1, _QUERY_CELLS // grid.cols)
        for first in range(0, grid.rows, rows_at_once):
            row, col = np.nonzero(wanted[first : first + rows_at_once])
            row += first
            positions = grid.in_space_km(row, col)
            with uninterrupted():
                chords, point = self.tree.query(positions, distance_upper_bound=furthest_km, workers=-1)
            arcs = arc_km(np.asarray(chords))
            within = arcs <= reach_km
            code[row, col] = np.where(within, self.code[point], 0)
            away_km[row, col] = np.where(within, arcs, np.inf)
        return code, away_km


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
