"""Files as people really have them, invented for this test: each is read right, or refused in one clear line.

Heights are those of the embedded seabed, a degree apart; ice and layers are formulas of longitude and latitude.
"""

import geopandas as gpd
import netCDF4
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Transformer
from rasterio import Affine

from routeplan.errors import DataError
from routeplan.geo.grid import Grid
from routeplan.runtime.notices import collected_notices
from routeplan.seabed.bathymetry import check_depths, read_bathymetry
from routeplan.seabed.marine_regions import read_marine_regions
from routeplan.seabed.sea_ice import read_ice
from routeplan.seabed.user_layer import derive_user_layer

LAT, LON = np.arange(30.5, 90.0), np.arange(-179.5, 180.0)
BISCAY, AZORES_PLAIN = (-7.5, 45.5), (-20.5, 40.5)
GRID = Grid.arctic(spacing_km=50, south_deg=60)
ROWS, COLS = np.indices(GRID.shape)
GRID_LON, GRID_LAT = GRID.lonlat_of(ROWS, COLS)


@pytest.fixture(scope="module")
def embedded():
    return read_bathymetry()


@pytest.fixture(scope="module")
def heights(embedded):
    return -embedded.at(*np.meshgrid(LON, LAT))


def write_netcdf(
    path, values, axes, *, name="elevation", packed=None, fill=None, coordinates=None, **attributes
):
    """Axes in the order of the dimensions: name to (values, units); packed: type, scale, offset."""
    with netCDF4.Dataset(path, "w") as file:
        for axis, (at, units) in axes.items():
            file.createDimension(axis, len(at))
            variable = file.createVariable(axis, "f8", (axis,))
            variable.units = units
            variable[:] = at
            if axis == "time" and coordinates:
                variable.calendar = coordinates
        kind = packed[0] if packed else values.dtype
        variable = file.createVariable(name, kind, tuple(axes), fill_value=fill)
        if packed:
            variable.scale_factor, variable.add_offset = packed[1:]
        variable.setncatts(attributes)
        variable[:] = values
    return path


def write_tif(path, values, transform, crs="EPSG:4326", *, nodata=None, **options):
    with rasterio.open(
        path, "w", driver="GTiff", height=values.shape[0], width=values.shape[1], count=1, dtype=values.dtype, crs=crs,
        transform=transform, nodata=nodata,
    ) as raster:  # fmt: skip
        raster.write(values, 1)
        if "units" in options:
            raster.units = (options["units"],)
        if "scale" in options:
            raster.scales, raster.offsets = (options["scale"],), (options["offset"],)
        if "tags" in options:
            raster.update_tags(**options["tags"])
    return path


DEGREES = {"lat": (LAT, "degrees_north"), "lon": (LON, "degrees_east")}
NORTH_UP = Affine(1, 0, -180, 0, -1, 90)


# --- heights that are read right --------------------------------------------------------------------------------------


def fathoms(path, heights):
    return write_tif(path / "a.tif", (heights[::-1] / 1.8288).astype("f4"), NORTH_UP, units="fathom")


def kilometres_down(path, heights):
    return write_netcdf(path / "a.nc", -heights / 1000, DEGREES, name="depth", units="km", positive="down")


def packed(path, heights):
    values = np.ma.masked_where((LON > 100) & (LON < 110) & (LAT[:, None] > 80), heights)
    return write_netcdf(path / "a.nc", values, DEGREES, packed=("i2", 0.5, -3000.0), fill=-32768)


def turned_axes(path, heights):
    axes = {"lon": DEGREES["lon"], "lat": DEGREES["lat"]}
    return write_netcdf(path / "a.nc", np.ascontiguousarray(heights.T), axes)


def eastwards_from_the_north(path, heights):
    axes = {"lat": (LAT[::-1], "degrees_north"), "lon": (LON % 360, "degrees_east")}
    order = np.argsort(LON % 360)
    axes["lon"] = (np.sort(LON % 360), "degrees_east")
    return write_netcdf(path / "a.nc", heights[::-1][:, order], axes)


def south_up(path, heights):
    return write_tif(path / "a.tif", heights.astype("f4"), Affine(1, 0, -180, 0, 1, 30))


def points_not_areas(path, heights):
    return write_tif(path / "a.tif", heights[::-1].astype("f4"), NORTH_UP, tags={"AREA_OR_POINT": "Point"})


def largest_short(path, heights):
    values = np.rint(heights[::-1]).astype("i2")
    values[:5, 200:260] = 32767
    return write_tif(path / "a.tif", values, NORTH_UP)


