"""Maps of ice in the layouts of their publishers, against ice that is a formula of longitude and latitude."""

import geopandas as gpd
import netCDF4
import numpy as np
import pyproj
import pytest
import rasterio
from affine import Affine
from shapely import Point

from routeplan.errors import DataError
from routeplan.seabed.ice_maps import read_ice_maps
from routeplan.seabed.nsidc import nsidc_cells
from routeplan.seabed.sea_ice import read_ice

LAND = (-45.0, 72.0, 6.0)  # longitude, latitude and radius in degrees of latitude: no value there


def ice(lon, lat):
    """Share of ice: more to the north, a little more in the west."""
    return np.clip((lat - 60.0) / 25.0, 0.0, 1.0) * (0.8 + 0.1 * np.cos(np.radians(lon - 90.0)))


def is_land(lon, lat):
    near = np.cos(np.radians(lat)) * np.cos(np.radians(LAND[1])) * np.cos(np.radians(lon - LAND[0]))
    return (
        np.degrees(np.arccos(np.clip(near + np.sin(np.radians(lat)) * np.sin(np.radians(LAND[1])), -1, 1)))
        < LAND[2]
    )


def positions(crs, x, y):
    return pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(*np.meshgrid(x, y))


def agrees(maps, within=0.03, north_of=62.0, no_data_in_land=True):
    """Whether the maps are the formula at NSIDC's cells: positions by pyproj alone."""
    x, y = nsidc_cells()
    np.testing.assert_array_equal(maps["x"], x)
    lon, lat = positions(3411, x, y)
    found = maps[0].to_numpy()
    at = (lat > north_of) & np.isfinite(found) & ~is_land(lon, lat)
    assert at.sum() > 15_000
    np.testing.assert_allclose(found[at], ice(lon, lat)[at], atol=within)
    middle = np.hypot(lon - LAND[0], lat - LAND[1]) < 2
    assert np.isnan(found[middle]).all() == no_data_in_land
    return found


def write_osisaf(path, months=(3,)):
    axis = np.arange(-5387.5, 5400.0, 25.0)
    laea = "+proj=laea +lon_0=0 +datum=WGS84 +ellps=WGS84 +lat_0=90.0"
    lon, lat = positions(laea, axis * 1000, -axis * 1000)
    share = np.where(is_land(lon, lat), -32767, np.rint(ice(lon, lat) * 10_000)).astype("i2")
    with netCDF4.Dataset(path, "w") as file:
        for name, size in (("time", len(months)), ("yc", len(axis)), ("xc", len(axis))):
            file.createDimension(name, size)
        time = file.createVariable("time", "f8", ("time",))
        time.units = "days since 2019-01-01"
        time[:] = [30.5 * (month - 1) + 14 for month in months]
        for name, values in (("xc", axis), ("yc", -axis)):
            variable = file.createVariable(name, "f8", (name,))
            variable.units, variable[:] = "km", values
        mapping = file.createVariable("Lambert_Azimuthal_Grid", "i4")
        mapping.setncatts(
            {
                "grid_mapping_name": "lambert_azimuthal_equal_area", "latitude_of_projection_origin": 90.0,
                "longitude_of_projection_origin": 0.0, "proj4_string": laea,
            }
        )  # fmt: skip
        conc = file.createVariable("ice_conc", "i2", ("time", "yc", "xc"), fill_value=-32767)
        conc.set_auto_maskandscale(False)
        conc.setncatts({"units": "%", "scale_factor": 0.01, "grid_mapping": "Lambert_Azimuthal_Grid"})
        conc[:] = np.repeat(share[None], len(months), axis=0)
    return path


def write_amsr2(path):
    """AMSR2 of 6.25 km: per cent in bytes, 120 on land."""
    x, y = np.arange(-3_846_875.0, 3_750_000.0, 6250.0), np.arange(5_846_875.0, -5_350_000.0, -6250.0)
    lon, lat = positions(3413, x, y)
    values = np.where(is_land(lon, lat), 120, np.rint(100 * ice(lon, lat))).astype("u1")
    at = Affine(6250, 0, x[0] - 3125, 0, -6250, y[0] + 3125)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=1,
        height=len(y),
        width=len(x),
        dtype="uint8",
        crs="EPSG:3413",
        transform=at,
    ) as file:
        file.write(values, 1)
    return path


