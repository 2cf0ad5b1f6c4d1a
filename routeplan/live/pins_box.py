"""The pinned routes in the controls: each with its colour, a name to edit and a button to remove it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from routeplan.live.callback_guard import CallbackGuard
from routeplan.live.session import Pin

_NOTHING = 0  # number of no pin


@dataclass(frozen=True, slots=True)
class PinActions:
    """What the live planner does with pins; pins are given by number.

    Attributes
    ----------
    pin : callable
    rename : callable
        Takes a number and a name.
    remove : callable
    compare : callable
        Takes the number of the pin to show beside the current route; 0 for none.
    """

    pin: Callable[[], None]
    rename: Callable[[int, str], None]
    remove: Callable[[int], None]
    compare: Callable[[int], None]


class PinsBox:
    """Rows of pins, and a choice of the one to compare with.

    Attributes
    ----------
    widget : ipywidgets.VBox
    """

    def __init__(self, actions: PinActions) -> None:
        self._actions = actions
        self._guard = CallbackGuard()
        self._rows = widgets.VBox()
        self._choice = widgets.Dropdown(
            description="Compare with",
            layout=widgets.Layout(width="auto"),
            style={"description_width": "initial"},  # on one line
        )
        self._choice.observe(self._on_choice, "value")
        self.widget = widgets.VBox([self._rows, self._choice])
        self._shown: tuple[tuple[int, str], ...] | None = None
        self.show((), _NOTHING)

    def show(self, pins: Sequence[Pin], compared: int) -> None:
        """Show these pins; the one compared with by its number, 0 for none."""
        names = tuple((pin.number, pin.name) for pin in pins)
        with self._guard.suppressed():
            if names != self._shown:
                self._shown = names
                self._rows.children = tuple(self._row(pin) for pin in pins)
                self._choice.options = [("nothing", _NOTHING), *((name, number) for number, name in names)]
            self._choice.value = compared
        self._choice.layout.display = None if pins else "none"

    def _row(self, pin: Pin) -> Any:
        swatch = widgets.HTML(f'<span class="routeplan-swatch" style="background:{pin.colour}"></span>')
        name = widgets.Text(
            value=pin.name,
            tooltip="Name of this pin",
            continuous_update=False,
            layout=widgets.Layout(flex="1 1 0", width="0"),
        )
        name.observe(lambda change: self._actions.rename(pin.number, change["new"]), "value")
        remove = widgets.Button(
            description="Remove", tooltip=f"Remove pin {pin.number}", layout=widgets.Layout(width="auto")
        )
        remove.on_click(lambda _: self._actions.remove(pin.number))
        return widgets.HBox([swatch, name, remove]).add_class("routeplan-pin")

    def _on_choice(self, change: dict[str, Any]) -> None:
        if not self._guard.is_on:
            self._actions.compare(change["new"] or _NOTHING)
