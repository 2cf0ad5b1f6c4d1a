"""Lists in layouts that people have: each reads right, or is refused in one line."""

import json
from itertools import pairwise
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
    other = row.replace("67", "66")
    (line,) = read(f"Event{separator}{heading}\nP1{separator}{row}\nP2{separator}{other}\n")
    assert latlon(line) == [(67.28, -14.4), (66.28, -14.4)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lat,lon\n53,2700,-9,0500\n53,1000,-11,5000\n", "more values than headings; write decimal points"),
        ("Latitude,Longitude (W)\n53.27,9.05\n53.1,-11.5\n", "stands over positive and negative numbers"),
        ("Lat,N/S,Lon,E/W\n53.27,N,9.05,W\n53.1,N,11.5,\n", 'row 3: "E/W" is empty; give the hemisphere'),
        ("Latitude,Longitude\n53.27 N,9.05 O\n53.1 N,11.5 O\n", "east in German and west in French"),
        ("Lat N,Long O\n53.27,9.05\n53.1,11.5\n", "east in German and west in French"),
        (
            "Event,Easting,Northing\nA,500000,5900000\nB,510000,5910000\n",
            "eastings and northings of a projection",
        ),
        ("foo,bar\n53.27,-9.05\n53.1,-11.5\n", "no columns for latitude and longitude"),
        ("53.27,-9.05,120.5\n53.1,-11.5,130.2\n", "no headings, and columns 1, 2, 3 may each be an angle"),
        (
            "From Lat,From Lon,To Lat,To Lon\n53,-9,53,-11\n52,-11,52,-16\n",
            "row 3: the leg starts at 52 -11, not",
        ),
        ("Lat,foo,Lon,bar\n53,16.2,-9,3.0\n52,30.0,-16,15.5\n", "numbers below 60 that may be minutes"),
        ("Lat,,,Lon,,\n53,16,12.5,-9,3,0.0\n52,30,-0.0,-16,15,5.0\n", "numbers below 60 that may be seconds"),
        ("lat,lon\n53.27,-9.05 W\n53.1,-11.5 W\n", 'longitude "-9.05 W" is not valid'),
        ("lat,lon\n6716.8N,9.5W\n6800.0N,9.0W\n", "is packed and longitude"),
    ],
)
def test_what_cannot_be_known_is_refused(refuse, text, words):
    assert words in refuse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Event,Lat,Lon,KP\nA,53.27,-9.05,0\nB,53.1,-11.5,160\nC,52.5,-16,480\n",
            "cumulative distance, 480.0 km, disagrees",
        ),
        ("Lat,Lon,Cum NM\n53.27,-9.05,0\n53.1,-11.5,164.9\n52.5,-16,475.6\n", "it agrees in km"),
        (
            "Lat,Lon,Cum km\n60,-40,0\n60,-10,1672.1\n60,20,3344.1\n",
            "it agrees with rhumb legs: --legs rhumb",
        ),
        (
            "Lat,Lon,Leg km\n53.27,-9.05,\n53.1,-11.5,164.9\n52.5,-16,410.7\n",
            "the sum of the file's own legs",
        ),
        (
            "Lat,Lon,KP\n53.27,-9.05,0\n53.1,-11.5,164.9\n52.5,-16,475.6\nTotal,,495\n",
            "own total, 495.0 km, disagrees",
        ),
        ("Lat,Lon\n53.27,-9.05\n53.1,11.5\n52.5,-16\n51.2,25\n49,-36\n", "goes back on itself at"),
        ("Event,Lat,Lon\nA,53.27,-9.05\nR1,,\nB,53.1,-11.5\n", ""),
        (
            "No,Event,Lat,Lon\n1,A,53.27,-9.05\n2,R1,,\n3,B,53.1,-11.5\n",
            "1 rows without a position are left out (row 3)",
        ),
        ("Lat,Lon,Lat 2\n53.27,-9.05,53.1\n53.1,-11.5,53\n", '"Lat 2" is an angle that is not used'),
        (
            "Lat,Lon,Lat (DM),Lon (DM)\n53.27,-9.05,53 16.2N,9 3.0E\n53.1,-11.5,53 6N,11 30E\n",
            "are not used and differ",
        ),
        ("Datum: NAD27\nLat,Lon\n44,-63\n45,-60\n", "shifted to WGS 84 by NAD27 to WGS 84"),
        ("Lat (ED50),Lon (ED50)\n56,3\n57,4\n", "shifted to WGS 84 by ED50"),
        ("Lat,Lon,Datum\n56,3,ED50\n57,4,ED50\n", "shifted to WGS 84 by ED50"),
        ("Lat,Lon\n56,3\n57,4\nNote: all positions on ED 50,\n", "shifted to WGS 84 by ED50"),
        ("Geodetic datum: Foobar 1912\nLat,Lon\n56,3\n57,4\n", ""),
        ("Geodetic datum: Foobar\nLat,Lon\n56,3\n57,4\n", 'datum "Foobar" is not known'),
        ("WGS84 and ED50\nLat,Lon\n56,3\n57,4\n", "names WGS 84 and ED50"),
        (
            "53.27 -9.05\n53.1 -11.5\n52.5 -16\n",
            "column 1 is read as latitude, column 2 as longitude, by the order of charts",
        ),
        ("-9.05,53.27\n-95.5,53.1\n-96,52\n", "column 2 is read as latitude, column 1 as longitude"),
        ("BMH;53,27 N;9,05 W\nAC;53,1 N;11,5 W\n", "column 2 is read as latitude"),
        ("9.05W,53.27N\n11.5W,53.1N\n", "column 2 is read as latitude"),
        ("lat,lon\n53.27 N,9.05 W\n53.1 N,11.5\n", 'row 3: "11.5" (lon) has no hemisphere, others have'),
        ("Lat,Lon,Dir\n53.27,9.05,W\n53.1,11.5,W\n", ""),
        ("Lat,Lon,foo\n53.27,9.05,W\n53.1,11.5,W\n", 'column "foo" holds hemispheres'),
    ],
)
def test_what_may_be_wrong_is_told(read, text, words):
    (line, *_) = read(text)
    assert words in warnings_of(line)


