"""Evaluate cases: in one world and sample the best lines of pairs and systems, and the value of each candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import TypeAlias

from routeplan.catalog.landings import landing_at
from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Assumptions
from routeplan.cost.estimate import Estimate
from routeplan.cost.reused_parts import ReusedParts
from routeplan.cost.surface import BoolCells, LineSamples
from routeplan.cost.uncertainty import ICE_FACTOR
from routeplan.cost.valuation import Valuer
from routeplan.ensemble.case_figures import CaseFigures, value_lines
from routeplan.ensemble.depth_error import with_depth_errors
from routeplan.ensemble.futures import Future, apply_futures, find_futures, move_landing
from routeplan.ensemble.line_encoding import encode_lines
from routeplan.ensemble.question import (
    AssumedWorld,
    CandidateLines,
    CaseTask,
    Connection,
    PairOfEnds,
    Question,
    SystemOfStops,
)
from routeplan.errors import RouteplanError
from routeplan.geo.grid import FloatCells
from routeplan.geo.track import Line
from routeplan.planning.corridor.straits import straits_along
from routeplan.planning.open import open_planner
from routeplan.planning.planner import Planner
from routeplan.planning.preconditions import check_stops
from routeplan.planning.stops import place_of
from routeplan.planning.system_layout import NodeKind
from routeplan.planning.what_if import with_ice
from routeplan.seabed.changed_depths import with_depths
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.shared_field import find_lines_from
from routeplan.solver.straighten import find_line

ICE_STEP = 0.05
"""Ice factors are rounded to so much: each one is a calendar of its own, derived once."""
_CLOSED_KM = 1.0  # more of a candidate than this in closed waters, and it cannot be built
_SHARED_FROM = 3  # pairs from one landing: one field over all cells is then cheaper than their corridors
_ICE_KEPT = 4  # calendars with their parts that a process keeps

Found: TypeAlias = tuple[Line, ...] | RouteplanError
"""The line of a pair or the segments of a system, or the error that says why there are none."""


@dataclass(frozen=True, slots=True)
class Case:
    """A pair or a system in one world and one sample.

    Attributes
    ----------
    world, sample, pair : int
        Systems are numbered after the pairs.
    figures : CaseFigures
        Of the best line, or the best segments.
    passage : str
        Named straits on the way, in order.
    error : str
        Why there is no line; empty otherwise.
    line_wkb : bytes
        The line, or all segments, in longitude and latitude, cut at 180 degrees; empty where there is none.
    """

    world: int
    sample: int
    pair: int
    figures: CaseFigures
    passage: str = ""
    error: str = ""
    line_wkb: bytes = b""


@dataclass(frozen=True, slots=True)
class CandidateCase:
    """A candidate in one world and one sample: numbers of both, number of the candidate, and its figures."""

    world: int
    sample: int
    candidate: int
    figures: CaseFigures


@dataclass(frozen=True, slots=True)
class PartResult:
    """Cases of one part of a question."""

    cases: tuple[Case, ...]
    candidate_cases: tuple[CandidateCase, ...]


def evaluate_part(question_text: str, tasks: Sequence[CaseTask]) -> PartResult:
    """Evaluate some tasks in this process; what is prepared once stays for the next part.

    A case that fails is recorded with its message.
    """
    return _workbench(question_text).evaluate(tasks)


@lru_cache(maxsize=1)
def _workbench(question_text: str) -> Workbench:
    return Workbench(Question.from_text(question_text))


@dataclass(frozen=True, eq=False)
class Workbench:
    """Planners of a question, and what their cases share.

    Attributes
    ----------
    question : Question
    planner : Planner, optional
        Of the only world, if it is open already; else each world is opened when it is first asked for.
    """

    question: Question
    planner: Planner | None = None

    def evaluate(self, tasks: Sequence[CaseTask]) -> PartResult:
        """Evaluate some tasks."""
        cases: list[Case] = []
        candidate_cases: list[CandidateCase] = []
        for task in tasks:
            try:
                self._evaluate_task(task, cases, candidate_cases)
            except Exception as error:  # whatever it is, it stops no other case
                message = (
                    str(error) if isinstance(error, RouteplanError) else f"{type(error).__name__}: {error}"
                )
                failed = (
                    Case(task.world, task.sample, at, CaseFigures(), error=message)
                    for at in range(len(self.question.connections))
                )
                cases += list(failed)
        return PartResult(tuple(cases), tuple(candidate_cases))

    def _evaluate_task(self, task: CaseTask, cases: list[Case], candidates: list[CandidateCase]) -> None:
        world = self._world(task.world)
        sampled = world.sampled(task)
        found = world.find_all(sampled)
        solved = [self._value(task, number, sampled, lines) for number, lines in enumerate(found)]
        valued = [
            CandidateCase(task.world, task.sample, number, figures)
            for number, figures in world.value_candidates(sampled)
        ]
        cases += solved
        candidates += valued

    def _value(self, task: CaseTask, number: int, sampled: Planner, found: Found) -> Case:
        if isinstance(found, RouteplanError):
            return Case(task.world, task.sample, number, CaseFigures(), error=str(found))
        samples = [sampled.surface.along(line) for line in found]
        figures = value_lines(sampled, self.question.connections[number], found, samples)
        straits = (straits_along(on_line.points.lon, on_line.points.lat) for on_line in samples)
        passage = ", ".join(dict.fromkeys(chain.from_iterable(straits)))
        return Case(task.world, task.sample, number, figures, passage, line_wkb=encode_lines(found))

    @lru_cache(maxsize=1)  # noqa: B019 - tasks come world by world, and a workbench lives as long as its process
    def _world(self, number: int) -> PreparedWorld:
        world = self.question.worlds[number]
        planner = self.planner if self.planner is not None else open_planner(world.scenario)
        return PreparedWorld(self.question, world, planner)


@dataclass(frozen=True, eq=False)
class PreparedWorld:
    """A world with its planner, and what its samples share.

    Attributes
    ----------
    question : Question
    world : AssumedWorld
    opened : Planner
        Of its scenario, without its futures.
    """

    question: Question
    world: AssumedWorld
    opened: Planner
    _candidate_samples: list[tuple[LineSamples, ...]] = field(default_factory=list, init=False, repr=False)

    @cached_property
    def futures(self) -> tuple[Future, ...]:
        """Its futures."""
        return tuple(future for name in self.world.futures for future in find_futures(name))

    @cached_property
    def planner(self) -> Planner:
        """Planner in its futures."""
        return apply_futures(self.opened, self.futures)

    @lru_cache(maxsize=_ICE_KEPT)  # noqa: B019 - a world lives as long as its process needs it
    def _iced(self, factor: float) -> IcedWorld:
        planner = self.planner if factor == 1.0 else with_ice(self.planner, times=factor)
        base = None if factor == 1.0 else self._iced(1.0).parts
        return IcedWorld(planner, ReusedParts(planner.seabed, base), planner.valuer.derive_barrier())

    def sampled(self, task: CaseTask) -> Planner:
        """Apply a sample: ice first, assumptions next, depths last. The planner has its surface."""
        values = dict(zip(self.question.paths, task.values, strict=True)) if task.values else {}
        iced = self._iced(ICE_STEP * round(values.pop(ICE_FACTOR, 1.0) / ICE_STEP))
        planner = iced.planner.reassumed(change_assumptions(iced.planner.assumptions, values))
        parts = iced.parts
        if planner.derived.seabed is None:  # an assumption decides a layer: its parts are no others'
            parts = ReusedParts(planner.seabed)
        seabed = parts.seabed
        if task.depth_seed >= 0:
            seabed = with_depths(seabed, self._draw_depths(planner, task.depth_seed))
        valuer = Valuer(seabed, planner.cable_types, planner.assumptions)
        surface = parts.derive_surface(valuer, iced.barrier)
        derived = replace(planner.derived, depth_m=seabed.depth_m, seabed=seabed, surface=surface)
        return replace(planner, derived=derived)

    def _draw_depths(self, planner: Planner, seed: int) -> FloatCells:
        origin = planner.depth_origin
        return with_depth_errors(
            planner.depth_m,
            spacing_km=planner.grid.spacing_m / 1000.0,
            correlation_km=self.question.depth_correlation_km,
            factor=self.question.depth_error_factor,
            seed=seed,
            measured_share=origin.measured_share if origin else None,
        )

    def find_all(self, planner: Planner) -> list[Found]:
        """Find the best line of each pair, then the best segments of each system."""
        lines = self.find_lines(planner, self.question.pairs)
        of_pairs: list[Found] = [line if isinstance(line, RouteplanError) else (line,) for line in lines]
        return [*of_pairs, *(self.find_segments(planner, system) for system in self.question.systems)]

    def find_segments(self, planner: Planner, system: SystemOfStops) -> Found:
        """Find the best segments between the landings and branching units of a system."""
        places = [
            move_landing(node.place, self.futures) if node.kind is NodeKind.LANDING else node.place
            for node in system.layout.nodes
        ]
        segments = []
        for start, end in system.layout.joins:
            line = self.find_line(planner, places[start], places[end])
            if isinstance(line, RouteplanError):
                return line
            segments.append(line)
        return tuple(segments)

    def find_lines(self, planner: Planner, pairs: Sequence[PairOfEnds]) -> list[Line | RouteplanError]:
        """Find the best line of each pair, or the error that says why there is none; on whole cells, or refined.

        Several pairs from one landing share a cost field.
        """
        moved = [
            tuple(move_landing(landing, self.futures) for landing in (pair.start, pair.end)) for pair in pairs
        ]
        found: dict[int, Line | RouteplanError] = {}
        for start in dict.fromkeys(start for start, _ in moved):
            numbers = [at for at, (begin, _) in enumerate(moved) if begin == start]
            if len(numbers) >= _SHARED_FROM and not self.question.is_refined:
                found |= zip(
                    numbers, _share_field(planner, start, [moved[at][1] for at in numbers]), strict=True
                )
            else:
                found |= {at: self.find_line(planner, *moved[at]) for at in numbers}
        return [found[at] for at in range(len(pairs))]

    def find_line(self, planner: Planner, start: Landing, end: Landing) -> Line | RouteplanError:
        """Find the best line between two landings, or the error that says why there is none."""
        try:
            check_stops(planner, start, end)
            if self.question.is_refined:
                return planner.legs.find(start, end).line
            ends, grid = (place_of(start), place_of(end)), planner.cost_grid
            return line_on_earth(find_line(grid, *ends, landfall_limit_km=planner.landfall_limit_km), grid)
        except RouteplanError as error:
            return error

    def value_candidates(self, planner: Planner) -> Iterator[tuple[int, CaseFigures]]:
        """Value the candidates, by number; those through closed waters, or to a lost landing, have no figures."""
        for number, samples in enumerate(self._candidates_on(planner)):
            candidate = self.question.candidates[number]
            on_surface = [replace(on_line, surface=planner.surface) for on_line in samples]
            if sum(map(_closed_km, on_surface)) > _CLOSED_KM or self._is_lost(candidate):
                yield number, CaseFigures()
                continue
            connection = self.question.connections[candidate.pair]
            yield number, value_lines(planner, connection, candidate.lines, on_surface)

    def _is_lost(self, candidate: CandidateLines) -> bool:
        """Whether a candidate ends at a landing that is lost in this world."""
        ends = _landing_ends(candidate, self.question.connections[candidate.pair])
        return any(move_landing(end, self.futures) is not end for end in ends)

    def _candidates_on(self, planner: Planner) -> tuple[tuple[LineSamples, ...], ...]:
        """Candidates on the cells; which cells a line crosses is the same in all samples, and found once."""
        if not self._candidate_samples:
            self._candidate_samples.extend(
                tuple(planner.surface.along(line) for line in candidate.lines)
                for candidate in self.question.candidates
            )
        return tuple(self._candidate_samples)


@dataclass(frozen=True, eq=False)
class IcedWorld:
    """A world with one calendar of ice.

    Attributes
    ----------
    planner : Planner
    parts : ReusedParts
    barrier : (rows, cols) bool
    """

    planner: Planner
    parts: ReusedParts
    barrier: BoolCells


def _landing_ends(candidate: CandidateLines, connection: Connection) -> Iterator[Landing]:
    """Give the ends of the lines of a candidate, where they are; of a system without units and joints."""
    if isinstance(connection, SystemOfStops):
        on_land = {at for at, node in enumerate(connection.layout.nodes) if node.kind is NodeKind.LANDING}
        joins = connection.layout.joins
    else:
        on_land, joins = {0, 1}, ((0, 1),)
    for line, nodes in zip(candidate.lines, joins, strict=True):
        for node, at in zip(nodes, (0, -1), strict=True):
            if node in on_land:
                yield landing_at(float(line.lon[at]), float(line.lat[at]))


def _closed_km(samples: LineSamples) -> float:
    """Kilometres at sea where no cable may lie."""
    return float(samples.lengths_km[samples.barrier & (samples.depth_m > 0)].sum())


def _share_field(planner: Planner, start: Landing, ends: Sequence[Landing]) -> list[Line | RouteplanError]:
    """Find the best lines from one landing with one cost field."""
    refused = {end: error for end in ends if (error := _refusal(planner, start, end)) is not None}
    places = [place_of(end) for end in ends if end not in refused]
    grid, limit_km = planner.cost_grid, planner.landfall_limit_km
    paths = iter(find_lines_from(grid, place_of(start), places, landfall_limit_km=limit_km))
    found = (refused[end] if end in refused else next(paths) for end in ends)
    return [path if isinstance(path, RouteplanError) else line_on_earth(path, grid) for path in found]


def _refusal(planner: Planner, start: Landing, end: Landing) -> RouteplanError | None:
    try:
        check_stops(planner, start, end)
    except RouteplanError as error:
        return error
    return None


def change_assumptions(assumptions: Assumptions, values: Mapping[str, float]) -> Assumptions:
    """Change several numbers by their paths at once, checked as in a scenario; low and high of a price follow.

    Raises
    ------
    UsageError
        If a value is not allowed.
    """
    tables: dict[str, dict[str, object]] = {}
    for path, value in values.items():
        table, _, key = path.partition(".")
        before = getattr(getattr(assumptions, table), key)
        is_count = isinstance(before, int)
        changed = (
            before.scaled_to(value) if isinstance(before, Estimate) else round(value) if is_count else value
        )
        tables.setdefault(table, {})[key] = changed
    groups = {
        table: getattr(assumptions, table).model_copy(update=update) for table, update in tables.items()
    }
    return assumptions.model_copy(update=groups)
