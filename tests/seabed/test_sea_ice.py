import csv
import importlib.util
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import rasterio
import xarray as xr
from rasterio import Affine

from routeplan.catalog.landings import find_landing
from routeplan.errors import DataError, UsageError
from routeplan.geo.grid import Grid
from routeplan.io.sources import data_folder, embedded
from routeplan.seabed.ice_maps import read_ice_maps
from routeplan.seabed.months import ALL_MONTHS
from routeplan.seabed.nsidc import read_nsidc_concentration
from routeplan.seabed.open_water import OpenWater, open_days
from routeplan.seabed.sea_ice import (
    IceCalendar,
    IceClass,
    derive_ice_calendar,
    derive_ice_concentration,
    derive_ice_summary,
    read_ice_calendar,
)
from routeplan.seabed.sea_ice_table import TABLE_COLUMNS

REFERENCE = Path(__file__).parents[3] / "shared" / "data"
FEBRUARY, SEPTEMBER = 1, 8  # rows of twelve months
X = np.arange(-3_837_500.0, 3_750_000.0, 25_000.0)
Y = np.arange(5_837_500.0, -5_350_000.0, -25_000.0)


@pytest.fixture(scope="module")
def ice() -> IceCalendar:
    return read_ice_calendar()


@pytest.fixture(scope="module")
def grid() -> Grid:
    return Grid.arctic(spacing_km=50)


@pytest.fixture(scope="module")
def all_sea(grid):
    return np.full(grid.shape, 1000.0, dtype=np.float32)


# -- the embedded calendar


def test_hudson_bay_is_frozen_over_in_february_and_open_in_september(ice):
    months = ice.at([-85.0, -83.0], [60.0, 57.5])
    assert (months[FEBRUARY] > 0.9).all()
    assert (months[SEPTEMBER] < 0.02).all()


def test_the_bering_strait_is_frozen_in_february_and_free_of_ice_in_august_and_september(ice):
    months = ice.at([-169.0, -168.0], [65.8, 66.0])
    assert (months[FEBRUARY] > 0.7).all()
    assert (months[7:9] < 0.01).all()


def test_the_north_pole_lies_in_ice_all_year(ice):
    assert (ice.at([0.0, 120.0], [90.0, 89.0]) > 0.7).all()


@pytest.mark.parametrize("key", ["bodo", "vardo", "reykjavik", "galway", "petropavlovsk-kamchatsky"])
def test_ports_known_to_stay_open_have_no_ice_that_matters(ice, key):
    landing = find_landing(key)
    assert (ice.at([landing.lon], [landing.lat]) < 0.15).all()


@pytest.mark.parametrize("key", ["utqiagvik", "tiksi", "dikson", "pevek", "prudhoe-bay"])
def test_a_landing_on_an_ice_bound_coast_is_not_pulled_down_by_the_land_behind_it(ice, key):
    landing = find_landing(key)
    assert (ice.at([landing.lon], [landing.lat])[:3] > 0.85).all()


def test_the_ice_is_least_in_september_and_most_in_march_as_every_record_of_extent_says(ice):
    covered = (ice.concentration >= 0.15).sum(("y", "x")).to_numpy()
    assert np.argmin(covered) == SEPTEMBER
    assert np.argmax(covered) in (1, 2)  # the maximum falls between late February and mid-March


def test_there_is_no_seam_at_180(ice):
    lat = np.arange(66.0, 89.9, 0.5)
    np.testing.assert_allclose(ice.at(-179.9999, lat), ice.at(179.9999, lat), atol=1e-4)


def test_there_is_no_seam_at_the_pole(ice):
    round_it = ice.at(np.arange(0.0, 360.0, 5.0), np.full(72, 89.9999))
    np.testing.assert_allclose(round_it, np.broadcast_to(ice.at([0.0], [90.0]), (12, 72)), atol=1e-4)


