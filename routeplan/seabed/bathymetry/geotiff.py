"""Heights in GeoTIFF files and other rasters of one band, by longitude and latitude."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.seabed.bathymetry.file_check import check_axes, check_numbers
from routeplan.seabed.bathymetry.height_file import NO_MISSING, Values
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid
from routeplan.seabed.bathymetry.raster_band import band_attributes, read_band, values_in_block

if TYPE_CHECKING:
    import rasterio

_WGS84_EPSG = 4326


@dataclass(frozen=True, slots=True)
class GeotiffHeights:
    """An open GeoTIFF of heights.

    Attributes
    ----------
    latlon_grid : LatLonGrid
        Positions of the values.
    missing : int
        The integer that means no height.
    """

    latlon_grid: LatLonGrid
    missing: int
    _raster: rasterio.DatasetReader
    _falling: bool

    @classmethod
    def of(cls, raster: rasterio.DatasetReader, path: Path) -> GeotiffHeights:
        """Take a raster of one band in EPSG:4326, north up or south up.

        Raises
        ------
        DataError
            If its columns and rows are no even steps of longitude and latitude.
        """
        latlon_grid = _latlon_grid_of(raster, path)
        # Values of other types are decoded to floating point, where no data is NaN.
        stated = raster.nodata if raster.dtypes[0] == "int16" else None
        missing = int(stated) if stated is not None and float(stated).is_integer() else NO_MISSING
        return cls(latlon_grid, missing, raster, raster.transform.e < 0)

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the file says of its heights."""
        return band_attributes(self._raster)

    @property
    def stored_block(self) -> int:
        """Values of a tile or strip."""
        return values_in_block(self._raster)

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open."""
        if self._falling:
            first_row, last_row = self.latlon_grid.rows - last_row, self.latlon_grid.rows - first_row
        values = read_band(self._raster, self._raster.name, (first_row, last_row), (first_col, last_col))
        if values.dtype != np.int16 or (self._scale, self._offset) != (1.0, 0.0):
            values = self._decoded(values)
        return np.ascontiguousarray(values[::-1] if self._falling else values)

    def close(self) -> None:
        """Close the file."""
        self._raster.close()

    @property
    def _scale(self) -> float:
        return float(self._raster.scales[0])

    @property
    def _offset(self) -> float:
        return float(self._raster.offsets[0])

    def _decoded(self, values: np.ndarray) -> Values:
        nodata = self._raster.nodata
        with np.errstate(over="ignore", invalid="ignore"):  # codes of no data such as 1e308 become infinite
            heights = (values * self._scale + self._offset).astype(np.float32)
        if nodata is not None:
            heights[values == nodata] = np.nan
        return heights


def is_latlon(raster: rasterio.DatasetReader) -> bool:
    """Whether a raster is by longitude and latitude, WGS 84, without rotation."""
    epsg = raster.crs.to_epsg() if raster.crs else None
    return epsg == _WGS84_EPSG and not raster.transform.b and not raster.transform.d


def _latlon_grid_of(raster: rasterio.DatasetReader, path: Path) -> LatLonGrid:
    if raster.transform.is_identity:
        raise DataError(
            f"{path} is not georeferenced: it has no positions; save it with them, in EPSG:{_WGS84_EPSG}"
        )
    if raster.count != 1:
        raise DataError(f"{path}: {raster.count} bands; give a file with one band of heights")
    check_numbers(np.dtype(raster.dtypes[0]), "height", path)
    at = raster.transform
    if at.b or at.d or at.a <= 0 or min(raster.shape) < 2:
        raise DataError(f"{path}: columns do not run east by longitude; resample it to a regular grid")
    rows, cols = raster.shape
    # Corners to centres: the transform starts at the corner of the first pixel.
    lat, lon = np.sort(at.f + at.e * (np.arange(rows) + 0.5)), at.c + at.a * (np.arange(cols) + 0.5)
    check_axes(lat, lon, path)
    return LatLonGrid.from_axes(lat, lon)
