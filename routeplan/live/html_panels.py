"""What stands beside the map: figures as images within HTML, and a table of routes side by side."""

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

from routeplan.live.session import NOW_COLOUR, Pin
from routeplan.live.solver import Answer
from routeplan.planning.route import Route
from routeplan.view.figures import figure_costs, figure_profile
from routeplan.view.figures.style import DPI
from routeplan.view.maps.raster_image import Classes, RasterImage, derive_excess_classes, derive_image

# Matplotlib draws one figure at a time, and there are two threads that answer.
_DRAWING = Lock()
_AT_ONCE = {"method": 0, "quality": 85}  # half as large again, in half the time
# Rows of a route's summary that are set side by side, besides the month's.
_ROWS = (
    "length", "cable", "build cost", "objective", "round trip", "faults", "downtime", "ice", "jurisdictions",
    "deepest, mean",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Panels:
    """What is drawn of an answer.

    Attributes
    ----------
    corridor : RasterImage, optional
        Cells of the corridor on the Arctic plane.
    profile, costs : str
        HTML with an image of the figure.
    pins : tuple of Pin
        Beside which the costs were drawn.
    """

    corridor: RasterImage | None
    profile: str
    costs: str
    pins: tuple[Pin, ...]


def draw_panels(answer: Answer, pins: tuple[Pin, ...]) -> Panels:
    """Draw the corridor and the profile of an answer, and its costs beside those of the pins."""
    corridor = None
    if answer.excess_pct is not None:
        corridor = derive_image(answer.excess_pct, derive_excess_classes(answer.request.within_pct))
    return Panels(corridor, profile_html(answer.route), costs_html(answer.route, pins), pins)


def profile_html(route: Route) -> str:
    """Show depth, waters, ice, cable type and slope along a route."""
    with _DRAWING:
        figure = figure_profile([route], colours=[NOW_COLOUR], credits_below=False)
        return _image(figure, f"Profile of {route.name}: depth, waters, ice, cable type, burial and slope")


def costs_html(route: Route, pins: Sequence[Pin]) -> str:
    """Show what a route and the pins cost, term by term."""
    routes, colours = [route, *(pin.route for pin in pins)], [NOW_COLOUR, *(pin.colour for pin in pins)]
    with _DRAWING:
        figure = figure_costs(routes, colours=colours, credits_below=False)
        return _image(figure, f"Costs by term of {', '.join(each.name for each in routes)}")


def legend_html(title: str, classes: Classes) -> str:
    """Name the colours of a picture in one line."""
    words = list(classes.labels)
    if not classes.named and not classes.is_open:
        words = [f"{low}–{high}" for low, high in pairwise(words)]
    elif not classes.named:
        words = [f"{low}–{high}" for low, high in pairwise(words)] + [f"from {words[-1]}"]
    swatches = "".join(
        f'<span><i style="background:{colour}"></i>{escape(word)}</span>'
        for colour, word in zip(classes.colours, words, strict=True)
    )
    return f'<div class="routeplan-legend"><b>{escape(title)}</b>{swatches}</div>'


def facts_html(route: Route | None, pins: Sequence[Pin], month: int) -> str:
    """Set figures of a route and of the pins side by side, those of a month among them."""
    columns = [("now", NOW_COLOUR, route)] if route is not None else []
    columns += [(pin.name, pin.colour, pin.route) for pin in pins]
    if not columns:
        return ""
    facts = pd.DataFrame([_facts(each, month) for _, _, each in columns]).T.fillna("")
    heads = "".join(
        f'<th scope="col" style="border-bottom:3px solid {colour}">{escape(name)}</th>'
        for name, colour, _ in columns
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(str(what))}</th>'
        + "".join(f"<td>{escape(str(figure))}</td>" for figure in row)
        + "</tr>"
        for what, row in zip(facts.index, facts.to_numpy(), strict=True)
    )
    return f'<table class="routeplan-facts"><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _facts(route: Route, month: int) -> dict[str, str]:
    summary = route.summary
    shown = {row: summary[row] for row in _ROWS if row in summary}
    solved = {"cells": f"{route.spacing_km:g} km"}
    return shown | (route.derive_month_summary(month) if month else {}) | solved


def _image(figure: Figure, spoken: str) -> str:
    picture = io.BytesIO()
    figure.savefig(picture, format="webp", dpi=DPI, pil_kwargs=_AT_ONCE)
    data = base64.b64encode(picture.getvalue()).decode()
    return f'<img class="routeplan-figure" alt="{escape(spoken)}" src="data:image/webp;base64,{data}">'
