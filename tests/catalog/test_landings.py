import csv
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from coast_kit import coast_distance_km

from routeplan.catalog.landings import (
    LandingRow,
    find_landing,
    read_landings,
    search_landings,
)
from routeplan.catalog.models import Landing, LandingStatus
from routeplan.errors import DataError, UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.io.sources import embedded

CHECK_TABLE = Path(__file__).parents[3] / "shared" / "data" / "landing_points_check.csv"
CHECK_KM = 15.0
COAST_KM = 10.0

REGIONS = {
    "Norway": ("NO", 57, 72, 4, 32, 35),
    "Svalbard and Jan Mayen": ("SJ", 70, 81, -10, 35, 3),
    "Iceland": ("IS", 63, 67, -25, -13, 5),
    "Faroes": ("FO", 61, 63, -8, -6, 3),
    "Greenland": ("GL", 59, 84, -74, -11, 10),
    "United Kingdom": ("GB", 49, 61, -9, 2, 20),
    "Ireland": ("IE", 51, 56, -11, -5, 8),
    "Denmark": ("DK", 54, 58, 7, 16, 6),
    "Germany": ("DE", 53, 56, 6, 15, 3),
    "Netherlands": ("NL", 51, 54, 3, 8, 4),
    "Belgium": ("BE", 51, 52, 2, 4, 2),
    "France": ("FR", 43, 52, -6, 3, 5),
    "Spain": ("ES", 35, 44, -10, 0, 4),
    "mainland Portugal": ("PT", 36, 42, -10, -6, 3),
    "Azores": ("PT", 36, 40, -32, -24, 5),
    "Sweden": ("SE", 55, 66, 10, 25, 5),
    "Finland": ("FI", 59, 66, 20, 30, 3),
    "Estonia": ("EE", 57, 60, 21, 29, 1),
    "Latvia": ("LV", 55, 59, 20, 29, 1),
    "Lithuania": ("LT", 55, 57, 20, 22, 1),
    "Newfoundland": ("CA", 46, 52, -60, -52, 5),
    "Labrador": ("CA", 51.4, 61, -65, -55, 3),
    "Nova Scotia": ("CA", 43, 47.1, -67, -59, 4),
    "New Brunswick": ("CA", 44.5, 48, -69, -64, 1),
    "Quebec north shore": ("CA", 49, 52, -70, -57, 3),
    "Canadian Arctic": ("CA", 61, 84, -142, -60, 15),
    "Beaufort Sea shore of Canada": ("CA", 68, 75, -142, -116, 4),
    "British Columbia": ("CA", 48, 55, -134, -122, 5),
    "US Atlantic": ("US", 30, 45.5, -82, -66, 15),
    "US Pacific": ("US", 32, 49, -125, -117, 15),
    "southern Alaska": ("US", 51, 62, -180, -130, 20),
    "Arctic Alaska": ("US", 64, 72, -169, -141, 8),
    "Hokkaido": ("JP", 41, 46, 139, 146, 5),
    "Honshu": ("JP", 34, 41, 136, 143, 12),
    "Kyushu": ("JP", 31, 34.5, 129, 132, 3),
    "South Korea": ("KR", 33, 39, 125, 130, 4),
    "Russian Arctic": ("RU", 64, 78, 30, 180, 6),
    "Russian Pacific": ("RU", 42, 63, 130, 180, 8),
}  # fmt: skip

# Outside tables say otherwise, and why ours stands. Keep in step with data/landings/README.md.
EXPLAINED = {
    "akita": "theirs is the centre of the municipality, 20 km inland; ours the coast at the port",
    "breivika": "theirs lies by Harstad; the Svalbard cable leaves from Andøya, two fjords further west",
    "busan": "theirs is the city's centre; ours the ocean beach of Songjeong",
    "kitakyushu": "theirs is the airport island east of the city; ours the city",
    "kurilsk": "theirs is the middle of the district, inland; ours the town",
    "lena-point": "theirs is in the mountains north of Juneau; ours the point itself",
    "miyazaki": "theirs is the middle of the prefecture's hills; ours the town by the sea",
    "pohang": "theirs is the outer cape at Guryongpo; ours the town on the bay",
    "sendai": "theirs is the middle of the municipality, in the hills; ours the coast at the port",
    "shindu-ri": "theirs is on Anmyeondo, south of the county; ours Sindu-ri beach in its north",
}
# Natural Earth leaves the town's islands out: the coast it draws is the mainland's.
OFF_THE_DRAWN_COAST = {"maniitsoq"}

COUNTRY_NAMES = {
    "AX": "Finland", "BE": "Belgium", "BM": "Bermuda", "CA": "Canada", "DE": "Germany", "DK": "Denmark",
    "EE": "Estonia", "ES": "Spain", "FI": "Finland", "FO": "Faroe Islands", "FR": "France", "GB": "United Kingdom",
    "GL": "Greenland", "IE": "Ireland", "IM": "Isle of Man", "IS": "Iceland", "JP": "Japan", "KR": "South Korea",
    "LT": "Lithuania", "LV": "Latvia", "NL": "Netherlands", "NO": "Norway", "PL": "Poland",
    "PM": "Saint Pierre and Miquelon", "PT": "Portugal", "RU": "Russia", "SE": "Sweden", "SJ": "Norway",
    "US": "United States",
}  # fmt: skip

