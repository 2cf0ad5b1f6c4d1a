"""The question of a sweep: its worlds, pairs and systems as people name them, and the lines of the first world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from routeplan.catalog.landings import find_landing, split_pair
from routeplan.cost.scenario import Scenario, read_scenario
from routeplan.cost.system_choice import BranchChoice, SystemChoice
from routeplan.ensemble.evaluate import PreparedWorld
from routeplan.ensemble.futures import find_futures
from routeplan.ensemble.inquiry import candidates_of, check_sampling, draw_for
from routeplan.ensemble.question import (
    AS_ASSUMED,
    AssumedWorld,
    CandidateLines,
    CaseTask,
    Connection,
    PairOfEnds,
    Question,
    SystemOfStops,
)
from routeplan.errors import RouteplanError, UsageError
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.planning.corridor.corridor import check_within
from routeplan.planning.open import open_planner
from routeplan.planning.planner import Planner
from routeplan.planning.preconditions import check_coarse
from routeplan.planning.stops import landing_of
from routeplan.planning.system_choices import lay_out_choice
from routeplan.runtime.notices import tell

AS_IT_IS = "as it is"
_HOW = "give STOP,STOP[,STOP...] and for each branch +LANDING@LAT,LON, such as galway,halifax+nuuk@55.0,-38.0"


@dataclass(frozen=True)
class SweepChoice:
    """What a sweep varies.

    Attributes
    ----------
    scenarios : tuple of Scenario
    futures : tuple of str
        Besides the world as it is; names joined by a plus sign come together.
    pairs : tuple of str
        Each FROM:TO.
    samples : int
        Of each scenario in each future; 0 for the values as assumed only.
    seed : int
    sampling : str
    within_pct : float, optional
        Also value the best route through each passage of the first world that costs at most so much more.
    systems : tuple of SystemChoice
        Stops and branches whose places are given.
    """

    scenarios: tuple[Scenario, ...]
    futures: tuple[str, ...]
    pairs: tuple[str, ...]
    samples: int = 0
    seed: int = 1
    sampling: str = "latin-hypercube"
    within_pct: float | None = None
    systems: tuple[SystemChoice, ...] = ()

    def __post_init__(self) -> None:
        if self.within_pct is not None:
            check_within(self.within_pct)


def read_scenarios(names: Sequence[str], *, spacing_km: float | None) -> tuple[Scenario, ...]:
    """Read presets and files; all get the same cells where a spacing is given."""
    scenarios = [read_scenario(name) for name in names]
    if spacing_km is None:
        return tuple(scenarios)
    return tuple(
        scenario.model_copy(update={"grid": scenario.grid.model_copy(update={"spacing_km": spacing_km})})
        for scenario in scenarios
    )


def read_system(text: str) -> SystemChoice:
    """Read a system as the command line has it; it is named by its landings.

    Parameters
    ----------
    text : str
        Stops of the trunk with commas between them, then branches, each after a plus sign.

    Raises
    ------
    UsageError
        If there are fewer than two stops, a landing is unknown, or a branch does not say where it leaves the trunk.

    Examples
    --------
    >>> system = read_system("galway,halifax+nuuk@55.0,-38.0")
    >>> system.name, system.stops
    ('Galway – Halifax + Nuuk', ('galway', 'halifax'))
    """
    trunk, *branches = text.split("+")
    stops = tuple(_split_stops(trunk))
    if len(stops) < 2:
        raise UsageError(f'system "{text[:80]}" has {len(stops)} stop; {_HOW}')
    chosen = [_read_branch(branch, text) for branch in branches]
    name = " – ".join(landing_of(stop).name for stop in stops)
    return SystemChoice(
        name=" + ".join([name, *(landing_of(branch.to).name for branch in chosen)]),
        stops=stops,
        branches=tuple(chosen),
    )


def make_question(choice: SweepChoice) -> tuple[Question, Grid]:
    """Make the question; the lines of the first world are its first candidates.

    Raises
    ------
    UsageError
        If a name is unknown, a pair or system is given twice or cannot be read, an option is out of range, or the
        first world has no route at all.
    """
    worlds = tuple(_list_worlds(choice))
    pairs = tuple(map(_read_pair, choice.pairs))
    first = worlds[0].scenario
    drawn = draw_for(
        first, samples=choice.samples, seed=choice.seed, sampling=check_sampling(choice.sampling)
    )
    planner = open_planner(first)
    check_coarse(planner, "sweeps need")
    question = Question(
        worlds, pairs, (), drawn, choice.sampling, choice.seed,
        first.uncertainty.depth_error_factor, first.uncertainty.depth_correlation_km,
        systems=tuple(_lay_out(planner, system) for system in choice.systems),
    )  # fmt: skip
    _check_distinct(question.connections)
    candidates = tuple(_list_candidates(question, planner, choice.within_pct))
    if not candidates:
        raise UsageError("no pair or system has a route in the first world; give others, or another scenario")
    return replace(question, candidates=candidates), planner.grid


def _list_worlds(choice: SweepChoice) -> Iterator[AssumedWorld]:
    for scenario in choice.scenarios:
        yield AssumedWorld(f"{scenario.name}, {AS_IT_IS}", scenario)
        for text in choice.futures:
            names = tuple(future.name for future in find_futures(text))
            yield AssumedWorld(f"{scenario.name}, {' + '.join(names)}", scenario, names)


def _list_candidates(
    question: Question, planner: Planner, within_pct: float | None
) -> Iterator[CandidateLines]:
    """Find the lines of the first world; a pair or system without any is told, and goes on in the other worlds."""
    prepared = PreparedWorld(question, question.worlds[0], planner)
    assumed = prepared.sampled(CaseTask(0, AS_ASSUMED, (), -1))
    for number, connection in enumerate(question.connections):
        try:
            yield CandidateLines(number, question.worlds[0].name, _find(prepared, assumed, connection))
            if within_pct is not None and isinstance(connection, PairOfEnds):
                routes = planner.passages(connection.start, connection.end, within_pct=within_pct)
                yield from candidates_of(number, routes)
        except RouteplanError as error:
            tell(f"{connection.name}: {error}")


def _find(prepared: PreparedWorld, planner: Planner, connection: Connection) -> tuple[Line, ...]:
    """Find the line of a pair or the segments of a system, or raise what says why there is none."""
    if isinstance(connection, SystemOfStops):
        segments = prepared.find_segments(planner, connection)
        if isinstance(segments, RouteplanError):
            raise segments
        return segments
    line = prepared.find_line(planner, connection.start, connection.end)
    if isinstance(line, RouteplanError):
        raise line
    return (line,)


def _check_distinct(connections: Sequence[Connection]) -> None:
    """Refuse two pairs or two systems of one name: their cases could not be told apart."""
    counts = Counter((connection.kind, connection.name) for connection in connections)
    twice = [f"{kind} {name}" for (kind, name), count in counts.items() if count > 1]
    if twice:
        raise UsageError(f"{twice[0]} is given twice; give it once, or another name in the scenario")


def _lay_out(planner: Planner, system: SystemChoice) -> SystemOfStops:
    layout, ends = lay_out_choice(planner, system)
    return SystemOfStops(system.name, layout, ends)


def _read_pair(text: str) -> PairOfEnds:
    start, end = split_pair(text)
    return PairOfEnds(find_landing(start), find_landing(end))


def _read_branch(branch: str, system: str) -> BranchChoice:
    to, _, unit = (part.strip() for part in branch.partition("@"))
    if not (to and unit):
        raise UsageError(
            f'branch "{branch[:80]}" of system "{system[:80]}" has no place on the trunk; {_HOW}'
        )
    return BranchChoice(to=to, unit=unit)


def _split_stops(trunk: str) -> Iterator[str]:
    """Split stops at commas; two numbers in a row are one position, LAT,LON."""
    parts = [part.strip() for part in trunk.split(",")]
    while parts:
        first = parts.pop(0)
        is_position = parts and _is_number(first) and _is_number(parts[0])
        stop = f"{first},{parts.pop(0)}" if is_position else first
        if stop:
            yield stop


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
