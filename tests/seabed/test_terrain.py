import numpy as np
import pytest

from routeplan.errors import UsageError
from routeplan.geo.grid import Grid
from routeplan.io.sources import Source
from routeplan.seabed.bathymetry import Bathymetry, LatLonGrid, derive_depth, open_bathymetry, read_bathymetry
from routeplan.seabed.terrain import derive_ruggedness, derive_slope, derive_slope_tensor

SOURCE = Source("drawn for a test", "BSD-3-Clause", "0" * 64)
# A degree of the meridian on WGS 84, from M = a (1 - e^2) / (1 - e^2 sin^2 lat)^1.5.
KM_PER_DEG_AT_60N, KM_PER_DEG_AT_POLE = 111.412, 111.694


def sea_of(depth, *, step_deg=0.25, south_deg=30.0) -> Bathymetry:
    """Depths as a function of longitude and latitude, on a grid that holds the pole and closes round."""
    latlon_grid = LatLonGrid(
        south_deg, 0.0, step_deg, step_deg, round((90 - south_deg) / step_deg) + 1, round(360 / step_deg)
    )
    values = depth(*np.meshgrid(latlon_grid.lon, latlon_grid.lat)) * np.ones(
        (latlon_grid.rows, latlon_grid.cols)
    )
    return Bathymetry(values.astype(np.float32), SOURCE, latlon_grid)


def at(layer, grid, lon, lat) -> float:
    row, col = grid.cell_of(lon, lat)
    return float(layer.to_numpy()[round(float(row)), round(float(col))])


def incline_at_pole(deg):
    """A plane through the pole, deeper towards 90 E, shallower towards 90 W."""
    fall_m = np.tan(np.radians(deg)) * KM_PER_DEG_AT_POLE * 1000

    def depth(lon, lat):
        return 4000 + fall_m * (90 - lat) * np.sin(np.radians(lon))

    return depth


@pytest.fixture(scope="module")
def grid() -> Grid:
    return Grid.arctic(spacing_km=25)


@pytest.fixture(scope="module")
def seabed() -> Bathymetry:
    return read_bathymetry(spacing_km=25)


@pytest.mark.parametrize("derive", [derive_slope, derive_ruggedness])
def test_a_flat_sea_is_flat(grid, derive):
    layer = derive(sea_of(lambda lon, lat: 3000.0), grid).to_numpy()
    inside = layer[~np.isnan(layer)]
    assert len(inside) > 0.7 * layer.size
    assert (inside == 0).all()


def test_a_seabed_that_falls_northward_has_the_slope_of_its_fall(grid):
    slope = derive_slope(sea_of(lambda lon, lat: 100.0 * (lat - 30)), grid)
    expected = np.degrees(np.arctan(100.0 / (KM_PER_DEG_AT_60N * 1000)))
    for lon in (0.0, 45.0, 90.0, 179.99, -179.99, -100.0):
        assert at(slope, grid, lon, 60.0) == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize("spacing_km", [2.0, 5.0, 25.0, 50.0])
def test_a_slope_does_not_depend_on_the_size_of_cells(spacing_km):
    grid = Grid.arctic(spacing_km=50).window(120, 170, 120, 170).refined(round(50 / spacing_km))
    slope = derive_slope(sea_of(incline_at_pole(0.8), south_deg=60.0), grid)
    assert at(slope, grid, 30.0, 88.0) == pytest.approx(0.8, rel=0.005)


def test_an_incline_across_the_pole_has_no_seam_there(make_grid):
    grid = make_grid(80, 80)
    slope = derive_slope(sea_of(incline_at_pole(1.0), step_deg=1 / 12, south_deg=80.0), grid).to_numpy()
    # 200 km from the pole, along a parallel, the plane has bent by 200 km / 6,400 km squared: 0.1 %.
    np.testing.assert_allclose(slope, 1.0, rtol=0.005)


def test_a_steep_slope_is_an_angle_and_no_ratio(make_grid):
    grid = make_grid(8, 8, spacing_km=2.0)
    slope = derive_slope(sea_of(incline_at_pole(20.0), south_deg=80.0), grid)
    assert float(slope.max()) == pytest.approx(20.0, rel=0.005)


def test_land_counts_as_the_surface_of_the_sea(grid):
    layer = derive_slope(sea_of(lambda lon, lat: -1000.0 - 50 * lat), grid).to_numpy()
    assert np.nanmax(layer) == 0


@pytest.mark.parametrize("derive", [derive_slope, derive_ruggedness])
def test_a_mirrored_world_has_mirrored_terrain(seabed, grid, derive):
    # The grid begins at Greenwich: mirrored there, its first column stays.
    depth = seabed.depth_m.to_numpy()
    shift = round(2 * seabed.latlon_grid.west_deg / seabed.latlon_grid.lon_step_deg)
    mirrored = np.roll(depth[:, ::-1], 1 - shift, axis=1)
    other = Bathymetry(mirrored, SOURCE, seabed.latlon_grid, seabed.first_row)
    assert_same(derive(other, grid).to_numpy(), derive(seabed, grid).to_numpy()[:, ::-1])


