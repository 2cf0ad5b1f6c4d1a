"""Command ``network``: redundancy of today's cables, and what candidate routes add."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import Json, Opening, Quiet
from routeplan.cli.printing import CAUTION, number, print_json, print_table
from routeplan.cli.reading import Columns, Legs, read_files, tell_allowance, tell_reading, with_doubts
from routeplan.cli.writing import (
    check_outputs,
    output_option,
    say_written,
    write_scenario_beside,
)
from routeplan.errors import UsageError
from routeplan.view.files import LINE_SUFFIXES, TABLE_SUFFIXES, write_result

if TYPE_CHECKING:
    from routeplan.network.build_options import AddedRedundancy, BuildOption
    from routeplan.network.network import Network
    from routeplan.network.ranking import Ranking

# Tables, then maps of the cables; .json is the record that --json prints.
_SUFFIXES = tuple(dict.fromkeys((".json", ".csv", *LINE_SUFFIXES, *TABLE_SUFFIXES)))
_SHOWN_POINTS = 6
_LEAST_SAVED_MS = 0.05  # smaller savings in latency are not shown


@with_option_groups
def network(
    opening: Opening,
    candidate: Annotated[
        list[Path] | None,
        typer.Option(
            "--candidate",
            metavar="FILE",
            help="File with candidate lines, in any format that score reads. Repeatable.",
        ),
    ] = None,
    existing: Annotated[
        list[Path] | None,
        typer.Option(
            "--existing",
            metavar="FILE",
            help="File with your cables in service. One named as a cable of the table takes its place. Repeatable.",
        ),
    ] = None,
    columns: Columns = None,
    legs: Legs = None,
    together: Annotated[
        bool, typer.Option("--together", help="Also rank every two candidates built together.")
    ] = False,
    planned: Annotated[
        bool, typer.Option("--planned", help="Count planned cables as if they were in service.")
    ] = False,
    retired: Annotated[
        bool, typer.Option("--retired", help="Count retired cables as if they were in service.")
    ] = False,
    every_backhaul: Annotated[
        bool, typer.Option("--every-backhaul", help="Also use terrestrial links that are marked use = no.")
    ] = False,
    states: Annotated[
        int,
        typer.Option(
            "--states",
            metavar="N",
            help="Random network states per month. More states give narrower intervals.",
        ),
    ] = 10_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Seed of the random states.")
    ] = 2026,
    output: Annotated[list[Path] | None, output_option(" ".join(_SUFFIXES))] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure the redundancy that cables and candidates give.

    The regions are Europe, North America and Asia. Candidates are the lines of --candidate and the systems of the
    scenario, planned; they are ranked by the hours that they save.
    """
    from routeplan.catalog.models import CableStatus
    from routeplan.cost.scenario import read_scenario
    from routeplan.network.availability import check_states
    from routeplan.network.open import open_network
    from routeplan.network.ranking import rank_candidates
    from routeplan.network.records import network_record
    from routeplan.planning.system_choices import plan_choice

    check_states(states)
    outputs = check_outputs(output, _SUFFIXES)
    files = candidate or []
    choices = read_scenario(opening.scenario).systems
    if together and not (files or choices):
        raise UsageError(
            "--together needs candidates: give two or more (--candidate FILE, or [[systems]] in the scenario)"
        )
    lines, own = (read_files(paths, columns=columns, legs=legs) for paths in (files, existing or []))
    planner = opening.open_planner()
    systems = [plan_choice(planner, choice) for choice in choices]
    lines, own = (with_doubts(read, planner) for read in (lines, own))
    counted = ((CableStatus.IN_SERVICE, True), (CableStatus.PLANNED, planned), (CableStatus.RETIRED, retired))
    opened = open_network(
        planner,
        [*systems, *lines],
        existing=own,
        statuses=[status for status, wanted in counted if wanted],
        every_backhaul=every_backhaul,
    )
    tell_reading([*lines, *own], aloud=not (as_json or quiet))
    if lines and not (as_json or quiet):
        for sentence in tell_allowance(lines, planner):
            typer.echo(sentence)
    ranking = rank_candidates(opened, together=2 if together else 1, states=states, seed=seed)
    record = (
        network_record(opened, ranking, planner.scenario_sha256, planner.avoided.record)
        if as_json or outputs
        else {}
    )
    for path in outputs:
        _write(path, opened, ranking, record)
        say_written(path, quiet=quiet)
    write_scenario_beside(outputs, planner, quiet=quiet)
    if as_json:
        print_json(record)
    elif not quiet:
        _print_today(opened, ranking)
        _print_single_points(opened)
        if ranking.options:
            _print_ranking(ranking)
            _print_systems(opened)
            _print_jurisdictions(opened)
        _print_latency(ranking)
        typer.echo(
            f"90 % intervals over uncertain rates (rate_factor) and {states:,} random states per month; rates of joint "
            "events are scenario assumptions"
        )
        typer.echo(f"lines of existing cables are drawn by routeplan, not surveyed; {CAUTION}")


