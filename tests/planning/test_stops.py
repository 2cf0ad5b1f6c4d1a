"""Stops: what names a place, which places are too near to be two, and where no cable may end or pass."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from routeplan.catalog.models import Landing, LandingStatus
from routeplan.errors import UsageError
from routeplan.planning import stops

WGS84 = Geod(ellps="WGS84")
HARBOUR = Landing("harbour", "Harbour", "NO", 14.0, 67.0, status=LandingStatus.PLANNED)


def beside(landing: Landing, azimuth_deg: float, km: float, name: str = "Beside") -> Landing:
    lon, lat, _ = WGS84.fwd(landing.lon, landing.lat, azimuth_deg, 1000.0 * km)
    return Landing(name.lower(), name, "NO", lon, lat)


def test_a_landing_is_given_as_itself_by_its_id_or_by_a_position():
    assert stops.landing_of(HARBOUR) is HARBOUR
    assert stops.landing_of("galway").id == "galway"
    there = stops.landing_of("67.5,-14.25")
    assert (there.lat, there.lon) == (67.5, -14.25)


def test_the_solver_takes_longitude_before_latitude():
    assert stops.place_of(HARBOUR) == ("Harbour", 14.0, 67.0)


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 200.0])
def test_stops_nearer_than_a_kilometre_are_one_place(azimuth_deg):
    near, far = beside(HARBOUR, azimuth_deg, 0.99), beside(HARBOUR, azimuth_deg, 1.01)
    with pytest.raises(UsageError, match="two consecutive stops are the same place: Harbour, Beside"):
        stops.check_apart(HARBOUR, near)
    stops.check_apart(HARBOUR, far)


def test_a_landing_that_comes_back_later_is_named_twice():
    further, back = beside(HARBOUR, 0.0, 50.0), beside(HARBOUR, 90.0, 0.5)
    stops.check_named_once([HARBOUR, further])
    with pytest.raises(UsageError, match="give each once"):
        stops.check_named_once([HARBOUR, further, back])


def on_cell(grid, row, col, name="Place"):
    lon, lat = grid.lonlat_of(row, col)
    return Landing(name.lower(), name, "NO", float(lon), float(lat))


@pytest.mark.parametrize(("row", "col"), [(3.0, 7.0), (3.45, 6.55), (2.55, 7.45)])
def test_a_landing_anywhere_in_a_closed_cell_is_refused(make_grid, row, col):
    grid = make_grid(11, 21)
    closed = np.zeros(grid.shape, dtype=bool)
    closed[3, 7] = True
    open_there = on_cell(grid, 7.0, 3.0, "Elsewhere")
    stops.check_not_closed([open_there], grid, closed)
    with pytest.raises(UsageError, match="Shut is in a closed area"):
        stops.check_not_closed([open_there, on_cell(grid, row, col, "Shut")], grid, closed)


@pytest.mark.parametrize(("row", "col"), [(3.55, 7.0), (3.0, 6.45), (-4.0, 7.0), (3.0, 25.0)])
def test_a_landing_beside_a_closed_cell_or_off_the_grid_is_not_refused(make_grid, row, col):
    """A landing off the grid has an error message of its own, from the search for its landfall."""
    grid = make_grid(11, 21)
    closed = np.zeros(grid.shape, dtype=bool)
    closed[3, 7] = True
    stops.check_not_closed([on_cell(grid, row, col)], grid, closed)


def test_a_via_point_is_at_sea_and_inside_the_data(make_grid):
    grid = make_grid(11, 21)
    barrier = np.zeros(grid.shape, dtype=bool)
    barrier[3, 7] = True
    stops.check_via_point(on_cell(grid, 7.0, 3.0), grid, barrier)
    with pytest.raises(UsageError, match="via point Hill is on land or in a closed area"):
        stops.check_via_point(on_cell(grid, 3.4, 7.4, "Hill"), grid, barrier)
    with pytest.raises(UsageError, match="via point Far is outside the data"):
        stops.check_via_point(on_cell(grid, 11.0, 7.0, "Far"), grid, barrier)


@pytest.fixture
def two_landings(monkeypatch):
    """The only landings of the world are 20 km apart, east and west."""
    landings = (HARBOUR, beside(HARBOUR, 90.0, 20.0, "Quay"))
    monkeypatch.setattr(stops, "read_landings", lambda: landings)
    return landings


@pytest.mark.parametrize(("east_km", "name"), [(0.0, "Harbour"), (9.0, "Harbour"), (11.0, "Quay")])
def test_an_end_of_a_line_is_named_by_the_nearest_landing_at_its_own_position(two_landings, east_km, name):
    lon, lat, _ = WGS84.fwd(HARBOUR.lon, HARBOUR.lat, 90.0, 1000.0 * east_km)
    found = stops.nearest_landing(lon, lat, "start")
    assert (found.name, found.lon, found.lat) == (name, lon, lat)
    expected = next(landing for landing in two_landings if landing.name == name)
    assert (found.id, found.country, found.status) == (expected.id, expected.country, expected.status)


@pytest.mark.parametrize(("west_km", "is_known"), [(14.9, True), (15.1, False)])
def test_an_end_further_than_15_km_from_every_landing_is_named_by_its_position(
    two_landings, west_km, is_known
):
    lon, lat, _ = WGS84.fwd(HARBOUR.lon, HARBOUR.lat, 270.0, 1000.0 * west_km)
    found = stops.nearest_landing(lon, lat, "start of line")
    assert found.name == ("Harbour" if is_known else "start of line")
    assert found.id == ("harbour" if is_known else f"{lat:.4f},{lon:.4f}")
    assert (found.lon, found.lat) == (lon, lat)
    assert found.country == ("NO" if is_known else "")
