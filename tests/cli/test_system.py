"""Command ``system``: units found or given, by arguments and by a scenario; topologies side by side."""

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
        (("galway", "halifax", "--branch", "nuuk@"), ("does not say where it leaves the trunk",)),
        (("galway", "halifax", "--branch", "nuuk", "--branch", "bodo@55,-38"), ("all of them, or none",)),
        (("galway", "halifax", "--branch", "nuuk@55,-38", "--compare"), ("without @",)),
        (("galway", "halifax", "--compare", "--topology", "star"), ("leave out --topology",)),
        (("galway", "halifax", "--branch", "nuuk", "--topology", "web"), ("topology 'web'", "festoon")),
        (("galway", "halifax", "--branch", "nuuk", "--branching-unit", "smart"), ("passive",)),
        (("--branch", "nuuk@55,-38"), ("without a trunk",)),
        (("--trunk-pairs", "12"), ("--trunk-pairs 12 without a trunk",)),
        (("galway", "halifax", "--branch", "nuuk:pairs=two"), ("fibre pairs 'two'", "whole number")),
        (("galway", "halifax", "--branch", "nuuk@55,-38:pairs=30"), ("30 fibre pairs", "1 to 24")),
        (("galway", "halifax", "--branch", "nuuk@55,-38:pairs=20"), ("take 10 of its 8 fibre pairs",)),
    ],
)
def test_what_is_no_system_is_refused_in_one_line(run, arguments, words):
    assert_one_clear_line(run("system", *arguments, *COARSE), 2, *words)


def test_a_unit_is_found_where_none_is_given_and_the_scenario_finds_the_same(run, tmp_path):
    typed = run("system", "GALWAY", "HALIFAX", "--branch", "nuuk", "--prove", "--json", *COARSE)
    (found,) = json.loads(typed.out)["systems"]
    assert 0.0 <= found["optimality_gap_pct"] < 20.0
    assert "no system that joins these landings" in found["optimality_gap_note"]
    assert found["topology"] == "tree"
    assert {place["id"] for place in found["landings"]} == {"galway", "halifax", "nuuk"}
    assert [share["landing"] for share in found["cost_shares"]] == [None, "nuuk"]
    assert sum(share["shapley_usd"] for share in found["cost_shares"]) == pytest.approx(
        found["objective_usd"]
    )
    path = tmp_path / "found.toml"
    path.write_text(SCENARIO.replace('unit = "55.0,-38.0"\n', ""))
    (of_scenario,) = json.loads(run("system", "--scenario", str(path), "--json", *COARSE).out)["systems"]
    assert of_scenario["objective_usd"] == found["objective_usd"]


def test_a_place_that_the_trunk_passes_is_on_it(run):
    said = run("system", "galway", "halifax", "--through", "nuuk", "--branch", "landeyjar", "--json", *COARSE)
    (system,) = json.loads(said.out)["systems"]
    served = {landing["landing"]: landing for landing in system["availability"]}
    assert served["nuuk"]["on_trunk"] is True
    assert (system["from"]["id"], system["to"]["id"]) == ("galway", "halifax")


def test_topologies_are_compared_in_one_table(run, tmp_path):
    out = tmp_path / "four.html"
    said = run("system", "galway", "halifax", "--branch", "nuuk", "--compare", "-o", str(out), *COARSE)
    assert said.code == 0
    assert out.exists()
    table = said.out[said.out.index("least available") :]
    for topology in ("tree", "star", "festoon", "ring"):
        assert f"{topology}: Galway" in table


def test_fibre_pairs_of_a_scenario_and_of_the_arguments_are_told_by_part_and_landing(run, tmp_path):
    path = tmp_path / "pairs.toml"
    path.write_text(SCENARIO.replace('name = "Y"', 'name = "Y"\nfibre_pairs = 6') + "fibre_pairs = 4\n")
    (of_scenario,) = json.loads(run("system", "--scenario", str(path), "--json", *COARSE).out)["systems"]
    assert of_scenario["fibre_pairs"]["trunk"] == 6
    assert of_scenario["fibre_pairs"]["end_to_end"] == 4
    assert [part["fibre_pairs"] for part in of_scenario["parts"]] == [6, 4]
    typed = run(
        "system", "galway", "halifax", "--branch", "nuuk@55.0,-38.0:pairs=4", "--trunk-pairs", "6", *COARSE
    )
    assert "6 on the trunk, 4 of them past all units; Galway 6, Halifax 6, Nuuk 4" in typed.out
    (row,) = [line for line in typed.out.splitlines() if line.startswith("branch Nuuk")]
    assert row.split()[2] == "4"
    assert float(row.split()[-1]) == 0.0  # faults that stop the trunk, with switchable units


def test_a_passive_unit_of_a_scenario_counts(run, tmp_path):
    path = tmp_path / "passive.toml"
    path.write_text(SCENARIO + '\n[branching]\nunit = "passive"\n')
    (passive,) = json.loads(run("system", "--scenario", str(path), "--json", *COARSE).out)["systems"]
    assert passive["branching_unit_kind"] == "passive"
    (branch,) = [part for part in passive["parts"] if part["landings"] == ["nuuk"]]
    assert branch["trunk_faults_per_year"] == branch["faults_per_year"] > 0
    (served,) = [landing for landing in passive["availability"] if landing["landing"] == "nuuk"]
    assert served["trunk_faults_per_year"] > 0
