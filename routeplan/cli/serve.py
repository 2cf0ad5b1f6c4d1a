"""Command ``serve``: the live planner in the browser, without JupyterLab."""

from __future__ import annotations

from typing import Annotated

import typer

from routeplan.cli.options import SCENARIO, Quiet


def serve(
    start: Annotated[
        str, typer.Argument(metavar="FROM", help="First start: a landing, a coastal town, or LAT,LON.")
    ] = "bodo",
    end: Annotated[
        str, typer.Argument(metavar="TO", help="First end: a landing, a coastal town, or LAT,LON.")
    ] = "tomakomai",
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario",
            metavar="PRESET|FILE",
            help=f"First assumptions. {SCENARIO}",
        ),
    ] = "balanced",
    spacing_km: Annotated[
        float, typer.Option("--spacing-km", help="Cell size of the first answer, 2 km or more.")
    ] = 10.0,
    refined_km: Annotated[float, typer.Option("--refined-km", help="Cell size of the refined answer.")] = 5.0,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Port. Default: the first free one from 8866 on."),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    quiet: Quiet = False,
) -> None:
    """Serve the live planner in the browser, on this machine only.

    The page ends with Ctrl-C. It shows a map: drag the ends, draw closed areas and via points, move the multipliers,
    pin and compare routes, and save them. It needs neither JupyterLab nor a network.
    """
    from routeplan.catalog.landings import find_landing
    from routeplan.cost.scenario import read_scenario
    from routeplan.live import check_cell_sizes
    from routeplan.live.serve import LivePage, check_libraries
    from routeplan.live.serve import serve as serve_page

    check_libraries()
    # Unknown landings, scenarios and sizes are refused here, and not in the page.
    check_cell_sizes(spacing_km, refined_km)
    for place in (start, end):
        find_landing(place)
    read_scenario(scenario)

    def say_started(address: str) -> None:
        if not quiet:
            typer.echo(f"live planner on {address} (this machine only; Ctrl-C stops it)", err=True)

    page = LivePage(start, end, scenario, spacing_km, refined_km)
    serve_page(page, port, open_browser=browser, started=say_started)
