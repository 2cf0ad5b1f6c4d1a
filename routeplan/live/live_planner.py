"""The live planner: ask by hand, and see route, corridor, costs and profile follow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any

import ipywidgets as widgets
import xarray as xr

from routeplan.catalog.landings import find_landing, read_landings
from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Weights
from routeplan.cost.scenario import Scenario
from routeplan.errors import RouteplanError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.position_text import format_latlon
from routeplan.live.controls import Actions, Controls
from routeplan.live.export import write_pins
from routeplan.live.html_panels import Panels, costs_html, draw_panels, facts_html, legend_html
from routeplan.live.map_widget import NO_PENCIL, DrawnShapes, Handlers, MapWidget
from routeplan.live.session import Session
from routeplan.live.solver import Answer, DeferredLiveSolver, LiveSolver, Reply
from routeplan.live.state import EndName, History, PlanRequest
from routeplan.live.status import Stage, Status
from routeplan.live.worker import Worker
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.maps.colour_classes import derive_classes
from routeplan.view.maps.raster_image import BENEATH_LAND_PX, DEPTH, derive_excess_classes, derive_image

_QUIET_SECONDS = 1.0  # without a request before the finer cells are begun
_ONE_MOVE_SECONDS = 1.0  # between two steps of one slider
_SNAP_KM = 25.0  # an end that is dropped this near to a landing is meant to be there
_CLOSED = "this live planner is closed; run its cell again"
_STYLE = """
.routeplan-live .leaflet-div-icon { background: none; border: none; }
.routeplan-live .leaflet-container { background: #f4f6f7; }
.routeplan-live img.routeplan-figure { width: 100%; height: auto; }
.routeplan-live .routeplan-head { font-weight: 600; line-height: 1.4; margin-top: 6px; }
.routeplan-status { line-height: 1.5; min-height: 1.5em; }
.routeplan-status.is-refused, .routeplan-notice.is-refused { color: #a22c3d; font-weight: 600; }
.routeplan-notice { color: #26323a; font-weight: 400; }
.routeplan-legend { font-size: 11px; line-height: 1.6; }
.routeplan-legend b { margin-right: 8px; }
.routeplan-legend span { margin-right: 10px; white-space: nowrap; }
.routeplan-legend i { border: 0.5px solid #9aa5ab; display: inline-block; height: 9px; margin-right: 4px; width: 14px; }
table.routeplan-facts { border-collapse: collapse; font-size: 12px; line-height: 1.35; }
table.routeplan-facts th, table.routeplan-facts td { padding: 2px 14px 2px 0; text-align: left; vertical-align: top; }
table.routeplan-facts th[scope=row] { color: #5a666e; font-weight: 400; white-space: nowrap; }
"""


class LivePlanner:
    """A planner's workbench that shows itself in JupyterLab.

    Parameters
    ----------
    request : PlanRequest
        What it opens with.
    planner : Planner
        Opened with the request's scenario; it answers at once.
    refined_km : float, optional
        Cells that answers are refined on when nothing has been asked for a second; None to leave it.
    """

    def __init__(self, request: PlanRequest, planner: Planner, refined_km: float | None) -> None:
        self._session = Session(History(request))
        self._month = 0  # 1 to 12; 0 for all year
        self._ice: xr.DataArray | None = None  # of that month, as it is shown
        self._planner: Planner | None = planner  # none once it is closed
        self._refined_km = refined_km
        self._weighed_at = -_ONE_MOVE_SECONDS
        self._lock = RLock()
        self._loop = _running_loop()
        landings = read_landings()
        self._chart = MapWidget(
            request, planner.depth, landings, Handlers(self._move, self._draw, self._pick)
        )
        self._status = Status()
        self._controls = Controls(request, landings, self._actions(), self._status.complain)
        self._legend, self._profile, self._costs, self._facts = (widgets.HTML() for _ in range(4))
        self.widget = self._lay_out()
        self._show_legend()
        self._quick = Worker(LiveSolver(planner).replies, self._take, self._fail)
        late = DeferredLiveSolver(request.scenario, refined_km or planner.grid.spacing_m / 1000.0)
        self._fine = Worker(late.replies, self._take, self._fail, quiet_seconds=_QUIET_SECONDS)
        self._put()

    @property
    def request(self) -> PlanRequest:
        """What is asked now."""
        return self._session.request

    @property
    def scenario(self) -> Scenario:
        """What is assumed now."""
        return self.request.scenario

    @property
    def route(self) -> Route | None:
        """What is shown now; None before the first answer."""
        answer = self._session.answer
        return answer.route if answer else None

    @property
    def is_answered(self) -> bool:
        """Whether the route that is shown answers what is asked."""
        return self._session.is_answered

    @property
    def pinned(self) -> list[Route]:
        """Routes that were pinned, to compare or write in the cells below."""
        return [pin.route for pin in self._session.pins]

    def ask(self, request: PlanRequest) -> None:
        """Ask another request, such as ``dataclasses.replace(live.request, within_pct=10)``."""
        self._change(lambda history: history.asking(request))

    def write(self, folder: str | Path = "routeplan-live") -> list[Path]:
        """Write what is pinned, or else what is shown, and the scenarios that make it again.

        Raises
        ------
        UsageError
            If nothing is pinned and nothing answered.
        OutputError
            If a file cannot be written.
        """
        pins = self._session.pins or self._session.pinning().pins
        return write_pins(pins, Path(folder))

    def close(self) -> None:
        """End its threads and let go of what was laid out; what it shows stays as it is."""
        self._planner = None
        self._quick.close()
        self._fine.close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)

    def __repr__(self) -> str:
        return f"<LivePlanner {self.request.start.name} – {self.request.end.name}>"

    def _lay_out(self) -> Any:
        self._profile.layout = widgets.Layout(width="50%", padding="0 16px 0 0")
        beside = widgets.VBox([self._costs, self._facts], layout=widgets.Layout(width="50%"))
        map_side = widgets.VBox(
            [self._chart.widget, self._legend, self._status.widget],
            layout=widgets.Layout(flex="1 1 auto", width="60%"),
        )
        return widgets.VBox(
            [
                widgets.HTML(f"<style>{_STYLE}{NO_PENCIL}</style>"),
                widgets.HBox([map_side, self._controls.widget]),
                widgets.HBox([self._profile, beside]),
            ]
        ).add_class("routeplan-live")

    def _actions(self) -> Actions:
        return Actions(
            chose_ends=lambda start, end: self.ask(replace(self.request, start=start, end=end)),
            swapped=lambda: self.ask(self.request.swapped()),
            chose_preset=self._assume,
            weighed=self._weigh,
            widened=lambda within_pct: self.ask(replace(self.request, within_pct=within_pct)),
            chose_month=self._choose_month,
            undid=lambda: self._change(History.undone),
            redid=lambda: self._change(History.redone),
            pinned=lambda: self._pinning(Session.pinning),
            unpinned=lambda: self._pinning(Session.unpinning),
            exported=self._export,
        )

    def _assume(self, preset: str) -> None:
        if preset != self.scenario.name:
            self.ask(self.request.assuming(Scenario.preset(preset)))

    def _weigh(self, weights: Weights) -> None:
        """Count the terms otherwise; while a slider moves, all its ways are one step."""
        request = self.request.weighing(weights)
        is_moving = monotonic() - self._weighed_at < _ONE_MOVE_SECONDS
        self._change(lambda history: (history.amending if is_moving else history.asking)(request))
        self._weighed_at = monotonic()

    def _move(self, end: EndName, lon: float, lat: float) -> None:
        """Take an end to where it was dragged, or to the landing beside."""
        nearest = min(read_landings(), key=lambda each: geodesic_km(lon, lat, each.lon, each.lat))
        is_there = geodesic_km(lon, lat, nearest.lon, nearest.lat) <= _SNAP_KM
        landing = nearest if is_there else find_landing(format_latlon(lon, lat, 3))
        self.ask(self.request.moving(end, landing))

    def _pick(self, landing: Landing) -> None:
        """Take the nearer end to a landing that was clicked."""
        to_start, to_end = (
            geodesic_km(each.lon, each.lat, landing.lon, landing.lat)
            for each in (self.request.start, self.request.end)
        )
        self.ask(self.request.moving("start" if to_start < to_end else "end", landing))

    def _draw(self, drawn: DrawnShapes) -> None:
        via = tuple(find_landing(format_latlon(lon, lat, 3)) for lon, lat in drawn.points)
        self.ask(replace(self.request, closed=drawn.closed, via=via))

    def _choose_month(self, month: int) -> None:
        self._month, self._ice = month, None
        if month and self._planner is None:
            self._status.refuse(_CLOSED)
        elif month and self._planner is not None:
            self._ice = self._planner.layer(f"ice_month_{month:02d}")
        shaded = (
            None
            if self._ice is None
            else derive_image(self._ice, derive_classes(self._ice), beyond_px=BENEATH_LAND_PX)
        )
        self._chart.show_layer(shaded)
        self._show_legend()
        self._show_facts()

    def _pinning(self, change: Callable[[Session], Session]) -> None:
        try:
            with self._lock:
                self._session = change(self._session)
        except RouteplanError as error:
            self._status.complain(str(error))
        else:
            self._status.clear()
            self._show_pins()

    def _export(self, folder: str) -> None:
        try:
            written = self.write(folder)
        except RouteplanError as error:
            self._status.complain(str(error))
        else:
            names = ", ".join(path.name for path in written)
            self._status.tell(f"Written to {written[-1].parent}: {names}")

    def _change(self, step: Callable[[History], History]) -> None:
        """Let another request stand and ask for its answer; where it is the one that stood, all is put back."""
        with self._lock:
            before = self._session
            history = step(before.history)
            self._session = before if history == before.history else before.at(history)
        self._weighed_at = -_ONE_MOVE_SECONDS
        if self.request != before.request:
            self._put()
        else:
            self._place()

    def _put(self) -> None:
        """Place everything as the request has it, and have it answered unless what is shown is its last answer."""
        self._place()
        answer = self._session.answer
        self._status.wait("Planning …")
        if self._planner is None:
            self._status.refuse(_CLOSED)
        elif answer is not None and self.is_answered and self._is_last(answer):
            self._status.answer(self._account_of(answer), "all", answer.route.spacing_km)
        else:
            self._quick.ask(self.request)
            if self._refined_km is not None:
                self._fine.ask(self.request)

    def _place(self) -> None:
        self._chart.place(self.request)
        self._controls.place(self.request)

    def _is_last(self, answer: Answer) -> bool:
        """Whether nothing better will follow: it has its corridor, and cells as fine as any here."""
        is_fine = self._refined_km is None or answer.route.spacing_km <= self._refined_km
        return is_fine and answer.excess_pct is not None

    def _take(self, reply: Reply) -> None:
        """Draw a reply in the thread that made it, and show it in the one that widgets belong to."""
        pictures = None
        if isinstance(reply, Answer) and reply.excess_pct is not None and reply.request == self.request:
            pictures = draw_panels(reply, self._session.pins)
        self._soon(lambda: self._show(reply, pictures))

    def _fail(self, error: Exception) -> None:
        line = f"{type(error).__name__}: {error}; please report this, and ask something else"
        self._soon(lambda: self._status.refuse(line))

    def _soon(self, show: Callable[[], None]) -> None:
        """Touch widgets in the thread that they belong to, where a kernel runs one."""
        if self._loop is None:
            show()
        else:
            self._loop.call_soon_threadsafe(show)

    def _show(self, reply: Reply, pictures: Panels | None) -> None:
        with self._lock:
            before, self._session = self._session, self._session.taking(reply)
            if self._session == before:
                return
            if self._session.refusal:
                self._status.refuse(self._session.refusal)
            answer = self._session.answer
            if answer is None or answer is not reply:
                if self._session.pins != before.pins:
                    self._show_pins()
                return
            self._chart.show_route(answer.route)
            self._controls.allow(answer.terms)
            if pictures is not None:
                self._chart.show_corridor(pictures.corridor)
                self._profile.value, self._costs.value = pictures.profile, pictures.costs
            if self._session.pins != (pictures.pins if pictures else before.pins):
                self._show_pins()
            self._show_facts()
            self._show_legend()
            stage: Stage = "route" if pictures is None else "all"
            self._status.answer(self._account_of(answer), stage, answer.route.spacing_km)

    def _show_pins(self) -> None:
        """Draw the pins on the map, and their figures beside those of what is shown."""
        self._chart.show_pins(self._session.pins)
        if self.route is not None:
            self._costs.value = costs_html(self.route, self._session.pins)
        self._show_facts()

    def _account_of(self, answer: Answer) -> str:
        route = answer.route
        said = (
            f"{route.name}: {route.length_km:,.0f} km, {route.objective_usd / 1e6:,.0f} M USD over its life, "
            f"on cells of {route.spacing_km:g} km"
        )
        if self._refined_km is None or route.spacing_km <= self._refined_km:
            return said
        return f"{said} in {answer.seconds:.2f} s; refining on cells of {self._refined_km:g} km …"

    def _show_facts(self) -> None:
        self._facts.value = facts_html(self.route, self._session.pins, self._month)

    def _show_legend(self) -> None:
        within_pct = self.request.within_pct
        lines = [
            legend_html("Dearer than the best route, %", derive_excess_classes(within_pct)),
            legend_html("Sea depth, m", DEPTH),
        ]
        if self._ice is not None:
            lines.insert(
                1, legend_html(f"Sea ice in {MONTH_NAMES[self._month - 1]}, share", derive_classes(self._ice))
            )
        self._legend.value = "".join(lines)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
