"""Cells as small pictures in few colours that a legend can name."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import xarray as xr
from PIL import Image
from scipy.ndimage import distance_transform_edt

from routeplan.errors import UsageError
from routeplan.geo.geodesy import ARCTIC_EPSG
from routeplan.view.maps.projections import ARCTIC, Bounds, MapProjection

# Shelf, burial limit on many shelves, slope, then the deep sea by the kilometre.
DEPTH_EDGES_M = (0, 200, 500, 1000, 2000, 3000, 4000, 5000)
MOST_PX = 1_440
# One colour a class: cmocean's ``dense`` (Thyng et al. 2016, doi:10.5670/oceanog.2016.66) in even steps from
# 0.03 to 0.46, a quarter of the saturation and a tenth of the darkness taken out: lines and names come first.
DEPTH_COLOURS = ("#e0eced", "#cbdfe5", "#b7d3df", "#a6c7dd", "#98bbdb", "#8fadda", "#8c9fd7", "#8c92d1")
# Coast lines come from other data than depth: water reaches a little beneath the land so that no gap opens.
BENEATH_LAND_PX = 3.0
# One colour a class, dark where routes are cheapest: ColorBrewer's YlOrBr in five classes, warm on a blue sea, a
# quarter of it white.
EXCESS_COLOURS = ("#b36743", "#e3874a", "#feb35f", "#fee3aa", "#ffffdf")
_DIMS = ("northing", "easting")


@dataclass(frozen=True, slots=True)
class Classes:
    """How values become colours, and colours words.

    Attributes
    ----------
    floors : tuple of float
        Where each class begins, rising; what lies below the first is not drawn. Of named classes, their values.
    colours : tuple of str
        One colour a class.
    words : tuple of str
        Beside the lower edge of each class, and beside the upper edge of the last where it is not open; of named
        classes, their names.
    named : bool
        Whether each class is one value with a name.
    """

    floors: tuple[float, ...]
    colours: tuple[str, ...]
    words: tuple[str, ...]
    named: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the last class has no upper edge."""
        return not self.named and len(self.words) == len(self.floors)

    def of(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
        """Class of each value, -1 where there is none."""
        classes = np.searchsorted(self.floors, values, side="right") - 1
        there = np.isfinite(values)
        if self.named:
            there &= values == np.array(self.floors)[classes]
        return np.where(there, classes, -1)


@dataclass(frozen=True, slots=True)
class Shaded:
    """A picture of classes.

    Attributes
    ----------
    url : str
        The picture itself, WebP, as a data address.
    bounds_m : (float, float, float, float)
        West, south, east, north of its outer sides on the plane, metres.
    pixels : (rows, cols, 4) uint8 array
        The same picture, red, green, blue and opacity.
    """

    url: str
    bounds_m: Bounds
    pixels: npt.NDArray[np.uint8] = field(compare=False, repr=False)


DEPTH = Classes(DEPTH_EDGES_M, DEPTH_COLOURS, tuple(f"{edge:g}" for edge in DEPTH_EDGES_M))


def derive_excess_classes(within_pct: float) -> Classes:
    """Divide excess cost into classes of equal width.

    Parameters
    ----------
    within_pct : float
        Upper edge of the last class.
    """
    count = len(EXCESS_COLOURS)
    edges = [within_pct * each / count for each in range(count + 1)]
    return Classes(tuple(edges[:-1]), EXCESS_COLOURS, tuple(f"{round(edge, 2):g}" for edge in edges))


def shade(
    cells: xr.DataArray,
    classes: Classes,
    *,
    plane: MapProjection = ARCTIC,
    beyond_px: float = 0.0,
    most_px: int = MOST_PX,
) -> Shaded:
    """Put cells into classes and colours.

    On another plane than the cells' each pixel has the class of the cell that its centre lies in: classes are never
    mixed.

    Parameters
    ----------
    cells : DataArray, (northing, easting) in EPSG:3995
        NaN, which becomes transparent, where there is no value.
    classes : Classes
    plane : MapProjection
        What the picture is drawn on.
    beyond_px : float
        How far colours reach into what has no value.
    most_px : int
        Pixels across: finer cells are taken in square blocks.

    Raises
    ------
    UsageError
        If they lie on another plane, have other dimensions or not a single value.
    """
    coarse = _coarsened(_upright(cells), most_px, mixed=not classes.named)
    values = coarse.to_numpy()
    known = np.isfinite(values)
    if not known.any():
        raise UsageError(f"{cells.name or 'layer'} without a single value; give one with values at sea")
    near, nearest_known = _within(known.tobytes(), known.shape, beyond_px)
    shown = np.where(near, classes.of(values).ravel()[nearest_known], -1)
    bounds_m = _bounds_m(coarse)
    if plane.epsg != ARCTIC_EPSG:
        nearest = _nearest_cells(plane, shown.shape, bounds_m)
        shown, bounds_m = np.where(nearest >= 0, shown.ravel()[nearest], -1), plane.bounds_m
    alpha = np.where(shown >= 0, 255, 0).astype(np.uint8)
    pixels = np.dstack([_rgb(classes.colours)[shown], alpha])
    pixels[alpha == 0] = 0
    return Shaded(_data_uri(pixels), bounds_m, pixels)


@lru_cache(maxsize=4)
def _within(
    known: bytes, shape: tuple[int, int], beyond_px: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """Which pixels lie near a known one, and the number of the nearest: most layers share their land."""
    unknown = ~np.frombuffer(known, dtype=np.bool_).reshape(shape)
    distance, (row, col) = distance_transform_edt(unknown, return_indices=True)
    return distance <= beyond_px, np.asarray(row * shape[1] + col)


@lru_cache(maxsize=2)
def _nearest_cells(plane: MapProjection, shape: tuple[int, int], bounds_m: Bounds) -> npt.NDArray[np.int32]:
    """Of each pixel of a picture on another plane the cell that its centre lies in, -1 where there is none.

    Cells are numbered row by row; `bounds_m` are theirs.
    """
    west, south, east, north = plane.bounds_m
    most = shape[1] * 3 // 2 if plane.is_cut else shape[1]  # what shows all longitudes side by side is wider
    step_m = (east - west) / most
    tall = round((north - south) / step_m)
    pixel_east, pixel_north = np.meshgrid(
        west + (np.arange(most) + 0.5) * step_m,
        north - (np.arange(tall) + 0.5) * (north - south) / tall,
    )
    at_east, at_north = plane.arctic_of(pixel_east, pixel_north)
    cell_m = (bounds_m[2] - bounds_m[0]) / shape[1]
    row, col = (bounds_m[3] - at_north) / cell_m, (at_east - bounds_m[0]) / cell_m
    on_cells = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])  # never where it is NaN
    at = np.where(on_cells, row, 0).astype(np.int32) * shape[1] + np.where(on_cells, col, 0).astype(np.int32)
    return np.where(on_cells, at, np.int32(-1))


