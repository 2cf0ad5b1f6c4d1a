"""The command that puts today's cables together and tells what candidates add."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.options import Json, Opening, Quiet, with_opening
from routeplan.cli.printing import CAUTION, number, print_json, print_table
from routeplan.cli.writing import check_outputs, say_written, write_scenario_beside
from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.network.network import Network
    from routeplan.network.ranking import AddedRedundancy, BuildOption, Ranking

_SUFFIXES = (".json", ".csv")
_TOLD_POINTS = 6
_LEAST_MS = 0.05


@with_opening
def network(
    opening: Opening,
    candidate: Annotated[
        list[Path] | None,
        typer.Option(
            "--candidate", help="A file with lines, each a candidate: GeoJSON or any that score reads."
        ),
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help="Rank every two candidates built together as well.")
    ] = False,
    planned: Annotated[
        bool, typer.Option("--planned", help="Count planned cables as if they were in service.")
    ] = False,
    retired: Annotated[
        bool, typer.Option("--retired", help="Count retired cables as if they were in service.")
    ] = False,
    every_backhaul: Annotated[
        bool, typer.Option("--every-backhaul", help="Count ways over land that are marked use = no.")
    ] = False,
    states: Annotated[
        int, typer.Option("--states", help="Random states of the network a month; more narrow the intervals.")
    ] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the random states.")] = 2026,
    output: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", help="File to write; the suffix chooses: .json .csv. Repeatable."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell how redundant today's cables are between Europe, North America and Asia, and what candidates add."""
    from routeplan.catalog.models import CableStatus
    from routeplan.network.open import open_network
    from routeplan.network.ranking import rank_candidates
    from routeplan.network.records import network_record

    outputs = check_outputs(output, _SUFFIXES)
    files = candidate or []
    if together and not files:
        raise UsageError("--together without candidates; give two or more (--candidate FILE)")
    planner = opening.open_planner()
    counted = ((CableStatus.IN_SERVICE, True), (CableStatus.PLANNED, planned), (CableStatus.RETIRED, retired))
    opened = open_network(
        planner,
        files,
        statuses=[status for status, wanted in counted if wanted],
        every_backhaul=every_backhaul,
    )
    ranking = rank_candidates(opened, together=2 if together else 1, states=states, seed=seed)
    record = network_record(opened, ranking, planner.scenario_sha256) if as_json or outputs else {}
    for path in outputs:
        _write(path, ranking, record)
        say_written(path, quiet=quiet)
    write_scenario_beside(outputs, planner, quiet=quiet)
    if as_json:
        print_json(record)
    elif not quiet:
        _print_today(opened, ranking)
        _print_single_points(opened)
        if ranking.options:
            _print_ranking(ranking)
        _print_latency(ranking)
        typer.echo(
            f"95 % intervals of {states:,} random states a month; rates of joint events are assumptions of the scenario"
        )
        typer.echo(f"lines of existing cables are drawn by routeplan, not surveyed; {CAUTION}")


def _write(path: Path, ranking: Ranking, record: dict[str, Any]) -> None:
    from routeplan.runtime.files import replacing

    with replacing(path) as temporary:
        if path.suffix.lower() == ".json":
            text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
            temporary.write_text(text + "\n", encoding="utf-8")
        else:
            ranking.table.to_csv(temporary, index=False)


def _print_today(network: Network, ranking: Ranking) -> None:
    existing = len(network.links) - len(network.candidates)
    typer.echo(f"today: {existing} links between landings, each a cable or a part of one between two stops")
    if network.left_out:
        typer.echo(f"left out, for this grid cannot draw them: {'; '.join(network.left_out)}")
    typer.echo()
    rows = []
    for row, each in zip(network.summary().to_dict("records"), ranking.today.by_regions, strict=True):
        rows.append(
            [
                str(row["regions"]),
                str(row["link_disjoint"]),
                str(row["landing_disjoint"]),
                *(str(row[key]) for key in ("straits", "landing_clusters", "hazard_zones", "jurisdictions")),
                f"{each.availability.needed}",
                f"{each.availability.short_hours:,.0f} ({each.availability.short_low:,.0f}-"
                f"{each.availability.short_high:,.0f})",
                f"{each.availability.worst_month} {100 * each.availability.worst:.2f} %",
            ]
        )
    parted = ["straits", "clusters", "zones", "states"]
    headings = ["direct paths", "by link", "by landing", *parted, "needed", "short h/year", "worst month"]
    print_table(rows, headings, right=headings[1:-1])
    typer.echo(
        "by link, by landing: paths that share no cable, no landing; straits, clusters, zones, states: the fewest of "
        "them (or of single cables)\nthat part the regions; short: hours with fewer paths than needed"
    )
    _print_scores(ranking.today)


