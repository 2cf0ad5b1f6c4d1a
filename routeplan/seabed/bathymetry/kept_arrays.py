"""Depths as arrays of the cache on disk, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.io.sources import Source
from routeplan.seabed.bathymetry.bathymetry import Bathymetry
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid


def arrays_of(bathymetry: Bathymetry, *, prefix: str = "") -> dict[str, npt.NDArray[Any]]:
    """Give depths and their positions as arrays; names begin with the prefix."""
    grid = bathymetry.latlon_grid
    return {
        f"{prefix}values_m": bathymetry.values_m,
        f"{prefix}degrees": np.array([grid.south_deg, grid.west_deg, grid.lat_step_deg, grid.lon_step_deg]),
        f"{prefix}counts": np.array([grid.rows, grid.cols, bathymetry.first_row, bathymetry.first_col]),
    }


def bathymetry_of(arrays: Mapping[str, npt.NDArray[Any]], source: Source, *, prefix: str = "") -> Bathymetry:
    """Make depths of what :func:`arrays_of` gave."""
    rows, cols, first_row, first_col = arrays[f"{prefix}counts"].tolist()
    south, west, lat_step, lon_step = arrays[f"{prefix}degrees"].tolist()
    grid = LatLonGrid(south, west, lat_step, lon_step, rows, cols)
    return Bathymetry(arrays[f"{prefix}values_m"], source, grid, first_row, first_col)
