"""LivePlanner: route planner as a Jupyter widget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any

from routeplan.cost.assumptions import Weights
from routeplan.cost.scenario import Scenario
from routeplan.errors import RouteplanError
from routeplan.live.controls import Actions
from routeplan.live.display import Display
from routeplan.live.export import write_pins
from routeplan.live.html_panels import Panels, draw_panels
from routeplan.live.route_solver import Answer, Reply
from routeplan.live.session import Session
from routeplan.live.solver_threads import SolverThreads, main_thread_runner
from routeplan.live.state import History, HistoryStep, PlanRequest, RequestStep
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route

_SLIDER_SECONDS = 1.0  # changes of multipliers within this time are one step of the history
_CLOSED = "this live planner is closed; run its cell again"


class LivePlanner:
    """Route planner as a Jupyter widget.

    Parameters
    ----------
    request : PlanRequest
        The first request.
    planner : Planner
        Opened with the scenario of the request; solves at once.
    refined_km : float, optional
        Cell size of the refined answer, solved when no request has come for a second; None for no refinement.
    """

    def __init__(self, request: PlanRequest, planner: Planner, refined_km: float | None) -> None:
        self._session = Session(History(request))
        self._planner: Planner | None = planner  # None when closed
        self._refined_km = refined_km
        self._weights_set_at = -_SLIDER_SECONDS
        self._lock = RLock()
        self._run_in_main_thread = main_thread_runner()
        actions = Actions(
            change=self._change,
            set_weights=self._set_weights,
            step=self._step,
            choose_month=self._choose_month,
            pin=lambda: self._change_pins(Session.with_pin),
            unpin=lambda: self._change_pins(Session.without_last_pin),
            export=self._export,
        )
        self._display = Display(request, planner.depth, actions)
        self.widget = self._display.widget
        self._threads = SolverThreads(request, planner, refined_km, self._deliver, self._fail)
        self._solve()

    @property
    def request(self) -> PlanRequest:
        """The current request."""
        return self._session.request

    @property
    def scenario(self) -> Scenario:
        """Scenario of the current request."""
        return self.request.scenario

    @property
    def route(self) -> Route | None:
        """The route shown; None before the first answer."""
        answer = self._session.answer
        return answer.route if answer else None

    @property
    def is_answered(self) -> bool:
        """Whether the route shown answers the current request."""
        return self._session.is_answered

    @property
    def pinned(self) -> list[Route]:
        """Pinned routes, for the cells below."""
        return [pin.route for pin in self._session.pins]

    def ask(self, request: PlanRequest) -> None:
        """Change the request, for example to ``dataclasses.replace(live.request, within_pct=10)``."""
        self._step(lambda history: history.with_request(request))

    def write(self, folder: str | Path = "routeplan-live") -> list[Path]:
        """Write the pinned routes, or the route shown if none is pinned, and the scenarios that reproduce them.

        Raises
        ------
        UsageError
            If no route is pinned and the current request has no answer.
        OutputError
            If a file cannot be written.
        """
        pins = self._session.pins or self._session.with_pin().pins
        return write_pins(pins, Path(folder))

    def close(self) -> None:
        """Stop the solver threads and release the planner; the display stays as it is."""
        self._planner = None
        self._threads.close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def __repr__(self) -> str:
        return f"<LivePlanner {self.request.start.name} – {self.request.end.name}>"

    def _change(self, change: RequestStep) -> None:
        self._step(lambda history: history.with_request(change(history.now)))

    def _set_weights(self, weights: Weights) -> None:
        """Change the multipliers; all changes while a slider moves are one step of the history."""
        is_moving = monotonic() - self._weights_set_at < _SLIDER_SECONDS
        record = History.amended if is_moving else History.with_request
        self._step(lambda history: record(history, history.now.with_weights(weights)))
        self._weights_set_at = monotonic()

    def _step(self, step: HistoryStep) -> None:
        """Change the history and solve the new request; if the request stays the same, only reset the controls."""
        with self._lock:
            before = self._session
            history = step(before.history)
            self._session = before if history == before.history else before.with_history(history)
        self._weights_set_at = -_SLIDER_SECONDS
        if self.request != before.request:
            self._solve()
        else:
            self._display.show_request(self.request)

    def _solve(self) -> None:
        """Show the current request, and solve it unless its final answer is shown already."""
        self._display.show_request(self.request)
        status, answer = self._display.status, self._session.answer
        status.wait("Planning …")
        if self._planner is None:
            status.refuse(_CLOSED)
        elif answer is not None and self.is_answered and self._threads.is_final(answer):
            status.show_answer(answer, "all", self._refined_km)
        else:
            self._threads.ask(self.request)

    def _choose_month(self, month: int) -> None:
        ice = None
        if month and self._planner is None:
            self._display.status.refuse(_CLOSED)
        elif month and self._planner is not None:
            ice = self._planner.layer(f"ice_month_{month:02d}")
        self._display.show_month(month, ice, self._session)

    def _change_pins(self, change: Callable[[Session], Session]) -> None:
        try:
            with self._lock:
                self._session = change(self._session)
        except RouteplanError as error:
            self._display.status.warn(str(error))
        else:
            self._display.status.clear_notice()
            self._display.show_pins(self._session)

    def _export(self, folder: str) -> None:
        try:
            written = self.write(folder)
        except RouteplanError as error:
            self._display.status.warn(str(error))
        else:
            names = ", ".join(path.name for path in written)
            self._display.status.notify(f"Written to {written[-1].parent}: {names}")

    def _deliver(self, reply: Reply) -> None:
        """Draw the panels of a reply in the solver's thread, then show them in the main thread."""
        panels = None
        if isinstance(reply, Answer) and reply.excess_pct is not None and reply.request == self.request:
            panels = draw_panels(reply, self._session.pins)
        self._run_in_main_thread(lambda: self._show(reply, panels))

    def _fail(self, error: Exception) -> None:
        line = f"{type(error).__name__}: {error}; please report this, then change the request"
        self._run_in_main_thread(lambda: self._display.status.refuse(line))

    def _show(self, reply: Reply, panels: Panels | None) -> None:
        with self._lock:
            before, self._session = self._session, self._session.with_reply(reply)
            session, status = self._session, self._display.status
            if session == before:
                return
            if session.refusal:
                status.refuse(session.refusal)
            answer = session.answer
            if answer is not None and answer is reply:
                self._display.show_answer(session, panels)
                status.show_answer(answer, "route" if panels is None else "all", self._refined_km)
            elif session.pins != before.pins:
                self._display.show_pins(session)
