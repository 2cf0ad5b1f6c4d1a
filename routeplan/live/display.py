"""Display of the live planner: status, map, controls, tables and profiles."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from routeplan.catalog.landings import read_landings
from routeplan.live.controls import Actions, Controls
from routeplan.live.html_panels import facts_html
from routeplan.live.map_layers import MapLayer, base_layers
from routeplan.live.map_widget import MapWidget
from routeplan.live.session import CURRENT_COLOUR, Session
from routeplan.live.state import PlanRequest
from routeplan.live.status import Status
from routeplan.live.term_table import terms_html
from routeplan.planning.route import Route
from routeplan.view.maps.overlays import RouteLine
from routeplan.view.maps.projections import ARCTIC
from routeplan.view.maps.raster_layers import ExcessImage


class Display:
    """All widgets of the live planner.

    Parameters
    ----------
    request : PlanRequest
        Shown first.
    actions : Actions
        Called when a user changes something.

    Attributes
    ----------
    status : Status
    map : MapWidget
    widget : ipywidgets.VBox
        Holds all others.
    """

    def __init__(self, request: PlanRequest, actions: Actions) -> None:
        landings = read_landings()
        self.status = Status()
        self.map = MapWidget(request, landings, actions.change, actions.step)
        self._controls = Controls(request, landings, actions, self.status.warn)
        self._facts, self._terms, self._profile, self._pinned_profile = (widgets.HTML() for _ in range(4))
        self.widget = self._lay_out()
        for layer in base_layers():
            self.show_layer(layer)
        self.map.widget.observe(lambda change: actions.choose_month(change["new"]), "month")
        self.status.widget.observe(lambda _: self.map.show_stage(self.status.stage), "value")

    def show_layer(self, layer: MapLayer) -> None:
        """Add a layer to the map."""
        self.map.show_layer(layer)

    def show_request(self, request: PlanRequest) -> None:
        """Set map and controls to a request."""
        self.map.show_request(request)
        self._controls.show_request(request)

    def show_answer(self, session: Session) -> None:
        """Show the answer of a session with pins, facts and terms; or take away what answers another request."""
        answer = session.shown_answer
        lines = [_line(answer.route, CURRENT_COLOUR, is_current=True)] if answer else []
        self.map.show_routes([*lines, *(_line(pin.route, pin.colour) for pin in session.pins)])
        if answer is None:
            self.show_corridor(None)
            self.show_profiles("", "")
        else:
            self._controls.show_terms(answer.terms)
        self.show_tables(session)

    def show_tables(self, session: Session) -> None:
        """Show pins, facts and terms."""
        answer = session.shown_answer
        route = answer.route if answer else None
        self._controls.pins.show(session.pins, session.compared.number if session.compared else 0)
        self._controls.show_month(session.month)
        self._facts.value = facts_html(route, session.pins, session.month)
        self._terms.value = terms_html(route, session.compared) if route else ""

    def show_corridor(self, corridor: ExcessImage | None) -> None:
        """Show the cells of a corridor, or none."""
        self.map.show_corridor(corridor)

    def show_profiles(self, current: str, pinned: str) -> None:
        """Show the profile of the current route, and beside it that of a pin; empty for none."""
        self._profile.value, self._pinned_profile.value = current, pinned
        self._pinned_profile.layout.display = None if pinned else "none"

    def show_month(self, session: Session) -> None:
        """Show the ice and the facts of a month."""
        self.map.widget.month = session.month
        self.show_tables(session)

    def _lay_out(self) -> Any:
        tables = widgets.HBox([self._facts, self._terms]).add_class("routeplan-tables")
        for profile in (self._profile, self._pinned_profile):
            profile.layout = widgets.Layout(flex="1 1 0", width="0", padding="0 16px 0 0")
        map_side = widgets.VBox(
            [self.status.widget, self.map.widget], layout=widgets.Layout(flex="1 1 0", width="0")
        )
        profiles = widgets.HBox([self._profile, self._pinned_profile])
        return widgets.VBox(
            [
                widgets.HBox([map_side.add_class("routeplan-map"), self._controls.widget]).add_class(
                    "routeplan-main"
                ),
                tables,
                profiles.add_class("routeplan-profiles"),
            ]
        ).add_class("routeplan-live")


def corridor_image(excess: Any, within_pct: float) -> ExcessImage:
    """Draw the cells of a corridor on the projection of the map."""
    return ExcessImage(excess, within_pct, ARCTIC, layer_name="Corridor")


def _line(route: Route, colour: str, *, is_current: bool = False) -> dict[str, Any]:
    """Describe a route for the map."""
    line = RouteLine(route, ARCTIC, colour, dashed=False, layer_name=route.name)
    return {key: value for key, value in line.data.items() if key != "profile"} | {"current": is_current}
