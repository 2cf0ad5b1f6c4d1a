"""Position list: every bearing and distance against pyproj, sums, events in their places."""

import gc
import pickle
import weakref
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from routeplan.engineering.list_events import territorial_limits
from routeplan.engineering.list_options import ListOptions
from routeplan.engineering.list_table import LIST_COLUMNS
from routeplan.engineering.listing import derive_position_list
from routeplan.errors import UsageError
from routeplan.geo.charted_line import ChartedLine
from routeplan.planning.crossings import find_cable_crossings

WGS84 = Geod(ellps="WGS84")


def test_every_bearing_and_distance_is_that_of_pyproj(atlantic_list):
    table = atlantic_list.table
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    away, back, metres = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    np.testing.assert_allclose(table["leg_km"].iloc[:-1], metres / 1000.0, atol=0.6e-6)
    np.testing.assert_allclose(table["route_km"].diff().iloc[1:], metres / 1000.0, atol=1.1e-6)
    turn = (table["bearing_start_deg"].iloc[:-1] - away + 180.0) % 360.0 - 180.0
    np.testing.assert_allclose(turn, 0.0, atol=0.000501)
    turn = (table["bearing_end_deg"].iloc[:-1] - back) % 360.0 - 180.0
    np.testing.assert_allclose(turn, 0.0, atol=0.000501)


def test_cable_is_the_sum_of_legs_with_their_slack(atlantic_list):
    table = atlantic_list.table
    assert list(table.columns) == list(LIST_COLUMNS)
    assert len(table) * 1e-6 > abs(table["leg_km"].sum() - atlantic_list.length_km)
    cable = (table["leg_km"] * (1.0 + table["slack_pct"] / 100.0)).sum()
    assert atlantic_list.cable_km == pytest.approx(cable, abs=len(table) * 1e-6)


def test_the_list_is_as_long_as_the_route_and_costs_the_same(atlantic, planner, atlantic_list):
    assert atlantic_list.length_km == pytest.approx(atlantic.length_km, rel=2e-4)
    line = atlantic_list.line.on_geodesics
    ours, theirs = (planner.score(each, name="x", surveyed=True) for each in (line, atlantic.line))
    assert ours.objective_usd == pytest.approx(theirs.objective_usd, rel=2e-3)


def test_a_long_route_has_a_list_that_a_person_can_read(atlantic_list):
    assert 60 < len(atlantic_list.table) < 250


def test_events_are_where_they_belong(atlantic, planner, atlantic_list):
    table = atlantic_list.table
    events = table["event"]
    assert events.iloc[0].startswith("BMH Galway")
    assert events.iloc[-1].startswith("BMH Halifax")
    crossed = find_cable_crossings(atlantic, planner.existing)
    assert sum(event.count("X-ing ") for event in events) == len(crossed) > 5
    assert sum("Repeater R" in event for event in events) == len(atlantic_list.repeaters)
    changes = table["cable_type"].iloc[:-1].ne(table["cable_type"].iloc[:-1].shift()).iloc[1:]
    named = events.iloc[1:-1].str.contains("Cable type ")
    np.testing.assert_array_equal(named, changes)
    buried = table["burial_m"].notna()
    starts = buried & ~buried.shift(fill_value=False)
    np.testing.assert_array_equal(events.str.contains("Burial start"), starts)
    waters = table["jurisdiction"].iloc[:-1]
    np.testing.assert_array_equal(
        events.iloc[1:-1].str.contains("EEZ limit"), waters.ne(waters.shift()).iloc[1:]
    )


def test_both_ends_of_the_atlantic_have_a_limit_of_the_territorial_sea(atlantic_list):
    limits = atlantic_list.table[atlantic_list.table["event"].str.contains("Territorial sea")]
    assert limits["event"].iloc[0].startswith("Territorial sea, out")
    assert limits["event"].iloc[-1].startswith("Territorial sea, in")


