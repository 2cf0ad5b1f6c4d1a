"""Towns of the gazetteer: what the table holds, and how they are found and told."""

import logging

import numpy as np
import pytest
from coast_kit import coast_distance_km

from routeplan.catalog.landings import find_landing, read_landings, search_landings
from routeplan.catalog.models import Landing, LandingStatus
from routeplan.catalog.towns import find_towns, find_towns_beginning, read_towns
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.io.name_search import fold_name
from routeplan.io.sources import embedded


def test_the_file_is_the_one_that_was_published():
    embedded("towns").check()


def test_every_town_lies_north_of_30n_and_has_an_id_that_no_landing_has():
    towns = read_towns()
    assert len(towns) > 15_000
    assert min(town.lat for town in towns) >= 30.0
    assert not {town.id for town in towns} & {landing.id for landing in read_landings()}


def test_no_town_is_a_known_landing():
    landings = {}
    for landing in read_landings():
        landings.setdefault((fold_name(landing.name), landing.country), []).append(landing)
    for town in read_towns():
        for landing in landings.get((fold_name(town.name), town.country), ()):
            assert geodesic_km(town.lon, town.lat, landing.lon, landing.lat) > 25.0, town.id


def test_distances_to_the_coast_are_those_of_the_embedded_coast():
    some = read_towns()[::200]
    distances_km = coast_distance_km([town.lon for town in some], [town.lat for town in some])
    # The table was measured before positions were rounded to 0.001 degrees.
    assert np.abs(distances_km - [town.coast_km for town in some]).max() < 0.2


# Positions of city halls and harbours, from general maps.
@pytest.mark.parametrize(
    ("name", "country", "lon", "lat"),
    [
        ("Sapporo", "JP", 141.35, 43.06),
        ("cork", "IE", -8.47, 51.90),
        ("København", "DK", 12.57, 55.68),
        ("Lisboa", "PT", -9.14, 38.71),
        ("SAINT-MALO", "FR", -2.01, 48.65),
        ("arkhangelsk", "RU", 40.54, 64.54),
        ("Bergen, NL", "NL", 4.70, 52.67),
        ("bergen, netherlands", "NL", 4.70, 52.67),
        ("cork-ie", "IE", -8.47, 51.90),
    ],
)
def test_a_coastal_town_is_found_by_name(name, country, lon, lat):
    town = find_landing(name)
    assert (town.country, town.status) == (country, LandingStatus.TOWN)
    assert geodesic_km(town.lon, town.lat, lon, lat) < 5.0
    assert town.source.startswith("GeoNames ")


def test_a_town_is_told_once_with_the_landings_near_it(caplog):
    with caplog.at_level(logging.WARNING, logger="routeplan"):
        find_landing("Sapporo")
    (record,) = caplog.records
    assert record.getMessage().startswith(
        "Sapporo (JP): town in the gazetteer (GeoNames), not a known landing station; "
        "nearest landings: ishikari (16 km), otaru"
    )


def test_a_landing_is_taken_without_a_notice_before_a_town_of_its_name(caplog):
    assert find_landing("Bergen").country == "NO"
    assert find_landing("Aberdeen").country == "GB"
    assert find_landing("Halifax, CA").id == find_landing("halifax, canada").id == "halifax"
    assert not caplog.records


def test_towns_of_one_name_are_listed_with_ids_and_positions():
    with pytest.raises(UsageError, match='towns are called "newport"; give an id: newport-') as several:
        find_landing("newport")
    assert "newport-us-or (44.64,-124.05)" in str(several.value)
    assert find_landing("newport-us-or").lat == pytest.approx(44.64, abs=0.01)


def test_a_city_inland_is_refused_with_the_landings_near_it():
    with pytest.raises(
        UsageError, match=r"^Madrid \(ES\) is 3\d\d km from the coast; give a landing, nearest are"
    ) as inland:
        find_landing("madrid")
    assert "santander" in str(inland.value)


def test_a_country_after_the_name_must_exist():
    with pytest.raises(UsageError, match='no country "Norwai" north of 25N; did you mean Norway'):
        find_landing("Bergen, Norwai")


def test_a_table_of_ones_own_is_searched_alone():
    mine = (Landing("test-bay", "Test Bay", "NO", 14.4, 67.3),)
    with pytest.raises(UsageError, match=r'^no landing "cork"; see'):
        find_landing("cork", mine)
    assert search_landings("cork", landings=mine).empty


def test_a_search_lists_towns_of_the_name_after_the_landings():
    table = search_landings("bergen")
    assert table["id"].iloc[0] == "bergen"
    assert ("Bergen", "NL", "town") in set(zip(table["name"], table["country"], table["status"], strict=True))
    assert set(search_landings("bergen", country="Norway")["country"]) == {"NO"}


def test_a_search_falls_back_on_towns_that_begin_so():
    assert "sapporo-jp" in set(search_landings("sappo")["id"])


def test_inland_cities_come_only_where_no_coastal_town_has_the_name():
    assert [town.country for town in find_towns("Hamburg")] == ["DE"]
    assert not any(town.is_coastal for town in find_towns("Moscow"))


def test_a_town_is_placed_no_better_than_its_distance_to_the_coast():
    """Cork is 3.2 km from it: its accuracy is 4 km, never 3."""
    (cork,) = find_towns("cork")
    assert find_landing("cork").accuracy_km - 1.0 < cork.coast_km <= find_landing("cork").accuracy_km


def test_towns_that_begin_alike_come_by_their_number_of_people():
    people = [town.population for town in find_towns_beginning("san")]
    assert len(people) == 10
    assert people == sorted(people, reverse=True)
