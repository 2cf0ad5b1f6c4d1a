"""Controls beside the map: ends, scenario, month, corridor, multipliers and buttons."""

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
from routeplan.live.callback_guard import CallbackGuard
from routeplan.live.state import History, HistoryStep, PlanRequest, RequestStep
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.term_labels import term_label

_MAX_WEIGHT, _WEIGHT_STEP = 5.0, 0.25
_MONTHS = ("all year", *MONTH_NAMES)


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
    pin, unpin : callable
    export : callable
        Takes the name of a folder.
    """

    change: Callable[[RequestStep], None]
    set_weights: Callable[[Weights], None]
    step: Callable[[HistoryStep], None]
    choose_month: Callable[[int], None]
    pin: Callable[[], None]
    unpin: Callable[[], None]
    export: Callable[[str], None]


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
        self._by_title = {_title(landing): landing for landing in landings}
        self._current: dict[str, Landing] = {}
        self._start, self._end = (self._end_box(label) for label in ("From", "To"))
        self._preset = widgets.Dropdown(options=PRESETS, description="Scenario", layout=_full_width())
        self._month = widgets.Dropdown(
            options=[(name, number) for number, name in enumerate(_MONTHS)],
            description="Month",
            layout=_full_width(),
        )
        self._within = widgets.FloatSlider(
            min=1,
            max=25,
            step=1,
            description="Corridor %",
            readout_format=".0f",
            continuous_update=False,
            layout=_full_width(),
        )
        self._weights = {term: _weight_slider(term) for term in Weights.model_fields}
        self._folder = widgets.Text(value="routeplan-live", description="Folder", layout=_full_width())
        self.widget = widgets.VBox(
            [
                self._start,
                self._end,
                self._preset,
                self._month,
                self._within,
                widgets.HTML(
                    '<div class="routeplan-head">Objective multipliers (1 = unchanged): they steer the line; '
                    "the money shown is unweighted</div>"
                ),
                *self._weights.values(),
                *self._button_rows(),
                self._folder,
            ],
            layout=widgets.Layout(width="390px", flex="0 0 auto", padding="0 0 0 10px"),
        ).add_class("routeplan-controls")
        self.show_request(request)
        self._observe()

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

    def _button_rows(self) -> list[Any]:
        actions = self._actions
        return [
            widgets.HBox(
                [
                    _button(
                        "Reset multipliers",
                        "Set every multiplier to 1",
                        lambda: actions.set_weights(Weights()),
                    )
                ]
            ),
            widgets.HTML('<div class="routeplan-head">Route</div>'),
            widgets.HBox(
                [
                    _button("Undo", "Undo the last change", lambda: actions.step(History.undone)),
                    _button("Redo", "Redo the last undone change", lambda: actions.step(History.redone)),
                    _button("Swap ends", "Swap start and end", lambda: actions.change(PlanRequest.swapped)),
                ]
            ),
            widgets.HBox(
                [
                    _button("Pin", "Keep this route for comparison", actions.pin),
                    _button("Unpin", "Remove the last pin", actions.unpin),
                    _button(
                        "Export",
                        "Write the pinned routes to the folder",
                        lambda: actions.export(self._folder.value),
                    ),
                ]
            ),
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
        return widgets.Combobox(
            options=list(self._by_title),
            description=label,
            placeholder="landing or LAT,LON",
            continuous_update=False,
            layout=_full_width(),
        )


def _full_width() -> Any:
    return widgets.Layout(width="auto")  # one object per widget: hiding a widget changes its layout


def _title(landing: Landing) -> str:
    return f"{landing.name}, {landing.country}" if landing.country else landing.id


def _weight_slider(term: str) -> Any:
    return widgets.FloatSlider(
        min=0.0,
        max=_MAX_WEIGHT,
        step=_WEIGHT_STEP,
        description=term_label(term),
        tooltip=Weights.model_fields[term].description,
        readout_format=".2f",
        style={"description_width": "165px"},
        layout=_full_width(),
    ).add_class(f"routeplan-weight-{term}")


def _button(label: str, tooltip: str, action: Callable[[], None]) -> Any:
    button = widgets.Button(
        description=label, tooltip=tooltip, layout=widgets.Layout(width="auto", flex="1 1 0")
    )
    button.on_click(lambda _: action())
    return button
