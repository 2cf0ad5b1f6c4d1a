"""Other ways of nearly the same cost, held against routes that are planned through them."""

import pytest

import routeplan as rp
from routeplan.planning.other_ways import FAR_KM, NEARLY_EQUAL_PCT, find_other_ways


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def polar(planner):
    return planner.route("bodo", "tomakomai", prove=False)


def test_the_way_on_the_other_side_of_the_pole_costs_what_a_route_by_it_costs(planner, polar):
    """A cable past Siberia and one past Alaska: their cost differs by less than cells of other sizes make of it."""
    (way,) = find_other_ways(planner, polar)
    assert way.apart_km > FAR_KM
    assert abs(way.life_cost_pct) <= NEARLY_EQUAL_PCT
    by_it = planner.route(
        "bodo", "tomakomai", via=[f"{way.passage.cell_lat},{way.passage.cell_lon}"], prove=False
    )
    assert way.breakdown.life_cost_usd == pytest.approx(by_it.life_cost_usd, rel=0.01)
    dearer_pct = 100.0 * (by_it.life_cost_usd / polar.life_cost_usd - 1.0)
    assert way.life_cost_pct == pytest.approx(dearer_pct, abs=1.0)
    russian_km = [valued.jurisdiction_km["RU"] for valued in (way.breakdown, polar.breakdown)]
    assert max(russian_km) > 1.3 * min(russian_km)


def test_a_route_in_the_open_ocean_has_no_other_way(planner):
    assert find_other_ways(planner, planner.route("galway", "halifax", prove=False)) == ()


def test_a_route_by_via_points_has_no_other_way(planner, polar):
    fixed = planner.route("bodo", "tomakomai", via=["80.0,10.0"], prove=False)
    assert find_other_ways(planner, fixed) == ()
