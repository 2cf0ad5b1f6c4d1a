"""Heights on other grids than even degrees, against a seabed that is a formula of longitude and latitude."""

import netCDF4
import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine

from routeplan.errors import DataError
from routeplan.seabed.bathymetry import open_bathymetry, read_bathymetry

SIDE, CELL_M = 800, 8000.0  # 6,400 km across the pole, to about 61N in the corners
EDGE_M = SIDE * CELL_M / 2
LON = np.array([0.0, 100.0, -170.0, 179.99, 45.0, -45.0])
LAT = np.array([75.0, 80.0, 88.0, 85.0, 89.9, 66.0])


def depth_m(lon, lat):
    return 3000.0 - 200.0 * (lat - 75.0) + 500.0 * np.cos(np.radians(3 * lon)) * np.cos(np.radians(lat))


def on_plane(epsg):
    """Columns, rows and depths of cells round the pole, rows from the north of the plane."""
    x = -EDGE_M + CELL_M * (np.arange(SIDE) + 0.5)
    lonlat = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    return x, -x, depth_m(*lonlat.transform(*np.meshgrid(x, -x)))


def placed(at, col, row):
    return at.c + at.a * col + at.b * row, at.f + at.d * col + at.e * row


def geotiff(path, epsg, values, at=None, **options):
    kind = {"driver": "GTiff", "count": 1, "height": values.shape[0], "width": values.shape[1], **options}
    where = Affine(CELL_M, 0, -EDGE_M, 0, -CELL_M, EDGE_M) if at is None else at
    crs = None if epsg is None else f"EPSG:{epsg}"
    with rasterio.open(path, "w", dtype=values.dtype, crs=crs, transform=where, **kind) as file:
        file.write(values, 1)
    return path


def netcdf(path, epsg, unit="m", metres=1.0, *, with_crs=True):
    x, y, depth = on_plane(epsg)
    with netCDF4.Dataset(path, "w") as file:
        for name, axis in (("y", y[::-1]), ("x", x)):
            file.createDimension(name, len(axis))
            variable = file.createVariable(name, "f8", (name,))
            variable[:] = axis / metres
            variable.setncatts({"units": unit, "standard_name": f"projection_{name}_coordinate"})
        heights = file.createVariable("z", "f4", ("y", "x"))
        heights[:] = -depth[::-1]
        if with_crs:
            heights.grid_mapping = "crs"
            file.createVariable("crs", "i4").setncatts(pyproj.CRS(epsg).to_cf())
    return path


def agrees(path, within_m=5.0):
    """Whether the file is read as the formula says: the cone at the pole has 7 m in half a cell of 8 km."""
    with open_bathymetry(path) as file:
        found = file.read(south_deg=62.0).at(LON, LAT)
    np.testing.assert_allclose(found, depth_m(LON, LAT), atol=within_m)


def test_a_grid_round_the_pole_ends_at_the_pole_and_closes_round_the_earth(tmp_path):
    _, _, depth = on_plane(3996)
    with open_bathymetry(geotiff(tmp_path / "polar.tif", 3996, -depth.astype("f4"))) as file:
        grid = file.latlon_grid
    assert grid.lat[-1] + grid.lat_step_deg / 2 == pytest.approx(90.0, abs=1e-9)
    assert grid.lon[0] - grid.lon_step_deg / 2 == pytest.approx(-180.0, abs=1e-9)
    assert grid.closed


@pytest.mark.parametrize("epsg", [3996, 3995, 3413, 6931])
def test_a_grid_round_the_pole_is_read_in_its_own_coordinates(tmp_path, epsg):
    _, _, depth = on_plane(epsg)
    agrees(geotiff(tmp_path / "polar.tif", epsg, -depth.astype("f4"), nodata=-99999.0))


