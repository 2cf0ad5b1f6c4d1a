import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from coast_kit import coast_distance_km

from routeplan.catalog.cable_systems import CableSystemRow, DepotRow, read_depots, read_systems
from routeplan.catalog.landings import read_landings
from routeplan.catalog.models import CableStatus, CableSystem, Depot, Landing, MaintenanceZone
from routeplan.errors import DataError
from routeplan.geo.geodesy import geodesic_km

CHECK = Path(__file__).parents[3] / "shared" / "data"
CABLES_CHECK, LANDINGS_CHECK = CHECK / "cables_check.csv", CHECK / "landing_points_check.csv"
NORTH_DEG = 30.0  # the embedded sea ends there
COAST_KM = 10.0
CHECK_KM = 40.0  # ends by name: town centres there, beaches here
FIRST_FIBRE, LAST_PLAN = 1988, 2035  # TAT-8; no plan in the table reaches further

# A system of the outside list, and the group it is here. Others there have no free source that we found.
SAME = {
    "AEC-1": "aec-1", "Alaska United East (AU-East)": "au-east", "Alaska United West (AU-West)": "au-west",
    "Alaska United Southeast (AU-SE)": "au-southeast", "ACS Alaska-Oregon Network (AKORN)": "akorn",
    "Amitie": "amitie", "Apollo": "apollo", "Atlantic Crossing-1 (AC-1)": "ac-1", "AU-Aleutian": "au-aleutian",
    "BCS East-West Interlink": "bcs-east-west", "Bodo-Rost Cable": "bodo-rost", "C-Lion1": "c-lion1",
    "CANTAT-3": "cantat-3", "CeltixConnect-1 (CC-1)": "celtixconnect-1",
    "Challenger Bermuda-1 (CB-1)": "cb-1", "Circe North": "circe-north", "Circe South": "circe-south",
    "COBRAcable": "cobra", "CrossChannel Fibre": "crosschannel", "DANICE": "danice", "Dunant": "dunant",
    "Eastern Light": "eastern-light", "Emerald Bridge Fibres": "emerald-bridge", "EXA Express": "exa-express",
    "EXA North and South": "exa-north-south", "FARICE-1": "farice-1", "FLAG Atlantic-1 (FA-1)": "fa-1",
    "Grace Hopper": "grace-hopper", "Greenland Connect": "greenland-connect", "Havfrue/AEC-2": "havfrue",
    "Havhingsten/North Sea Connect (NSC)": "havhingsten", "Havsil": "havsil",
    "Hokkaido-Akita Cable": "hokkaido-akita", "Hokkaido-Sakhalin Cable System (HSCS)": "hscs", "IRIS": "iris",
    "KetchCan1 Submarine Fiber Cable System": "ketchcan1", "Kodiak Kenai Fiber Link (KKFL)": "kodiak-kenai",
    "Lynn Canal Fiber": "lynn-canal", "MAREA": "marea", "N0r5ke Viking": "n0r5ke-viking", "NO-UK": "no-uk",
    "NorthStar": "northstar", "Pan European Crossing (UK-Belgium)": "pec",
    "Pan European Crossing (UK-Ireland)": "pec", "Havhingsten/CeltixConnect-2 (CC-2)": "havhingsten",
    "Persona": "cabot-strait-eastlink",
    "Polar Express": "polar-express", "Quintillion Subsea Cable Network": "quintillion",
    "Rockabill": "rockabill", "Russia-Japan Cable Network (RJCN)": "rjcn",
    "Sakhalin-Kuril Islands Cable": "sakhalin-kurils", "Scylla": "scylla", "SEALink": "sealink",
    "SHEFA-2": "shefa-2", "Skagenfiber West": "skagenfiber-west",
    "St. Pierre and Miquelon Cable": "saint-pierre-et-miquelon",
    "Svalbard Undersea Cable System": "svalbard", "Sweden-Estonia (EE-S 1)": "ee-s-1", "Tangerine": "tangerine",
    "Tata TGN-Atlantic": "tgn-atlantic", "Topaz": "topaz", "Yellow": "ac-2", "Zeus": "zeus",
    "Far East Submarine Cable System": "far-east", "Greenland Connect North": "greenland-connect",
}  # fmt: skip
# Years that differ by more than one, and why ours stands.
EXPLAINED_YEARS: dict[str, str] = {}
# Ends of theirs that no stop of ours comes near, and why.
EXPLAINED_ENDS = {
    ("cantat-3", "44.44,-63.65"): "theirs has only what was left after the Canadian part closed in 2010",
    ("northstar", "nedonna-beach"): "theirs is the station at Hillsboro, 75 km inland",
    ("polar-express", "teriberka"): "theirs says Murmansk; the cable comes ashore at Teriberka",
    ("sealink", "55.48,-132.67"): "SEALink South, laid after their list was closed",
    ("sealink", "ketchikan"): "SEALink South, laid after their list was closed",
    ("svalbard", "breivika"): "theirs lies by Harstad; the cables leave from Breivika on Andøya",
}


