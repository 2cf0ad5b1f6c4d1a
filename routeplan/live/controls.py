"""What is chosen beside the map: ends, assumptions, weights, month; and what is done with the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Weights
from routeplan.cost.scenario import PRESETS
from routeplan.errors import UsageError
from routeplan.live.callback_guard import CallbackGuard
from routeplan.live.state import PlanRequest
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.figures.cost_bars import TERM_LABELS

_MOST_WEIGHT, _WEIGHT_STEP = 5.0, 0.25
_MONTHS = ("all year", *MONTH_NAMES)


@dataclass(frozen=True, slots=True)
class Actions:
    """What the controls ask for.

    Attributes
    ----------
    chose_ends : callable
        Takes both landings.
    swapped, undid, redid, pinned, unpinned : callable
    chose_preset : callable
        Takes its name.
    weighed : callable
        Takes the weights.
    widened : callable
        Takes the width of the corridor, per cent.
    chose_month : callable
        Takes 1 to 12, or 0 for all year.
    exported : callable
        Takes the name of a folder.
    """

    chose_ends: Callable[[Landing, Landing], None]
    swapped: Callable[[], None]
    chose_preset: Callable[[str], None]
    weighed: Callable[[Weights], None]
    widened: Callable[[float], None]
    chose_month: Callable[[int], None]
    undid: Callable[[], None]
    redid: Callable[[], None]
    pinned: Callable[[], None]
    unpinned: Callable[[], None]
    exported: Callable[[str], None]


class Controls:
    """Everything to choose from, standing as a request has it.

    Parameters
    ----------
    request : PlanRequest
    landings : sequence of Landing
        To choose from; any position may be typed too.
    actions : Actions
    complain : callable
        Takes one line about what cannot be read.
    """

    def __init__(
        self,
        request: PlanRequest,
        landings: Sequence[Landing],
        actions: Actions,
        complain: Callable[[str], None],
    ) -> None:
        self._actions, self._complain = actions, complain
        self._guard = CallbackGuard()
        self._by_title = {_title(landing): landing for landing in landings}
        self._start, self._end = (self._end_box(word) for word in ("From", "To"))
        self._preset = widgets.Dropdown(options=PRESETS, description="Assumed", layout=_wide())
        self._month = widgets.Dropdown(
            options=[(word, number) for number, word in enumerate(_MONTHS)],
            description="Month",
            layout=_wide(),
        )
        self._within = widgets.FloatSlider(
            min=1,
            max=25,
            step=1,
            description="Corridor %",
            readout_format=".0f",
            continuous_update=False,
            layout=_wide(),
        )
        self._weights = {term: _weight_slider(term) for term in Weights.model_fields}
        self._folder = widgets.Text(value="routeplan-live", description="Folder", layout=_wide())
        self.widget = widgets.VBox(
            [
                self._start,
                self._end,
                self._preset,
                self._month,
                self._within,
                widgets.HTML('<div class="routeplan-head">How often each term counts</div>'),
                *self._weights.values(),
                widgets.HBox(
                    [_button("All once", "Let every term count once", lambda: self._weigh(Weights()))]
                ),
                widgets.HTML('<div class="routeplan-head">This route</div>'),
                widgets.HBox(
                    [
                        _button("Undo", "Take the last step back", actions.undid),
                        _button("Redo", "Take it again", actions.redid),
                        _button("Swap ends", "Plan from the other end", actions.swapped),
                    ]
                ),
                widgets.HBox(
                    [
                        _button("Pin", "Keep this route to compare", actions.pinned),
                        _button("Unpin", "Let the last pin go", actions.unpinned),
                        _button(
                            "Export", "Write what is pinned", lambda: actions.exported(self._folder.value)
                        ),
                    ]
                ),
                self._folder,
            ],
            layout=widgets.Layout(width="390px", flex="0 0 auto", padding="0 0 0 10px"),
        ).add_class("routeplan-controls")
        self.place(request)
        self._listen()

    def place(self, request: PlanRequest) -> None:
        """Let everything stand as a request has it."""
        with self._guard.suppressed():
            # What stands in a box is that place exactly, also where its title is rounded or no landing's.
            self._standing = {_title(each): each for each in (request.start, request.end)}
            self._start.value, self._end.value = _title(request.start), _title(request.end)
            name = request.scenario.name
            self._preset.options = PRESETS if name in PRESETS else (*PRESETS, name)
            self._preset.value = name
            self._within.value = request.within_pct
            for term, slider in self._weights.items():
                weight = getattr(request.scenario.weights, term)
                slider.max = max(slider.max, weight)
                slider.value = weight

    def allow(self, terms: frozenset[str]) -> None:
        """Let only those terms be weighed that cost anything somewhere."""
        for term, slider in self._weights.items():
            slider.layout.display = None if term in terms else "none"

    def _listen(self) -> None:
        self._start.observe(lambda _: self._choose_ends(), "value")
        self._end.observe(lambda _: self._choose_ends(), "value")
        self._told(self._preset, self._actions.chose_preset)
        self._told(self._month, self._actions.chose_month)
        self._told(self._within, self._actions.widened)
        for slider in self._weights.values():
            self._told(slider, lambda _: self._weigh(self._read_weights()))

    def _told(self, widget: Any, action: Callable[[Any], None]) -> None:
        widget.observe(lambda change: None if self._guard.is_on else action(change["new"]), "value")

    def _choose_ends(self) -> None:
        if self._guard.is_on:
            return
        try:
            start, end = (self._landing(box.value) for box in (self._start, self._end))
        except UsageError as error:
            self._complain(str(error))
        else:
            self._actions.chose_ends(start, end)

    def _landing(self, text: str) -> Landing:
        return self._standing.get(text) or self._by_title.get(text) or find_landing(text)

    def _read_weights(self) -> Weights:
        return Weights(**{term: slider.value for term, slider in self._weights.items()})

    def _weigh(self, weights: Weights) -> None:
        self._actions.weighed(weights)

    def _end_box(self, word: str) -> Any:
        return widgets.Combobox(
            options=list(self._by_title),
            description=word,
            placeholder="landing or LAT,LON",
            continuous_update=False,
            layout=_wide(),
        )


def _wide() -> Any:
    return widgets.Layout(width="auto")  # one for each: whoever hides a widget hides its layout


def _title(landing: Landing) -> str:
    return f"{landing.name}, {landing.country}" if landing.country else landing.id


def _weight_slider(term: str) -> Any:
    return widgets.FloatSlider(
        min=0.0,
        max=_MOST_WEIGHT,
        step=_WEIGHT_STEP,
        description=TERM_LABELS.get(term, term),
        tooltip=Weights.model_fields[term].description,
        readout_format=".2f",
        style={"description_width": "165px"},
        layout=_wide(),
    ).add_class(f"routeplan-weigh-{term}")


def _button(word: str, tip: str, action: Callable[[], None]) -> Any:
    button = widgets.Button(description=word, tooltip=tip, layout=widgets.Layout(width="auto", flex="1 1 0"))
    button.on_click(lambda _: action())
    return button
