"""The command line: parse a command, call one function, print."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli_hindcast import hindcast_command
from routeplan.cli_scenario import scenario_app
from routeplan.errors import RouteplanError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from routeplan.corridors import Corridor
    from routeplan.geodesy import FloatArray
    from routeplan.lines import ForeignLine
    from routeplan.planner import Planner
    from routeplan.route import Route

# typer carries a click of its own: the base of its public usage error is what it raises for every bad word.
_INTERRUPTED = 130  # what typer returns when a person presses Ctrl-C
_UsageError: Any = typer.BadParameter.__base__

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Plan submarine cable routes across the Arctic, the North Atlantic and the North Pacific. "
    "Corridor-level routes, not for navigation.",
)
app.add_typer(scenario_app, name="scenario")

# What `score` sets side by side: keys of a route's summary.
_SCORED = (
    "length",
    "cable with slack",
    "build cost",
    "minimised",
    "faults",
    "down",
    "ice",
    "round trip",
    "deepest, mean",
)
_RHUMB_KM = 20.0  # between points on a rhumb line: geodesics between them part from it by some metres
_FIGURES = (".png", ".svg", ".pdf")
_LEAST_SHARE = 0.01  # of a route: shorter stretches are not told
Ends = "landing id (bodo), name (Bodø) or LAT,LON (67.28,14.40)"
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--output", help="File to write; the suffix chooses: .geojson .html .png .svg .pdf. Repeatable."
    ),
]
CorridorOutput = Annotated[
    list[Path] | None,
    typer.Option("-o", "--output", help="File to write; the suffix chooses: .geojson .nc .html. Repeatable."),
]
BathymetryFile = Annotated[
    Path | None,
    typer.Option("--bathymetry", help="NetCDF or GeoTIFF of heights, such as GEBCO's, instead of ETOPO5."),
]
CableTypes = Annotated[
    Path | None,
    typer.Option("--cable-types", help="CSV of cable types, with your own costs, slack and depths."),
]
ScenarioChoice = Annotated[
    str,
    typer.Option(
        "--scenario",
        help="What is assumed: balanced, cheapest, resilient, trusted, low-latency, or a TOML file.",
    ),
]
Spacing = Annotated[
    float | None,
    typer.Option(
        "--spacing-km",
        help="Cell size of the grid, km; below 2, fine cells are read only where routes can pass.",
    ),
]
MemoryLimit = Annotated[
    float, typer.Option("--memory-gb", help="What would need more memory is refused before it is laid out.")
]
LandfallLimit = Annotated[
    float | None,
    typer.Option(
        "--landfall-km",
        help="How far a landing may lie from the sea of the bathymetry, instead of the scenario's.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object to stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")]


@app.command()
def plan(
    start: Annotated[str, typer.Argument(metavar="FROM", help=Ends)],
    end: Annotated[str, typer.Argument(metavar="TO", help=Ends)],
    scenario: ScenarioChoice = "balanced",
    bathymetry: BathymetryFile = None,
    cable_types: CableTypes = None,
    spacing_km: Spacing = None,
    landfall_km: LandfallLimit = None,
    memory_gb: MemoryLimit = 8.0,
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Plan the cheapest route between two landings."""
    outputs = _check_outputs(output, _writers())
    planner = _open_planner(scenario, bathymetry, cable_types, spacing_km, landfall_km, memory_gb)
    route = planner.route(start, end)
    _write(outputs, [route], planner, quiet=quiet)
    if as_json:
        from routeplan.export import route_record

        _print_json(route_record(route))
    elif not quiet:
        _print_route(route)


