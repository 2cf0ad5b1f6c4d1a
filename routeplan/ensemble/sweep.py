"""Sweep futures, scenarios and pairs: which routes change, and what it costs to have planned for the first world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from routeplan.cost.scenario import Scenario, read_scenario
from routeplan.ensemble.dask_workers import DaskWorkers, ambient_client
from routeplan.ensemble.evaluate import PreparedWorld
from routeplan.ensemble.futures import find_futures
from routeplan.ensemble.inquiry import (
    candidates_of,
    check_sampling,
    choose_workers,
    draw_for,
    open_store,
    read_outcome,
)
from routeplan.ensemble.outcomes import OPEN_SEA, Ensemble
from routeplan.ensemble.question import (
    AS_ASSUMED,
    AssumedWorld,
    CandidateLine,
    CaseTask,
    PairOfEnds,
    Question,
)
from routeplan.ensemble.run import run_question
from routeplan.ensemble.store import EnsembleStore
from routeplan.errors import RouteplanError, UsageError
from routeplan.geo.grid import Grid
from routeplan.planning.open import open_planner
from routeplan.planning.preconditions import check_coarse, check_stops
from routeplan.planning.stops import landing_of
from routeplan.runtime.notices import tell

AS_IT_IS = "as it is"
COLUMNS = (
    "pair",
    "world",
    "passage",
    "length_km",
    "life_cost_musd",
    "extra_musd",
    "regret_musd",
    "changed",
    "failed_pct",
    "error",
)
_SAME_SHARE = 0.001  # of the cost: what the solver is accurate to


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
    """

    scenarios: tuple[Scenario, ...]
    futures: tuple[str, ...]
    pairs: tuple[str, ...]
    samples: int = 0
    seed: int = 1
    sampling: str = "latin-hypercube"
    within_pct: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class FuturesSweep:
    """Results of a sweep.

    Attributes
    ----------
    question : Question
    store : EnsembleStore
    grid : Grid
    """

    question: Question
    store: EnsembleStore
    grid: Grid

    def __repr__(self) -> str:
        return f"<FuturesSweep: {len(self.question.worlds)} worlds, {len(self.question.pairs)} pairs>"

    @cached_property
    def cases(self) -> pd.DataFrame:
        """All cases, a row for each pair, world and sample."""
        return self.store.read_cases()

    @cached_property
    def table(self) -> pd.DataFrame:
        """What changes, with values as assumed.

        Returns
        -------
        DataFrame
            One row a pair and world: ``passage`` (named straits), ``length_km``, ``life_cost_musd``; ``extra_musd``,
            life cost more than in the first world; ``regret_musd``, how much more than the best line (objective) the
            first world's line costs here, infinite where it cannot be built; ``changed``, whether the best line is
            another one; ``failed_pct`` of the samples; ``error``.
        """
        rows = [row for pair in range(len(self.question.pairs)) for row in self._rows(pair)]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _rows(self, pair: int) -> Iterator[tuple[Any, ...]]:
        name = self.question.pairs[pair].name
        of_pair = self.cases[self.cases["pair"] == name]
        valued = self.store.read_candidates()
        first = next((at for at, line in enumerate(self.question.candidates) if line.pair == pair), -1)
        of_first = (valued["candidate"] == first) & (valued["sample"] == AS_ASSUMED)
        kept_usd = valued[of_first].set_index("world")["objective_usd"].to_dict()
        first_usd = np.nan
        for number, world in enumerate(self.question.worlds):
            here = of_pair[of_pair["world"] == world.name]
            (case,) = here[here["sample"] == AS_ASSUMED].to_dict("records")
            first_usd = case["life_cost_usd"] if number == 0 else first_usd
            objective = case["objective_usd"]
            here_usd = kept_usd.get(number, np.nan)
            regret = (np.inf if np.isnan(here_usd) else here_usd) - objective
            failed = here[here["sample"] != AS_ASSUMED]["error"] != ""
            yield (
                name,
                world.name,
                case["passage"] or ("" if case["error"] else OPEN_SEA),
                case["length_km"],
                case["life_cost_usd"] / 1e6,
                (case["life_cost_usd"] - first_usd) / 1e6,
                regret / 1e6,
                bool(case["error"]) or bool(regret > _SAME_SHARE * objective),
                100.0 * float(failed.mean()) if len(failed) else 0.0,
                case["error"],
            )

    def ensembles(self) -> Iterator[Ensemble]:
        """Give the ensemble of every pair in every world, pair by pair."""
        for pair in range(len(self.question.pairs)):
            for world in range(len(self.question.worlds)):
                yield self.ensemble(world=world, pair=pair)

    def ensemble(self, *, world: int | str = 0, pair: int = 0) -> Ensemble:
        """Take one pair in one world, for what its samples answer.

        Raises
        ------
        UsageError
            If there is no such world.
        """
        if isinstance(world, str):
            names = [known.name for known in self.question.worlds]
            if world not in names:
                raise UsageError(f"no world {world!r}; there are {', '.join(names)}")
            world = names.index(world)
        return read_outcome(self.store, self.question, self.grid, world=world, pair=pair)


