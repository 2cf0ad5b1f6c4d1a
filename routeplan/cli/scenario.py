"""Commands ``scenario list``, ``show``, ``schema`` and ``check``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from routeplan.cli.options import Json
from routeplan.cli.printing import print_json
from routeplan.errors import DataError, RouteplanError, ScenarioError, on_one_line

scenario_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, show and check scenarios. A scenario is a TOML file with all assumptions of a plan.",
)


@scenario_app.command("list")
def list_presets(as_json: Json = False) -> None:
    """List the presets."""
    from routeplan.cost.scenario import PRESETS, Scenario
    from routeplan.cost.scenario_checksum import scenario_sha256

    presets = [Scenario.preset(name) for name in PRESETS]
    if as_json:
        rows = [
            {
                "name": preset.name,
                "description": preset.description,
                "scenario_sha256": scenario_sha256(preset),
            }
            for preset in presets
        ]
        print_json({"presets": rows})
        return
    width = max(map(len, PRESETS))
    for preset in presets:
        typer.echo(f"{preset.name:<{width}}  {preset.description}")


@scenario_app.command()
def show(
    source: Annotated[str, typer.Argument(metavar="PRESET|FILE", help="Preset or TOML file.")],
    as_json: Json = False,
) -> None:
    """Print a complete scenario.

    Every key has its meaning beside it, and defaults are marked.
    """
    from routeplan.cost.scenario import read_scenario, to_toml

    scenario = read_scenario(source)
    if as_json:
        print_json(scenario.model_dump(mode="json"))
    else:
        typer.echo(to_toml(scenario), nl=False)


@scenario_app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from routeplan.cost.scenario import json_schema

    print_json(json_schema())


@scenario_app.command()
def check(
    sources: Annotated[list[str], typer.Argument(metavar="FILE...", help="TOML files or presets.")],
    as_json: Json = False,
) -> None:
    """Check scenarios and the files they name.

    Prints ok and the SHA-256 checksum of each scenario, or the error.
    """
    findings = [_examine(source) for source in sources]
    if as_json:
        print_json({"scenarios": [finding for finding, _ in findings]})
    else:
        for finding, _ in findings:
            if finding["ok"]:
                typer.echo(f"{finding['file']}: ok {finding['scenario_sha256']}")
            else:
                typer.echo(f"routeplan: {on_one_line(finding['error'])}", err=True)
    worst = max(code for _, code in findings)
    if worst:
        raise typer.Exit(worst)


def _examine(source: str) -> tuple[dict[str, Any], int]:
    """Check one scenario: its record and exit code, 5 for an invalid scenario, 4 for missing data."""
    from routeplan.cost.scenario import read_scenario
    from routeplan.cost.scenario_checksum import scenario_sha256

    try:
        checksum = scenario_sha256(read_scenario(source))
    except ScenarioError as error:
        return _failed(source, error)
    except DataError as error:
        return _failed(source, DataError(f"{source}: {error}"))
    return {"file": source, "ok": True, "scenario_sha256": checksum}, 0


def _failed(source: str, error: RouteplanError) -> tuple[dict[str, Any], int]:
    """Record and exit code of a scenario with an error."""
    return {"file": source, "ok": False, "error": " ".join(str(error).split())}, error.exit_code
