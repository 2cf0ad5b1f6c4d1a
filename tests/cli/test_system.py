"""Command ``system``: trunk and branches whose units are given, by arguments and by a scenario."""

import json

import pytest
from cli_kit import COARSE, assert_one_clear_line

SCENARIO = """extends = "balanced"

[[systems]]
name = "Y"
stops = ["galway", "halifax"]

[[systems.branches]]
to = "nuuk"
unit = "55.0,-38.0"
"""


def test_a_system_of_a_scenario_is_that_of_the_arguments(run, tmp_path):
    path = tmp_path / "y.toml"
    path.write_text(SCENARIO)
    (of_scenario,) = json.loads(run("system", "--scenario", str(path), "--json", *COARSE).out)["systems"]
    typed = run("system", "galway", "halifax", "--branch", "nuuk@55.0,-38.0", "--json", *COARSE)
    (of_arguments,) = json.loads(typed.out)["systems"]
    assert of_scenario["name"] == "Y"
    for key in ("length_km", "build_cost_usd", "objective_usd", "scenario_sha256"):
        assert of_scenario[key] == of_arguments[key]
    assert [part["to"]["name"] for part in of_scenario["segments"]] == ["branching unit 1", "Halifax", "Nuuk"]


def test_a_system_is_printed_with_its_segments_and_written(run, tmp_path):
    out = tmp_path / "festoon.gpkg"
    said = run("system", "galway", "landeyjar", "nuuk", "-o", str(out), *COARSE)
    assert said.code == 0
    assert out.exists()
    assert "paid once" in said.out
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith(("Galway –", "Landeyj"))]
    assert any(line.startswith("total") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("galway",), ("1 stop", "two or more")),
        ((), ("no [[systems]] in the scenario",)),
        (("galway", "halifax", "--branch", "nuuk"), ("does not say where it leaves the trunk",)),
        (("--branch", "nuuk@55,-38"), ("without a trunk",)),
    ],
)
def test_what_is_no_system_is_refused_in_one_line(run, arguments, words):
    assert_one_clear_line(run("system", *arguments, *COARSE), 2, *words)