@pytest.mark.parametrize("derive", [derive_slope, derive_ruggedness])
def test_a_world_turned_by_a_quarter_has_its_terrain_turned(seabed, grid, derive):
    """The pole, 180 and the ends of the grid all come to lie elsewhere: a seam at any of them would show."""
    turned = np.roll(seabed.depth_m.to_numpy(), seabed.latlon_grid.cols // 4, axis=1)
    other = Bathymetry(turned, SOURCE, seabed.latlon_grid, seabed.first_row)
    assert_same(derive(other, grid).to_numpy(), np.rot90(derive(seabed, grid).to_numpy()))


def assert_same(layer, expected):
    # float32 coordinates of the grid and angles of the kernel differ in their last digits; cells along 30N
    # may fall either side of the end of the data.
    both = ~np.isnan(layer) & ~np.isnan(expected)
    assert np.count_nonzero(np.isnan(layer) != np.isnan(expected)) < 100
    np.testing.assert_allclose(layer[both], expected[both], rtol=1e-3, atol=1e-3 * np.nanmax(expected))


def test_ruggedness_of_an_incline_is_that_of_its_evenly_spaced_depths(make_grid):
    grid = make_grid(20, 20)
    rugged = derive_ruggedness(
        sea_of(incline_at_pole(1.0), step_deg=1 / 12, south_deg=80.0), grid, window_km=25.0
    )
    # Five by five samples 5 km apart on the plane, 0.97 times as long at the pole: the standard deviation of
    # -2 .. 2 is the root of 2.
    scale = 0.972769  # k at the pole of EPSG:3995, true at 71N
    expected = np.sqrt(2) * 5000 / scale * np.tan(np.radians(1.0))
    assert rugged.attrs["window_km"] == 25.0
    np.testing.assert_allclose(rugged.to_numpy(), expected, rtol=0.005)


def test_the_order_of_land_and_depth_does_not_matter_to_a_step():
    """Half the window 0 m, half 1000 m: the standard deviation cannot exceed 500 m, and nearly reaches it."""
    grid = Grid.arctic(spacing_km=5).window(1300, 1400, 1300, 1400)
    step = sea_of(lambda lon, lat: np.where(lat > 87, 1000.0, 0.0), step_deg=1 / 12, south_deg=80.0)
    rugged = derive_ruggedness(step, grid).to_numpy()
    assert 400 < rugged.max() <= 500


def test_layers_say_their_unit_their_source_and_how_finely_they_were_measured():
    grid = Grid.arctic(spacing_km=5).window(1400, 1410, 1400, 1410)
    bathymetry = read_bathymetry()
    slope, rugged = derive_slope(bathymetry, grid), derive_ruggedness(bathymetry, grid)
    assert slope.attrs["units"] == "degrees"
    assert rugged.attrs["units"] == "m"
    for layer in (slope, rugged):
        assert layer.attrs["source"] == "ETOPO1 bed, 6 arc-minutes north of 30N (NOAA NGDC 2009)"
        assert layer.attrs["data_km"] == pytest.approx(11.12, abs=0.01)  # six minutes of arc
        assert layer.dims == ("northing", "easting")
    # A whole number of cells of 5 km.
    assert slope.attrs["resolution_km"] == pytest.approx(11.12, abs=2.5)
    assert rugged.attrs["window_km"] == pytest.approx(3 * 11.12, abs=2.5)


def test_a_window_of_a_file_gives_the_same_slopes_as_the_whole():
    grid = Grid.arctic(spacing_km=5).window(1700, 1720, 1350, 1380)
    around = Grid.arctic(spacing_km=5).window(1690, 1730, 1340, 1390)
    with open_bathymetry() as file:
        part = derive_slope(file.window(around), grid)
    np.testing.assert_array_equal(part.to_numpy(), derive_slope(read_bathymetry(), grid).to_numpy())


def test_strips_do_not_show(monkeypatch, seabed, grid):
    whole = derive_slope(seabed, grid).to_numpy()
    monkeypatch.setattr("routeplan.seabed.terrain._STRIP_VALUES", 1)
    np.testing.assert_array_equal(derive_slope(seabed, grid).to_numpy(), whole)


def test_every_sea_cell_with_a_depth_has_a_slope(seabed, grid):
    depth = derive_depth(seabed, grid).to_numpy()
    slope, rugged = derive_slope(seabed, grid).to_numpy(), derive_ruggedness(seabed, grid).to_numpy()
    assert not np.isnan(slope[depth > 0]).any()
    assert not np.isnan(rugged[depth > 0]).any()


@pytest.mark.parametrize("window_km", [0.0, 9.0, -5.0, float("nan")])
def test_a_window_narrower_than_the_data_is_refused(window_km):
    grid = Grid.arctic(spacing_km=25)
    with pytest.raises(UsageError, match=r"11\.1 km apart; give a wider one"):
        derive_ruggedness(read_bathymetry(), grid, window_km=window_km)


def test_an_inclined_seabed_is_steep_towards_its_fall_and_level_across_it(grid):
    # On the plane 90 E is to the right, along the columns.
    tensor = derive_slope_tensor(sea_of(incline_at_pole(2.0)), grid)
    row, col = (round(float(at)) for at in grid.cell_of(0.0, 90.0))
    downs, both, rights = tensor[row, col]
    assert np.degrees(np.arctan(np.sqrt(rights))) == pytest.approx(2.0, rel=0.02)
    assert np.sqrt(downs) < 0.02 * np.sqrt(rights)
    assert abs(both) < 0.02 * rights


def test_slopes_in_two_directions_at_right_angles_make_up_the_slope(grid, seabed):
    tensor, slope = derive_slope_tensor(seabed, grid), derive_slope(seabed, grid).to_numpy()
    known = ~np.isnan(slope)
    assert (np.isnan(tensor[..., 0]) == ~known).all()
    # The root of a mean of squares is never below the mean.
    steep = np.degrees(np.arctan(np.sqrt(tensor[..., 0] + tensor[..., 2])))
    assert (steep[known] >= slope[known] * (1.0 - 1e-3) - 1e-3).all()
