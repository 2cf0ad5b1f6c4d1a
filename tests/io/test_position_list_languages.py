"""Headings, letters, signs and code pages of lists from many countries: the same eight positions from each."""

import pytest
from pyproj import Geod

from routeplan.errors import DataError
from routeplan.geo.position_text import parse_position
from routeplan.io.lines import read_lines

WGS84 = Geod(ellps="WGS84")
BASE = [
    (53.27, -9.05), (53.1, -11.5), (52.5, -16.0), (51.2, -25.0),
    (49.0, -36.0), (46.0, -47.0), (44.2, -58.0), (44.64, -63.57),
]  # fmt: skip
KM = [0.0, 164.9, 475.6, 1111.9, 1935.2, 2827.5, 3715.3, 4161.5]


def degrees_minutes(angle):
    return int(abs(angle) + 1e-9), round((abs(angle) - int(abs(angle) + 1e-9)) * 60.0, 3)


@pytest.fixture
def read(tmp_path):
    """Write a text and read its only line."""

    def reader(content, name="rpl.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        (line,) = read_lines(tmp_path / name)
        return line

    return reader


def latlon(line):
    return [(round(float(lat), 6), round(float(lon), 6)) for lat, lon in zip(line.lat, line.lon, strict=True)]


def warnings_of(line):
    return " | ".join(line.read_as.notes.warnings)


def table(heading, row, separator=","):
    rows = [separator.join(map(str, row(number, *pair))) for number, pair in enumerate(BASE)]
    return "\n".join([heading, *rows, ""])


@pytest.mark.parametrize(
    "heading",
    [
        "Event,Latitude - North,Longitude - West",
        "Event,N. Lat,W. Long",
        "Event,Lat_N,Lon_W",
        "Event,Lat (dec deg N),Long (dec deg W)",
        "Ereignis,nördliche Breite,westliche Länge",
        "Punkt,Geogr. Breite N,Geogr. Länge W",
        "Événement,Latitude Nord,Longitude Ouest (O)",
        "Événement,Latitude N,Longitude O",
        "Evento,Latitud Norte,Longitud Oeste",
        "Evento,Latitud,Longitud O",
        "Hendelse,Nordlig bredde,Vestlig lengde",
        "Hendelse,Breddegrad N,Lengdegrad V",
        "Punkt,Bredde N,Længde V",
        "Punkt,Latitud nord,Longitud väst",
        "Punkt,Szerokość N,Długość W",
        "Punt,Noorderbreedte,Westerlengte",
        "Piste,Pohjoinen leveys,Läntinen pituus",
        "Событие,Северная широта,Западная долгота",
        "Точка,Широта сев.,Долгота зап.",
        "Точка,с.ш.,з.д.",
        "点,緯度（北緯）,経度（西経）",
        "点,北纬,西经",
        "점,위도 (북),경도 (서)",
        "Event,Latitude,Longitude\n,°N,°W",
        "Event,Latitude,Longitude\n,North,West",
    ],
)
def test_the_hemisphere_of_a_heading_is_read_in_its_language(read, heading):
    assert latlon(read(table(heading, lambda at, lat, lon: (at, lat, -lon)))) == BASE


def test_o_is_east_beside_w_and_in_german_and_west_beside_e_and_in_french(read):
    for heading, row, sign in (
        ("Punkt,Breite,N/S,Länge,O/W", lambda at, lat, lon: (at, lat, "N", -lon, "O"), -1),
        ("Point,Latitude,N/S,Longitude,E/O", lambda at, lat, lon: (at, lat, "N", -lon, "O"), 1),
        ("Événement,Latitude,Longitude", lambda at, lat, lon: (at, f"{lat} N", f"{-lon} O"), 1),
        ("Nr,Breite,Länge", lambda at, lat, lon: (at, f"{lat} N", f"{-lon} O"), -1),
        ("Nr,nördliche Breite,östliche Länge", lambda at, lat, lon: (at, lat, -lon), -1),
    ):
        assert latlon(read(table(heading, row))) == [(lat, sign * lon) for lat, lon in BASE], heading


@pytest.mark.parametrize("word", ["vesturlengd x", "hwest", "(zapad)", "[Potsdam]"])
def test_a_word_of_a_heading_that_is_not_known_is_told(read, word):
    line = read(table(f"Event,Lat,Lon {word}", lambda at, lat, lon: (at, lat, -lon)))
    assert "in the heading is not understood" in warnings_of(line)
    assert '"Lon' in warnings_of(line)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("53°16'.2 N", "9°03'.0 W"),
        ("53°16.'2 N", "9°03.'0 W"),
        ("53⁰ 16.2' N", "9⁰ 3' W"),
        ("53°16ʹ12ʺN", "9°03ʹ00ʺW"),
        ("53∘16`12``N", "9∘03`00``W"),
        ("53.27", "\u20139.05"),
        ("53.27", "\u20149.05"),
        ("53.27", "\u20119.05"),
        ("\u200e53.27\u200b", "\u200e-9.05"),
        ("５３．２７Ｎ", "９．０５Ｗ"),
        ("531612.0N", "0090300.0W"),
    ],
)
def test_signs_that_people_type_are_read(read, lat, lon):
    north = "54" + lat.split("3", 1)[-1] if "3" in lat else "54N"
    line = read(f"Event,Latitude,Longitude\nA,{lat},{lon}\nB,{north},{lon}\n")
    assert latlon(line)[0] == (53.27, -9.05)