@pytest.mark.parametrize(
    "text",
    [
        "Datum: 01.02.2024\nLat,Lon\n56,3\n57,4\n",
        "Datum: 1. Mai 2026\nLat,Lon\n56,3\n57,4\n",
        "Datum WGS84 (converted from ED50)\nLat,Lon\n56,3\n57,4\n",
        "Positions on ETRS89\nLat,Lon\n56,3\n57,4\n",
        "Lat,Lon,KP (km)\n53.27,-9.05,0\n53.1,-11.5,165\n52.5,-16,476\n",
        "Lat,Lon,KP (km)\n53.27,-9.05,475.6\n53.1,-11.5,310.7\n52.5,-16,0\n",
        "Lat,Lon,Cum nm\n53.27,-9.05,0\n53.1,-11.5,89.04\n52.5,-16,256.8\n",
        "Lat,Lon,Total cable km\n53.27,-9.05,0\n53.1,-11.5,168.2\n52.5,-16,485.1\n",
        "ID,Lat,Lon\n40,53.27,-9.05\n7,53.1,-11.5\n12,52.5,-16\n",
        "Lat,Lon,Lat dm,Lon dm\n53.27,-9.05,53 16.2N,9 3W\n53.1,-11.5,53 6N,11 30W\n",
        "Pos,Event,Lat,Lon,Depth (m),Remarks\n1,A,53.27,-9.05,12,N\n2,B,53.1,-11.5,30,W of bank\n",
    ],
)
def test_nothing_is_told_where_all_is_well(read, text):
    (line,) = read(text)
    assert line.read_as.notes.warnings == ()
    assert len(line.lat) in (2, 3)


def test_the_files_word_on_legs_counts_and_its_denial_too(read):
    body = "Lat,Lon\n60,-40\n60,-10\n"
    for title, legs in {
        "Legs are rhumb lines": "rhumb",
        "Loxodrome": "rhumb",
        "Legs: not geodesic but rhumb lines": "rhumb",
        "great circle legs (no rhumb lines)": "geodesic",
        "Distances never along a rhumb line": "geodesic",
        "Orthodrome; nicht Loxodrome": "geodesic",
        "Rhumb lines are not used": "geodesic",
    }.items():
        (line,) = read(f"{title}\n{body}")
        assert (title, line.legs) == (title, legs)


