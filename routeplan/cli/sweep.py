"""Command ``sweep``: scenarios in futures, for pairs, systems and samples, and what changes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.ensembles import SHOWN, ensemble_record, print_ensemble
from routeplan.cli.options import ENDS, Json, Quiet, Spacing
from routeplan.cli.printing import CAUTION, number, print_json, print_table
from routeplan.errors import OutputError, UsageError

if TYPE_CHECKING:
    from routeplan.cost.scenario import Scenario
    from routeplan.cost.system_choice import SystemChoice
    from routeplan.ensemble.sweep import FuturesSweep


def sweep(
    scenario: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO...", help="Presets or TOML files; balanced without any."),
    ] = None,
    pair: Annotated[
        list[str] | None,
        typer.Option("--pair", metavar="FROM:TO", help=f"Pair of landings, each a {ENDS}. Repeatable."),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(
            "--system",
            metavar="STOP,STOP[,...]",
            help="System: stops of the trunk, then +LANDING@LAT,LON for each branch and where it leaves. Repeatable. "
            "Without --pair and --system: the pairs and systems of the first scenario.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FOLDER",
            help="Folder for the results; the same sweep goes on where it was.",
        ),
    ] = None,
    future: Annotated[
        list[str] | None,
        typer.Option(
            "--future",
            metavar="NAME[+NAME]",
            help="Future besides the world as it is; --list-futures names them. Repeatable.",
        ),
    ] = None,
    list_futures: Annotated[
        bool, typer.Option("--list-futures", help="Print the futures with their sources, and exit.")
    ] = False,
    samples: Annotated[
        int,
        typer.Option("--samples", metavar="N", min=0, help="Samples of what the scenario says is uncertain."),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", metavar="S", min=0, help="Seed of the samples.")] = 1,
    sampling: Annotated[
        str, typer.Option("--sampling", metavar="KIND", help="latin-hypercube, sobol or saltelli.")
    ] = "latin-hypercube",
    within_pct: Annotated[
        float | None,
        typer.Option(
            "--within",
            metavar="PERCENT",
            help="Also value the best route through each passage that costs at most so much more.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", metavar="N", min=1, max=1_000, help="Local processes; one for each core without it."
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask", metavar="ADDRESS", help="Scheduler whose workers do the work, such as tcp://host:8786."
        ),
    ] = None,
    limit_memory: Annotated[
        float | None,
        typer.Option(
            "--limit-memory", metavar="GB", help="Memory of each local worker; cases that need more fail."
        ),
    ] = None,
    spacing_km: Spacing = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Plan many scenarios and futures, and say what changes.

    In Python rp.sweep is something else: it varies the multipliers of one planner, for a Pareto front.
    """
    if list_futures:
        _print_futures()
        return
    from routeplan.ensemble.sweep import run_sweep
    from routeplan.ensemble.sweep_question import SweepChoice, read_scenarios

    if dask and workers:
        raise UsageError(f"--workers {workers} and --dask {dask}: give one of them")
    if output is None:
        raise UsageError("no folder for the results; give -o FOLDER")
    if output == Path():
        raise UsageError('-o "" or -o . is no folder of its own; give the name of a new folder')
    if output.exists() and not output.is_dir():
        raise OutputError(f"cannot write {output}: it is no folder; give the name of a new one")
    scenarios = read_scenarios(scenario or ["balanced"], spacing_km=spacing_km)
    pairs, systems = _connections(pair, system, scenarios[0])
    choice = SweepChoice(scenarios, tuple(future or ()), pairs, samples, seed, sampling, within_pct, systems)
    found = run_sweep(choice, output, workers=workers, client=dask, limit_memory_gb=limit_memory)
    if as_json:
        print_json(_record(found, output))
    elif not quiet:
        _print_sweep(found, output)


