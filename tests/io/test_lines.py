"""Lines that others drew: every format, every way to write a position, and one clear line for each mistake."""

import json
import sys
import zipfile
from itertools import cycle, pairwise
from random import Random

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import mapping

import routeplan as rp
from routeplan.errors import DataError
from routeplan.geo.drawn_line import draw_line
from routeplan.geo.track import Line
from routeplan.io import joined_lines, lines
from routeplan.io.imported_line import ImportedLine, LineReader, make_line
from routeplan.io.lines import read_lines

WGS84 = Geod(ellps="WGS84")
OVER_BERING = [(170.0, 60.0), (-170.0, 66.0), (-150.0, 72.0)]
CUT_AT_180 = [[(170.0, 60.0), (175.0, 62.0), (180.0, 63.0)], [(-180.0, 63.0), (-170.0, 66.0)]]
WHOLE = [(170.0, 60.0), (175.0, 62.0), (180.0, 63.0), (-170.0, 66.0)]


def collection(*geometries, **properties):
    features = [{"type": "Feature", "properties": properties, "geometry": each} for each in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features})


def line_string(*points):
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def positions(line: ImportedLine):
    return [(round(float(lon), 6), round(float(lat), 6)) for lon, lat in zip(line.lon, line.lat, strict=True)]


def length_km(lon, lat):
    return WGS84.line_length(lon, lat) / 1000


