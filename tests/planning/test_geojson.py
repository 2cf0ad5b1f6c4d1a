"""GeoJSON: lines that follow their geodesics, cut at 180 degrees, with bounds and rounded positions (RFC 7946)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod
from shapely import LineString, MultiLineString
from shapely.geometry import shape

from routeplan.catalog.models import Landing, LandingStatus
from routeplan.errors import OutputError, UsageError
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.geojson import (
    check_geojson_suffix,
    cut_line,
    landing_feature,
    line_feature,
    rounded_geometry,
    write_collection,
)

WGS84 = Geod(ellps="WGS84")


def line_through(*positions: tuple[float, float]) -> Line:
    lon, lat = np.array(positions).T
    return Line(lon, lat)


# Each with the number of parts that 180 degrees cuts it into. Ends on 180 cut nothing off.
LINES = {
    "atlantic": (line_through((-9.0, 53.0), (-30.0, 55.0), (-63.0, 44.0)), 1),
    "bering": (line_through((170.0, 60.0), (-170.0, 66.0), (-150.0, 72.0)), 2),
    "twice": (line_through((175.0, 55.0), (-178.0, 57.0), (176.0, 60.0), (-179.0, 64.0)), 4),
    "over the pole": (line_through((0.0, 80.0), (90.0, 89.5), (180.0, 80.0)), 1),
    "on 180": (line_through((180.0, 60.0), (180.0, 70.0)), 1),
    "from 180": (line_through((-180.0, 60.0), (170.0, 62.0)), 1),
}
ATLANTIC, BERING, TWICE = (LINES[name][0] for name in ("atlantic", "bering", "twice"))
every_line = pytest.mark.parametrize(("line", "parts"), LINES.values(), ids=LINES)


def parts_of(cut: LineString | MultiLineString) -> list[np.ndarray]:
    return [np.array(part.coords) for part in getattr(cut, "geoms", [cut])]


@every_line
def test_a_line_has_one_part_more_than_it_has_crossings(line, parts):
    assert len(parts_of(cut_line(line))) == parts


@every_line
def test_cutting_neither_adds_nor_loses_length(line, parts):
    cut = parts_of(cut_line(line))
    length_km = sum(WGS84.line_length(part[:, 0], part[:, 1]) for part in cut) / 1000
    assert length_km == pytest.approx(WGS84.line_length(line.lon, line.lat) / 1000, rel=1e-5)


@every_line
def test_no_part_jumps_over_180(line, parts):
    for part in parts_of(cut_line(line)):
        # Near the pole meridians are close: a step of 10 km may span many degrees, but never half the Earth.
        assert (np.abs(np.diff(part[:, 0])) < 180).all()


def test_the_parts_meet_on_180():
    first, second = parts_of(cut_line(BERING))
    assert first[-1][0] == 180.0
    assert second[0][0] == -180.0
    assert first[-1][1] == second[0][1]


def test_points_lie_on_the_geodesics_between_vertices():
    """Straight in longitude and latitude, the leg from 30W to 63W would pass 200 km south of the geodesic."""
    (part,) = parts_of(cut_line(ATLANTIC))
    steps_km = WGS84.inv(*part[:-1].T, *part[1:].T)[2] / 1000
    assert steps_km.max() <= 10.0 + 1e-6
    assert steps_km.sum() == pytest.approx(WGS84.line_length(ATLANTIC.lon, ATLANTIC.lat) / 1000, rel=1e-9)


def bounds_of(line: Line) -> list[float]:
    return line_feature(line, {}, id_="line")["bbox"]


def test_bounds_over_180_have_their_west_greater_than_their_east():
    assert bounds_of(BERING) == [170.0, 60.0, -150.0, 72.0]


def test_bounds_that_stay_on_one_side_rise():
    west, south, east, north = bounds_of(line_through((-9.0, 53.0), (-63.0, 50.0)))
    assert (west, south, east) == (-63.0, 50.0, -9.0)
    # The geodesic bows north of both its ends.
    middle_lat = max(lat for _, lat in WGS84.npts(-9.0, 53.0, -63.0, 50.0, 2000))
    assert north == pytest.approx(middle_lat, abs=1e-3)
    assert north > 54.0


def test_bounds_on_180_are_thin():
    west, _, east, _ = bounds_of(LINES["on 180"][0])
    assert (abs(west), abs(east)) == (180.0, 180.0)
    assert west == east


def test_a_line_more_than_once_round_the_earth_is_bounded_by_180_to_both_sides():
    round_the_pole = line_through(*((float(lon), 80.0) for lon in range(0, 451, 90)))
    assert bounds_of(round_the_pole)[::2] == [-180.0, 180.0]


def test_the_feature_of_a_line_holds_its_properties_and_its_id():
    feature = line_feature(ATLANTIC, {"kind": "route", "km": 1.25}, id_="a--b")
    assert (feature["type"], feature["id"]) == ("Feature", "a--b")
    assert feature["properties"] == {"kind": "route", "km": 1.25}
    assert shape(feature["geometry"]).geom_type == "LineString"
    assert shape(line_feature(BERING, {}, id_="x")["geometry"]).geom_type == "MultiLineString"


def numbers_in(value: list | float) -> list[float]:
    return [inner for each in value for inner in numbers_in(each)] if isinstance(value, list) else [value]


def test_coordinates_and_bounds_have_six_decimals_at_most():
    feature = line_feature(TWICE, {}, id_="twice")
    numbers = [*numbers_in(feature["geometry"]["coordinates"]), *feature["bbox"]]
    assert all(len(repr(number).partition(".")[2]) <= 6 for number in numbers)
    assert max(len(repr(number).partition(".")[2]) for number in numbers) == 6


def test_rounding_keeps_the_shape_of_a_geometry():
    rounded = rounded_geometry({"type": "Polygon", "coordinates": (((1.23456789, 2.0), (3.0, 4.00000049)),)})
    assert rounded == {"type": "Polygon", "coordinates": [[[1.234568, 2.0], [3.0, 4.0]]]}


def test_the_feature_of_a_landing_is_a_point_of_longitude_and_latitude():
    landing = Landing("bodo", "Bodø", "NO", 14.4049281, 67.28, status=LandingStatus.PLANNED)
    feature = landing_feature(landing)
    assert feature["geometry"] == {"type": "Point", "coordinates": [14.404928, 67.28]}
    assert feature["id"] == "bodo"
    properties = feature["properties"]
    assert (properties["kind"], properties["name"], properties["country"]) == ("landing", "Bodø", "NO")
    assert properties["status"] == "planned"


@pytest.mark.parametrize("name", ["x.geojson", "x.json", "X.GeoJSON"])
def test_a_suffix_of_geojson_is_accepted_in_any_case(name):
    check_geojson_suffix(Path(name), "a corridor")


def test_another_suffix_is_refused_by_what_was_to_be_written():
    with pytest.raises(
        UsageError, match=r"cannot write a corridor as x\.shp: no format '\.shp'; use \.geojson"
    ):
        check_geojson_suffix(Path("folder/x.shp"), "a corridor")


def test_a_collection_says_where_it_comes_from_and_keeps_its_letters(tmp_path):
    path = tmp_path / "out.geojson"
    feature = line_feature(ATLANTIC, {"name": "Bodø"}, id_="line")
    write_collection([feature], [Source("a drawn seabed", "none", "0" * 64)], path)
    text = path.read_text(encoding="utf-8")
    collection = json.loads(text)
    assert "Bodø" in text
    assert (collection["type"], collection["features"]) == ("FeatureCollection", [feature])
    about = collection["routeplan"]
    assert about["sources"] == [{"name": "a drawn seabed", "licence": "none", "sha256": "0" * 64}]
    assert "not for navigation" in about["note"]
    assert about["legs"] == "geodesic, WGS 84"


def test_what_cannot_be_written_leaves_the_file_that_was_there(tmp_path):
    path = tmp_path / "out.geojson"
    path.write_text("what was there before", encoding="utf-8")
    with pytest.raises(TypeError):
        write_collection([{"properties": object()}], [], path)
    assert path.read_text(encoding="utf-8") == "what was there before"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OutputError, match="missing"):
        write_collection([], [], tmp_path / "missing" / "out.geojson")
