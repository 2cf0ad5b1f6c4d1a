"""Narrows and dams far thinner than a cell, in a file of GEBCO's steps: the first stay open, the second closed."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest
from pyproj import Geod

import routeplan as rp
from routeplan.geo.grid import Grid
from routeplan.seabed.coastline import read_coastline

PER_DEG = 240  # values: 15 arc-seconds
STRAIT_M, SEA_M, LAND_M = -100, -300, 300
# Bellot Strait, south of Somerset Island: 25 km long, 1 to 2 km wide. The way round is many times as long.
STRAIT_WEST, STRAIT_EAST = -95.0, -94.0
WEST, EAST = "71.95,-96.2", "72.05,-93.0"


def axes(west, south, east, north):
    return (
        np.arange(west + 0.5 / PER_DEG, east, 1 / PER_DEG),
        np.arange(south + 0.5 / PER_DEG, north, 1 / PER_DEG),
    )


@pytest.fixture
def write(tmp_path):
    def write_file(lon, lat, heights):
        path = tmp_path / "fine.nc"
        with netCDF4.Dataset(path, "w") as file:
            for name, values in (("lat", lat), ("lon", lon)):
                file.createDimension(name, len(values))
                file.createVariable(name, "f8", (name,))[:] = values
            file.createVariable("elevation", "i2", ("lat", "lon"), zlib=True)[:] = heights
        return path

    return write_file


def land_by_coastline(lon, lat):
    """Where the embedded coastline has land, to 200 m."""
    coarse = Grid.arctic(spacing_km=1.6, south_deg=60.0)
    row, col = coarse.cell_of(lon.ravel(), lat.ravel())
    window = coarse.window(int(row.min()) - 1, int(row.max()) + 3, int(col.min()) - 1, int(col.max()) + 3)
    bits = read_coastline().land_bits(window)
    row, col = (np.rint(at).astype(int) for at in window.refined(8).cell_of(lon.ravel(), lat.ravel()))
    part = (8 * (row % 8) + col % 8).astype(np.uint64)
    return ((bits[row // 8, col // 8] >> part) & np.uint64(1)).astype(bool).reshape(lon.shape)


@pytest.mark.parametrize("spacing_km", [10, pytest.param(5, marks=pytest.mark.long)])
def test_a_strait_of_a_kilometre_stays_open_and_as_deep_as_it_is(write, spacing_km):
    lon, lat = axes(-98.0, 71.0, -91.0, 73.0)
    at_lon, at_lat = np.meshgrid(lon, lat)
    in_strait = (at_lon > STRAIT_WEST - 0.1) & (at_lon < STRAIT_EAST + 0.1) & (np.abs(at_lat - 72.0) < 0.1)
    heights = np.where(land_by_coastline(at_lon, at_lat), LAND_M, np.where(in_strait, STRAIT_M, SEA_M))
    planner = rp.open_planner(bathymetry=write(lon, lat, heights), spacing_km=spacing_km, south_deg=68.0)
    route = planner.route(WEST, EAST, prove=False)
    assert route.length_km < 1.1 * route.geodesic_km
    passed = route.profile[route.profile["lon"].between(STRAIT_WEST, STRAIT_EAST)]
    # Its sea is 100 m deep, the shores are 300 m high: whatever is averaged, no mean of the sea is less than 100 m.
    assert passed["depth_m"].min() >= 100.0 - 1.0
    assert passed["depth_m"].median() == pytest.approx(100.0, abs=60.0)


@pytest.mark.parametrize("spacing_km", [10, pytest.param(5, marks=pytest.mark.long)])
def test_a_dam_of_one_value_stays_closed(write, spacing_km):
    """Half a kilometre wide, from the southern edge of the file to 56.5N, in a sea that the coastline knows as open."""
    lon, lat = axes(-24.0, 55.0, -16.0, 57.5)
    at_lon, at_lat = np.meshgrid(lon, lat)
    heights = np.where((np.abs(at_lon + 20.0) < 0.5 / PER_DEG + 1e-6) & (at_lat < 56.5), 5, -3000)
    planner = rp.open_planner(bathymetry=write(lon, lat, heights), spacing_km=spacing_km, south_deg=53.0)
    route = planner.route("55.8,-22.5", "55.8,-17.5", prove=False)
    wgs84 = Geod(ellps="WGS84")
    around = sum(wgs84.inv(end, 55.8, -20.0, 56.5)[2] / 1000.0 for end in (-22.5, -17.5))
    assert around - 1.0 <= route.length_km <= around + 3.0 * spacing_km
