"""Separation of two routes: straight lines on a drawn seabed, measured by hand and by pyproj."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from cost_kit import cable_rates
from pyproj import Geod

import routeplan as rp
from routeplan.catalog.models import Landing
from routeplan.geo.track import Line
from routeplan.planning.diverse.metrics import measure_separation
from routeplan.planning.route import Route
from routeplan.planning.route_valuation import derive_route
from routeplan.seabed.hazard_zones import read_zones

WGS84 = Geod(ellps="WGS84")
CELL_KM = 5.0 / 0.973  # the scale factor near the pole


@pytest.fixture(scope="module")
def seabed(make_seabed):
    """Open sea round the pole: A to B and C to D run side by side, E is 21 km from B."""
    places = {"A": (20, 5), "B": (20, 155), "C": (26, 5), "D": (26, 155), "E": (24, 155)}
    return make_seabed(np.ones((60, 160), dtype=bool), places)


def straight(seabed, ends: str) -> Route:
    start, end = (Landing(letter, letter, "", *seabed.place(letter)[1:]) for letter in ends)
    line = Line(np.array([start.lon, end.lon]), np.array([start.lat, end.lat]))
    return derive_route(
        start, end, line, name=ends, samples=seabed.surface.along(line), cable_rates=cable_rates(rp.read_cable_types()),
        sea_km=1.0, cells=1, solve_seconds=0.0, sources=(),
    )  # fmt: skip


def measure(seabed, one, other, *, separation_km=35.0, zone_km=40.0, zones=None):
    return measure_separation(
        one,
        other,
        separation_km=separation_km,
        zone_km=zone_km,
        zones=read_zones() if zones is None else zones,
        projection=seabed.surface.grid.projection,
    )


def zone_across(seabed, rows, *, col=80, half_width_km=20.0, name="slope"):
    """A line along a column of the grid, with its width."""
    grid = seabed.surface.grid
    line = shapely.LineString([(grid.easting_m[col], grid.northing_m[row]) for row in rows])
    return gpd.GeoDataFrame(
        {"kind": ["slide"], "name": [name], "half_width_km": [half_width_km]}, geometry=[line], crs=3995
    )


def test_kilometres_shared_by_two_parallels(seabed):
    """Two straight lines 30 km apart: nothing within 10 km, everything within 50."""
    one, other = straight(seabed, "AB"), straight(seabed, "CD")
    pair = measure(seabed, one, other)
    # 30 km on the projection, divided by its scale factor.
    assert pair.least_km == pytest.approx(6 * CELL_KM, abs=0.7)
    assert pair.shared_km[10.0] == (0.0, 0.0)
    assert pair.shared_km[50.0] == pytest.approx((one.length_km, other.length_km))
    (bottleneck,) = pair.bottlenecks
    assert bottleneck.stretch_km == pytest.approx((one.length_km - 80.0, other.length_km - 80.0), abs=4.0)
    assert bottleneck.missing_km == pytest.approx(35.0 - pair.least_km)


def test_the_5th_percentile_of_a_wedge_is_near_its_point(seabed):
    """Lines that part at A like the sides of a wedge: their distance grows in proportion to the distance from A."""
    one, other = straight(seabed, "AB"), straight(seabed, "AD")
    pair = measure(seabed, one, other)
    at_5_pct_km = 40.0 + 0.05 * (one.length_km - 80.0)
    assert pair.p5_km == pytest.approx(at_5_pct_km * np.sin(np.arctan(6 / 150)), rel=0.05)
    assert pair.least_km == pytest.approx(40.0 * np.sin(np.arctan(6 / 150)), rel=0.05)
    first_km, second_km = pair.shared_km[10.0]
    assert first_km == pytest.approx(10.0 / np.sin(np.arctan(6 / 150)), rel=0.05)
    assert second_km == pytest.approx(first_km, rel=0.02)


def test_a_bottleneck_is_midway_between_the_lines_where_they_are_nearest(seabed):
    pair = measure(seabed, straight(seabed, "AB"), straight(seabed, "AD"), separation_km=10.0)
    (bottleneck,) = pair.bottlenecks
    row, col = (float(at) for at in seabed.surface.grid.cell_of(bottleneck.lon, bottleneck.lat))
    assert col == pytest.approx(5 + 40.0 / CELL_KM, abs=1.0)
    assert row == pytest.approx(20 + 6 / 150 * (col - 5) / 2, abs=0.1)
    assert bottleneck.separation_km == pair.least_km


def test_only_a_state_that_both_routes_enter_for_a_kilometre_is_shared(seabed):
    one, other = (
        replace(straight(seabed, ends), breakdown=SimpleNamespace(jurisdiction_km=km))
        for ends, km in (
            ("AB", {"NO": 100.0, "high seas": 300.0, "IS": 0.5, "RU": 50.0, "CA": 60.0}),
            ("CD", {"NO": 80.0, "high seas": 200.0, "IS": 40.0, "US": 5.0, "CA": 0.9}),
        )
    )
    shared = [risk for risk in measure(seabed, one, other).shared if risk.kind == "jurisdiction"]
    assert [(risk.name, risk.km) for risk in shared] == [("NO", (100.0, 80.0))]


def test_landings_within_25_km_are_shared_with_the_length_near_them(seabed):
    """A is one landing of both, B and E are 21 km apart; C and D are 31 km from A and B."""
    none = measure(seabed, straight(seabed, "AB"), straight(seabed, "CD")).shared
    assert [risk for risk in none if risk.kind == "landing"] == []
    pair = measure(seabed, straight(seabed, "AB"), straight(seabed, "AE"))
    same, near = (risk for risk in pair.shared if risk.kind == "landing")
    assert (same.name, near.name) == ("A", "B / E")
    for risk in (same, near):
        assert risk.km == pytest.approx((25.0, 25.0), abs=1.0)


def test_a_zone_that_both_routes_cross_is_shared_over_its_width(seabed):
    """A zone 40 km wide across both; one that ends between them is not shared."""
    one, other = straight(seabed, "AB"), straight(seabed, "CD")
    (risk,) = measure(seabed, one, other, zones=zone_across(seabed, [12, 34])).shared
    assert (risk.kind, risk.name) == ("slide", "slope")
    assert risk.km == pytest.approx((40.0, 40.0), abs=2.0)
    assert measure(seabed, one, other, zones=zone_across(seabed, [5, 18])).shared == ()
