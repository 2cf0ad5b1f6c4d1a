"""Changes made one at a time: what must follow from each, whatever the map."""

import numpy as np
import pytest

import routeplan as rp
from routeplan.cost.assumptions import Assumptions
from routeplan.errors import UsageError
from routeplan.planning.planner import Planner
from routeplan.planning.what_if import (
    AS_ASSUMED,
    COLUMNS,
    what_if,
    with_assumption,
    with_cable_price,
    with_ice,
)
from routeplan.seabed.sea_ice import read_ice_calendar

ENDS = ("landeyjar", "nuuk")


@pytest.fixture(scope="module")
def planner() -> Planner:
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def study(planner):
    changes = {
        "nothing": planner.reassumed(),
        "all prices of cable doubled": with_cable_price(planner, times=2.0),
        "no outage costs": with_assumption(planner, "life.outage_usd_per_day", to=0.0),
        "outages cost ten times": with_assumption(planner, "life.outage_usd_per_day", times=10.0),
    }
    return what_if(planner, *ENDS, changes, apart_km=30)


def test_a_change_of_nothing_changes_nothing(study):
    base, nothing = study.table.loc[AS_ASSUMED], study.table.loc["nothing"]
    assert study.table.columns.tolist() == list(COLUMNS)
    assert nothing.to_numpy() == pytest.approx(base.to_numpy())
    assert nothing["moved_km"] == 0
    assert nothing["regret_musd"] == pytest.approx(0, abs=1e-9)


def test_there_is_no_regret_without_a_change_though_the_line_cuts_a_shore():
    coarse = rp.open_planner(spacing_km=100)
    study = what_if(coarse, "galway", "longyearbyen", {"nothing": coarse.reassumed()})
    assert study.base.land_km > 1.0
    assert study.table.loc["nothing", "regret_musd"] == pytest.approx(0, abs=1e-9)


def test_there_is_no_regret_without_a_change_at_full_resolution():
    fine = rp.open_planner(spacing_km=1.9, south_deg=70)
    study = what_if(fine, "74.5,18.0", "77.0,14.5", {"nothing": fine.reassumed()})
    assert study.table.loc["nothing", "regret_musd"] == pytest.approx(0, abs=1e-9)


def test_the_first_line_is_never_better_than_the_best_and_dearer_is_never_cheaper(study):
    table = study.table
    slack = 0.005 * table["minimised_musd"]  # what the solver leaves on cells of 25 km
    assert (table["regret_musd"] > -slack).all()
    base = table.loc[AS_ASSUMED, "minimised_musd"]
    assert table.loc["all prices of cable doubled", "minimised_musd"] > base
    assert table.loc["outages cost ten times", "minimised_musd"] > base
    assert table.loc["no outage costs", "minimised_musd"] < base


def test_what_the_table_says_is_what_routes_and_lines_say(study, planner):
    other = with_assumption(planner, "life.outage_usd_per_day", times=10.0)
    words = "outages cost ten times"
    kept = other.score(study.base.line, name="kept", drawn_at_sea=True)
    row = study.table.loc[words]
    assert row["length_km"] == study.routes[words].length_km
    assert row["regret_musd"] == pytest.approx((kept.objective_usd - study.routes[words].objective_usd) / 1e6)
    assert 0 <= row["moved_km"] <= row["length_km"]


def test_twice_the_price_of_cable_costs_once_more_of_it_on_the_same_line(planner):
    base = planner.route(*ENDS, prove=False)
    doubled = with_cable_price(planner, times=2.0).score(base.line, name="same")
    scored = planner.score(base.line, name="same")
    for term in ("cable", "protection"):
        assert doubled.build_terms_usd[term] == pytest.approx(2 * scored.build_terms_usd[term])
    assert doubled.build_terms_usd["burial"] == pytest.approx(scored.build_terms_usd["burial"])


def test_ice_changes_in_the_months_asked_for_alone(planner):
    ice = read_ice_calendar().concentration
    less = with_ice(planner, times=0.5, months=[8, 9]).ice.concentration
    assert less.dims == ice.dims
    assert less.attrs == ice.attrs
    for month in range(1, 13):
        factor = 0.5 if month in (8, 9) else 1.0
        np.testing.assert_allclose(less.sel(month=month), factor * ice.sel(month=month), rtol=1e-6)
    assert float(with_ice(planner, times=3.0).ice.concentration.max()) == 1.0


def test_with_no_ice_at_all_no_kilometre_lies_in_ice(planner):
    route = with_ice(planner, times=0.0).route("bodo", "tomakomai", prove=False)
    assert route.breakdown.ice_km == 0
    assert route.build_terms_usd["ice"] == 0


def test_the_seabed_is_not_made_again_where_it_may_stay(planner):
    assert with_cable_price(planner, times=1.1).seabed is planner.seabed
    assert with_assumption(planner, "life.discount_rate_share", to=0.03).seabed is planner.seabed
    assert with_ice(planner, times=0.5).seabed is not planner.seabed
    assert with_ice(planner, times=0.5).depth_m is planner.depth_m
    assert with_assumption(planner, "repair.open_water_below_share", to=0.7).seabed is not planner.seabed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: with_assumption(p, "life.discount_rate", to=0.1), "did you mean life.discount_rate_share"),
        (
            lambda p: with_assumption(p, "life.discount_rate_share", to=3.0),
            "life.discount_rate_share = 3.0; give",
        ),
        (lambda p: with_assumption(p, "policy.non_partner_waters", times=2.0), "is not a number"),
        (lambda p: with_cable_price(p, times=0.0), "cable price multiplier is 0: pass more than 0"),
        (lambda p: with_ice(p, times=-1.0), "ice multiplier is -1: pass 0 or more"),
        (lambda p: with_ice(p, times=1.0, months=[13]), r"ice months are \[13\]: pass months from 1 to 12"),
        (lambda p: what_if(p, *ENDS, {AS_ASSUMED: p}), "use another name"),
    ],
)
def test_what_cannot_be_is_told(planner, change, message):
    with pytest.raises(UsageError, match=message):
        change(planner)


def test_a_figure_is_read_and_changed_by_the_key_of_a_scenario():
    assumed = Assumptions()
    assert assumed.value("repair.work_days") == 10.0
    assert assumed.changed("repair.work_days", 12).repair.work_days == 12.0
    assert assumed.repair.work_days == 10.0