def one_time(path, heights):
    axes = {"time": (np.array([0.0]), "days since 2020-01-01"), **DEGREES}
    return write_netcdf(path / "a.nc", heights[None], axes)


RIGHT = (
    fathoms, kilometres_down, packed, turned_axes, eastwards_from_the_north, south_up, points_not_areas, largest_short,
)  # fmt: skip


@pytest.mark.parametrize("make", RIGHT)
def test_heights_in_odd_files_are_read_right(tmp_path, embedded, heights, make):
    path = make(tmp_path, heights)
    with collected_notices():
        depths = read_bathymetry(path)
        check_depths(depths, embedded, path, south_deg=30.0)
    for place in (BISCAY, AZORES_PLAIN, (150.5, 40.5)):
        assert depths.at(*place) == pytest.approx(embedded.at(*place), abs=2.0), place


# --- heights that are refused -----------------------------------------------------------------------------------------


def no_system(path, h):
    return write_tif(path / "a.tif", h[::-1].astype("f4"), NORTH_UP, crs=None)


def degrees_called_polar_metres(path, h):
    return write_tif(path / "a.tif", h[::-1].astype("f4"), NORTH_UP, crs="EPSG:3995")


def metres_called_degrees(path, h):
    return write_tif(path / "a.tif", h[::-1].astype("f4"), Affine(5e4, 0, -9e6, 0, -5e4, 3e6))


def exchanged(path, h):
    return write_tif(path / "a.tif", np.ascontiguousarray(h.T).astype("f4"), Affine(1, 0, 30, 0, -1, 180))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (one_time, r"heights are \(1, 60, 360\); give \(latitude, longitude\)"),
        (no_system, "coordinate system"),
        (
            degrees_called_polar_metres,
            "is said to be in metres and spans -180 to 180 and 30 to 90, which are degrees",
        ),
        (metres_called_degrees, "not in degrees"),
        (exchanged, "latitude"),
    ],
)
def test_heights_at_the_wrong_place_are_refused_in_one_line(tmp_path, embedded, heights, make, told):
    path = make(tmp_path, heights)
    with collected_notices(), pytest.raises(DataError, match=told) as refusal:
        check_depths(read_bathymetry(path), embedded, path, south_deg=30.0)
    assert "\n" not in str(refusal.value)
    assert str(path) in str(refusal.value)


# --- sea ice ----------------------------------------------------------------------------------------------------------

ICE_LAT, ICE_LON = np.arange(40.5, 90.0), np.arange(0.5, 360.0)


def ice(lon, lat):
    return np.clip((lat - 60.0) / 25.0, 0.0, 1.0) * (0.8 + 0.1 * np.cos(np.radians(lon - 90.0)))


def year_of_ice(lat=ICE_LAT, lon=ICE_LON):
    return np.repeat(ice(*np.meshgrid(lon, lat))[None], 12, axis=0)


def write_ice(
    path, values, *, lat=ICE_LAT, lon=ICE_LON, time=None, calendar="noleap", units="%", **attributes
):
    days = np.arange(12) * 30.4 + 15 if time is None else time
    axes = {
        "time": (days, "days since 1850-01-01"),
        "lat": (lat, "degrees_north"),
        "lon": (lon, "degrees_east"),
    }
    return write_netcdf(
        path, values, axes, name="siconc", coordinates=calendar, units=units, standard_name="sea_ice_area_fraction",
        **attributes,
    )  # fmt: skip


def check_ice(path, within=0.05):
    calendar = read_ice(path)
    lon, lat = np.array([5.0, -150.0, 170.0, 0.0]), np.array([80.0, 78.0, 75.0, 86.0])
    found = np.asarray(calendar.at(lon, lat))
    assert np.abs(found - ice(lon, lat)).max() < within


@pytest.mark.parametrize("calendar", ["noleap", "360_day", "standard", "julian"])
def test_ice_by_days_since_in_any_calendar_is_read(tmp_path, calendar):
    with collected_notices():
        check_ice(write_ice(tmp_path / "a.nc", 100 * year_of_ice(), calendar=calendar))


def test_ice_from_the_north_and_by_negative_longitudes_is_read(tmp_path):
    lat, lon = ICE_LAT[::-1], np.arange(-179.5, 180.0)
    with collected_notices():
        check_ice(write_ice(tmp_path / "a.nc", 100 * year_of_ice(lat, lon), lat=lat, lon=lon))


