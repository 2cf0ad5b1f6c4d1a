"""Links of a network: what they take over from the routes and tables they are made of."""

from dataclasses import fields, replace
from itertools import islice

import numpy as np
import pytest
from pyproj import Geod

import routeplan as rp
from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import UnitKind
from routeplan.cost.faults import Exposure
from routeplan.network.line_figures import figures_of_existing, value_line
from routeplan.network.links import LinkKind, derive_links, find_stopping_together, node_of
from routeplan.network.regions import read_areas

AREAS = read_areas()


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25, landfall_limit_km=100)


@pytest.fixture(scope="module")
def route(planner):
    return planner.route("bergen", "halifax", prove=False)


@pytest.fixture(scope="module")
def link(planner, route):
    return derive_links(planner, AREAS, route)[0]


def test_a_candidate_carries_lengths_cost_faults_and_repairs_of_its_route(link, route):
    exposure = route.breakdown.exposure
    assert (link.kind, link.name, link.system) == (LinkKind.CANDIDATE, route.name, f"candidate-{route.name}")
    assert (link.length_km, link.cable_km, link.build_usd) == (
        route.length_km,
        route.cable_km,
        route.build_cost_usd,
    )
    assert link.cable_km > link.length_km
    assert link.rtt_ms == pytest.approx(route.rtt_ms)
    assert link.faults_per_year == pytest.approx(sum(exposure.faults_per_year.values()))
    assert link.repair_days.tolist() == list(exposure.repair_days_by_month)
    assert (link.start.id, link.start.area.id, link.end.area.id) == ("bergen", "no", "ca")


def test_points_of_the_line_are_at_most_five_kilometres_apart_and_no_closer_than_needed(link, route):
    """Discs, separation and depth are measured on these points: each leg of n km has ceil(n / 5) of them."""
    steps_km = Geod(ellps="WGS84").inv(link.lon[:-1], link.lat[:-1], link.lon[1:], link.lat[1:])[2] / 1000
    legs_km = Geod(ellps="WGS84").inv(route.lon[:-1], route.lat[:-1], route.lon[1:], route.lat[1:])[2] / 1000
    assert steps_km.max() <= 5.0 + 1e-6
    assert len(link.lon) == 1 + np.ceil(legs_km / 5.0 - 1e-9).sum()


def test_jurisdictions_are_those_passed_for_more_than_a_kilometre(link, route):
    km = route.breakdown.jurisdiction_km
    assert {"NO", "CA"} <= link.jurisdictions
    assert not any("high seas" in label.lower() for label in link.jurisdictions)
    for label in link.jurisdictions:
        assert km[label] > 1.0


def test_a_jurisdiction_that_is_only_touched_does_not_count(planner, route):
    km = dict(route.breakdown.jurisdiction_km) | {"GL": 0.9, "IS": 1.1}
    touched = replace(route, breakdown=replace(route.breakdown, jurisdiction_km=km))
    jurisdictions = derive_links(planner, AREAS, touched)[0].jurisdictions
    assert "IS" in jurisdictions
    assert "GL" not in jurisdictions


def test_points_of_the_line_have_the_depth_of_the_bathymetry(planner, link):
    assert link.depth_m.max() > 2000
    for at in range(0, len(link.lon), 97):
        row, col = planner.grid.cell_of(np.array([link.lon[at]]), np.array([link.lat[at]]))
        depth = float(planner.depth.to_numpy()[round(float(row[0])), round(float(col[0]))])
        assert link.depth_m[at] == pytest.approx(0.0 if np.isnan(depth) else depth)


def test_a_cable_without_faults_on_the_grid_fails_as_cables_beyond_the_domain_do(planner, route):
    """0.10 faults per 1,000 km and year, 25 days."""
    nothing = Exposure(dict.fromkeys(route.breakdown.exposure.faults_per_year, 0.0), np.zeros(12))
    sheltered = replace(route, breakdown=replace(route.breakdown, exposure=nothing))
    link = derive_links(planner, AREAS, sheltered)[0]
    assert link.faults_per_year == pytest.approx(0.10 * route.length_km / 1000)
    assert link.repair_days.tolist() == [25.0] * 12


def test_a_route_without_a_breakdown_is_valued_by_the_planner(planner, route, link):
    bare = derive_links(planner, AREAS, replace(route, breakdown=None))[0]
    assert bare.faults_per_year == pytest.approx(link.faults_per_year, rel=0.02)


def test_figures_of_existing_cables_from_the_cache_are_those_of_a_fresh_valuation(planner):
    figures_of_existing(planner)  # now they are in the cache
    kept = figures_of_existing(planner)
    assert len(kept) == len(planner.existing)
    for (system, line), figures in islice(zip(planner.existing, kept, strict=True), 0, None, 20):
        fresh = value_line(planner, line, system.name)
        for field in fields(figures):
            assert np.array_equal(getattr(figures, field.name), getattr(fresh, field.name)), field.name
        length_m = Geod(ellps="WGS84").line_length(line.lon, line.lat)
        assert figures.length_km == pytest.approx(length_m / 1000)


def test_a_position_without_a_country_has_that_of_the_nearest_coast(planner):
    """Off Reykjanes, and off Nova Scotia."""
    for lon, lat, area in ((-23.5, 63.7, "is"), (-63.0, 44.4, "ca")):
        assert node_of(planner, AREAS, Landing("own", "own", "", lon, lat)).area.id == area


def test_a_system_has_a_link_for_every_way_between_landings_and_units(planner):
    branch = rp.Branch("nuuk", "55.0,-38.0")
    system = rp.plan_system(planner, ["galway", "halifax"], branches=[branch], name="Y")
    links = derive_links(planner, AREAS, system)
    assert {link.name for link in links} == {"Y"}
    assert len({link.id for link in links}) == 3
    assert sum(link.build_usd for link in links) == pytest.approx(system.build_cost_usd)
    assert sum(link.length_km for link in links) == pytest.approx(system.length_km)
    assert sum(link.faults_per_year for link in links) == pytest.approx(
        system.breakdown.exposure.total_per_year, rel=1e-3
    )
    (unit,) = {node.id for link in links for node in (link.start, link.end) if node.area.id == "at-sea"}
    assert all(unit in (link.start.id, link.end.id) for link in links)
    assert not find_stopping_together(links)
    passive = derive_links(planner, AREAS, replace(system, branching_unit=UnitKind.PASSIVE))
    assert find_stopping_together(passive) == ((0, 1, 2),)
