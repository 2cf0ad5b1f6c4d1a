"""The reference of JSON output covers every command, its schemas are valid, and they refuse what is not listed."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from cli_kit import KEYS
from json_kit import assert_as_documented, json_schemas
from jsonschema import Draft202012Validator

from routeplan.cli.app import app

SPACE = {"folder": "/cache", "entries": 3, "bytes": 1_000}


def commands_with_json(command, *words):
    """Names of a command and those below it that have an option --json."""
    if hasattr(command, "commands"):
        return [
            name
            for word, below in command.commands.items()
            for name in commands_with_json(below, *words, word)
        ]
    return [" ".join(words)] if any("--json" in option.opts for option in command.params) else []


def test_every_command_with_json_has_a_schema():
    documented = json_schemas().read_shapes().commands
    asked = commands_with_json(typer.main.get_command(app))
    assert sorted({name.split(" --")[0].removesuffix(" NAME") for name in documented}) == sorted(asked)


def test_every_schema_is_valid_and_every_object_is_used():
    shapes = json_schemas().read_shapes()
    parts = {part for shape in (*shapes.objects.values(), *shapes.commands.values()) for part in shape.parts}
    for command in shapes.commands:
        Draft202012Validator.check_schema(json_schemas().schema_of(command))
    assert shapes.objects.keys() - shapes.values - parts == set()


def test_the_contract_of_a_plan_is_in_its_schema():
    schema = json_schemas().schema_of("plan")
    assert set(KEYS) - set(schema["required"]) <= {"survey_allowance_pct"}
    assert set(KEYS) <= schema["properties"].keys()


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("compare", "a:b", "--json"), "compare"),
        (("compare", "a:b", "--json", "--pareto"), "compare --pareto"),
        (("data", "clean", "--json"), "data clean"),
        (("data", "clean", "gebco", "--json"), "data clean NAME"),
        (("serve", "--json"), None),
    ],
)
def test_a_schema_is_found_by_what_is_typed(arguments, command):
    assert json_schemas().command_of(arguments) == command


def test_a_key_that_is_missing_unknown_or_of_another_type_fails_with_its_path():
    assert_as_documented("data clean", SPACE)
    assert_as_documented("data clean", SPACE | {"folder": None})
    with pytest.raises(AssertionError, match="'bytes' is a required property"):
        assert_as_documented("data clean", {key: SPACE[key] for key in ("folder", "entries")})
    with pytest.raises(AssertionError, match=r"\$: .*'more' was unexpected"):
        assert_as_documented("data clean", SPACE | {"more": 1})
    with pytest.raises(AssertionError, match=r"\$\.checks\[0\]\.ok: 'yes' is not of type 'boolean'"):
        assert_as_documented("doctor", {"checks": [{"what": "python", "ok": "yes", "finding": ""}]})


def test_the_page_has_every_command_and_object_with_its_schema(tmp_path: Path):
    json_schemas().write_json_reference(tmp_path / "json.md", tmp_path / "schemas")
    page = (tmp_path / "json.md").read_text(encoding="utf-8")
    shapes = json_schemas().read_shapes()
    for command in shapes.commands:
        assert f"## `routeplan {command}`\n" in page
    for name in shapes.values:
        assert f"### {name}\n" in page
    for file in (tmp_path / "schemas").iterdir():
        assert f'"schemas/{file.name}"' in page
    assert len(list((tmp_path / "schemas").iterdir())) == len(shapes.commands)
