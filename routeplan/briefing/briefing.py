"""A briefing in one file: the question, the answer in three sentences, and every number that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from routeplan.briefing.answer import Sentence, derive_answer
from routeplan.briefing.candidates import DEFAULT_PAIRS, find_pairs, group_by_connection
from routeplan.briefing.html import render_page, render_summary
from routeplan.briefing.images import draw_page
from routeplan.briefing.pdf import print_pdf
from routeplan.briefing.record import (
    assumption_records,
    candidate_records,
    comparison_records,
    connection_records,
    provenance_record,
    redundancy_record,
    sensitivity_record,
)
from routeplan.briefing.redundancy import Redundancy, derive_redundancy
from routeplan.briefing.sensitivity import Sensitivity, derive_sensitivity
from routeplan.cost.scenario import Scenario
from routeplan.errors import UsageError
from routeplan.planning.crossings import CableCrossing, find_cable_crossings
from routeplan.planning.open import open_planner
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.runtime.files import replacing
from routeplan.runtime.progress import follow, stages
from routeplan.view.colours import route_colours

FORMATS = (".html", ".pdf")
# What would change the answer is asked some sixty times: coarse cells tell changes as well as fine ones.
_SENSITIVITY_KM = 20.0


@dataclass(frozen=True, repr=False)
class Briefing:
    """Candidates, what they cross and what would change the choice between them.

    Attributes
    ----------
    planner : Planner
        Of a scenario.
    routes : tuple of Route
        The candidates, in the order they were asked about.
    crossings : mapping of str to tuple of CableCrossing
        Existing cables that each crosses, by the route's name.
    sensitivity : Sensitivity, optional
    redundancy : Redundancy, optional
        What they add to today's cables.
    on : date
        What it is dated.
    """

    planner: Planner
    routes: tuple[Route, ...]
    crossings: Mapping[str, tuple[CableCrossing, ...]]
    sensitivity: Sensitivity | None
    redundancy: Redundancy | None
    on: date = field(default_factory=date.today)

    @property
    def scenario(self) -> Scenario:
        """What it rests on."""
        scenario = self.planner.scenario
        if scenario is None:
            raise UsageError("briefing of a planner without scenario; open one with a scenario")
        return scenario

    @cached_property
    def record(self) -> dict[str, Any]:
        """Every number and word of the page, as ``routeplan report --json`` prints them."""
        connections = group_by_connection(self.routes)
        known = self.redundancy.network.sources if self.redundancy else ()
        objectives = [route.objective_usd for route in self.routes]
        numbers = {
            "question": _question(self.routes),
            "connections": connection_records(connections, objectives),
            "candidates": candidate_records(self.routes, route_colours(self.routes), self.crossings),
            "comparison": comparison_records(self.routes),
            "sensitivity": sensitivity_record(self.sensitivity, connections),
            "redundancy": redundancy_record(self.redundancy, self.routes),
            "assumptions": assumption_records(self.scenario),
            **provenance_record(known, self.planner, self.scenario, self.on.isoformat()),
        }
        answer = [
            {"subject": each.subject, "text": each.text, "rests_on": each.rests_on}
            for each in derive_answer(numbers)
        ]
        return {"answer": answer, **numbers}

    @property
    def answer(self) -> tuple[Sentence, ...]:
        """The three sentences."""
        return derive_answer(self.record)

    def html(self, *, interactive: bool = True) -> str:
        """Write the page.

        Parameters
        ----------
        interactive : bool
            Whether the map can be moved; else it is a picture, as on paper.
        """
        drawings = draw_page(
            self.routes, self.crossings, self.planner, self.redundancy, interactive=interactive
        )
        return render_page(self.record, drawings)

    def write(self, path: str | Path) -> None:
        """Write the briefing to a file whose suffix names the format: .html or .pdf.

        Raises
        ------
        UsageError
            If the suffix is neither.
        OutputError
            If the file cannot be written, or there is no Chromium to print a PDF with.
        """
        write_report(self, path)

    def __repr__(self) -> str:
        names = ", ".join(route.name for route in self.routes)
        return f"<Briefing {self.scenario.name}: {names}>"

    def _repr_html_(self) -> str:
        """Show the answer and the candidates in a notebook; the page itself is written to a file."""
        return render_summary(self.record, self.routes)


def report(
    scenario: Scenario | str | Path | Planner = "balanced",
    pairs: Sequence[str] = (),
    *,
    sensitivity: bool = True,
    redundancy: bool = True,
    on: date | None = None,
) -> Briefing:
    """Plan candidates and find what a briefing about them must say.

    Parameters
    ----------
    scenario : Scenario, str, Path or Planner
        What is assumed; or a planner that has been opened with a scenario.
    pairs : sequence of str
        Candidates, each ``FROM:TO``. Without them, those of the scenario; without those, `DEFAULT_PAIRS`.
    sensitivity : bool
        Whether to plan again under moved assumptions, which takes half of the time.
    redundancy : bool
        Whether to put the candidates beside today's cables.
    on : date, optional
        What it is dated; today without it.

    Raises
    ------
    UsageError
        If a pair cannot be read, a landing is unknown, or the planner has no scenario.
    NoRouteError
        If no sea path joins a pair.
    ScenarioError, DataError
        If the scenario or what it names cannot be read.
    """
    planner = scenario if isinstance(scenario, Planner) else open_planner(scenario)
    if planner.scenario is None:
        raise UsageError("briefing of a planner without scenario; open one with a scenario")
    ends = find_pairs(pairs or planner.scenario.pairs or DEFAULT_PAIRS)
    with stages("briefing", of=4) as stage:
        stage("candidates")
        with follow(ends, "planning", unit="routes") as each:
            routes = tuple(_named_apart([planner.route(*pair) for pair in each]))
        stage("crossings")
        crossings = {route.name: find_cable_crossings(route, planner.existing) for route in routes}
        stage("what could change it")
        coarse = _coarse(planner)
        moved = derive_sensitivity(coarse, ends) if sensitivity else None
        stage("redundancy")
        objectives = [route.objective_usd for route in routes]
        preferred = [each.preferred(objectives) for each in group_by_connection(routes)]
        added = derive_redundancy(coarse, routes, preferred) if redundancy else None
    return Briefing(planner, routes, crossings, moved, added, on or date.today())


def write_report(briefing: Briefing, path: str | Path) -> None:
    """Write a briefing as .html, or as .pdf through headless Chromium.

    Raises
    ------
    UsageError
        If the suffix is neither.
    OutputError
        If the file cannot be written, or there is no Chromium to print a PDF with.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"cannot write a briefing as {path.name}; use {' or '.join(FORMATS)}")
    if suffix == ".pdf":
        print_pdf(briefing.html(interactive=False), path)
        return
    with replacing(path) as temporary:
        temporary.write_text(briefing.html(), encoding="utf-8")


def _coarse(planner: Planner) -> Planner:
    """Open the same question on cells that it can be asked on dozens of times."""
    if planner.scenario is None or planner.grid.spacing_m / 1000.0 >= _SENSITIVITY_KM:
        return planner
    return open_planner(planner.scenario, spacing_km=_SENSITIVITY_KM)


def _named_apart(routes: Sequence[Route]) -> list[Route]:
    """Candidates by names of their own: two beaches may be called the same."""
    names = [route.name for route in routes]
    return [
        replace(route, name=f"{route.name} ({route.start.id} – {route.end.id})")
        if names.count(route.name) > 1
        else route
        for route in routes
    ]


def _question(routes: Sequence[Route]) -> dict[str, Any]:
    pairs = [{"from": route.start.name, "to": route.end.name} for route in routes]
    if len(routes) == 1:
        named = f"a submarine cable from {pairs[0]['from']} to {pairs[0]['to']}"
        text = f"What would {named} cost, and how far could it be relied on?"
    else:
        text = (
            f"Which of {len(routes)} submarine cables would serve best, at what cost, "
            "and how far could it be relied on?"
        )
    return {"text": text, "pairs": pairs}