TWO_SANDWICKS = (
    Landing("sandwick-shetland", "Sandwick", "GB", -1.23, 60.0),
    Landing("sandwick-orkney", "Sandwick", "GB", -3.3, 59.05),
)


def test_the_file_is_the_one_that_was_published():
    embedded("landings").check()


def test_there_are_enough_landings_and_no_two_share_an_id():
    ids = [landing.id for landing in read_landings()]
    assert len(ids) >= 180
    assert len(set(ids)) == len(ids)


def test_all_landings_lie_north_of_30n():
    assert min(landing.lat for landing in read_landings()) > 30


@pytest.mark.parametrize("region", REGIONS)
def test_every_shore_has_its_landings(region):
    country, south, north, west, east, least = REGIONS[region]
    there = [
        x for x in read_landings()
        if x.country == country and south <= x.lat <= north and west <= x.lon <= east
    ]  # fmt: skip
    assert len(there) >= least


def test_every_landing_lies_at_the_coast():
    landings = read_landings()
    distances = coast_distance_km([x.lon for x in landings], [x.lat for x in landings])
    far = {x.id for x, distance in zip(landings, distances, strict=True) if distance > COAST_KM}
    assert far == OFF_THE_DRAWN_COAST


def test_every_landing_says_where_its_position_comes_from():
    for landing in read_landings():
        assert landing.source.startswith(("GeoNames ", "own position, ")), landing.id
        assert landing.accuracy_km > 0, landing.id


def test_the_table_agrees_with_an_outside_one_or_the_difference_is_explained():
    if not CHECK_TABLE.is_file():
        pytest.skip(f"{CHECK_TABLE.name} is not beside the checkout: reference data does not ship")
    with CHECK_TABLE.open(encoding="utf-8", newline="") as file:
        theirs = list(csv.DictReader(file))
    compared, apart = 0, set()
    for row in theirs:
        name, *_, country = (part.strip() for part in row["name"].split(","))
        for ours in _of_the_same_name(name, country):
            compared += 1
            if geodesic_km(ours.lon, ours.lat, float(row["lon"]), float(row["lat"])) > CHECK_KM:
                apart.add(ours.id)
    assert compared > 200
    assert apart == set(EXPLAINED)


def _of_the_same_name(name, country) -> set[Landing]:
    there = tuple(x for x in read_landings() if COUNTRY_NAMES[x.country] == country)
    found = set()
    for spelling in (name, name.replace("-", "")):  # Kita-kyushu
        with suppress(UsageError):
            found.add(find_landing(spelling, there))
    return found


@pytest.mark.parametrize("key", [
    "bodo", "tomakomai", "galway", "halifax", "landeyjar", "nuuk", "sopelana", "virginia-beach", "longyearbyen",
])  # fmt: skip
def test_the_landings_of_the_examples_are_found_by_id(key):
    assert find_landing(key).id == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bodø", "bodo"),
        ("BODO", "bodo"),
        (" bodø ", "bodo"),
        ("Þorlákshöfn", "thorlakshofn"),
        ("thorlakshofn", "thorlakshofn"),
        ("SEYÐISFJÖRÐUR", "seydisfjordur"),
        ("seydisfjordur", "seydisfjordur"),
        ("Tórshavn", "torshavn"),
        ("Virginia Beach", "virginia-beach"),
        ("virginia beach", "virginia-beach"),
        ("utqiagvik", "utqiagvik"),
        ("Jan Mayen", "jan-mayen"),
        ("kolobrzeg", "kolobrzeg"),
        ("St. David's", "st-davids"),
        ("Minamiboso", "minamiboso"),
    ],
)
def test_a_name_is_found_without_its_accents_and_in_any_case(text, key):
    assert find_landing(text).id == key


def test_a_decomposed_accent_is_the_same_letter():
    assert find_landing("To\u0301rshavn").id == "torshavn"


def test_letters_that_carry_no_accent_are_spelt_out():
    landings = (Landing("a", "Ærøskøbing", "DK", 10, 55), Landing("b", "Großenbrode", "DE", 11, 54))
    assert find_landing("aeroskobing", landings).id == "a"
    assert find_landing("grossenbrode", landings).id == "b"


def test_a_near_miss_is_answered_with_what_was_meant():
    with pytest.raises(UsageError) as miss:
        find_landing("bodoe")
    assert str(miss.value).startswith('no landing or town "bodoe"; did you mean bodo (Bodø, NO)')
    assert str(miss.value).endswith("? See routeplan landings, or give LAT,LON")