@pytest.fixture
def read(tmp_path):
    """Write a file and read its lines."""

    def reader(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_lines(path, **options)

    return reader


@pytest.fixture
def refuse(read):
    """Write a file that is refused, and give the message."""

    def refusal(name, content, **options):
        with pytest.raises(DataError) as caught:
            read(name, content, **options)
        message = str(caught.value)
        assert "\n" not in message
        assert name in message
        assert "; " in message  # what to do
        return message

    return refusal


# Maps


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.gpkg", "a.kml", "a.shp", "a.gpx", "a.fgb"])
def test_a_line_cut_at_180_is_whole_again_in_every_format(tmp_path, name):
    frame = gpd.GeoDataFrame({"name": ["Bering"]}, geometry=[shapely.MultiLineString(CUT_AT_180)], crs=4326)
    driver = {".kml": "KML", ".json": "GeoJSON"}.get((tmp_path / name).suffix)
    pyogrio.write_dataframe(frame, tmp_path / name, driver=driver)
    (line,) = read_lines(tmp_path / name)
    assert (line.name, line.legs) == ("Bering", "geodesic")
    assert positions(line) == WHOLE
    assert line.events is None


def test_kmz_is_kml_in_a_box(tmp_path):
    frame = gpd.GeoDataFrame({"name": ["Bering"]}, geometry=[shapely.LineString(OVER_BERING)], crs=4326)
    pyogrio.write_dataframe(frame, tmp_path / "doc.kml", driver="KML")
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as box:
        box.write(tmp_path / "doc.kml", "doc.kml")
    (line,) = read_lines(tmp_path / "a.kmz")
    assert positions(line) == OVER_BERING


def test_all_layers_are_read_and_routes_of_gpx_too(read):
    point = '<wpt lat="1" lon="1"/>'
    route = '<rte><name>R</name><rtept lat="60" lon="170"/><rtept lat="61" lon="-170"/></rte>'
    track = '<trk><name>T</name><trkseg><trkpt lat="1" lon="2"/><trkpt lat="3" lon="4"/></trkseg></trk>'
    head = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    lines = read("a.gpx", f'<?xml version="1.0"?>{head}{point}{route}{track}</gpx>')
    assert [line.name for line in lines] == ["R", "T"]
    assert positions(lines[0]) == [(170, 60), (-170, 61)]


def test_a_projected_file_is_brought_to_longitude_and_latitude(tmp_path):
    frame = gpd.GeoDataFrame({"cable": ["x"]}, geometry=[shapely.LineString(OVER_BERING)], crs=4326)
    frame.to_crs(3995).to_file(tmp_path / "polar.gpkg")
    (line,) = read_lines(tmp_path / "polar.gpkg")
    assert line.name == "x"
    np.testing.assert_allclose(np.column_stack([line.lon, line.lat]), OVER_BERING, atol=1e-8)


def test_points_polygons_and_empty_features_are_passed_over(read):
    square = mapping(shapely.box(0, 50, 1, 51))
    point = {"type": "Point", "coordinates": [1, 2]}
    mixed = {"type": "GeometryCollection", "geometries": [point, line_string((1, 2), (3, 4))]}
    lines = read("mixed.geojson", collection(point, square, None, mixed, line_string((5, 6), (7, 8))))
    assert [(line.name, line.source) for line in lines] == [
        ("mixed", "mixed.geojson, feature 4"),
        ("mixed 2", "mixed.geojson, feature 5"),
    ]


@pytest.mark.parametrize("turned", [(False, False), (False, True), (True, False), (True, True)])
def test_parts_join_whichever_way_they_run_and_the_first_keeps_its_direction(read, turned):
    parts = [part[::-1] if turn else part for part, turn in zip(CUT_AT_180, turned, strict=True)]
    (line,) = read("a.geojson", collection({"type": "MultiLineString", "coordinates": parts}))
    expected = np.array(WHOLE[::-1] if turned[0] else WHOLE)
    np.testing.assert_allclose(np.column_stack([line.lon % 360, line.lat]), expected % 360)


def test_parts_in_any_order_make_one_line(read):
    parts = [[(0, 50), (1, 51)], [(3, 50), (4, 50)], [(1, 51), (3, 50)]]
    (line,) = read("a.geojson", collection({"type": "MultiLineString", "coordinates": parts}))
    assert positions(line) == [(0, 50), (1, 51), (3, 50), (4, 50)]


def test_a_branch_is_not_guessed_into_a_line(read):
    """Where three parts meet, nobody knows which two are the trunk."""
    parts = [[(0, 50), (1, 50)], [(1, 50), (2, 50)], [(1, 50), (1, 51)]]
    lines = read("a.geojson", collection({"type": "MultiLineString", "coordinates": parts}, name="Y"))
    assert [line.name for line in lines] == ["Y, part 1", "Y, part 2", "Y, part 3"]


def test_a_line_of_thousands_of_parts_in_any_order_and_direction_is_one(read):
    points = [(-40 + 0.01 * number, 50.0) for number in range(3001)]
    parts = [list(pair) for pair in pairwise(points)]
    shuffled = [part[::-1] if turn else part for part, turn in zip(parts, cycle([False, True]))]
    Random(5).shuffle(shuffled)
    (line,) = read("a.geojson", collection({"type": "MultiLineString", "coordinates": shuffled}))
    read_as = positions(line)
    assert read_as in (points_rounded := [(round(lon, 6), lat) for lon, lat in points], points_rounded[::-1])
    assert line.lon[0] == pytest.approx(-40.0 if shuffled[0][0] < shuffled[0][1] else -10.0)


def test_hundreds_of_lines_from_one_landing_are_compared_only_where_they_meet(read, monkeypatch):
    """Each is told once whom it meets: pairs of lines grow with the square of their number, messages do not."""
    lines = [line_string((-9, 53), (-30, 50), (-60 - 0.05 * number, 45)) for number in range(300)]
    asked = []
    monkeypatch.setattr(joined_lines, "_branch", lambda *pair: asked.append(pair) or "meets")
    assert len(read("a.geojson", collection(*lines))) == 300
    assert len(asked) == 300


def test_parts_meet_at_the_pole_whatever_longitude_it_is_given(read):
    parts = [[(0, 80), (0, 90)], [(137, 90), (180, 80)]]
    (line,) = read("a.geojson", collection({"type": "MultiLineString", "coordinates": parts}))
    assert positions(line) == [(0, 80), (0, 90), (180, 80)]


def test_one_place_twice_running_is_one_vertex_across_180_and_at_the_pole(read):
    (line,) = read("a.json", json.dumps(line_string((180, 70), (-180, 70), (20, 90), (90, 90), (90, 80))))
    assert positions(line) == [(180, 70), (20, 90), (90, 80)]


def test_longitudes_counted_all_round_are_wrapped(read):
    (line,) = read("a.json", json.dumps(line_string((170, 60), (190, 66), (350, 70))))
    assert positions(line) == [(170, 60), (-170, 66), (-10, 70)]


@pytest.mark.parametrize(
    "points",
    [
        OVER_BERING,
        [(0, 80), (90, 89.5), (180, 80)],
        [(30, 85), (-150, 85)],
        [(175, 55), (-178, 57), (176, 60)],
    ],
    ids=["Bering", "by the pole", "over the pole", "twice"],
)
def test_what_we_cut_for_export_comes_back_whole_and_as_long(read, points):
    lon, lat = np.array(points, dtype=float).T
    cut = mapping(draw_line(Line(lon, lat)))
    (line,) = read("a.geojson", collection(cut))
    assert length_km(line.lon, line.lat) == pytest.approx(length_km(lon, lat), rel=1e-6)
    assert positions(line)[0] == points[0]
    assert positions(line)[-1] == points[-1]


def test_a_route_of_our_own_comes_back(tmp_path):
    route = rp.open_planner(spacing_km=25).route("bodo", "tomakomai", prove=False)
    route.write(tmp_path / "out.geojson")
    assert (np.abs(np.diff(route.lon)) > 180).any()
    (line,) = read_lines(tmp_path / "out.geojson")
    assert (line.name, line.legs) == (route.name, "geodesic")
    assert length_km(line.lon, line.lat) == pytest.approx(route.length_km, rel=1e-6)
    np.testing.assert_allclose([line.lon[0], line.lat[-1]], [route.lon[0], route.lat[-1]], atol=1e-6)


def test_legs_are_rhumb_lines_where_the_file_or_the_caller_says_so(read):
    shape = line_string((1, 2), (3, 4))
    assert read("a.geojson", collection(shape))[0].legs == "geodesic"
    assert read("b.geojson", collection(shape, legs="Rhumb line"))[0].legs == "rhumb"
    ours = json.loads(collection(shape)) | {"routeplan": {"legs": "rhumb, WGS 84"}}
    assert read("c.geojson", json.dumps(ours))[0].legs == "rhumb"
    assert read("a.geojson", collection(shape), legs="rhumb")[0].legs == "rhumb"
    assert read("d.csv", "Legs: rhumb lines\nlat,lon\n1,2\n3,4\n")[0].legs == "rhumb"
    assert read("e.csv", "lat,lon,legs\n1,2,loxodrome\n3,4,\n")[0].legs == "rhumb"
    with pytest.raises(DataError, match="legs 'straight'; give geodesic or rhumb"):
        read("a.geojson", collection(shape), legs="straight")


# Position lists


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("67.28", "-14.4"),
        ("67 16.80 N", "14 24.00 W"),
        ("67°16.80'N", "14°24.00'W"),
        ("67° 16.80′ N", "014° 24.00′ W"),
        ("N67 16.80", "W14 24.00"),
        ("N 67-16.80", "W 014-24.00"),
        ("67-16.800N", "014-24.000W"),
        ("67 16 48 N", "14 24 0 W"),
        ("67:16:48.0n", "14:24:00.0w"),
        ("67.28N", "14.4w"),
        ("+67 16.8", "−14 24.0"),
        ("67.28", "345.6"),
    ],
)
def test_a_position_is_read_however_it_is_written(read, lat, lon):
    (line,) = read("rpl.csv", f"lat,lon\n{lat},{lon}\n60,10\n")
    assert positions(line) == [(-14.4, 67.28), (10, 60)]


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("Lat,Lon", "67.28,-14.40", "60.5,10"),
        ("LATITUDE,Long.", "67.28,-14.40", "60.5,10"),
        ("Longitude (DD),Latitude (DD)", "-14.40,67.28", "10,60.5"),
        ("Lat (deg min),Lon (deg min)", "67 16.80 N,14 24.00 W", "60 30 N,10 0 E"),
        ("lat_deg,lat_min,lat_hem,lon_deg,lon_min,lon_hem", "67,16.80,N,14,24.00,W", "60,30,N,10,0,E"),
        ("Lat Deg,Lat Min,N/S,Lon Deg,Lon Min,E/W", "67,16.80,N,14,24.00,W", "60,30,N,10,0,E"),
        ("Hemisphere N/S,Latitude,Minutes,E/W,Longitude,Minutes", "N,67,16.80,W,14,24.00", "N,60,30,E,10,0"),
        ("Latitude,,,Longitude,,", "67,16.80,N,14,24.00,W", "60,30,N,10,0,E"),
        ("Latitude,,,Longitude,,\nDeg,Min,N/S,Deg,Min,E/W", "67,16.80,N,14,24.00,W", "60,30,N,10,0,E"),
        ("lat dd,lon dd,lat deg min,lon deg min", "67.28,-14.40,67 16.80 N,x", "60.5,10,60 30 N,x"),
        ("latDeg,lonDeg", "67.28,-14.40", "60.5,10"),
    ],
)
def test_headings_are_understood_however_they_are_worded(read, heading, first, second):
    (line,) = read("rpl.csv", f"{heading}\n{first}\n{second}\n")
    assert positions(line) == [(-14.4, 67.28), (10, 60.5)]


