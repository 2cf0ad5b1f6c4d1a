"""Write a file of heights as large as GEBCO's, and laid out like it, where GEBCO itself cannot be fetched.

    python benchmarks/gebco_like.py OUT.nc                       86400 x 43200 values, 7.5 GB
    python benchmarks/gebco_like.py OUT.nc --deflated            the same in deflated chunks, as the library cuts them
    python benchmarks/gebco_like.py OUT.tif --tiled              the same as a BigTIFF
    python benchmarks/gebco_like.py OUT.nc --region -30,50,0,65  west, south, east, north of a part

North of 30N the heights are ETOPO1's, read off between its values, with made-up relief on top of them: a share of
the height itself, so that coasts stay where they are and shelves stay shelves. South of it the sea is 4,000 m deep.
The seed is fixed: every run writes the same heights. Good for measuring reading and solving, never for a route.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any

import netCDF4
import numba as nb
import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.seabed.bathymetry import read_bathymetry

PER_DEG = 240  # 15 arc-seconds
STRIP_ROWS = 240
_CHUNK_CACHE_BYTES = 1 << 30
SOUTH_DEG, SOUTHERN_HEIGHT_M = 30.0, -4000
SEED = 20_240_701
# Relief: value noise on the polar plane, each octave half as long and half as high as the one before.
LONGEST_WAVE_M, OCTAVES, RELIEF_SHARE = 40_000.0, 6, 0.03
NOISE_SIDE = 256  # a power of two; the table repeats beyond it
Heights = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Part:
    """The rows and columns of the world's grid to write, rows from the south."""

    first_row: int = 0
    last_row: int = 180 * PER_DEG
    first_col: int = 0
    last_col: int = 360 * PER_DEG

    @classmethod
    def from_degrees(cls, text: str) -> Part:
        """Read ``west,south,east,north``."""
        west, south, east, north = (round(float(each) * PER_DEG) for each in text.split(","))
        part = cls(south + 90 * PER_DEG, north + 90 * PER_DEG, west + 180 * PER_DEG, east + 180 * PER_DEG)
        if not (0 <= part.first_row < part.last_row <= 180 * PER_DEG):
            raise SystemExit(f"region {text}: give west,south,east,north with south < north in -90..90")
        if not (0 <= part.first_col < part.last_col <= 360 * PER_DEG):
            raise SystemExit(f"region {text}: give west,south,east,north with west < east in -180..180")
        return part

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.last_row - self.first_row, self.last_col - self.first_col

    @cached_property
    def lat(self) -> FloatArray:
        """Latitudes of the rows, cell centres, rising."""
        return (np.arange(self.first_row, self.last_row) + 0.5) / PER_DEG - 90.0

    @cached_property
    def lon(self) -> FloatArray:
        """Longitudes of the columns, cell centres."""
        return (np.arange(self.first_col, self.last_col) + 0.5) / PER_DEG - 180.0


def main(arguments: list[str]) -> None:
    """Write the file beside its name, then give it the name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path, help="a name that ends in .nc or .tif")
    parser.add_argument("--region", type=Part.from_degrees, default=Part(), metavar="W,S,E,N")
    parser.add_argument("--tiled", action="store_true", help="GeoTIFF in tiles of 512, not in rows")
    parser.add_argument("--deflated", action="store_true", help="NetCDF in deflated chunks, not contiguous")
    options = parser.parse_args(arguments)
    writers: dict[str, Callable[[Path, Part], None]] = {
        ".nc": write_deflated_netcdf if options.deflated else write_netcdf,
        ".tif": write_tiled_geotiff if options.tiled else write_geotiff,
    }
    out: Path = options.out
    if out.suffix not in writers:
        raise SystemExit(f"{out}: give a name that ends in .nc or .tif")
    began = perf_counter()
    unfinished = out.with_name(f"unfinished-{out.name}")
    try:
        writers[out.suffix](unfinished, options.region)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{out}: {out.stat().st_size:,} bytes in {perf_counter() - began:.0f} s")


def write_deflated_netcdf(path: Path, part: Part) -> None:
    """Write as :func:`write_netcdf` does, in deflated chunks whose size the library chooses."""
    write_netcdf(path, part, zlib=True, complevel=4, shuffle=True)


def write_netcdf(path: Path, part: Part, **layout: Any) -> None:
    """Write the layout of GEBCO's global file: int16 by latitude and longitude, contiguous, uncompressed."""
    with netCDF4.Dataset(path, "w", format="NETCDF4") as file:
        file.Conventions = "CF-1.6"
        file.title = "Synthetic relief in the layout of the GEBCO Grid; no survey, not for navigation"
        file.source = "ETOPO1 north of 30N with made-up relief; constant depth south of it"
        file.history = "Written by benchmarks/gebco_like.py of routeplan"
        file.node_offset = 1.0
        for name, values, units, axis in (
            ("lat", part.lat, "degrees_north", "Y"),
            ("lon", part.lon, "degrees_east", "X"),
        ):
            file.createDimension(name, len(values))
            coordinate = file.createVariable(name, "f8", (name,))
            coordinate.standard_name = coordinate.long_name = "latitude" if axis == "Y" else "longitude"
            coordinate.units, coordinate.axis = units, axis
            coordinate[:] = values
        crs = file.createVariable("crs", "S1")
        crs.grid_mapping_name, crs.epsg_code = "latitude_longitude", "EPSG:4326"
        elevation = file.createVariable(
            "elevation", "i2", ("lat", "lon"), fill_value=False, **(layout or {"contiguous": True})
        )
        elevation.standard_name = "height_above_mean_sea_level"
        elevation.long_name = "Elevation relative to sea level"
        elevation.units, elevation.grid_mapping = "m", "crs"
        elevation.sdn_parameter_urn = "SDN:P01::BATHHGHT"
        elevation.set_auto_maskandscale(False)
        if layout:  # a row of chunks is held until all its strips are written
            elevation.set_var_chunk_cache(size=_CHUNK_CACHE_BYTES, nelems=10_007)
        for first, heights in strips(part):
            elevation[first : first + len(heights)] = heights


