"""LivePlanner: route planner as a Jupyter widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any

from routeplan.cost.assumptions import Weights
from routeplan.cost.scenario import Scenario
from routeplan.ensemble.outcomes import Ensemble
from routeplan.errors import RouteplanError, UsageError
from routeplan.live.controls import Actions
from routeplan.live.display import Display, corridor_image
from routeplan.live.export import write_pins, zip_pins
from routeplan.live.html_panels import Profiles
from routeplan.live.map_layers import MapLayer, array_layer, planner_layers
from routeplan.live.pins_box import PinActions
from routeplan.live.route_solver import Answer, Reply
from routeplan.live.session import Pin, Session
from routeplan.live.share import share_page
from routeplan.live.solver_threads import SolverThreads, main_thread_runner
from routeplan.live.state import History, HistoryStep, PlanRequest, RequestStep
from routeplan.live.worker import Worker
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.view.maps.raster_layers import ExcessImage

_SLIDER_SECONDS = 1.0  # changes of multipliers within this time are one step of the history
_NO_SLIDER = float("-inf")
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
        self._refined_km = refined_km
        self._is_closed = False
        self._weights_set_at = _NO_SLIDER
        self._lock = RLock()
        self._layers: list[MapLayer] = []
        self._run_in_main_thread = main_thread_runner()
        self._display = Display(request, self._actions())
        self.widget = self._display.widget
        self._threads = SolverThreads(request, planner, refined_km, self._deliver, self._fail)
        self._drawing: Worker[Profiles, tuple[Profiles, str, str]] = Worker(
            _draw, self._deliver_profiles, self._fail
        )
        self._layering: Worker[Planner, MapLayer] = Worker(planner_layers, self._deliver_layer, self._fail)
        self._planner: Planner | None = planner  # until its layers are asked for
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
        """The route shown; None before the first answer, and where the current request is refused."""
        answer = self._session.shown_answer
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
        return write_pins(self._pins_to_write(), Path(folder))

    def share(self) -> str:
        """Write what the map shows as one HTML page that needs neither network nor routeplan.

        Raises
        ------
        UsageError
            If there is no route.
        """
        session = self._session
        if session.shown_answer is None and not session.pins:
            raise UsageError("no route to share yet; wait for the answer, or change the request")
        return share_page(session.shown_answer, session.pins, self._layers)

    def close(self) -> None:
        """Stop the threads and release the planner; the display stays as it is."""
        self._is_closed, self._planner = True, None
        for worker in (self._threads, self._drawing, self._layering):
            worker.close()

    def join(self, timeout_seconds: float) -> bool:
        """Wait until the threads have ended after `close`; False if one has not within the time."""
        return all(worker.join(timeout_seconds) for worker in (self._threads, self._drawing, self._layering))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def __repr__(self) -> str:
        return f"<LivePlanner {self.request.start.name} – {self.request.end.name}>"

    # --- what a user does -------------------------------------------------------------------------------------------

    def _actions(self) -> Actions:
        pins = PinActions(
            pin=lambda: self._change_pins(Session.with_pin),
            rename=lambda number, name: self._change_pins(lambda now: now.with_pin_named(number, name)),
            remove=lambda number: self._change_pins(lambda now: now.without_pin(number)),
            compare=lambda number: self._change_pins(lambda now: replace(now, compared_number=number)),
        )
        return Actions(
            change=self._change,
            set_weights=self._set_weights,
            step=self._step,
            choose_month=self._choose_month,
            pins=pins,
            download=lambda: self._hand_over("routeplan-live.zip", "application/zip", self._zip),
            share=lambda: self._hand_over("routeplan-live.html", "text/html", lambda: self.share().encode()),
        )

    def _change(self, change: RequestStep) -> None:
        self._step(lambda history: history.with_request(change(history.now)))

    def _set_weights(self, weights: Weights) -> None:
        """Change the multipliers; all changes while a slider moves are one step of the history.

        A busy kernel hears of one move in pieces that are more than a second apart: what comes before the answer to the
        first piece belongs to it.
        """
        since = monotonic() - self._weights_set_at
        is_waiting = not self._session.is_answered and not self._session.refusal
        is_moving = since < _SLIDER_SECONDS or (since < float("inf") and is_waiting)
        record = History.amended if is_moving else History.with_request
        self._step(lambda history: record(history, history.now.with_weights(weights)))
        self._weights_set_at = monotonic()

    def _step(self, step: HistoryStep) -> None:
        """Change the history and solve the new request; if the request stays the same, only reset the controls."""
        with self._lock:
            before = self._session
            history = step(before.history)
            self._session = before if history == before.history else before.with_history(history)
        self._weights_set_at = _NO_SLIDER
        if self.request != before.request:
            self._solve()
            if before.refusal:
                self._display.show_answer(self._session)
        else:
            self._display.show_request(self.request)

    def _choose_month(self, month: int) -> None:
        if month != self._session.month:
            with self._lock:
                self._session = replace(self._session, month=month)
            self._display.show_month(self._session)

    def _change_pins(self, change: Callable[[Session], Session]) -> None:
        try:
            with self._lock:
                self._session = change(self._session)
        except RouteplanError as error:
            self._display.status.warn(str(error))
        else:
            self._display.status.clear_notice()
            self._display.show_answer(self._session)
            self._draw_profiles()

    def _hand_over(self, name: str, kind: str, make: Callable[[], bytes]) -> None:
        """Make a file and hand it to the browser."""
        status = self._display.status
        status.notify(f"Writing {name} …")
        try:
            content = make()
        except RouteplanError as error:
            status.warn(str(error))
        else:
            self._display.map.download(name, kind, content)
            status.notify(f"{name}: {len(content) / 1e6:.1f} MB, in the downloads of the browser")

    def _zip(self) -> bytes:
        return zip_pins(self._pins_to_write())

    def _pins_to_write(self) -> tuple[Pin, ...]:
        return self._session.pins or self._session.with_pin().pins

    # --- what the threads answer ------------------------------------------------------------------------------------

    def _solve(self) -> None:
        """Show the current request, and solve it unless its final answer is shown already."""
        self._display.show_request(self.request)
        status, answer = self._display.status, self._session.answer
        if self._is_closed:
            status.refuse(_CLOSED)
            return
        status.wait(f"Finding the best route from {self.request.start.name} to {self.request.end.name} …")
        if answer is not None and self.is_answered and self._threads.is_final(answer):
            self._display.show_answer(self._session)
            self._display.show_corridor(_corridor(answer))
            status.show_answer(answer, "route", "Drawing the profile …")
            self._draw_profiles()
        else:
            self._threads.ask(self.request)

    def _deliver(self, reply: Reply) -> None:
        """Draw the corridor of a reply in the solver's thread, then show it in the main thread."""
        corridor = None
        if isinstance(reply, Answer) and reply.request == self.request:
            corridor = _corridor(reply)
        self._run_in_main_thread(lambda: self._show(reply, corridor))

    def _show(self, reply: Reply, corridor: ExcessImage | None) -> None:
        with self._lock:
            before, self._session = self._session, self._session.with_reply(reply)
            session, status = self._session, self._display.status
        if session == before:
            return
        self._display.show_answer(session)
        if session.refusal:
            status.refuse(session.refusal)
        # The answer to an earlier request is shown while the current one waits, and the status waits with it.
        if session.shown_answer is None or session.shown_answer is not reply or not session.is_answered:
            return
        if corridor is None:
            status.show_answer(session.shown_answer, "route", "Finding the corridor …")
        else:
            self._display.show_corridor(corridor)
            status.show_answer(session.shown_answer, "route", "Drawing the profile …")
            self._draw_profiles()

    def _draw_profiles(self) -> None:
        answer = self._session.shown_answer
        if answer is not None and answer.excess_pct is not None:
            self._drawing.ask(Profiles(answer, self._session.compared))

    def _deliver_profiles(self, drawn: tuple[Profiles, str, str]) -> None:
        self._run_in_main_thread(lambda: self._show_profiles(*drawn))

    def _show_profiles(self, profiles: Profiles, current: str, pinned: str) -> None:
        answer = self._session.shown_answer
        if answer is None or profiles != Profiles(answer, self._session.compared):
            return
        self._display.show_profiles(current, pinned)
        if self.is_answered:
            doing = (
                "" if self._threads.is_final(answer) else f"Refining on cells of {self._refined_km:g} km …"
            )
            self._display.status.show_stage("all", doing)
        if self._planner is not None:  # layers wait until the first answer is there
            self._layering.ask(self._planner)
            self._planner = None

    def show_probability(self, outcome: Ensemble, *, within_km: float = 20.0) -> None:
        """Show as a layer how probable it is that the best route of an ensemble passes a cell.

        Parameters
        ----------
        outcome : Ensemble
            From `routeplan.ensemble`.
        within_km : float
            A route counts for cells as near as this.
        """
        self._deliver_layer(array_layer("probability", outcome.probability(within_km=within_km)))

    def _deliver_layer(self, layer: MapLayer) -> None:
        def show() -> None:
            self._layers.append(layer)
            self._display.show_layer(layer)

        self._run_in_main_thread(show)

    def _fail(self, error: Exception) -> None:
        line = f"{type(error).__name__}: {error}; please report this, then change the request"
        self._run_in_main_thread(lambda: self._display.status.refuse(line))


def _corridor(answer: Answer) -> ExcessImage | None:
    """Draw the corridor of an answer, if it has one."""
    if answer.excess_pct is None:
        return None
    return corridor_image(answer.excess_pct, answer.request.within_pct)


def _draw(profiles: Profiles) -> Iterator[tuple[Profiles, str, str]]:
    yield profiles, *profiles.draw()