def geodesic_sum_km(cable):
    return sum(
        geodesic_km(a.lon, a.lat, b.lon, b.lat) for a, b in zip(cable.stops, cable.stops[1:], strict=False)
    )


def is_position(stop):
    return stop.country == ""


def test_the_table_holds_at_least_sixty_systems():
    cables = read_systems()
    assert len({cable.group for cable in cables}) >= 60
    assert len({cable.id for cable in cables}) == len(cables)


def test_seas_from_the_baltic_to_the_sea_of_japan_have_cables():
    countries = {stop.country for cable in read_systems() for stop in cable.stops}
    assert {
        "NO",
        "SJ",
        "IS",
        "FO",
        "GL",
        "GB",
        "IE",
        "DK",
        "FI",
        "EE",
        "LT",
        "CA",
        "US",
        "JP",
        "KR",
        "RU",
        "PT",
    } <= (countries)


def test_every_end_is_a_landing_or_a_position_on_the_shore_of_the_northern_seas():
    known = set(read_landings())
    stops = {stop for cable in read_systems() for stop in cable.stops}
    assert {stop for stop in stops if not is_position(stop)} <= known
    positions = [stop for stop in stops if is_position(stop)]
    distances = coast_distance_km([stop.lon for stop in positions], [stop.lat for stop in positions])
    far = {stop.id for stop, km in zip(positions, distances, strict=True) if km > COAST_KM}
    assert far == {"67.52,12.1"}  # Røst, which Natural Earth leaves out
    assert min(stop.lat for stop in stops) > NORTH_DEG


def test_no_cable_is_shorter_than_the_geodesic_between_its_stops():
    for cable in read_systems():
        if cable.length_km is not None:
            room_km = sum(stop.accuracy_km for stop in cable.stops)
            assert cable.length_km >= geodesic_sum_km(cable) - room_km, cable.id


def test_no_cable_is_longer_than_two_and_a_half_times_the_geodesic():
    for cable in read_systems():
        if cable.length_km is not None:
            assert cable.length_km < 2.5 * geodesic_sum_km(cable), cable.id


def test_years_are_those_of_optical_fibre_and_plans_lie_ahead():
    for cable in read_systems():
        if cable.ready_year is not None:
            assert FIRST_FIBRE <= cable.ready_year <= LAST_PLAN, cable.id
            if cable.status is CableStatus.PLANNED:
                assert cable.ready_year >= 2026, cable.id
            else:
                assert cable.ready_year <= 2026, cable.id


def test_every_cable_says_where_it_is_published_and_never_a_licensed_database():
    for cable in read_systems():
        assert len(cable.source) > 10, cable.id
        assert not re.search(r"submarine ?cable ?map|TeleGeography data|OpenStreetMap", cable.source, re.I), (
            cable.id
        )


