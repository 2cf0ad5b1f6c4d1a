"""Ensembles as commands print them: ranges of the candidates, who wins, what moves the cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from routeplan.cli.printing import print_table
from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.catalog.models import Landing
    from routeplan.ensemble.outcomes import Ensemble

SHOWN = 6
"""Values and passages that are printed; the store has all."""
_RANGED = ("life_cost_usd", "build_cost_usd", "faults_per_year", "rtt_ms")


def print_ensemble(outcome: Ensemble) -> None:
    """Print the lines that compete, and what moves their cost; nothing where no sample has an answer."""
    from routeplan.ensemble.outcomes import FIGURES

    if not outcome.count or not outcome.names:
        return
    typer.echo(f"\n{outcome.pair_name}, {outcome.world_name}: {outcome.count:,} samples, 5 to 95 %")
    ranged = [outcome.ranges(figure).to_dict("index") for figure in _RANGED]
    headings = ["line", *(f"{FIGURES[figure][0]} {FIGURES[figure][1]}" for figure in _RANGED), "wins"]
    rows = [
        [
            name,
            *(f"{by_name[name]['p5']:,.3g} - {by_name[name]['p95']:,.3g}" for by_name in ranged),
            f"{100.0 * outcome.wins[name]:.0f} %",
        ]
        for name in outcome.names
    ]
    print_table(rows, headings, right=headings[1:])
    names = outcome.names
    if not outcome.wins.any():
        typer.echo("none of these lines can be built in this world")
        return
    if len(names) > 1:
        typer.echo(f"{outcome.sentence(names[0], names[1])}; least regret: {outcome.least_regret}")
    if outcome.count >= 2 * (len(outcome.question.paths) + 1):  # else effects are those of chance
        swings = outcome.tornado().head(SHOWN).to_dict("records")
        effects = (f"{row['value']} {row['low']:,.0f} - {row['high']:,.0f}" for row in swings)
        typer.echo("largest effects on life cost, M USD: " + "; ".join(effects))


def ensemble_record(outcome: Ensemble) -> dict[str, Any]:
    """Describe an ensemble for ``--json``."""
    from routeplan.planning.records import finite_or_none

    return {
        "kind": outcome.kind,
        "pair": outcome.pair_name,
        "world": outcome.world_name,
        "samples": outcome.count,
        "failed": len(outcome.failed),
        "passage_wins": {str(name): float(share) for name, share in outcome.passage_wins.items()},
        "wins": {str(name): float(share) for name, share in outcome.wins.items()},
        "life_cost_musd": {
            str(name): {key: finite_or_none(value) for key, value in row.items()}
            for name, row in outcome.ranges().to_dict("index").items()
        },
    }


def find_ensembles(folder: Path | None, pairs: Sequence[tuple[Landing, Landing]] | None) -> list[Ensemble]:
    """Read the ensembles of some pairs, or of all, in the first world of a folder; none without a folder.

    Raises
    ------
    DataError
        If the folder holds no ensemble, or one that is not complete.
    UsageError
        If it holds none of the pairs.
    """
    if folder is None:
        return []
    from routeplan.ensemble.inquiry import read_ensemble
    from routeplan.ensemble.store import EnsembleStore

    question = EnsembleStore(folder).read_question()
    wanted = None if pairs is None else {(start.id, end.id) for start, end in pairs}
    numbers = [
        at
        for at, pair in enumerate(question.pairs)
        if wanted is None or (pair.start.id, pair.end.id) in wanted
    ]
    if not numbers:
        stored = ", ".join(connection.name for connection in question.connections)
        raise UsageError(f"{folder} has {stored}; give an ensemble of a pair asked for")
    return [read_ensemble(folder, pair=number) for number in numbers]
