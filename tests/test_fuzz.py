"""Odd inputs made by hypothesis for every parser: ours is the only error, and what is written reads back.

`make fuzz` tries thousands.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routeplan.catalog.cable_types import read_cable_types
from routeplan.catalog.landings import find_landing
from routeplan.cost.scenario import Scenario, read_scenario
from routeplan.ensemble.futures import find_futures
from routeplan.errors import RouteplanError, UsageError, on_one_line
from routeplan.geo.position_text import format_latlon, format_position, parse_angle, parse_position
from routeplan.geo.shapes import read_shapes
from routeplan.io.lines import read_lines
from routeplan.runtime.files import is_file_name

MARKS = "0123456789NSEWnsew.,+-−–°º'’\"″: \t٣½"
POSITIONS = st.one_of(st.text(MARKS, max_size=40), st.text(max_size=40))
ANGLES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
CELLS = st.one_of(
    st.text(max_size=8), st.text(MARKS, max_size=12), st.floats().map(str), st.integers().map(str),
    st.sampled_from(["Latitude", "Longitude", "lat", "lon", "N", "W", "KP", "53 16.2N", "9 3.0W", "53.27", "-9.05", "=1+1", "#REF!"]),
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=12)
NUMBERS = st.one_of(st.floats(), st.integers(), st.floats(-200, 200), st.none(), st.text(max_size=3))
SHAPES = st.recursive(st.lists(NUMBERS, max_size=4), lambda inner: st.lists(inner, max_size=4), max_leaves=12)
KINDS = st.sampled_from(
    ["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection", "x"]
)
KEYS = [
    f"{table}.{key}"
    for table, part in Scenario.preset("balanced")
    if hasattr(type(part), "model_fields")
    for key in type(part).model_fields
]
VALUES = st.one_of(
    st.floats(allow_nan=True).map(repr), st.integers().map(str), st.sampled_from(["true", '""', "[]", "{}", '["NO"]', "[nan]", "[[1]]"]),
    st.text(max_size=5).map(json.dumps),
)  # fmt: skip
few = settings(
    max_examples=max(40, settings().max_examples // 2),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def ours_only(call, *arguments):
    """What a call returns, or None where it refuses in one line; any other error is a finding."""
    try:
        return call(*arguments)
    except RouteplanError as error:
        said = str(error)
    assert on_one_line(said).isprintable()
    assert len(said) < 2_000
    return None


@given(POSITIONS)
def test_a_text_is_a_position_or_refused(text):
    found = ours_only(parse_position, text)
    assert found is None or (abs(found[0]) <= 180 and abs(found[1]) <= 90)


@given(POSITIONS, st.sampled_from(["latitude", "longitude"]))
def test_a_text_is_an_angle_or_refused(text, axis):
    found = ours_only(parse_angle, text, axis)
    assert found is None or abs(found) <= 360


@given(ANGLES)
def test_positions_that_are_written_read_back(angles):
    lat, lon = angles
    assert parse_position(format_latlon(lon, lat, 6)) == pytest.approx((lon, lat), abs=1e-6)
    assert parse_position(format_position(lon, lat, 5)) == pytest.approx((lon, lat), abs=1e-5)


@few
@given(POSITIONS)
def test_a_name_is_a_landing_or_refused(text):
    ours_only(find_landing, text)


@given(st.text(max_size=60))
def test_a_text_is_a_future_or_refused(text):
    ours_only(find_futures, text)


@given(st.text())
def test_a_text_is_a_file_name_or_not(text):
    assert is_file_name(text) in (True, False)


@given(st.text())
def test_a_message_is_one_line_that_no_terminal_obeys(text):
    assert on_one_line(text).isprintable()


@few
@given(st.lists(st.tuples(st.sampled_from(KEYS), VALUES), min_size=1, max_size=4))
def test_a_scenario_of_odd_values_is_read_or_refused(tmp_path, pairs):
    path = tmp_path / "odd.toml"
    path.write_text("\n".join(f"{key} = {value}" for key, value in pairs), encoding="utf-8", errors="replace")
    ours_only(read_scenario, path)


@few
@given(st.sampled_from([key for key in KEYS if key.split(".")[0] not in ("uncertainty", "data", "grid")]), st.dictionaries(
    st.sampled_from(["key", "low", "likely", "high", "kind", "shape", "mean", "sd", "x"]), VALUES, max_size=5))  # fmt: skip
def test_an_uncertain_value_is_read_or_refused(tmp_path, key, table):
    path = tmp_path / "odd.toml"
    lines = [f"{name} = {value}" for name, value in ({"key": json.dumps(key)} | table).items()]
    path.write_text("[[uncertainty.values]]\n" + "\n".join(lines), encoding="utf-8", errors="replace")
    ours_only(read_scenario, path)


@few
@given(TABLES, st.sampled_from([",", ";", "\t", " "]))
def test_a_table_is_a_position_list_or_refused(tmp_path, table, separator):
    path = tmp_path / "odd.csv"
    path.write_text("\n".join(separator.join(row) for row in table), encoding="utf-8", errors="replace")
    ours_only(read_lines, path)


@few
@given(TABLES)
def test_a_table_is_cable_types_or_refused(tmp_path, table):
    path = tmp_path / "odd.csv"
    head = "name,label,from_depth_m,to_depth_m,cost_usd_per_km,slack"
    path.write_text("\n".join([head, *(",".join(row) for row in table)]), encoding="utf-8", errors="replace")
    ours_only(read_cable_types, path)


@few
@given(KINDS, SHAPES)
def test_geojson_is_lines_and_areas_or_refused(tmp_path, kind, coordinates):
    path = tmp_path / "odd.geojson"
    path.write_text(json.dumps({"type": kind, "coordinates": coordinates}), encoding="utf-8")
    ours_only(read_lines, path)
    ours_only(read_shapes, path)


@few
@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            ".geojson",
            ".kml",
            ".gpx",
            ".csv",
            ".xlsx",
            ".ods",
            ".gpkg",
            ".fgb",
            ".dxf",
            ".parquet",
            ".osm",
            ".zip",
        ]
    ),
)
def test_bytes_are_lines_or_refused(tmp_path, raw, suffix):
    path = tmp_path / f"odd{suffix}"
    path.write_bytes(raw)
    ours_only(read_lines, path)
    with pytest.raises(UsageError):
        read_lines(raw)
