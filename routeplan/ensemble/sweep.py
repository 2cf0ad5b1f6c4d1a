"""Sweep futures, scenarios, pairs, systems: which routes change, and the regret of a plan made for the first world.

This is the sweep of the command ``routeplan sweep``; ``rp.sweep``, in `routeplan.planning.pareto`, is another one: it
changes the multipliers of one planner to find a Pareto front.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from routeplan.ensemble.dask_workers import DaskWorkers, ambient_client
from routeplan.ensemble.inquiry import choose_workers, is_of, open_store, read_outcome
from routeplan.ensemble.outcomes import OPEN_SEA, Ensemble
from routeplan.ensemble.question import AS_ASSUMED, Question
from routeplan.ensemble.run import run_question
from routeplan.ensemble.store import EnsembleStore
from routeplan.ensemble.sweep_question import SweepChoice, make_question
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid

COLUMNS = (
    "kind",
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
        question = self.question
        counts = f"{len(question.pairs)} pairs, {len(question.systems)} systems"
        return f"<FuturesSweep: {len(question.worlds)} worlds, {counts}>"

    @cached_property
    def cases(self) -> pd.DataFrame:
        """All cases, a row for each pair or system, world and sample."""
        return self.store.read_cases()

    @cached_property
    def table(self) -> pd.DataFrame:
        """What changes, with values as assumed.

        Returns
        -------
        DataFrame
            One row for each pair or system and world: ``kind`` (pair, system), ``pair`` (its name), ``passage`` (named
            straits), ``length_km``, ``life_cost_musd``; ``extra_musd``, life cost more than in the first world;
            ``regret_musd``, how much more than the best line (objective) the first world's line costs here, infinite
            where it cannot be built; ``changed``, whether the best line is another one; ``failed_pct`` of the samples;
            ``error``. The line of a system is all its segments.
        """
        rows = [row for number in range(len(self.question.connections)) for row in self._rows(number)]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _rows(self, pair: int) -> Iterator[tuple[Any, ...]]:
        connection = self.question.connections[pair]
        of_pair = self.cases[is_of(self.cases, connection)]
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
                connection.kind,
                connection.name,
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
        """Give the ensemble of every pair and system in every world, pair by pair."""
        for pair in range(len(self.question.connections)):
            for world in range(len(self.question.worlds)):
                yield self.ensemble(world=world, pair=pair)

    def ensemble(self, *, world: int | str = 0, pair: int = 0) -> Ensemble:
        """Take one pair in one world, for what its samples answer; systems are numbered after the pairs.

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
    """Run every scenario in every future for every pair and system, and store the results.

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
        As :func:`routeplan.ensemble.sweep_question.make_question`.
    OutputError
        If the folder cannot be written, or holds another question.
    """
    client = client if client is not None else ambient_client()
    execute = choose_workers(workers, limit_memory_gb) if client is None else DaskWorkers(client)
    question, grid = make_question(choice)
    with open_store(folder, question) as store:
        run_question(question, store, execute)
    return FuturesSweep(question, store, grid)
