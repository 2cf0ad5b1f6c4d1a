"""Status lines below the map: progress of the answer, and the result of the last action."""

from __future__ import annotations

from html import escape
from typing import Literal, TypeAlias

import ipywidgets as widgets

from routeplan.live.route_solver import Answer

Stage: TypeAlias = Literal["waiting", "route", "all", "refused"]


class Status:
    """One line about the route, and one notice about the last action until the next request."""

    def __init__(self) -> None:
        self.widget = widgets.HTML()
        self._line, self._notice = "", ""
        self._stage: Stage = "waiting"
        self._replies, self._spacing_km = 0, 0.0

    def wait(self, line: str) -> None:
        """Show that an answer is awaited; the notice goes."""
        self._notice = ""
        self._show(line, "waiting")

    def refuse(self, line: str) -> None:
        """Show why there is no answer."""
        self._replies += 1
        self._show(line, "refused")

    def show_answer(self, answer: Answer, stage: Stage, refined_km: float | None) -> None:
        """Show length and cost of an answer, its cell size, and whether it will be refined.

        Parameters
        ----------
        answer : Answer
        stage : Stage
            ``"all"`` where corridor, costs and profile are shown too, else ``"route"``.
        refined_km : float, optional
            Cell size of the refined answer; None without refinement.
        """
        self._replies += 1
        self._spacing_km = answer.route.spacing_km
        self._show(_answer_line(answer, refined_km), stage)

    def notify(self, line: str) -> None:
        """Show the result of an action."""
        self._show_notice(line, "told")

    def warn(self, line: str) -> None:
        """Show what could not be done."""
        self._show_notice(line, "refused")

    def clear_notice(self) -> None:
        """Remove the notice."""
        self._notice = ""
        self._show(self._line, self._stage)

    def _show_notice(self, line: str, kind: str) -> None:
        self._notice = f'<div class="routeplan-notice is-{kind}">{escape(line)}</div>'
        self._show(self._line, self._stage)

    def _show(self, line: str, stage: Stage) -> None:
        """Show the lines; attributes carry stage, count of replies and cell size for tests of the page."""
        self._line, self._stage = line, stage
        self.widget.value = (
            f'<div class="routeplan-status is-{stage}" role="status" data-stage="{stage}" '
            f'data-replies="{self._replies}" data-cells="{self._spacing_km:g}">{escape(line)}{self._notice}</div>'
        )


def _answer_line(answer: Answer, refined_km: float | None) -> str:
    route = answer.route
    line = (
        f"{route.name}: {route.length_km:,.0f} km, life cost {route.life_cost_usd / 1e6:,.0f} M USD, "
        f"cell size {route.spacing_km:g} km"
    )
    if route.is_weighted:
        line = f"{line}; multipliers steer the line, money is unweighted"
    if refined_km is None or answer.is_refined_to(refined_km):
        return line
    return f"{line}, solved in {answer.seconds:.2f} s; refining on cells of {refined_km:g} km …"
