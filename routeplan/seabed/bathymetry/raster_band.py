"""The first band of an open raster: what it says of its heights, and its values by window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from routeplan.errors import DataError

if TYPE_CHECKING:
    import rasterio
    from rasterio.vrt import WarpedVRT

# A row of GEBCO's 512 x 512 tiles takes 90 MB and is needed until the next strip is read. GDAL's default is 5 % of the
# memory of the machine.
_CACHE_MB = 256


def band_attributes(raster: rasterio.DatasetReader) -> Mapping[str, str]:
    """Give the tags of the band, as GDAL copies them from NetCDF, and its unit; names in lower case."""
    tags = {key.casefold(): str(value) for key, value in raster.tags(1).items()}
    return tags | ({"units": raster.units[0]} if raster.units[0] else {})


def values_in_block(raster: rasterio.DatasetReader) -> int:
    """Count the values of a tile or strip."""
    rows, cols = raster.block_shapes[0]
    return int(rows) * int(cols)


def read_band(
    raster: rasterio.DatasetReader | WarpedVRT, name: str, rows: tuple[int, int], cols: tuple[int, int]
) -> Any:
    """Read a part, (rows, cols), as it is stored: rows from the first of the raster, both ends half open.

    Raises
    ------
    DataError
        If the file, whose name is given, is damaged or incomplete.
    """
    import rasterio
    from rasterio.errors import RasterioIOError
    from rasterio.windows import Window

    window = Window(cols[0], rows[0], cols[1] - cols[0], rows[1] - rows[0])
    try:
        with rasterio.Env(GDAL_CACHEMAX=_CACHE_MB):
            return raster.read(1, window=window)
    except RasterioIOError as error:
        raise DataError(
            f"cannot read the heights of {name}: the file is damaged or incomplete; fetch it again"
        ) from error
