"""Display of the live planner: map, controls, legend, figures, table and status."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import xarray as xr

from routeplan.catalog.landings import read_landings
from routeplan.live.controls import Actions, Controls
from routeplan.live.html_panels import Panels, costs_html, facts_html, legend_html
from routeplan.live.map_widget import HIDE_EDIT_TOOL, MapWidget
from routeplan.live.session import Pin, Session
from routeplan.live.state import PlanRequest
from routeplan.live.status import Status
from routeplan.planning.route import Route
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.maps.colour_classes import derive_classes
from routeplan.view.maps.raster_image import BENEATH_LAND_PX, DEPTH, derive_excess_classes, derive_image

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


class Display:
    """All widgets of the live planner.

    Parameters
    ----------
    request : PlanRequest
        Shown first.
    depth : DataArray, (northing, easting)
        Metres, positive down.
    actions : Actions
        Called when a user changes something.

    Attributes
    ----------
    status : Status
    widget : ipywidgets.VBox
        Holds all others.
    """

    def __init__(self, request: PlanRequest, depth: xr.DataArray, actions: Actions) -> None:
        landings = read_landings()
        self.status = Status()
        self._map = MapWidget(request, depth, landings, actions.change)
        self._controls = Controls(request, landings, actions, self.status.warn)
        self._legend, self._profile, self._costs, self._facts = (widgets.HTML() for _ in range(4))
        self._month = 0  # 1 to 12; 0 for all year
        self._ice: xr.DataArray | None = None  # of that month
        self._costs_pins: tuple[Pin, ...] = ()  # pins in the costs figure
        self.widget = self._lay_out()
        self._show_legend(request.within_pct)

    def show_request(self, request: PlanRequest) -> None:
        """Set map and controls to a request."""
        self._map.show_request(request)
        self._controls.show_request(request)

    def show_answer(self, session: Session, panels: Panels | None) -> None:
        """Show the answer of a session, with its panels where they are drawn already."""
        answer = session.answer
        if answer is None:
            return
        self._map.show_route(answer.route)
        self._controls.show_terms(answer.terms)
        if panels is not None:
            self._map.show_corridor(panels.corridor)
            self._profile.value, self._costs.value = panels.profile, panels.costs
            self._costs_pins = panels.pins
        if session.pins != self._costs_pins:
            self.show_pins(session)
        self._show_facts(session)
        self._show_legend(session.request.within_pct)

    def show_pins(self, session: Session) -> None:
        """Draw the pins on the map, and show their costs and facts beside those of the current route."""
        self._costs_pins = session.pins
        self._map.show_pins(session.pins)
        if session.answer is not None:
            self._costs.value = costs_html(session.answer.route, session.pins)
        self._show_facts(session)

    def show_month(self, month: int, ice: xr.DataArray | None, session: Session) -> None:
        """Show the sea ice and the figures of a month, 1 to 12; of none with 0."""
        self._month, self._ice = month, ice
        image = None if ice is None else derive_image(ice, derive_classes(ice), beyond_px=BENEATH_LAND_PX)
        self._map.show_layer(image)
        self._show_legend(session.request.within_pct)
        self._show_facts(session)

    def _show_facts(self, session: Session) -> None:
        route: Route | None = session.answer.route if session.answer else None
        self._facts.value = facts_html(route, session.pins, self._month)

    def _show_legend(self, within_pct: float) -> None:
        legends = [
            legend_html("Objective above the best route, %", derive_excess_classes(within_pct)),
            legend_html("Sea depth, m", DEPTH),
        ]
        if self._ice is not None:
            title = f"Sea ice in {MONTH_NAMES[self._month - 1]}, share"
            legends.insert(1, legend_html(title, derive_classes(self._ice)))
        self._legend.value = "".join(legends)

    def _lay_out(self) -> Any:
        self._profile.layout = widgets.Layout(width="50%", padding="0 16px 0 0")
        costs_side = widgets.VBox([self._costs, self._facts], layout=widgets.Layout(width="50%"))
        map_side = widgets.VBox(
            [self._map.widget, self._legend, self.status.widget],
            layout=widgets.Layout(flex="1 1 auto", width="60%"),
        )
        return widgets.VBox(
            [
                widgets.HTML(f"<style>{_STYLE}{HIDE_EDIT_TOOL}</style>"),
                widgets.HBox([map_side, self._controls.widget]),
                widgets.HBox([self._profile, costs_side]),
            ]
        ).add_class("routeplan-live")