def test_columns_are_chosen_by_name_number_or_parts(read, refuse):
    text = "Lat,Lon,Y,Ymin,X,Xmin\n1,2,67,16.8,-14,24\n3,4,66,30,-15,0\n"
    assert latlon(read(text, columns="lat=Lat,lon=Lon")[0]) == [(1, 2), (3, 4)]
    right = [(67.28, -14.4), (66.5, -15)]
    assert latlon(read(text, columns="lat=Y+Ymin,lon=X+Xmin")[0]) == right
    assert latlon(read(text, columns="lon=5+6,lat=3+4")[0]) == right
    assert latlon(read("-14.4 67.28\n-15 66.5\n", columns="lat=2,lon=1")[0]) == right
    assert "no row with the columns" in refuse(text, columns="lat=Breite,lon=Lon")
    assert "give lat=NAME,lon=NAME" in refuse(text, columns="lat=Lat")
    geojson = json.dumps({"type": "LineString", "coordinates": [[1, 2], [3, 4]]})
    assert "--columns is for tables" in refuse(geojson, "a.geojson", columns="lat=a,lon=b")


def test_segments_of_a_sheet_are_parted_by_titles_or_by_numbers_that_start_again(read):
    trunk, branch = "1,53.27,-9.05\n2,52.5,-16\n3,51.2,-25\n", "1,60,-20\n2,62,-21\n"
    for text in (
        f"Pos,Lat,Lon\nSegment 1,,\n{trunk}Segment 2,,\n{branch}",
        f"Pos,Lat,Lon\n{trunk}{branch}",
        f"Pos,Lat,Lon\n{trunk}\nBranch to Iceland,,\nPos,Lat,Lon\n{branch}",
        f"Pos,Lat,Lon\n{trunk}\nPos,Lat,Lon\n{branch}",
    ):
        lines = read(text)
        assert [latlon(line)[0] for line in lines] == [(53.27, -9.05), (60, -20)], text
        assert [len(line.lat) for line in lines] == [3, 2]


def test_segments_that_join_are_one_line_however_they_are_stored(read, tmp_path):
    first, second = ROWS.splitlines()[:4], ROWS.splitlines()[3:]
    for text in (
        "Segment,Lat,Lon\n" + "".join(f"S1,{r}\n" for r in first) + "".join(f"S2,{r}\n" for r in second),
        "Segment 1,\nLat,Lon\n" + "\n".join(first) + "\nSegment 2,\nLat,Lon\n" + "\n".join(second) + "\n",
    ):
        (line,) = read(text)
        assert latlon(line) == BASE
        assert "2 segments that meet end to end are read as one line" in warnings_of(line)
    book = openpyxl.Workbook()
    book.active.title = "S1"
    for sheet, rows in ((book.active, first), (book.create_sheet("S2"), second[::-1])):
        for row in (["Lat", "Lon"], *([float(x) for x in r.split(",")] for r in rows)):
            sheet.append(row)
    book.save(tmp_path / "s.xlsx")
    (line,) = read_lines(tmp_path / "s.xlsx")
    assert latlon(line) == BASE


def test_alternatives_between_the_same_ends_and_other_systems_stay_apart(read):
    def feature(points, **properties):
        shape = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in points]}
        return {"type": "Feature", "properties": properties, "geometry": shape}

    north = [(53.27, -9.05), (55.0, -30.0), (44.64, -63.57)]
    features = [feature(BASE, name="A"), feature(north, name="B")]
    assert len(read(json.dumps({"type": "FeatureCollection", "features": features}), "a.geojson")) == 2
    features = [feature(BASE[:4], system="A"), feature(BASE[3:], system="B")]
    assert len(read(json.dumps({"type": "FeatureCollection", "features": features}), "a.geojson")) == 2


def test_segments_come_in_any_order_and_direction(read):
    parts = [BASE[4:], BASE[1:5][::-1], BASE[:2]]
    shapes = [{"type": "LineString", "coordinates": [[lon, lat] for lat, lon in part]} for part in parts]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    (line,) = read(json.dumps({"type": "FeatureCollection", "features": features}), "a.geojson")
    assert latlon(line) == BASE


