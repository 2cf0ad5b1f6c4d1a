"""Ice in cells of latitude and longitude: read a table, fill land, interpolate between cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.months import ALL_MONTHS, MONTHS_PER_YEAR

TABLE_COLUMNS = ("lat", "lon", "cells", *(f"m{month:02d}" for month in ALL_MONTHS))
# Cells of the table: degrees of latitude by degrees of longitude, from 40N and from 180 W.
_LAT_DEG, _LON_DEG, _SOUTH_DEG = 1.0, 3.0, 40.0
_ROWS, _COLS = 50, 120
# Nearest cells at equal distance by symmetry: at most this many, equal to within rounding (Earth radii).
_MOST_TIES, _TIE = 4, 1e-9


def read_ice_table(path: Path) -> FloatArray:
    """Read a table, and fill land cells with the ice of the nearest sea.

    Parameters
    ----------
    path : Path
        CSV with the columns lat, lon (cell centres), cells, m01 .. m12 (per cent). Cells not in it are land.

    Returns
    -------
    (month, lat, lon) array, per cent
        From 40N to the pole and from 180 W to 180 E.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, or a value is not a concentration.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype=np.float64)
    except (OSError, ValueError) as error:
        raise DataError(f"cannot read ice calendar from {path}: {error}; give a CSV file in UTF-8") from error
    missing = [column for column in TABLE_COLUMNS if column not in table.columns]
    if missing:
        raise DataError(f"{path}: no column {', '.join(missing)}; give {', '.join(TABLE_COLUMNS)}")
    row = (table["lat"].to_numpy() - _SOUTH_DEG) / _LAT_DEG - 0.5
    col = (table["lon"].to_numpy() + 180.0) / _LON_DEG - 0.5
    rows, cols = np.rint(row).astype(int), np.rint(col).astype(int)
    percent = table[list(TABLE_COLUMNS[3:])].to_numpy()
    bad = ~((rows == row) & (cols == col) & (rows >= 0) & (rows < _ROWS) & (cols >= 0) & (cols < _COLS))
    bad |= ~((percent >= 0) & (percent <= 100)).all(axis=1)
    if bad.any() or table.empty:
        where = f"row {int(np.argmax(bad)) + 2} is not a" if bad.any() else "it has no"
        raise DataError(
            f"{path}: {where} cell of {_LAT_DEG:g} x {_LON_DEG:g} degrees north of {_SOUTH_DEG:g}N with per cents"
        )
    out = np.full((MONTHS_PER_YEAR, _ROWS, _COLS), np.nan)
    out[:, rows, cols] = percent.T
    return _fill_land(out)


def read_between_cells(table: FloatArray, lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Interpolate a table at positions between the four nearest cells.

    North of the last row values approach the mean of that row, so all meridians agree at the pole; south of 40N they
    reach 0 within a degree.

    Parameters
    ----------
    table : (month, lat, lon) array, per cent
    lon, lat : arrays of one shape, degrees

    Returns
    -------
    (month, *shape) array, per cent
    """
    pole = np.broadcast_to(table[:, -1:].mean(axis=2, keepdims=True), (MONTHS_PER_YEAR, 1, _COLS))
    rows = np.concatenate([np.zeros((MONTHS_PER_YEAR, 1, _COLS)), table, pole], axis=1)
    row_lat = _SOUTH_DEG + (np.arange(-1, _ROWS) + 0.5) * _LAT_DEG
    at_row: FloatArray = np.asarray(np.interp(lat, np.array([*row_lat, 90.0]), np.arange(_ROWS + 2)))
    at_col = ((lon + 180.0) / _LON_DEG - 0.5) % _COLS
    row, col = np.minimum(at_row.astype(int), _ROWS), at_col.astype(int) % _COLS
    up, right, beside = at_row - row, at_col - at_col.astype(int), (col + 1) % _COLS
    low = (1 - right) * rows[:, row, col] + right * rows[:, row, beside]
    high = (1 - right) * rows[:, row + 1, col] + right * rows[:, row + 1, beside]
    return np.asarray((1 - up) * low + up * high)


def _fill_land(table: FloatArray) -> FloatArray:
    """Fill cells without a value from the nearest with one, by chord; from several, with their mean."""
    from scipy.spatial import KDTree

    lat = np.radians(_SOUTH_DEG + (np.arange(_ROWS)[:, None] + 0.5) * _LAT_DEG)
    lon = np.radians(-180.0 + (np.arange(_COLS) + 0.5) * _LON_DEG)
    place = np.stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.broadcast_to(np.sin(lat), (_ROWS, _COLS))],
        -1,
    )
    known = ~np.isnan(table[0])
    ties = list(range(1, min(_MOST_TIES, int(known.sum())) + 1))
    distance, nearest = (np.asarray(found) for found in KDTree(place[known]).query(place, k=ties))
    equal = np.where(distance <= distance[..., :1] + _TIE, 1.0, 0.0)
    weight = equal / equal.sum(axis=-1, keepdims=True)
    return np.asarray((table[:, known][:, nearest] * weight).sum(axis=-1))
