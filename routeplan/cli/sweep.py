"""Command ``sweep``: scenarios in futures, for pairs and samples, and what changes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.options import ENDS, Json, Quiet, Spacing
from routeplan.cli.printing import CAUTION, number, print_json, print_table
from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.ensemble.outcomes import Ensemble
    from routeplan.ensemble.sweep import FuturesSweep

_RANGED = ("life_cost_usd", "build_cost_usd", "faults_per_year", "rtt_ms")
_SHOWN = 6  # values and passages of an ensemble; the store has all


def sweep(
    scenario: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO...", help="Presets or TOML files; balanced without any."),
    ] = None,
    pair: Annotated[
        list[str] | None,
        typer.Option("--pair", metavar="FROM:TO", help=f"Pair of landings, each a {ENDS}. Repeatable."),
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
        typer.Option("--workers", metavar="N", min=1, help="Local processes; one for each core without it."),
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
    """Run scenarios in futures for pairs and samples, and say what changes."""
    if list_futures:
        _print_futures()
        return
    from routeplan.ensemble.sweep import SweepChoice, read_scenarios, run_sweep

    if dask and workers:
        raise UsageError(f"--workers {workers} and --dask {dask}: give one of them")
    if output is None:
        raise UsageError("no folder for the results; give -o FOLDER")
    scenarios = read_scenarios(scenario or ["balanced"], spacing_km=spacing_km)
    pairs = tuple(pair or scenarios[0].pairs)
    if not pairs:
        raise UsageError("no pair of landings; give --pair FROM:TO, or pairs in the scenario")
    choice = SweepChoice(scenarios, tuple(future or ()), pairs, samples, seed, sampling, within_pct)
    found = run_sweep(choice, output, workers=workers, client=dask, limit_memory_gb=limit_memory)
    if as_json:
        print_json(_record(found, output))
    elif not quiet:
        _print_sweep(found, output)


def _print_futures() -> None:
    from routeplan.ensemble.futures import FUTURES

    for future in FUTURES:
        typer.echo(f"{future.name}\n  {future.text}\n  source: {future.source}")
    typer.echo("closed:STATE\n  waters of a state closed, such as closed:RU")
    typer.echo("lost:LANDING\n  a landing lost: its cables end at the nearest other one, such as lost:bodo")


def _print_sweep(found: FuturesSweep, folder: Path) -> None:
    headings = ["pair", "world", "passage", "km", "life cost M USD", "+ M USD", "regret M USD", "changed"]
    rows = [
        [
            row["pair"],
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
        for pair in range(len(found.question.pairs)):
            _print_ensemble(found.ensemble(pair=pair))
    typer.echo(f"\nresults in {folder}: cases.parquet, candidates.parquet, lines.parquet; {CAUTION}")


def _print_shares(found: FuturesSweep) -> None:
    """Print the range of the best line and its passages, a row for each pair and world."""
    from routeplan.ensemble.outcomes import BEST

    rows = []
    for outcome in found.ensembles():
        costs = outcome.ranges().loc[BEST]
        passages = [f"{name} {100.0 * share:.0f} %" for name, share in outcome.passage_wins.items()]
        cost = f"{costs['p5']:,.0f} - {costs['p95']:,.0f}" if outcome.count else ""
        failed = f"{len(outcome.failed):,}" if len(outcome.failed) else ""
        rows.append([outcome.pair_name, outcome.world_name, cost, "; ".join(passages[:_SHOWN]), failed])
    headings = ["pair", "world", "life cost M USD, 5 to 95 %", "passages of the best line", "failed"]
    typer.echo("")
    print_table(rows, headings, right=[headings[2], headings[4]])


def _print_ensemble(outcome: Ensemble) -> None:
    """Print the lines that compete in the first world, and what moves their cost."""
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
    if len(names) > 1:
        typer.echo(f"{outcome.sentence(names[0], names[1])}; least regret: {outcome.least_regret}")
    if outcome.count >= 2 * (len(outcome.question.paths) + 1):  # else effects are those of chance
        swings = outcome.tornado().head(_SHOWN).to_dict("records")
        effects = (f"{row['value']} {row['low']:,.0f} - {row['high']:,.0f}" for row in swings)
        typer.echo("largest effects on life cost, M USD: " + "; ".join(effects))


def _record(found: FuturesSweep, folder: Path) -> dict[str, Any]:
    """Describe a sweep; numbers that are not finite are null."""

    def plain(value: Any) -> Any:
        return None if isinstance(value, float) and not math.isfinite(value) else value

    return {
        "folder": str(folder),
        "pairs": [pair.name for pair in found.question.pairs],
        "worlds": [{"name": world.name, "futures": list(world.futures)} for world in found.question.worlds],
        "samples": len(found.question.samples),
        "sampling": found.question.sampling,
        "seed": found.question.seed,
        "rows": [{key: plain(value) for key, value in row.items()} for row in found.table.to_dict("records")],
        "ensembles": [
            {
                "pair": outcome.pair_name,
                "world": outcome.world_name,
                "samples": outcome.count,
                "failed": len(outcome.failed),
                "passage_wins": {str(name): float(share) for name, share in outcome.passage_wins.items()},
                "wins": {str(name): float(share) for name, share in outcome.wins.items()},
                "life_cost_musd": {
                    str(name): {key: plain(float(value)) for key, value in row.items()}
                    for name, row in outcome.ranges().to_dict("index").items()
                },
            }
            for outcome in (found.ensembles() if len(found.question.samples) else ())
        ],
    }
