import numpy as np

from routeplan.geo.geodesy import geodesic_km
from routeplan.io.sources import Source
from routeplan.seabed.bathymetry import Bathymetry, LatLonGrid, fill_land

SOURCE = Source(name="drawn", licence="none", sha256="")


def drawn(rows, *, south_deg=60.0, west_deg=0.0, step_deg=1.0, first_row=0):
    """Depths from rows of characters, north first: '#' land, '?' no data, a digit that many hundred metres."""
    values = {"#": -50.0, "?": np.nan} | {str(digit): 100.0 * digit for digit in range(1, 10)}
    depth = np.array([[values[mark] for mark in row] for row in reversed(rows)], dtype=np.float32)
    grid = LatLonGrid(
        south_deg - first_row * step_deg,
        west_deg,
        step_deg,
        step_deg,
        first_row + depth.shape[0],
        depth.shape[1],
    )
    return Bathymetry(depth, SOURCE, grid, first_row)


def depths(bathymetry):
    return bathymetry.depth_m.to_numpy()[::-1].tolist()


def test_land_takes_the_depth_of_the_nearest_sea_and_the_sea_keeps_its_own():
    # At 60 N a column is half as wide as a row is high.
    sea = drawn(["1####2", "11##22"])
    assert depths(fill_land(sea)) == [[100.0, 100.0, 100.0, 200.0, 200.0, 200.0]] * 2


def test_filling_returns_a_new_bathymetry():
    sea = drawn(["1#"])
    fill_land(sea)
    assert depths(sea) == [[100.0, -50.0]]


def test_no_data_stays_no_data_and_is_no_sea():
    (filled,) = depths(fill_land(drawn(["3??#5"])))
    assert np.isnan(filled[1:3]).all()
    assert filled[3:] == [500.0, 500.0]


def test_the_nearest_sea_may_be_across_the_end_of_the_columns():
    circle = "#" * 10 + "1" + "#" * 340 + "7" + "#" * 8
    filled = fill_land(drawn([circle] * 2, west_deg=-180.0)).depth_m.to_numpy()
    assert filled.shape == (2, 360)
    assert filled[0, 0] == 700.0  # 9 columns west of it, across 180; the other is 10 columns east
    assert filled[0, 5] == 100.0


def test_near_the_pole_a_degree_of_longitude_is_a_short_way():
    # At 85 N three columns are 29 km and one row is 112 km.
    sea = drawn(["9#######", "####1###", "9#######"], south_deg=84.0)
    to_east, to_north = geodesic_km(1.0, 85.0, 4.0, 85.0), geodesic_km(1.0, 85.0, 0.0, 86.0)
    assert to_east < to_north
    assert depths(fill_land(sea))[1][1] == 100.0


def test_land_far_from_any_sea_and_parts_without_sea_are_at_least_a_metre_deep():
    inland = ["#" * 4] * 30
    assert depths(fill_land(drawn([*inland, "1234"], south_deg=40.0)))[0] == [100.0, 200.0, 300.0, 400.0]
    assert depths(fill_land(drawn(["##"]))) == [[1.0, 1.0]]


def test_a_part_keeps_its_place_in_the_file():
    sea = drawn(["1#", "#2"], first_row=5)
    filled = fill_land(sea)
    assert (filled.first_row, filled.first_col, filled.latlon_grid) == (5, 0, sea.latlon_grid)
    assert filled.depth_m.attrs == sea.depth_m.attrs
