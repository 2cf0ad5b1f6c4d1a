"""Lists in layouts that people have: each reads right, or is refused in one line."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from pyproj import Geod, Transformer

from routeplan.errors import DataError, UsageError
from routeplan.io.lines import read_lines

DATA = Path(__file__).parent / "data"
WGS84 = Geod(ellps="WGS84")
BASE = [
    (53.27, -9.05), (53.1, -11.5), (52.5, -16.0), (51.2, -25.0),
    (49.0, -36.0), (46.0, -47.0), (44.2, -58.0), (44.64, -63.57),
]  # fmt: skip
ROWS = "53.27,-9.05\n53.1,-11.5\n52.5,-16.0\n51.2,-25.0\n49.0,-36.0\n46.0,-47.0\n44.2,-58.0\n44.64,-63.57\n"


def latlon(line):
    return [(round(float(lat), 6), round(float(lon), 6)) for lat, lon in zip(line.lat, line.lon, strict=True)]


def warnings_of(line):
    return " | ".join(line.read_as.notes.warnings)


@pytest.fixture
def read(tmp_path):
    """Write a text and read its lines."""

    def reader(content, name="rpl.csv", **options):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_lines(tmp_path / name, **options)

    return reader


@pytest.fixture
def refuse(read):
    """Write a text that is refused in one line, and give the line."""

    def refusal(content, name="rpl.csv", **options):
        with pytest.raises((DataError, UsageError)) as caught:
            read(content, name, **options)
        message = str(caught.value)
        assert "\n" not in message
        assert "; " in message
        return message

    return refusal


@pytest.mark.parametrize(
    "name",
    [
        "08_header_west_unsigned.csv", "11_no_header.csv", "15_leg_from_to.csv", "16_pagebreak_total.csv",
        "17_rhumb_word_in_title.csv", "18_one_column.csv", "20_german_O.csv", "21_wkt.csv",
        "28_quoted_decimal_comma.csv", "31_words.csv", "34_latd_latm.csv", "38_pos_unsorted.csv",
        "40_lat_degree_mark_columns.csv", "58_ods.ods", "66_points_in_order.geojson",
        "67_segments_as_features.geojson", "80_folders.kml", "86_trk_two_segs.gpx", "98.dxf",
    ],
)  # fmt: skip
def test_one_line_of_eight_positions_whatever_the_layout(name):
    (line,) = read_lines(DATA / name)
    assert latlon(line) == BASE
    assert line.legs == "geodesic"
    told = line.read_as.record()
    assert told["file"] == name
    assert (told["positions"], told["legs"]) == (8, "geodesic")
    assert told["first"], told["last"] == ([-9.05, 53.27], [-63.57, 44.64])
    assert told["length_km"] == pytest.approx(4161.5, abs=0.1)


def test_degrees_minutes_and_seconds_in_columns_keep_their_hemisphere():
    (lisbon,) = read_lines(DATA / "A_lisbon_azores_dms_columns.xlsx")
    (right,) = read_lines(DATA / "right_lisbon_azores.csv")
    assert latlon(lisbon) == latlon(right)
    for name in ("p16_dms_columns_words.csv", "p07_nmea_packed.csv", "p01_west_in_heading.csv"):
        (line,) = read_lines(DATA / name)
        assert latlon(line) == [(67.28, -8.96), (68.0, -9.0)]


def test_formulas_without_values_are_refused_with_their_row():
    with pytest.raises(DataError, match='row 4: "Latitude" has a formula without a value; open the file'):
        read_lines(DATA / "52_formulas_both_no_cache.xlsx")


def test_decimals_are_minutes_where_only_then_the_files_own_distance_is_right():
    (line,) = read_lines(DATA / "25_ddmm_as_decimal_with_km.csv")
    assert latlon(line)[0] == (pytest.approx(53 + 16 / 60, abs=1e-6), pytest.approx(-9.05))
    assert "decimals are read as minutes: 53.16 is 53.26667" in warnings_of(line)


def test_ed50_is_shifted_by_about_a_hundred_metres_and_said():
    (line,) = read_lines(DATA / "26_ed50.csv")
    moved = WGS84.inv(line.lon[0], line.lat[0], -9.05, 53.27)[2]
    assert 80 < moved < 200
    assert "shifted to WGS 84 by ED50 to WGS 84" in warnings_of(line)
    assert line.read_as.notes.datum == "WGS 84, shifted from ED50"


def test_a_route_column_gives_a_line_for_each_value():
    first, second = read_lines(DATA / "39_two_routes_by_column.csv")
    assert latlon(first) == BASE
    assert latlon(second) == [(round(lat + 1, 6), lon) for lat, lon in BASE[::-1]]
    assert [first.name[-1], second.name[-1]] == ["A", "B"]


def test_two_segments_of_a_sheet_are_two_lines_and_the_branch_is_said():
    trunk, branch = read_lines(DATA / "27_two_segments_one_sheet.csv")
    assert latlon(trunk) == BASE
    assert latlon(branch) == [(51.2, -25.0), (50.5, -15.0), (51.85, -8.3)]
    assert "branches from" in warnings_of(branch)


def test_geoparquet_is_read_or_names_its_extra():
    try:
        import pyarrow  # noqa: F401
    except ModuleNotFoundError:
        with pytest.raises(DataError, match=r"pip install 'routeplan\[parquet\]'"):
            read_lines(DATA / "96_geo.parquet")
    else:
        (line,) = read_lines(DATA / "96_geo.parquet")
        assert latlon(line) == BASE


# Others of each kind


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Latitude (North),Longitude (West)", "67.28,14.4"),
        ("North Latitude,West Longitude", "67.28,14.4"),
        ("Lat [°N],Lon [°W]", "67.28,14.4"),
        ("LatN,LonW", "67.28,14.4"),
        ("N,W", "67.28,14.4"),
        ("Breite (N),Länge (W)", "67.28,14.4"),
        ("北緯,西経", "67.28,14.4"),
        ("Latitude N (deg min),Longitude W (deg min)", "67 16.8,14 24.0"),
        ("Lat N deg,Lat N min,Long W deg,Long W min", "67,16.8,14,24"),
        ("Lat (N) Deg,Min,Long (W) Deg,Min", "67,16.8,14,24"),
        ("Longitude (degrees_east),Latitude (degrees_north)", "-14.4,67.28"),
        ("Lat,Lon (W negative)", "67.28,-14.4"),
        ("Lat (+N),Lon (+E)", "67.28,-14.4"),
        ("Lat,Long (positive west)", "67.28,14.4"),
        ("Lat D,Lat M,Lat S,Lat H,Lon D,Lon M,Lon S,Lon H", "67,16,48,N,14,24,0,W"),
        ("LatDeg,LatMin,LatSec,LatHem,LonDeg,LonMin,LonSec,LonHem", "67,16,48,N,14,24,0,W"),
        ("Lat DD,Lat MM.mmm,N/S,Lon DDD,Lon MM.mmm,E/W", "67,16.8,N,14,24.0,W"),
        ("N/S,Lat Deg,Lat Min,Lat Sec,E/W,Lon Deg,Lon Min,Lon Sec", "N,67,16,48,W,14,24,0"),
        ("Latitude Degrees,Latitude Minutes,Latitude Seconds,Longitude Degrees,Longitude Minutes,Longitude Seconds",
         "67,16,48,-14,24,0"),
        ('Lat °,Lat ′,Lat ″,N/S,Lon °,Lon ′,Lon ″,E/W', "67,16,48,N,14,24,0,W"),
        ("Deg,Min,N/S,Deg,Min,E/W", "67,16.8,N,14,24,W"),
        ("Lat Deg,Lat Min & Hem,Lon Deg,Lon Min & Hem", "67,16.8N,14,24.0W"),
        ("Breite Grad,Breite Minuten,N/S,Länge Grad,Länge Minuten,O/W", "67,16.8,N,14,24,W"),
        ("Breddegrad,Lengdegrad", "67 16.8 N,14 24.0 V"),
        ("Breddegrad,Lengdegrad", "67 16.8 nord,14 24.0 vest"),
        ("Latitude,Longitude", "67°16'48\" Nord,14°24'00\" Ouest"),
        ("Latitude,Longitude", "67d16m48sN,14d24m0sW"),
        ("Latitude,Longitude", "67 deg 16.8 min N,14 deg 24 min W"),
        ("Latitude,Longitude", "North 67 16.8,West 14 24.0"),
        ("Latitude,Longitude", "67N16.8,14W24.0"),
        ("Latitude,Longitude", "67°N 16.8',14°W 24.0'"),
        ("Latitude,Longitude", "67º16’48’’N,14º24’00’’W"),
        ("Широта,Долгота", "67°16.8′ с.ш.,14°24.0′ з.д."),
        ("Широта,Долгота", "67 16.8 С,14 24.0 З"),
        ("緯度,経度", "67度16分48秒N,14度24分0秒W"),
        ("緯度,経度", "北緯67度16分48秒,西経14度24分0秒"),
        ("緯度(度),緯度(分),経度(度),経度(分)", "67,16.8,-14,24"),
        ("latitud,longitud", "67.28 N,14.4 O"),
        ("Latitude,Longitude", "671648N,0142400W"),
        ("Latitude,Longitude", "6716.800,-01424.000"),
        ("Position", "67 16.8N / 014 24.0W"),
        ("Position", "N67 16.8 W014 24.0"),
        ("Coordinates (lat lon)", "67.28 -14.4"),
        ("Koordinaten", "67°16'48\"N 14°24'00\"W"),
        ("Lon/Lat", "-14.4 67.28"),
        ("geom", "POINT (-14.4 67.28)"),
        ("wkt,POINT", "POINT (-14.4 67.28),x"),
        ("Y,X", "67.28,-14.4"),
        ("x;y", "-14,4;67,28"),
        ("Latitude;Longitude", "67,28;-14,4"),
        ("Latitude|Longitude", "67.28|-14.4"),
        ("lat,lon,lat (ED50),lon (ED50)", "67.28,-14.4,67.2805,-14.3990"),
    ],
)  # fmt: skip
def test_the_same_position_in_many_notations(read, heading, row):
    separator = ";" if ";" in heading else "|" if "|" in heading else ","
    event = f"Event{separator}" if "(" not in heading or True else ""
    text = f"{event}{heading}\n" + "".join(f"P{n}{separator}{row}\n" for n in (1,))
    other = row.replace("67", "66")
    (line,) = read(f"{text}P2{separator}{other}\n")
    assert latlon(line) == [(67.28, -14.4), (66.28, -14.4)]