def write_geotiff(path: Path, part: Part, **layout: object) -> None:
    """Write a GeoTIFF, north up, uncompressed; a BigTIFF where the values need it."""
    import rasterio
    from rasterio.windows import Window

    rows, cols = part.shape
    west, north = part.first_col / PER_DEG - 180.0, part.last_row / PER_DEG - 90.0
    transform = rasterio.Affine(1 / PER_DEG, 0.0, west, 0.0, -1 / PER_DEG, north)
    with rasterio.open(
        path, "w", driver="GTiff", dtype="int16", count=1, height=rows, width=cols, crs="EPSG:4326",
        transform=transform, nodata=-32767, BIGTIFF="IF_NEEDED", **layout,
    ) as file:  # fmt: skip
        for first, heights in strips(part):
            window = Window(0, rows - first - len(heights), cols, len(heights))
            file.write(heights[::-1], 1, window=window)


def write_tiled_geotiff(path: Path, part: Part) -> None:
    """Write a GeoTIFF in tiles of 512 x 512 values."""
    write_geotiff(path, part, tiled=True, blockxsize=512, blockysize=512)


def strips(part: Part) -> Iterator[tuple[int, Heights]]:
    """Make the heights strip by strip, from the south: number of the first row, (rows, cols) metres."""
    relief = Relief()
    rows, cols = part.shape
    for first in range(0, rows, STRIP_ROWS):
        lat = part.lat[first : first + STRIP_ROWS]
        heights = np.full((len(lat), cols), SOUTHERN_HEIGHT_M, dtype=np.int16)
        covered = int(np.searchsorted(lat, SOUTH_DEG))
        heights[covered:] = relief.heights(lat[covered:], part.lon)
        yield first, heights
        print(f"\r{100 * (first + len(lat)) / rows:3.0f} %", end="", file=sys.stderr)
    print(file=sys.stderr)


class Relief:
    """ETOPO1 with made-up relief on it."""

    def __init__(self) -> None:
        depth = read_bathymetry().depth_m
        self._coarse = -depth.to_numpy()
        self._south, self._west = float(depth["lat"][0]), float(depth["lon"][0])
        self._per_deg = round(1.0 / float(depth["lat"][1] - depth["lat"][0]))
        side = (NOISE_SIDE, NOISE_SIDE)
        self._noise = np.random.default_rng(SEED).uniform(-1.0, 1.0, side).astype(np.float32)

    def heights(self, lat: FloatArray, lon: FloatArray) -> Heights:
        """(lat, lon) heights in whole metres."""
        plane = PolarStereographic()
        radius_m = np.hypot(*plane.forward(np.zeros_like(lat), lat))
        return _heights(
            (lat - self._south) * self._per_deg,
            ((lon - self._west) % 360.0) * self._per_deg,
            radius_m / LONGEST_WAVE_M,
            np.radians(lon),
            self._coarse,
            self._noise,
        )


@nb.njit(cache=True, parallel=True, fastmath=True)
def _heights(
    at_row: FloatArray,
    at_col: FloatArray,
    radius: FloatArray,
    turn: FloatArray,
    coarse: npt.NDArray[np.float32],
    noise: npt.NDArray[np.float32],
) -> Heights:
    rows, cols = coarse.shape
    out = np.empty((len(at_row), len(at_col)), dtype=np.int16)
    sines, cosines = np.sin(turn), np.cos(turn)
    for i in nb.prange(len(at_row)):
        row = min(int(at_row[i]), rows - 2)
        down = at_row[i] - row
        for j in range(len(at_col)):
            col = int(at_col[j])
            right = at_col[j] - col
            col, beside = col % cols, (col + 1) % cols
            height = (1 - down) * ((1 - right) * coarse[row, col] + right * coarse[row, beside]) + down * (
                (1 - right) * coarse[row + 1, col] + right * coarse[row + 1, beside]
            )
            height *= 1.0 + RELIEF_SHARE * _octaves(radius[i] * sines[j], radius[i] * cosines[j], noise)
            whole = np.rint(height)
            if height < 0.0:
                whole = min(whole, -1.0)  # sea stays sea
            out[i, j] = np.int16(whole)
    return out


@nb.njit(cache=True, fastmath=True)
def _octaves(x: float, y: float, noise: npt.NDArray[np.float32]) -> float:
    """Sum value noise of waves 1, 1/2, 1/4, ... units long: between -2 and 2, mostly within half of that."""
    total, height = 0.0, 1.0
    for octave in range(OCTAVES):
        at_x, at_y = x + 37.0 * octave, y - 91.0 * octave
        left, low = int(np.floor(at_x)), int(np.floor(at_y))
        u, v = at_x - left, at_y - low
        u, v = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v)
        a, b, last = left & (NOISE_SIDE - 1), low & (NOISE_SIDE - 1), NOISE_SIDE - 1
        c, d = (a + 1) & last, (b + 1) & last
        total += height * (
            (1 - v) * ((1 - u) * noise[b, a] + u * noise[b, c])
            + v * ((1 - u) * noise[d, a] + u * noise[d, c])
        )
        x, y, height = 2.0 * x, 2.0 * y, 0.5 * height
    return total


if __name__ == "__main__":
    main(sys.argv[1:])
