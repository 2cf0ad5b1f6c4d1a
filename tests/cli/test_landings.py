"""Command ``landings``: search by name, position and country."""

import json
import re

import pytest
from cli_kit import assert_one_clear_line

from routeplan.catalog.landings import read_landings


def test_landings_are_found_by_part_of_a_name(run):
    said = run("landings", "galw")
    assert said.code == 0
    assert re.search(r"^galway +Galway +IE +53\.\d+ +-9\.\d+", said.out, flags=re.MULTILINE)
    assert json.loads(run("landings", "galw", "--json").out)["landings"][0]["id"] == "galway"


def test_landings_are_found_without_accents(run):
    ids = [each["id"] for each in json.loads(run("landings", "bodo", "--json").out)["landings"]]
    assert "bodo" in ids


def test_landings_near_a_position_stand_nearest_first(run):
    found = json.loads(run("landings", "--near", "53.27,-9.05", "--json").out)["landings"]
    distances = [each["distance_km"] for each in found]
    assert found[0]["id"] == "galway"
    assert distances == sorted(distances)
    assert len(found) == len(read_landings())


@pytest.mark.parametrize("code", ["IE", "ie"])
def test_landings_are_filtered_by_country(run, code):
    found = json.loads(run("landings", "--country", code, "--json").out)["landings"]
    assert {each["country"] for each in found} == {"IE"}
    assert len(found) == sum(landing.country == "IE" for landing in read_landings())


def test_landings_are_filtered_by_everything_that_is_asked(run):
    found = json.loads(run("landings", "--near", "60,-5", "--country", "FO", "--json").out)["landings"]
    assert found
    assert {each["country"] for each in found} == {"FO"}


def test_a_search_near_what_is_no_position_is_refused(run):
    for position in ("here", "95,0", ""):
        assert_one_clear_line(run("landings", "--near", position), 2, "position")


def test_a_country_that_is_no_code_is_refused(run):
    assert_one_clear_line(run("landings", "--country", "Ireland"), 2, "Ireland", "alpha-2")
