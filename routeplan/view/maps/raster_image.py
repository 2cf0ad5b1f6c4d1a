"""Cells as images in few colours, one for each class of the legend."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import xarray as xr
from PIL import Image
from scipy.ndimage import distance_transform_edt

from routeplan.errors import UsageError
from routeplan.geo.geodesy import ARCTIC_EPSG
from routeplan.view.maps.projections import ARCTIC, Bounds, MapProjection

# Shelf edge, usual limit of burial, slope, then every kilometre of the deep sea.
DEPTH_EDGES_M = (0, 200, 500, 1000, 2000, 3000, 4000, 5000)
MOST_PX = 1_440
# One colour a class: cmocean's ``dense`` (Thyng et al. 2016, doi:10.5670/oceanog.2016.66) in even steps from
# 0.03 to 0.46, less saturated by a quarter and lighter by a tenth, so that lines and names stay readable.
DEPTH_COLOURS = ("#e0eced", "#cbdfe5", "#b7d3df", "#a6c7dd", "#98bbdb", "#8fadda", "#8c9fd7", "#8c92d1")
# Coast and depth come from different data. Water colours reach this far beneath the land, so that no gap opens.
BENEATH_LAND_PX = 3.0
# One colour a class, dark where routes are cheapest: ColorBrewer's YlOrBr in five classes, mixed with a quarter of
# white; warm colours on a blue sea.
EXCESS_COLOURS = ("#b36743", "#e3874a", "#feb35f", "#fee3aa", "#ffffdf")
_DIMS = ("northing", "easting")


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of values, each with its colour and its label.

    Attributes
    ----------
    floors : tuple of float
        Lower edge of each class, rising; lower values are not drawn. The value of each class, if they are named.
    colours : tuple of str
        One colour a class.
    labels : tuple of str
        Of the lower edge of each class, and of the upper edge of the last unless it is open. The name of each class,
        if they are named.
    named : bool
        Whether a class is one value with a name.
    """

    floors: tuple[float, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    named: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the last class has no upper edge."""
        return not self.named and len(self.labels) == len(self.floors)

    def of(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
        """Give the class of each value, -1 if it has none."""
        classes = np.searchsorted(self.floors, values, side="right") - 1
        has_class = np.isfinite(values)
        if self.named:
            has_class &= values == np.array(self.floors)[classes]
        return np.where(has_class, classes, -1)


@dataclass(frozen=True, eq=False, repr=False)
class RasterImage:
    """An image of classes.

    Attributes
    ----------
    webp : bytes
        Lossless WebP keeps the colours of the legend and is small.
    bounds_m : (float, float, float, float)
        West, south, east, north of its outer sides, projected metres.
    """

    webp: bytes
    bounds_m: Bounds

    @classmethod
    def of(cls, pixels: npt.NDArray[np.uint8], bounds_m: Bounds) -> RasterImage:
        """Pack (rows, cols, 4) pixels: red, green, blue and opacity."""
        packed = io.BytesIO()
        Image.fromarray(pixels).save(packed, "WEBP", lossless=True, quality=80, method=4)
        return cls(packed.getvalue(), bounds_m)

    @cached_property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """(rows, cols, 4) red, green, blue and opacity."""
        return np.asarray(Image.open(io.BytesIO(self.webp)).convert("RGBA"))

    @property
    def url(self) -> str:
        """The image as a data address."""
        return "data:image/webp;base64," + base64.b64encode(self.webp).decode()


DEPTH = Classes(DEPTH_EDGES_M, DEPTH_COLOURS, tuple(f"{edge:g}" for edge in DEPTH_EDGES_M))


def derive_excess_classes(within_pct: float) -> Classes:
    """Divide excess cost into classes of equal width.

    Parameters
    ----------
    within_pct : float
        Upper edge of the last class.
    """
    count = len(EXCESS_COLOURS)
    edges = [within_pct * number / count for number in range(count + 1)]
    return Classes(tuple(edges[:-1]), EXCESS_COLOURS, tuple(f"{round(edge, 2):g}" for edge in edges))


def crop_to_values(cells: xr.DataArray) -> xr.DataArray:
    """Leave out rows and columns without a value at the edges, so that an image of few cells is made of few pixels."""
    known = np.isfinite(cells.to_numpy())
    spans = [np.flatnonzero(known.any(axis=1 - axis)) for axis in (0, 1)]
    if not spans[0].size:
        return cells
    rows, cols = (slice(max(at[0] - 1, 0), at[-1] + 2) for at in spans)
    return cells[rows, cols]


def derive_image(
    cells: xr.DataArray,
    classes: Classes,
    *,
    projection: MapProjection = ARCTIC,
    beyond_px: float = 0.0,
    most_px: int = MOST_PX,
) -> RasterImage:
    """Sort cells into classes and give each class its colour.

    In a projection other than EPSG:3995 a pixel has the class of the cell under its centre. Classes are never mixed.

    Parameters
    ----------
    cells : DataArray, (northing, easting) in EPSG:3995
        NaN becomes transparent.
    classes : Classes
    projection : MapProjection
        Of the image.
    beyond_px : float
        How far colours reach into cells without a value.
    most_px : int
        Most pixels along a side; finer cells are joined in square blocks.

    Raises
    ------
    UsageError
        If the cells are not in EPSG:3995, have other dimensions, or have no value.
    """
    coarse = _coarsened(_upright(cells), most_px, mixed=not classes.named)
    values = coarse.to_numpy()
    known = np.isfinite(values)
    if not known.any():
        raise UsageError(f"{cells.name or 'layer'} has no value; give a layer with values at sea")
    shown = classes.of(values)
    if beyond_px > 0.0:
        near, nearest_known = _near_known(known.tobytes(), known.shape, beyond_px)
        shown = np.where(near, shown.ravel()[nearest_known], -1)
    bounds_m = _bounds_m(coarse)
    if projection.epsg != ARCTIC_EPSG:
        nearest = _nearest_cells(projection, shown.shape, bounds_m)
        shown, bounds_m = np.where(nearest >= 0, shown.ravel()[nearest], -1), projection.bounds_m
    alpha = np.where(shown >= 0, 255, 0).astype(np.uint8)
    pixels = np.dstack([_rgb(classes.colours)[shown], alpha])
    pixels[alpha == 0] = 0
    return RasterImage.of(pixels, bounds_m)


@lru_cache(maxsize=4)
def _near_known(
    known: bytes, shape: tuple[int, int], beyond_px: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """Give which pixels are near a known one, and the number of the nearest; cached: layers share their land."""
    unknown = ~np.frombuffer(known, dtype=np.bool_).reshape(shape)
    distance, (row, col) = distance_transform_edt(unknown, return_indices=True)
    return distance <= beyond_px, np.asarray(row * shape[1] + col)


@lru_cache(maxsize=2)
def _nearest_cells(
    projection: MapProjection, shape: tuple[int, int], bounds_m: Bounds
) -> npt.NDArray[np.int32]:
    """Give the cell under the centre of each pixel of an image in another projection, -1 outside the cells.

    Cells are numbered row by row; `bounds_m` are the bounds of the cells.
    """
    west, south, east, north = projection.bounds_m
    # A map of all longitudes side by side is wider.
    most = shape[1] * 3 // 2 if projection.is_cut else shape[1]
    step_m = (east - west) / most
    tall = round((north - south) / step_m)
    pixel_east, pixel_north = np.meshgrid(
        west + (np.arange(most) + 0.5) * step_m,
        north - (np.arange(tall) + 0.5) * (north - south) / tall,
    )
    at_east, at_north = projection.to_arctic(pixel_east, pixel_north)
    cell_m = (bounds_m[2] - bounds_m[0]) / shape[1]
    row, col = (bounds_m[3] - at_north) / cell_m, (at_east - bounds_m[0]) / cell_m
    on_cells = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])  # False where it is NaN
    at = np.where(on_cells, row, 0).astype(np.int32) * shape[1] + np.where(on_cells, col, 0).astype(np.int32)
    return np.where(on_cells, at, np.int32(-1))


def _upright(cells: xr.DataArray) -> xr.DataArray:
    """Order cells from north to south and west to east; refuse cells in another projection."""
    if set(cells.dims) != set(_DIMS) or cells.attrs.get("epsg", ARCTIC_EPSG) != ARCTIC_EPSG:
        raise UsageError(
            f"{cells.name or 'layer'} has dimensions {cells.dims} in EPSG:{cells.attrs.get('epsg', '?')}; "
            f"give {_DIMS} in EPSG:{ARCTIC_EPSG}, as Grid.array does"
        )
    upright = cells.transpose(*_DIMS)
    if upright["northing"][0] < upright["northing"][-1]:
        upright = upright[::-1]
    if upright["easting"][0] > upright["easting"][-1]:
        upright = upright[:, ::-1]
    return upright


def _coarsened(cells: xr.DataArray, most_px: int, *, mixed: bool) -> xr.DataArray:
    """Join cells in square blocks: their mean, or the middle cell if values cannot be mixed."""
    block = -(-max(cells.shape) // most_px)
    rows, cols = (size // block for size in cells.shape)
    values = cells.to_numpy().astype(np.float32)[: rows * block, : cols * block]
    east, north = cells["easting"].to_numpy(), cells["northing"].to_numpy()
    blocks = values.reshape(rows, block, cols, block)
    if mixed and block > 1:
        known = np.isfinite(blocks)
        count = known.sum(axis=(1, 3), dtype=np.float32)
        total = np.where(known, blocks, np.float32(0.0)).sum(axis=(1, 3))
        values = np.where(count > 0, total / np.maximum(count, 1.0), np.float32(np.nan))
    else:
        values = blocks[:, block // 2, :, block // 2]
    return xr.DataArray(
        values,
        dims=_DIMS,
        coords={
            "northing": north[: rows * block].reshape(rows, block).mean(axis=1),
            "easting": east[: cols * block].reshape(cols, block).mean(axis=1),
        },
        name=cells.name,
    )


def _rgb(colours: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.array([list(bytes.fromhex(colour[1:])) for colour in colours], dtype=np.uint8)


def _bounds_m(cells: xr.DataArray) -> Bounds:
    """Give the outer sides, half a cell beyond the outermost centres."""
    east, north = cells["easting"].to_numpy(), cells["northing"].to_numpy()
    half = abs(float(east[1] - east[0])) / 2
    return float(east[0]) - half, float(north[-1]) - half, float(east[-1]) + half, float(north[0]) + half
