import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from routeplan.errors import UsageError
from routeplan.geodesy import geodesic_km
from routeplan.grid import Grid

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