def test_concentration_changes_gradually_from_place_to_place(ice):
    lon = np.linspace(-179, 179, 20_000)  # less than 1 km apart
    for lat in (62.0, 75.0, 85.0):
        assert np.abs(np.diff(ice.at(lon, np.full_like(lon, lat)), axis=1)).max() < 0.05


def write_table(path: Path, rows) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TABLE_COLUMNS)
        writer.writerows(rows)
    return path


def embedded_rows() -> list[list[str]]:
    with embedded("ice-calendar").path.open(newline="") as file:
        return list(csv.reader(file))[1:]


def test_where_all_sea_is_frozen_over_no_land_shows(tmp_path):
    frozen = read_ice_calendar(
        write_table(tmp_path / "a.csv", [[*row[:3], *[100] * 12] for row in embedded_rows()])
    )
    lon, lat = np.meshgrid(np.arange(-180.0, 180.0, 2.0), np.arange(60.0, 90.0, 0.7))
    np.testing.assert_allclose(frozen.at(lon, lat), 1.0, atol=1e-6)


def test_open_sea_beside_ice_counts_as_open(tmp_path):
    """One frozen cell in open sea: all of it at its middle, half of it halfway to its neighbour, nothing beyond."""
    rows = [[lat + 0.5, lon + 1.5, 0, *[0] * 12] for lat in range(60, 75) for lon in range(-180, 180, 3)]
    rows = [[*row[:3], *[80] * 12] if row[:2] == [66.5, 1.5] else row for row in rows]
    ice = read_ice_calendar(write_table(tmp_path / "a.csv", rows))
    # Read from a 25 km grid, of which the middle lies up to half a step off either way: a tip of 111 by 134 km
    # loses up to 11 and 9 % of its height.
    assert 0.8 * 0.89 * 0.91 < ice.at([1.5], [66.5])[0, 0] < 0.8
    assert ice.at([1.5], [67.0])[0, 0] == pytest.approx(0.4, abs=0.06)
    assert ice.at([1.5, 7.5], [68.0, 66.5])[0] == pytest.approx(0.0, abs=1e-6)


def test_a_single_cell_of_sea_lends_its_ice_to_all_land(tmp_path):
    ice = read_ice_calendar(write_table(tmp_path / "one.csv", [[75.5, 1.5, 9, *[70] * 12]]))
    np.testing.assert_allclose(ice.at([1.5, 170.0, 0.0], [75.5, 66.0, 90.0]), 0.7, atol=1e-6)


def test_a_world_turned_by_a_quarter_has_its_ice_turned(tmp_path, ice):
    turned = [[row[0], (float(row[1]) + 90 + 180) % 360 - 180, *row[2:]] for row in embedded_rows()]
    other = read_ice_calendar(write_table(tmp_path / "turned.csv", turned))
    lon, lat = np.meshgrid(np.arange(-180.0, 180.0, 3.0), np.arange(62.0, 90.0, 0.6))
    np.testing.assert_allclose(other.at(lon + 90.0, lat), ice.at(lon, lat), atol=1e-5)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ([60.2, 1.5, 1, *[0] * 12], "not a cell of 1 x 3 degrees"),
        ([39.5, 1.5, 1, *[0] * 12], "not a cell of 1 x 3 degrees"),
        ([60.5, 1.5, 1, *[0] * 11, 101], "not a cell of 1 x 3 degrees"),
        ([60.5, 1.5, 1, *[0] * 11, "ice"], "cannot read ice calendar"),
    ],
)
def test_a_bad_table_is_refused(tmp_path, row, fault):
    with pytest.raises(DataError, match=fault):
        read_ice_calendar(write_table(tmp_path / "bad.csv", [[61.5, 1.5, 1, *[0] * 12], row]))