def test_a_wild_miss_is_answered_with_where_to_look():
    with pytest.raises(
        UsageError, match=r'^no landing or town "xqzzk"; see routeplan landings, or give LAT,LON$'
    ):
        find_landing("xqzzk")


def test_an_empty_name_is_a_miss():
    with pytest.raises(UsageError, match='no landing or town ""'):
        find_landing("")


def test_a_name_that_two_landings_share_lists_both():
    with pytest.raises(UsageError, match="2 landings are called") as both:
        find_landing("sandwick", TWO_SANDWICKS)
    assert "sandwick-shetland" in str(both.value)
    assert "sandwick-orkney" in str(both.value)


def test_a_shared_name_is_still_found_by_id():
    assert find_landing("sandwick-orkney", TWO_SANDWICKS).lat == 59.05


def test_a_position_is_a_landing_of_its_own():
    landing = find_landing("67.28,14.40")
    assert (landing.lat, landing.lon, landing.country) == (67.28, 14.40, "")
    assert landing.status is LandingStatus.CANDIDATE


def test_a_position_given_where_a_landing_is_asked_is_checked_too():
    with pytest.raises(UsageError, match="north,south"):
        find_landing("north,south")


def test_a_search_for_nothing_lists_everything():
    table = search_landings()
    assert list(table.columns) == ["id", "name", "country", "lat", "lon", "status", "accuracy_km", "source"]
    assert len(table) == len(read_landings())
    assert set(table["status"]) <= {"in service", "planned", "candidate"}


def test_a_search_joins_what_is_asked():
    table = search_landings("beach", country="us")
    assert "virginia-beach" in set(table["id"])
    assert set(table["country"]) == {"US"}


def test_a_search_near_a_place_is_sorted_by_distance():
    table = search_landings(near=(14.40, 67.28))
    assert table["id"].iloc[0] == "bodo"
    assert table["distance_km"].is_monotonic_increasing
    tomakomai = table.set_index("id").loc["tomakomai", "distance_km"]
    assert tomakomai == pytest.approx(7035, abs=10)  # WGS 84 geodesic Bodø to Tomakomai


def test_the_nearest_landing_may_lie_beyond_the_antimeridian():
    assert search_landings(near=(179.9, 51.9))["id"].iloc[0] == "adak"


def test_a_search_that_finds_nothing_is_an_empty_table_with_its_columns():
    table = search_landings("xqzzk", near=(0.0, 60.0))
    assert len(table) == 0
    assert "distance_km" in table.columns


GOOD = {
    "id": "test-bay", "name": "Test Bay", "country": "NO", "lon": "14.4", "lat": "67.3", "status": "planned",
    "accuracy_km": "2", "source": "survey",
}  # fmt: skip


def write_table(path: Path, *rows: dict[str, str]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def test_a_table_of_ones_own_is_read(tmp_path):
    (landing,) = read_landings(write_table(tmp_path / "mine.csv", GOOD))
    assert landing == Landing("test-bay", "Test Bay", "NO", 14.4, 67.3, LandingStatus.PLANNED, 2.0, "survey")


def test_a_table_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path):
    path = write_table(tmp_path / "mine.csv", GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_landings(path)[0].id == "test-bay"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "Test Bay"),
        ("id", ""),
        ("name", ""),
        ("country", "Norway"),
        ("lon", "181"),
        ("lon", "east"),
        ("lat", "nan"),
        ("lat", "-90.5"),
        ("status", "retired"),
        ("accuracy_km", "-1"),
        ("source", " "),
    ],
)
def test_a_bad_value_is_named_with_its_row_and_column(tmp_path, column, value):
    path = write_table(tmp_path / "mine.csv", GOOD, GOOD | {"id": "other"} | {column: value})
    with pytest.raises(DataError, match=f"mine.csv, row 3, column {column}: ") as bad:
        read_landings(path)
    assert f'"{value.strip()}"' in str(bad.value)


def test_an_id_that_occurs_twice_is_refused(tmp_path):
    with pytest.raises(DataError, match='row 3, column id: "test-bay" occurs twice'):
        read_landings(write_table(tmp_path / "mine.csv", GOOD, GOOD))


def test_a_missing_column_is_named(tmp_path):
    short = {key: GOOD[key] for key in LandingRow.columns() if key != "status"}
    with pytest.raises(DataError, match="has no column status"):
        read_landings(write_table(tmp_path / "mine.csv", short))


def test_a_row_cut_short_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(",".join(LandingRow.columns()) + "\ntest-bay,Test Bay,NO,14.4\n", encoding="utf-8")
    with pytest.raises(DataError, match="row 2, column lat"):
        read_landings(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        read_landings(tmp_path / "nowhere.csv")


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes(
        (",".join(LandingRow.columns()) + "\nbodo,Bodø,NO,14.4,67.3,planned,2,x\n").encode("latin-1")
    )
    with pytest.raises(DataError, match="UTF-8"):
        read_landings(path)
