import hashlib
import pickle
import subprocess
import sys
import warnings
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import rasterio
from rasterio import Affine
from rasterio.errors import NotGeoreferencedWarning

from routeplan.errors import DataError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.grid import Grid
from routeplan.io.sources import Source
from routeplan.runtime.notices import collected_notices
from routeplan.seabed.bathymetry import derive_depth, derive_depth_range, open_bathymetry, read_bathymetry


def level(height):
    return lambda lon, lat: np.full(lon.shape, height)


def slope_north(lon, lat):
    """10 m deeper with every degree of latitude: straight between values, so that reading between them is exact."""
    return -10.0 * lat


def wave_east(lon, lat):
    return -2000.0 + 1000.0 * np.cos(np.radians(lon))


def wave_at_180(lon, lat):
    return -2000.0 + 1000.0 * np.sin(np.radians(lon))


def rugged(lon, lat):
    """No two neighbours alike, the same at every call."""
    return np.random.default_rng(5).integers(-6000, 500, lon.shape)


@pytest.fixture
def write_geotiff(tmp_path):
    """Write heights as GeoTIFF from the north, one value a degree and all round the Earth unless told."""

    def write(heights, *, west_deg=-180.0, step_deg=1.0, crs="EPSG:4326", scale=1.0, offset=0.0, **profile):
        path = tmp_path / "GEBCO_test.tif"
        rows, cols = heights.shape
        placed = {"crs": crs, "transform": Affine(step_deg, 0, west_deg, 0, -step_deg, 90)} if crs else {}
        shape = {"height": rows, "width": cols, "count": 1, "dtype": heights.dtype}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # what is asked for without crs
            file = rasterio.open(path, "w", driver="GTiff", **shape, **placed, **profile)
        with file:
            file.write(heights, 1)
            file.scales, file.offsets = (scale,), (offset,)
        return path

    return write


def spiky(lon, lat):
    """A plain with a few single values far above and below it: whoever leaves one out is found out."""
    rng = np.random.default_rng(6)
    return -3000 + np.where(rng.random(lon.shape) < 0.004, rng.integers(-2500, 2500, lon.shape), 0)


def heights_from_north(height, *, step_deg=1.0, west_deg=-180.0, dtype=np.int16):
    lat = np.arange(90.0 - step_deg / 2, -90.0, -step_deg)
    lon = np.arange(west_deg + step_deg / 2, west_deg + 360.0, step_deg)
    return np.rint(height(*np.meshgrid(lon, lat))).astype(dtype)


def wide_grid(spacing_km, *, odd=False):
    """Cells to a file of a degree or so as the default grid's are to GEBCO's; the pole a corner, or inside if odd."""
    cells = 2 * int(np.ceil(7200.0 / spacing_km)) + odd
    outer_m = cells * spacing_km * 1000.0 / 2
    return Grid(spacing_km * 1000.0, -outer_m, outer_m, cells, cells)


def tile_at(grid, lon, lat, cells=12):
    """A window of a grid with a position near its middle."""
    row, col = (int(np.clip(at - cells / 2, 0, grid.rows - cells)) for at in grid.cell_of(lon, lat))
    return grid.window(row, row + cells, col, col + cells)


# Where grids end: the pole, 180, Greenwich, and places between.
PLACES = [(0.0, 90.0), (57.0, 89.0), (180.0, 75.0), (-179.8, 50.0), (0.0, 60.0), (359.9, 45.0), (100.0, 40.0)]


@pytest.fixture(scope="module")
def embedded():
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
def test_the_grid_closes_across_180_and_greenwich(write_gebco, lon, west_deg):
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


