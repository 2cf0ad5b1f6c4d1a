"""Write ice_calendar.csv: the mean ice of every month, and where the sea has none.

    python build_ice_calendar.py PATH/TO/sea_ice_calendar.csv

The input holds mean concentrations of 2003-2022 in cells of 1 degree of latitude by 3 of longitude, only where there
is ice; the README says where it comes from. It leaves two kinds of cells out, open sea and land, and does not say which
is which. Our bathymetry does: cells with sea enough are added with a concentration of 0. Needs this package.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path

import netCDF4
import numpy as np
import shapely

from routeplan.catalog.countries import read_land
from routeplan.geo.geodesy import PolarStereographic

INPUT_SHA256 = "715c1f9fe4f318b104720c6b029288f2be0644eeb026b6b799fcaf9b57913117"
BATHYMETRY = Path(__file__).parents[1] / "bathymetry" / "etopo1_north.nc"
OUTPUT = Path(__file__).with_name("ice_calendar.csv")
COLUMNS = ("lat", "lon", "cells", *(f"m{month:02d}" for month in range(1, 13)))
SOUTH_DEG = 40
LAT_DEG, LON_DEG = 1, 3
SAMPLES_PER_DEG = 10
KM_PER_DEG = 111.2
# Three 25 km cells. Narrower waters are left to their neighbours, which in ice-bound sounds is far nearer to the truth
# than open water; so are cells by the pole that hold the centre of no 25 km cell.
LEAST_SEA_KM2 = 3 * 25.0**2


def main(source: Path) -> None:
    """Read, check, add the open sea, write sorted by latitude and longitude."""
    if hashlib.sha256(source.read_bytes()).hexdigest() != INPUT_SHA256:
        raise SystemExit(f"{source} is not the file this script was written for (sha256 differs)")
    with source.open(encoding="utf-8", newline="") as file:
        rows = {(float(row["lat"]), float(row["lon"])): tuple(row.values()) for row in csv.DictReader(file)}
    with_ice = len(rows)
    for lat, lon in open_sea():
        rows.setdefault((lat, lon), (f"{lat}", f"{lon}", *["0"] * (len(COLUMNS) - 2)))
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows[place] for place in sorted(rows))
    checksum = hashlib.sha256(OUTPUT.read_bytes()).hexdigest()
    print(f"{OUTPUT.name}: {with_ice} cells with ice, {len(rows) - with_ice} without, sha256 {checksum}")


def _is_land(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Land of Natural Earth, (lat, lon)."""
    land = read_land().geometry.iloc[0]
    shapely.prepare(land)
    return shapely.contains_xy(land, *PolarStereographic().forward(*np.meshgrid(lon, lat)))


def open_sea() -> list[tuple[float, float]]:
    """Centres of the cells that hold sea enough, (lat, lon)."""
    with netCDF4.Dataset(BATHYMETRY) as dataset:
        south = round((SOUTH_DEG - float(dataset["lat"][0])) * SAMPLES_PER_DEG)
        height = dataset["z"][south:-1, :].filled()  # without the pole: it belongs to no cell
    lat = SOUTH_DEG + np.arange(len(height)) / SAMPLES_PER_DEG
    lon = np.arange(height.shape[1]) / SAMPLES_PER_DEG
    height[_is_land(lat, lon)] = 0  # the bed under Greenland's ice is below the sea
    sample_km2 = (KM_PER_DEG / SAMPLES_PER_DEG) ** 2 * np.cos(np.radians(lat))
    sea_km2 = (height < 0) * sample_km2[:, None]
    rows, cols = LAT_DEG * SAMPLES_PER_DEG, LON_DEG * SAMPLES_PER_DEG
    cells = sea_km2.reshape(len(height) // rows, rows, height.shape[1] // cols, cols).sum(axis=(1, 3))
    found = np.argwhere(cells >= LEAST_SEA_KM2)
    lon = (found[:, 1] + 0.5) * LON_DEG
    return list(zip(
        (SOUTH_DEG + (found[:, 0] + 0.5) * LAT_DEG).tolist(),
        np.where(lon > 180, lon - 360, lon).tolist(),
        strict=True,
    ))  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
