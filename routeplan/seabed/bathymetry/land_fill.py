"""Depth where heights say land and a coastline says sea: that of the nearest sea value."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from routeplan.geo.grid import FloatCells
from routeplan.seabed.bathymetry.bathymetry import Bathymetry
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

LEAST_FILLED_M = 1.0  # an editable default: the sea value beside land may be a few centimetres
_BAND_DEG = 5.0  # distances within a band use one ratio of columns to rows
_REACH_DEG = 5.0  # sea values are looked for this far outside a band


def fill_land(bathymetry: Bathymetry) -> Bathymetry:
    """Replace every land value by the depth of the nearest sea value.

    A filled depth is no measurement. A coarse grid averages narrow sounds and fjords with their shores; where a
    coastline shows water there, the depth of the nearest sea value is the best that the grid has.

    Parameters
    ----------
    bathymetry : Bathymetry
        Whole or in part. Only its own values are used: a part without sea is filled with the least depth.

    Returns
    -------
    Bathymetry
        The same grid. Sea values are unchanged, land values are at least 1 m, no data stays NaN. The nearest value
        is searched within bands of 5 degrees of latitude and 5 degrees around them (further where there is no
        sea so near), with one ratio of columns to rows each: over tens of kilometres it is the nearest.

    Examples
    --------
    The Bosporus is 700 m wide. A grid of 6 arc-minutes shows land, the coastline water:

    >>> from routeplan.seabed.bathymetry import read_bathymetry
    >>> bool(fill_land(read_bathymetry()).at(29.06, 41.08) >= 1)
    True
    """
    depth_m = bathymetry.values_m
    filled = depth_m.copy()
    for band, around, width_share in _bands(bathymetry.latlon_grid, bathymetry.first_row, len(depth_m)):
        if not (depth_m[band] <= 0).any():
            continue
        part = around if (depth_m[around] > 0).any() else slice(0, len(depth_m))
        offset = band.start - part.start
        nearest = _nearest_sea(depth_m[part], bathymetry.latlon_grid, width_share)
        rows = slice(offset, offset + band.stop - band.start)
        land = depth_m[band] <= 0
        filled[band][land] = np.maximum(nearest[rows][land], LEAST_FILLED_M)
    return Bathymetry(
        filled, bathymetry.source, bathymetry.latlon_grid, bathymetry.first_row, bathymetry.first_col
    )


def fill_land_from(bathymetry: Bathymetry, filled: Bathymetry) -> Bathymetry:
    """Replace every land value by the depth of another grid at its nearest value.

    What a window of a file is filled with then does not depend on where the window ends.

    Parameters
    ----------
    bathymetry : Bathymetry
        A part of a file.
    filled : Bathymetry
        The whole of it in blocks, from :func:`fill_land`.
    """
    depth_m, blocks = bathymetry.depth_m, filled.latlon_grid
    row = np.rint((depth_m["lat"].to_numpy() - blocks.south_deg) / blocks.lat_step_deg).astype(np.intp)
    col = np.rint((depth_m["lon"].to_numpy() - blocks.west_deg) / blocks.lon_step_deg).astype(np.intp)
    rows, cols = filled.values_m.shape
    row = (row - filled.first_row).clip(0, rows - 1)
    col = col % cols if blocks.closed else col.clip(0, cols - 1)
    values = depth_m.to_numpy()
    return Bathymetry(
        np.where(values <= 0, filled.values_m[np.ix_(row, col)], values),
        bathymetry.source,
        bathymetry.latlon_grid,
        bathymetry.first_row,
        bathymetry.first_col,
    )


def _bands(latlon_grid: LatLonGrid, first_row: int, rows: int) -> Iterator[tuple[slice, slice, float]]:
    """Split rows into bands: rows of a band, rows to search, width of a degree of longitude over one of latitude."""
    height = max(1, round(_BAND_DEG / latlon_grid.lat_step_deg))
    reach = max(1, round(_REACH_DEG / latlon_grid.lat_step_deg))
    for first in range(0, rows, height):
        last = min(first + height, rows)
        middle_deg = latlon_grid.south_deg + (first_row + (first + last - 1) / 2) * latlon_grid.lat_step_deg
        width_share = max(math.cos(math.radians(middle_deg)), 0.01)
        yield slice(first, last), slice(max(0, first - reach), min(rows, last + reach)), width_share


def _nearest_sea(depth_m: FloatCells, latlon_grid: LatLonGrid, width_share: float) -> FloatCells:
    """Depth of the nearest sea value for every value; zero if there is no sea."""
    cols = depth_m.shape[1]
    if not (depth_m > 0).any():
        return np.zeros_like(depth_m)
    beside = 0
    if latlon_grid.closed and cols == latlon_grid.cols:
        beside = min(cols // 2, math.ceil(_REACH_DEG / width_share / latlon_grid.lon_step_deg))
    wide = np.pad(depth_m, ((0, 0), (beside, beside)), mode="wrap")
    from scipy.ndimage import distance_transform_edt

    row, col = distance_transform_edt(
        ~(wide > 0),
        sampling=(latlon_grid.lat_step_deg, latlon_grid.lon_step_deg * width_share),
        return_distances=False,
        return_indices=True,
    )
    nearest: FloatCells = wide[row, col][:, beside : beside + cols]
    return nearest