def write_model(path, kind):
    """A model's months on its own grid: per cent, on degrees from 0 to 360, or with a position for each value."""
    lat, lon = np.arange(-89.5, 90, 1.0), np.arange(0.5, 360, 1.0)
    at_lon, at_lat = np.meshgrid(lon, lat)
    if kind == "positions":  # turned by 30 degrees at every parallel: no axes of degrees
        at_lon = (at_lon + 30.0 * np.arange(len(lat))[:, None] / len(lat)) % 360.0
    percent = np.where(is_land(at_lon, at_lat), 1e20, 100 * ice(at_lon, at_lat))
    with netCDF4.Dataset(path, "w") as file:
        for name, size in (("time", 12), ("j", len(lat)), ("i", len(lon))):
            file.createDimension(name, size)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": "days since 2041-01-01", "calendar": "noleap"})
        time[:] = 15.5 + 365 / 12 * np.arange(12)
        dims = ("j", "i") if kind == "positions" else None
        for name, values, own in (("latitude", at_lat, "j"), ("longitude", at_lon, "i")):
            variable = file.createVariable(name, "f8", dims or (own,))
            variable[:] = values if dims else (values[:, 0] if own == "j" else values[0])
        conc = file.createVariable("siconc", "f4", ("time", "j", "i"), fill_value=1e20)
        conc.units = "%"
        conc[:] = np.repeat(percent[None], 12, axis=0)
    return path


def test_osi_saf_is_placed_by_its_lambert_grid_in_kilometres(tmp_path, caplog):
    agrees(read_ice_maps(write_osisaf(tmp_path / "ice_conc_nh_ease2-250_cdr-v3p0_201903.nc")))
    assert "1 maps of ice (2019), brought onto NSIDC's grid of 25 km" in caplog.text


def test_amsr2_is_averaged_onto_the_grid_and_its_flags_are_no_ice(tmp_path):
    maps = read_ice_maps(write_amsr2(tmp_path / "asi-AMSR2-n6250-20190314-v5.4.tif"))
    agrees(maps)
    assert maps["time"].dt.month.item() == 3


@pytest.mark.parametrize(("kind", "within"), [("axes", 0.03), ("positions", 0.05)])
def test_months_of_a_climate_model_are_read_on_its_own_grid(tmp_path, kind, within):
    maps = read_ice_maps(write_model(tmp_path / "siconc_SImon.nc", kind))
    agrees(maps, within)
    assert maps["time"].dt.month.to_numpy().tolist() == list(range(1, 13))
    assert read_ice(tmp_path / "siconc_SImon.nc").at([0.0], [80.0])[6, 0] == pytest.approx(
        ice(0.0, 80.0), abs=0.05
    )


def test_a_map_that_closes_round_the_earth_has_no_seam(tmp_path):
    found = agrees(read_ice_maps(write_model(tmp_path / "siconc.nc", "axes")))
    x, y = nsidc_cells()
    lon, lat = positions(3411, x, y)
    seam = (np.abs(lon) < 1.0) & (lat > 60) & (lat < 85)
    assert np.isfinite(found[seam]).all()


def test_an_extent_is_ice_inside_its_polygons(tmp_path, caplog):
    pole = gpd.GeoDataFrame(geometry=[Point(0, 0).buffer(2_000_000)], crs=3411)
    pole.to_file(tmp_path / "extent_N_201909_polygon_v3.0.shp")
    maps = read_ice_maps(tmp_path / "extent_N_201909_polygon_v3.0.shp")
    x, y = nsidc_cells()
    inside = np.hypot(*np.meshgrid(x, y)) < 1_980_000
    assert (maps[0].to_numpy()[inside] == 1).all()
    assert (maps[0].to_numpy()[np.hypot(*np.meshgrid(x, y)) > 2_020_000] == 0).all()
    assert "taken as whole cover inside" in caplog.text


def test_a_folder_of_months_makes_a_calendar(tmp_path):
    folder = tmp_path / "ice"
    folder.mkdir()
    for first in (1, 5, 9):
        write_osisaf(folder / f"from{first:02d}.nc", range(first, first + 4))
    calendar = read_ice(folder)
    assert calendar.source == "ice (3 files)"
    assert calendar.at([10.0], [80.0])[2, 0] == pytest.approx(ice(10.0, 80.0), abs=0.02)
    (folder / "from09.nc").unlink()
    with pytest.raises(DataError, match="no month 9, 10, 11, 12; add its map"):
        read_ice(folder)


def test_what_does_not_say_where_or_when_it_is_is_refused(tmp_path):
    with netCDF4.Dataset(write_osisaf(tmp_path / "unknown.nc"), "a") as file:
        file["ice_conc"].grid_mapping = "nothing"
    with pytest.raises(DataError, match=r"ice_conc has neither a projection nor longitudes and latitudes"):
        read_ice_maps(tmp_path / "unknown.nc")
    with pytest.raises(DataError, match=r"no month in its name; name it with YYYYMM"):
        read_ice_maps(write_amsr2(tmp_path / "amsr2.tif"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no maps of ice in this folder"):
        read_ice_maps(tmp_path / "empty")
