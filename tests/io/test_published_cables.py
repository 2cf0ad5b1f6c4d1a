"""Lines of cables as OpenStreetMap, EMODnet, NOAA and TeleGeography lay them out: named, whole, nothing else."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from routeplan.errors import DataError
from routeplan.io.lines import read_lines

WGS84 = Geod(ellps="WGS84")
PLACES = [(-9.05, 53.27), (-20.0, 54.0), (-40.0, 50.0), (-63.57, 44.64)]
LENGTH_KM = WGS84.line_length(*zip(*PLACES, strict=True)) / 1000
CABLE = {"communication": "line", "submarine": "yes", "name": "Emerald", "operator": "A Carrier"}
OVERPASS = {
    "version": 0.6,
    "generator": "Overpass API 0.7.62.1",
    "osm3s": {"timestamp_osm_base": "2026-11-01T00:00:00Z"},
}


def at(places):
    return [None if place is None else {"lat": place[1], "lon": place[0]} for place in places]


def way(number, places=PLACES, tags=CABLE, **about):
    return {"type": "way", "id": number, "tags": tags, "geometry": at(places), **about}


def overpass(path, *elements, **about):
    path.write_text(json.dumps({**OVERPASS, "elements": elements, **about}, indent=1), encoding="utf-8")
    return path


def nodes(places=PLACES, first=1):
    return [{"type": "node", "id": first + n, "lon": lon, "lat": lat} for n, (lon, lat) in enumerate(places)]


def test_a_way_of_out_geom_is_a_line_with_its_name(tmp_path):
    (line,) = read_lines(overpass(tmp_path / "cables.json", way(7)))
    assert (line.name, line.system) == ("Emerald", "Emerald")
    assert np.column_stack([line.lon, line.lat]).tolist() == [list(place) for place in PLACES]
    assert line.on_geodesics.length_km == pytest.approx(LENGTH_KM, rel=1e-6)
    assert "ODbL" in line.notes.warnings[0]


def test_ways_that_name_nodes_are_the_same_whatever_the_order_of_elements(tmp_path):
    named = {"type": "way", "id": 7, "tags": CABLE, "nodes": [1, 2, 3, 4]}
    for name, elements in (("a", [named, *nodes()]), ("b", [*nodes(), named])):
        (line,) = read_lines(overpass(tmp_path / f"{name}.json", *elements))
        assert line.lon.tolist() == [place[0] for place in PLACES]


def test_ways_of_one_cable_are_joined_and_others_stay_apart(tmp_path):
    other = [(-10.0, 60.0), (-30.0, 61.0)]
    lines = read_lines(
        overpass(
            tmp_path / "cables.json",
            way(1, PLACES[:2]),
            way(2, PLACES[1:]),
            way(3, other, {**CABLE, "name": "North"}),
        )
    )
    assert [line.name for line in lines] == ["Emerald", "North"]
    assert lines[0].on_geodesics.length_km == pytest.approx(LENGTH_KM, rel=1e-6)


def test_members_of_a_relation_have_its_name(tmp_path):
    tags = {"communication": "line", "submarine": "yes"}
    members = [
        {"type": "way", "ref": n, "role": "", "geometry": at(part)}
        for n, part in ((1, PLACES[:2]), (2, PLACES[1:]))
    ]
    relation = {
        "type": "relation",
        "id": 9,
        "tags": {**tags, "name": "System X", "type": "route"},
        "members": members,
    }
    (line,) = read_lines(overpass(tmp_path / "relation.json", relation))
    assert (line.name, line.system) == ("System X", "System X")
    (line,) = read_lines(
        overpass(tmp_path / "both.json", way(1, PLACES[:2], tags), way(2, PLACES[1:], tags), relation)
    )
    assert line.system == "System X"


@pytest.mark.parametrize(
    "tags",
    [
        {"power": "cable", "submarine": "yes", "man_made": "submarine_cable"},
        {"communication": "line", "location": "underground"},
        {"highway": "primary"},
        {"disused:communication": "line", "submarine": "yes"},
        {"seamark:type": "cable_submarine", "seamark:cable_submarine:category": "power"},
    ],
)
def test_what_is_no_submarine_cable_for_signals_is_left_out_and_counted(tmp_path, tags):
    (line,) = read_lines(overpass(tmp_path / "some.json", way(1), way(2, tags=tags)))
    assert "1 ways that are no submarine cables for signals are left out" in line.notes.warnings
    with pytest.raises(
        DataError, match=r"none\.json has 1 ways and no submarine cable among them; ask Overpass for way"
    ):
        read_lines(overpass(tmp_path / "none.json", way(2, tags=tags)))


def test_a_way_cut_at_the_edge_of_the_box_is_read_in_parts_and_told(tmp_path):
    lines = read_lines(overpass(tmp_path / "box.json", way(1, [*PLACES[:2], None, *PLACES[2:]])))
    assert [len(line.lon) for line in lines] == [2, 2]
    assert any("1 ways lack positions, the first is way 1" in told for told in lines[0].notes.warnings)


@pytest.mark.parametrize(
    ("elements", "about", "told"),
    [
        ([{"type": "way", "id": 1, "tags": CABLE, "nodes": [1, 2]}], {}, "has ways without positions; ask"),
        ([way(1)], {"remark": "runtime error: Query timed out in \"query\""}, "is incomplete, says Overpass"),
        ([way(1, [(-9.0, 95.0), (-20.0, 54.0)])], {}, "way 1: 95, -9 is not a position"),
        ([{"id": 1}], {}, "not laid out as Overpass does"),
        ([], {}, "has 0 ways and no submarine cable"),
    ],
)  # fmt: skip
def test_an_answer_without_positions_or_broken_off_is_refused_in_one_line(tmp_path, elements, about, told):
    with pytest.raises(DataError, match=told) as raised:
        read_lines(overpass(tmp_path / "bad.json", *elements, **about))
    assert "\n" not in str(raised.value)


def test_osm_xml_is_read_as_the_json_is(tmp_path):
    places = "".join(
        f'<node id="{n}" lon="{lon}" lat="{lat}" version="1"/>' for n, (lon, lat) in enumerate(PLACES, 1)
    )
    tags = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in CABLE.items())
    inside = "".join(f'<nd ref="{n}" lon="{lon}" lat="{lat}"/>' for n, (lon, lat) in enumerate(PLACES, 1))
    outside = "".join(f'<nd ref="{n}"/>' for n in range(1, 5))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Overpass API">\n'
    for name, content in (
        ("nodes.osm", f'{places}<way id="7">{outside}{tags}</way>'),
        ("geom.osm", f'<way id="7">{inside}{tags}</way>'),
    ):
        (tmp_path / name).write_text(f"{head}{content}</osm>", encoding="utf-8")
        (line,) = read_lines(tmp_path / name)
        assert line.name == "Emerald"
        assert line.on_geodesics.length_km == pytest.approx(LENGTH_KM, rel=1e-6)
    (tmp_path / "cut.osm").write_text(f"{head}{places}<way", encoding="utf-8")
    with pytest.raises(DataError, match=r"cut\.osm as OSM XML"):
        read_lines(tmp_path / "cut.osm")


# EMODnet Human Activities: one layer a country, each with columns of its own; GeoJSON of its WFS, or GeoPackage.
EMODNET = [
    (
        "bshcontiscables",
        {"uuid": "a", "name_": "AC-2", "featuretyp": "Telecommunication", "status": "in use"},
    ),
    ("rijkscables", {"kabel_nr": "12", "naam": "AC-2", "eigenaar": "x", "rpl_status": "ACTIEF"}),
    ("pcablesnve", {"lokalid": "3", "navn": "AC-2", "eier": "y"}),
    ("sigcables", {"name": "AC-2", "location": "Atlantic", "status": "in service"}),
    ("ukfibrecables", {"id": "9", "pipe_name": "AC-2", "fluid": "FIBRE OPTIC"}),
    ("US4NY1CM", {"OBJL": 22.0, "BURDEP": None, "CATCBL": "4", "OBJNAM": "AC-2"}),
    ("SubmarineCable", {"shortName": "AC", "cableSystem": "AC-2", "owner": "z"}),
]


@pytest.mark.parametrize(("layer", "columns"), EMODNET, ids=[layer for layer, _ in EMODNET])
@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp"])
def test_layers_of_emodnet_and_noaa_are_named_by_their_own_columns(tmp_path, layer, columns, suffix):
    path = tmp_path / f"{layer}.{suffix}"
    if suffix == "shp":
        columns = {name[:10]: value for name, value in columns.items()}
    gpd.GeoDataFrame([columns], geometry=[shapely.LineString(PLACES)], crs=4326).to_file(path)
    (line,) = read_lines(path)
    assert line.name == "AC-2"
    assert line.on_geodesics.length_km == pytest.approx(LENGTH_KM, rel=1e-6)


def test_emodnet_in_its_metric_projection_is_brought_to_degrees(tmp_path):
    path = tmp_path / "schematic.gpkg"
    lines = gpd.GeoDataFrame({"name": ["AC-2"]}, geometry=[shapely.LineString(PLACES[:2])], crs=4326)
    lines.to_crs(3035).to_file(path)
    (line,) = read_lines(path)
    assert np.allclose(np.column_stack([line.lon, line.lat]), PLACES[:2], atol=1e-6)


def telegeography(path, *parts):
    properties = {"id": "far-north", "name": "Far North", "color": "#939597", "feature_id": "far-north-0"}
    feature = {
        "type": "Feature",
        "properties": {**properties, "coordinates": [170.0, 60.0]},
        "geometry": {"type": "MultiLineString", "coordinates": parts},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "name": "cable-geo", "features": [feature]}))
    return path


def test_telegeographys_lines_cut_at_180_are_one_again(tmp_path):
    path = telegeography(tmp_path / "cable-geo.json", [[170, 60], [180, 62]], [[-180, 62], [-170, 60]])
    (line,) = read_lines(path)
    assert line.name == "Far North"
    assert len(line.lon) == 3
    expected = WGS84.line_length([170, 180, -170], [60, 62, 60]) / 1000
    assert line.on_geodesics.length_km == pytest.approx(expected, rel=1e-6)


def test_telegeographys_branches_are_parts_of_one_system(tmp_path):
    trunk, branch = [[-20, 60], [0, 62], [20, 64]], [[0, 62], [0, 66]]
    lines = read_lines(telegeography(tmp_path / "cable-geo.json", trunk, branch))
    assert {line.system for line in lines} == {"Far North"}
    assert [len(line.lon) for line in lines] == [3, 2]


def test_areas_of_cables_are_no_lines_and_said_to_be_layers(tmp_path):
    path = tmp_path / "SubmarineCable.gpkg"
    area = shapely.LineString(PLACES).buffer(0.01)
    gpd.GeoDataFrame({"cableSystem": ["AC-2"]}, geometry=[area], crs=4326).to_file(path)
    with pytest.raises(DataError, match=r"has no line; give a file with at least one \(areas are layers"):
        read_lines(path)
