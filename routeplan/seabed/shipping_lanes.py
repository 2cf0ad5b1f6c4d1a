"""Shipping lanes: where ships usually pass, and how far from it every cell is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import burn_codes, derive_distance_km, project_shapes, read_shapes
from routeplan.io.sources import embedded

if TYPE_CHECKING:
    import geopandas as gpd


def read_shipping_lanes() -> gpd.GeoDataFrame:
    """Read the shipping lanes north of 25N.

    Returns
    -------
    GeoDataFrame in EPSG:4326
        ``geometry``: lines between junctions, cut at 180, straight in degrees between their vertices. They are a
        network for distances by sea between ports: no traffic, no width, tens of kilometres off in the open sea.
    """
    return read_shapes(embedded("shipping-lanes").path)


def derive_lane_km(grid: Grid) -> FloatCells:
    """Derive the distance of every cell to the nearest shipping lane on the grid.

    Returns
    -------
    (rows, cols) array, km
        0 in cells that a lane touches. Lanes do not end where land of the depths begins, and distances cross land.

    Examples
    --------
    The lane through the Strait of Dover, and the pole, which no lane crosses:

    >>> grid = Grid.arctic(spacing_km=25)
    >>> lane_km = derive_lane_km(grid)
    >>> [float(lane_km[tuple(int(round(float(at))) for at in grid.cell_of(lon, lat))].round())
    ...  for lon, lat in ((1.4, 51.0), (0.0, 90.0))]
    [0.0, ...]
    """
    lanes = project_shapes(read_shipping_lanes().geometry, grid.projection)
    touched = burn_codes([(lane, 1) for lane in lanes], grid, all_touched=True)
    return derive_distance_km(np.asarray(touched > 0), grid)