def test_the_limit_is_12_nautical_miles_off_a_lone_island():
    # Due south of Surtsey, the southernmost land of Iceland, at 63.30 N.
    line = ChartedLine(np.array([-20.605, -20.605]), np.array([63.2, 62.0]))
    (limit,) = territorial_limits(line)
    _, lat = line.at(limit.kp_km)
    shore_lat = WGS84.fwd(-20.605, float(lat[0]), 0.0, 12 * 1852.0)[1]
    assert shore_lat == pytest.approx(63.295, abs=0.01)


def test_rhumb_legs_have_one_bearing_and_stay_near_the_route(atlantic, planner):
    found = derive_position_list(atlantic, ListOptions(legs="rhumb"))
    pd.testing.assert_series_equal(
        found.table["bearing_start_deg"], found.table["bearing_end_deg"], check_names=False
    )
    assert found.length_km == pytest.approx(atlantic.length_km, rel=5e-4)


def test_a_route_that_was_pickled_has_lost_its_data_and_says_no_slopes_and_no_crossings(atlantic):
    unpickled = pickle.loads(pickle.dumps(atlantic))
    assert len(pickle.dumps(atlantic)) < 10e6
    found = derive_position_list(unpickled)
    assert found.table["slope_along_deg"].isna().all()
    assert found.crossings == ()
    assert len(found.repeaters) > 50


def test_a_route_does_not_keep_its_planner_alive_and_has_the_same_list_without_it(planner, atlantic_list):
    other = replace(planner)
    route = other.route("galway", "halifax", prove=False)
    gone = weakref.ref(other)
    del other
    gc.collect()
    assert gone() is None
    pd.testing.assert_frame_equal(derive_position_list(route).table, atlantic_list.table)


def test_burial_stops_a_kilometre_before_each_crossing_on_the_shelf(atlantic_list):
    table = atlantic_list.table
    buried = table.loc[table["burial_m"].notna(), "route_km"]
    ends = table["route_km"].shift(-1).loc[buried.index]
    crossed = [crossing.kp_km for crossing in atlantic_list.crossings]
    stopped = [km for km in crossed if (abs(table.loc[is_stop(table), "route_km"] - (km - 1.0)) < 0.01).any()]
    assert len(stopped) > 1
    for km in crossed:
        over = np.minimum(ends, km + 1.0) - np.maximum(buried, km - 1.0)
        assert over.max() < 0.01  # positions are rounded to 0.0001 minutes


def is_stop(table):
    return table["event"].str.contains("Burial stop")


def test_the_rules_of_the_scenario_make_the_list(planner, atlantic):
    rules = planner.scenario.engineering.model_copy(update={"crossing_clear_km": 0.0, "deep_burial_m": 2.0})
    scenario = planner.scenario.model_copy(update={"engineering": rules})
    route = replace(atlantic, origin=replace(atlantic.origin, scenario=scenario))
    found = derive_position_list(route)
    assert set(found.table["burial_m"].dropna()) == {1.5, 2.0}
    plain = derive_position_list(atlantic)
    assert found.schedule["buried"].sum() < plain.schedule["buried"].sum()


@pytest.mark.parametrize("metres", [0.0, 0.5, -5.0, 1e9, float("nan"), float("inf")])
def test_a_lateral_tolerance_that_no_list_can_have_is_refused_with_its_unit(metres):
    with pytest.raises(
        UsageError, match=r"lateral tolerance of \S+ m for a position list; give 1 to 50,000 m"
    ):
        ListOptions(lateral_tolerance_m=metres)


@pytest.mark.parametrize("per_cent", [0.0, -1.0, 1e9, float("nan")])
def test_a_cost_tolerance_that_no_list_can_have_is_refused_with_its_unit(per_cent):
    with pytest.raises(UsageError, match=r"cost tolerance of \S+ % for a position list; give 0.001 to 100 %"):
        ListOptions(cost_tolerance_pct=per_cent)


def test_a_smaller_cost_tolerance_takes_more_positions(atlantic, atlantic_list):
    found = derive_position_list(atlantic, ListOptions(cost_tolerance_pct=0.01))
    assert len(found.table) > len(atlantic_list.table)