FULL = """Project Æther, route position list;;;;;;;;;
issue 3, 1 May 2026;;;;;;;;;

Pos;Event;Latitude;;Longitude;;Cum. km;Cum. cable (km);Slack %;Cable Type
1;BMH Bodø;67;16,80 N;14;24,00 E;0,000;0,000;;DA
;;;;;;;;1,5;
2;A/C;67;30,00 N;179;59,00 W;1.234,5;1.253,0;1,5%;LW
3;BMH;66;30,00 N;178;0,00 E;;;n/a;
;Notes: not for navigation;;;;;;;;
"""


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_titles_leg_rows_notes_and_decimal_commas_are_no_hindrance(read, encoding, separator):
    (line,) = read("rpl.csv", FULL.replace(";", separator).encode(encoding))
    assert line.name == "rpl"
    assert positions(line) == [(14.4, 67.28), (-179.983333, 67.5), (178, 66.5)]
    events = line.events
    assert list(events.columns[:8]) == [
        "row", "lon", "lat", "event", "cumulative_km", "cumulative_cable_km", "slack_pct", "cable_type",
    ]  # fmt: skip
    assert events["row"].tolist() == [5, 7, 8]
    assert events["event"].tolist() == ["BMH Bodø", "A/C", "BMH"]
    assert events["cable_type"].tolist() == ["DA", "LW", ""]
    np.testing.assert_array_equal(events["cumulative_km"], [0, 1234.5, np.nan])
    np.testing.assert_array_equal(events["cumulative_cable_km"], [0, 1253, np.nan])
    np.testing.assert_array_equal(events["slack_pct"], [np.nan, 1.5, np.nan])