def test_branches_and_segments_share_the_group_of_a_system():
    by_group = {}
    for cable in read_systems():
        by_group.setdefault(cable.group, []).append(cable.id)
    assert by_group["svalbard"] == ["svalbard-1", "svalbard-2", "svalbard-harstad-1", "svalbard-harstad-2"]
    assert by_group["iris"] == ["iris"]


def test_years_agree_with_an_outside_list_or_the_difference_is_explained():
    if not CABLES_CHECK.is_file():
        pytest.skip(f"{CABLES_CHECK.name} is not beside the checkout: reference data does not ship")
    theirs = pd.read_csv(CABLES_CHECK).set_index("name")
    ours = {}
    for cable in read_systems():
        if cable.ready_year is not None:
            ours.setdefault(cable.group, set()).add(cable.ready_year)
    apart, compared = set(), 0
    for name, group in SAME.items():
        year = theirs.loc[name, "rfs_year"]
        if pd.isna(year) or group not in ours:
            continue
        compared += 1
        if min(abs(int(year) - known) for known in ours[group]) > 1:
            apart.add(name)
    assert compared > 55
    assert apart == set(EXPLAINED_YEARS)


def test_ends_agree_with_an_outside_list_or_the_difference_is_explained():
    if not (CABLES_CHECK.is_file() and LANDINGS_CHECK.is_file()):
        pytest.skip(f"{CABLES_CHECK.name} is not beside the checkout: reference data does not ship")
    theirs = pd.read_csv(CABLES_CHECK).set_index("name")
    places = pd.read_csv(LANDINGS_CHECK).set_index("id")
    listed: dict[str, set[str]] = {}
    for name, group in SAME.items():
        points = {point.strip() for point in theirs.loc[name, "landing_point_ids"].split(";")}
        listed.setdefault(group, set()).update(points & set(places.index))
    missing, compared = set(), 0
    for group, points in listed.items():
        positions = [(places.loc[point, "lon"], places.loc[point, "lat"]) for point in points]
        for stop in {stop for cable in read_systems() if cable.group == group for stop in cable.stops}:
            compared += 1
            if min(geodesic_km(stop.lon, stop.lat, *position) for position in positions) > CHECK_KM:
                missing.add((group, stop.id))
    assert compared > 150
    assert missing == set(EXPLAINED_ENDS)


GOOD = {
    "id": "test-1", "name": "Test cable", "group": "", "from_landing": "bodo", "to_landing": "53.5,-9.5",
    "via": "torshavn; thorlakshofn", "length_km": "4000", "ready_year": "2030", "status": "planned",
    "operator": "nobody", "source": "this test",
}  # fmt: skip


def write_table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_table_of_ones_own_is_read(tmp_path):
    (cable,) = read_systems(write_table(tmp_path / "mine.csv", GOOD))
    assert [stop.id for stop in cable.stops] == ["bodo", "torshavn", "thorlakshofn", "53.5,-9.5"]
    assert cable.group == "test-1"
    assert (cable.length_km, cable.ready_year, cable.status) == (4000.0, 2030, CableStatus.PLANNED)


def test_what_is_not_known_stays_unknown(tmp_path):
    (cable,) = read_systems(
        write_table(tmp_path / "mine.csv", GOOD | {"via": "", "length_km": "", "ready_year": ""})
    )
    assert (len(cable.stops), cable.length_km, cable.ready_year) == (2, None, None)


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("id", "Test 1", "lower-case letters"),
        ("name", "", "some text"),
        ("from_landing", "atlantis", 'no landing "atlantis"'),
        ("to_landing", "95,0", "latitude -90..90"),
        ("via", "torshavn;bodoe", "did you mean bodo"),
        ("length_km", "long", "a number, or nothing"),
        ("ready_year", "soon", "a year of four digits"),
        ("status", "dreamt", "in service or retired or planned"),
        ("operator", " ", "some text"),
        ("source", "", "where ends, length and year are published"),
    ],
)
def test_a_bad_value_is_named_with_its_row_and_column(tmp_path, column, value, named):
    path = write_table(tmp_path / "mine.csv", GOOD, GOOD | {"id": "test-2", column: value})
    with pytest.raises(DataError, match=f"mine.csv, row 3, column {column}: ") as bad:
        read_systems(path)
    assert named in str(bad.value)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"length_km": "0"}, "0 km long"),
        ({"length_km": "-5"}, "-5 km long"),
        ({"ready_year": "1492"}, "ready_year 1492 is out of range"),
        ({"via": "bodo"}, "two consecutive stops are the same place"),
        ({"status": "retired", "ready_year": ""}, "retired without a year of service"),
    ],
)
def test_a_cable_that_cannot_be_is_refused(tmp_path, change, named):
    with pytest.raises(DataError, match=named):
        read_systems(write_table(tmp_path / "mine.csv", GOOD | change))


