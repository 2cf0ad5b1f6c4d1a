import netCDF4
import numpy as np
import pytest

from routeplan.bathymetry import derive_depth, read_bathymetry
from routeplan.errors import DataError
from routeplan.grid import Grid


def level(height):
    return lambda lon, lat: np.full(lon.shape, height)


def slope_north(lon, lat):
    """10 m deeper with every degree of latitude: straight between values, so that reading between them is exact."""
    return -10.0 * lat


def wave_east(lon, lat):
    return -2000.0 + 1000.0 * np.cos(np.radians(lon))


def wave_at_180(lon, lat):
    return -2000.0 + 1000.0 * np.sin(np.radians(lon))


@pytest.fixture(scope="module")
def etopo5():
    return read_bathymetry()


def test_heights_below_zero_become_depths_above_zero(write_gebco):
    sea = read_bathymetry(write_gebco(lambda lon, lat: np.where(lon < 0, -4000.0, 250.0)))
    assert sea.at([-90.0, 90.0], [60.0, 60.0]) == pytest.approx([4000.0, -250.0])
    assert sea.depth_m.attrs == {"units": "m, positive down", "source": "GEBCO_test.nc"}


def test_between_values_depth_is_read_off_the_straight_line(write_gebco):
    sea = read_bathymetry(write_gebco(slope_north))
    lat = np.array([40.0, 40.25, 66.6, 89.0])
    assert sea.at(12.3, lat) == pytest.approx(10.0 * lat, abs=0.51)  # heights are whole metres


@pytest.mark.parametrize("lon", [180.0, -180.0, 179.9, -179.9, 0.0, 360.0, 0.1, 359.9, -0.1, 540.0])
@pytest.mark.parametrize("west_deg", [-180.0, 0.0])
def test_the_lattice_closes_across_180_and_greenwich(write_gebco, lon, west_deg):
    sea = read_bathymetry(write_gebco(wave_east, west_deg=west_deg, east_deg=west_deg + 360))
    # Half a degree of a cosine of 1000 m is flat to 0.1 m; heights are whole metres.
    assert sea.at(lon, 60.2) == pytest.approx(2000.0 - 1000.0 * np.cos(np.radians(lon)), abs=0.7)


def test_a_file_of_part_of_the_world_has_no_depth_beside_it(write_gebco):
    sea = read_bathymetry(write_gebco(level(-500.0), west_deg=-20.0, east_deg=20.0))
    assert sea.at([0.0, 19.0, -19.0], 50.0) == pytest.approx([500.0] * 3)
    assert np.isnan(sea.at([25.0, -25.0, 180.0], 50.0)).all()


@pytest.mark.parametrize("step_deg", [2.0, 1.0, 0.75, 0.5, 0.3, 0.25])
def test_the_pole_has_a_depth_although_values_end_short_of_it(write_gebco, step_deg):
    sea = read_bathymetry(write_gebco(level(-4200.0), step_deg=step_deg))
    assert sea.at([0.0, 77.0], 90.0) == pytest.approx([4200.0] * 2)


@pytest.mark.parametrize("spacing_km", [300.0, 500.0, 900.0, 1600.0])
def test_blocks_that_do_not_divide_the_circle_leave_no_gap_at_180(write_gebco, spacing_km):
    # Blocks of 1, 2, 4 and 7 degrees, and 360 = 51 x 7 + 3. The wave is steepest at 180: 17 m a degree.
    sea = read_bathymetry(write_gebco(wave_at_180), spacing_km=spacing_km)
    lon = np.arange(-180.0, 180.5, 0.5)
    assert sea.at(lon, 60.2) == pytest.approx(2000.0 - 1000.0 * np.sin(np.radians(lon)), abs=5.0)


def test_blocks_that_do_not_divide_the_rows_leave_no_hole_at_the_pole(write_gebco):
    sea = read_bathymetry(write_gebco(level(-4200.0)), spacing_km=1600.0)  # 60 rows in blocks of 7
    assert sea.at(0.0, [60.0, 80.0, 88.0, 89.9]) == pytest.approx([4200.0] * 4)


def test_a_finer_file_is_averaged_to_half_the_spacing(write_gebco):
    path = write_gebco(lambda lon, lat: np.where(np.floor(4 * lon) % 2 == 0, -1000.0, -3000.0), step_deg=0.25)
    sea = read_bathymetry(path, spacing_km=112.0)  # blocks of half a degree: one ridge, one trough
    assert sea.spacing_deg == pytest.approx(0.5)
    assert sea.depth_m.to_numpy() == pytest.approx(2000.0)
    assert float(sea.depth_m["lon"][0]) == pytest.approx(-179.75)


def test_without_spacing_every_value_is_kept(write_gebco):
    path = write_gebco(level(-100.0), step_deg=0.5)
    assert read_bathymetry(path).spacing_deg == pytest.approx(0.5)
    assert read_bathymetry(path, spacing_km=5.0).spacing_deg == pytest.approx(0.5)


