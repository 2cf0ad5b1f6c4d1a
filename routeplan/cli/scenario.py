"""The commands `routeplan scenario`: list and show scenarios, describe their files, check them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from routeplan.cli.options import Json
from routeplan.cli.printing import print_json
from routeplan.errors import DataError, RouteplanError, ScenarioError

scenario_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, show and check scenarios: TOML files that say what a plan rests on.",
)


@scenario_app.command("list")
def list_presets(as_json: Json = False) -> None:
    """List the presets."""
    from routeplan.cost.scenario import PRESETS, Scenario, scenario_sha256

    presets = [Scenario.preset(name) for name in PRESETS]
    if as_json:
        rows = [
            {"name": each.name, "description": each.description, "scenario_sha256": scenario_sha256(each)}
            for each in presets
        ]
        print_json({"presets": rows})
        return
    width = max(map(len, PRESETS))
    for each in presets:
        typer.echo(f"{each.name:<{width}}  {each.description}")


@scenario_app.command()
def show(
    source: Annotated[str, typer.Argument(metavar="PRESET|FILE", help="Preset, or a TOML file.")],
    as_json: Json = False,
) -> None:
    """Print a scenario in full: every key, what it means, and where it is the default."""
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
    """Check scenarios and the files they name: ok with its sha256, or what is wrong."""
    findings = [_examine(source) for source in sources]
    if as_json:
        print_json({"scenarios": [finding for finding, _ in findings]})
    else:
        for finding, _ in findings:
            if finding["ok"]:
                typer.echo(f"{finding['file']}: ok {finding['scenario_sha256']}")
            else:
                typer.echo(f"routeplan: {finding['error']}", err=True)
    worst = max(code for _, code in findings)
    if worst:
        raise typer.Exit(worst)


def _examine(source: str) -> tuple[dict[str, Any], int]:
    """Say what was found, and the exit code it deserves: 5 an invalid scenario, 4 data that is missing."""
    from routeplan.cost.scenario import read_scenario, scenario_sha256

    try:
        checksum = scenario_sha256(read_scenario(source))
    except ScenarioError as error:
        return _wrong(source, error)
    except DataError as error:
        return _wrong(source, DataError(f"{source}: {error}"))
    return {"file": source, "ok": True, "scenario_sha256": checksum}, 0


def _wrong(source: str, error: RouteplanError) -> tuple[dict[str, Any], int]:
    return {"file": source, "ok": False, "error": " ".join(str(error).split())}, error.exit_code
