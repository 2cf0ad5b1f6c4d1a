"""HTML of a briefing: a template filled from the record, with embedded images and no network access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from routeplan.briefing.answer import derive_answer
from routeplan.briefing.images import Drawings
from routeplan.briefing.redundancy import SEPARATION_KM
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
_CROSSING_ROW_KM = 10.0
_NO_BREAK = "\N{NO-BREAK SPACE}"


def render_page(record: Mapping[str, Any], drawings: Drawings) -> str:
    """Render the page.

    Parameters
    ----------
    record : mapping
        Source of every number on the page.
    drawings : Drawings
    """
    tracer = NumberTracer(record)
    return (
        _environment()
        .get_template("briefing.html.jinja")
        .render(
            record=_with_indices(record),
            terms=_terms(record),
            months=[name[:3] for name in MONTH_NAMES],
            decimals_of=decimals_of,
            number=lambda *args, **options: number_markup(tracer.number(*args, **options)),
            answer=[
                (sentence.subject, phrase_markup(sentence.phrase)) for sentence in derive_answer(dict(record))
            ],
            separation_km=SEPARATION_KM,
            style=Markup(_text("briefing.css")),
            drawings=drawings,
            # The map escapes its own texts.
            map=Markup(drawings.map) if drawings.map else None,
        )
    )


def render_summary(record: Mapping[str, Any], routes: Sequence[Route]) -> str:
    """Render question, answer and candidates as plain HTML, for a notebook.

    Parameters
    ----------
    record : mapping
        Record of the briefing.
    routes : sequence of Route
        Its candidates.
    """
    sentences = "".join(
        f"<li><b>{escape(sentence['subject'])}.</b> {escape(sentence['text'])}</li>"
        for sentence in record["answer"]
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


def decimals_of(value: float) -> int:
    """Count the decimals of an assumption, six at most.

    Examples
    --------
    >>> [decimals_of(value) for value in (7_500_000.0, 0.07, 1.5)]
    [0, 2, 1]
    """
    text = f"{value:.6f}".rstrip("0")
    return len(text) - text.index(".") - 1


def number_markup(number: TracedNumber) -> Markup:
    """Markup of a number with its exact value and its path in the record."""
    if number.value is None:
        return Markup('<span class="none">{}</span>').format(number.text)
    return Markup('<data value="{}" data-path="{}">{}</data>').format(
        repr(number.value), number.path, number.text
    )


def phrase_markup(phrase: Phrase) -> Markup:
    """Markup of a phrase; a no-break space follows each number, so that it stays with its unit."""
    parts: list[Markup] = []
    for before, part in zip((None, *phrase), phrase, strict=False):
        if isinstance(part, str):
            follows_number = isinstance(before, TracedNumber) and part.startswith(" ")
            parts.append(escape(f"{_NO_BREAK}{part[1:]}" if follows_number else part))
        else:
            parts.append(number_markup(part))
    return Markup("").join(parts)


@cache
def _environment() -> Environment:
    # Undefined names are errors of the template. All text is escaped unless it is Markup.
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


def _with_indices(record: Mapping[str, Any]) -> dict[str, Any]:
    """Add to candidates, comparison rows and assumptions the index that their paths need."""
    index_of = {candidate["name"]: index for index, candidate in enumerate(record["candidates"])}
    return {
        **record,
        "candidates": [
            candidate
            | {
                "index": index,
                "crossing_groups": _group_crossings(
                    [crossing["kp_km"] for crossing in candidate["cable_crossings"]]
                ),
            }
            for index, candidate in enumerate(record["candidates"])
        ],
        "comparison": [row | {"index": index_of.get(row["name"])} for row in record["comparison"]],
        "assumptions": [row | {"index": index} for index, row in enumerate(record["assumptions"])],
    }


def _group_crossings(kp_km: Sequence[float]) -> list[list[int]]:
    """Group crossings, in order of KP, into rows of less than 10 km each; give their indices."""
    groups: list[list[int]] = []
    for index, kp in enumerate(kp_km):
        if groups and kp - kp_km[groups[-1][0]] < _CROSSING_ROW_KM:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _terms(record: Mapping[str, Any]) -> list[str]:
    """Cost terms of any candidate, in the order of the costs figure, others last."""
    terms = {term for candidate in record["candidates"] for term in candidate["objective_terms_usd"]}
    return [term for term in TERM_COLOURS if term in terms] + sorted(terms - TERM_COLOURS.keys())
