"""Crop ETOPO5 to 30N-90N and store it small.

    python build_etopo5_north.py PATH/TO/etopo5.cdf

The input comes with Debian's package ``ferret-datasets`` (7.6.0-5), at
``usr/share/ferret-vis/data/etopo5.cdf`` inside it. Needs numpy and netCDF4.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import netCDF4
import numpy as np

SOUTH_DEG = 30
CELLS_PER_DEG = 12
INPUT_SHA256 = "1455d5e5feebd183d0bef5538a750ca8a44801e1503f964df900831c224459ce"
OUTPUT = Path(__file__).with_name("etopo5_north.nc")


def main(source: Path) -> None:
    """Read, check, crop, write."""
    if hashlib.sha256(source.read_bytes()).hexdigest() != INPUT_SHA256:
        raise SystemExit(f"{source} is not the file this script was written for (sha256 differs)")
    with netCDF4.Dataset(source) as dataset:
        first = (90 + SOUTH_DEG) * CELLS_PER_DEG
        height = dataset["ROSE"][first:, :].filled()
    if not np.array_equal(height, np.rint(height)):
        raise SystemExit("heights are not whole metres")
    # The input's longitudes carry a rounding error of up to 0.003 degrees; ETOPO5's are multiples of 1/12.
    lat = SOUTH_DEG + np.arange(height.shape[0]) / CELLS_PER_DEG
    lon = np.arange(height.shape[1]) / CELLS_PER_DEG
    with netCDF4.Dataset(OUTPUT, "w", format="NETCDF4") as out:
        out.title = "ETOPO5 north of 30N"
        out.source = (
            "NOAA National Geophysical Data Center, 1988: ETOPO5, 5 arc-minute gridded elevation data"
        )
        out.Conventions = "CF-1.10"
        _variable(out, "lat", ("lat",), lat, units="degrees_north", standard_name="latitude")
        _variable(out, "lon", ("lon",), lon, units="degrees_east", standard_name="longitude")
        _variable(
            out, "z", ("lat", "lon"), height.astype(np.int16), units="m", positive="up",
            standard_name="height_above_mean_sea_level",
        )  # fmt: skip
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes, sha256 {_sha256(OUTPUT)}")


def _variable(
    out: netCDF4.Dataset, name: str, dims: tuple[str, ...], values: np.ndarray, **attrs: str
) -> None:
    for dim, size in zip(dims, values.shape, strict=True):
        if dim not in out.dimensions:
            out.createDimension(dim, size)
    chunks = (181, 1080) if values.ndim == 2 else None
    variable = out.createVariable(
        name, values.dtype, dims, zlib=True, complevel=9, shuffle=True, chunksizes=chunks
    )
    variable.setncatts(attrs)
    variable[:] = values


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
