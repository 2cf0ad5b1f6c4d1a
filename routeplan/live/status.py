"""The lines beneath the map: how far the answer is, and what came of the last thing done."""

from __future__ import annotations

from html import escape
from typing import Literal, TypeAlias

import ipywidgets as widgets

Stage: TypeAlias = Literal["waiting", "route", "all", "refused"]


class Status:
    """One line about the route and, until something else is asked, one about what was just done."""

    def __init__(self) -> None:
        self.widget = widgets.HTML()
        self._line, self._notice = "", ""
        self._stage: Stage = "waiting"
        self._told, self._cells_km = 0, 0.0

    def wait(self, line: str) -> None:
        """Say that another answer is awaited; what was told before is past."""
        self._notice = ""
        self._say(line, "waiting")

    def refuse(self, line: str) -> None:
        """Say why there is no answer."""
        self._told += 1
        self._say(line, "refused")

    def answer(self, line: str, stage: Stage, cells_km: float) -> None:
        """Say what is shown, on which cells, and whether that is all of it."""
        self._told += 1
        self._cells_km = cells_km
        self._say(line, stage)

    def tell(self, line: str) -> None:
        """Say what came of something that was done."""
        self._note(line, "told")

    def complain(self, line: str) -> None:
        """Say what could not be done."""
        self._note(line, "refused")

    def clear(self) -> None:
        """Let what was told or complained of be past."""
        self._notice = ""
        self._say(self._line, self._stage)

    def _note(self, line: str, kind: str) -> None:
        self._notice = f'<div class="routeplan-notice is-{kind}">{escape(line)}</div>'
        self._say(self._line, self._stage)

    def _say(self, line: str, stage: Stage) -> None:
        """Show the lines, and in attributes, for who watches the page, the stage, how many replies, which cells."""
        self._line, self._stage = line, stage
        self.widget.value = (
            f'<div class="routeplan-status is-{stage}" role="status" data-stage="{stage}" data-told="{self._told}" '
            f'data-cells="{self._cells_km:g}">{escape(line)}{self._notice}</div>'
        )
