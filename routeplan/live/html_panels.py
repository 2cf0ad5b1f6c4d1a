"""HTML panels of the live planner: figures as embedded images, a legend, and a table of routes."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from threading import Lock

import pandas as pd
from matplotlib.figure import Figure

from routeplan.live.route_solver import Answer
from routeplan.live.session import CURRENT_COLOUR, Pin
from routeplan.planning.route import Route
from routeplan.view.figures import figure_costs, figure_profile
from routeplan.view.figures.style import DPI
from routeplan.view.maps.raster_image import Classes, RasterImage, derive_excess_classes, derive_image

# Matplotlib draws one figure at a time, and two threads deliver answers.
_DRAWING = Lock()
_FAST_WEBP = {"method": 0, "quality": 85}  # half the time, files half as large again
# Rows of `Route.summary` in the table, besides those of the month.
SUMMARY_ROWS = (
    "length", "cable", "build cost", "life cost", "policy", "objective", "round trip", "faults", "downtime",
    "ice", "jurisdictions", "deepest, mean",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Panels:
    """Drawings of one answer.

    Attributes
    ----------
    corridor : RasterImage, optional
        Cells of the corridor on the Arctic projection.
    profile, costs : str
        HTML with an image of the figure.
    pins : tuple of Pin
        Pins in the costs figure.
    """

    corridor: RasterImage | None
    profile: str
    costs: str
    pins: tuple[Pin, ...]


def draw_panels(answer: Answer, pins: tuple[Pin, ...]) -> Panels:
    """Draw corridor, profile and costs of an answer, the costs beside those of the pins."""
    corridor = None
    if answer.excess_pct is not None:
        corridor = derive_image(answer.excess_pct, derive_excess_classes(answer.request.within_pct))
    return Panels(corridor, profile_html(answer.route), costs_html(answer.route, pins), pins)


def profile_html(route: Route) -> str:
    """Draw depth, jurisdiction, ice, cable type, burial and slope along a route."""
    with _DRAWING:
        figure = figure_profile([route], colours=[CURRENT_COLOUR], credits_below=False)
        return _image(
            figure, f"Profile of {route.name}: depth, jurisdiction, ice, cable type, burial and slope"
        )


def costs_html(route: Route, pins: Sequence[Pin]) -> str:
    """Draw the cost terms of a route beside those of the pins."""
    routes, colours = [route, *(pin.route for pin in pins)], [CURRENT_COLOUR, *(pin.colour for pin in pins)]
    with _DRAWING:
        figure = figure_costs(routes, colours=colours, credits_below=False)
        return _image(figure, f"Costs by term of {', '.join(route.name for route in routes)}")


def legend_html(title: str, classes: Classes) -> str:
    """Legend of a raster image in one line: each colour with its name, or with the bounds of its class."""
    labels = list(classes.labels)
    if not classes.named:
        last = [f"from {labels[-1]}"] if classes.is_open else []
        labels = [f"{low}–{high}" for low, high in pairwise(labels)] + last
    swatches = "".join(
        f'<span><i style="background:{colour}"></i>{escape(label)}</span>'
        for colour, label in zip(classes.colours, labels, strict=True)
    )
    return f'<div class="routeplan-legend"><b>{escape(title)}</b>{swatches}</div>'


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
    return f'<table class="routeplan-facts"><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _facts(route: Route, month: int) -> dict[str, str]:
    summary = route.summary
    shown = {row: summary[row] for row in SUMMARY_ROWS if row in summary}
    of_month = route.derive_month_summary(month) if month else {}
    return shown | of_month | {"cell size": f"{route.spacing_km:g} km"}


def _image(figure: Figure, alt_text: str) -> str:
    image = io.BytesIO()
    figure.savefig(image, format="webp", dpi=DPI, pil_kwargs=_FAST_WEBP)
    data = base64.b64encode(image.getvalue()).decode()
    return f'<img class="routeplan-figure" alt="{escape(alt_text)}" src="data:image/webp;base64,{data}">'