@pytest.mark.parametrize("falling", [False, True])
def test_heights_by_longitude_and_latitude_are_those_of_their_twin_and_told(write_gebco, tmp_path, falling):
    """As many latitudes as longitudes: only the names of the dimensions tell the order."""
    twin = write_gebco(
        wave_east, step_deg=0.5, south_deg=40.0, west_deg=-40.0, east_deg=10.0, falling=falling
    )
    turned = tmp_path / "turned.nc"
    with netCDF4.Dataset(twin) as file, netCDF4.Dataset(turned, "w") as other:
        assert file["elevation"].shape == (100, 100)
        for axis in ("lon", "lat"):
            other.createDimension(axis, 100)
            other.createVariable(axis, "f8", (axis,))[:] = file[axis][:]
        elevation = other.createVariable("elevation", "i2", ("lon", "lat"), chunksizes=(50, 10))
        elevation[:] = file["elevation"][:].T
    with collected_notices() as told:
        np.testing.assert_array_equal(read_bathymetry(turned).values_m, read_bathymetry(twin).values_m)
    assert told == [f"{turned}: elevation is by longitude and latitude; read as latitude and longitude"]


@pytest.mark.parametrize("variable", ["z", "Band1"])
def test_heights_under_other_common_names_are_found(write_gebco, variable):
    assert read_bathymetry(write_gebco(level(-7.0), variable=variable)).at(0.0, 50.0) == pytest.approx(7.0)


def test_uneven_longitudes_are_refused(write_gebco):
    path = write_gebco(level(-1.0))
    with netCDF4.Dataset(path, "a") as file:
        file["lon"][100:] = file["lon"][100:] + 1.0
    with pytest.raises(DataError, match=r"GEBCO_test\.nc: longitude does not rise"):
        read_bathymetry(path)


def test_heights_by_dimensions_without_an_axis_are_refused_where_their_shape_is_another(tmp_path):
    with netCDF4.Dataset(tmp_path / "turned.nc", "w") as file:
        for axis, values in (("lat", np.arange(40.0, 50.0)), ("lon", np.arange(20.0))):
            file.createDimension(axis, len(values))
            file.createVariable(axis, "f8", (axis,))[:] = values
        for name, size in (("column", 20), ("row", 10)):
            file.createDimension(name, size)
        file.createVariable("elevation", "i2", ("column", "row"))[:] = 0
    with pytest.raises(DataError, match=r"turned\.nc: heights are \(20, 10\)"):
        read_bathymetry(tmp_path / "turned.nc")


def test_a_file_of_the_south_is_refused(write_gebco):
    path = write_gebco(level(-1.0))
    with pytest.raises(DataError, match=r"GEBCO_test\.nc"):
        read_bathymetry(path, south_deg=89.0)


@pytest.mark.parametrize(("lon", "lat"), PLACES)
@pytest.mark.parametrize("west_deg", [-180.0, 0.0])
@pytest.mark.parametrize("falling", [False, True])
def test_a_window_gives_the_depths_of_the_whole_file_to_the_last_bit(
    write_gebco, lon, lat, west_deg, falling
):
    path = write_gebco(rugged, west_deg=west_deg, east_deg=west_deg + 360.0, falling=falling)
    tile = tile_at(Grid.arctic(spacing_km=50), lon, lat, cells=40)  # too fine for averaging
    with open_bathymetry(path) as file:
        window = file.window(tile)
    whole = derive_depth(read_bathymetry(path, south_deg=-90.0), tile).to_numpy()
    assert np.isfinite(whole).all()
    assert np.array_equal(derive_depth(window, tile).to_numpy(), whole)
    assert window.depth_m.size < 180 * 360 / 4


def test_latitudes_may_rise_or_fall_in_a_file(write_gebco):
    sea = read_bathymetry(write_gebco(slope_north, falling=True))
    assert sea.at(12.3, [40.0, 66.6, 89.0]) == pytest.approx([400.0, 666.0, 890.0], abs=0.51)


def test_a_window_across_180_has_longitudes_that_go_on_rising(write_gebco):
    tile = tile_at(Grid.arctic(spacing_km=100), 180.0, 65.0)
    with open_bathymetry(write_gebco(wave_at_180)) as file:
        window = file.window(tile)
    lon = window.depth_m["lon"].to_numpy()
    assert lon[0] < 180.0 < lon[-1]
    assert np.diff(lon) == pytest.approx(1.0)
    assert window.depth_m[0].to_numpy() == pytest.approx(2000 - 1000 * np.sin(np.radians(lon)), abs=0.51)


