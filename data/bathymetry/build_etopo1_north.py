"""Crop ETOPO1 on 6 arc-minutes to 30N-90N and store it small.

    pip download --no-deps pybacktrack==1.5.0 -d FOLDER
    python build_etopo1_north.py FOLDER/pybacktrack-1.5.0-py3-none-any.whl

The wheel holds ``pybacktrack/bundle_data/topography/ETOPO1_0.1.grd``: every sixth value of ETOPO1's bed version
on the lines of degrees and minutes. Only this file is taken, no code. Needs numpy and netCDF4.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

import netCDF4
import numpy as np

SOUTH_DEG = 30
CELLS_PER_DEG = 10
MEMBER = "pybacktrack/bundle_data/topography/ETOPO1_0.1.grd"
INPUT_SHA256 = "9e6d6db4e992d11415f08ba87f706052c753efa56e6c401b09cfd5f9b6cfe492"
OUTPUT = Path(__file__).with_name("etopo1_north.nc")


def main(wheel: Path) -> None:
    """Read, check, crop, write."""
    lat, lon, height = _read(wheel)
    if not np.allclose(lat, np.linspace(-90, 90, 1801)) or not np.allclose(lon, np.linspace(0, 360, 3601)):
        raise SystemExit("values are not on the lines of 6 arc-minutes")
    if not np.array_equal(height[:, 0], height[:, -1]):
        raise SystemExit("Greenwich is held twice, with different heights")
    first = (90 + SOUTH_DEG) * CELLS_PER_DEG
    height = height[first:, :-1]  # Greenwich once
    if np.ptp(height[-1]) > 0:
        raise SystemExit("the pole has several heights")
    # Axes are made anew: those of the source carry rounding errors.
    lat = SOUTH_DEG + np.arange(height.shape[0]) / CELLS_PER_DEG
    lon = np.arange(height.shape[1]) / CELLS_PER_DEG
    with netCDF4.Dataset(OUTPUT, "w", format="NETCDF4") as out:
        out.title = "ETOPO1 (bed) north of 30N, every sixth value"
        out.source = (
            "Amante, C. and B. W. Eakins, 2009: ETOPO1 1 Arc-Minute Global Relief Model, "
            "NOAA Technical Memorandum NESDIS NGDC-24, doi:10.7289/V5C8276M"
        )
        out.Conventions = "CF-1.10"
        _variable(out, "lat", ("lat",), lat, units="degrees_north", standard_name="latitude")
        _variable(out, "lon", ("lon",), lon, units="degrees_east", standard_name="longitude")
        _variable(
            out, "z", ("lat", "lon"), np.rint(height).astype(np.int16), units="m", positive="up",
            standard_name="height_above_mean_sea_level",
        )  # fmt: skip
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes, sha256 {_sha256(OUTPUT)}")


def _read(wheel: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(wheel) as archive:
        source = Path(archive.extract(MEMBER, folder))
        if _sha256(source) != INPUT_SHA256:
            raise SystemExit(f"{MEMBER} is not the file this script was written for (sha256 differs)")
        with netCDF4.Dataset(source) as dataset:
            return tuple(np.ma.filled(dataset[name][:], np.nan) for name in ("lat", "lon", "z"))


def _variable(
    out: netCDF4.Dataset, name: str, dims: tuple[str, ...], values: np.ndarray, **attrs: str
) -> None:
    for dim, size in zip(dims, values.shape, strict=True):
        if dim not in out.dimensions:
            out.createDimension(dim, size)
    chunks = (121, 900) if values.ndim == 2 else None
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
