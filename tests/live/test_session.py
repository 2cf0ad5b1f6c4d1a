"""What a session shows, refuses and pins."""

import pytest
from live_kit import (
    ask,
    within,
)

from routeplan.errors import UsageError
from routeplan.live.route_solver import Refusal
from routeplan.live.session import CURRENT_COLOUR, Pin, Session
from routeplan.live.state import History
from routeplan.view.colours import ROUTE_COLOURS


def test_the_first_answer_is_shown(answered):
    session = Session(History(ask()))
    assert not session.is_answered
    reply = answered(ask())
    assert session.with_reply(reply).answer is reply
    assert session.with_reply(reply).is_answered


def test_a_stale_reply_never_takes_the_place_of_the_answer_to_what_stands(answered):
    now = answered(within(2))
    session = Session(History(within(1)).with_request(within(2))).with_reply(now)
    assert session.with_reply(answered(within(1), 5.0)) == session


def test_a_stale_reply_shows_the_way_while_nothing_answers_what_stands(answered):
    session = Session(History(within(1)).with_request(within(2)).with_request(within(3)))
    reply = answered(within(2))
    assert session.with_reply(reply).answer is reply
    assert not session.with_reply(reply).is_answered


def test_the_way_there_never_leads_back(answered):
    """Of three questions the third waits, the second is answered, and a finer answer to the first comes late."""
    history = History(within(1)).with_request(within(2)).with_request(within(3))
    session = Session(history).with_reply(answered(within(2)))
    assert session.with_reply(answered(within(1), 5.0)) == session


def test_while_a_slider_moves_every_answer_on_its_way_is_shown(answered):
    history = History(within(1)).with_request(within(2))
    session = Session(history).with_reply(answered(within(1)))
    for pct in (3, 4, 5):
        history = history.amended(within(pct))
        session = session.with_history(history)
    for pct in (2, 3, 4):  # none of them stands any more
        reply = answered(within(pct))
        session = session.with_reply(reply)
        assert session.answer is reply


def test_finer_cells_take_the_place_of_wider_ones_and_never_the_reverse(answered):
    wide, fine = answered(ask(), 10.0), answered(ask(), 5.0, corridor=False)
    session = Session(History(ask()))
    assert session.with_reply(wide).with_reply(fine).answer is fine
    assert session.with_reply(fine).with_reply(wide).answer is fine


def test_on_the_same_cells_an_answer_with_its_corridor_stays(answered):
    bare, whole = answered(ask(), corridor=False), answered(ask())
    session = Session(History(ask()))
    assert session.with_reply(bare).with_reply(whole).answer is whole
    assert session.with_reply(whole).with_reply(bare).answer is whole


def test_a_refusal_stands_for_its_own_question_alone(answered):
    session = Session(History(within(1)).with_request(within(2))).with_reply(answered(within(1)))
    assert session.with_reply(Refusal(within(1), "too late")) == session
    refused = session.with_reply(Refusal(within(2), "inland"))
    assert refused.refusal == "inland"
    assert refused.answer is session.answer
    assert refused.with_history(refused.history.undone()).refusal == ""
    assert refused.with_reply(answered(within(2))).refusal == ""


def test_what_is_shown_is_pinned_once(answered):
    session = Session(History(ask())).with_reply(answered(ask())).with_pin()
    (pin,) = session.pins
    assert (pin.number, pin.name, pin.route.name) == (1, "1: Galway – Halifax, balanced", pin.name)
    with pytest.raises(UsageError, match="pinned already"):
        session.with_pin()


def test_nothing_is_pinned_that_does_not_answer_what_stands(answered):
    with pytest.raises(UsageError, match="no route to pin yet"):
        Session(History(ask())).with_pin()
    with pytest.raises(UsageError, match="no route to pin yet"):
        Session(History(within(1)).with_request(within(2))).with_reply(answered(within(1))).with_pin()


def test_a_pin_is_made_finer_also_while_something_else_is_asked(answered):
    session = Session(History(within(1))).with_reply(answered(within(1))).with_pin()
    session = session.with_history(session.history.with_request(within(2))).with_reply(answered(within(2)))
    finer = answered(within(1), 5.0)
    taken = session.with_reply(finer)
    assert taken.pins[0].answer is finer
    assert taken.answer is session.answer
    assert taken.with_reply(answered(within(1), 10.0)).pins[0].answer is finer


def test_pins_keep_their_number_and_colour_and_none_is_given_twice(answered):
    session = Session(History(within(1)))
    for pct in (1, 2, 3):
        session = (
            session.with_history(session.history.with_request(within(pct)))
            .with_reply(answered(within(pct)))
            .with_pin()
        )
    assert [pin.number for pin in session.pins] == [1, 2, 3]
    assert len({pin.colour for pin in session.pins}) == 3
    again = session.without_pin(3).with_pin()
    assert [pin.number for pin in again.pins] == [1, 2, 4]
    assert [pin.number for pin in session.without_pin(2).pins] == [1, 3]
    assert session.without_pin(7).pins == session.pins


def test_a_pin_takes_a_name_and_gives_it_back(answered):
    session = Session(History(within(1))).with_reply(answered(within(1))).with_pin()
    own_name = session.pins[0].name
    named = session.with_pin_named(1, " the short one ")
    assert named.pins[0].name == named.pins[0].route.name == "the short one"
    assert named.with_reply(answered(within(1), 5.0)).pins[0].name == "the short one"
    assert named.with_pin_named(1, "  ").pins[0].name == own_name


def test_the_pin_compared_with_is_none_once_it_is_removed(answered):
    session = Session(History(within(1)), compared_number=1).with_reply(answered(within(1))).with_pin()
    assert session.compared is session.pins[0]
    assert session.without_pin(1).compared is None


def test_an_answer_is_not_shown_while_the_request_is_refused(answered):
    session = Session(History(within(1))).with_reply(answered(within(1)))
    refused = session.with_history(session.history.with_request(within(2))).with_reply(
        Refusal(within(2), "no way")
    )
    assert refused.shown_answer is None
    undone = refused.with_history(refused.history.undone())
    assert undone.shown_answer is session.answer


def test_a_pin_has_the_colour_after_that_of_the_current_route(answered):
    """Colours start again when all are given; none is that of the current route."""
    others = ROUTE_COLOURS[1:]
    assert ROUTE_COLOURS[0] == CURRENT_COLOUR
    pins = [Pin(number, answered(ask())) for number in range(1, len(others) + 2)]
    assert [pin.colour for pin in pins] == [*others, others[0]]


def test_an_answer_on_smaller_cells_without_corridor_replaces_the_pinned_one(answered):
    session = Session(History(ask())).with_reply(answered(ask(), 10.0)).with_pin()
    finer = answered(ask(), 5.0, corridor=False)
    assert session.with_reply(finer).pins[0].answer is finer


def test_a_reply_to_the_current_request_clears_its_refusal_alone(answered):
    session = Session(History(within(1)).with_request(within(2))).with_reply(Refusal(within(2), "inland"))
    assert session.with_reply(answered(within(1))).refusal == "inland"
    assert session.with_reply(answered(within(2))).refusal == ""
