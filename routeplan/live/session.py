"""What stands at the workbench: the request, its answer, and the routes that were pinned to compare."""

from __future__ import annotations

from dataclasses import dataclass, replace

from routeplan.errors import UsageError
from routeplan.live.solver import Answer, Refusal, Reply
from routeplan.live.state import History, PlanRequest
from routeplan.planning.route import Route
from routeplan.view.colours import ROUTE_COLOURS

NOW_COLOUR, *_PIN_COLOURS = ROUTE_COLOURS


@dataclass(frozen=True, slots=True)
class Pin:
    """An answer that stays while others are tried.

    Attributes
    ----------
    number : int
        From 1, in the order of pinning.
    answer : Answer
    """

    number: int
    answer: Answer

    @property
    def name(self) -> str:
        """How maps and tables call it."""
        return f"{self.number}: {self.answer.route.name}, {self.answer.request.scenario.name}"

    @property
    def colour(self) -> str:
        """Colour of its line, the same in map and figures."""
        return _PIN_COLOURS[(self.number - 1) % len(_PIN_COLOURS)]

    @property
    def route(self) -> Route:
        """Its route, by its name here."""
        return replace(self.answer.route, name=self.name)


@dataclass(frozen=True, slots=True)
class Session:
    """All that was asked, answered and pinned.

    Attributes
    ----------
    history : History
    answer : Answer, optional
        What is shown; while a request waits, that of one before.
    refusal : str
        Why the request that stands has no answer; empty where it may have one.
    pins : tuple of Pin
    pinned : int
        Number of the last pin.
    """

    history: History
    answer: Answer | None = None
    refusal: str = ""
    pins: tuple[Pin, ...] = ()
    pinned: int = 0

    @property
    def request(self) -> PlanRequest:
        """The request that stands."""
        return self.history.now

    @property
    def is_answered(self) -> bool:
        """Whether what is shown answers the request that stands."""
        return self.answer is not None and self.answer.request == self.request

    def at(self, history: History) -> Session:
        """Let another request stand."""
        return replace(self, history=history, refusal="")

    def taking(self, reply: Reply) -> Session:
        """Take a reply: what answers the request that stands, what shows the way there, and what makes a pin finer.

        An answer never gives way to one on wider cells to the same request, nor to one to a request asked before.
        """
        if isinstance(reply, Refusal):
            return replace(self, refusal=reply.reason) if reply.request == self.request else self
        pins = tuple(
            replace(pin, answer=reply) if _is_better(reply, pin.answer) else pin for pin in self.pins
        )
        shown = self.answer
        stands = reply.request == self.request
        if shown is not None and shown.request == reply.request:
            shown = reply if _is_better(reply, shown) else shown
        elif stands or (not self.is_answered and not self._is_behind(reply, shown)):
            shown = reply
        return replace(self, answer=shown, pins=pins, refusal="" if stands else self.refusal)

    def _is_behind(self, reply: Answer, shown: Answer | None) -> bool:
        """Whether it answers a request asked before the one whose answer is shown; what slid past is of no past."""
        if shown is None:
            return False
        past = self.history.past
        at, shown_at = (
            max((number for number, each in enumerate(past) if each == request), default=len(past))
            for request in (reply.request, shown.request)
        )
        return at < shown_at

    def pinning(self) -> Session:
        """Pin what is shown.

        Raises
        ------
        UsageError
            If it does not answer the request that stands, or is pinned already.
        """
        if self.answer is None or not self.is_answered:
            raise UsageError("no route to pin yet; wait for it, or change what was asked")
        if any(pin.answer.request == self.request for pin in self.pins):
            raise UsageError("this route is pinned already; change something first")
        pin = Pin(self.pinned + 1, self.answer)
        return replace(self, pins=(*self.pins, pin), pinned=pin.number)

    def unpinning(self) -> Session:
        """Take the last pin away, if there is one."""
        return replace(self, pins=self.pins[:-1])


def _is_better(reply: Answer, than: Answer) -> bool:
    """Whether it answers the same request on finer cells, or as fine and with no less about it."""
    if reply.request != than.request:
        return False
    finer = than.route.spacing_km - reply.route.spacing_km
    return finer > 0 or (finer == 0 and (reply.excess_pct is not None or than.excess_pct is None))