def test_ice_packed_in_shorts_with_a_scale_is_read(tmp_path):
    axes = {"time": (np.arange(12) * 30.4 + 15, "days since 2000-01-01"), "lat": (ICE_LAT, "degrees_north"),
            "lon": (ICE_LON, "degrees_east")}  # fmt: skip
    path = write_netcdf(
        tmp_path / "a.nc", 100 * year_of_ice(), axes, name="siconc", packed=("i2", 0.01, 0.0), fill=-32767,
        coordinates="standard", units="%",
    )  # fmt: skip
    with collected_notices():
        check_ice(path)


@pytest.mark.parametrize(
    ("factor", "units", "told"),
    [
        (1.0, "%", "ice of at most 0.9 per cent; these are shares, set their units to 1"),
        (100.0, "1", "different values above full cover, 1; set its units to what they are, such as %"),
        (250.0, "%", "different values above full cover, 100; set its units"),
    ],
    ids=["shares called %", "% called 1", "coded by 250"],
)
def test_ice_in_another_unit_than_it_says_is_refused(tmp_path, factor, units, told):
    with pytest.raises(DataError, match=told) as refusal:
        read_ice(write_ice(tmp_path / "a.nc", factor * year_of_ice(), units=units))
    assert "\n" not in str(refusal.value)


def test_masks_above_100_per_cent_are_no_ice(tmp_path):
    values = 100 * year_of_ice()
    values[:, :, 200:220] = 120.0  # land
    values[:, :, 230:240] = 157.0  # missing
    with collected_notices():
        check_ice(write_ice(tmp_path / "a.nc", values))
        found = np.asarray(read_ice(tmp_path / "a.nc").at(np.array([-150.0, -125.0]), np.array([75.0, 75.0])))
    assert np.nanmax(found) <= 1.0


def test_ice_that_ends_short_of_the_pole_has_no_hole_of_open_water_there(tmp_path):
    lat = ICE_LAT[ICE_LAT < 87]
    with collected_notices():
        calendar = read_ice(write_ice(tmp_path / "a.nc", 100 * year_of_ice(lat), lat=lat))
    assert np.asarray(calendar.at(np.array([0.0, 90.0]), np.array([89.5, 88.9]))).min() > 0.5


# --- layers -----------------------------------------------------------------------------------------------------------


def smooth(lon, lat):
    """Smooth over the pole and across 180: the tilt of a plane in space, 0 to 200."""
    return 100 + 100 * np.cos(np.radians(lon)) * np.cos(np.radians(lat))


W_LAT, W_LON = np.arange(40.25, 90, 0.5), np.arange(-179.75, 180, 0.5)
WORLD = smooth(*np.meshgrid(W_LON, W_LAT)).astype("f4")


def check_layer(path, within=1.0, **options):
    layer = derive_user_layer(path, GRID, **options).to_numpy()
    known = np.isfinite(layer)
    assert known.mean() > 0.7
    assert np.abs(layer - smooth(GRID_LON, GRID_LAT))[known].max() < within


def test_a_layer_from_the_south_up_is_read(tmp_path):
    check_layer(write_tif(tmp_path / "a.tif", WORLD, Affine(0.5, 0, -180, 0, 0.5, 40)))


def test_a_layer_with_scale_and_offset_is_read(tmp_path):
    packed = np.rint((WORLD[::-1] - 50) / 0.01).astype("i2")
    check_layer(
        write_tif(tmp_path / "a.tif", packed, Affine(0.5, 0, -180, 0, -0.5, 90), scale=0.01, offset=50.0)
    )


def test_a_layer_in_feet_of_a_polar_projection_is_read(tmp_path):
    """Custom polar stereographic in US survey feet: 0.3048006 m."""
    feet = "+proj=stere +lat_0=90 +lat_ts=71 +lon_0=0 +datum=WGS84 +units=us-ft"
    step = 50_000 / 0.304800609601219
    east = -4.2e6 / 0.304800609601219 + step * (np.arange(168) + 0.5)
    lon, lat = Transformer.from_crs(feet, 4326, always_xy=True).transform(*np.meshgrid(east, -east))
    path = write_tif(
        tmp_path / "a.tif",
        smooth(lon, lat).astype("f4"),
        Affine(step, 0, east[0] - step / 2, 0, -step, -east[0] + step / 2),
        crs=feet,
    )
    check_layer(path)