def _write(path: Path, opened: Network, ranking: Ranking, record: dict[str, Any]) -> None:
    """Write one file: the record, the table of candidates, or a map of all cables."""
    from routeplan.runtime.files import atomic_write
    from routeplan.view.files.formula_text import write_table
    from routeplan.view.files.network_layers import derive_network_features

    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_table(ranking.table, path)
    elif suffix == ".json":
        text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
        with atomic_write(path) as temporary:
            temporary.write_text(text + "\n", encoding="utf-8")
    else:
        features = derive_network_features(opened, ranking, scenario_sha256=record["scenario_sha256"])
        write_result(features, path)


def _print_today(network: Network, ranking: Ranking) -> None:
    existing = len(network.links) - len(network.candidates)
    typer.echo(
        f"today: {existing} links between landings; a link is a cable, or its part between two landings"
    )
    if network.left_out:
        typer.echo(
            "without a line, because this grid has no route for them; they count as paths: "
            + "; ".join(network.left_out)
        )
    typer.echo()
    rows = []
    for row, added in zip(network.summary().to_dict("records"), ranking.today.by_regions, strict=True):
        availability = added.availability
        rows.append(
            [
                str(row["regions"]),
                str(row["link_disjoint"]),
                str(row["landing_disjoint"]),
                *(str(row[key]) for key in ("straits", "landing_clusters", "hazard_zones", "jurisdictions")),
                f"{availability.needed}",
                f"{availability.short_hours:,.0f} ({availability.short_low:,.0f}-{availability.short_high:,.0f})",
                f"{availability.worst_month} {100 * availability.worst:.2f} %",
            ]
        )
    failures = ["straits", "clusters", "zones", "states"]
    headings = ["regions", "by link", "by landing", *failures, "needed", "short h/yr", "worst month"]
    print_table(rows, headings, right=headings[1:-1])
    typer.echo(
        "by link, by landing: number of direct paths that share no cable, or no landing; straits, clusters, zones, "
        "states: the fewest\nof them (or of single cables) whose failure separates the regions; short: hours with "
        "fewer paths than needed"
    )
    _print_scores(ranking.today)


def _print_scores(option: BuildOption) -> None:
    """Print the redundancy score of each pair of regions with its parts."""
    typer.echo()
    typer.echo(f"redundancy score, {option.name}")
    rows = []
    for added in option.by_regions:
        for at, part in enumerate(added.score.parts):
            rows.append(
                [
                    added.regions if at == 0 else "",
                    f"{added.score.points:.0f} of 100" if at == 0 else "",
                    part.name,
                    f"{part.marks:.2f}",
                    f"{part.weight:g}",
                    part.measured,
                    part.full,
                ]
            )
    headings = ["regions", "score", "part", "marks", "weight", "measured", "full marks at"]
    print_table(rows, headings, right=["score", "marks", "weight"])


