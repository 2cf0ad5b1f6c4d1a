"""Files of heights as they are on disk: a grid, and raw values by rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

Values: TypeAlias = npt.NDArray[np.int16] | npt.NDArray[np.float32]
NO_MISSING = 1 << 16  # stands for "every value is a height": no 16-bit integer equals it

_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # little and big endian, classic and BigTIFF
_STRIP_VALUES = (
    1 << 22
)  # read at once from a file that is gone through: 8 MB of 16-bit integers stay in a cache


class HeightFile(Protocol):
    """An open file of heights, metres, positive up."""

    @property
    def latlon_grid(self) -> LatLonGrid:
        """Where its values lie."""

    @property
    def missing(self) -> int:
        """What an integer file holds where it has no height; in a float file NaN says so."""

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open."""

    def close(self) -> None:
        """Let go of the file."""


def open_heights(path: Path) -> HeightFile:
    """Open a NetCDF file or a GeoTIFF, whichever it is inside.

    Raises
    ------
    DataError
        If it cannot be read, is neither of both, or holds no regular grid of heights.
    """
    try:
        with path.open("rb") as file:
            mark = file.read(4)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give a readable file") from error
    if mark in _TIFF_MARKS:
        from routeplan.seabed.bathymetry.geotiff import GeotiffHeights

        return GeotiffHeights.open(path)
    from routeplan.seabed.bathymetry.netcdf import NetcdfHeights

    return NetcdfHeights.open(path)


def read_ahead(
    heights: HeightFile, first_row: int, last_row: int, block_rows: int
) -> Iterator[tuple[int, Values]]:
    """Go through rows of a file in strips of whole blocks; the next strip is read while one is worked on.

    Yields
    ------
    first_row : int
        Row of the file where the strip begins.
    values : (rows, cols) array
    """
    cols = heights.latlon_grid.cols
    step = max(1, _STRIP_VALUES // (cols * block_rows)) * block_rows
    starts = range(first_row, last_row, step)
    with ThreadPoolExecutor(1) as reader:

        def begin(start: int) -> Future[Values]:
            return reader.submit(heights.read, start, min(start + step, last_row), 0, cols)

        ahead = begin(first_row)
        for start in starts:
            values = ahead.result()
            if start != starts[-1]:
                ahead = begin(start + step)
            yield start, values
