"""The same seabed in four formats and grids gives one route."""

import netCDF4
import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine

from routeplan import open_planner
from routeplan.seabed.bathymetry import read_bathymetry

STEP_DEG, CELL_M = 0.1, 10_000.0


@pytest.fixture(scope="module")
def seabed():
    """The embedded depths on tenths of a degree, as whole metres of height: latitudes, longitudes, heights."""
    lat, lon = np.arange(30.05, 90, STEP_DEG), np.arange(-179.95, 180, STEP_DEG)
    depths = read_bathymetry().at(*np.meshgrid(lon, lat))
    return lat, lon, np.rint(-depths).astype("i2")


def write_netcdf(path, lat, lon, heights):
    with netCDF4.Dataset(path, "w") as file:
        for name, axis in (("lat", lat), ("lon", lon)):
            file.createDimension(name, len(axis))
            file.createVariable(name, "f8", (name,))[:] = axis
        file.createVariable("elevation", "i2", ("lat", "lon"))[:] = heights
    return path


def write_geotiff(path, heights, at, crs):
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=len(heights), width=heights.shape[1], dtype=heights.dtype, crs=crs,
        transform=at,
    ) as file:  # fmt: skip
        file.write(heights, 1)
    return path


def write_polar(path, netcdf):
    """Heights interpolated between four values onto a plane of 10 km cells, to 30N in the middle of its sides."""
    edge = 7_500_000.0
    x = np.arange(-edge + CELL_M / 2, edge, CELL_M)
    lon, lat = pyproj.Transformer.from_crs(3995, 4326, always_xy=True).transform(*np.meshgrid(x, -x))
    heights = -read_bathymetry(netcdf).at(lon, lat)
    return write_geotiff(path, heights.astype("f4"), Affine(CELL_M, 0, -edge, 0, -CELL_M, edge), "EPSG:3995")


@pytest.mark.long
def test_one_seabed_in_four_formats_gives_one_route(seabed, tmp_path):
    lat, lon, heights = seabed
    half = len(lon) // 2
    netcdf = write_netcdf(tmp_path / "gebco.nc", lat, lon, heights)
    north_up = Affine(STEP_DEG, 0, -180, 0, -STEP_DEG, 90)
    files = [
        netcdf,
        write_netcdf(
            tmp_path / "flipped.nc", lat[::-1], (lon + 180.0), np.roll(heights, half, axis=1)[::-1]
        ),  # from 0 to 360, from the north
        write_geotiff(tmp_path / "gebco.tif", heights[::-1], north_up, "EPSG:4326"),
        write_polar(tmp_path / "polar.tif", netcdf),
    ]
    routes = [open_planner(bathymetry=file, spacing_km=25).route("galway", "halifax") for file in files]
    for route in routes[1:3]:
        assert route.length_km == pytest.approx(routes[0].length_km, rel=1e-9)
        assert route.build_cost_usd == pytest.approx(routes[0].build_cost_usd, rel=1e-9)
    assert routes[3].length_km == pytest.approx(routes[0].length_km, rel=1e-3)
    assert routes[3].build_cost_usd == pytest.approx(routes[0].build_cost_usd, rel=1e-3)
