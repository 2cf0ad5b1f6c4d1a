"""The workbench without its page: what is asked, answered, pinned, and by which thread."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

import numpy as np
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
)

import routeplan as rp
from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Assumptions, Policy, Weights
from routeplan.cost.scenario import PRESETS, DataChoice, GridChoice, Scenario
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid
from routeplan.geo.shapes import derive_cover
from routeplan.live.session import Session
from routeplan.live.solver import Answer, LiveSolver, Refusal
from routeplan.live.state import History
from routeplan.live.worker import Worker
from routeplan.planning.planner import Planner

SPACING_KM = 25
PATIENCE = 20.0  # seconds; nothing here takes one


@pytest.fixture(scope="session")
def coarse() -> Planner:
    return rp.open_planner(spacing_km=SPACING_KM)


@pytest.fixture(scope="session")
def desk(coarse) -> LiveSolver:
    return LiveSolver(coarse)


# --- what is asked ------------------------------------------------------------------------------------------------


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
    assert [each.id for each in swapped.stops] == [each.id for each in reversed(plan_request.stops)]
    assert swapped.swapped() == plan_request


@pytest.mark.parametrize("end", ["start", "end"])
def test_moving_an_end_leaves_the_other(end):
    nuuk = find_landing("nuuk")
    moved = ask().moving(end, nuuk)
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
    taken = ask(scenario=mine).assuming(other).scenario
    assert (taken.grid, taken.data, taken.pairs) == (mine.grid, mine.data, mine.pairs)
    assert (taken.name, taken.description) == (other.name, other.description)
    for part in Assumptions.model_fields:
        assert getattr(taken, part) == getattr(other, part)


# --- what was asked before ----------------------------------------------------------------------------------------


def within(pct: float):
    return ask(within_pct=pct)


def test_undo_and_redo_go_through_the_questions_one_by_one():
    history = History(within(1)).asking(within(2)).asking(within(3))
    assert [history.undone().now, history.undone().undone().now] == [within(2), within(1)]
    assert history.undone().undone().redone().redone() == history


def test_the_first_question_stays_and_so_does_the_last():
    history = History(within(1))
    assert history.undone() == history
    assert history.redone() == history


def test_to_ask_the_same_again_is_no_step():
    history = History(within(1)).asking(within(2))
    assert history.asking(within(2)) == history


def test_another_question_drops_what_was_taken_back():
    history = History(within(1)).asking(within(2)).undone().asking(within(3))
    assert history.redone() == history
    assert history.undone().now == within(1)


def test_all_the_ways_of_a_slider_are_one_step():
    history = History(within(1)).asking(within(2))
    for pct in (3, 4, 5):
        history = history.amending(within(pct))
    assert history.now == within(5)
    assert history.undone().now == within(1)
    assert history.undone().redone().now == within(5)


def test_amending_drops_what_was_taken_back():
    history = History(within(1)).asking(within(2)).undone().amending(within(3))
    assert history.redone() == history


def test_of_very_many_steps_the_last_200_can_be_undone():
    history = History(within(1))
    for number in range(2, 253):
        history = history.asking(within(number / 10))
    steps = 0
    while (before := history.undone()) != history:
        history, steps = before, steps + 1
    assert steps == 200


# --- what is answered ---------------------------------------------------------------------------------------------


def test_a_question_has_two_replies_the_route_and_then_its_corridor_too(desk, coarse):
    first, second = desk.replies(ask())
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
def test_the_corridor_is_as_wide_as_was_asked(desk, coarse, within_pct):
    *_, answer = desk.replies(ask(within_pct=within_pct))
    expected = coarse.corridor("galway", "halifax", within_pct=within_pct)
    assert answer.excess_pct.equals(expected.excess_pct)


@pytest.mark.parametrize("preset", PRESETS)
def test_any_weights_are_answered_as_by_a_planner_opened_with_them(desk, preset):
    """Of two terms one that a preset leaves out, and one that it counts is left out."""
    weights = Weights(ice=3.0, cable=0.5, outage=0.0, latency=2.0)
    scenario = Scenario.preset(preset).model_copy(update={"weights": weights})
    plan_request = ask("bodo", "tomakomai").assuming(Scenario.preset(preset)).weighing(weights)
    answer = next(desk.replies(plan_request))
    expected = rp.open_planner(scenario, spacing_km=SPACING_KM).route("bodo", "tomakomai", prove=False)
    assert answer.route.lon == pytest.approx(expected.lon, abs=1e-9)
    assert answer.route.lat == pytest.approx(expected.lat, abs=1e-9)
    assert answer.route.objective_usd == pytest.approx(expected.objective_usd, rel=1e-9)
    assert answer.route.objective_terms_usd == pytest.approx(expected.objective_terms_usd, rel=1e-9)


def test_terms_that_cost_something_somewhere_are_named_weights_apart(desk):
    """Nothing is paid for latency, chokepoints and parallel cables under the balanced preset; the fast one pays."""
    balanced = next(desk.replies(ask().weighing(Weights(ice=0.0)))).terms
    assert {"cable", "protection", "burial", "ice", "slope", "repair", "outage", "non_partner"} == balanced
    fast = next(desk.replies(ask().assuming(Scenario.preset("low-latency")))).terms
    assert "latency" in fast


def test_the_corridor_by_a_point_is_the_least_of_its_legs(desk, coarse):
    *_, answer = desk.replies(ask(via=(OFF_REYKJANES,)))
    legs = [
        coarse.corridor(*ends).excess_pct.to_numpy()
        for ends in (("galway", OFF_REYKJANES), (OFF_REYKJANES, "halifax"))
    ]
    stacked = np.stack([np.nan_to_num(leg, nan=np.inf) for leg in legs]).min(axis=0)
    assert np.array_equal(np.nan_to_num(answer.excess_pct.to_numpy(), nan=np.inf), stacked)


def test_closed_areas_are_gone_round_and_no_cell_of_them_is_in_the_corridor(desk, coarse):
    *_, answer = desk.replies(ask(closed=(ring(*ATLANTIC),)))
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
            "Galway lies in a",
        ),
        (ask(within_pct=0.0), "corridor width is 0 %"),
        (ask(within_pct=101.0), "corridor width is 101 %"),
    ],
    ids=["inland", "one place", "no way", "point on land", "area over a landing", "no width", "too wide"],
)
def test_what_has_no_answer_is_refused_in_one_line(desk, plan_request, why):
    (refusal,) = desk.replies(plan_request)
    assert isinstance(refusal, Refusal)
    assert refusal.request is plan_request
    assert why in refusal.reason
    assert "\n" not in refusal.reason


def test_data_that_are_not_laid_out_are_refused(desk, tmp_path):
    other = Scenario(name="other", data=DataChoice(bathymetry=tmp_path / "gebco.nc"))
    (refusal,) = desk.replies(ask(scenario=other))
    assert "other rests on other data" in refusal.reason


def test_a_refusal_leaves_no_trace_on_the_next_answer(desk):
    before = next(desk.replies(ask()))
    list(desk.replies(ask("48.85,2.35")))
    after = next(desk.replies(ask()))
    assert np.array_equal(before.route.lon, after.route.lon)


def test_layers_are_laid_out_once_for_all_questions(desk):
    """Also policy that is another: what the seabed is like does not depend on it."""
    seabeds = [
        desk._ready(each).seabed
        for each in (
            ask(),
            ask().weighing(Weights(ice=2.0)),
            ask(scenario=Scenario(name="x", policy=Policy(latency_usd_per_km=1.0))),
        )
    ]
    assert seabeds[0] is seabeds[1] is seabeds[2]


# --- what is shown and pinned -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def answered(desk):
    """Make an answer that is worth nothing but for its plan_request, its cells and whether it has a corridor."""
    whole = list(desk.replies(ask()))[1]

    def made(plan_request, spacing_km: float = 10.0, *, corridor: bool = True) -> Answer:
        route = replace(whole.route, spacing_km=spacing_km)
        return Answer(plan_request, route, whole.excess_pct if corridor else None, whole.terms, 0.1)

    return made


def test_the_first_answer_is_shown(answered):
    session = Session(History(ask()))
    assert not session.is_answered
    reply = answered(ask())
    assert session.taking(reply).answer is reply
    assert session.taking(reply).is_answered


def test_a_stale_reply_never_takes_the_place_of_the_answer_to_what_stands(answered):
    now = answered(within(2))
    session = Session(History(within(1)).asking(within(2))).taking(now)
    assert session.taking(answered(within(1), 5.0)) == session


def test_a_stale_reply_shows_the_way_while_nothing_answers_what_stands(answered):
    session = Session(History(within(1)).asking(within(2)).asking(within(3)))
    reply = answered(within(2))
    assert session.taking(reply).answer is reply
    assert not session.taking(reply).is_answered


def test_the_way_there_never_leads_back(answered):
    """Of three questions the third waits, the second is answered, and a finer answer to the first comes late."""
    history = History(within(1)).asking(within(2)).asking(within(3))
    session = Session(history).taking(answered(within(2)))
    assert session.taking(answered(within(1), 5.0)) == session


def test_while_a_slider_moves_every_answer_on_its_way_is_shown(answered):
    history = History(within(1)).asking(within(2))
    session = Session(history).taking(answered(within(1)))
    for pct in (3, 4, 5):
        history = history.amending(within(pct))
        session = session.at(history)
    for pct in (2, 3, 4):  # none of them stands any more
        reply = answered(within(pct))
        session = session.taking(reply)
        assert session.answer is reply


def test_finer_cells_take_the_place_of_wider_ones_and_never_the_reverse(answered):
    wide, fine = answered(ask(), 10.0), answered(ask(), 5.0, corridor=False)
    session = Session(History(ask()))
    assert session.taking(wide).taking(fine).answer is fine
    assert session.taking(fine).taking(wide).answer is fine


def test_on_the_same_cells_an_answer_with_its_corridor_stays(answered):
    bare, whole = answered(ask(), corridor=False), answered(ask())
    session = Session(History(ask()))
    assert session.taking(bare).taking(whole).answer is whole
    assert session.taking(whole).taking(bare).answer is whole


def test_a_refusal_stands_for_its_own_question_alone(answered):
    session = Session(History(within(1)).asking(within(2))).taking(answered(within(1)))
    assert session.taking(Refusal(within(1), "too late")) == session
    refused = session.taking(Refusal(within(2), "inland"))
    assert refused.refusal == "inland"
    assert refused.answer is session.answer
    assert refused.at(refused.history.undone()).refusal == ""
    assert refused.taking(answered(within(2))).refusal == ""


def test_what_is_shown_is_pinned_once(answered):
    session = Session(History(ask())).taking(answered(ask())).pinning()
    (pin,) = session.pins
    assert (pin.number, pin.name, pin.route.name) == (1, "1: Galway – Halifax, balanced", pin.name)
    with pytest.raises(UsageError, match="pinned already"):
        session.pinning()


def test_nothing_is_pinned_that_does_not_answer_what_stands(answered):
    with pytest.raises(UsageError, match="no route to pin yet"):
        Session(History(ask())).pinning()
    with pytest.raises(UsageError, match="no route to pin yet"):
        Session(History(within(1)).asking(within(2))).taking(answered(within(1))).pinning()


def test_a_pin_is_made_finer_also_while_something_else_is_asked(answered):
    session = Session(History(within(1))).taking(answered(within(1))).pinning()
    session = session.at(session.history.asking(within(2))).taking(answered(within(2)))
    finer = answered(within(1), 5.0)
    taken = session.taking(finer)
    assert taken.pins[0].answer is finer
    assert taken.answer is session.answer
    assert taken.taking(answered(within(1), 10.0)).pins[0].answer is finer


def test_pins_keep_their_number_and_colour_and_none_is_given_twice(answered):
    session = Session(History(within(1)))
    for pct in (1, 2, 3):
        session = session.at(session.history.asking(within(pct))).taking(answered(within(pct))).pinning()
    assert [pin.number for pin in session.pins] == [1, 2, 3]
    assert len({pin.colour for pin in session.pins}) == 3
    again = session.unpinning().pinning()
    assert [pin.number for pin in again.pins] == [1, 2, 4]
    assert session.unpinning().unpinning().unpinning().unpinning().pins == ()


# --- the thread that answers --------------------------------------------------------------------------------------


class Answers:
    """Replies that wait until they are let go, and what was delivered."""

    def __init__(self) -> None:
        self.begun: dict[str, Event] = {}
        self.let_go: dict[str, Event] = {}
        self.delivered: list[str] = []
        self.failed: list[Exception] = []
        self.done: dict[str, Event] = {}

    def expect(self, *questions: str) -> None:
        for plan_request in questions:
            self.begun[plan_request], self.let_go[plan_request], self.done[plan_request] = (
                Event(),
                Event(),
                Event(),
            )

    def replies(self, plan_request: str):
        self.begun[plan_request].set()
        assert self.let_go[plan_request].wait(PATIENCE)
        if plan_request == "faulty":
            raise ZeroDivisionError(plan_request)
        yield f"{plan_request} 1"
        yield f"{plan_request} 2"

    def deliver(self, reply: str) -> None:
        self.delivered.append(reply)
        if reply.endswith("2"):
            self.done[reply.split(maxsplit=1)[0]].set()

    def fail(self, error: Exception) -> None:
        self.failed.append(error)
        self.done["faulty"].set()


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def hire(answers):
    """Start workers over these answers; at the end every thread has gone."""
    hired = []

    def start(**more) -> Worker:
        hired.append(Worker(answers.replies, answers.deliver, answers.fail, **more))
        return hired[-1]

    yield start
    for worker in hired:
        worker.close()
        assert worker.join(PATIENCE)


def test_every_reply_to_a_question_is_delivered_in_turn(answers, hire):
    answers.expect("a")
    worker = hire()
    answers.let_go["a"].set()
    worker.ask("a")
    assert answers.done["a"].wait(PATIENCE)
    assert answers.delivered == ["a 1", "a 2"]


def test_the_question_asked_last_wins_and_those_between_are_forgotten(answers, hire):
    answers.expect("a", "b", "c", "d")
    worker = hire()
    worker.ask("a")
    assert answers.begun["a"].wait(PATIENCE)
    for plan_request in "bcd":
        worker.ask(plan_request)
    for event in answers.let_go.values():
        event.set()
    assert answers.done["d"].wait(PATIENCE)
    # The reply that was being made is delivered; no further one is fetched.
    assert answers.delivered == ["a 1", "d 1", "d 2"]
    assert not answers.begun["b"].is_set()
    assert not answers.begun["c"].is_set()


def test_a_question_that_fails_is_told_and_the_next_is_answered(answers, hire):
    answers.expect("faulty", "a")
    for event in answers.let_go.values():
        event.set()
    worker = hire()
    worker.ask("faulty")
    assert answers.done["faulty"].wait(PATIENCE)
    worker.ask("a")
    assert answers.done["a"].wait(PATIENCE)
    assert [str(error) for error in answers.failed] == ["faulty"]
    assert answers.delivered == ["a 1", "a 2"]


def test_what_cannot_be_delivered_is_told_and_the_next_is_answered():
    failed, taken = Event(), Event()
    met = Barrier(2, timeout=PATIENCE)

    def deliver(reply: str) -> None:
        if reply == "first":
            raise ValueError(reply)
        taken.set()
        met.wait()

    worker = Worker(lambda plan_request: iter([plan_request]), deliver, lambda _: failed.set())
    worker.ask("first")
    assert failed.wait(PATIENCE)
    worker.ask("second")
    met.wait()
    assert taken.is_set()
    worker.close()
    assert worker.join(PATIENCE)


def test_nothing_is_begun_before_it_has_been_quiet(answers, hire):
    """With an hour to wait only what closes the worker ends the wait."""
    answers.expect("a", "b")
    worker = hire(quiet_seconds=3600.0)
    worker.ask("a")
    worker.ask("b")
    worker.close()
    assert worker.join(PATIENCE)
    assert answers.delivered == []
    assert not any(event.is_set() for event in answers.begun.values())


def test_after_the_quiet_the_question_asked_last_is_answered(answers, hire):
    answers.expect("a", "b")
    for event in answers.let_go.values():
        event.set()
    worker = hire(quiet_seconds=0.2)
    worker.ask("a")
    worker.ask("b")
    assert answers.done["b"].wait(PATIENCE)
    assert answers.delivered == ["b 1", "b 2"]


def test_a_worker_that_is_closed_delivers_what_it_makes_and_ends(answers, hire):
    answers.expect("a")
    worker = hire()
    worker.ask("a")
    assert answers.begun["a"].wait(PATIENCE)
    worker.close()
    assert not worker.join(0.0)
    answers.let_go["a"].set()
    assert worker.join(PATIENCE)
    assert answers.delivered == ["a 1"]


def test_a_worker_without_a_question_ends_at_once(hire):
    worker = hire()
    worker.close()
    assert worker.join(PATIENCE)


def test_two_threads_may_burn_shapes_at_once():
    """Rasterio hushes a warning of its own by filters that threads share; here every warning is an error."""
    grid, area = Grid.arctic(spacing_km=50), shapely.box(*ROUND_THE_POLE)
    expected = derive_cover(area, grid)
    with ThreadPoolExecutor(4) as threads:
        covers = list(threads.map(lambda _: derive_cover(area, grid), range(800)))
    assert all(np.array_equal(cover, expected) for cover in covers)


def test_a_landing_is_what_it_is_wherever_it_lies():
    """A landing of one's own may carry any name: questions compare by what they hold."""
    own = Landing("own", "Own", "", -9.0, 53.0)
    assert ask(own) == ask(Landing("own", "Own", "", -9.0, 53.0))
    assert ask(own) != ask()
