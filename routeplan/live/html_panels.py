"""HTML panels of the live planner: profiles as embedded images, and a table of facts."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from threading import Lock

import pandas as pd
from matplotlib.figure import Figure

from routeplan.live.route_solver import Answer
from routeplan.live.session import CURRENT_COLOUR, Pin
from routeplan.planning.route import Route
from routeplan.view.figures import figure_profile
from routeplan.view.figures.style import DPI

# Matplotlib draws one figure at a time.
_DRAWING = Lock()
_FAST_WEBP = {"method": 0, "quality": 85}  # half the time, files half as large again
_PROFILES_KEPT = 8
# Rows of `Route.summary` in the table, besides those of the month, and their labels.
SUMMARY_ROWS = {
    "length": "Length of the route",
    "cable": "Cable to buy",
    "build cost": "Cost to build",
    "life cost": "Cost over its life",
    "policy": "Policy prices, not paid",
    "round trip": "Signal there and back",
    "faults": "Faults",
    "downtime": "Out of service",
    "ice": "Sea ice",
    "jurisdictions": "Waters of",
    "deepest, mean": "Depth, greatest and mean",
}


@dataclass(frozen=True, slots=True)
class Profiles:
    """Profiles to draw: of an answer, and beside it of the pin it is compared with.

    Attributes
    ----------
    answer : Answer
    pin : Pin, optional
    """

    answer: Answer
    pin: Pin | None

    def draw(self) -> tuple[str, str]:
        """Draw both profiles as HTML, the second empty without a pin."""
        current = _kept_profile(self.answer, self.answer.route.name, CURRENT_COLOUR)
        pinned = _kept_profile(self.pin.answer, self.pin.name, self.pin.colour) if self.pin else ""
        return current, pinned


@lru_cache(maxsize=_PROFILES_KEPT)
def _kept_profile(answer: Answer, name: str, colour: str) -> str:
    return profile_html(replace(answer.route, name=name), colour)


def profile_html(route: Route, colour: str = CURRENT_COLOUR) -> str:
    """Draw depth, jurisdiction, ice, cable type, burial and slope along a route."""
    with _DRAWING:
        figure = figure_profile([route], colours=[colour], credits_below=False)
        return _image(
            figure, f"Profile of {route.name}: depth, jurisdiction, ice, cable type, burial and slope"
        )


def facts_html(route: Route | None, pins: Sequence[Pin], month: int) -> str:
    """Table of facts about a route and the pins, one column each; with those of a month, 1 to 12, unless it is 0."""
    columns = [("current", CURRENT_COLOUR, route)] if route is not None else []
    columns += [(pin.name, pin.colour, pin.route) for pin in pins]
    if not columns:
        return ""
    facts = pd.DataFrame([_facts(shown, month) for _, _, shown in columns]).T.fillna("")
    heads = "".join(
        f'<th scope="col" style="border-bottom:3px solid {colour}">{escape(name)}</th>'
        for name, colour, _ in columns
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(str(label))}</th>'
        + "".join(f"<td>{escape(str(value))}</td>" for value in row)
        + "</tr>"
        for label, row in zip(facts.index, facts.to_numpy(), strict=True)
    )
    return (
        f'<table class="routeplan-facts"><caption>Facts</caption><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _facts(route: Route, month: int) -> dict[str, str]:
    summary = route.summary
    shown = {label: summary[row] for row, label in SUMMARY_ROWS.items() if row in summary}
    of_month = route.derive_month_summary(month) if month else {}
    return shown | of_month | {"Cell size": f"{route.spacing_km:g} km"}


def _image(figure: Figure, alt_text: str) -> str:
    image = io.BytesIO()
    figure.savefig(image, format="webp", dpi=DPI, pil_kwargs=_FAST_WEBP)
    data = base64.b64encode(image.getvalue()).decode()
    return f'<img class="routeplan-figure" alt="{escape(alt_text)}" src="data:image/webp;base64,{data}">'