def test_hemispheres_in_number_formats_of_a_workbook_are_read(tmp_path):
    for number_format, sign in (('0.00" W"', 1), ('0.00"°E";0.00"°W"', -1), ("0.00\\W", 1), ("0.00", -1)):
        book = openpyxl.Workbook()
        book.active.append(["Lat", "Lon"])
        for at, (lat, lon) in enumerate(BASE, start=2):
            book.active.append([lat, abs(lon) * sign])
            book.active.cell(at, 2).number_format = number_format
        book.save(tmp_path / "f.xlsx")
        (line,) = read_lines(tmp_path / "f.xlsx")
        assert latlon(line) == BASE, number_format


def test_headings_in_old_code_pages_are_read(read):
    assert latlon(read("Широта;Долгота\n67,28;-14,4\n66;-15\n".encode("cp1251"))[0])[0] == (67.28, -14.4)
    assert latlon(read("緯度,経度\n67.28,-14.4\n66,-15\n".encode("cp932"))[0])[0] == (67.28, -14.4)
    assert latlon(read("Breite;Länge\n67,28;-14,4\n66;-15\n".encode("cp1252"))[0])[0] == (67.28, -14.4)


def test_points_are_ordered_by_number_or_file_and_parted_by_route(tmp_path):
    order = [3, 0, 7, 1, 5, 2, 6, 4]
    points = [shapely.Point(BASE[at][1], BASE[at][0]) for at in order]
    for properties in ({"pos": order}, {"kp": [float(at) for at in order]}):
        gpd.GeoDataFrame(properties, geometry=points, crs=4326).to_file(tmp_path / "p.gpkg")
        (line,) = read_lines(tmp_path / "p.gpkg")
        assert latlon(line) == BASE
        assert "points are read as one line, in the order of" in warnings_of(line)
    sides = gpd.GeoDataFrame({"route": ["A"] * 8 + ["B"] * 8}, geometry=points * 2, crs=4326)
    sides.to_file(tmp_path / "r.gpkg")
    assert len(read_lines(tmp_path / "r.gpkg")) == 2


def test_a_drawing_in_metres_is_refused(tmp_path):
    lines = [shapely.LineString([(500000, 5900000), (510000, 5910000)])]
    gpd.GeoDataFrame(geometry=lines, crs=32629).to_file(tmp_path / "a.dxf", driver="DXF")
    with pytest.raises(
        DataError, match="is no longitude and latitude, and a drawing names no projection; save it"
    ):
        read_lines(tmp_path / "a.dxf")


def test_single_lines_of_a_drawing_are_joined(tmp_path):
    lines = [shapely.LineString([one[::-1], other[::-1]]) for one, other in pairwise(BASE)]
    gpd.GeoDataFrame(geometry=lines, crs=4326).to_file(tmp_path / "a.dxf", driver="DXF")
    (line,) = read_lines(tmp_path / "a.dxf")
    assert latlon(line) == BASE


def test_a_virtual_data_set_is_not_opened(refuse):
    layer = '<OGRVRTLayer name="x"><SrcDataSource>x.shp</SrcDataSource></OGRVRTLayer>'
    text = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    assert "virtual data set" in refuse(text, "a.geojson")


def test_the_shift_of_ed50_is_that_of_pyproj():
    (line,) = read_lines(DATA / "26_ed50.csv")
    lat, lon = Transformer.from_crs("EPSG:4230", "EPSG:4326").transform(53.27, -9.05)
    assert WGS84.inv(line.lon[0], line.lat[0], lon, lat)[2] < 20


