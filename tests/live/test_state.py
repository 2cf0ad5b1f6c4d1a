"""Plan requests and their history."""

from dataclasses import replace

import pytest
import shapely
from live_kit import (
    ACROSS_180,
    ATLANTIC,
    OFF_REYKJANES,
    ROUND_THE_POLE,
    TO_PLANE,
    ask,
    ring,
    within,
)

from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Assumptions, Policy
from routeplan.cost.data_choice import DataChoice
from routeplan.cost.scenario import PRESETS, GridChoice, Scenario
from routeplan.live.state import DrawnShapes, History


def test_a_ring_across_180_is_the_area_that_was_drawn():
    (area,) = ask(closed=(ring(*ACROSS_180),)).areas
    assert area.symmetric_difference(shapely.box(*ACROSS_180)).area < 1e-3 * area.area
    assert area.covers(shapely.Point(TO_PLANE.transform(180.0, 72.0)))


def test_a_ring_round_the_pole_holds_it():
    (area,) = ask(closed=(ring(*ROUND_THE_POLE),)).areas
    assert area.covers(shapely.Point(0.0, 0.0))
    assert area.symmetric_difference(shapely.box(*ROUND_THE_POLE)).area < 1e-3 * area.area


def test_a_ring_that_crosses_itself_is_its_two_lobes():
    """A bow tie on the plane: two triangles that meet in the middle, a quarter of the square each."""
    west, south, east, north = ROUND_THE_POLE
    corners = [(west, south), (east, north), (east, south), (west, north)]
    bow = tuple(TO_PLANE.transform(*corner, direction="INVERSE") for corner in corners)
    (area,) = ask(closed=(bow,)).areas
    assert area.is_valid
    assert len(shapely.get_parts(area)) == 2
    assert area.area == pytest.approx(shapely.box(*ROUND_THE_POLE).area / 2, rel=1e-6)


@pytest.mark.parametrize("flat", [((10.0, 80.0),) * 3, ((0.0, 80.0), (0.0, 81.0), (0.0, 82.0))])
def test_a_ring_without_an_area_closes_nothing(flat):
    (area,) = ask(closed=(flat,)).areas
    assert area.is_empty


def test_swapped_twice_is_what_it_was():
    plan_request = ask(via=(OFF_REYKJANES, find_landing("47.9,-43.1")))
    swapped = plan_request.swapped()
    assert [stop.id for stop in swapped.stops] == [stop.id for stop in reversed(plan_request.stops)]
    assert swapped.swapped() == plan_request


@pytest.mark.parametrize("end", ["start", "end"])
def test_moving_an_end_leaves_the_other(end):
    nuuk = find_landing("nuuk")
    moved = ask().with_end(end, nuuk)
    assert getattr(moved, end) == nuuk
    assert sum(one != other for one, other in zip(moved.stops, ask().stops, strict=True)) == 1


@pytest.mark.parametrize("preset", PRESETS)
def test_other_assumptions_come_whole_over_the_same_cells_and_data(preset, tmp_path):
    mine = Scenario(
        name="mine",
        grid=GridChoice(spacing_km=12.5),
        data=DataChoice(bathymetry=tmp_path / "gebco.nc"),
        pairs=("a:b",),
    )
    other = Scenario.preset(preset)
    taken = ask(scenario=mine).with_assumptions(other).scenario
    assert (taken.grid, taken.data, taken.pairs) == (mine.grid, mine.data, mine.pairs)
    assert (taken.name, taken.description) == (other.name, other.description)
    for part in Assumptions.model_fields:
        assert getattr(taken, part) == getattr(other, part)


def test_a_landing_is_what_it_is_wherever_it_lies():
    """A landing of one's own may carry any name: questions compare by what they hold."""
    own = Landing("own", "Own", "", -9.0, 53.0)
    assert ask(own) == ask(Landing("own", "Own", "", -9.0, 53.0))
    assert ask(own) != ask()


def test_an_end_dropped_near_a_landing_snaps_and_one_dropped_further_does_not():
    """Nuuk is at 64.18 N; 0.2 degrees of latitude are 22.3 km, 0.25 are 27.9 km."""
    nuuk = find_landing("nuuk")
    request = ask()
    assert request.with_dragged_end("end", nuuk.lon, nuuk.lat - 0.2) == replace(request, end=nuuk)
    moved = request.with_dragged_end("start", nuuk.lon, nuuk.lat - 0.25)
    assert moved.end == request.end
    assert (moved.start.lon, moved.start.lat) == pytest.approx((nuuk.lon, nuuk.lat - 0.25), abs=6e-4)


@pytest.mark.parametrize(("landing", "end"), [("bodo", "start"), ("nuuk", "end")])
def test_the_nearer_end_becomes_the_landing_that_is_clicked(landing, end):
    """Bodø is nearer to Galway, Nuuk to Halifax."""
    clicked = find_landing(landing)
    assert ask().with_nearer_end(clicked) == replace(ask(), **{end: clicked})


def test_drawn_shapes_are_read_back_as_they_were_drawn():
    drawn = DrawnShapes((ring(*ATLANTIC), ring(*ROUND_THE_POLE)), ((-27.2, 61.3), (-43.125, 47.5)))
    request = ask(via=(OFF_REYKJANES,)).with_drawn(drawn)
    assert request.drawn == drawn
    assert [(point.lon, point.lat) for point in request.via] == list(drawn.points)
    assert ask().drawn == DrawnShapes((), ())


def test_a_preset_of_the_same_name_changes_nothing():
    own = ask(scenario=Scenario(name="mine", policy=Policy(latency_usd_per_km=1.0)))
    assert own.with_preset("mine") == own
    assert own.with_preset("resilient") == own.with_assumptions(Scenario.preset("resilient"))


# --- history -------------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_through_the_questions_one_by_one():
    history = History(within(1)).with_request(within(2)).with_request(within(3))
    assert [history.undone().now, history.undone().undone().now] == [within(2), within(1)]
    assert history.undone().undone().redone().redone() == history


def test_the_first_question_stays_and_so_does_the_last():
    history = History(within(1))
    assert history.undone() == history
    assert history.redone() == history


def test_to_ask_the_same_again_is_no_step():
    history = History(within(1)).with_request(within(2))
    assert history.with_request(within(2)) == history


def test_another_question_drops_what_was_taken_back():
    history = History(within(1)).with_request(within(2)).undone().with_request(within(3))
    assert history.redone() == history
    assert history.undone().now == within(1)


def test_all_the_ways_of_a_slider_are_one_step():
    history = History(within(1)).with_request(within(2))
    for pct in (3, 4, 5):
        history = history.amended(within(pct))
    assert history.now == within(5)
    assert history.undone().now == within(1)
    assert history.undone().redone().now == within(5)


def test_amending_drops_what_was_taken_back():
    history = History(within(1)).with_request(within(2)).undone().amended(within(3))
    assert history.redone() == history


def test_of_very_many_steps_the_last_200_can_be_undone():
    history = History(within(1))
    for number in range(2, 253):
        history = history.with_request(within(number / 10))
    steps = 0
    while (before := history.undone()) != history:
        history, steps = before, steps + 1
    assert steps == 200
