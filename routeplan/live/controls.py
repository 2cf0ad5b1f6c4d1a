"""Controls beside the map: ends, scenario, corridor, month, multipliers, pins and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets as widgets

from routeplan.catalog.landings import find_landing, read_landings
from routeplan.catalog.models import Landing, LandingStatus
from routeplan.catalog.town_ends import describe_town
from routeplan.cost.assumptions import Weights
from routeplan.cost.scenario import PRESETS
from routeplan.errors import UsageError
from routeplan.io.name_search import fold_name
from routeplan.live.callback_guard import CallbackGuard
from routeplan.live.pins_box import PinActions, PinsBox
from routeplan.live.state import History, HistoryStep, PlanRequest, RequestStep
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.term_labels import term_label

_MAX_WEIGHT, _WEIGHT_STEP = 5.0, 0.25
_MONTHS = ("all year", *MONTH_NAMES)
_LABELS_WIDTH = "110px"


@dataclass(frozen=True, slots=True)
class Actions:
    """What the live planner does when a control, or the map, is used.

    Attributes
    ----------
    change : callable
        Takes a function from the current request to the next one.
    set_weights : callable
        Takes multipliers; called often while a slider moves.
    step : callable
        Takes a function from the history to the next one: undo or redo.
    choose_month : callable
        Takes 1 to 12, or 0 for all year.
    pins : PinActions
    download, share : callable
        Hand files to the browser.
    """

    change: Callable[[RequestStep], None]
    set_weights: Callable[[Weights], None]
    step: Callable[[HistoryStep], None]
    choose_month: Callable[[int], None]
    pins: PinActions
    download: Callable[[], None]
    share: Callable[[], None]


class Controls:
    """Controls that show a request and change it.

    Parameters
    ----------
    request : PlanRequest
        Shown first.
    landings : sequence of Landing
        Choices for both ends; any position can be typed too.
    actions : Actions
    warn : callable
        Takes one line about an input that cannot be read.

    Attributes
    ----------
    pins : PinsBox
    widget : ipywidgets.VBox
    """

    def __init__(
        self,
        request: PlanRequest,
        landings: Sequence[Landing],
        actions: Actions,
        warn: Callable[[str], None],
    ) -> None:
        self._actions, self._warn = actions, warn
        self._guard = CallbackGuard()
        self._by_option = {_option(landing): landing for landing in landings}
        self._by_title = {_title(landing): landing for landing in landings} | self._by_option
        self._current: dict[str, Landing] = {}
        self._start, self._end = (self._end_box(label) for label in ("From", "To"))
        self._preset = _described(
            widgets.Dropdown(options=PRESETS),
            "Scenario",
            "What counts in the choice of the route: a set of assumptions",
        )
        self._month = _described(
            widgets.Dropdown(options=[(name, number) for number, name in enumerate(_MONTHS)]),
            "Month of ice",
            "Sea ice of the month on the map, and the time of a repair in that month. The route stays the same",
        )
        self._within = _described(
            widgets.FloatSlider(min=1, max=25, step=1, readout_format=".0f", continuous_update=False),
            "Corridor, %",
            "Colours the sea where a route is at most this much more expensive than the best",
        )
        self._weights = {term: _weight_slider(term) for term in Weights.model_fields}
        self.pins = PinsBox(actions.pins)
        self.widget = widgets.VBox(self._sections()).add_class("routeplan-controls")
        self.show_request(request)
        self._observe()

    def show_month(self, month: int) -> None:
        """Set the month, without callbacks."""
        with self._guard.suppressed():
            self._month.value = month

    def show_request(self, request: PlanRequest) -> None:
        """Set all controls to a request, without callbacks."""
        with self._guard.suppressed():
            # A title may be rounded, or belong to no landing of the table: it then still means this exact position.
            self._current = {_title(landing): landing for landing in (request.start, request.end)}
            self._start.value, self._end.value = _title(request.start), _title(request.end)
            name = request.scenario.name
            self._preset.options = PRESETS if name in PRESETS else (*PRESETS, name)
            self._preset.value = name
            self._within.value = request.within_pct
            for term, slider in self._weights.items():
                weight = getattr(request.scenario.weights, term)
                slider.max = max(slider.max, weight)
                slider.value = weight

    def show_terms(self, terms: frozenset[str]) -> None:
        """Show the sliders of these terms; the others cost nothing anywhere, and their sliders are hidden."""
        for term, slider in self._weights.items():
            slider.layout.display = None if term in terms else "none"

    def _sections(self) -> list[Any]:
        actions = self._actions
        undo = _button("Undo", "Undo the last change (Ctrl+Z)", lambda: actions.step(History.undone))
        redo = _button("Redo", "Redo the last undone change (Ctrl+Y)", lambda: actions.step(History.redone))
        swap = _button("Swap ends", "Swap start and end", lambda: actions.change(PlanRequest.swapped))
        reset = _button(
            "Reset multipliers", "Set every multiplier to 1", lambda: actions.set_weights(Weights())
        )
        pin = _button("Pin", "Keep this route to compare others with it", actions.pins.pin)
        share = _button(
            "Share",
            "Save the map as one page that opens without a network and without routeplan",
            actions.share,
        )
        download = _button(
            "Download",
            "Save the pinned routes, or the current one: GeoJSON, and scenarios that plan them again",
            actions.download,
        )
        return [
            _head("Route"),
            self._start,
            self._end,
            widgets.HBox([undo, redo, swap]),
            _head("Assumptions"),
            self._preset,
            self._within,
            self._month,
            _head("Multipliers: how much a cost counts in the choice of the route"),
            _note("1 = unchanged, 0 = ignored. They move the route; the money shown stays unweighted."),
            *self._weights.values(),
            widgets.HBox([reset]),
            _head("Pinned routes"),
            self.pins.widget,
            widgets.HBox([pin, share, download]),
        ]

    def _observe(self) -> None:
        change = self._actions.change
        self._on_change(self._start, lambda _: self._choose_ends())
        self._on_change(self._end, lambda _: self._choose_ends())
        self._on_change(self._preset, lambda name: change(lambda request: request.with_preset(name)))
        self._on_change(self._month, self._actions.choose_month)
        self._on_change(
            self._within,
            lambda within_pct: change(lambda request: replace(request, within_pct=within_pct)),
        )
        for slider in self._weights.values():
            self._on_change(slider, lambda _: self._actions.set_weights(self._read_weights()))

    def _on_change(self, widget: Any, action: Callable[[Any], None]) -> None:
        """Call an action with the new value, on changes by a user only."""
        widget.observe(lambda change: None if self._guard.is_on else action(change["new"]), "value")

    def _choose_ends(self) -> None:
        try:
            start, end = (self._find_landing(box.value) for box in (self._start, self._end))
        except UsageError as error:
            self._warn(str(error))
        else:
            towns = [
                landing
                for landing in (start, end)
                if landing.status is LandingStatus.TOWN and landing not in self._current.values()
            ]
            self._actions.change(lambda request: replace(request, start=start, end=end))
            for town in towns:
                self._warn(describe_town(town, read_landings()))

    def _find_landing(self, text: str) -> Landing:
        return self._current.get(text) or self._by_title.get(text) or find_landing(text)

    def _read_weights(self) -> Weights:
        return Weights(**{term: slider.value for term, slider in self._weights.items()})

    def _end_box(self, label: str) -> Any:
        box = widgets.Combobox(
            options=list(self._by_option),
            placeholder="type a landing, a town, or LAT,LON",
            continuous_update=False,
        )
        return _described(
            box, label, "Type some letters of a landing and choose it, or type a town or LAT,LON"
        )


def _described(widget: Any, label: str, tooltip: str) -> Any:
    """Set label and tooltip; each widget has a layout of its own, because hiding a widget changes its layout."""
    widget.description, widget.tooltip = label, tooltip
    widget.layout = widgets.Layout(width="auto")
    widget.style.description_width = _LABELS_WIDTH
    return widget


def _title(landing: Landing) -> str:
    return f"{landing.name}, {landing.country}" if landing.country else landing.id


def _option(landing: Landing) -> str:
    """Title of a landing in the list, found by its letters without accents too."""
    title = _title(landing)
    return title if landing.name.isascii() else f"{title} ({fold_name(landing.name)})"


def _weight_slider(term: str) -> Any:
    slider = widgets.FloatSlider(min=0.0, max=_MAX_WEIGHT, step=_WEIGHT_STEP, readout_format=".2f")
    _described(slider, term_label(term), Weights.model_fields[term].description or "")
    slider.style.description_width = _LABELS_WIDTH
    return slider.add_class(f"routeplan-weight-{term}")


def _head(text: str) -> Any:
    return widgets.HTML(f'<div class="routeplan-head">{text}</div>')


def _note(text: str) -> Any:
    return widgets.HTML(f'<div class="routeplan-note">{text}</div>')


def _button(label: str, tooltip: str, action: Callable[[], None]) -> Any:
    button = widgets.Button(
        description=label, tooltip=tooltip, layout=widgets.Layout(width="auto", flex="1 1 0")
    )
    button.on_click(lambda _: action())
    return button