def test_rows_south_of_the_limit_are_not_read(write_gebco):
    sea = read_bathymetry(write_gebco(level(-100.0)), south_deg=45.0)
    assert sea.south_deg == pytest.approx(45.5)
    assert np.isnan(sea.at(0.0, 44.0))
    assert sea.at(0.0, 46.0) == pytest.approx(100.0)


def test_gaps_in_the_data_are_no_data(write_gebco):
    path = write_gebco(level(-100.0))
    with netCDF4.Dataset(path, "a") as file:
        file["elevation"].setncattr("missing_value", np.int16(-32767))
        file["elevation"][140:150, 100:110] = -32767
    sea = read_bathymetry(path)
    assert np.isnan(sea.at(-75.0, 55.0))
    assert sea.at(-75.0, 65.0) == pytest.approx(100.0)


def test_depth_on_cells_is_depth_at_their_centres(write_gebco):
    sea, grid = read_bathymetry(write_gebco(wave_east)), Grid.arctic(spacing_km=100, south_deg=40)
    on_cells = derive_depth(sea, grid)
    lon, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])
    assert on_cells.to_numpy() == pytest.approx(sea.at(lon, lat), abs=0.05, nan_ok=True)
    assert on_cells.dims == ("northing", "easting")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"GEBCO_2030\.nc"):
        read_bathymetry(tmp_path / "GEBCO_2030.nc")


def test_a_file_that_is_no_netcdf_is_named(tmp_path):
    (tmp_path / "notes.nc").write_text("depths to come")
    with pytest.raises(DataError, match=r"notes\.nc"):
        read_bathymetry(tmp_path / "notes.nc")


def test_a_folder_is_no_bathymetry(tmp_path):
    with pytest.raises(DataError, match=tmp_path.name):
        read_bathymetry(tmp_path)


def test_a_file_without_heights_is_named_with_what_it_holds(write_gebco):
    with pytest.raises(DataError, match=r"GEBCO_test\.nc: no height among lat, lon, tid"):
        read_bathymetry(write_gebco(level(-1.0), variable="tid"))


@pytest.mark.parametrize("variable", ["z", "Band1"])
def test_heights_under_other_common_names_are_found(write_gebco, variable):
    assert read_bathymetry(write_gebco(level(-7.0), variable=variable)).at(0.0, 50.0) == pytest.approx(7.0)


def test_falling_latitudes_are_refused(write_gebco):
    with pytest.raises(DataError, match=r"GEBCO_test\.nc: latitude does not rise"):
        read_bathymetry(write_gebco(level(-1.0), falling=True))


def test_uneven_longitudes_are_refused(write_gebco):
    path = write_gebco(level(-1.0))
    with netCDF4.Dataset(path, "a") as file:
        file["lon"][100:] = file["lon"][100:] + 1.0
    with pytest.raises(DataError, match=r"GEBCO_test\.nc: longitude does not rise"):
        read_bathymetry(path)


def test_heights_by_longitude_first_are_refused(tmp_path):
    with netCDF4.Dataset(tmp_path / "turned.nc", "w") as file:
        for axis, values in (("lat", np.arange(40.0, 50.0)), ("lon", np.arange(20.0))):
            file.createDimension(axis, len(values))
            file.createVariable(axis, "f8", (axis,))[:] = values
        file.createVariable("elevation", "i2", ("lon", "lat"))[:] = 0
    with pytest.raises(DataError, match=r"turned\.nc: heights are \(20, 10\)"):
        read_bathymetry(tmp_path / "turned.nc")


def test_a_file_of_the_south_is_refused(write_gebco):
    path = write_gebco(level(-1.0))
    with pytest.raises(DataError, match=r"GEBCO_test\.nc"):
        read_bathymetry(path, south_deg=89.0)


# Depths as charts and handbooks give them (PAP is an ocean observatory in 4,850 m); ETOPO5 cells are 9 km.
@pytest.mark.parametrize(
    ("place", "lon", "lat", "least_m", "most_m"),
    [
        ("Bering Strait", -168.8, 65.9, 20, 60),
        ("Denmark Strait sill", -27.0, 66.2, 400, 700),
        ("Porcupine Abyssal Plain, PAP", -16.5, 49.0, 4600, 4950),
        ("Amundsen Basin at the pole", 0.0, 90.0, 3900, 4500),
        ("Japan Trench", 144.3, 39.0, 6500, 8100),
        ("Dogger Bank", 2.5, 54.8, 10, 45),
        ("Greenland's ice cap", -40.0, 72.0, -3400, -2000),
        ("Siberia", 105.0, 62.0, -1000, -100),
    ],
)
def test_known_places_are_as_deep_as_charts_say(etopo5, place, lon, lat, least_m, most_m):
    assert least_m <= float(etopo5.at(lon, lat)) <= most_m


def test_the_embedded_sea_has_no_holes_north_of_30(etopo5):
    assert np.isfinite(etopo5.at(np.arange(-180.0, 180.0), np.linspace(30.0, 90.0, 360))).all()
