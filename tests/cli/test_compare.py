"""Command ``compare``: baselines, Pareto front and passages."""

import json

import pytest
from cli_kit import COARSE, KEYS, MAGIC, assert_one_clear_line


def test_compare_sets_each_route_beside_its_baselines(run):
    said = run("compare", "galway:halifax", "landeyjar:nuuk", *COARSE)
    assert said.code == 0
    for ends in ("Galway – Halifax", "Landeyjar – Nuuk"):
        assert said.out.count(ends) == 2  # over the rows, and beside its jurisdictions
    assert said.out.count("geodesic") == 3  # the heading "x geodesic" and two rows
    assert said.out.count("shortest sea path") == 2


def test_compare_json_holds_the_objects_of_plan(run):
    record = json.loads(run("compare", "galway:halifax", "landeyjar:nuuk", "--json", *COARSE).out)
    assert [sorted(each) for each in record["routes"]] == [sorted([*KEYS, "other_ways"])] * 2


def test_compare_accepts_positions_on_both_sides_of_the_colon(run):
    record = json.loads(run("compare", "53.27,-9.05:44.64,-63.57", "--json", *COARSE).out)
    assert record["routes"][0]["from"]["lat"] == 53.27


@pytest.mark.parametrize("pair", ["galway", "galway:", ":halifax", ""])
def test_a_pair_without_two_ends_is_refused(run, pair):
    assert_one_clear_line(run("compare", pair, *COARSE), 2, "colon")


def test_compare_sweeps_one_pair_for_its_pareto_front(run, tmp_path):
    said = run("compare", "galway:halifax", "--pareto", "-o", str(tmp_path / "front.png"), *COARSE)
    assert said.code == 0
    assert "as planned" in said.out
    assert "non-partner" in said.out
    assert (tmp_path / "front.png").read_bytes().startswith(MAGIC[".png"])
    record = json.loads(run("compare", "galway:halifax", "--pareto", "--json", *COARSE).out)
    assert len(record["pareto"]) == len(record["routes"]) > 1
    assert {"name", "dominated", "build_cost_musd"} <= set(record["pareto"][0])


def test_a_pareto_front_is_of_one_pair(run):
    assert_one_clear_line(
        run("compare", "galway:halifax", "landeyjar:nuuk", "--pareto", *COARSE), 2, "one FROM:TO"
    )


def test_passages_are_routes_side_by_side(run):
    said = run("compare", "bodo:tomakomai", "--passages", *COARSE, "--json")
    assert said.code == 0
    assert len(json.loads(said.out)["routes"]) > 1


def test_a_pareto_front_has_no_ranges_of_an_ensemble(run, tmp_path):
    asked = ("compare", "galway:halifax", "--pareto", "--ensemble", str(tmp_path), *COARSE)
    assert_one_clear_line(run(*asked), 2, "--ensemble", "give one of them")