def test_a_window_of_a_file_of_part_of_the_world_has_no_depth_beside_it(write_gebco):
    path = write_gebco(rugged, west_deg=-20.0, east_deg=20.0)
    grid = Grid.arctic(spacing_km=100)
    with open_bathymetry(path) as file:
        for lon in (0.0, 19.0, -21.0, 180.0):
            tile = tile_at(grid, lon, 50.0)
            whole = derive_depth(read_bathymetry(path, south_deg=-90.0), tile).to_numpy()
            assert np.array_equal(derive_depth(file.window(tile), tile).to_numpy(), whole, equal_nan=True)
            assert np.isnan(whole).all() == (lon == 180.0)


def test_a_longitude_held_twice_is_taken_once(tmp_path):
    lat, lon = np.arange(-90.0, 91.0), np.arange(-180.0, 181.0)  # ETOPO1's layout: values on the grid lines
    with netCDF4.Dataset(tmp_path / "lines.nc", "w") as file:
        for axis, values in (("lat", lat), ("lon", lon)):
            file.createDimension(axis, len(values))
            file.createVariable(axis, "f8", (axis,))[:] = values
        file.createVariable("z", "i2", ("lat", "lon"))[:] = np.rint(wave_at_180(*np.meshgrid(lon, lat)))
    sea = read_bathymetry(tmp_path / "lines.nc")
    assert sea.latlon_grid.cols == 360
    turn = np.array([178.5, 179.5, 180.0, -179.5, -178.5])
    assert sea.at(turn, 60.0) == pytest.approx(2000 - 1000 * np.sin(np.radians(turn)), abs=1.0)


def test_windows_of_a_finer_file_average_half_a_cell_and_more_columns_towards_the_pole(write_gebco):
    path = write_gebco(level(-100.0), step_deg=0.25)
    grid = wide_grid(240.0)  # half a cell is 1.08 degrees: 4 rows of 0.25
    with open_bathymetry(path) as file:
        for lat, block in ((45.0, (4, 4)), (65.0, (4, 8)), (76.0, (4, 16))):
            tile = tile_at(grid, 30.0, lat, cells=2)
            latlon_grid = file.window(tile).latlon_grid
            assert (latlon_grid.lat_step_deg / 0.25, latlon_grid.lon_step_deg / 0.25) == pytest.approx(block)
            west, south, _, _ = tile.lonlat_bounds()
            assert geodesic_km(west, south, west + latlon_grid.lon_step_deg, south) < 0.5 * 240.0


def test_averaged_windows_hold_means_of_whole_blocks_counted_from_the_first_column(write_gebco):
    path = write_gebco(rugged, step_deg=0.5)
    heights = rugged(np.empty((360, 720)), None)
    means = -heights.reshape(180, 2, 360, 2).mean(axis=(1, 3))
    grid = wide_grid(240.0)
    with open_bathymetry(path) as file:
        left, right = (file.window(tile_at(grid, lon, 40.0, cells=4)) for lon in (170.0, 176.0))
    for window in (left, right):
        rows = window.first_row + np.arange(window.depth_m.shape[0])
        cols = (window.first_col + np.arange(window.depth_m.shape[1])) % 360
        assert window.latlon_grid.lat_step_deg == window.latlon_grid.lon_step_deg == 1.0
        assert window.depth_m.to_numpy() == pytest.approx(means[np.ix_(rows, cols)], rel=1e-6)
    lon, lat = (np.intersect1d(left.depth_m[axis], right.depth_m[axis]) for axis in ("lon", "lat"))
    assert min(len(lon), len(lat)) > 2
    shared = [each.depth_m.sel(lon=lon, lat=lat) for each in (left, right)]
    assert np.array_equal(*shared)