def _print_scores(option: BuildOption) -> None:
    """Print scores, each with its parts."""
    typer.echo()
    typer.echo(f"redundancy score, {option.name}")
    rows = []
    for each in option.by_regions:
        for at, part in enumerate(each.score.parts):
            rows.append(
                [
                    each.regions if at == 0 else "",
                    f"{each.score.points:.0f} of 100" if at == 0 else "",
                    part.name,
                    f"{part.marks:.2f}",
                    f"{part.weight:g}",
                    part.measured,
                    part.full,
                ]
            )
    headings = ["direct paths", "score", "part", "marks", "weight", "measured", "full marks at"]
    print_table(rows, headings, right=["score", "marks", "weight"])


def _print_single_points(network: Network) -> None:
    table = network.single_points()
    typer.echo()
    typer.echo(f"single points of failure: {len(table)}; those that cut most landings off")
    rows = [
        [str(row["kind"]), str(row["name"]), str(row["landings"]), str(row["cuts_off"])]
        for row in table.sort_values("landings", ascending=False, kind="stable")
        .head(_TOLD_POINTS)
        .to_dict("records")
    ]
    print_table(rows, ["", "lost", "cuts off", "which"], right=["cuts off"])


def _print_ranking(ranking: Ranking) -> None:
    typer.echo()
    typer.echo("what candidates add, those first that save most hours with too few paths")
    rows = []
    for place, option in enumerate(ranking.options, start=1):
        told = [each for each in option.by_regions if each.paths_added or each.hours_low > 0]
        title = [f"{place}", option.name, f"{option.build_usd / 1e6:,.0f}"]
        if not told:
            rows.append([*title, "adds no path between the regions", *[""] * (6 + len(ranking.straits))])
        for at, each in enumerate(told):
            rows.append([*(title if at == 0 else [""] * 3), *_added(each, option.build_usd)])
    headings = [
        "", "candidate", "M USD", "direct paths", "by link", "by landing", "hours saved a year (95 %)", "per 100 M USD",
        "left by joint events", "worst month", *(f"lost with {strait.short_name}" for strait in ranking.straits),
    ]  # fmt: skip
    print_table(
        rows,
        headings,
        right=[heading for heading in headings if heading not in ("candidate", "direct paths")],
    )
    best = ranking.options[0]
    _print_scores(best)


def _added(each: AddedRedundancy, build_usd: float) -> list[str]:
    per_100_musd = each.hours_saved / build_usd * 1e8 if build_usd else float("nan")
    return [
        each.regions,
        f"{each.paths - each.paths_added} -> {each.paths}",
        f"{each.landing_paths - each.landing_paths_added} -> {each.landing_paths}",
        f"{each.hours_saved:,.1f} ({each.hours_low:,.1f} to {each.hours_high:,.1f})",
        number(per_100_musd, 1),
        number(each.left_added, 2),
        f"{100 * each.worst_month_added:+.2f} %",
        *(f"{100 * share:.0f} %" for share in each.lost_to.values()),
    ]


def _print_latency(ranking: Ranking) -> None:
    typer.echo()
    typer.echo("round trips through fibre, ms: the shortest ways there are, not what is sold")
    rows = []
    for row in ranking.today.latencies.to_dict("records"):
        rows.append([str(row["pair"]), "today", number(row["rtt_ms"], 1), "", str(row["cables"])])
        for option in ranking.options:
            if len(option.names) > 1:
                continue
            now = option.latencies[option.latencies["pair"] == row["pair"]].iloc[0]
            if now["saved_ms"] > _LEAST_MS:
                rows.append(
                    [
                        "",
                        option.name,
                        number(now["rtt_ms"], 1),
                        number(now["saved_ms"], 1),
                        str(now["cables"]),
                    ]
                )
    print_table(rows, ["cities", "with", "ms", "saved", "by"], right=["ms", "saved"])
