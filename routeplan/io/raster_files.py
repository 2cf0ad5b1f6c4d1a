"""Raster files, whatever they hold: tell GeoTIFF from NetCDF, find a variable by its usual names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import netCDF4

from routeplan.errors import DataError

_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # little and big endian, classic and BigTIFF


def is_geotiff(path: Path) -> bool:
    """Say whether a file begins as a TIFF does.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(4) in _TIFF_MARKS
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give a readable file") from error


def find_variable(
    dataset: netCDF4.Dataset, names: tuple[str, ...], what: str, path: Path
) -> netCDF4.Variable[Any]:
    """Find the first variable that has one of some names.

    Raises
    ------
    DataError
        If none has.
    """
    for name in names:
        if name in dataset.variables:
            return dataset.variables[name]
    raise DataError(
        f"{path}: no {what} among {', '.join(dataset.variables)}; name it one of {', '.join(names)}"
    )
