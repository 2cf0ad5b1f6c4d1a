"""A briefing at a glance, as a notebook shows it: the question, the answer in three sentences, the candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape

from routeplan.planning.compare import compare
from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.planning.route import Route
from routeplan.view.plain_tables import plain_table

_COLUMNS = [
    "length_km",
    "build_cost_musd",
    "objective_musd",
    "faults_per_year",
    "down_hours_per_year",
    "rtt_ms",
]


def render_glance(record: Mapping[str, Any], routes: Sequence[Route]) -> str:
    """Write some HTML that stands by itself, without pictures, scripts or styles.

    Parameters
    ----------
    record : mapping
        Of the briefing.
    routes : sequence of Route
        Its candidates.
    """
    sentences = "".join(
        f"<li><b>{escape(each['subject'])}.</b> {escape(each['text'])}</li>" for each in record["answer"]
    )
    compared = compare(routes)
    candidates = compared[compared["kind"] == "route"].set_index("name")[_COLUMNS]
    table = plain_table(candidates).rename_axis(columns="candidate").to_html()
    provenance = record["scenario"]["name"], record["spacing_km"], record["date"]
    return (
        f"<p><b>{escape(record['question']['text'])}</b></p><ul>{sentences}</ul>{table}"
        f"<p><small>Scenario {escape(provenance[0])} on cells of {provenance[1]:g} km, {escape(provenance[2])}; "
        f"{NOT_FOR_NAVIGATION}.</small></p>"
    )