@app.command()
def compare(
    pairs: Annotated[
        list[str], typer.Argument(metavar="FROM:TO...", help=f"Pairs of landings, each a {Ends}")
    ],
    scenario: ScenarioChoice = "balanced",
    bathymetry: BathymetryFile = None,
    cable_types: CableTypes = None,
    spacing_km: Spacing = None,
    landfall_km: LandfallLimit = None,
    memory_gb: MemoryLimit = 8.0,
    pareto: Annotated[
        bool,
        typer.Option("--pareto", help="Weigh one pair otherwise: cost against outage, latency and exposure."),
    ] = False,
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Set routes side by side, each with its geodesic and its shortest sea path."""
    from routeplan.compare import compare as compare_routes
    from routeplan.export import route_record

    outputs = _check_outputs(output, _writers())
    ends = [_split_pair(pair) for pair in pairs]
    if pareto and len(ends) != 1:
        raise UsageError(f"--pareto of {len(ends)} pairs; give one FROM:TO")
    planner = _open_planner(scenario, bathymetry, cable_types, spacing_km, landfall_km, memory_gb)
    if pareto:
        _show_front(ends[0], outputs, planner, as_json=as_json, quiet=quiet)
        return
    routes = [planner.route(*each) for each in ends]
    _write(outputs, routes, planner, quiet=quiet)
    if as_json:
        _print_json({"routes": [route_record(route) for route in routes]})
    elif not quiet:
        _print_comparison(compare_routes(routes))


@app.command()
def corridor(
    start: Annotated[str, typer.Argument(metavar="FROM", help=Ends)],
    end: Annotated[str, typer.Argument(metavar="TO", help=Ends)],
    within: Annotated[
        float,
        typer.Option("--within", metavar="PERCENT", help="How much dearer than the best a route may be."),
    ] = 5.0,
    scenario: ScenarioChoice = "balanced",
    bathymetry: BathymetryFile = None,
    cable_types: CableTypes = None,
    spacing_km: Spacing = None,
    landfall_km: LandfallLimit = None,
    memory_gb: MemoryLimit = 8.0,
    output: CorridorOutput = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find every cell within so many per cent of the best route, and the distinct passages."""
    from routeplan.corridors import check_within
    from routeplan.export import corridor_record

    check_within(within)
    outputs = _check_outputs(output, _corridor_writers())
    planner = _open_planner(scenario, bathymetry, cable_types, spacing_km, landfall_km, memory_gb)
    found = planner.corridor(start, end, within_pct=within)
    for path in outputs:
        _corridor_writers()[path.suffix.lower()](path, found, planner)
        _say_written(path, quiet=quiet)
    _write_scenario_beside(outputs, planner, quiet=quiet)
    if as_json:
        _print_json(corridor_record(found))
    elif not quiet:
        _print_corridor(found)


@app.command()
def score(
    file: Annotated[
        Path,
        typer.Argument(help="GeoJSON, GeoPackage, KML, Shapefile, GPX, or a position list as CSV or XLSX."),
    ],
    scenario: ScenarioChoice = "balanced",
    bathymetry: BathymetryFile = None,
    cable_types: CableTypes = None,
    spacing_km: Spacing = None,
    landfall_km: LandfallLimit = None,
    memory_gb: MemoryLimit = 8.0,
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Value lines drawn elsewhere, stretch by stretch, against the best route between the same ends."""
    from routeplan.export import score_record
    from routeplan.lines import read_lines

    outputs = _check_outputs(output, _writers())
    lines = read_lines(file)
    planner = _open_planner(scenario, bathymetry, cable_types, spacing_km, landfall_km, memory_gb)
    scored = [
        planner.score(*_on_geodesics(line), name=line.name, surveyed=line.events is not None)
        for line in lines
    ]
    best = [planner.route(each.start, each.end, name=f"best for {each.name}") for each in scored]
    pairs = list(zip(scored, best, strict=True))
    _write(outputs, [route for pair in pairs for route in pair], planner, quiet=quiet)
    if as_json:
        _print_json({"lines": [score_record(*pair) for pair in pairs]})
    elif not quiet:
        for pair in pairs:
            _print_score(*pair)


app.command("hindcast")(hindcast_command)


@app.command()
def landings(
    text: Annotated[str | None, typer.Argument(help="Part of an id or a name.")] = None,
    near: Annotated[str | None, typer.Option("--near", metavar="LAT,LON", help="Nearest first.")] = None,
    country: Annotated[
        str | None, typer.Option("--country", metavar="XX", help="ISO 3166-1 alpha-2.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Search the landing points."""
    from routeplan.landings import parse_position, search_landings

    found = search_landings(text, near=None if near is None else parse_position(near), country=country)
    if as_json:
        _print_json({"landings": found.to_dict(orient="records")})
        return
    columns = ["id", "name", "country", "lat", "lon", "status", "accuracy_km"]
    columns += [] if near is None else ["distance_km"]
    rows = [
        [f"{value:.4f}" if isinstance(value, float) else str(value) for value in row]
        for row in found[columns].itertuples(index=False)
    ]
    _print_table(rows, columns, right=("lat", "lon", "accuracy_km", "distance_km"))
    typer.echo(f"{len(found)} landing points", err=True)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say which versions are at work, whether the data is whole, and what to do about what is missing."""
    findings = _examine()
    if as_json:
        _print_json({"checks": [{"what": a, "ok": b, "finding": c} for a, b, c in findings]})
    else:
        _print_table(
            [[what, "ok" if ok else "LOOK", finding] for what, ok, finding in findings],
            ["what", "", "finding"],
        )
    if not all(ok for _, ok, _ in findings):
        raise typer.Exit(4)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every failure on purpose ends in one line and its exit code."""
    try:
        code = app(args=None if arguments is None else list(arguments), standalone_mode=False)
    except RouteplanError as error:
        _fail(str(error), error.exit_code)
    except _UsageError as error:
        _fail(error.format_message(), 2)
    except (typer.Abort, KeyboardInterrupt):
        _fail("stopped; nothing was left half-written", 1)
    except BrokenPipeError:
        sys.exit(1)
    else:
        if code == _INTERRUPTED:
            _fail("stopped; nothing was left half-written", 1)
        sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    line = " ".join(message.split())
    typer.echo(f"routeplan: {line}", err=True)
    sys.exit(code)


def _open_planner(
    scenario: str,
    bathymetry: Path | None,
    cable_types: Path | None,
    spacing_km: float | None,
    landfall_km: float | None,
    memory_gb: float,
) -> Planner:
    from routeplan.opening import open_planner
    from routeplan.scenario import read_scenario

    assumed = read_scenario(scenario)
    if cable_types:
        data = assumed.data.model_copy(update={"cable_types": cable_types})
        assumed = assumed.model_copy(update={"data": data})
    return open_planner(
        assumed,
        bathymetry=bathymetry,
        spacing_km=spacing_km,
        landfall_limit_km=landfall_km,
        memory_limit_gb=memory_gb,
    )


def _show_front(
    ends: tuple[str, str], outputs: list[Path], planner: Planner, *, as_json: bool, quiet: bool
) -> None:
    """Weigh one pair in many ways, and tell what may be had for what."""
    from routeplan.export import route_record
    from routeplan.pareto import pareto_table, sweep

    routes = list(sweep(planner, *ends))
    table = pareto_table(routes)
    figures = [path for path in outputs if path.suffix.lower() in _FIGURES]
    for path in figures:
        from routeplan.figures import figure_pareto, write_figure

        write_figure(figure_pareto(table, title=f"{routes[0].start.name} – {routes[0].end.name}"), path)
        _say_written(path, quiet=quiet)
    _write([path for path in outputs if path not in figures], list(routes), planner, quiet=quiet)
    if as_json:
        front = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
        _print_json({"routes": [route_record(route) for route in routes], "pareto": front})
    elif not quiet:
        rows = [
            [
                row["name"],
                _number(row["build_cost_musd"], 0),
                _number(row["down_hours_per_year"], 0),
                _number(row["rtt_ms"], 1),
                _number(row["exposure_km"], 0),
                row["dominated_by"] or "",
            ]
            for row in table.to_dict("records")
        ]
        right = ["M USD", "down h/year", "ms", "non-partner km"]
        _print_table(rows, ["weighed for", *right, "worse in all than"], right=right)
        typer.echo("each is the best for some weights; corridor-level routes, not for navigation")


def _split_pair(pair: str) -> tuple[str, str]:
    start, colon, end = pair.partition(":")
    if not (start and colon and end):
        raise UsageError(
            f"cannot read {pair!r}; give two landings with a colon between them, such as bodo:tomakomai"
        )
    return start, end


def _writers() -> dict[str, Callable[[Path, list[Route], Planner], None]]:
    """Say what each suffix of -o means."""

    def geojson(path: Path, routes: list[Route], _: Planner) -> None:
        from routeplan.export import write_geojson

        write_geojson(routes, path)

    def html(path: Path, routes: list[Route], planner: Planner) -> None:
        from routeplan.maps import map_routes, write_map

        write_map(map_routes(routes, over=planner.depth), path)

    def figure(path: Path, routes: list[Route], planner: Planner) -> None:
        from routeplan.figures import figure_routes, write_figure

        write_figure(figure_routes(routes, over=planner.depth), path)

    return {".geojson": geojson, ".html": html, ".png": figure, ".svg": figure, ".pdf": figure}


def _corridor_writers() -> dict[str, Callable[[Path, Corridor, Planner], None]]:
    """Say what each suffix of -o means for a corridor."""

    def data(path: Path, found: Corridor, _: Planner) -> None:
        from routeplan.export import write_corridor

        write_corridor(found, path)

    def html(path: Path, found: Corridor, planner: Planner) -> None:
        from routeplan.maps import map_corridor, write_map

        write_map(map_corridor(found, over=planner.depth), path)

    return {".geojson": data, ".nc": data, ".html": html}


def _check_outputs(output: list[Path] | None, suffixes: Collection[str]) -> list[Path]:
    """Refuse what cannot be written before anything is solved."""
    for path in output or []:
        if path.suffix.lower() not in suffixes:
            raise UsageError(f"cannot write {path}: no format {path.suffix!r}; use {', '.join(suffixes)}")
    from routeplan.export import check_writable

    for path in output or []:
        check_writable(path)
    return output or []


def _write(outputs: list[Path], routes: list[Route], planner: Planner, *, quiet: bool) -> None:
    for path in outputs:
        _writers()[path.suffix.lower()](path, routes, planner)
        _say_written(path, quiet=quiet)
    _write_scenario_beside(outputs, planner, quiet=quiet)


def _write_scenario_beside(outputs: list[Path], planner: Planner, *, quiet: bool) -> None:
    """Leave what was assumed beside what came out, once for all suffixes of a name."""
    from routeplan.scenario import write_scenario

    for path in dict.fromkeys(path.with_suffix(".scenario.toml") for path in outputs):
        if planner.scenario is not None:
            write_scenario(planner.scenario, path)
            _say_written(path, quiet=quiet)


def _say_written(path: Path, *, quiet: bool) -> None:
    if not quiet:
        typer.echo(f"wrote {path}", err=True)


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _print_route(route: Route) -> None:
    typer.echo(route.name)
    for what, figure in route.summary.items():
        typer.echo(f"  {what:<20}{figure}")
    typer.echo(
        f"  {'solved on':<20}{route.cells:,} sea cells of {route.spacing_km:g} km in {route.solve_seconds:.2f} s"
    )
    typer.echo("  corridor-level route, not for navigation")


def _print_corridor(found: Corridor) -> None:
    typer.echo(f"{found.name} within {found.within_pct:g} %")
    typer.echo(
        f"  {'area':<20}{found.area_km2:,.0f} km2, {found.cells:,} cells of {found.spacing_km:g} km\n"
        f"  {'best route':<20}{found.best_usd / 1e6:,.1f} M USD\n"
    )
    headings = ["km", "M USD", "excess %"]
    rows = [
        [
            passage.position,
            ", ".join(passage.gates),
            _number(passage.length_km, 0),
            _number(passage.cost_usd / 1e6, 1),
            _number(passage.excess_pct, 1),
        ]
        for passage in found.passages
    ]
    _print_table(rows, ["passage", "by", *headings], right=headings)
    typer.echo(f"solved in {found.solve_seconds:.2f} s; corridor-level routes, not for navigation")


def _print_score(route: Route, best: Route) -> None:
    typer.echo(f"{route.name}: {route.start.name} – {route.end.name}")
    _print_table(
        _side_by_side(route, best), ["", "this line", "best route"], right=["this line", "best route"]
    )
    typer.echo("")
    headings = ["from km", "km", "kUSD/km", "faults/1,000 km", "repair days"]
    rows = [
        [
            _number(each["from_km"], 0),
            _number(each["km"], 0),
            each["waters"],
            each["ice"],
            each["depth_band"],
            _number(each["build_kusd_per_km"], 0),
            _number(each["faults_per_1000_km_year"], 2),
            _number(each["repair_days"], 0),
            each["top_risk"].replace("_", " "),
        ]
        for each in _told_stretches(route)
    ]
    order = [
        "from km",
        "km",
        "waters",
        "ice",
        "depth",
        "kUSD/km",
        "faults/1,000 km",
        "repair days",
        "top risk",
    ]
    _print_table(rows, order, right=headings)
    for sentence in _worst_of(route):
        typer.echo(sentence)
    typer.echo("corridor-level figures, not for navigation\n")


def _side_by_side(route: Route, best: Route) -> list[list[str]]:
    """Set the figures of a line beside those of the best route."""
    return [[key, *(each.summary.get(key, "") for each in (route, best))] for key in _SCORED]


def _on_geodesics(line: ForeignLine) -> tuple[FloatArray, FloatArray]:
    """Vertices between which legs may be taken for geodesics."""
    from routeplan.geodesy import densify_rhumb

    return (
        densify_rhumb(line.lon, line.lat, every_km=_RHUMB_KM)
        if line.legs == "rhumb"
        else (line.lon, line.lat)
    )


def _told_stretches(route: Route) -> list[dict[str, Any]]:
    """Stretches long enough to be told: a hundredth of the route or more."""
    return [
        {str(key): value for key, value in each.items()}
        for each in route.stretches.to_dict("records")
        if each["km"] >= _LEAST_SHARE * route.length_km
    ]


def _worst_of(route: Route) -> list[str]:
    """Say where a line is expensive, risky and exposed."""
    from routeplan.compare import non_partner_km

    stretches = _told_stretches(route)
    dear = max(stretches, key=lambda each: float(each["build_kusd_per_km"]))
    risky = max(stretches, key=lambda each: float(each["down_days_per_year"]))
    return [
        f"dearest: km {dear['from_km']:,.0f}-{dear['to_km']:,.0f}, {dear['build_kusd_per_km']:,.0f} kUSD/km "
        f"({dear['waters']}, {dear['ice']} water, {dear['depth_band']})",
        f"riskiest: km {risky['from_km']:,.0f}-{risky['to_km']:,.0f}, down {risky['down_days_per_year']:.1f} days a "
        f"year, mostly for {risky['top_risk'].replace('_', ' ')} ({risky['waters']})",
        f"exposed: {non_partner_km(route):,.0f} km in waters of non-partners",
    ]


def _print_comparison(table: pd.DataFrame) -> None:
    columns = {
        "length_km": ("km", 0),
        "detour": ("x geodesic", 3),
        "cable_km": ("cable km", 0),
        "build_cost_musd": ("M USD", 1),
        "faults_per_year": ("faults/yr", 2),
        "down_hours_per_year": ("down h/yr", 0),
        "non_partner_km": ("non-partner km", 0),
        "ice_km": ("ice km", 0),
        "rtt_ms": ("RTT ms", 1),
        "max_depth_m": ("deepest m", 0),
        "landfall_km": ("landfall km", 1),
    }
    rows: list[list[str]] = []
    for ends, group in table.groupby("ends", sort=False):
        rows.append([str(ends), *[""] * len(columns)])
        for row in group.to_dict(orient="records"):
            name = "route" if row["name"] == ends else row["name"]
            figures = [_number(row[column], digits) for column, (_, digits) in columns.items()]
            rows.append([f"  {name}", *figures])
    headings = [heading for heading, _ in columns.values()]
    _print_table(rows, ["", *headings], right=headings)


def _number(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{value:,.{digits}f}"  # a baseline lacks some figures


def _print_table(rows: list[list[str]], headings: list[str], *, right: Iterable[str] = ()) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console()
    # A pipe has no width: nothing is cut there.
    Console(width=None if console.is_terminal else 400, highlight=False).print(table)


def _examine() -> list[tuple[str, bool, str]]:
    """Versions and data: what was looked at, whether it is well, what was found or what to do."""
    import platform
    from importlib.metadata import PackageNotFoundError, version
    from shutil import which

    from routeplan.errors import DataError
    from routeplan.sources import embedded_data

    findings = [("routeplan", True, version("routeplan")), ("python", True, platform.python_version())]
    for package in ("numpy", "numba", "pyproj", "geopandas", "networkx", "folium", "matplotlib"):
        findings.append((package, True, version(package)))
    for package, extra in (("jupyterlab", "notebooks"), ("ipyleaflet", "live"), ("xlsxwriter", "xlsx")):
        try:
            findings.append((package, True, version(package)))
        except PackageNotFoundError:
            findings.append(
                (
                    package,
                    True,
                    f"not installed; needed for notebooks and extras: pip install 'routeplan[{extra}]'",
                )
            )
    for data_set in embedded_data().values():
        try:
            data_set.check()
            findings.append((data_set.id, True, f"{data_set.source.name}, {data_set.source.licence}"))
        except DataError as error:
            findings.append((data_set.id, False, str(error)))
    browser = which("chromium")
    findings.append(("chromium", True, browser or "not installed; only browser tests need it"))
    return findings
