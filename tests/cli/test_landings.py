"""Command ``landings``: search by name, position and country."""

import json
import re

import geopandas as gpd
import pandas as pd
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


@pytest.mark.parametrize("code", ["IE", "ie", "IRL", "Ireland", "372"])
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
    assert_one_clear_line(run("landings", "--near", "2.1W,57.1N"), 2, "longitude first", "57.1N,2.1W")


def test_a_search_near_a_position_with_hemispheres_is_answered(run):
    found = json.loads(run("landings", "--near", "53 16.2N 9 3W", "--json").out)["landings"]
    assert found[0]["id"] == "galway"


def test_an_unknown_country_is_answered_with_what_is_most_alike(run):
    assert_one_clear_line(run("landings", "--country", "Norwai"), 2, "Norwai", "did you mean Norway?")
    assert_one_clear_line(run("landings", "--country", "ZZ"), 2, "ZZ", "ISO 3166-1")


def test_a_town_is_told_as_a_town_with_the_landings_near_it(run):
    said = run("landings", "cork")
    assert said.code == 0
    assert re.search(r"^cork-ie +Cork +IE .* town ", said.out, flags=re.MULTILINE)
    notice, count = said.err.splitlines()
    assert notice.startswith("Cork (IE): town in the gazetteer (GeoNames), not a known landing station; ")
    assert "garrettstown" in notice
    assert count == "0 landing points, 1 town"
    (town,) = json.loads(run("landings", "cork", "--json").out)["landings"]
    assert town["status"] == "town"


def test_a_search_that_finds_nothing_names_what_is_most_alike(run):
    said = run("landings", "halifx")
    assert (said.code, said.out) == (0, "")
    assert 'no landing or town "halifx"; did you mean halifax (Halifax, CA)' in said.err


def test_an_end_that_is_unknown_is_refused_before_a_planner_opens(run, never_solves):
    for command in ("plan", "corridor", "diverse"):
        assert_one_clear_line(
            run(command, "halifx", "galway"), 2, "halifx", "did you mean halifax (Halifax, CA)"
        )
    assert_one_clear_line(run("compare", "halifx:galway"), 2, "halifx", "did you mean halifax (Halifax, CA)")


def test_a_route_from_a_town_says_so_once(run):
    said = run("compare", "sapporo:nuuk", "nuuk:sapporo", "--spacing-km", "25", "--json")
    assert said.err.count("Sapporo (JP): town in the gazetteer (GeoNames), not a known landing station") == 1
    start = json.loads(said.out)["routes"][0]["from"]
    assert (start["name"], start["status"]) == ("Sapporo", "town")


def test_landings_are_written_as_points_of_a_map_and_as_a_table(run, tmp_path):
    paths = [tmp_path / f"irish{suffix}" for suffix in (".gpkg", ".geojson", ".csv")]
    said = run("landings", "--country", "IE", *(word for path in paths for word in ("-o", str(path))))
    assert said.code == 0
    known = [landing for landing in read_landings() if landing.country == "IE"]
    for path in paths[:2]:
        frame = gpd.read_file(path, layer="landings" if path.suffix == ".gpkg" else None)
        assert set(frame["id"]) == {landing.id for landing in known}
        galway = frame[frame["id"] == "galway"].iloc[0]
        assert (galway.geometry.x, galway.geometry.y) == (galway["lon"], galway["lat"])
    table = pd.read_csv(paths[2])
    assert sorted(table["id"]) == sorted(landing.id for landing in known)
    assert paths[2].read_bytes().startswith(b"\xef\xbb\xbf")  # by which spreadsheets know UTF-8


def test_no_landing_is_no_file(run, tmp_path):
    said = run("landings", "zzzzzz", "-o", str(tmp_path / "none.gpkg"))
    assert said.code == 2
    assert "there is nothing to write" in said.err
    assert list(tmp_path.iterdir()) == []