def test_decimals_behind_the_mark_of_minutes_are_no_seconds():
    assert parse_position("53°16'.2N 9°03'.0W") == (pytest.approx(-9.05), pytest.approx(53.27))


@pytest.mark.parametrize("text", ["51.2¹", "51.2②", "51.2 (1)", "51.2*"])
def test_the_mark_of_a_footnote_is_no_digit(read, text):
    with pytest.raises(DataError, match=r"row 3: latitude .* is not valid"):
        read(f"Event,Lat,Lon\nA,53.27,-9.05\nB,{text},-11.5\nC,52.5,-16\n")


@pytest.mark.parametrize(
    "text",
    [
        "Event,Lat (+N),Lon (+W)\n",
        "Event,Lat,Lon (W = +)\n",
        "Event,Lat,Lon (positive west)\n",
        "Alle Längen westlich Greenwich\nPunkt,Breite,Länge\n",
        "West longitudes are positive\nEvent,Lat,Lon\n",
    ],
)
def test_west_may_be_stated_to_be_positive(read, text):
    assert latlon(read(text + table("", lambda at, lat, lon: (at, lat, -lon)).lstrip())) == BASE


def test_the_exponent_of_a_number_is_not_east(read):
    line = read("Lat,Lon\n5.1e+01,1e-05\n51.5,-0.5\n52,-1\n")
    assert latlon(line) == [(51.0, 0.00001), (51.5, -0.5), (52.0, -1.0)]
    assert warnings_of(line) == ""


@pytest.mark.parametrize("form", ["KP {:.1f}", "{:.1f} km"])
def test_kilometre_points_with_words_are_compared(read, form):
    line = read(table("KP,Lat,Lon", lambda at, lat, lon: (form.format(KM[at] * 1.02), lat, lon)))
    assert "disagrees with 4,161.5 km" in warnings_of(line)


def test_a_sign_may_stand_with_the_minutes_of_an_angle_below_one_degree(read):
    line = read("Lat deg,Lat min,Lon deg,Lon min\n51,12,0,-30\n51,18,0,-15\n51,30,-1,6\n")
    assert latlon(line) == [(51.2, -0.5), (51.3, -0.25), (51.5, -1.1)]
    with pytest.raises(DataError, match="is not valid"):
        read("Lat deg,Lat min,Lon deg,Lon min\n51,12,1,-30\n51,18,1,-15\n")


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Lat DDMMSS.s,Lon DDDMMSS.s", "531612.0,-0090300.0\n520600.0,-0113000.0"),
        ("Lat (DDMM.mmm),Lon (DDDMM.mmm)", "5316.200,-00903.000\n5206.000,-01130.000"),
    ],
)
def test_the_decimals_of_a_packed_format_are_no_hemisphere(read, heading, text):
    assert latlon(read(f"{heading}\n{text}\n")) == [(53.27, -9.05), (52.1, -11.5)]


def test_minutes_and_seconds_as_decimals_are_refused(read):
    with pytest.raises(DataError, match=r"minutes and seconds as decimals, 53\.1612; write"):
        read("Lat (DD.MMSS),Lon (DDD.MMSS)\n53.1612,-9.0300\n53.0600,-11.3000\n52.3000,-16.0000\n")


def test_a_dozen_decimals_below_sixty_are_told_to_be_minutes_perhaps(read):
    positions = [(53 + at + 0.01 * at, -9 - at - 0.03 * at) for at in range(1, 13)]
    body = "\n".join(f"{lat:.2f},{lon:.2f}" for lat, lon in positions)
    assert "are below .60, as minutes are" in warnings_of(read(f"Lat,Lon\n{body}\n"))
    body = body.replace("53.", "53.9", 1)
    assert "as minutes are" not in warnings_of(read(f"Lat,Lon\n{body}\n57.99,-30.5\n"))


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("Event,Lat,Lon,Cum dist (nmi)", 1 / 1.852),
        ("Punkt,Breite,Länge,Kum. Distanz (sm)", 1 / 1.852),
        ("Event,Lat,Lon,Cumulative nautical miles", 1 / 1.852),
        ("Event,Lat,Lon,KP\n,deg,deg,nm", 1 / 1.852),
        ("Event,Lat,Lon,KP\n,deg,deg,m", 1000.0),
        ("Event,Lat,Lon,Chainage (km)", 1.0),
    ],
)
def test_the_unit_of_a_cumulative_distance_is_read(read, heading, factor):
    right = read(table(heading, lambda at, lat, lon: (at, lat, lon, round(KM[at] * factor, 3))))
    assert warnings_of(right) == ""
    wrong = read(table(heading, lambda at, lat, lon: (at, lat, lon, round(KM[at] * factor * 1.02, 3))))
    assert "cumulative distance, 4,244.7 km, disagrees with 4,161.5 km" in warnings_of(wrong)


