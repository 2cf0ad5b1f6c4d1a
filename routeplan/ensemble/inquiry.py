"""Ask a question: choose samples and candidates, run what is not stored yet, and read the answer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from routeplan.cost.scenario import GridChoice, Scenario
from routeplan.ensemble.dask_workers import DaskWorkers, ambient_client
from routeplan.ensemble.evaluate import Workbench
from routeplan.ensemble.outcomes import Ensemble
from routeplan.ensemble.question import AssumedWorld, CandidateLines, Connection, PairOfEnds, Question
from routeplan.ensemble.run import Execute, InThisProcess, LocalWorkers, run_question
from routeplan.ensemble.sampling import DEPTH_SEED, Sampling, draw_samples
from routeplan.ensemble.store import EnsembleStore
from routeplan.errors import DataError, UsageError, check_number
from routeplan.geo.grid import Grid
from routeplan.io.validation_messages import name_nearest
from routeplan.planning.open import can_be_reopened
from routeplan.planning.planner import Planner
from routeplan.planning.preconditions import check_coarse, check_stops
from routeplan.planning.route import Route
from routeplan.planning.stops import LandingLike, landing_of
from routeplan.runtime.files import path_of
from routeplan.runtime.notices import tell

_LEAST_MEMORY_GB = 0.5
_MOST_MEMORY_GB = 1_000_000.0  # no machine has more


def ask(  # noqa: PLR0913 - one keyword for each choice
    planner: Planner,
    start: LandingLike,
    end: LandingLike,
    *,
    samples: int,
    seed: int,
    sampling: str,
    candidates: Sequence[Route] | None,
    within_pct: float,
    workers: int | None,
    client: Any,
    folder: str | Path | None,
    limit_memory_gb: float | None,
) -> Ensemble:
    """Run an ensemble of one pair, see `routeplan.ensemble.ensemble`."""
    check_coarse(planner, "ensembles need")
    pair = PairOfEnds(landing_of(start), landing_of(end))
    check_stops(planner, pair.start, pair.end)
    scenario = planner.scenario or _scenario_of(planner)
    drawn = draw_for(scenario, samples=samples, seed=seed, sampling=check_sampling(sampling))
    competing = (
        planner.passages(pair.start, pair.end, within_pct=within_pct) if candidates is None else candidates
    )
    question = Question(
        worlds=(AssumedWorld(scenario.name, scenario),),
        pairs=(pair,),
        candidates=tuple(candidates_of(0, competing)),
        samples=drawn,
        sampling=sampling,
        seed=seed,
        depth_error_factor=scenario.uncertainty.depth_error_factor,
        depth_correlation_km=scenario.uncertainty.depth_correlation_km,
        changed_planner="" if can_be_reopened(planner) else planner.valuer.made_from,
    )
    execute = _choose_execution(question, planner, workers, client, limit_memory_gb)
    with open_store(folder, question) as store:
        run_question(question, store, execute)
        return read_outcome(store, question, planner.grid)


def check_sampling(sampling: str) -> Sampling:
    """Find a way of sampling by name.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    known = tuple(kind.value for kind in Sampling)
    if sampling not in known:
        raise UsageError(f"no sampling {sampling!r}; {name_nearest(sampling, known)}")
    return Sampling(sampling)


def draw_for(scenario: Scenario, *, samples: int, seed: int, sampling: Sampling) -> pd.DataFrame:
    """Draw samples of what a scenario says is uncertain.

    Raises
    ------
    UsageError
        As `draw_samples`.
    """
    values = scenario.uncertainty.placed_in(scenario.assumptions)
    if samples == 0:
        return pd.DataFrame(columns=[*(value.path for value in values), DEPTH_SEED], dtype=float)
    return draw_samples(
        values,
        samples=samples,
        seed=seed,
        sampling=sampling,
        depth_errors=scenario.uncertainty.depth_error_factor > 0.0,
    )


@contextmanager
def open_store(folder: str | Path | None, question: Question) -> Iterator[EnsembleStore]:
    """Begin a store, or take one up; without a folder in one that is removed afterwards."""
    if folder is not None:
        yield EnsembleStore.begin(Path(folder), question)
        return
    with tempfile.TemporaryDirectory(prefix="routeplan-ensemble-") as temporary:
        yield EnsembleStore.begin(Path(temporary), question)


