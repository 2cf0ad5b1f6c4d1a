"""The briefing as HTML: a template filled from the record, with embedded images and no network access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from routeplan.briefing.answer import derive_answer
from routeplan.briefing.images import Drawings
from routeplan.briefing.traceable_numbers import NumberTracer, Phrase, TracedNumber
from routeplan.planning.compare import compare
from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.planning.route import Route
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.figures.cost_bars import TERM_COLOURS
from routeplan.view.plain_tables import plain_table

_SUMMARY_COLUMNS = [
    "length_km",
    "build_cost_musd",
    "objective_musd",
    "faults_per_year",
    "down_hours_per_year",
    "rtt_ms",
]
_SIDE_BY_SIDE_KM = 10.0
_NO_BREAK = "\N{NO-BREAK SPACE}"


def render_page(record: Mapping[str, Any], drawings: Drawings) -> str:
    """Fill the template.

    Parameters
    ----------
    record : mapping
        Where every number of the page comes from.
    drawings : Drawings
    """
    quoter = NumberTracer(record)
    return (
        _environment()
        .get_template("briefing.html.jinja")
        .render(
            record=_with_places(record),
            terms=_terms(record),
            months=[name[:3] for name in MONTH_NAMES],
            digits_of=digits_of,
            q=lambda *args, **options: marked(quoter.number(*args, **options)),
            answer=[(each.subject, said(each.said)) for each in derive_answer(dict(record))],
            style=Markup(_text("briefing.css")),
            drawings=drawings,
            # The map has escaped what it shows.
            map=Markup(drawings.map) if drawings.map else None,
        )
    )


def render_summary(record: Mapping[str, Any], routes: Sequence[Route]) -> str:
    """Write the question, the answer and the candidates as plain HTML: what a notebook shows of a briefing.

    Parameters
    ----------
    record : mapping
        Record of the briefing.
    routes : sequence of Route
        Its candidates.
    """
    sentences = "".join(
        f"<li><b>{escape(each['subject'])}.</b> {escape(each['text'])}</li>" for each in record["answer"]
    )
    compared = compare(routes)
    candidates = compared[compared["kind"] == "route"].set_index("name")[_SUMMARY_COLUMNS]
    table = plain_table(candidates).rename_axis(columns="candidate").to_html()
    provenance = record["scenario"]["name"], record["spacing_km"], record["date"]
    return (
        f"<p><b>{escape(record['question']['text'])}</b></p><ul>{sentences}</ul>{table}"
        f"<p><small>Scenario {escape(provenance[0])} on cells of {provenance[1]:g} km, {escape(provenance[2])}; "
        f"{NOT_FOR_NAVIGATION}.</small></p>"
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


def marked(quote: TracedNumber) -> Markup:
    """Write a number so that it can be traced: what it is exactly, and where in the record."""
    if quote.value is None:
        return Markup('<span class="none">{}</span>').format(quote.text)
    return Markup('<data value="{}" data-path="{}">{}</data>').format(
        repr(quote.value), quote.path, quote.text
    )


def said(phrase: Phrase) -> Markup:
    """Write a sentence whose numbers can be traced, and are not parted from their units."""
    written: list[Markup] = []
    for before, each in zip((None, *phrase), phrase, strict=False):
        if isinstance(each, str):
            after_number = isinstance(before, TracedNumber) and each.startswith(" ")
            written.append(escape(f"{_NO_BREAK}{each[1:]}" if after_number else each))
        else:
            written.append(marked(each))
    return Markup("").join(written)


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
        "candidates": [
            each | {"at": at, "crossing_groups": _groups([one["kp_km"] for one in each["cable_crossings"]])}
            for at, each in enumerate(record["candidates"])
        ],
        "comparison": [each | {"at": by_name.get(each["name"])} for each in record["comparison"]],
        "assumptions": [each | {"at": at} for at, each in enumerate(record["assumptions"])],
    }


def _groups(kp_km: Sequence[float]) -> list[list[int]]:
    """Put crossings side by side into one row: places in order, none further than that from the first."""
    groups: list[list[int]] = []
    for at, kp in enumerate(kp_km):
        if groups and kp - kp_km[groups[-1][0]] < _SIDE_BY_SIDE_KM:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _terms(record: Mapping[str, Any]) -> list[str]:
    """Terms that count for any candidate, in the order of building and keeping."""
    met = {term for each in record["candidates"] for term in each["objective_terms_usd"]}
    return [term for term in TERM_COLOURS if term in met] + sorted(met - TERM_COLOURS.keys())
