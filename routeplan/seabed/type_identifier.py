"""What depths rest on: the type identifier grid (TID) of GEBCO, IBCAO and IBCSO, measured or predicted by value.

References
----------
GEBCO Grid Source Data Type Identifier, NERC Vocabulary Server, collection GGT. 0 is land; 10 to 17 are measured (single
beam, multibeam, seismic, isolated sounding, ENC sounding, lidar, optical, several of these); 40 to 46 are not
(predicted from gravity, interpolated, contours of charts, guided by soundings, draft of a grounded iceberg); 70 is a
grid of mixed sources, 71 unknown, 72 a steering point.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.bathymetry.height_file import Values
from routeplan.seabed.bathymetry.height_files import open_codes
from routeplan.seabed.class_shares import NO_CLASS, Numbers, derive_class_shares

LAND = 0
MEASURED = tuple(range(10, 18))
NOT_MEASURED = (*range(40, 47), 70, 71, 72)
_NAMES = ("tid", "TID", "type_identifier", "Band1", "z")
_MEASURED, _OTHER = 0, 1
_CODES = 256
_LOOKED_AT = 200  # rows, spread over the file
_MOST_UNKNOWN = 0.01  # of the values: a grid of something else


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
            return np.asarray(table[_as_codes(found)])

        try:
            shares = derive_class_shares(read, values.latlon_grid, grid, classes=2)
        finally:
            values.close()
        known = shares[_MEASURED] + shares[_OTHER]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(known > 0, shares[_MEASURED] / known, np.float32(np.nan))


def open_type_identifiers(path: Path) -> TypeIdentifiers:
    """Open a type identifier grid, NetCDF or GeoTIFF, and check that its values are codes of GEBCO.

    Parameters
    ----------
    path : Path
        A file, such as GEBCO_2024_TID.nc, or a folder of its tiles.

    Raises
    ------
    DataError
        If it cannot be read, or has other values.
    """
    values = open_codes(path, _NAMES)
    known = {LAND, *MEASURED, *NOT_MEASURED}
    try:
        rows = values.latlon_grid.rows
        unknown: dict[int, int] = {}
        looked_at = 0
        for row in np.unique(np.linspace(0, rows - 1, min(rows, _LOOKED_AT)).astype(int)).tolist():
            codes, counts = np.unique(
                values.read(row, row + 1, 0, values.latlon_grid.cols), return_counts=True
            )
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
            "give a file such as GEBCO_2024_TID.nc"
        )
    return TypeIdentifiers(path)


def _as_codes(values: Values) -> npt.NDArray[np.uint8]:
    """Make codes of values; what is none becomes one that has no class."""
    within = np.isfinite(values) & (values >= 0) & (values < _CODES)
    return np.where(within, values, _CODES - 1).astype(np.uint8)


def _classes_of_codes() -> Numbers:
    table = np.full(_CODES, NO_CLASS, dtype=np.int8)
    table[list(MEASURED)] = _MEASURED
    table[list(NOT_MEASURED)] = _OTHER
    return table
