"""Schedule: no slivers, never less protection, hazards, burial targets, slack."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.catalog.cable_types import read_cable_types
from routeplan.cost.engineering_rules import DEFAULT_RULES, EngineeringRules
from routeplan.engineering.schedule import derive_laid_steps, derive_schedule, mean_slack_pct
from routeplan.engineering.stretches import find_stretches, lengthen, levels_at
from routeplan.errors import UsageError

TYPES = read_cable_types()


def profile_of(depths_m, *, step_km=1.0, **columns):
    depths = np.asarray(depths_m, dtype=float)
    limits = [cable.from_depth_m for cable in TYPES[1:]]
    names = np.array([cable.name for cable in TYPES])[np.searchsorted(limits, depths, side="right")]
    count = len(depths)
    table = pd.DataFrame(
        {
            "kp_km": np.arange(count) * step_km, "step_km": step_km, "depth_m": depths, "cable_type": names,
            "top_risk": "seismic", "faults_per_km_year": 2e-5, "slope_deg": 0.5, "buried": depths <= 1500,
            "ice": "open",
        }
    )  # fmt: skip
    return table.assign(**columns)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.floats(1.5, 12.0))
def test_no_stretch_is_short_and_no_kilometre_gets_a_lighter_cable(levels, shortest_km):
    edges = np.arange(len(levels) + 1.0)
    found = lengthen(find_stretches(edges, levels), shortest_km)
    assert len(found) == 1 or min(stretch.km for stretch in found) >= shortest_km - 1e-6
    assert [found[0].from_km, found[-1].to_km] == [0.0, float(len(levels))]
    middles = edges[:-1] + 0.5
    fine = np.linspace(0.01, len(levels) - 0.01, 997)
    before = np.array(levels)[fine.astype(int)]
    assert (levels_at(found, fine) <= before).all()
    assert len(middles) == len(levels)


def test_depth_decides_the_type_and_a_shoal_of_two_kilometres_is_armoured_for_five():
    depths = [3000.0] * 40 + [150.0] * 2 + [3000.0] * 40
    schedule = derive_schedule(derive_laid_steps(profile_of(depths, buried=False), TYPES))
    assert schedule["cable_type"].tolist() == ["LW", "DA", "LW"]
    assert schedule["km"].tolist() == pytest.approx([38.5, 5.0, 38.5])


def test_fishing_on_unburied_cable_makes_it_one_type_heavier():
    exposed = {"top_risk": "fishing", "faults_per_km_year": 4e-4, "buried": False}
    schedule = derive_schedule(derive_laid_steps(profile_of([1200.0] * 20, **exposed), TYPES))
    assert schedule["cable_type"].tolist() == ["SA"]
    buried = exposed | {"buried": True}
    schedule = derive_schedule(derive_laid_steps(profile_of([1200.0] * 20, **buried), TYPES))
    assert schedule["cable_type"].tolist() == ["LWP"]


def test_burial_is_deeper_in_shallow_water_and_its_slack_is_small():
    depths = [100.0] * 20 + [600.0] * 20 + [2500.0] * 20
    schedule = derive_schedule(derive_laid_steps(profile_of(depths), TYPES))
    assert schedule["cable_type"].tolist() == ["DA", "SA", "LW"]
    assert schedule["buried"].tolist() == [True, True, False]
    assert schedule["burial_m"].tolist()[:2] == [1.5, 1.0]
    assert np.isnan(schedule["burial_m"].iloc[2])
    assert schedule["slack_pct"].tolist() == pytest.approx([1.0, 1.0, 2.0])
    assert schedule["cable_km"].sum() == pytest.approx(40 * 1.01 + 20 * 1.02)


def test_land_at_a_shore_is_no_water_of_negative_depth():
    schedule = derive_schedule(derive_laid_steps(profile_of([-8.0] * 3 + [40.0] * 20), TYPES))
    assert (schedule["least_depth_m"].iloc[0], schedule["greatest_depth_m"].iloc[-1]) == (0.0, 40.0)


def test_steep_ground_takes_more_slack_where_the_cable_is_not_buried():
    slope = np.where(np.arange(40) < 20, 8.0, 0.5)
    steps = derive_laid_steps(profile_of([2500.0] * 40, slope_deg=slope), TYPES)
    assert mean_slack_pct(steps, 0.0, 20.0) == 3.0
    assert mean_slack_pct(steps, 20.0, 40.0) == 2.0
    assert mean_slack_pct(steps, 15.0, 25.0) == 2.5
    flat = EngineeringRules(steep_slack_pct=5.0, slack_slope_deg=9.0)
    assert (
        mean_slack_pct(derive_laid_steps(profile_of([2500.0] * 40, slope_deg=slope), TYPES, flat), 0, 40)
        == 2.0
    )


def test_changes_of_type_move_to_an_alter_course_that_is_near():
    depths = [100.0] * 20 + [600.0] * 20
    steps = derive_laid_steps(
        profile_of(depths), TYPES, joints_km=np.array([0.0, 20.4, 40.0]), joint_within_km=0.5
    )
    assert derive_schedule(steps)["to_km"].tolist() == pytest.approx([20.4, 40.0])


def test_a_rule_that_is_no_number_is_refused_by_name():
    with pytest.raises(UsageError, match="shortest_stretch_km = -1"):
        DEFAULT_RULES.model_copy(update={"shortest_stretch_km": -1.0})


def test_burial_stops_before_a_crossing_and_starts_again_after_it():
    profile = profile_of([600.0] * 60)
    schedule = derive_schedule(derive_laid_steps(profile, TYPES, crossings_km=[30.25]))
    assert schedule["buried"].tolist() == [True, False, True]
    assert schedule["to_km"].tolist() == pytest.approx([29.25, 31.25, 60.0])
    assert set(schedule["cable_type"]) == {"SA"}
    wide = EngineeringRules(crossing_clear_km=2.0)
    schedule = derive_schedule(derive_laid_steps(profile, TYPES, wide, crossings_km=[30.25]))
    assert schedule["to_km"].tolist() == pytest.approx([28.25, 32.25, 60.0])
    through = EngineeringRules(crossing_clear_km=0.0)
    schedule = derive_schedule(derive_laid_steps(profile, TYPES, through, crossings_km=[30.25]))
    assert schedule["buried"].tolist() == [True]


def test_burial_too_short_between_two_crossings_is_left_out():
    schedule = derive_schedule(derive_laid_steps(profile_of([600.0] * 60), TYPES, crossings_km=[36.0, 30.0]))
    assert schedule["to_km"].tolist() == pytest.approx([29.0, 37.0, 60.0])
    assert schedule["buried"].tolist() == [True, False, True]


def test_a_crossing_of_a_cable_that_is_not_buried_changes_nothing():
    profile = profile_of([2500.0] * 40)
    plain, crossed = (derive_laid_steps(profile, TYPES, crossings_km=km) for km in ([], [20.0]))
    pd.testing.assert_frame_equal(plain, crossed)


@given(st.lists(st.floats(0.0, 100.0), max_size=8), st.floats(0.1, 3.0))
def test_no_plough_is_nearer_to_a_crossing_than_the_rule(crossings_km, clear_km):
    steps = derive_laid_steps(
        profile_of([600.0] * 100),
        TYPES,
        EngineeringRules(crossing_clear_km=clear_km),
        crossings_km=crossings_km,
    )
    for from_km, to_km in steps.loc[steps["buried"], ["from_km", "to_km"]].to_numpy():
        assert all(to_km <= km - clear_km + 1e-6 or from_km >= km + clear_km - 1e-6 for km in crossings_km)
    assert steps["km"].sum() == pytest.approx(100.0)
