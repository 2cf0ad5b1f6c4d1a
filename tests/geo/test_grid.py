import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km, in_space_km
from routeplan.geo.grid import Grid

GRID = Grid.arctic(spacing_km=25)


@given(st.floats(-180, 180), st.floats(31, 89.9))
def test_a_position_is_where_its_cell_says(lon, lat):
    assert geodesic_km(lon, lat, *GRID.lonlat_of(*GRID.cell_of(lon, lat))) < 1e-6


@given(st.floats(-180, 180), st.floats(30, 90))
def test_everything_north_of_the_southern_parallel_is_covered(lon, lat):
    assert GRID.contains(*(float(at) for at in GRID.cell_of(lon, lat)))


def test_row_0_is_the_north_of_the_plane_and_column_0_its_west():
    # Greenwich runs down from the pole: 180 is up, 90 W is left.
    pole = GRID.rows / 2 - 0.5
    (up, _), (_, left) = GRID.cell_of(180.0, 70.0), GRID.cell_of(-90.0, 70.0)
    assert up < pole
    assert left < pole
    assert GRID.northing_m[0] > GRID.northing_m[-1]
    assert GRID.easting_m[0] < GRID.easting_m[-1]


def test_bounds_hold_all_cells_with_half_a_cell_to_spare():
    west, south, east, north = GRID.bounds_m
    half = GRID.spacing_m / 2
    assert (GRID.easting_m[0] - west, east - GRID.easting_m[-1]) == pytest.approx((half, half))
    assert (north - GRID.northing_m[0], GRID.northing_m[-1] - south) == pytest.approx((half, half))


def test_a_cell_belongs_to_the_grid_up_to_its_sides():
    assert GRID.contains(-0.5, -0.5)
    assert not GRID.contains(-0.51, 0.0)
    assert not GRID.contains(0.0, GRID.cols - 0.5)


@pytest.mark.parametrize("lat", [32.0, 50.0, 71.0, 85.0])
def test_the_true_area_of_a_cell_is_its_plane_area_by_k_squared(lat):
    grid = Grid.arctic(spacing_km=5)
    row, col = (int(at) for at in grid.cell_of(33.0, lat))
    corners = grid.lonlat_of(
        np.array([row - 0.5, row - 0.5, row + 0.5, row + 0.5]),
        np.array([col - 0.5, col + 0.5, col + 0.5, col - 0.5]),
    )
    area_m2, _ = Geod(ellps="WGS84").polygon_area_perimeter(*corners)
    k = grid.derive_scale_factor()[row, col]
    assert abs(area_m2) == pytest.approx((grid.spacing_m / k) ** 2, rel=1e-5)


def test_the_true_side_of_a_cell_is_the_geodesic_between_its_neighbours():
    row, col = GRID.cell_of(-30.0, 45.0)
    ends = GRID.lonlat_of(np.array([row, row]), np.array([col - 0.5, col + 0.5]))
    side_km = geodesic_km(ends[0][0], ends[1][0], ends[0][1], ends[1][1])
    assert GRID.true_spacing_km(45.0) == pytest.approx(side_km, rel=1e-4)


def test_cells_at_71_north_are_as_large_as_asked():
    assert GRID.true_spacing_km(71.0) == pytest.approx(25.0, rel=1e-9)


def test_labelled_values_carry_coordinates_unit_and_source():
    labelled = GRID.array(np.zeros(GRID.shape), name="ice", units="share", source="drawn")
    assert labelled.dims == ("northing", "easting")
    assert labelled.attrs == {"units": "share", "source": "drawn", "epsg": 3995}
    assert float(labelled["northing"][0]) == GRID.northing_m[0]


@pytest.mark.parametrize("spacing_km", [0.0, -5.0, 0.49, 201.0, float("nan")])
def test_a_senseless_spacing_is_refused_and_named(spacing_km):
    with pytest.raises(UsageError, match=f"{spacing_km:g} km"):
        Grid.arctic(spacing_km=spacing_km)


def test_a_grid_without_size_is_refused():
    with pytest.raises(UsageError, match="-1 km"):
        Grid(-1000.0, 0.0, 0.0, 5, 5)
    with pytest.raises(UsageError, match="0 x 5 cells"):
        Grid(1000.0, 0.0, 0.0, 0, 5)


def test_refined_cells_share_the_outer_bounds_and_the_parallels():
    fine = GRID.refined(4)
    assert fine.bounds_m == pytest.approx(GRID.bounds_m, abs=1e-6)
    assert fine.shape == (4 * GRID.rows, 4 * GRID.cols)
    assert fine.spacing_m == GRID.spacing_m / 4
    assert Grid.arctic(spacing_km=5).refined(50).spacing_m == pytest.approx(100.0)


