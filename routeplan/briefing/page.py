"""The page: one template filled from the record, with figures as pictures in it and nothing fetched from elsewhere."""

from __future__ import annotations

import base64
import calendar
import io
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from routeplan.briefing.answer import derive_answer
from routeplan.briefing.quoting import Phrase, Quote, Quoter
from routeplan.compare import route_colours
from routeplan.crossings import CableCrossing
from routeplan.figures import figure_costs, figure_map, figure_profile, figure_risk
from routeplan.figures.bars import TERM_COLOURS
from routeplan.figures.style import save_figure
from routeplan.maps import map_routes
from routeplan.planner import Planner
from routeplan.route import Route

_MAP_HEIGHT = "min(74vh, 620px)"


def render_page(
    record: Mapping[str, Any],
    routes: Sequence[Route],
    crossings: Mapping[str, Sequence[CableCrossing]],
    planner: Planner,
    *,
    interactive: bool,
) -> str:
    """Fill the template.

    Parameters
    ----------
    record : mapping
        Where every number of the page comes from.
    routes : sequence of Route
        Its candidates.
    crossings : mapping of str to sequence of CableCrossing
        By the route's name.
    planner : Planner
        Whose depth lies beneath the maps.
    interactive : bool
    """
    quoter = Quoter(record)
    colours = route_colours(routes)
    page = _environment().get_template("briefing.html.jinja")
    return page.render(
        record=_with_places(record),
        terms=_terms(record),
        months=list(calendar.month_abbr)[1:],
        digits_of=digits_of,
        q=lambda *args, **options: marked(quoter.number(*args, **options)),
        answer=[(each.subject, said(each.said)) for each in derive_answer(dict(record))],
        style=Markup(_text("briefing.css")),
        # The map escapes what it shows on its own.
        map=Markup(_map(routes, planner)) if interactive else None,
        map_picture=picture(figure_map(routes, over=planner.depth), ".png"),
        costs_picture=picture(figure_costs(routes, colours=colours, credits_below=False), ".svg"),
        risk_picture=picture(figure_risk(routes, colours=colours, credits_below=False), ".svg"),
        profile_pictures=[
            picture(
                figure_profile([route], crossings=crossings, colours=[colour], credits_below=False), ".svg"
            )
            for route, colour in zip(routes, colours, strict=True)
        ],
    )


def digits_of(value: float) -> int:
    """How many digits after the point it takes to write an assumption out.

    Examples
    --------
    >>> [digits_of(each) for each in (7_500_000.0, 0.07, 1.5)]
    [0, 2, 1]
    """
    text = f"{value:.6f}".rstrip("0")
    return len(text) - text.index(".") - 1


def marked(quote: Quote) -> Markup:
    """Write a number so that it can be traced: what it is exactly, and where in the record."""
    if quote.value is None:
        return Markup('<span class="none">{}</span>').format(quote.text)
    return Markup('<data value="{}" data-path="{}">{}</data>').format(
        repr(quote.value), quote.path, quote.text
    )


def said(phrase: Phrase) -> Markup:
    """Write a sentence whose numbers can be traced."""
    return Markup("").join(escape(each) if isinstance(each, str) else marked(each) for each in phrase)


def picture(figure: Figure, suffix: str) -> str:
    """Draw a figure as an address that holds it whole; .svg is sharp at any size, .png for what has pictures in it."""
    drawn = io.BytesIO()
    save_figure(figure, drawn, suffix)
    kind = {".svg": "image/svg+xml", ".png": "image/png"}[suffix]
    return f"data:{kind};base64,{base64.b64encode(drawn.getvalue()).decode('ascii')}"


def _map(routes: Sequence[Route], planner: Planner) -> str:
    return str(map_routes(routes, over=planner.depth)._repr_html_())


@cache
def _environment() -> Environment:
    # What is not there is a mistake of the template, and everything is escaped unless it says otherwise.
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_text),
    )


@cache
def _text(name: str) -> str:
    return files("routeplan.briefing").joinpath(name).read_text(encoding="utf-8")


def _with_places(record: Mapping[str, Any]) -> dict[str, Any]:
    """Tell each candidate, its row of the comparison and each assumption its place: templates count badly."""
    by_name = {each["name"]: at for at, each in enumerate(record["candidates"])}
    return {
        **record,
        "candidates": [each | {"at": at} for at, each in enumerate(record["candidates"])],
        "comparison": [each | {"at": by_name.get(each["name"])} for each in record["comparison"]],
        "assumptions": [each | {"at": at} for at, each in enumerate(record["assumptions"])],
    }


def _terms(record: Mapping[str, Any]) -> list[str]:
    """Terms that count for any candidate, in the order of building and keeping."""
    met = {term for each in record["candidates"] for term in each["objective_terms_usd"]}
    return [term for term in TERM_COLOURS if term in met] + sorted(met - TERM_COLOURS.keys())