def test_a_layer_of_bytes_has_255_for_no_data_where_the_others_are_per_cent(tmp_path):
    values = np.rint(WORLD[::-1] / 2).astype("u1")
    values[:, :100] = 255
    with collected_notices() as told:
        layer = derive_user_layer(
            write_tif(tmp_path / "a.tif", values, Affine(0.5, 0, -180, 0, -0.5, 90)), GRID
        )
    assert np.nanmax(layer) <= 100
    assert "255 is taken as no data" in told[0]


def test_infinite_values_are_no_data(tmp_path):
    values = WORLD[::-1].copy()
    values[:, :50] = np.inf
    check_layer(write_tif(tmp_path / "a.tif", values, Affine(0.5, 0, -180, 0, -0.5, 90)))


def test_a_netcdf_layer_with_longitude_first_is_refused(tmp_path):
    axes = {"lon": (W_LON, "degrees_east"), "lat": (W_LAT, "degrees_north")}
    path = write_netcdf(tmp_path / "a.nc", np.ascontiguousarray(WORLD.T), axes, name="density")
    with pytest.raises(DataError, match=r"a\.nc names no coordinate system; save it with one") as refusal:
        derive_user_layer(path, GRID)
    assert "\n" not in str(refusal.value)


def test_a_netcdf_layer_of_twelve_months_is_refused_by_its_bands(tmp_path):
    axes = {"time": (np.arange(12) * 30.0, "days since 2020-01-01"), "lat": (W_LAT, "degrees_north"),
            "lon": (W_LON, "degrees_east")}  # fmt: skip
    path = write_netcdf(tmp_path / "a.nc", np.repeat(WORLD[None], 12, axis=0), axes, name="density")
    with pytest.raises(DataError, match="12 bands"):
        derive_user_layer(path, GRID)


@pytest.mark.parametrize(
    ("transform", "crs", "shape", "told"),
    [
        (Affine(0.5, 0, 40, 0, -0.5, 180), "EPSG:4326", "turned", "longitude and latitude exchanged"),
        (Affine(5e4, 0, -9e6, 0, -5e4, 3e6), "EPSG:4326", "plain", "is said to be in degrees and spans"),
        (Affine(0.5, 0, -180, 0, -0.5, 90), None, "plain", "names no coordinate system"),
        (
            Affine(0.5, 0, -180, 0, -0.5, 90),
            "EPSG:3995",
            "plain",
            "is said to be in metres and spans -180 to 180",
        ),
        (Affine(0.5, 0, -180, 0, -0.5, -40), "EPSG:4326", "plain", "has no values on this grid"),
    ],
    ids=["exchanged", "metres called degrees", "no system", "degrees called metres", "in the south"],
)
def test_a_layer_at_the_wrong_place_is_refused_in_one_line(tmp_path, transform, crs, shape, told):
    values = np.ascontiguousarray(WORLD.T) if shape == "turned" else WORLD[::-1]
    path = write_tif(tmp_path / "a.tif", np.ascontiguousarray(values), transform, crs=crs)
    with pytest.raises(DataError, match=told) as refusal:
        derive_user_layer(path, GRID)
    assert "\n" not in str(refusal.value)


# --- zones ------------------------------------------------------------------------------------------------------------


def eez(shape, crs=4326):
    columns = {"mrgid": 1, "geoname": "A", "pol_type": "200NM", "territory1": "Norway", "iso_ter1": "NOR",
               "sovereign1": "Norway", "iso_sov1": "NOR"}  # fmt: skip
    return gpd.GeoDataFrame([columns], geometry=[shape], crs=crs)


def test_zones_counted_to_360_are_at_their_place(tmp_path):
    eez(shapely.box(340, 60, 350, 70)).to_file(tmp_path / "a.gpkg")
    (shape,) = read_marine_regions(tmp_path / "a.gpkg").geometry
    assert shape.contains(shapely.Point(Transformer.from_crs(4326, 3995, always_xy=True).transform(-15, 65)))


def test_zones_in_metres_or_without_a_coordinate_system_are_refused(tmp_path):
    eez(shapely.box(-20, 60, -10, 70)).to_crs(3857).to_file(tmp_path / "metres.gpkg")
    eez(shapely.box(-20, 60, -10, 70)).to_file(tmp_path / "lost.shp")
    (tmp_path / "lost.prj").unlink()
    for name in ("metres.gpkg", "lost.shp"):
        with pytest.raises(
            DataError, match=rf"{name} is in .*; give the file in longitude and latitude|has no zone"
        ) as told:
            read_marine_regions(tmp_path / name)
        assert "\n" not in str(told.value)
