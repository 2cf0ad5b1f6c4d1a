"""Command ``diverse``: its record, tables and files."""

import json
import re

import pytest
from cli_kit import COARSE, KEYS, assert_one_clear_line

DIVERSE = ("diverse", "galway", "halifax", "--separation-km", "150", *COARSE)


def test_diverse_json_is_one_object_whose_figures_agree(run):
    said = run(*DIVERSE, "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert found["separation_km"] == 150
    assert found["zone_km"] == 200
    assert found["least_km"] >= 150
    assert [list(route)[: len(KEYS) + 1] for route in found["routes"]] == [["name", *KEYS]] * 2
    (pair,) = found["pairs"]
    assert pair["routes"] == [route["name"] for route in found["routes"]]
    assert pair["pinches"] == []
    assert [each["within_km"] for each in pair["shared_km"]] == [5, 10, 50, 100, 200]
    extra = sum(route["length_km"] for route in found["routes"]) - 2 * found["best"]["length_km"]
    assert found["price"]["km"] == pytest.approx(extra)


def test_diverse_prints_tables_and_writes_both_routes(run, tmp_path):
    path = tmp_path / "pair.geojson"
    said = run(*DIVERSE, "-o", str(path))
    assert said.code == 0
    for words in (
        "required separation",
        "150 km",
        "least separation",
        "Galway – Halifax, 2 of 2",
        "not for navigation",
    ):
        assert words in said.out
    lines = [each for each in json.loads(path.read_text())["features"] if "Line" in each["geometry"]["type"]]
    assert len(lines) == 2


def test_diverse_says_where_the_separation_could_not_be_had(run):
    said = run("diverse", "75,-140", "55,-178", "--separation-km", "250", *COARSE)
    assert said.code == 0
    assert "no routes with this separation were found" in said.out
    assert re.search(r"6[4-8]\.\dN 1(6|7)\d\.\dW: \d+\.\d km apart, \d+\.\d km missing", said.out)


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--count", "1", "2 to 6"),
        ("--separation-km", "0", "above 0"),
        ("--landing-zone-km", "-1", "0 or more"),
    ],
)
def test_senseless_numbers_are_refused_before_anything_is_solved(run, never_solves, option, value, what):
    assert_one_clear_line(run("diverse", "galway", "halifax", option, value), 2, what)


def test_a_country_without_landings_is_refused(run):
    assert_one_clear_line(run("diverse", "CH", "halifax", *COARSE), 2, '"CH"', "routeplan landings")