def test_geotiff_and_netcdf_of_the_same_heights_are_the_same_sea(write_gebco, write_geotiff):
    netcdf = write_gebco(rugged)
    heights = rugged(np.empty((180, 360)), None).astype(np.int16)
    for layout in ({}, {"tiled": True, "blockxsize": 64, "blockysize": 64}, {"BIGTIFF": "YES"}):
        geotiff = write_geotiff(heights[::-1], **layout)
        assert np.array_equal(read_bathymetry(netcdf).depth_m, read_bathymetry(geotiff).depth_m)
        tile = tile_at(Grid.arctic(spacing_km=100), 180.0, 80.0)
        with open_bathymetry(netcdf) as one, open_bathymetry(geotiff) as other:
            assert np.array_equal(one.window(tile).depth_m, other.window(tile).depth_m)
            assert other.latlon_grid == pytest.approx(one.latlon_grid)


def test_geotiff_from_greenwich_eastward_is_read(write_geotiff):
    sea = read_bathymetry(write_geotiff(heights_from_north(wave_east, west_deg=0.0), west_deg=0.0))
    lon = np.array([-179.9, -60.0, -0.1, 0.1, 90.0, 180.0])
    assert sea.at(lon, 60.2) == pytest.approx(2000.0 - 1000.0 * np.cos(np.radians(lon)), abs=0.7)


@pytest.mark.parametrize(
    ("dtype", "nodata", "scale", "offset"),
    [(np.int16, -32768, 1.0, 0.0), (np.float32, -9999.0, 1.0, 0.0), (np.float32, np.nan, 1.0, 0.0),
     (np.int32, -99999, 1.0, 0.0), (np.int16, -32768, 0.5, -10.0)],
)  # fmt: skip
def test_geotiff_values_are_decoded_and_gaps_are_no_data(write_geotiff, dtype, nodata, scale, offset):
    raw = heights_from_north(level(-100.0), dtype=dtype)
    raw[30:40, 100:110] = nodata  # 60 N to 50 N, 80 W to 70 W
    sea = read_bathymetry(write_geotiff(raw, nodata=nodata, scale=scale, offset=offset))
    assert np.isnan(sea.at(-75.0, 55.0))
    assert sea.at(-75.0, 65.0) == pytest.approx(100.0 * scale - offset)


def test_geotiff_without_positions_is_refused(write_geotiff):
    with pytest.raises(DataError, match=r"GEBCO_test\.tif is not georeferenced"):
        read_bathymetry(write_geotiff(np.zeros((20, 20), dtype=np.int16), crs=None))


def test_a_broken_geotiff_is_named(tmp_path):
    (tmp_path / "half.tif").write_bytes(b"II*\0 and no more")
    with pytest.raises(DataError, match=r"half\.tif as GeoTIFF"):
        read_bathymetry(tmp_path / "half.tif")


def test_packed_netcdf_heights_are_unpacked(write_gebco):
    path = write_gebco(level(-100.0))
    with netCDF4.Dataset(path, "a") as file:
        file["elevation"].setncatts({"scale_factor": 0.5, "add_offset": -10.0})
    assert read_bathymetry(path).at(0.0, 50.0) == pytest.approx(60.0)


def test_a_survey_holds_mean_and_extremes_of_every_block(write_gebco):
    path = write_gebco(rugged, step_deg=0.5)
    depth = -rugged(np.empty((360, 720)), None)[240:].reshape(24, 5, 144, 5)
    with open_bathymetry(path) as file:
        survey = file.read_summary(south_deg=30.0, spacing_km=600.0)  # half of it is 5 values of 56 km
    assert survey.block == 5
    assert np.array_equal(survey.mean.depth_m, read_bathymetry(path, spacing_km=600.0).depth_m)
    assert survey.mean.depth_m.to_numpy() == pytest.approx(depth.mean(axis=(1, 3)), rel=1e-6)
    assert np.array_equal(survey.shallowest_m, depth.min(axis=(1, 3)))
    assert np.array_equal(survey.deepest_m, depth.max(axis=(1, 3)))