def _upright(cells: xr.DataArray) -> xr.DataArray:
    """Turn cells so that the first row is in the north; refuse those of another plane."""
    if set(cells.dims) != set(_DIMS) or cells.attrs.get("epsg", ARCTIC_EPSG) != ARCTIC_EPSG:
        raise UsageError(
            f"{cells.name or 'layer'} with dimensions {cells.dims}, EPSG:{cells.attrs.get('epsg', '?')}; "
            f"give {_DIMS} in EPSG:{ARCTIC_EPSG}, as Grid.array makes them"
        )
    upright = cells.transpose(*_DIMS)
    if upright["northing"][0] < upright["northing"][-1]:
        upright = upright[::-1]
    if upright["easting"][0] > upright["easting"][-1]:
        upright = upright[:, ::-1]
    return upright


def _coarsened(cells: xr.DataArray, most_px: int, *, mixed: bool) -> xr.DataArray:
    """Square blocks, few enough for a screen: their mean, or of values that cannot be mixed the one in the middle."""
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
    """Outer sides, half a cell beyond the outermost centres."""
    east, north = cells["easting"].to_numpy(), cells["northing"].to_numpy()
    half = abs(float(east[1] - east[0])) / 2
    return float(east[0]) - half, float(north[-1]) - half, float(east[-1]) + half, float(north[0]) + half


def _data_uri(pixels: npt.NDArray[np.uint8]) -> str:
    """Write WebP without loss: colours stay those of the legend, and few colours pack well."""
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "WEBP", lossless=True, quality=80, method=4)
    return "data:image/webp;base64," + base64.b64encode(packed.getvalue()).decode()