def lines_of(*parts, **properties):
    features = [
        {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": points}}
        for kind, points in parts
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_three_segments_that_meet_are_not_joined_and_that_is_said(read):
    arms = [("LineString", [[0, 50], [0, 50 + at]]) for at in (1, -1)] + [("LineString", [[0, 50], [2, 50]])]
    lines = read(lines_of(*arms), "y.geojson")
    assert len(lines) == 3
    assert all("meets" in warnings_of(line) for line in lines)


def test_the_same_line_twice_is_said(read):
    (first, second) = read(lines_of(*[("LineString", [[0, 50], [5, 52]])] * 2), "a.geojson")
    assert "same positions" not in warnings_of(first)
    assert "has the same positions as a" in warnings_of(second)


def test_every_position_of_a_map_on_another_datum_is_shifted_by_one_operation(tmp_path):
    points = [(lon, lat) for lat, lon in BASE]
    frame = gpd.GeoDataFrame(geometry=[shapely.LineString(points)], crs=4230)
    frame.to_file(tmp_path / "ed50.gpkg")
    (line,) = read_lines(tmp_path / "ed50.gpkg")
    moved = WGS84.inv(line.lon, line.lat, *np.transpose(points))[2]
    assert (moved > 50).all()  # the far end lies outside the area of ED50 and moves too
    assert "are shifted from the datum of EPSG:4230 to WGS 84 by ED50" in warnings_of(line)


def test_headings_in_other_units_than_degrees_are_refused(refuse):
    assert '"Lat (rad)" is not in degrees' in refuse("Lat (rad),Lon (rad)\n0.9,0.1\n0.91,0.2\n")


def test_a_title_may_say_that_longitudes_are_west(read):
    (line,) = read("Longitudes are West\nLat,Lon\n67.28,14.4\n66,15\n")
    assert latlon(line) == [(67.28, -14.4), (66, -15)]
    assert 'read as west, because "Longitudes are West"' in warnings_of(line)


def test_numbers_without_headings_are_read_by_letters_in_columns_of_their_own(read):
    for text in (
        "A,67,16.8,N,14,24,W\nB,66,0,N,15,0,W\n",
        "$GPGLL,6716.80,N,01424.00,W,1,A\n$GPGLL,6600.00,N,01500.00,W,2,A\n",
    ):
        assert latlon(read(text)[0]) == [(67.28, -14.4), (66, -15)]
    assert latlon(read("-14.4 67.28\n-15 66\n", "track.xy")[0]) == [(67.28, -14.4), (66, -15)]


def test_stray_cells_and_bombs_are_refused_before_they_are_unfolded(tmp_path, refuse):
    book = openpyxl.Workbook()
    book.active.append(["Lat", "Lon"])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "stray.xlsx")
    with pytest.raises(DataError, match="delete cells beyond"):
        read_lines(tmp_path / "stray.xlsx")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Ellipsoid: International 1924", 'datum "international 1924" is not known'),
        ("Geographic coordinates; EPSG:4230", "shifted to WGS 84 by ED50"),
        ("EPSG:4326", ""),
        ("Coordinates in EPSG 4301", "shifted to WGS 84 by Tokyo"),
        ("European Datum 1950", "shifted to WGS 84 by ED50"),
    ],
)
def test_datums_are_known_by_ellipsoid_and_code_too(read, title, words):
    (line,) = read(f"{title}\nLat,Lon\n56,3\n57,4\n")
    assert words in warnings_of(line)
    assert words or not line.read_as.notes.warnings


def test_degrees_and_minutes_below_one_repeated_heading_are_not_misread(refuse):
    text = "Lat,Lat,Lon,Lon\n53,16.2,-9,3\n53,6,-11,30\n"
    assert "numbers below 60 that may be minutes" in refuse(text)


def test_a_format_in_the_heading_does_not_hide_its_hemisphere(read):
    (line,) = read("Latitude (ddmm.mmm N),Longitude (dddmm.mmm W)\n6716.800,01424.000\n6600.000,01500.000\n")
    assert latlon(line) == [(67.28, -14.4), (66, -15)]


def test_distances_to_the_next_position_are_compared(read):
    text = "Lat,Lon,Dist to next (km)\n53.27,-9.05,164.9\n53.1,-11.5,410.7\n52.5,-16,0\n"
    assert "the sum of the file's own legs" in warnings_of(read(text)[0])
    text = "Lat,Lon,Distance to shore (km)\n53.27,-9.05,0.1\n53.1,-11.5,60\n52.5,-16,300\n"
    assert warnings_of(read(text)[0]) == ""