def test_extremes_of_a_survey_are_of_the_heights_there_are(write_geotiff):
    raw = heights_from_north(level(-100.4), step_deg=0.5, dtype=np.float32) - np.float32(0.4)
    raw[:10, :10] = np.nan
    raw[10, 10] = np.nan
    with open_bathymetry(write_geotiff(raw, step_deg=0.5)) as file:
        survey = file.read_summary(south_deg=30.0, spacing_km=600.0)
    assert np.isnan(survey.mean.depth_m[-2:, :2]).all()
    assert np.isnan(survey.mean.depth_m[-3, 2])
    assert (survey.shallowest_m[-3, 2], survey.deepest_m[-3, 2]) == (100, 101)  # rounded outwards
    shallowest, deepest = derive_depth_range(survey, wide_grid(600.0))
    assert np.nanmin(shallowest) == 100.0
    assert np.nanmax(deepest) == 101.0


@pytest.mark.parametrize(("factor", "west_deg"), [(1, -180.0), (2, 0.0), (3, -180.0), (11, 0.0)])
def test_no_depth_inside_a_cell_lies_beyond_its_range(write_gebco, factor, west_deg):
    # As 75" blocks of a 15" file under 5 km cells, 60 times as large; windows of the first two are averaged.
    path = write_gebco(spiky, step_deg=0.25, west_deg=west_deg, east_deg=west_deg + 360.0)
    coarse, dense = wide_grid(300.0, odd=factor == 1), 12
    with open_bathymetry(path) as file:
        survey = file.read_summary(south_deg=30.0, spacing_km=300.0)
        ranges = derive_depth_range(survey, coarse, window_spacing_km=300.0 / factor)
        for row, col in np.ndindex(coarse.rows // 3, coarse.cols // 3):
            rows, cols = slice(3 * row, 3 * row + 3), slice(3 * col, 3 * col + 3)
            cells = coarse.window(rows.start, rows.stop, cols.start, cols.stop)
            if cells.lonlat_bounds()[1] > 31.0:
                window = file.window(cells.refined(factor))
                depth = derive_depth(window, cells.refined(dense)).to_numpy().reshape(3, dense, 3, dense)
                shallowest, deepest = (bound[rows, cols] for bound in ranges)
                assert (depth.min(axis=(1, 3)) >= shallowest).all()
                assert (depth.max(axis=(1, 3)) <= deepest).all()


@pytest.mark.parametrize("odd", [False, True])
def test_no_depth_at_any_position_lies_beyond_the_range_of_its_cell(write_gebco, odd):
    path = write_gebco(spiky, step_deg=0.25)
    grid = wide_grid(300.0, odd=odd)
    with open_bathymetry(path) as file:
        survey = file.read_summary(south_deg=30.0, spacing_km=300.0)
    shallowest, deepest = derive_depth_range(survey, grid, window_spacing_km=1.0)
    rng = np.random.default_rng(1)
    lon = rng.uniform(-180, 180, 400_000)
    lat = np.degrees(np.arcsin(rng.uniform(0.51, 1.0, 400_000)))
    lat[:20_000] = rng.uniform(86.0, 90.0, 20_000)
    depth = read_bathymetry(path).at(lon, lat)
    row, col = (np.rint(at).astype(int) for at in grid.cell_of(lon, lat))
    assert (depth >= shallowest[row, col] - 1e-6).all()
    assert (depth <= deepest[row, col] + 1e-6).all()


def test_the_range_of_a_slope_is_that_of_the_cell_and_its_blocks(write_gebco):
    # 10 m a degree of latitude: a cell of 300 km is 2.7 degrees high, its diagonal 3.8; a block is 1.25 degrees.
    grid = wide_grid(300.0)
    with open_bathymetry(write_gebco(slope_north, step_deg=0.25)) as file:
        survey = file.read_summary(south_deg=30.0, spacing_km=300.0)
    shallowest, deepest = derive_depth_range(survey, grid, window_spacing_km=1.0)
    _, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])
    inside = (lat > 35.0) & (lat < 86.0)
    assert (shallowest[inside] < 10 * lat[inside]).all()
    assert (deepest[inside] > 10 * lat[inside]).all()
    assert (deepest - shallowest)[inside].min() >= 26.0 / 1.3  # k at 30 N: cells there are smaller
    assert (deepest - shallowest)[inside].max() <= 10 * (3.85 + 2 * 1.25 + 2 * 0.25) + 1.0
    assert np.isnan(shallowest[lat < 20.0]).all()


