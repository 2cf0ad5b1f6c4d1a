"""Depth and excess cost as small pictures in few colours that a legend can name."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr
from PIL import Image
from scipy.ndimage import distance_transform_edt

from routeplan.errors import UsageError
from routeplan.geodesy import ARCTIC_EPSG

# Shelf, burial limit on many shelves, slope, then the deep sea by the kilometre.
DEPTH_EDGES_M = (0, 200, 500, 1000, 2000, 3000, 4000, 5000)
_MOST_PIXELS = 1_440
# One colour a class: cmocean's ``dense`` (Thyng et al. 2016, doi:10.5670/oceanog.2016.66) in even steps from
# 0.03 to 0.46, a quarter of the saturation and a tenth of the darkness taken out: lines and names come first.
DEPTH_COLOURS = ("#e0eced", "#cbdfe5", "#b7d3df", "#a6c7dd", "#98bbdb", "#8fadda", "#8c9fd7", "#8c92d1")
# Coast lines come from other data than depth: water reaches a little beneath the land so that no gap opens.
_BENEATH_LAND_PX = 3.0
# One colour a class, dark where routes are cheapest: ColorBrewer's YlOrBr in five classes, warm on a blue sea, a
# quarter of it white.
EXCESS_COLOURS = ("#b36743", "#e3874a", "#feb35f", "#fee3aa", "#ffffdf")
_DIMS = ("northing", "easting")


@dataclass(frozen=True, slots=True)
class Shaded:
    """A picture of classes.

    Attributes
    ----------
    url : str
        The picture itself, WebP, as a data address.
    corners_m : ((float, float), (float, float))
        (west, south) and (east, north) corners on the plane, metres.
    edges : list of float
        Lower edge of each class; of a picture whose last class is not open, its upper edge too.
    colours : list of str
        One colour a class.
    """

    url: str
    corners_m: tuple[tuple[float, float], tuple[float, float]]
    edges: list[float]
    colours: list[str]


def shade_depth(depth: xr.DataArray) -> Shaded:
    """Put depth into classes and colours.

    Parameters
    ----------
    depth : DataArray, (northing, easting) in EPSG:3995
        Metres, positive down; land negative or NaN, which becomes transparent.

    Raises
    ------
    UsageError
        If it lies on another plane or has other dimensions.
    """
    upright = _upright(depth, "depth")
    coarse = _coarsened(upright.where(upright > 0))
    sea = np.isfinite(coarse.to_numpy())
    if not sea.any():
        raise UsageError("depth without a single cell of sea; give metres, positive down")
    classes = np.digitize(coarse.to_numpy(), DEPTH_EDGES_M[1:])
    distance, (row, col) = distance_transform_edt(~sea, return_indices=True)
    alpha = np.where(distance <= _BENEATH_LAND_PX, 255, 0).astype(np.uint8)
    pixels = np.dstack([_rgb(DEPTH_COLOURS)[classes[row, col]], alpha])
    pixels[alpha == 0] = 0
    return Shaded(_data_uri(pixels), _corners_m(coarse), list(DEPTH_EDGES_M), list(DEPTH_COLOURS))


def shade_excess(excess_pct: xr.DataArray, within_pct: float) -> Shaded:
    """Put excess cost into classes of equal width and colours.

    Parameters
    ----------
    excess_pct : DataArray, (northing, easting) in EPSG:3995
        Per cent; NaN, which becomes transparent, outside the corridor.
    within_pct : float
        Upper edge of the last class.

    Raises
    ------
    UsageError
        If it lies on another plane or has other dimensions.
    """
    coarse = _coarsened(_upright(excess_pct, "excess"))
    inside = np.isfinite(coarse.to_numpy())
    share = np.where(inside, coarse.to_numpy(), 0.0) / within_pct
    count = len(EXCESS_COLOURS)
    classes = np.minimum((share * count).astype(np.intp), count - 1)
    alpha = np.where(inside, 255, 0).astype(np.uint8)
    pixels = np.dstack([_rgb(EXCESS_COLOURS)[classes], alpha])
    pixels[alpha == 0] = 0
    edges = [round(within_pct * each / count, 2) for each in range(count + 1)]
    return Shaded(_data_uri(pixels), _corners_m(coarse), edges, list(EXCESS_COLOURS))


def _upright(cells: xr.DataArray, what: str) -> xr.DataArray:
    """Turn cells so that the first row is in the north; refuse those of another plane."""
    if set(cells.dims) != set(_DIMS) or cells.attrs.get("epsg", ARCTIC_EPSG) != ARCTIC_EPSG:
        raise UsageError(
            f"{what} with dimensions {cells.dims}, EPSG:{cells.attrs.get('epsg', '?')}; "
            f"give {_DIMS} in EPSG:{ARCTIC_EPSG}, as Grid.array makes them"
        )
    return cells.transpose(*_DIMS).sortby("northing", ascending=False).sortby("easting")


def _coarsened(cells: xr.DataArray) -> xr.DataArray:
    """Mean of square blocks, few enough for a screen; blocks without a value are NaN."""
    block = -(-max(cells.shape) // _MOST_PIXELS)
    if block == 1:
        return cells
    return cells.coarsen(northing=block, easting=block, boundary="trim").mean()


def _rgb(colours: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.array([list(bytes.fromhex(colour[1:])) for colour in colours], dtype=np.uint8)


def _corners_m(cells: xr.DataArray) -> tuple[tuple[float, float], tuple[float, float]]:
    """Outer corners, half a cell beyond the outermost centres."""
    east, north = cells["easting"].to_numpy(), cells["northing"].to_numpy()
    half = abs(float(east[1] - east[0])) / 2
    return (float(east[0]) - half, float(north[-1]) - half), (float(east[-1]) + half, float(north[0]) + half)


def _data_uri(pixels: npt.NDArray[np.uint8]) -> str:
    """Write WebP without loss: colours stay those of the legend, and few colours pack well."""
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "WEBP", lossless=True, quality=80, method=4)
    return "data:image/webp;base64," + base64.b64encode(packed.getvalue()).decode()
