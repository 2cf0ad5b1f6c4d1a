"""Areas, ways over land and cables beyond the domain: what their tables say, and what they may not."""

import pytest

from routeplan.catalog.landings import read_landings
from routeplan.catalog.models import CableStatus
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.errors import DataError, UsageError
from routeplan.network.links import read_links_beyond_domain
from routeplan.network.regions import (
    AreaRow,
    BackhaulRow,
    Region,
    find_area,
    find_region,
    read_areas,
    read_backhaul,
    read_city_pairs,
)

AREAS = read_areas()


@pytest.mark.parametrize(
    ("landing", "area", "region"),
    [
        ("galway", "ie", Region.EUROPE),
        ("portrush", "gb-northern-ireland", Region.EUROPE),
        ("halifax", "ca", Region.NORTH_AMERICA),
        ("milton", "ca-newfoundland", Region.NORTH_AMERICA),
        ("prudhoe-bay", "us-alaska-road", Region.NORTH_AMERICA),
        ("nome", "us-alaska", None),
        ("iqaluit", "ca-north", None),
        ("tomakomai", "jp", Region.ASIA),
        ("nuuk", "gl", None),
        ("landeyjar", "is", None),
        ("longyearbyen", "sj", None),
        ("murmansk", "ru-west", None),
        ("vladivostok", "ru-east", None),
        ("ponta-delgada", "pt-azores", None),
    ],
)
def test_a_landing_lies_in_the_area_and_the_region_that_the_readme_says(landing, area, region):
    (place,) = (each for each in read_landings() if each.id == landing)
    found = find_area(AREAS, place.country, place.lon, place.lat)
    assert (found.id, found.region) == (area, region)


def test_every_landing_of_the_table_has_an_area_of_its_country():
    for place in read_landings():
        assert find_area(AREAS, place.country, place.lon, place.lat) in AREAS, place.id


def test_every_area_that_land_joins_is_one_of_the_table():
    known = {area.id for area in AREAS}
    for each in read_backhaul(every=True):
        assert {each.from_area, each.to_area} <= known


def test_no_way_over_land_leads_out_of_russia_unless_it_is_asked_for():
    def abroad(links):
        return [each for each in links if each.from_area.startswith("ru-") != each.to_area.startswith("ru-")]

    assert abroad(read_backhaul()) == []
    assert abroad(read_backhaul(every=True)) != []


def test_the_ways_by_the_red_sea_and_luzon_are_there_with_their_straits():
    links = {link.id: link for link in read_links_beyond_domain(AREAS, NetworkAssumptions())}
    assert links["sea-me-we-5"].chokepoints == {"Red Sea and Suez", "Strait of Malacca"}
    assert links["sjc"].chokepoints == {"Luzon Strait"}
    assert links["aae-1"].end.area.region is Region.ASIA
    assert links["aae-1"].faults_per_year == pytest.approx(2.5)  # 25,000 km at 0.10 per 1,000
    assert "sea-me-we-6" not in links
    planned = read_links_beyond_domain(AREAS, NetworkAssumptions(), [CableStatus.PLANNED])
    assert [link.id for link in planned] == ["sea-me-we-6"]
    assert "sea-me-we-3" not in links  # retired in December 2024


def test_city_pairs_are_read_with_their_positions():
    pairs = {(start.name, end.name): (start, end) for start, end in read_city_pairs()}
    london, tokyo = pairs["London", "Tokyo"]
    assert (london.country, tokyo.country) == ("GB", "JP")
    assert (tokyo.lon, tokyo.lat) == (139.77, 35.68)


@pytest.mark.parametrize("text", ["Europe", "EUROPE", "europe"])
def test_a_region_is_found_in_any_case(text):
    assert find_region(text) is Region.EUROPE


def test_an_unknown_region_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match='no region "Africa"; give Europe, North America, Asia'):
        find_region("Africa")


AREA_HEAD, LINK_HEAD = ",".join(AreaRow.columns()), ",".join(BackhaulRow.columns())


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (read_areas, "area,name\n", "no column country"),
        (read_areas, f"{AREA_HEAD}\nno,Norway,NO,Afrika,,,,,\n", r'row 2, column region: "Afrika".*Europe'),
        (read_areas, f"{AREA_HEAD}\nno,Norway,NO,,1,2,,4,\n", "row 2: 3 of 4 edges; give all of .* or none"),
        (read_areas, f"{AREA_HEAD}\nno,Norway,Norge,,,,,,\n", "column country.*two capital letters"),
        (read_areas, f"{AREA_HEAD}\nno,A,NO,,,,,,\nno,B,NO,,,,,,\n", "row 3, column area: .no. occurs twice"),
        (read_backhaul, f"{LINK_HEAD}\nno,se,0.8,yes,\n", "column factor: .0.8. is not valid; give a number from 1"),
        (read_backhaul, f"{LINK_HEAD}\nno,se,1.3,maybe,\n", 'use: "maybe".*yes or no'),
        (read_city_pairs, "from_city,to_city\nLondon,Tokyo\n", "from_city.*a name, a country's two letters"),
        (
            read_city_pairs,
            'from_city,to_city\n"London GB 91,0","Tokyo JP 35,139"\n',
            "from_city.*is not a position",
        ),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_with_row_column_and_remedy(tmp_path, reader, text, message):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        reader(path)