def test_two_events_at_one_place_are_one_vertex_and_two_rows(read):
    (line,) = read("rpl.csv", "event,lat,lon\nBMH,67,14\njoint,67,14\nA/C,68,10\n")
    assert positions(line) == [(14, 67), (10, 68)]
    assert line.events["event"].tolist() == ["BMH", "joint", "A/C"]


def test_columns_that_are_missing_or_in_other_units_stay_empty(read):
    (line,) = read("rpl.csv", "lat,lon,cum nm,slack km\n67,14,1,2\n68,10,3,4\n")
    assert line.events[["cumulative_km", "slack_pct"]].isna().all(axis=None)
    assert (line.events[["event", "cable_type"]] == "").all(axis=None)


def test_a_workbook_gives_a_line_for_each_sheet_with_positions(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["read me first"])
    for title, rows in {
        "Seg 1": [["RPL", None], [], ["Event", "Lat", "Lon"], ["BMH", 67.28, -14.4], ["A/C", 60, 10]],
        "Seg 2": [["Lat", None, None, "Lon", None, None], [67, 16.8, "N", 14, 24, "W"], [60, 0.0, "N", 10, 0, "E"]],
    }.items():  # fmt: skip
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "rpl.xlsx")
    lines = read_lines(tmp_path / "rpl.xlsx")
    assert [line.name for line in lines] == ["rpl, Seg 1", "rpl, Seg 2"]
    assert [line.source for line in lines] == ["rpl.xlsx, sheet Seg 1", "rpl.xlsx, sheet Seg 2"]
    for line in lines:
        assert positions(line) == [(-14.4, 67.28), (10, 60)]
    assert lines[0].events["row"].tolist() == [4, 5]


def test_a_line_break_within_a_cell_parts_degrees_from_minutes_and_no_digits(read, refuse):
    (line,) = read("a.csv", 'Event,Lat,Lon\nA,"53\n16.2N",9 3W\nB,50N,35W\n')
    assert positions(line) == [(-9.05, 53.27), (-35, 50)]
    refuse("b.csv", 'Event,Lat,Lon\nA,"53\n.27",-9.05\nB,50,-35\n')


def test_digits_of_any_script_are_read(read):
    (line,) = read("a.csv", "Event,Lat,Lon\nA,٥٣.٢٧,-٩.٠٥\nB,５０,-３５\n")
    assert positions(line) == [(-9.05, 53.27), (-35, 50)]


def test_distances_of_formulas_without_values_are_told(tmp_path):
    book = openpyxl.Workbook()
    for row in [("Event", "KP", "Lat", "Lon"), ("A", "=0", 53.27, -9.05), ("B", "=B2+1", 50, -35)]:
        book.active.append(row)
    book.save(tmp_path / "kp.xlsx")
    (line,) = read_lines(tmp_path / "kp.xlsx")
    assert 'column "KP" has formulas without a value in 2 of 2 rows' in " ".join(line.read_as.describe())


@pytest.mark.parametrize(
    ("names", "told"), [("AABB", True), ("ABAB", False), ("AAAA", False), ("ABCD", False), ("AAB ", False)]
)
def test_two_routes_in_a_column_of_names_are_told(read, names, told):
    rows = [f"{name},{50 + number},{-10 - number}" for number, name in enumerate(names)]
    (line,) = read("two.csv", "\n".join(["Name,Lat,Lon", *rows]))
    assert ('column "Name" has 2 names' in " ".join(line.read_as.describe())) == told


