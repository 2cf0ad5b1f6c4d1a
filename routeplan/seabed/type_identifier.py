"""What depths rest on: the type identifier grid (TID) of GEBCO, IBCAO and IBCSO, measured or predicted by value.

References
----------
GEBCO Grid Source Data Type Identifier, NERC Vocabulary Server, collection GGT. 0 is land; 10 to 17 are measured (single
beam, multibeam, seismic, isolated sounding, ENC sounding, lidar, optical, several of these); 40 to 46 are not
(predicted from gravity, interpolated, contours of charts, guided by soundings, draft of a grounded iceberg); 70 is a
grid of mixed sources, 71 unknown, 72 a steering point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.raster_files import is_netcdf, open_raster
from routeplan.seabed.bathymetry.height_file import HeightFile, Values
from routeplan.seabed.bathymetry.height_files import open_codes, tiles_of
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid
from routeplan.seabed.bathymetry.netcdf import HEIGHT_NAMES
from routeplan.seabed.class_shares import NO_CLASS, Numbers, derive_class_shares

LAND = 0
MEASURED = tuple(range(10, 18))
PREDICTED = tuple(range(40, 47))
NOT_MEASURED = (*PREDICTED, 70, 71, 72)
_OWN_NAMES = ("tid", "TID", "type_identifier")
_NAMES = (*_OWN_NAMES, "Band1", "z")
_BYTES = ("uint8", "int8")
_MEASURED, _OTHER = 0, 1
_CODES = 256
_LOOKED_AT = 200  # rows, spread over the file
_MOST_UNKNOWN = 0.01  # of the values: a grid of something else


@dataclass(frozen=True, slots=True)
class IdentifierShares:
    """What a type identifier grid rests on, by area.

    Attributes
    ----------
    latlon_grid : LatLonGrid
        Positions of its values.
    looked_at_rows : int
        Rows that were counted, spread over the file.
    land : float
        Share of all values, 0 to 1.
    measured, predicted, other : float
        Shares of the values at sea: soundings; predicted, interpolated and contours; mixed grids and unknown.
    """

    latlon_grid: LatLonGrid
    looked_at_rows: int
    land: float
    measured: float
    predicted: float
    other: float


@dataclass(frozen=True, slots=True)
class TypeIdentifiers:
    """A type identifier grid; `open_type_identifiers` checks it.

    Attributes
    ----------
    path : Path
        A file, or a folder of tiles.
    """

    path: Path

    @property
    def source(self) -> str:
        """Name of the file."""
        return self.path.name

    def over(self, grid: Grid) -> FloatCells:
        """(rows, cols) share of the values at sea that are measured, 0 to 1; NaN where there are none."""
        table = _classes_of_codes()
        values = open_codes(self.path, _NAMES)

        def read(first_row: int, last_row: int, first_col: int, last_col: int) -> Numbers:
            found = values.read(first_row, last_row, first_col, last_col)
            return np.asarray(table[_as_codes(found)], dtype=np.int8)

        try:
            shares = derive_class_shares(read, values.latlon_grid, grid, classes=2)
        finally:
            values.close()
        known = shares[_MEASURED] + shares[_OTHER]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(known > 0, shares[_MEASURED] / known, np.float32(np.nan))

    def shares(self) -> IdentifierShares:
        """Count the codes by area, in some hundred rows spread over the file."""
        values = open_codes(self.path, _NAMES)
        try:
            grid = values.latlon_grid
            area, rows = np.zeros(_CODES), 0
            for row, codes, counts in _counted_rows(values):
                of_row = np.cos(np.radians(grid.south_deg + row * grid.lat_step_deg))
                np.add.at(area, _as_codes(codes), counts * of_row)
                rows += 1
        finally:
            values.close()
        land, measured, predicted, sea = (
            float(area[list(chosen)].sum())
            for chosen in ((LAND,), MEASURED, PREDICTED, (*MEASURED, *NOT_MEASURED))
        )
        at_sea = max(sea, np.finfo(float).tiny)
        return IdentifierShares(
            grid,
            rows,
            land / max(land + sea, at_sea),
            measured / at_sea,
            predicted / at_sea,
            (sea - measured - predicted) / at_sea,
        )


def is_type_identifier(path: Path) -> bool:
    """Say whether a raster, or a folder of tiles, is a type identifier grid.

    NetCDF is one by the name of its variable. A GeoTIFF has no such name: it is one if its values are codes, and bytes
    or in a file with TID in its name. What cannot be read is none; the reader of heights says what is wrong.
    """
    try:
        first = tiles_of(path)[0]
        if is_netcdf(first):
            import netCDF4

            with netCDF4.Dataset(first) as dataset:
                names = set(dataset.variables)
            return bool(names.intersection(_OWN_NAMES)) and not names.intersection(HEIGHT_NAMES)
        with open_raster(first) as raster:
            if raster.dtypes[0] not in _BYTES and "tid" not in first.stem.casefold():
                return False
        shares = open_type_identifiers(path).shares()
    except (OSError, DataError):
        return False
    return shares.measured + shares.predicted + shares.other > 0


def open_type_identifiers(path: Path) -> TypeIdentifiers:
    """Open a type identifier grid, NetCDF or GeoTIFF, and check that its values are codes of GEBCO.

    Parameters
    ----------
    path : Path
        A file, such as gebco_2026_tid.nc, or a folder of its tiles.

    Raises
    ------
    DataError
        If it cannot be read, or has other values.
    """
    values = open_codes(path, _NAMES)
    known = {LAND, *MEASURED, *NOT_MEASURED}
    try:
        unknown: dict[int, int] = {}
        looked_at = 0
        for _, codes, counts in _counted_rows(values):
            for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
                if np.isfinite(code):
                    looked_at += count
                    if code not in known:
                        unknown[code] = unknown.get(code, 0) + count
    finally:
        values.close()
    if not looked_at or sum(unknown.values()) > _MOST_UNKNOWN * looked_at:
        shown = ", ".join(f"{code:g}" for code in sorted(unknown)[:3]) or "none"
        raise DataError(
            f"{path}: values {shown} are no type identifiers of GEBCO (0, 10-17, 40-46, 70-72); "
            "give a file such as gebco_2026_tid.nc"
        )
    return TypeIdentifiers(path)


def _counted_rows(values: HeightFile) -> Iterator[tuple[int, npt.NDArray[Any], npt.NDArray[np.intp]]]:
    """Count the values of some rows, spread over the file: the row, its values, how many there are of each."""
    grid = values.latlon_grid
    for row in np.unique(np.linspace(0, grid.rows - 1, min(grid.rows, _LOOKED_AT)).astype(int)).tolist():
        yield row, *np.unique(values.read(row, row + 1, 0, grid.cols), return_counts=True)


def _as_codes(values: Values) -> npt.NDArray[np.uint8]:
    """Make codes of values; what is none becomes one that has no class."""
    within = np.isfinite(values) & (values >= 0) & (values < _CODES)
    return np.where(within, values, _CODES - 1).astype(np.uint8)


def _classes_of_codes() -> Numbers:
    table = np.full(_CODES, NO_CLASS, dtype=np.int8)
    table[list(MEASURED)] = _MEASURED
    table[list(NOT_MEASURED)] = _OTHER
    return table
