"""The worker thread: the latest request is solved."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import numpy as np
import pytest
import shapely
from live_kit import (
    ROUND_THE_POLE,
)

from routeplan.geo.grid import Grid
from routeplan.geo.shapes import derive_cover
from routeplan.live.worker import Worker

PATIENCE = 20.0  # seconds; nothing here takes one


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
