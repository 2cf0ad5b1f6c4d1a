"""Sea distances at uniform cost: never shorter than geodesics, and shared by all planners over the same data."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

import routeplan as rp
from routeplan.catalog.cable_systems import read_depots, read_systems
from routeplan.catalog.landings import find_landing
from routeplan.cost.assumptions import Weights
from routeplan.cost.scenario import Scenario
from routeplan.geo.grid import Grid
from routeplan.planning.sea_distance import SeaDistances

WGS84 = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


def test_over_open_water_the_shortest_way_is_the_geodesic(planner):
    ends = find_landing("45,-40"), find_landing("50,-20")
    geodesic_km = WGS84.inv(ends[0].lon, ends[0].lat, ends[1].lon, ends[1].lat)[2] / 1000
    assert planner.sea_distances.shortest_km(*ends) == pytest.approx(geodesic_km, rel=1e-3)


def test_no_depot_is_nearer_by_sea_than_by_the_geodesic(planner):
    """At a thousand cells of sea, less the way across a cell that either end may be off."""
    rows, cols = np.nonzero(np.isfinite(planner.sea_distances.depot_km))
    picked = np.random.default_rng(7).choice(len(rows), 1_000, replace=False)
    rows, cols = rows[picked], cols[picked]
    lon, lat = planner.grid.lonlat_of(rows, cols)
    straight_km = [
        WGS84.inv(np.full_like(lon, depot.lon), np.full_like(lat, depot.lat), lon, lat)[2] / 1000
        for depot in read_depots()
    ]
    assert (planner.sea_distances.depot_km[rows, cols] > np.min(straight_km, axis=0) - 25 * 2**0.5).all()


def test_the_mouth_of_the_columbia_is_served_from_portland_up_the_river(planner):
    """Portland is 110 km from the sea; the next depot is more than 300 km away."""
    row, col = (int(np.rint(float(at))) for at in planner.grid.cell_of(-124.5, 46.2))
    assert 100.0 < planner.sea_distances.depot_km[row, col] < 200.0


def test_from_every_depot_open_water_is_as_far_as_the_geodesic(planner):
    """At 200 to 600 km there is water on a straight way from each depot, those up rivers included."""
    rows, cols = np.nonzero(np.isfinite(planner.sea_distances.depot_km))
    lon, lat = planner.grid.lonlat_of(rows, cols)
    depots = read_depots()
    straight_km = np.array([
        WGS84.inv(np.full_like(lon, depot.lon), np.full_like(lat, depot.lat), lon, lat)[2] / 1000
        for depot in depots
    ])  # fmt: skip
    nearest, least_km = straight_km.argmin(axis=0), straight_km.min(axis=0)
    ratio = planner.sea_distances.depot_km[rows, cols] / least_km
    for number, depot in enumerate(depots):
        around = (nearest == number) & (least_km > 200) & (least_km < 600)
        assert ratio[around].min() == pytest.approx(1.0, abs=0.03), depot.name


def test_existing_cables_join_consecutive_stops(planner):
    """In order, by lines that end at the stops; some stops are up inlets that cells of 25 km do not show."""
    drawn = [(system.id, *line.lon[[0, -1]], *line.lat[[0, -1]]) for system, line in planner.existing]
    published = [
        (system.id, start.lon, end.lon, start.lat, end.lat)
        for system in read_systems()
        for start, end in pairwise(system.stops)
        if all(planner.grid.contains(*planner.grid.cell_of(stop.lon, stop.lat)) for stop in (start, end))
    ]
    rest = iter(published)
    for ends in drawn:
        assert any(ends[0] == other[0] and ends[1:] == pytest.approx(other[1:], abs=1e-6) for other in rest)
    assert len(drawn) >= 0.85 * len(published)


def test_where_no_cable_can_be_drawn_none_is_near():
    """A lake of 100 by 100 km, off every published stop."""
    grid = Grid.arctic(spacing_km=25).window(100, 104, 100, 104)
    sea = SeaDistances(grid, np.full(grid.shape, 1000.0, dtype=np.float32), 30.0)
    assert sea.existing == ()
    assert np.isinf(sea.existing_km).all()
    assert np.isinf(sea.depot_km).all()


def test_the_distance_to_existing_cables_is_measured_on_the_earth(planner):
    """South of 45N the projection stretches lengths by up to 30 %; 500 km from a cable that would be 150 km."""
    away_km = planner.sea_distances.existing_km
    _, lat = planner.grid.lonlat_of(*np.indices(planner.grid.shape))
    rows, cols = np.nonzero((lat < 45) & (lat > 31) & (away_km > 300) & (away_km < 700))
    picked = np.random.default_rng(11).choice(len(rows), 200, replace=False)
    rows, cols = rows[picked], cols[picked]
    positions = planner.grid.in_space_km(rows, cols)
    expected = np.min([line.track.distance_km(positions) for _, line in planner.existing], axis=0)
    # A cell either way, and the scale of one place for all the way.
    assert away_km[rows, cols] == pytest.approx(expected, abs=25 * 2**0.5, rel=0.05)


def test_cells_that_an_existing_cable_lies_in_are_no_way_from_it(planner):
    _, line = max(planner.existing, key=lambda cable: len(cable[1].lon))
    lon, lat = line.lon, line.lat
    row, col = (np.rint(each[1:-1]).astype(int) for each in planner.grid.cell_of(lon, lat))
    assert planner.sea_distances.existing_km[row, col].max() <= 25 * 2**0.5


def test_who_assumes_otherwise_or_closes_an_area_looks_at_the_same_sea(planner):
    east, north = (float(each) for each in planner.grid.projection.forward(-30.0, 52.0))
    closed = planner.closing(
        gpd.GeoSeries([shapely.box(east - 1e5, north - 1e5, east + 1e5, north + 1e5)], crs=3995)
    )
    others = [
        closed,
        closed.reweighted(Weights(ice=2.0)),
        planner.reassumed(Scenario.preset("trusted").assumptions),
    ]
    assert all(other.sea_distances is planner.sea_distances for other in others)