def test_the_middle_of_an_odd_refinement_is_the_cell_it_was_cut_from():
    fine = np.array(GRID.refined(5).lonlat_of(5 * 100 + 2, 5 * 37 + 2))
    assert fine == pytest.approx(np.array(GRID.lonlat_of(100, 37)))


def test_a_window_begins_at_the_cell_it_was_cut_at():
    part = GRID.window(100, 130, 200, 260)
    assert part.shape == (30, 60)
    ends, ends_in_whole = np.array([[0, 29], [0, 59]]), np.array([[100, 129], [200, 259]])
    assert np.array(part.lonlat_of(*ends)) == pytest.approx(np.array(GRID.lonlat_of(*ends_in_whole)))


@pytest.mark.parametrize("corner", [(0, 0), (270, 281), (400, 10), (286, 286)])
def test_a_window_has_the_scale_factors_of_its_cells_in_the_whole(corner):
    row, col = corner
    rows, cols = slice(row, row + 20), slice(col, col + 30)
    part = GRID.window(rows.start, rows.stop, cols.start, cols.stop)
    assert part.derive_scale_factor() == pytest.approx(GRID.derive_scale_factor()[rows, cols], abs=1e-6)
    _, lat = part.lonlat_of(3, 7)
    assert part.derive_scale_factor()[3, 7] == pytest.approx(
        float(GRID.projection.scale_factor(lat)), abs=1e-6
    )


@pytest.mark.parametrize("window", [(0, 0, 0, 5), (5, 3, 0, 5), (-1, 5, 0, 5), (0, 5, 0, 100_000)])
def test_a_window_beside_the_grid_is_refused_and_named(window):
    first_row, last_row, first_col, last_col = window
    with pytest.raises(UsageError, match=f"rows {first_row}:{last_row}, columns {first_col}:{last_col}"):
        GRID.window(*window)


def test_a_refinement_by_less_than_one_is_refused():
    with pytest.raises(UsageError, match="refined 0 times"):
        GRID.refined(0)


@given(st.integers(0, 570), st.integers(0, 570), st.integers(1, 300), st.integers(1, 300))
def test_bounds_in_degrees_are_those_of_points_along_the_sides(row, col, rows, cols):
    part = GRID.window(row, min(row + rows, GRID.rows), col, min(col + cols, GRID.cols))
    west, south, east, north = part.lonlat_bounds()
    along = np.linspace(-0.5, 0.5, 2001)
    side = np.full_like(along, 0.5)
    rows_at = np.concatenate([along, along, side, -side]) * part.rows + (part.rows - 1) / 2
    cols_at = np.concatenate([side, -side, along, along]) * part.cols + (part.cols - 1) / 2
    lon, lat = part.lonlat_of(rows_at, cols_at)
    assert south == pytest.approx(lat.min(), abs=1e-9)
    from_middle = [float(at) for at in part.cell_of(0.0, 90.0)] - (np.array(part.shape) - 1) / 2
    if (np.abs(from_middle) < np.array(part.shape) / 2 + 1e-6).all():
        assert (west, east, north) == (-180.0, 180.0, 90.0)
        return
    assert -180.0 <= west < 180.0
    assert west < east < west + 180.0
    assert north == pytest.approx(lat.max(), abs=0.01)
    turns = (lon - west + 90.0) % 360.0 - 90.0  # a side's point west of the bounds would turn up below zero
    assert turns.min() == pytest.approx(0.0, abs=1e-6)
    assert turns.max() == pytest.approx(east - west, abs=1e-6)


def test_a_window_with_its_corner_on_the_pole_holds_all_longitudes():
    half = GRID.rows // 2
    assert GRID.window(half, half + 10, half, half + 10).lonlat_bounds()[::2] == (-180.0, 180.0)


def test_cells_in_space_are_where_the_projection_library_puts_them():
    grid = Grid.arctic(spacing_km=50)
    rng = np.random.default_rng(7)
    row, col = rng.integers(0, grid.rows, 500), rng.integers(0, grid.cols, 500)
    expected = in_space_km(*grid.lonlat_of(row, col))
    assert np.abs(grid.in_space_km(row, col) - expected).max() < 1e-3  # a metre


def test_the_pole_lies_on_the_axis_of_the_earth():
    grid = Grid(spacing_m=1000.0, west_m=-500.0, north_m=500.0, rows=1, cols=1)
    assert grid.in_space_km(np.array([0]), np.array([0]))[0] == pytest.approx(
        [0.0, 0.0, 6356.752314], abs=1e-6
    )