def test_columns_lie_at_their_longitudes(tmp_path):
    """Ridges like spokes: a column's shift of a tenth of a degree would be 7 m of depth."""
    x = -EDGE_M + CELL_M * (np.arange(SIDE) + 0.5)
    lon, lat = pyproj.Transformer.from_crs(3996, 4326, always_xy=True).transform(*np.meshgrid(x, -x))

    def spokes(lon, lat):
        return 2000.0 + 1500.0 * np.sin(np.radians(8 * lon)) * np.cos(np.radians(lat))

    path = geotiff(tmp_path / "polar.tif", 3996, -spokes(lon, lat).astype("f4"), nodata=-99999.0)
    at_lon, at_lat = np.arange(-180.0, 180.0, 7.3), 70.0
    found = read_bathymetry(path, south_deg=62.0).at(at_lon, np.full_like(at_lon, at_lat))
    np.testing.assert_allclose(found, spokes(at_lon, at_lat), atol=2.0)


def test_whole_metres_packed_with_a_scale_are_unpacked(tmp_path):
    _, _, depth = on_plane(3996)
    path = geotiff(tmp_path / "packed.tif", 3996, np.rint(-depth * 2).astype("i2"))
    with rasterio.open(path, "r+") as file:
        file.scales = (0.5,)
    agrees(path)


@pytest.mark.parametrize(("unit", "metres"), [("m", 1.0), ("km", 1000.0)])
def test_netcdf_with_axes_of_a_projection_is_read(tmp_path, unit, metres):
    agrees(netcdf(tmp_path / "polar.nc", 3413, unit, metres))


def test_ibcao_without_a_coordinate_system_is_taken_as_published_and_told(tmp_path, caplog):
    agrees(netcdf(tmp_path / "IBCAO_v4_2_400m_ice.nc", 3996, with_crs=False))
    assert "no coordinate system; taken as EPSG:3996" in caplog.text
    with pytest.raises(DataError, match=r"other\.nc has no coordinate system; save it with one"):
        open_bathymetry(netcdf(tmp_path / "other.nc", 3996, with_crs=False))


def test_a_raster_that_is_turned_is_read(tmp_path):
    turned = Affine(0.05 * np.cos(0.5), 0.05 * np.sin(0.5), -30, 0.05 * np.sin(0.5), -0.05 * np.cos(0.5), 70)
    lon, lat = placed(turned, *np.meshgrid(np.arange(300) + 0.5, np.arange(200) + 0.5))
    path = geotiff(tmp_path / "turned.tif", 4326, -depth_m(lon, lat).astype("f4"), turned, nodata=-99999.0)
    with open_bathymetry(path) as file:
        assert 0.03 < file.latlon_grid.lat_step_deg < 0.08  # the raster has 0.05 degrees
        found = file.read(south_deg=65.0)
    lon, lat = placed(turned, 150.0, 100.0)
    assert found.at(lon, lat) == pytest.approx(depth_m(lon, lat), abs=3.0)
    assert np.isnan(found.at(lon, lat - 9))  # outside


def test_an_undeclared_code_of_no_data_does_not_spoil_its_neighbours(tmp_path):
    _, _, depth = on_plane(3996)
    heights = np.rint(-depth).astype("i2")
    heights[:, : SIDE // 2] = -32_768
    found = read_bathymetry(geotiff(tmp_path / "half.tif", 3996, heights), south_deg=70.0)
    values = found.values_m[np.isfinite(found.values_m)]
    assert values.max() < 4300
    assert np.isnan(found.at(-90.0, 80.0))
    assert found.at(90.0, 80.0) == pytest.approx(depth_m(90.0, 80.0), abs=3.0)


def test_a_survey_across_the_antimeridian_is_one_piece(tmp_path):
    utm = pyproj.Transformer.from_crs(4326, 32601, always_xy=True)  # its zone begins at 180
    east, north = utm.transform(180.0, 65.0)
    at = Affine(500, 0, east - 50_000, 0, -500, north + 50_000)
    lon, lat = utm.transform(
        *(at @ np.meshgrid(np.arange(200) + 0.5, np.arange(200) + 0.5)), direction="INVERSE"
    )
    path = geotiff(tmp_path / "survey.tif", 32601, -depth_m(lon, lat).astype("f4"), at, nodata=-99999.0)
    with open_bathymetry(path) as file:
        assert file.latlon_grid.cols * file.latlon_grid.lon_step_deg < 5
        found = file.read(south_deg=64.8)
    np.testing.assert_allclose(
        found.at([179.8, 180.0, -179.8], [65.0] * 3), depth_m(np.array([179.8, 180.0, -179.8]), 65.0), atol=1
    )
