"""Depth as a small picture in few colours that a legend can name."""

from __future__ import annotations

import base64
import io
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
_DIMS = ("northing", "easting")


@dataclass(frozen=True, slots=True)
class ShadedDepth:
    """A picture of depth classes.

    Attributes
    ----------
    url : str
        The picture itself, WebP, as a data address.
    corners_m : ((float, float), (float, float))
        (west, south) and (east, north) corners on the plane, metres.
    edges_m : list of int
        Shallow edge of each class, metres, positive down; the last class is open.
    colours : list of str
        One colour a class.
    """

    url: str
    corners_m: tuple[tuple[float, float], tuple[float, float]]
    edges_m: list[int]
    colours: list[str]


def shade_depth(depth: xr.DataArray) -> ShadedDepth:
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
    if set(depth.dims) != set(_DIMS) or depth.attrs.get("epsg", ARCTIC_EPSG) != ARCTIC_EPSG:
        raise UsageError(
            f"depth with dimensions {depth.dims}, EPSG:{depth.attrs.get('epsg', '?')}; "
            f"give {_DIMS} in EPSG:{ARCTIC_EPSG}, as Grid.array makes them"
        )
    coarse = _coarsened(depth.transpose(*_DIMS).sortby("northing", ascending=False).sortby("easting"))
    sea = np.isfinite(coarse.to_numpy())
    if not sea.any():
        raise UsageError("depth without a single cell of sea; give metres, positive down")
    classes = np.digitize(coarse.to_numpy(), DEPTH_EDGES_M[1:])
    distance, (row, col) = distance_transform_edt(~sea, return_indices=True)
    colours = np.array([list(bytes.fromhex(colour[1:])) for colour in DEPTH_COLOURS], dtype=np.uint8)
    alpha = np.where(distance <= _BENEATH_LAND_PX, 255, 0).astype(np.uint8)
    pixels = np.dstack([colours[classes[row, col]], alpha])
    pixels[alpha == 0] = 0
    return ShadedDepth(_data_uri(pixels), _corners_m(coarse), list(DEPTH_EDGES_M), list(DEPTH_COLOURS))


def _coarsened(depth: xr.DataArray) -> xr.DataArray:
    """Mean depth of the sea in square blocks, few enough for a screen; blocks of land alone are NaN."""
    block = -(-max(depth.shape) // _MOST_PIXELS)
    sea = depth.where(depth > 0)
    if block == 1:
        return sea
    return sea.coarsen(northing=block, easting=block, boundary="trim").mean()


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
