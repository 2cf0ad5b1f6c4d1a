"""Briefing: candidates compared in one self-contained file, with an answer of a few sentences and all its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from routeplan.briefing.answer import Sentence, derive_answer
from routeplan.briefing.candidates import (
    DEFAULT_PAIRS,
    CandidateQuestion,
    GivenLine,
    PlannedBeside,
    PlannedSystem,
    find_lines,
    find_pairs,
    find_systems,
    group_by_connection,
)
from routeplan.briefing.ensemble_ranges import ensemble_records
from routeplan.briefing.html import render_page, render_short, render_summary
from routeplan.briefing.images import draw_overview, draw_page
from routeplan.briefing.kept_sensitivity import keep_sensitivity
from routeplan.briefing.language import Language, read_language
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
from routeplan.briefing.sensitivity import Sensitivity
from routeplan.briefing.traceable_numbers import join_phrases, plain_text
from routeplan.briefing.waters import waters_records
from routeplan.cost.scenario import Scenario
from routeplan.ensemble.outcomes import Ensemble
from routeplan.errors import UsageError
from routeplan.io.imported_line import ImportedLine
from routeplan.planning.crossings import CableCrossing, find_cable_crossings
from routeplan.planning.open import can_be_reopened, open_planner
from routeplan.planning.other_ways import OtherWay, find_other_ways
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued
from routeplan.planning.system_lines import shore_of
from routeplan.planning.system_planning import plan_beside
from routeplan.runtime.files import atomic_write, path_of
from routeplan.runtime.notices import tell
from routeplan.runtime.progress import track_items, track_stages
from routeplan.view.colours import route_colours

FORMATS = (".html", ".pdf")
# The sensitivity needs some sixty routes; coarse cells show differences as well as fine ones.
_SENSITIVITY_KM = 20.0
_ENDS = 2  # of a line; a system lands at more places


@dataclass(frozen=True, repr=False)
class Briefing:
    """Candidates of one scenario with crossings, sensitivity and redundancy.

    Attributes
    ----------
    planner : Planner
        Opened with the scenario.
    routes : tuple of Route or System
        The candidates, in the order of the pairs.
    crossings : mapping of str to tuple of CableCrossing
        Existing cables that each candidate crosses, by the route's name.
    sensitivity : Sensitivity, optional
    redundancy : Redundancy, optional
        What the candidates add to existing cables.
    on : date
        Date printed on the briefing.
    language : Language
    title, author : str
        Printed on the briefing; without a title, its question.
    other_ways : mapping of int to tuple of OtherWay
        Ways far from a candidate of nearly the same cost, by its index.
    ensembles : tuple of Ensemble
        Ranges of its pairs.
    """

    planner: Planner
    routes: tuple[Valued, ...]
    crossings: Mapping[str, tuple[CableCrossing, ...]]
    sensitivity: Sensitivity | None
    redundancy: Redundancy | None
    on: date = field(default_factory=date.today)
    language: Language = field(default_factory=lambda: read_language("en"))
    title: str = ""
    author: str = ""
    other_ways: Mapping[int, tuple[OtherWay, ...]] = field(default_factory=dict)
    ensembles: tuple[Ensemble, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """Scenario of the planner."""
        return _scenario_of(self.planner)

    @cached_property
    def record(self) -> dict[str, Any]:
        """All numbers and texts of the page, as ``routeplan report --json`` prints them."""
        connections = group_by_connection(self.routes)
        network_sources = self.redundancy.network.sources if self.redundancy else ()
        costs = [route.life_cost_usd for route in self.routes]
        candidates = candidate_records(self.routes, route_colours(self.routes), self.crossings)
        redundancy = redundancy_record(self.redundancy, self.routes)
        partners = frozenset(self.planner.assumptions.policy.partners)
        other_ways = [
            {"candidate": index, **way.record} for index, ways in self.other_ways.items() for way in ways
        ]
        question = _question(self.routes, self.language)
        numbers = {
            "language": self.language.code,
            "title": self.title or question["text"],
            "author": self.author,
            "date": self.on.isoformat(),
            "question": question,
            "connections": connection_records(connections, costs),
            "candidates": candidates,
            "comparison": comparison_records(self.routes),
            "other_ways": other_ways,
            "waters": waters_records(candidates, redundancy, partners, other_ways),
            "sensitivity": sensitivity_record(self.sensitivity, connections),
            "redundancy": redundancy,
            "ensembles": ensemble_records(self.ensembles),
            "assumptions": assumption_records(self.scenario),
            **provenance_record(network_sources, self.planner, self.scenario, self.language),
        }
        answer = [
            {"subject": sentence.subject, "text": sentence.text, "rests_on": sentence.rests_on}
            for sentence in derive_answer(numbers, self.language)
        ]
        return {"answer": answer, **numbers}

    @property
    def answer(self) -> tuple[Sentence, ...]:
        """The sentences of the answer."""
        return derive_answer(self.record, self.language)

    def html(self, *, interactive: bool = True, short: bool = False) -> str:
        """Render the page.

        Parameters
        ----------
        interactive : bool
            Whether to add the interactive map; without it the map is a static image, as in print.
        short : bool
            Whether to render one page of A4 instead of the whole, always with a static map.
        """
        if short:
            return render_short(self.record, draw_overview(self.routes, self.planner, self.language))
        drawings = draw_page(
            self.routes,
            self.crossings,
            self.planner,
            self.redundancy,
            interactive=interactive,
            language=self.language,
        )
        return render_page(self.record, drawings)

    def write(self, path: str | Path, *, short: bool = False) -> None:
        """Write the briefing as .html or .pdf, as `write_report` does."""
        write_report(self, path, short=short)

    def __repr__(self) -> str:
        names = ", ".join(route.name for route in self.routes)
        return f"<Briefing {self.scenario.name}: {names}>"

    def _repr_html_(self) -> str:
        """Show question, answer and candidates in a notebook; `write` gives the whole page."""
        return render_summary(self.record, self.routes)


def report(  # noqa: PLR0913 - one keyword for each choice of whoever asks
    scenario: Scenario | str | Path | Planner = "balanced",
    pairs: Sequence[str] = (),
    *,
    lines: Sequence[ImportedLine] = (),
    sensitivity: bool = True,
    redundancy: bool = True,
    on: date | None = None,
    language: str = "en",
    title: str = "",
    author: str = "",
    ensembles: Sequence[Ensemble] = (),
) -> Briefing:
    """Plan candidates and derive their briefing.

    Parameters
    ----------
    scenario : Scenario, str, Path or Planner
        Assumptions, or a planner opened with a scenario.
    pairs : sequence of str
        Candidates, each ``FROM:TO``. Default without lines: the pairs and systems of the scenario, or `DEFAULT_PAIRS`
        if it has neither.
    lines : sequence of ImportedLine
        Lines from :func:`routeplan.io.lines.read_lines`, each a candidate beside a planned route between its ends.
        Those that join are one system; beside one with branches are the best segments between its landings and units.
    sensitivity : bool
        Whether to plan again under changed assumptions, which takes half of the time.
    redundancy : bool
        Whether to rank the candidates by what they add to existing cables.
    on : date, optional
        Date printed on the briefing; default: today.
    language : str
        en or fr.
    title, author : str
        Printed on the briefing; without a title, its question.
    ensembles : sequence of Ensemble
        Ensembles whose ranges it shows, from `routeplan.ensemble` or `routeplan.read_ensemble`.

    Raises
    ------
    UsageError
        If a pair cannot be read, a landing is unknown, there is no such language, or the planner has no scenario.
    NoRouteError
        If no sea path joins a pair.
    ScenarioError, DataError
        If the scenario or what it names cannot be read.
    """
    planner = scenario if isinstance(scenario, Planner) else open_planner(scenario)
    assumed = _scenario_of(planner)
    catalogue = read_language(language)
    chosen = () if pairs or lines else assumed.systems
    if left_out := [system.name for system in assumed.systems if not chosen]:
        tell(f"systems of the scenario are left out, because pairs or lines are given: {', '.join(left_out)}")
    ends = find_pairs(pairs or (() if lines else assumed.pairs or (() if chosen else DEFAULT_PAIRS)))
    systems = find_systems(chosen, assumed.branching, len(ends))
    given = find_lines(lines, len(ends), shore_of(planner))
    with track_stages("briefing", total=5) as stage:
        stage("candidates")
        asked: list[CandidateQuestion] = [*ends, *systems, *given]
        with track_items(asked, "planning", unit="routes") as followed:
            answered = [found for question in followed for found in _answer(planner, question, catalogue)]
        questions = [question for question, _ in answered]
        routes = tuple(_with_unique_names([route for _, route in answered]))
        stage("crossings")
        crossings = {name: found for route in routes for name, found in _crossings_of(route, planner)}
        stage("other ways")
        coarse = _coarse_planner(planner)
        ways = _find_ways(coarse, questions, routes)
        stage("sensitivity")
        effects = keep_sensitivity(coarse, questions) if sensitivity else None
        stage("redundancy")
        costs = [route.life_cost_usd for route in routes]
        preferred = [connection.preferred(costs) for connection in group_by_connection(routes)]
        added = derive_redundancy(coarse, routes, preferred) if redundancy else None
    return Briefing(
        planner, routes, crossings, effects, added, on or date.today(), catalogue, title, author, ways,
        tuple(ensembles),
    )  # fmt: skip


def write_report(briefing: Briefing, path: str | Path, *, short: bool = False) -> None:
    """Write a briefing to a file; its suffix chooses the format: .html, or .pdf through headless Chromium.

    Parameters
    ----------
    briefing : Briefing
    path : str or Path
    short : bool
        Whether to write one page of A4 instead of the whole.

    Raises
    ------
    UsageError
        If the suffix is neither.
    OutputError
        If the file cannot be written, or Chromium is missing for a PDF.
    """
    path = path_of(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"cannot write a briefing as {path.name}; use {' or '.join(FORMATS)}")
    if suffix == ".pdf":
        print_pdf(briefing.html(interactive=False, short=short), path)
        return
    with atomic_write(path) as temporary:
        temporary.write_text(briefing.html(short=short), encoding="utf-8")


def _scenario_of(planner: Planner) -> Scenario:
    if planner.scenario is None:
        raise UsageError("briefing of a planner without scenario: open the planner with a scenario")
    return planner.scenario


def _coarse_planner(planner: Planner) -> Planner:
    """Open a planner of the same scenario on coarse cells.

    A coarse planner is returned as it is, and so is one that was changed after opening: its scenario does not have the
    change.
    """
    if planner.grid.spacing_m / 1000.0 >= _SENSITIVITY_KM:
        return planner
    if not can_be_reopened(planner):
        tell(
            "the planner was changed after opening: its own cells are used for the sensitivity, which takes longer"
        )
        return planner
    return open_planner(_scenario_of(planner), spacing_km=_SENSITIVITY_KM)


def _answer(
    planner: Planner, question: CandidateQuestion, language: Language
) -> list[tuple[CandidateQuestion, Valued]]:
    """Plan a pair or a system; value a given line or system and plan one beside it."""
    if isinstance(question, PlannedBeside):
        return []  # asked with its line
    if isinstance(question, PlannedSystem):
        return [(question, question.value(planner))]
    if not isinstance(question, GivenLine):
        return [(question, planner.route(*question))]
    valued = question.value(planner)
    ours = plan_beside(planner, valued, name=language.text("candidate.planned_for", name=question.name))
    return [(question, valued), (PlannedBeside(question), ours)]


def _find_ways(
    coarse: Planner, questions: Sequence[CandidateQuestion], routes: Sequence[Valued]
) -> dict[int, tuple[OtherWay, ...]]:
    """Find other ways of each candidate that was planned; a line of a file is where it is."""
    return {
        index: find_other_ways(coarse, route)
        for index, (question, route) in enumerate(zip(questions, routes, strict=True))
        if isinstance(route, Route) and not isinstance(question, GivenLine)
    }


def _crossings_of(valued: Valued, planner: Planner) -> Iterator[tuple[str, tuple[CableCrossing, ...]]]:
    """Find crossings of existing cables, by name: of a system at the kilometre points of its line, and by segment."""
    if not isinstance(valued, System):
        yield valued.name, find_cable_crossings(valued, planner.existing)
        return
    by_segment = [find_cable_crossings(segment, planner.existing) for segment in valued.segments]
    yield from zip((segment.name for segment in valued.segments), by_segment, strict=True)
    begun = zip(by_segment, valued.begins_km, strict=True)
    yield (
        valued.name,
        tuple(
            replace(crossing, kp_km=crossing.kp_km + begin_km)
            for found, begin_km in begun
            for crossing in found
        ),
    )


def _with_unique_names(routes: Sequence[Valued]) -> list[Valued]:
    """Add landing ids to the names of routes that are not unique: two landings may have the same name."""
    names = [route.name for route in routes]
    return [
        replace(route, name=f"{route.name} ({route.start.id} – {route.end.id})")
        if names.count(route.name) > 1
        else route
        for route in routes
    ]


def _question(routes: Sequence[Valued], language: Language) -> dict[str, Any]:
    pairs = [{"from": route.start.name, "to": route.end.name} for route in routes]
    first = routes[0]
    if len(routes) == 1 and isinstance(first, System) and len(first.landings) > _ENDS:
        named = join_phrases([(landing.name,) for landing in first.landings], ", ", language.text("page.and"))
        text = language.text("question.system", landings=plain_text(named))
    elif len(routes) == 1:
        text = language.text("question.one", start=pairs[0]["from"], end=pairs[0]["to"])
    else:
        text = language.text("question.many", count=str(len(routes)))
    return {"text": text, "pairs": pairs}