def _connections(
    pairs: list[str] | None, systems: list[str] | None, scenario: Scenario
) -> tuple[tuple[str, ...], tuple[SystemChoice, ...]]:
    """Read pairs and systems; without any, those of the scenario."""
    from routeplan.ensemble.sweep_question import read_system

    if pairs or systems:
        return tuple(pairs or ()), tuple(read_system(text) for text in systems or ())
    if not (scenario.pairs or scenario.systems):
        raise UsageError(
            "no pair of landings and no system; give --pair FROM:TO or --system STOP,STOP, or either in the scenario"
        )
    return tuple(scenario.pairs), scenario.systems


def _print_futures() -> None:
    from routeplan.ensemble.futures import FUTURES

    for future in FUTURES:
        typer.echo(f"{future.name}\n  {future.text}\n  source: {future.source}")
    typer.echo("closed:STATE\n  waters of a state closed, such as closed:RU")
    typer.echo("lost:LANDING\n  a landing lost: its cables end at the nearest other one, such as lost:bodo")


def _print_sweep(found: FuturesSweep, folder: Path) -> None:
    headings = [
        "pair or system",
        "world",
        "passage",
        "km",
        "life cost M USD",
        "+ M USD",
        "regret M USD",
        "changed",
    ]
    rows = [
        [
            _named(row["kind"], row["pair"]),
            row["world"],
            row["error"] or row["passage"],
            number(row["length_km"], 0),
            number(row["life_cost_musd"], 1),
            number(row["extra_musd"], 1),
            "cannot be built" if math.isinf(row["regret_musd"]) else number(row["regret_musd"], 1),
            "yes" if row["changed"] else "",
        ]
        for row in found.table.to_dict("records")
    ]
    print_table(rows, headings, right=headings[3:7])
    if len(found.question.samples):
        _print_shares(found)
        for pair in range(len(found.question.connections)):
            print_ensemble(found.ensemble(pair=pair))
    typer.echo(f"\nresults in {folder}: cases.parquet, candidates.parquet, lines.parquet; {CAUTION}")


def _print_shares(found: FuturesSweep) -> None:
    """Print the range of the best line and its passages, a row for each pair or system and world."""
    from routeplan.ensemble.outcomes import BEST

    rows = []
    for outcome in found.ensembles():
        costs = outcome.ranges().loc[BEST]
        passages = [f"{name} {100.0 * share:.0f} %" for name, share in outcome.passage_wins.items()]
        cost = f"{costs['p5']:,.0f} - {costs['p95']:,.0f}" if outcome.count else ""
        failed = f"{len(outcome.failed):,}" if len(outcome.failed) else ""
        rows.append(
            [
                _named(outcome.kind, outcome.pair_name),
                outcome.world_name,
                cost,
                "; ".join(passages[:SHOWN]),
                failed,
            ]
        )
    headings = [
        "pair or system",
        "world",
        "life cost M USD, 5 to 95 %",
        "passages of the best line",
        "failed",
    ]
    typer.echo("")
    print_table(rows, headings, right=[headings[2], headings[4]])


def _named(kind: str, name: str) -> str:
    """Name a pair, or a system as one: a system of two stops has the name of their pair."""
    return name if kind == "pair" else f"{name} ({kind})"


def _record(found: FuturesSweep, folder: Path) -> dict[str, Any]:
    """Describe a sweep; numbers that are not finite are null."""
    from routeplan.planning.records import json_value

    return {
        "folder": str(folder),
        "pairs": [pair.name for pair in found.question.pairs],
        "systems": [system.name for system in found.question.systems],
        "worlds": [{"name": world.name, "futures": list(world.futures)} for world in found.question.worlds],
        "samples": len(found.question.samples),
        "sampling": found.question.sampling,
        "seed": found.question.seed,
        "rows": [
            {key: json_value(value) for key, value in row.items()} for row in found.table.to_dict("records")
        ],
        "ensembles": [
            ensemble_record(outcome) for outcome in (found.ensembles() if len(found.question.samples) else ())
        ],
    }
