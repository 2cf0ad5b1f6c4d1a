"""Tables of layers: by depth band, over an area, and at one place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr

from routeplan.cost.breakdown import DEPTH_BANDS_M
from routeplan.cost.layer_names import LayerName
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import Grid
from routeplan.geo.position_text import format_latlon


def tabulate_by_depth(
    grid: Grid,
    layers: Sequence[xr.DataArray],
    *,
    north_of_deg: float = 60.0,
    bands_m: Sequence[float] = DEPTH_BANDS_M,
) -> pd.DataFrame:
    """Average layers by depth band, cells weighted by their area on the Earth.

    Parameters
    ----------
    grid : Grid
        Of the layers.
    layers : sequence of (northing, easting) DataArray
        As the ``layer`` method of a planner gives them; depth must be one of them.
    north_of_deg : float
        Only cells north of this parallel.
    bands_m : sequence of float
        Limits between bands, increasing.

    Returns
    -------
    DataFrame
        By ``depth`` (the band in words), shallow to deep, without empty bands. Columns:
        ``million_km2``, and the mean of each layer under its name.

    Raises
    ------
    UsageError
        If depth is not among the layers.
    """
    by_name = {str(layer.name): layer.to_numpy().ravel() for layer in layers}
    if LayerName.DEPTH not in by_name:
        raise UsageError("layers by depth need the layer depth; add planner.layer('depth')")
    cells = pd.DataFrame(by_name).assign(area_km2=derive_area_km2(grid, north_of_deg=north_of_deg).ravel())
    cells = cells[cells["area_km2"].gt(0.0) & cells[LayerName.DEPTH].notna()]
    edges = [0.0, *bands_m, np.inf]
    labels = [f"to {bands_m[0]:,.0f} m"]
    labels += [f"{low:,.0f}–{high:,.0f} m" for low, high in pairwise(bands_m)]
    labels += [f"over {bands_m[-1]:,.0f} m"]
    band = pd.cut(cells[LayerName.DEPTH], edges, labels=labels).rename("depth")
    weights = cells["area_km2"]
    means = {
        name: (cells[name] * weights).groupby(band, observed=True).sum()
        / weights.where(cells[name].notna()).groupby(band, observed=True).sum()
        for name in by_name
        if name != LayerName.DEPTH
    }
    return pd.DataFrame({"million_km2": weights.groupby(band, observed=True).sum() / 1e6} | means)


def measure_area_km2(
    grid: Grid, layer: xr.DataArray, *, least: float, most: float = np.inf, north_of_deg: float = 60.0
) -> float:
    """Measure the area on the Earth where a layer is between two values; land and missing values do not count.

    Parameters
    ----------
    grid : Grid
    layer : (northing, easting) DataArray
    least, most : float
        Both included; for a class, both are its number.
    north_of_deg : float
        Only cells north of this parallel.
    """
    values = layer.to_numpy()
    inside = (values >= least) & (values <= most)  # NaN is neither
    return float(derive_area_km2(grid, north_of_deg=north_of_deg)[inside].sum())


def ask_place(grid: Grid, layers: Sequence[xr.DataArray], lon: float, lat: float) -> pd.DataFrame:
    """Read layers at the cell of a place, one row per layer: ``layer`` (in words), ``value``, ``unit``.

    Raises
    ------
    UsageError
        If it lies off the grid.
    """
    row, col = (int(np.rint(float(at))) for at in grid.cell_of(lon, lat))
    if not (0 <= row < grid.rows and 0 <= col < grid.cols):
        raise UsageError(f"place {format_latlon(lon, lat, 2)} is off the grid; give a place on it")
    rows = [
        (str(layer.attrs["long_name"]), float(layer.to_numpy()[row, col]), str(layer.attrs["units"]))
        for layer in layers
    ]
    return pd.DataFrame(rows, columns=["layer", "value", "unit"])


def derive_area_km2(grid: Grid, *, north_of_deg: float = -90.0) -> FloatArray:
    """(rows, cols) area of every cell on the Earth, km2; zero south of a parallel."""
    row, col = np.indices(grid.shape)
    lat = grid.lonlat_of(row.ravel(), col.ravel())[1].reshape(grid.shape)
    area = np.asarray(grid.true_spacing_km(lat) ** 2, dtype=np.float64)
    return np.where(lat >= north_of_deg, area, 0.0)