def test_a_table_without_a_month_is_refused(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("lat,lon,cells\n60.5,1.5,3\n")
    with pytest.raises(DataError, match="no column m01, m02"):
        read_ice_calendar(path)


def test_the_table_is_what_its_script_makes(tmp_path, monkeypatch):
    given_table = REFERENCE / "sea_ice_calendar.csv"
    if not given_table.is_file():
        pytest.skip(f"{given_table.name} is not beside the checkout: reference data does not ship")
    script = load_script("build_ice_calendar")
    monkeypatch.setattr(script, "OUTPUT", tmp_path / "ice_calendar.csv")
    script.main(given_table)
    assert (tmp_path / "ice_calendar.csv").read_bytes() == embedded("ice-calendar").path.read_bytes()


def test_the_calendar_agrees_with_the_25_km_climatology_it_was_averaged_from():
    """The bounds, in percentage points.

    The table rounds to 5, as the maps' classes do, which alone gives up to 2.5 each and some 2 in the mean; cells of
    111 by up to 230 km do not hold the ice edge, where concentration falls from 80 to 0 over 100 to 200 km. Taken as
    they are, without reading between them, the cells differ by 2.9 to 4.2 in the mean and by up to 16 at the 95th
    percentile: what is read between them has to do better, with as little bias as in a mean.
    """
    reference = REFERENCE / "sea_ice_monthly_25km.nc"
    if not reference.is_file():
        pytest.skip(f"{reference.name} is not beside the checkout: reference data does not ship")
    table = load_script("compare_ice_calendar").derive_differences(read_nsidc_concentration(reference))
    assert (table["mean_abs"] < 3.6).all()
    assert (table["p95_abs"] < 11.5).all()
    assert (table["mean"].abs() < 1.0).all()
    assert table["mean_abs"].mean() < 2.9


def load_script(name: str):
    spec = importlib.util.spec_from_file_location(name, data_folder() / "ice" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- on the grid


def test_cells_carry_what_is_read_at_their_middles(ice, grid, all_sea):
    layer = derive_ice_concentration(grid, all_sea, ice=ice)
    row, col = np.indices(grid.shape)
    expected = ice.at(*grid.lonlat_of(row, col)).reshape(12, *grid.shape)
    np.testing.assert_allclose(layer.to_numpy(), expected, atol=1e-6)
    assert layer.dtype == np.float32
    assert layer.dims == ("month", "northing", "easting")


def test_land_has_no_ice_and_no_zero_either(ice, grid, all_sea):
    depth = all_sea.copy()
    depth[0, 0], depth[100, 100] = -50, np.nan
    layer = derive_ice_concentration(grid, depth, ice=ice)
    assert np.argwhere(np.isnan(layer.to_numpy()[0])).tolist() == [[0, 0], [100, 100]]
    summary = derive_ice_summary(grid, depth, ice=ice)
    assert summary["ice_class"].to_numpy()[0, 0] == IceClass.NOT_SEA
    assert np.isnan(summary["wait_days"].to_numpy()[100, 100])


def test_months_may_be_asked_one_by_one(ice, grid, all_sea):
    year = derive_ice_concentration(grid, all_sea, ice=ice)
    march = derive_ice_concentration(grid, all_sea, ice=ice, months=[3])
    xr.testing.assert_equal(march, year.sel(month=[3]))


def test_the_pole_is_in_perennial_ice_hudson_bay_in_seasonal_and_bodo_in_open_water(ice, grid, all_sea):
    classes = derive_ice_summary(grid, all_sea, ice=ice)["ice_class"].to_numpy()

    def at(lon, lat):
        row, col = grid.cell_of(lon, lat)
        return IceClass(classes[round(float(row)), round(float(col))])

    assert at(0.0, 89.9) is IceClass.PERENNIAL
    assert at(-85.0, 60.0) is IceClass.SEASONAL
    assert at(-169.0, 65.8) is IceClass.SEASONAL
    assert at(12.0, 67.3) is IceClass.OPEN_WATER
    assert at(-40.0, 45.0) is IceClass.OPEN_WATER


def test_the_summary_sums_up_the_months(ice, grid, all_sea):
    year = derive_ice_concentration(grid, all_sea, ice=ice).to_numpy()
    summary = derive_ice_summary(grid, all_sea, ice=ice)
    np.testing.assert_allclose(summary["mean"], year.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(summary["greatest"], year.max(axis=0), atol=1e-6)
    np.testing.assert_allclose(summary["least"], year.min(axis=0), atol=1e-6)
    flat = year.reshape(12, -1)
    places = flat.shape[1]
    # A sea just at the threshold may fall either way between float32 and float64.
    clear = (np.abs(flat - 0.15) > 1e-5).all(axis=0)
    wait = summary["wait_days"].to_numpy().ravel()
    np.testing.assert_allclose(
        wait[clear],
        OpenWater(places, np.arange(places), flat, 0.15).wait_days(np.zeros(flat.shape)).mean(axis=0)[clear],
        atol=0.05,
    )
    days = summary["open_days"].to_numpy().ravel()
    np.testing.assert_allclose(
        days[clear], [open_days(year, 0.15) for year in np.float64(flat[:, clear].T)], atol=0.05
    )
    never = summary["ice_class"].to_numpy().ravel() == IceClass.PERENNIAL
    assert np.array_equal(np.isinf(wait), never)


def test_layers_say_their_unit_and_source(ice, grid, all_sea):
    layers = [derive_ice_concentration(grid, all_sea, ice=ice, months=[1])]
    layers += derive_ice_summary(grid, all_sea, ice=ice).data_vars.values()
    for layer in layers:
        assert layer.attrs["units"]
        assert "NSIDC Sea Ice Index v3" in layer.attrs["source"]


@pytest.mark.parametrize("months", [[], [0], [13], [1, 13]])
def test_a_month_that_is_not_is_refused(ice, grid, all_sea, months):
    with pytest.raises(UsageError, match="give months from 1 to 12"):
        derive_ice_concentration(grid, all_sea, ice=ice, months=months)


def test_depths_of_another_grid_are_refused(ice, grid, all_sea):
    with pytest.raises(UsageError, match="give one depth per cell"):
        derive_ice_concentration(grid, all_sea[1:], ice=ice)
    with pytest.raises(UsageError, match="give one depth per cell"):
        derive_ice_summary(grid, all_sea[1:], ice=ice)


def test_a_threshold_that_is_no_share_is_refused(ice, grid, all_sea):
    with pytest.raises(UsageError, match="give a share"):
        derive_ice_summary(grid, all_sea, ice=ice, threshold=15)


# -- files of NSIDC's


def north_of_everything(month: int) -> np.ndarray:
    """Per cent of ice that stands for a month: no other has it."""
    return np.full((len(Y), len(X)), float(month))


def write_cdr(
    path: Path, *, version: int = 5, x=X, y=Y, percent=north_of_everything, years=(2021, 2022)
) -> Path:
    """Write G02202's monthly file: bytes of a hundredth, 251 to 254 flags, 255 missing."""
    step = "tdim" if version == 4 else "time"
    x_name, y_name = ("xgrid", "ygrid") if version == 4 else ("x", "y")
    with netCDF4.Dataset(path, "w") as file:
        for name, size in ((step, 12 * len(years)), ("y", len(y)), ("x", len(x))):
            file.createDimension(name, size)
        time = file.createVariable("time", "f8", (step,))
        time.units, time.calendar = "days since 1601-01-01 00:00:00", "standard"
        dates = [np.datetime64(f"{year}-{month:02d}-01") for year in years for month in ALL_MONTHS]
        time[:] = [(date - np.datetime64("1601-01-01")).astype(int) for date in dates]
        for name, dim, values in ((x_name, "x", x), (y_name, "y", y)):
            axis = file.createVariable(name, "f8", (dim,))
            axis.units = "meters"
            axis[:] = values
        ice = file.createVariable(
            "cdr_seaice_conc_monthly", "u1", (step, "y", "x"), zlib=True, fill_value=255
        )
        ice.units, ice.flag_values = "1", np.array([251, 252, 253, 254, 255], dtype=np.uint8)
        ice.scale_factor, ice.add_offset = np.float32(0.01), np.float32(0)
        ice.set_auto_maskandscale(False)
        maps = np.array([percent(month) for _ in years for month in ALL_MONTHS])
        maps[:, 0, 0], maps[:, 0, 1], maps[:, 1, 0], maps[:, 1, 1] = 251, 253, 254, 255
        ice[:] = maps.astype(np.uint8)
    return path


# Of the files of G02202 up to version 4, and since: the same grid, EPSG:3411.
PROJECTIONS = {
    4: {
        "grid_mapping_name": "polar_stereographic", "straight_vertical_longitude_from_pole": 135.0,
        "longitude_of_projection_origin": -45.0, "latitude_of_projection_origin": 90.0, "standard_parallel": 70.0,
        "proj4text": "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +k=1 +x_0=0 +y_0=0 +a=6378273 +b=6356889.449 "
        "+units=m +no_defs",
        "srid": "urn:ogc:def:crs:EPSG::3411",
    },
    6: {
        "grid_mapping_name": "polar_stereographic", "straight_vertical_longitude_from_pole": -45.0,
        "latitude_of_projection_origin": 90.0, "standard_parallel": 70.0, "semi_major_axis": 6378273.0,
        "inverse_flattening": 298.279411123064, "srid": "urn:ogc:def:crs:EPSG::3411",
    },
}  # fmt: skip


@pytest.mark.parametrize("version", [4, 6])
def test_a_climate_record_with_its_own_projection_is_on_the_grid_as_it_is(tmp_path, version):
    """The meridian of version 4 is the opposite one, its axes have other names than its dimensions."""
    path = write_cdr(tmp_path / "cdr.nc", version=version)
    with netCDF4.Dataset(path, "a") as file:
        file.createVariable("projection", "S1").setncatts(PROJECTIONS[version])
        file["cdr_seaice_conc_monthly"].grid_mapping = "projection"
    np.testing.assert_array_equal(read_ice_maps(path), read_nsidc_concentration(path))
    assert float(read_ice_maps(path)[13, 5, 5]) == pytest.approx(0.02)


def test_a_map_without_the_axes_of_its_projection_is_refused_in_one_line(tmp_path):
    path = write_cdr(tmp_path / "cdr.nc", version=4)
    with netCDF4.Dataset(path, "a") as file:
        file.createVariable("projection", "S1").grid_mapping_name = "lambert_azimuthal_equal_area"
        file["cdr_seaice_conc_monthly"].grid_mapping = "projection"
    with pytest.raises(DataError, match=r"cdr_seaice_conc_monthly has no axis y, x; add it, in m or km"):
        read_ice_maps(path)


def write_index(folder: Path, name: str = "N_202403_concentration_v3.0.tif", epsg: int = 3411) -> Path:
    """Write a GeoTIFF of the Sea Ice Index: tenths of a per cent, 2510 to 2550 flags."""
    values = np.full((len(Y), len(X)), 873, dtype=np.uint16)
    values[0, :4] = 2510, 2530, 2540, 2550
    values[1, :2] = 0, 1000
    place = Affine(25_000, 0, -3_850_000, 0, -25_000, 5_850_000)
    with rasterio.open(
        folder / name, "w", driver="GTiff", dtype="uint16", count=1, height=len(Y), width=len(X),
        crs=f"EPSG:{epsg}", transform=place,
    ) as raster:  # fmt: skip
        raster.write(values, 1)
    return folder / name


@pytest.mark.parametrize("version", [4, 5])
def test_a_file_of_the_climate_record_is_read(tmp_path, version):
    maps = read_nsidc_concentration(write_cdr(tmp_path / "cdr.nc", version=version))
    assert maps.dims == ("time", "y", "x")
    assert str(maps["time"].to_numpy()[13])[:10] == "2022-02-01"
    assert float(maps[13, 5, 5]) == pytest.approx(0.02)
    assert np.isnan(maps[0, :2, :2]).all()  # hole at the pole, coast, land, missing
    assert int(np.isnan(maps[0]).sum()) == 4
    assert maps.attrs["units"] == "share, 0-1"
    assert maps.attrs["source"] == "cdr.nc"
    assert maps["y"].to_numpy()[0] == 5_837_500


@pytest.mark.parametrize(
    ("calendar", "date"), [("standard", "2022-02-01"), ("noleap", "2022-05-14"), ("360_day", "2028-03-19")]
)
def test_times_in_any_calendar_are_read(tmp_path, calendar, date):
    """153,798 days since 1601 in years of 365.2425, 365 and 360 days."""
    path = write_cdr(tmp_path / "cdr.nc")
    with netCDF4.Dataset(path, "a") as file:
        file["time"].calendar = calendar
    assert str(read_nsidc_concentration(path)["time"].to_numpy()[13])[:10] == date


def test_axes_in_kilometres_are_read_and_another_projection_is_refused(tmp_path):
    path = write_cdr(tmp_path / "cdr.nc", x=np.array(X) / 1000.0, y=np.array(Y) / 1000.0)
    with netCDF4.Dataset(path, "a") as file:
        file["x"].units = file["y"].units = "km"
        about = file.createVariable("crs", "i4")
        about.grid_mapping_name, about.standard_parallel = "polar_stereographic", 70.0
        file["cdr_seaice_conc_monthly"].grid_mapping = "crs"
    assert read_nsidc_concentration(path)["y"].to_numpy()[0] == 5_837_500
    with netCDF4.Dataset(path, "a") as file:
        file["crs"].grid_mapping_name = "lambert_azimuthal_equal_area"
    with pytest.raises(
        DataError, match="grid_mapping_name lambert_azimuthal_equal_area, not polar_stereographic"
    ):
        read_nsidc_concentration(path)
    with netCDF4.Dataset(path, "a") as file:
        file["crs"].grid_mapping_name = "polar_stereographic"
        file["x"].units = "radian"
    with pytest.raises(DataError, match="x is in radian; give m or km"):
        read_nsidc_concentration(path)


@pytest.mark.parametrize("units", ["months", None, "days since yesterday"])
def test_times_without_cf_units_are_refused(tmp_path, units):
    path = write_cdr(tmp_path / "cdr.nc")
    with netCDF4.Dataset(path, "a") as file:
        file["time"].delncattr("units")
        if units:
            file["time"].units = units
    with pytest.raises(DataError, match=r"cdr\.nc.* give CF units"):
        read_nsidc_concentration(path)


def test_a_map_of_the_sea_ice_index_is_read(tmp_path):
    march = read_nsidc_concentration(write_index(tmp_path))
    assert str(march["time"].to_numpy()[0])[:7] == "2024-03"
    assert np.isnan(march[0, 0, :4]).all()
    assert march[0, 1, :3].to_numpy() == pytest.approx([0, 1, 0.873])
    assert march["x"].to_numpy()[[0, -1]].tolist() == [-3_837_500, 3_737_500]
    assert march["y"].to_numpy()[[0, -1]].tolist() == [5_837_500, -5_337_500]


def test_files_from_south_to_north_are_turned(tmp_path):
    maps = read_nsidc_concentration(
        write_cdr(
            tmp_path / "up.nc", y=Y[::-1], percent=lambda month: np.arange(len(Y))[:, None] % 100 + 0 * X
        )
    )
    assert maps["y"].to_numpy()[0] == Y[0]
    assert float(maps[0, -3, 5]) == pytest.approx(0.02)


def test_maps_of_several_years_make_a_calendar(tmp_path):
    calendar = derive_ice_calendar(read_nsidc_concentration(write_cdr(tmp_path / "cdr.nc")))
    months = calendar.at([0.0, 179.0, -60.0], [85.0, 70.0, 62.0])
    np.testing.assert_allclose(months, np.arange(1, 13)[:, None] / 100 * np.ones(3), atol=1e-6)
    assert calendar.source == "cdr.nc"


def test_a_calendar_of_ones_own_goes_onto_the_grid(tmp_path, grid, all_sea):
    own = derive_ice_calendar(read_nsidc_concentration(write_cdr(tmp_path / "cdr.nc")))
    layer = derive_ice_concentration(grid, all_sea, ice=own, months=[7])
    middle = layer.to_numpy()[0, grid.rows // 2, grid.cols // 2]
    assert middle == pytest.approx(0.07)
    assert layer.attrs["source"] == "cdr.nc"
    assert layer.to_numpy()[0, 0, 0] == 0  # far south of NSIDC's grid


def test_land_of_a_map_takes_the_ice_of_the_nearest_sea(tmp_path):
    def half(month):
        ice = np.full((len(Y), len(X)), 90.0)
        ice[:, 200:] = 254  # land east of 1,162.5 km
        return ice

    calendar = derive_ice_calendar(read_nsidc_concentration(write_cdr(tmp_path / "half.nc", percent=half)))
    np.testing.assert_allclose(calendar.concentration, 0.9, atol=1e-6)


def test_a_year_with_a_month_missing_makes_no_calendar(tmp_path):
    maps = read_nsidc_concentration(write_cdr(tmp_path / "cdr.nc", years=(2022,)))
    with pytest.raises(DataError, match="no month 6, 7; add its map"):
        derive_ice_calendar(maps.isel(time=[0, 1, 2, 3, 4, 7, 8, 9, 10, 11]))


def test_a_part_of_the_map_makes_no_calendar(tmp_path):
    maps = read_nsidc_concentration(
        write_cdr(tmp_path / "part.nc", x=X[10:], percent=lambda m: 0 * Y[:, None] + 0 * X[10:])
    )
    with pytest.raises(DataError, match="give whole maps"):
        derive_ice_calendar(maps)


def test_a_climatology_by_month_is_read():
    reference = REFERENCE / "sea_ice_monthly_25km.nc"
    if not reference.is_file():
        pytest.skip(f"{reference.name} is not beside the checkout: reference data does not ship")
    maps = read_nsidc_concentration(reference)
    assert maps.dims == ("month", "y", "x")
    assert 0.9 < float(maps.max()) <= 1.0
    calendar = derive_ice_calendar(maps)
    months = calendar.at([-85.0, 0.0, 14.0], [60.0, 90.0, 67.3])
    assert months[FEBRUARY] == pytest.approx([0.95, 0.95, 0.0], abs=0.1)
    assert months[SEPTEMBER, 0] < 0.05


@pytest.mark.parametrize("name", ["march.tif", "S_202403_concentration_v3.0.tif"])
def test_a_map_whose_name_says_no_northern_month_is_refused(tmp_path, name):
    with pytest.raises(DataError, match="N_YYYYMM_concentration"):
        read_nsidc_concentration(write_index(tmp_path, name))


def test_a_map_on_another_grid_is_refused(tmp_path):
    with pytest.raises(DataError, match="coordinate system EPSG:3995"):
        read_nsidc_concentration(write_index(tmp_path, epsg=3995))


def test_a_file_without_ice_is_refused(tmp_path, write_gebco):
    with pytest.raises(DataError, match="no concentration among"):
        read_nsidc_concentration(write_gebco(lambda lon, lat: 0 * lon, step_deg=30.0))


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "ice.nc").write_text("ice")
    with pytest.raises(DataError, match="as NetCDF or GeoTIFF"):
        read_nsidc_concentration(tmp_path / "ice.nc")
    with pytest.raises(DataError, match=r"nowhere\.nc"):
        read_nsidc_concentration(tmp_path / "nowhere.nc")


def test_a_calendar_with_gaps_is_refused(ice):
    gap = ice.concentration.copy()
    gap[0, 0, 0] = np.nan
    with pytest.raises(DataError, match="gaps"):
        IceCalendar.of(gap)
    with pytest.raises(DataError, match="give all twelve"):
        IceCalendar.of(ice.concentration[:11])
    for part in (ice.concentration[:, ::-1], ice.concentration[:, :1], ice.concentration[:, [0, 1, 3]]):
        with pytest.raises(DataError, match="uneven steps"):
            IceCalendar.of(part)
