"""Status line above the map: what is being done, the answer, and the result of the last action."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from routeplan.live.map_widget import Stage
from routeplan.live.route_solver import Answer


class Status:
    """One line about the route, and one notice about the last action until the next request."""

    def __init__(self) -> None:
        self.widget = widgets.HTML()
        self._line, self._doing, self._notice = "", "", ""
        self._stage: Stage = "waiting"
        self._replies, self._spacing_km = 0, 0.0

    @property
    def stage(self) -> Stage:
        """How far the answer is."""
        return self._stage

    def wait(self, doing: str) -> None:
        """Show what is being done until an answer comes; the notice goes."""
        self._notice, self._line, self._doing = "", "", doing
        self._show("waiting")

    def refuse(self, line: str) -> None:
        """Show why there is no answer."""
        self._replies += 1
        self._line, self._doing = line, ""
        self._show("refused")

    def show_answer(self, answer: Answer, stage: Stage, doing: str) -> None:
        """Show length and cost of an answer, and what is still being done.

        Parameters
        ----------
        answer : Answer
        stage : Stage
            ``"all"`` where corridor, tables and profile are shown too, else ``"route"``.
        doing : str
            Empty where nothing more follows.
        """
        self._replies += 1
        self._spacing_km = answer.route.spacing_km
        self._line, self._doing = _answer_line(answer), doing
        self._show(stage)

    def show_stage(self, stage: Stage, doing: str) -> None:
        """Show that more of the same answer is there."""
        self._doing = doing
        self._show(stage)

    def notify(self, line: str) -> None:
        """Show the result of an action."""
        self._show_notice(line, "told")

    def warn(self, line: str) -> None:
        """Show what could not be done."""
        self._show_notice(line, "refused")

    def clear_notice(self) -> None:
        """Remove the notice."""
        self._notice = ""
        self._show(self._stage)

    def _show_notice(self, line: str, kind: str) -> None:
        self._notice = f'<div class="routeplan-notice is-{kind}">{escape(line)}</div>'
        self._show(self._stage)

    def _show(self, stage: Stage) -> None:
        """Show the lines; attributes carry stage, count of replies and cell size for tests of the page."""
        self._stage = stage
        doing = f'<span class="routeplan-doing">{escape(self._doing)}</span>' if self._doing else ""
        line = f"<span>{escape(self._line)}</span>" if self._line else ""
        self.widget.value = (
            f'<div class="routeplan-status is-{stage}{" is-busy" if self._doing else ""}" role="status" '
            f'data-stage="{stage}" data-replies="{self._replies}" data-cells="{self._spacing_km:g}">'
            f"{doing}{line}{self._notice}</div>"
        )


def _answer_line(answer: Answer) -> str:
    route = answer.route
    line = (
        f"{route.name}: {route.length_km:,.0f} km, life cost {route.life_cost_usd / 1e6:,.0f} M USD, "
        f"cell size {route.spacing_km:g} km"
    )
    return f"{line}; multipliers steer the line, money is unweighted" if route.is_weighted else line
