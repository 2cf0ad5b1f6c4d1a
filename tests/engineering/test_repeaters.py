"""Repeaters: how many, where, and away from what."""

import numpy as np
import pytest

from routeplan.cost.assumptions import Build
from routeplan.cost.engineering_rules import EngineeringRules
from routeplan.engineering.repeaters import RepeaterGround, derive_repeaters

RULES = EngineeringRules()


def ground(cable_km, *, depth_m=3000.0, icy_to_km=0.0, crossings_km=(), depth_of=None):
    kp = np.arange(0.0, cable_km + 0.5, 0.5)
    depth = np.full_like(kp, depth_m) if depth_of is None else depth_of(kp)
    return RepeaterGround(kp, kp, depth, kp < icy_to_km, np.asarray(crossings_km, dtype=float))


@pytest.mark.parametrize(("cable_km", "spacing_km", "published"), [(1375.0, 65.5, 20), (1339.0, 63.8, 20)])
def test_the_svalbard_cables_get_the_repeaters_they_have(cable_km, spacing_km, published):
    build = Build(repeater_spacing_km=spacing_km)
    assert len(derive_repeaters(ground(cable_km), build, RULES)) == published


def test_1375_km_with_spans_of_65_km_have_twenty_or_twenty_one():
    found = derive_repeaters(ground(1375.0), Build(repeater_spacing_km=65.0), RULES)
    assert len(found) in (20, 21)
    assert found["section_km"].max() <= 65.0
    assert found["name"].tolist()[:2] == ["R1", "R2"]


def test_a_hop_that_can_be_unrepeatered_has_none():
    assert len(derive_repeaters(ground(299.0), Build(), RULES)) == 0
    assert len(derive_repeaters(ground(301.0), Build(), RULES)) == 4


def test_repeaters_keep_three_depths_from_crossings_and_sections_within_the_longest():
    build = Build(repeater_spacing_km=65.0)
    even = derive_repeaters(ground(1375.0), build, RULES)["kp_km"].to_numpy()
    found = derive_repeaters(ground(1375.0, crossings_km=even[[3, 11]] + 1.0), build, RULES)
    assert found["crossing_km"].min() >= 3 * 3.0
    assert (found["remarks"] == "").all()
    assert np.diff(found["cable_km"], prepend=0.0, append=1375.0).max() <= 65.0 * 1.05 + 1e-6


def test_repeaters_stay_out_of_shallow_ice_unless_no_place_is_free():
    shoal = ground(700.0, icy_to_km=80.0, depth_of=lambda kp: np.where(kp < 67.0, 30.0, 500.0))
    found = derive_repeaters(shoal, Build(repeater_spacing_km=70.0), RULES)
    assert found["kp_km"].iloc[0] >= 67.0
    assert (found["remarks"] == "").all()
    wide = ground(700.0, icy_to_km=700.0, depth_m=30.0)
    told = derive_repeaters(wide, Build(repeater_spacing_km=70.0), RULES)["remarks"]
    assert told.str.contains("sea ice in less than 65 m").all()
