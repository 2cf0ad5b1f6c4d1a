"""Options of files, the same of every command with routes: position lists, crossings."""

import json

import geopandas as gpd
import pytest
from cli_kit import COARSE, assert_one_clear_line

COMMANDS = {
    "plan": ("plan", "galway", "halifax", *COARSE),
    "compare": ("compare", "galway:halifax", *COARSE),
    "diverse": ("diverse", "galway", "halifax", *COARSE),
    "system": ("system", "galway", "halifax", *COARSE),
}
FILE_OPTIONS = (
    "--output", "--detail", "--rpl-tolerance", "--rpl-cost-tolerance", "--rpl-legs", "--figure", "--map-layer",
    "--map-crs", "--crossings", "--cross",
)  # fmt: skip


@pytest.mark.parametrize("command", [*COMMANDS, "score"])
def test_every_command_with_routes_has_the_options_of_their_files(run, command):
    said = run(command, "--help").out
    for option in FILE_OPTIONS:
        assert option in said


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("metres", ["1e9", "nan", "-5", "0"])
def test_a_tolerance_that_no_list_can_have_is_refused_before_anything_is_solved(
    run, never_solves, command, metres
):
    said = run(*COMMANDS[command], "--rpl-tolerance", metres)
    told = f"lateral tolerance of {float(metres):g} m"
    assert_one_clear_line(said, 2, "--rpl-tolerance", told, "give 1 to 50,000 m")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--rpl-tolerance", "wide", ("'wide' is no number", "give metres, such as 500")),
        ("--rpl-cost-tolerance", "half", ("'half' is no number", "give per cent, such as 0.5")),
        ("--rpl-cost-tolerance", "1e9", ("cost tolerance of 1e+09 %", "give 0.001 to 100 %")),
        ("--rpl-legs", "straight", ("--rpl-legs", '"straight"', "'geodesic', 'rhumb'")),
    ],
)
def test_a_value_that_is_none_is_refused_with_its_unit(run, never_solves, option, value, words):
    assert_one_clear_line(run(*COMMANDS["plan"], option, value), 2, option, *words)


@pytest.mark.parametrize("command", ["compare", "diverse"])
def test_crossings_are_in_the_record_and_a_layer_of_the_file(run, tmp_path, command):
    path = tmp_path / "routes.gpkg"
    said = run(*COMMANDS[command], "--crossings", "--json", "-o", str(path))
    assert said.code == 0
    told = json.loads(said.out)["crossings"]
    layer = gpd.read_file(path, layer="crossings")
    assert layer["cable"].tolist() == [one["cable"] for one in told]
    assert len(told) > 5


def test_crossings_of_a_corridor_are_those_of_its_passages(run, tmp_path):
    path = tmp_path / "corridor.gpkg"
    said = run("corridor", "galway", "halifax", *COARSE, "--crossings", "--json", "-o", str(path))
    record = json.loads(said.out)
    layer = gpd.read_file(path, layer="crossings")
    assert layer["cable"].tolist() == [one["cable"] for one in record["crossings"]]
    assert {one["line"] for one in record["crossings"]} <= {one["name"] for one in record["passages"]}


def test_rules_of_the_scenario_make_the_list_of_a_plan(run, tmp_path):
    scenario, path = tmp_path / "mine.toml", tmp_path / "list.csv"
    scenario.write_text('extends = "balanced"\n[engineering]\nshallow_burial_m = 2.5\n', encoding="utf-8")
    assert run(*COMMANDS["plan"], "--scenario", str(scenario), "-o", str(path)).code == 0
    assert "target 2.5 m" in path.read_text(encoding="utf-8-sig")
    scenario.write_text('extends = "balanced"\n[engineering]\nshallow_burial_m = -1\n', encoding="utf-8")
    said = run(*COMMANDS["plan"], "--scenario", str(scenario))
    assert_one_clear_line(said, 5, "engineering.shallow_burial_m = -1")