def test_a_cable_has_two_ends():
    with pytest.raises(DataError, match="1 stop"):
        CableSystem(
            "x", "x", "x", (Landing("a", "A", "NO", 0.0, 60.0),), None, None, CableStatus.PLANNED, "x", "x"
        )


def test_a_ring_ends_where_it_begins():
    rings = [cable for cable in read_systems() if cable.stops[0] == cable.stops[-1]]
    assert {cable.group for cable in rings} == {"ac-1", "exa-north-south", "pc-1"}


DEPOT = {
    "id": "brest", "name": "Brest", "country": "FR", "lon": "-4.48", "lat": "48.38", "zone": "ACMA",
    "operator": "x", "ships": "One; Two", "source": "this test",
}  # fmt: skip


def test_depots_serve_both_oceans_and_say_where_that_is_published():
    depots = read_depots()
    assert {depot.zone for depot in depots} == set(MaintenanceZone)
    assert {"GB", "FR", "CA", "US", "JP", "KR"} <= {depot.country for depot in depots}
    assert all(depot.lat > NORTH_DEG and depot.source for depot in depots)


def test_depots_are_ports():
    depots = read_depots()
    distances = coast_distance_km([depot.lon for depot in depots], [depot.lat for depot in depots])
    inland = {depot.id for depot, km in zip(depots, distances, strict=True) if km > COAST_KM}
    assert inland == {"portland-or", "wujing"}  # up the Columbia and the Huangpu


def test_a_depot_table_of_ones_own_is_read(tmp_path):
    (depot,) = read_depots(write_table(tmp_path / "mine.csv", DEPOT))
    assert depot == Depot(
        "brest", "Brest", "FR", -4.48, 48.38, MaintenanceZone.ACMA, "x", ("One", "Two"), "this test"
    )


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("country", "France", "two capital letters"),
        ("lon", "west", "a number"),
        ("lat", "95", 'row 2, column lat: "95" is not valid; give a number from -90 to 90'),
        ("zone", "Moon", "ACMA or MECMA or NAZ or Yokohama or private"),
        ("source", "", "editable default"),
    ],
)
def test_a_bad_depot_is_refused(tmp_path, column, value, named):
    with pytest.raises(DataError, match=re.escape(named)):
        read_depots(write_table(tmp_path / "mine.csv", DEPOT | {column: value}))


@pytest.mark.parametrize(
    ("read", "good", "columns"),
    [(read_systems, GOOD, CableSystemRow.columns()), (read_depots, DEPOT, DepotRow.columns())],
)
def test_a_table_that_is_none_is_refused(tmp_path, read, good, columns):
    with pytest.raises(DataError, match="occurs twice"):
        read(write_table(tmp_path / "twice.csv", good, good))
    with pytest.raises(DataError, match=f"has no column {columns[-1]}"):
        read(write_table(tmp_path / "short.csv", {key: good[key] for key in columns[:-1]}))
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        read(tmp_path / "nowhere.csv")
    (tmp_path / "latin.csv").write_bytes(",".join(columns).encode() + b"\n\xe9\n")
    with pytest.raises(DataError, match="UTF-8"):
        read(tmp_path / "latin.csv")
