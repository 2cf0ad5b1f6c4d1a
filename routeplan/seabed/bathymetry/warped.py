"""Heights on a grid of another coordinate system: warped to even degrees, window by window.

GEBCO's and IBCAO's polar grids, BAG surveys, national grids in metres. Only what is asked for is read and warped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.io.raster_files import check_not_degrees
from routeplan.runtime.notices import tell
from routeplan.seabed.bathymetry.file_check import check_numbers
from routeplan.seabed.bathymetry.height_file import NO_MISSING, Values
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid
from routeplan.seabed.bathymetry.raster_band import band_attributes, read_band, values_in_block

if TYPE_CHECKING:
    import rasterio
    from affine import Affine
    from rasterio.vrt import WarpedVRT

_WGS84_EPSG = 4326
# Steps that divide a degree, and so the Earth's circle, into whole blocks: arc-seconds.
_STEPS_ARCSEC = (0.9375, 1.875, 3.75, 7.5, 15.0, 30.0, 60.0, 120.0, 240.0, 450.0, 900.0, 1800.0)
_METRES_PER_ARCSEC = 30.87  # of latitude: a degree has 111.13 km in the middle of the range
_WHOLE_CIRCLE_DEG = 359.0
_UNDECLARED = {"int16": -32_768.0, "int32": -2_147_483_648.0}  # codes of no data that files forget to declare
# Published grids without a coordinate system that programs understand: beginning of the file's name, system.
_KNOWN_BY_NAME = (("ibcao", 3996, "IBCAO's polar stereographic grid"),)


@dataclass(frozen=True, slots=True)
class WarpedHeights:
    """An open raster in any coordinate system, seen as heights on even degrees.

    Attributes
    ----------
    latlon_grid : LatLonGrid
        Positions of the values, about as far apart as those of the raster.
    """

    latlon_grid: LatLonGrid
    missing: int = field(default=NO_MISSING, init=False)
    _raster: rasterio.DatasetReader
    _warped: WarpedVRT

    @classmethod
    def of(
        cls, raster: rasterio.DatasetReader, path: Path, *, metres: float = 1.0, codes: bool = False
    ) -> WarpedHeights:
        """Warp the first band of a raster.

        Parameters
        ----------
        raster : DatasetReader
        path : Path
            For messages.
        metres : float
            Units of the coordinate system in a unit of the file's axes: 1000 where it counts kilometres.
        codes : bool
            Whether values are codes: the nearest is taken, because between two codes there is none.

        Raises
        ------
        DataError
            If it has no coordinate system, or no positions.
        """
        from affine import Affine
        from rasterio.crs import CRS
        from rasterio.enums import Resampling
        from rasterio.vrt import WarpedVRT

        check_numbers(np.dtype(raster.dtypes[0]), "height", path)
        if raster.transform.is_identity:
            raise DataError(f"{path} is not georeferenced: it has no positions; save it with them")
        crs = _crs_of(raster, path)
        if crs.is_projected and metres == 1.0:
            check_not_degrees(raster.bounds, path)
        placed = Affine(*(metres * part for part in raster.transform[:6]))
        grid = _grid_of(placed, raster.shape, crs, path)
        north = grid.south_deg + (grid.rows - 0.5) * grid.lat_step_deg
        nodata = raster.nodata if raster.nodata is not None else _UNDECLARED.get(raster.dtypes[0])
        warped = WarpedVRT(
            raster,
            src_crs=crs,
            src_transform=placed,
            crs=CRS.from_epsg(_WGS84_EPSG),
            transform=Affine(
                grid.lon_step_deg, 0.0, grid.west_deg - grid.lon_step_deg / 2, 0.0, -grid.lat_step_deg, north
            ),
            width=grid.cols,
            height=grid.rows,
            resampling=Resampling.nearest if codes else Resampling.bilinear,
            src_nodata=nodata,
            nodata=math.nan,
            dtype="float32",
        )
        return cls(grid, raster, warped)

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
        top = self.latlon_grid.rows - last_row
        values = read_band(
            self._warped, self._raster.name, (top, top + last_row - first_row), (first_col, last_col)
        )
        scale, offset = float(self._raster.scales[0]), float(self._raster.offsets[0])
        if (scale, offset) != (1.0, 0.0):
            values = values * np.float32(scale) + np.float32(offset)
        return np.ascontiguousarray(values[::-1])

    def close(self) -> None:
        """Close the file."""
        self._warped.close()
        self._raster.close()


def _crs_of(raster: rasterio.DatasetReader, path: Path) -> rasterio.crs.CRS:
    """Coordinate system of a raster, or the one that its publisher uses without writing it down."""
    from rasterio.crs import CRS

    if raster.crs:
        return raster.crs
    for beginning, epsg, what in _KNOWN_BY_NAME:
        if path.name.casefold().startswith(beginning):
            tell(f"{path}: no coordinate system; taken as EPSG:{epsg}, {what}")
            return CRS.from_epsg(epsg)
    raise DataError(f"{path} has no coordinate system; save it with one (gdal_edit.py -a_srs EPSG:...)")


def _grid_of(placed: Affine, shape: tuple[int, int], crs: rasterio.crs.CRS, path: Path) -> LatLonGrid:
    """Choose even degrees that cover a raster, with about its cell size."""
    from rasterio.warp import transform_bounds

    rows, cols = shape
    x = [placed.c + placed.a * col + placed.b * row for col in (0, cols) for row in (0, rows)]
    y = [placed.f + placed.d * col + placed.e * row for col in (0, cols) for row in (0, rows)]
    west, south, east, north = transform_bounds(
        crs, _WGS84_EPSG, min(x), min(y), max(x), max(y), densify_pts=101
    )
    if not all(map(math.isfinite, (west, south, east, north))) or south >= north:
        raise DataError(
            f"{path}: its corners are no positions on the Earth in {crs.to_string()}; "
            "save it with its own coordinate system"
        )
    step_arcsec = _cell_arcsec(placed, crs)
    step = min(_STEPS_ARCSEC, key=lambda known: abs(math.log(known / step_arcsec))) / 3600.0
    # A raster across the antimeridian has its east end west of its west end.
    width = (east - west) % 360.0 or 360.0
    if width > _WHOLE_CIRCLE_DEG:
        west, width = -180.0, 360.0
    first_col, first_row = math.floor(west / step), math.floor(south / step)
    rows = min(math.ceil(north / step), round(90.0 / step)) - first_row
    cols = min(math.ceil((west + width) / step) - first_col, round(360.0 / step))
    if min(rows, cols) < 2:
        raise DataError(f"{path}: {shape[0]} x {shape[1]} values are too few; give a larger raster")
    return LatLonGrid((first_row + 0.5) * step, (first_col + 0.5) * step, step, step, rows, cols)


def _cell_arcsec(placed: Affine, crs: rasterio.crs.CRS) -> float:
    """Smaller side of a cell, arc-seconds of latitude."""
    side = min(math.hypot(placed.a, placed.d), math.hypot(placed.b, placed.e))
    if crs.is_geographic:
        return side * 3600.0
    return side * float(crs.linear_units_factor[1]) / _METRES_PER_ARCSEC
