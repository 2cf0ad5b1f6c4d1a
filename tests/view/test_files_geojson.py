"""GeoJSON files of routes and corridors: RFC 7946, their layers and columns, their provenance."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from files_kit import ATLANTIC, BERING, POLAR, SCENARIO, WGS84, without_breakdown
from shapely.geometry import shape

from routeplan.planning.route import Route
from routeplan.view.files import Detail, FileOptions, write_result


def written(folder: Path, *routes: Route, detail: Detail = Detail.ROUTE) -> dict:
    path = folder / "out.geojson"
    write_result(routes, path, options=FileOptions(detail))
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_file_says_where_it_comes_from_and_what_it_is_not_for(tmp_path):
    about = written(tmp_path, ATLANTIC)["routeplan"]
    assert about["sources"] == [{"name": "a drawn seabed", "licence": "CC0-1.0", "sha256": "0" * 64}]
    assert about["version"][0].isdigit()
    assert about["scenario_sha256"] == [SCENARIO]
    assert "EPSG:4326" in about["crs"]
    assert about["legs"].startswith("geodesic")
    assert "not for navigation" in about["note"]


# The checker says that it has seen such bounds, which RFC 7946, 5.2, asks for.
@pytest.mark.filterwarnings("ignore:BBOX crossing the Antimeridian")
@pytest.mark.parametrize("detail", Detail)
def test_the_file_is_valid_and_its_bounds_enclose_each_line(tmp_path, detail):
    """geojson-pydantic checks types, rings and bounding boxes."""
    checker = pytest.importorskip(
        "geojson_pydantic", reason="geojson-pydantic of the extra dev is not installed"
    )
    text = json.dumps(written(tmp_path, ATLANTIC, BERING, POLAR, detail=detail))
    collection = checker.FeatureCollection.model_validate_json(text)
    assert collection.length >= 3
    for feature in collection.features:
        if feature.geometry.type != "Point":
            west, south, east, north = feature.bbox
            lon, lat = np.array(positions(feature.geometry.model_dump()["coordinates"])).T
            assert (south, north) == pytest.approx((lat.min(), lat.max()))
            inside = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
            assert inside.all()


def positions(value: list | tuple) -> list:
    return [value] if isinstance(value[0], float) else [inner for each in value for inner in positions(each)]


def test_bounds_over_180_have_their_west_greater_than_their_east(tmp_path):
    bering, atlantic = written(tmp_path, BERING, ATLANTIC)["features"][:2]
    assert bering["bbox"] == [170.0, 60.0, -150.0, 72.0]
    assert atlantic["bbox"][0] < atlantic["bbox"][2]


def test_coordinates_have_seven_decimals_at_most(tmp_path):
    text = json.dumps(written(tmp_path, POLAR)["features"][0]["geometry"])
    decimals = [len(word.rstrip("],").partition(".")[2]) for word in text.split() if "." in word]
    assert max(decimals) == 7


def test_the_properties_of_a_route_are_its_scalars(tmp_path):
    properties = written(tmp_path, BERING)["features"][0]["properties"]
    record = BERING.record()
    assert (properties["kind"], properties["name"]) == ("route", "bering")
    assert (properties["from"], properties["to"]) == ("bering-a", "bering-b")
    for key in ("length_km", "cable_km", "build_cost_usd", "objective_usd", "rtt_ms", "ice_km", "cells"):
        assert properties[key] == pytest.approx(record[key], rel=1e-6)
    assert properties["cable_usd"] + properties["protection_usd"] == pytest.approx(
        properties["build_cost_usd"], abs=1
    )
    assert (properties["landfall_from_km"], properties["landfall_to_km"]) == (0.5, 0.25)
    assert properties["scenario_sha256"] == SCENARIO
    assert "solve_seconds" not in properties  # it differs from run to run
    assert "via" not in properties


def test_via_points_are_named_in_their_order(tmp_path):
    route = dataclasses.replace(ATLANTIC, via=(BERING.start, POLAR.end))
    assert written(tmp_path, route)["features"][0]["properties"]["via"] == "bering-a; polar-b"


def test_a_landing_that_two_routes_share_is_one_point(tmp_path):
    again = dataclasses.replace(ATLANTIC, name="another way", end=BERING.end)
    features = written(tmp_path, ATLANTIC, again)["features"]
    landings = [feature for feature in features if feature["geometry"]["type"] == "Point"]
    assert [landing["id"] for landing in landings] == ["atlantic-a", "atlantic-b", "bering-b"]
    assert landings[0]["geometry"]["coordinates"] == [-9.0, 53.0]
    assert landings[0]["properties"]["name"] == "Ðrawn a"
    assert landings[0]["properties"]["status"] == "planned"


@pytest.mark.parametrize("detail", Detail)
def test_ids_of_features_are_unique_though_routes_share_their_ends(tmp_path, detail):
    """RFC 7946, 3.2, calls the member an identifier; QGIS and Leaflet keep one feature of an id."""
    again = dataclasses.replace(ATLANTIC, name="another way")
    ids = [feature["id"] for feature in written(tmp_path, ATLANTIC, again, detail=detail)["features"]]
    assert len(ids) == len(set(ids))


def test_stretches_are_parts_of_their_route_with_its_length_and_its_cost(tmp_path):
    features = written(tmp_path, ATLANTIC, BERING, detail=Detail.STRETCHES)["features"]
    for route in (ATLANTIC, BERING):
        stretches = [
            feature["properties"] | {"measured_km": WGS84.geometry_length(shape(feature["geometry"])) / 1000}
            for feature in features
            if feature["properties"]["kind"] == "stretch" and feature["properties"]["route"] == route.name
        ]
        # Norwegian, high seas, high seas with ice.
        assert [(each["waters"], each["ice"]) for each in stretches] == [
            ("NO", "open"), ("high seas", "open"), ("high seas", "seasonal"),
        ]  # fmt: skip
        assert sum(each["km"] for each in stretches) == pytest.approx(route.length_km, abs=2e-3)
        assert sum(each["build_musd"] for each in stretches) == pytest.approx(
            route.build_cost_usd / 1e6, abs=1e-5
        )
        for each in stretches:
            assert each["measured_km"] == pytest.approx(each["km"], rel=1e-5)


def test_a_route_without_a_breakdown_has_no_stretches(tmp_path):
    features = written(tmp_path, without_breakdown(ATLANTIC), detail=Detail.STRETCHES)["features"]
    assert [feature["properties"]["kind"] for feature in features] == ["route", "landing", "landing"]


def test_geopandas_reads_lines_and_scalars(tmp_path):
    written(tmp_path, ATLANTIC, BERING)
    table = gpd.read_file(tmp_path / "out.geojson").query("kind == 'route'").set_index("name")
    assert table.loc["bering", "length_km"] == pytest.approx(BERING.length_km, abs=1e-3)
    assert table.loc["atlantic", "geometry"].geom_type == "LineString"
    assert table.loc["bering", "geometry"].geom_type == "MultiLineString"


def test_names_keep_their_letters(tmp_path):
    written(tmp_path, ATLANTIC)
    assert "Ðrawn a" in (tmp_path / "out.geojson").read_text(encoding="utf-8")
