"""Shipping lanes run where straits are, and distances to them are true."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from routeplan.geo.grid import Grid
from routeplan.io.sources import embedded
from routeplan.seabed.shipping_lanes import derive_lane_km, read_shipping_lanes

WGS84 = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def lanes() -> gpd.GeoDataFrame:
    return read_shipping_lanes()


def test_the_file_is_the_one_that_was_published_with_its_licence():
    data = embedded("shipping-lanes")
    data.check()
    licence = (data.path.parent / "LICENCE.txt").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Copyright 2024 - Gent Halili" in licence


def test_the_lanes_end_at_25n_and_none_crosses_180(lanes):
    west, south, east, _ = lanes.total_bounds
    assert (west, east) == (-180.0, 180.0)
    assert south >= 25.0
    assert all(np.abs(np.diff(shapely.get_coordinates(line)[:, 0])).max() < 180 for line in lanes.geometry)


@pytest.mark.parametrize(
    ("west", "south", "east", "north"),
    [(1.0, 50.7, 1.9, 51.3), (-6.0, 35.7, -5.2, 36.2), (12.4, 55.3, 13.0, 56.3), (-170.5, 65.0, -167.5, 66.5),
     (139.9, 41.0, 141.2, 41.8)],
    ids=["Dover", "Gibraltar", "Oresund", "Bering", "Tsugaru"],
)  # fmt: skip
def test_a_lane_goes_through_each_strait(lanes, west, south, east, north):
    assert lanes.intersects(shapely.box(west, south, east, north)).any()


def test_distances_are_those_to_the_nearest_point_of_a_lane(lanes):
    """Against geodesics to points every few kilometres of all lanes: within half a cell's diagonal and 4 %."""
    grid = Grid.arctic(spacing_km=10)
    lane_km = derive_lane_km(grid)
    points = shapely.get_coordinates(lanes.geometry.segmentize(0.02).to_numpy())
    for lon, lat in ((-40.0, 53.0), (2.0, 72.0), (-170.0, 57.0), (160.0, 40.0), (-150.0, 75.0)):
        near = points[np.abs(points[:, 1] - lat) < 12]
        geodesic = WGS84.inv(*np.broadcast_arrays(lon, lat, *near.T))[2].min() / 1000.0
        row, col = (round(float(at)) for at in grid.cell_of(lon, lat))
        assert lane_km[row, col] == pytest.approx(geodesic, abs=10.0, rel=0.04)