def run_sweep(
    choice: SweepChoice,
    folder: str | Path,
    *,
    workers: int | None = None,
    client: Any = None,
    limit_memory_gb: float | None = None,
) -> FuturesSweep:
    """Run every scenario in every future for every pair, and store the results.

    Parameters
    ----------
    choice : SweepChoice
    folder : str or Path
        The same sweep asked again goes on where it was.
    workers : int, optional
        Processes on this machine; by default one for each core.
    client : distributed.Client or str, optional
        Or the address of a scheduler; by default the client of this session, if any.
    limit_memory_gb : float, optional
        Memory of each local worker.

    Raises
    ------
    UsageError
        If a name is unknown, a pair cannot be read, or an option is out of range.
    OutputError
        If the folder cannot be written, or holds another question.
    """
    client = client if client is not None else ambient_client()
    execute = choose_workers(workers, limit_memory_gb) if client is None else DaskWorkers(client)
    question, grid = _make_question(choice)
    with open_store(folder, question) as store:
        run_question(question, store, execute)
    return FuturesSweep(question, store, grid)


def open_sweep(folder: str | Path) -> FuturesSweep:
    """Open a sweep that has run.

    Raises
    ------
    DataError
        If the folder holds none.
    """
    store = EnsembleStore(Path(folder))
    question = store.read_question()
    grid = question.worlds[0].scenario.grid
    return FuturesSweep(question, store, Grid.arctic(spacing_km=grid.spacing_km, south_deg=grid.south_deg))


def read_scenarios(names: Sequence[str], *, spacing_km: float | None) -> tuple[Scenario, ...]:
    """Read presets and files; all get the same cells where a spacing is given."""
    scenarios = [read_scenario(name) for name in names]
    if spacing_km is None:
        return tuple(scenarios)
    return tuple(
        scenario.model_copy(update={"grid": scenario.grid.model_copy(update={"spacing_km": spacing_km})})
        for scenario in scenarios
    )


def _make_question(choice: SweepChoice) -> tuple[Question, Grid]:
    """Make the question; the lines of the first world are its first candidates."""
    worlds = tuple(_list_worlds(choice))
    pairs = tuple(_read_pair(text) for text in choice.pairs)
    first = worlds[0].scenario
    drawn = draw_for(
        first, samples=choice.samples, seed=choice.seed, sampling=check_sampling(choice.sampling)
    )
    question = Question(
        worlds, pairs, (), drawn, choice.sampling, choice.seed,
        first.uncertainty.depth_error_factor, first.uncertainty.depth_correlation_km,
    )  # fmt: skip
    planner = open_planner(first)
    check_coarse(planner, "sweeps need")
    prepared = PreparedWorld(question, worlds[0], planner)
    assumed = prepared.sampled(CaseTask(0, AS_ASSUMED, (), -1))
    candidates: list[CandidateLine] = []
    for number, pair in enumerate(pairs):
        try:
            check_stops(planner, pair.start, pair.end)
            line = prepared.find_line(assumed, pair.start, pair.end)
            if isinstance(line, RouteplanError):
                raise line
            candidates.append(CandidateLine(number, worlds[0].name, line))
            if choice.within_pct is not None:
                routes = planner.passages(pair.start, pair.end, within_pct=choice.within_pct)
                candidates += candidates_of(number, routes)
        except RouteplanError as error:
            tell(f"{pair.name}: {error}")
    if not candidates:
        raise UsageError("no pair has a route in the first world; give other pairs or another scenario")
    return (
        Question(
            worlds, pairs, tuple(candidates), drawn, choice.sampling, choice.seed,
            question.depth_error_factor, question.depth_correlation_km,
        ),
        planner.grid,
    )  # fmt: skip


def _list_worlds(choice: SweepChoice) -> Iterator[AssumedWorld]:
    for scenario in choice.scenarios:
        yield AssumedWorld(f"{scenario.name}, {AS_IT_IS}", scenario)
        for text in choice.futures:
            names = tuple(future.name for future in find_futures(text))
            yield AssumedWorld(f"{scenario.name}, {' + '.join(names)}", scenario, names)


def _read_pair(text: str) -> PairOfEnds:
    start, colon, end = text.partition(":")
    if not (colon and start and end):
        raise UsageError(f"pair {text!r}; give FROM:TO, such as bodo:tomakomai")
    return PairOfEnds(landing_of(start), landing_of(end))