def test_a_broken_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "rpl.xlsx", "w") as box:
        box.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DataError, match=r"rpl\.xlsx .*; save it as XLSX again"):
        read_lines(tmp_path / "rpl.xlsx")


def test_without_openpyxl_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with zipfile.ZipFile(tmp_path / "rpl.xlsx", "w") as box:
        box.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DataError, match=r"pip install 'routeplan\[xlsx\]', or save it as CSV"):
        read_lines(tmp_path / "rpl.xlsx")


# Mistakes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("lat,lon\n60,10\n95,10\n", 'row 3: latitude "95" is not valid; give -90 to 90'),
        ("lat,lon\n60,10\n60,361\n", 'row 3: longitude "361"'),
        ("lat,lon\n60,10\n60 N,181 E\n", 'row 3: longitude "181 E"'),
        ("lat,lon\n60,10\n67 60.0 N,10\n", 'row 3: latitude "67 60.0 N"'),
        ("lat,lon\n60,10\n67.5 30 N,10\n", 'row 3: latitude "67.5 30 N"'),
        ("lat,lon\n60,10\n67 30 E,10\n", 'row 3: latitude "67 30 E"'),
        ("lat,lon\n60,10\n-67 30 N,10\n", 'row 3: latitude "-67 30 N"'),
        ("lat,lon\n60,10\nN67 30 N,10\n", 'row 3: latitude "N67 30 N"'),
        ("lat,lon\n60,10\n61,\n", 'row 3: longitude ""'),
        ("lat,lon\n60,10\nunknown,10\n", 'row 3: latitude "unknown"'),
        ("lat,lon\n60,10\n", "1 position is not a line; give two or more"),
        ("lat,lon\n60,10\n60,10\n", "1 position is not a line; give two or more"),
        ("lat,lon\n,\n", "no positions below latitude and longitude"),
        ("a,b\n60,10\n", "no columns for latitude and longitude; head them lat and lon"),
        ("", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is no text; give GeoJSON"),
        ("lat\n60\n", "no columns for latitude"),
    ],
)
def test_a_mistake_in_a_position_list_is_named_with_row_and_value(refuse, content, words):
    assert words in refuse("rpl.csv", content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.geojson", collection(line_string((1, 2), (3, 92))), "feature 1: latitude 92 is not a position"),
        (
            "a.geojson",
            collection(line_string((1, 2), (400, 2))),
            "feature 1: longitude 400 is not a position",
        ),
        ("a.geojson", collection(line_string((1, 2))), "feature 1: not a line"),
        ("a.geojson", collection(line_string((1, 2), (1, 2))), "feature 1: 1 position is not a line"),
        ("a.geojson", collection({"type": "Point", "coordinates": [1, 2]}), "has no line"),
        ("a.geojson", collection(), "has no line"),
        ("a.geojson", '{"type": "Featur', "cannot read"),
        ("a.kml", "<kml", "cannot read"),
        ("a.gpkg", "no database", "cannot read"),
    ],
)
def test_a_mistake_in_a_map_is_named_with_its_feature(refuse, name, content, words):
    assert words in refuse(name, content)


def test_a_shapefile_without_coordinate_system_is_refused(tmp_path):
    gpd.GeoDataFrame(geometry=[shapely.LineString([(1, 2), (3, 4)])], crs=4326).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    with pytest.raises(DataError, match="no coordinate system; save it with one"):
        read_lines(tmp_path / "a.shp")


def test_what_is_not_there_cannot_be_read(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        read_lines(tmp_path / "a.geojson")
    with pytest.raises(DataError, match="Is a directory"):
        read_lines(tmp_path)


def test_a_reader_of_a_new_format_is_one_more_name_in_the_table(tmp_path, monkeypatch):
    def read(path):
        points = np.array([[float(at) for at in pair.split(",")] for pair in path.read_text().split()[1:]])
        return [make_line("wkt", points, "geodesic", where=path.name)]

    reader = LineReader("pairs", lambda path, head: head.startswith(b"PAIRS"), read)
    monkeypatch.setattr(lines, "READERS", (reader, *lines.READERS))
    path = tmp_path / "cable.txt"
    path.write_text("PAIRS 10,60 10,60 12,61")
    (line,) = read_lines(path)
    assert positions(line) == [(10.0, 60.0), (12.0, 61.0)]
