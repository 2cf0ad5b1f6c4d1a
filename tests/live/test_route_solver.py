"""The live solver against a planner opened afresh."""

import numpy as np
import pytest
import shapely
from live_kit import (
    ATLANTIC,
    OFF_REYKJANES,
    SPACING_KM,
    TO_PLANE,
    ask,
    ring,
)

import routeplan as rp
from routeplan.catalog.landings import find_landing
from routeplan.cost.assumptions import Policy, Weights
from routeplan.cost.data_choice import DataChoice
from routeplan.cost.scenario import PRESETS, Scenario
from routeplan.live.route_solver import Refusal


def test_a_question_has_two_replies_the_route_and_then_its_corridor_too(solver, coarse):
    first, second = solver.replies(ask())
    assert first.excess_pct is None
    assert second.route is first.route
    assert second.seconds >= first.seconds > 0
    expected = coarse.route("galway", "halifax")
    assert np.array_equal(first.route.lon, expected.lon)
    assert np.array_equal(first.route.lat, expected.lat)
    assert first.route.objective_terms_usd == pytest.approx(expected.objective_terms_usd, rel=1e-9)
    corridor = coarse.corridor("galway", "halifax", within_pct=5.0)
    assert second.excess_pct.equals(corridor.excess_pct)
    assert second.excess_pct.attrs == corridor.excess_pct.attrs


@pytest.mark.parametrize("within_pct", [1.0, 20.0])
def test_the_corridor_is_as_wide_as_was_asked(solver, coarse, within_pct):
    *_, answer = solver.replies(ask(within_pct=within_pct))
    expected = coarse.corridor("galway", "halifax", within_pct=within_pct)
    assert answer.excess_pct.equals(expected.excess_pct)


@pytest.mark.parametrize("preset", PRESETS)
def test_any_weights_are_answered_as_by_a_planner_opened_with_them(solver, preset):
    """Of two terms one that a preset leaves out, and one that it counts is left out."""
    weights = Weights(ice=3.0, cable=0.5, outage=0.0, latency=2.0)
    scenario = Scenario.preset(preset).model_copy(update={"weights": weights})
    plan_request = ask("bodo", "tomakomai").with_assumptions(Scenario.preset(preset)).with_weights(weights)
    answer = next(solver.replies(plan_request))
    expected = rp.open_planner(scenario, spacing_km=SPACING_KM).route("bodo", "tomakomai", prove=False)
    assert answer.route.lon == pytest.approx(expected.lon, abs=1e-9)
    assert answer.route.lat == pytest.approx(expected.lat, abs=1e-9)
    assert answer.route.objective_usd == pytest.approx(expected.objective_usd, rel=1e-9)
    assert answer.route.objective_terms_usd == pytest.approx(expected.objective_terms_usd, rel=1e-9)


def test_terms_that_cost_something_somewhere_are_named_weights_apart(solver):
    """The balanced preset pays for building, repairs and outages, and has no policy price; the fast one has one."""
    balanced = next(solver.replies(ask().with_weights(Weights(ice=0.0)))).terms
    assert balanced == {
        "cable", "protection", "repeaters", "laying", "burial", "survey", "ice", "slope", "repair", "outage",
    }  # fmt: skip
    fast = next(solver.replies(ask().with_assumptions(Scenario.preset("low-latency")))).terms
    assert "latency" in fast


def test_the_corridor_by_a_point_is_the_least_of_its_legs(solver, coarse):
    *_, answer = solver.replies(ask(via=(OFF_REYKJANES,)))
    legs = [
        coarse.corridor(*ends).excess_pct.to_numpy()
        for ends in (("galway", OFF_REYKJANES), (OFF_REYKJANES, "halifax"))
    ]
    stacked = np.stack([np.nan_to_num(leg, nan=np.inf) for leg in legs]).min(axis=0)
    assert np.array_equal(np.nan_to_num(answer.excess_pct.to_numpy(), nan=np.inf), stacked)


def test_closed_areas_are_gone_round_and_no_cell_of_them_is_in_the_corridor(solver, coarse):
    *_, answer = solver.replies(ask(closed=(ring(*ATLANTIC),)))
    line = shapely.LineString(np.column_stack(TO_PLANE.transform(answer.route.lon, answer.route.lat)))
    area = shapely.box(*ATLANTIC)
    assert not line.intersects(area.buffer(-SPACING_KM * 1000 / 2**0.5))
    east, north = np.meshgrid(coarse.grid.easting_m, coarse.grid.northing_m)
    inside = shapely.contains_xy(area.buffer(-100), east, north)
    assert inside.sum() > 50
    assert np.isnan(answer.excess_pct.to_numpy()[inside]).all()


@pytest.mark.parametrize(
    ("plan_request", "why"),
    [
        (ask("48.85,2.35"), "on land"),
        (ask("galway", "galway"), "same place"),
        (ask("42.0,50.5"), "part them"),  # the Caspian
        (ask(via=(find_landing("64.8,-18.5"),)), "via point"),
        (
            ask(closed=(ring(*ATLANTIC), ring(-2_600_000, -4_400_000, -100_000, -3_000_000))),
            "Galway is in a closed area",
        ),
        (ask(within_pct=0.0), "corridor width is 0 %"),
        (ask(within_pct=101.0), "corridor width is 101 %"),
    ],
    ids=["inland", "one place", "no way", "point on land", "area over a landing", "no width", "too wide"],
)
def test_what_has_no_answer_is_refused_in_one_line(solver, plan_request, why):
    (refusal,) = solver.replies(plan_request)
    assert isinstance(refusal, Refusal)
    assert refusal.request is plan_request
    assert why in refusal.reason
    assert "\n" not in refusal.reason


def test_data_that_are_not_laid_out_are_refused(solver, tmp_path):
    other = Scenario(name="other", data=DataChoice(bathymetry=tmp_path / "gebco.nc"))
    (refusal,) = solver.replies(ask(scenario=other))
    assert "scenario other uses data other than this live planner's" in refusal.reason


def test_a_refusal_leaves_no_trace_on_the_next_answer(solver):
    before = next(solver.replies(ask()))
    list(solver.replies(ask("48.85,2.35")))
    after = next(solver.replies(ask()))
    assert np.array_equal(before.route.lon, after.route.lon)


def test_layers_are_laid_out_once_for_all_questions(solver):
    """Also policy that is another: what the seabed is like does not depend on it."""
    seabeds = [
        solver._planner_for(request).seabed
        for request in (
            ask(),
            ask().with_weights(Weights(ice=2.0)),
            ask(scenario=Scenario(name="x", policy=Policy(latency_usd_per_km=1.0))),
        )
    ]
    assert seabeds[0] is seabeds[1] is seabeds[2]