def read_outcome(
    store: EnsembleStore, question: Question, grid: Grid, *, world: int = 0, pair: int = 0
) -> Ensemble:
    """Read what a store answers about one pair or system in one world."""
    world_name, connection = question.worlds[world].name, question.connections[pair]
    cases, lines = (
        table[(table["world"] == world_name) & is_of(table, connection)].reset_index(drop=True)
        for table in (store.read_cases(), store.read_lines())
    )
    names = {at: line.name for at, line in enumerate(question.candidates) if line.pair == pair}
    valued = store.read_candidates()
    valued = valued[(valued["world"] == world) & valued["candidate"].isin(names)].reset_index(drop=True)
    valued = valued.assign(candidate=valued["candidate"].map(names)).drop(columns="world")
    return Ensemble(question, connection.kind, connection.name, world_name, cases, valued, lines, grid)


def is_of(table: pd.DataFrame, connection: Connection) -> pd.Series[bool]:
    """Say which rows of a stored table are those of a pair or system."""
    return (table["kind"] == connection.kind) & (table["pair"] == connection.name)


def read_ensemble(folder: str | Path, *, world: int = 0, pair: int = 0) -> Ensemble:
    """Read an ensemble that `routeplan.ensemble` or a sweep has stored.

    Parameters
    ----------
    folder : str or Path
    world, pair : int
        Of a sweep: numbers of the world and of the pair; systems are numbered after the pairs.

    Raises
    ------
    DataError
        If the folder holds none, or one that is not complete.

    Examples
    --------
    A stored ensemble gives the same answers:

    >>> import tempfile
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = rp.ensemble(planner, "galway", "halifax", samples=4, workers=1, folder=folder)
    ...     again = rp.read_ensemble(folder)
    >>> again.pair_name, again.ranges().equals(made.ranges())
    ('Galway – Halifax', True)
    """
    store = EnsembleStore(path_of(folder))
    question = store.read_question()
    if not store.is_joined:
        raise DataError(f"the ensemble in {folder} is not complete; run it again, it goes on where it was")
    grid = question.worlds[0].scenario.grid
    cells = Grid.arctic(spacing_km=grid.spacing_km, south_deg=grid.south_deg)
    return read_outcome(store, question, cells, world=world, pair=pair)


def count_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def choose_workers(workers: int | None, limit_memory_gb: float | None) -> LocalWorkers:
    """Choose processes on this machine.

    Raises
    ------
    UsageError
        If there are none, or the limit is too low to open a planner.
    """
    if workers is not None and workers < 1:
        raise UsageError(f"{workers} workers; give 1 or more")
    if limit_memory_gb is not None:
        check_number(limit_memory_gb, "memory limit in GB")
    if limit_memory_gb is not None and not _LEAST_MEMORY_GB <= limit_memory_gb <= _MOST_MEMORY_GB:
        raise UsageError(
            f"memory limit {limit_memory_gb:g} GB a worker; "
            f"give {_LEAST_MEMORY_GB:g} or more, up to {_MOST_MEMORY_GB:g}"
        )
    return LocalWorkers(workers or count_cores(), limit_memory_gb)


def _choose_execution(
    question: Question, planner: Planner, workers: int | None, client: Any, limit_memory_gb: float | None
) -> Execute:
    chosen = choose_workers(workers, limit_memory_gb)
    if not can_be_reopened(planner):
        if client is not None or (workers or 1) > 1:
            tell(
                "the planner was changed after opening, so no worker can open it: the ensemble runs in this process"
            )
        return InThisProcess(Workbench(question, planner))
    client = client if client is not None else ambient_client()
    if client is not None:
        return DaskWorkers(client)
    return InThisProcess(Workbench(question, planner)) if chosen.workers == 1 else chosen


def _scenario_of(planner: Planner) -> Scenario:
    """Describe a planner that was changed after opening: its assumptions and cells, for the question alone."""
    groups = {name: getattr(planner.assumptions, name) for name in type(planner.assumptions).model_fields}
    _, south_deg = planner.grid.lonlat_of(
        planner.grid.rows - 1, (planner.grid.cols - 1) / 2.0
    )  # of the last row
    grid = GridChoice(
        spacing_km=planner.grid.spacing_m / 1000.0,
        south_deg=float(south_deg),
        landfall_limit_km=planner.landfall_limit_km,
    )
    return Scenario(name="changed", grid=grid, **groups)


def candidates_of(pair: int, routes: Sequence[Route]) -> Iterator[CandidateLines]:
    """Make candidates of routes; a second one of a name gets a number."""
    names: dict[str, int] = {}
    for route in routes:
        names[route.name] = names.get(route.name, 0) + 1
        number = names[route.name]
        yield CandidateLines(pair, route.name if number == 1 else f"{route.name} ({number})", (route.line,))