def test_a_file_of_the_south_has_no_survey(write_gebco):
    path = write_gebco(level(-1.0))
    with open_bathymetry(path) as file, pytest.raises(DataError, match=r"ends at 89\.5N; .* north of 89N"):
        file.read_summary(south_deg=89.0, spacing_km=5.0)


def test_the_checksum_of_a_file_is_taken_only_when_it_is_asked_for(write_gebco, monkeypatch):
    path = write_gebco(level(-1.0))
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    with monkeypatch.context() as patch:
        patch.delattr("routeplan.io.sources.sha256_of")
        sea = read_bathymetry(path)
        assert "GEBCO_test.nc" in repr(sea.source)
    assert sea.source.sha256 == expected
    assert pickle.loads(pickle.dumps(sea.source)) == Source("GEBCO_test.nc", sea.source.licence, expected)


def test_a_file_that_changed_after_it_was_opened_has_no_checksum(write_gebco):
    path = write_gebco(level(-1.0))
    source = read_bathymetry(path).source
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DataError, match=r"GEBCO_test\.nc has changed since it was opened"):
        _ = source.sha256


_BUILDER = Path(__file__).parents[2] / "benchmarks" / "gebco_like.py"


def test_the_builder_of_large_files_keeps_to_the_layout_and_to_the_coast(tmp_path, embedded):
    for name in ("strait.nc", "strait.tif"):
        command = [sys.executable, str(_BUILDER), str(tmp_path / name), "--region=-29,65,-27,67"]
        subprocess.run(command, check=True, capture_output=True)
    with netCDF4.Dataset(tmp_path / "strait.nc") as file:
        assert file["elevation"].dimensions == ("lat", "lon")
        assert file["elevation"].dtype == np.int16
        assert (float(file["lat"][0]), float(file["lon"][0])) == pytest.approx((65 + 1 / 480, -29 + 1 / 480))
    sea = read_bathymetry(tmp_path / "strait.nc").depth_m
    assert sea.shape == (480, 480)
    assert np.array_equal(sea, read_bathymetry(tmp_path / "strait.tif").depth_m)
    smooth = embedded.at(*np.meshgrid(sea["lon"], sea["lat"]))
    assert np.array_equal(smooth > 0, sea > 0)
    assert 0.001 < np.std(sea / smooth) < 0.05


def test_the_embedded_sea_has_no_holes_north_of_30(embedded):
    assert np.isfinite(embedded.at(np.arange(-180.0, 180.0), np.linspace(30.0, 90.0, 360))).all()


def test_halved_depths_are_means_of_two_by_two_counted_from_the_north(write_gebco):
    path = write_gebco(lambda lon, lat: -1000.0 - 10.0 * lat + lon, step_deg=1.0)
    with open_bathymetry(path) as file:
        whole = file.read(south_deg=31.0)
    half = whole.halved()
    assert half.depth_m.shape == (len(whole.depth_m) // 2, 180)
    assert float(half.depth_m["lat"][-1]) == 89.0
    assert float(half.depth_m["lat"][0]) == 33.0  # the row from 31 to 32 N fills no block
    # A plane is its own mean: the depth at the middle of a block is that of the plane.
    lon, lat = np.array([-100.0, 20.0]), np.array([45.0, 61.0])
    np.testing.assert_allclose(half.at(lon, lat), 1000.0 + 10.0 * lat - lon, atol=1.0)