def _print_single_points(network: Network) -> None:
    table = network.single_points()
    typer.echo()
    typer.echo(f"single points of failure: {len(table)}; these cut off the most landings")
    rows = [
        [str(row["kind"]), str(row["name"]), str(row["landings"]), str(row["cuts_off"])]
        for row in table.sort_values("landings", ascending=False, kind="stable")
        .head(_SHOWN_POINTS)
        .to_dict("records")
    ]
    print_table(rows, ["", "failure", "cuts off", "landings"], right=["cuts off"])


def _print_ranking(ranking: Ranking) -> None:
    typer.echo()
    typer.echo("what candidates add, ranked by hours saved with too few paths")
    rows = []
    for option in ranking.options:
        low, high = ranking.places(option)
        gaining = [added for added in option.by_regions if added.paths_added or added.hours_low > 0]
        title = [f"{low}" if low == high else f"{low}-{high}", option.name, f"{option.build_usd / 1e6:,.0f}"]
        if not gaining:
            rows.append([*title, "adds no path between the regions", *[""] * (6 + len(ranking.straits))])
        for at, added in enumerate(gaining):
            rows.append([*(title if at == 0 else [""] * 3), *_added_figures(option, added)])
    headings = [
        "", "candidate", "M USD", "regions", "by link", "by landing", "h/yr saved (90 %)", "per 100 M USD",
        "left by joint events", "worst month", *(f"lost with {strait.short_name}" for strait in ranking.straits),
    ]  # fmt: skip
    print_table(
        rows,
        headings,
        right=[heading for heading in headings if heading not in ("candidate", "regions")],
    )
    if any(low < high for low, high in map(ranking.places, ranking.options)):
        typer.echo("candidates whose intervals of hours saved overlap share a rank: their order is not known")
    _print_scores(ranking.options[0])


def _print_systems(network: Network) -> None:
    from routeplan.network.records import candidate_systems

    systems = candidate_systems(network)
    if systems:
        typer.echo("\nsystems among the candidates")
    for system in systems:
        links, alone = len(system["links"]), system["links_that_fail_alone"]
        cut = "its own link" if alone == links else "all links that passive units join to it"
        typer.echo(
            f"  {system['name']}: {len(system['landings'])} landings, branching units: "
            f"{len(system['branching_units'])}, {links} links; a cut stops {cut}"
        )


def _print_jurisdictions(network: Network) -> None:
    from routeplan.cost.breakdown import name_jurisdictions
    from routeplan.network.records import candidate_jurisdiction_km

    typer.echo("\njurisdictions of the candidates")
    for name, jurisdiction_km in candidate_jurisdiction_km(network).items():
        typer.echo(f"  {name}: {name_jurisdictions(jurisdiction_km)}")


def _added_figures(option: BuildOption, added: AddedRedundancy) -> list[str]:
    """Figures of a candidate for one pair of regions."""
    return [
        added.regions,
        f"{added.paths - added.paths_added} -> {added.paths}",
        f"{added.landing_paths - added.landing_paths_added} -> {added.landing_paths}",
        f"{added.hours_saved:,.1f} ({added.hours_low:,.1f} to {added.hours_high:,.1f})",
        number(option.hours_per_100_musd(added), 1),
        number(added.left_added, 2),
        f"{100 * added.worst_month_added:+.2f} %",
        *(f"{100 * share:.0f} %" for share in added.lost_to.values()),
    ]


def _print_latency(ranking: Ranking) -> None:
    typer.echo()
    typer.echo("round trips through fibre, ms: shortest physical paths, not commercial services")
    rows = []
    for row in ranking.today.latencies.to_dict("records"):
        rows.append([str(row["pair"]), "today", number(row["rtt_ms"], 1), "", str(row["cables"])])
        for option in ranking.options:
            if len(option.names) > 1:
                continue
            now = option.latencies[option.latencies["pair"] == row["pair"]].iloc[0]
            if now["saved_ms"] > _LEAST_SAVED_MS:
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
