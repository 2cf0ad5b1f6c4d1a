"""Session of the live planner: the current request, its answer and the pinned routes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from routeplan.errors import UsageError
from routeplan.live.route_solver import Answer, Refusal, Reply
from routeplan.live.state import History, PlanRequest
from routeplan.planning.route import Route
from routeplan.view.colours import ROUTE_COLOURS

CURRENT_COLOUR, *_PIN_COLOURS = ROUTE_COLOURS


@dataclass(frozen=True, slots=True)
class Pin:
    """An answer kept for comparison.

    Attributes
    ----------
    number : int
        From 1, in the order of pinning.
    answer : Answer
    given_name : str
        What its user calls it; empty for its number, ends and scenario.
    """

    number: int
    answer: Answer
    given_name: str = ""

    @property
    def name(self) -> str:
        """Its name in maps and tables."""
        own_name = f"{self.number}: {self.answer.route.name}, {self.answer.request.scenario.name}"
        return self.given_name or own_name

    @property
    def colour(self) -> str:
        """Colour of its line in map and figures."""
        return _PIN_COLOURS[(self.number - 1) % len(_PIN_COLOURS)]

    @property
    def route(self) -> Route:
        """Its route, with the name of the pin."""
        return replace(self.answer.route, name=self.name)


@dataclass(frozen=True, slots=True)
class Session:
    """Requests, answer and pins of one live planner.

    Attributes
    ----------
    history : History
    answer : Answer, optional
        The answer shown; while the current request waits, that of an earlier one.
    refusal : str
        Why the current request has no answer; empty if it is not refused.
    pins : tuple of Pin
    last_number : int
        Number of the last pin; no number is given twice.
    compared_number : int
        Number of the pin beside the current route; 0 for none.
    month : int
        Month of ice and repairs, 1 to 12; 0 for all year.
    """

    history: History
    answer: Answer | None = None
    refusal: str = ""
    pins: tuple[Pin, ...] = ()
    last_number: int = 0
    compared_number: int = 0
    month: int = 0

    @property
    def request(self) -> PlanRequest:
        """The current request."""
        return self.history.now

    @property
    def compared(self) -> Pin | None:
        """The pin beside the current route."""
        return next((pin for pin in self.pins if pin.number == self.compared_number), None)

    @property
    def shown_answer(self) -> Answer | None:
        """The answer to show; none where the current request is refused."""
        return None if self.refusal else self.answer

    @property
    def is_answered(self) -> bool:
        """Whether the answer shown is that of the current request."""
        return self.answer is not None and self.answer.request == self.request

    def with_history(self, history: History) -> Session:
        """Change the current request; a refusal of the one before goes."""
        return replace(self, history=history, refusal="")

    def with_reply(self, reply: Reply) -> Session:
        """Take a reply: to the current request, to an earlier one that is still of use, or to that of a pin.

        An answer is never replaced by one on larger cells to the same request, nor by one to an older request.
        """
        if isinstance(reply, Refusal):
            return replace(self, refusal=reply.reason) if reply.request == self.request else self
        pins = tuple(
            replace(pin, answer=reply) if _is_better(reply, pin.answer) else pin for pin in self.pins
        )
        shown = self.answer
        is_current = reply.request == self.request
        if shown is not None and shown.request == reply.request:
            shown = reply if _is_better(reply, shown) else shown
        elif is_current or (not self.is_answered and not self._is_older(reply, shown)):
            shown = reply
        return replace(self, answer=shown, pins=pins, refusal="" if is_current else self.refusal)

    def _is_older(self, reply: Answer, shown: Answer | None) -> bool:
        """Whether a reply answers an older request than the answer shown.

        Requests that a moving slider replaced are not in the history: they count as the newest.
        """
        if shown is None:
            return False
        past = self.history.past
        reply_place, shown_place = (
            max((place for place, earlier in enumerate(past) if earlier == request), default=len(past))
            for request in (reply.request, shown.request)
        )
        return reply_place < shown_place

    def with_pin(self) -> Session:
        """Pin the answer shown.

        Raises
        ------
        UsageError
            If it does not answer the current request, or is pinned already.
        """
        if self.answer is None or not self.is_answered:
            raise UsageError("no route to pin yet; wait for the answer, or change the request")
        if any(pin.answer.request == self.request for pin in self.pins):
            raise UsageError("this route is pinned already; change the request first")
        pin = Pin(self.last_number + 1, self.answer)
        return replace(self, pins=(*self.pins, pin), last_number=pin.number)

    def with_pin_named(self, number: int, name: str) -> Session:
        """Give a pin another name; the empty name restores the first one."""
        named = (replace(pin, given_name=name.strip()) if pin.number == number else pin for pin in self.pins)
        return replace(self, pins=tuple(named))

    def without_pin(self, number: int) -> Session:
        """Remove a pin."""
        return replace(self, pins=tuple(pin for pin in self.pins if pin.number != number))


def _is_better(reply: Answer, other: Answer) -> bool:
    """Whether a reply to the same request has smaller cells, or the same and does not lack the other's corridor."""
    if reply.request != other.request:
        return False
    finer_km = other.route.spacing_km - reply.route.spacing_km
    return finer_km > 0 or (finer_km == 0 and (reply.excess_pct is not None or other.excess_pct is None))