@pytest.mark.parametrize("page", ["cp850", "mac_roman", "cp1252", "utf-16", "utf-8-sig"])
def test_german_lists_of_old_systems_are_read(read, page):
    text = table(
        "Nr;Breite;Länge",
        lambda at, lat, lon: (at, f"{lat}° N".replace(".", ","), f"{-lon}° W".replace(".", ",")),
        ";",
    )
    assert latlon(read(text.encode(page))) == BASE


@pytest.mark.parametrize("page", ["koi8_r", "cp866", "cp1251"])
def test_russian_lists_of_old_systems_are_read(read, page):
    text = table("Точка;Широта;Долгота", lambda at, lat, lon: (at, f"{lat} с.ш.", f"{-lon} з.д."), ";")
    assert latlon(read(text.encode(page))) == BASE
    assert latlon(read(table("点,緯度,経度", lambda *row: row).encode("euc_jp"))) == BASE


@pytest.mark.parametrize("separator", ["; ", " | ", ", ", " / "])
def test_pairs_in_quotes_are_whole_cells_whatever_parts_them(read, separator):
    line = read(table("Event,Coordinates", lambda at, lat, lon: (f"AC{at}", f'"{lat}{separator}{lon}"')))
    assert latlon(line) == BASE
    assert '"Coordinates" is read as latitude first' in warnings_of(line)


def test_whole_numbers_of_a_list_without_headings_are_no_pairs(read):
    with pytest.raises(DataError, match="has no columns for latitude and longitude"):
        read("a;b\n0;53,270\n1;53,100\n")


@pytest.mark.parametrize("datum", ["CK-42", "Tokyo", "日本測地系", "Potsdam", "Foobar 7"])
def test_a_column_of_datums_is_read_as_a_datum(read, datum):
    line = read(table("Event,Lat,Lon,Datum", lambda at, lat, lon: (at, lat, lon, datum)))
    assert "shifted to WGS 84" in warnings_of(line) or "not shifted" in warnings_of(line)


@pytest.mark.parametrize("datum", ["WGS 84", "世界測地系", "JGD2011", "World Geodetic System 1984"])
def test_datums_like_wgs84_are_not_told(read, datum):
    assert warnings_of(read(f"Datum: {datum}\n" + table("Event,Lat,Lon", lambda *row: row))) == ""


def test_rows_of_statistics_and_carried_sums_are_no_positions(read):
    body = table("Event,Lat,Lon", lambda at, lat, lon: (f"A{at}", lat, lon))
    line = read(f"{body}Min,44.2,-63.57\nMean,49.4,-33.3\n")
    assert latlon(line) == BASE
    assert "2 rows without a position are left out (row 10, 11)" in warnings_of(line)
    rows = body.splitlines()
    pages = [*rows[:5], "Übertrag,,", "Seite 2,,", *rows[:1], *rows[5:], "Summe,,"]
    assert latlon(read("\n".join(pages))) == BASE


def test_rows_of_errors_and_lone_events_are_not_dropped_in_silence(read):
    with pytest.raises(DataError, match='row 3: latitude "#N/A" is not valid'):
        read("Lat,Lon\n53.27,-9.05\n#N/A,#N/A\n52.5,-16\n")
    line = read("Event,Lat,Lon\nA,53.27,-9.05\nB,,\nC,52.5,-16\n")
    assert "1 rows without a position are left out (row 3)" in warnings_of(line)


@pytest.mark.parametrize("heading", ["Option", "Alternative", "Variante", "Cable name", "Route"])
def test_columns_that_name_alternatives_part_the_lines(tmp_path, heading):
    rows = table(f"{heading},Lat,Lon", lambda at, lat, lon: ("A", lat, lon))
    rows += "".join(f"B,{lat + 1},{lon}\n" for lat, lon in BASE)
    (tmp_path / "two.csv").write_text(rows)
    assert [len(line.lat) for line in read_lines(tmp_path / "two.csv")] == [8, 8]


def test_long_names_are_no_longitudes(read):
    line = read(table("Long name,Lat,Long", lambda at, lat, lon: ("foo", lat, lon)))
    assert latlon(line) == BASE


def test_well_known_text_has_datum_legs_and_systems_as_other_texts(tmp_path):
    line = "LINESTRING(-9.05 53.27, -11.5 53.1, -16 52.5)"
    (tmp_path / "a.csv").write_text(f'Datum: ED50\nLegs: rhumb lines\nid,WKT\n1,"{line}"\n')
    (read,) = read_lines(tmp_path / "a.csv")
    assert (read.legs, read.read_as.notes.datum) == ("rhumb", "WGS 84, shifted from ED50")
    assert 50 < WGS84.inv(read.lon[0], read.lat[0], -9.05, 53.27)[2] < 250
    ends = '"LINESTRING(-9 53, -12 52)"', '"LINESTRING(-12 52, -15 51)"'
    (tmp_path / "b.csv").write_text(f"system,WKT\nA,{ends[0]}\nB,{ends[1]}\n")
    assert [one.system for one in read_lines(tmp_path / "b.csv")] == ["A", "B"]
