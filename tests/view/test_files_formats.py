"""Every format of routes: other programs open it, it has its layers, figures and provenance, and lines come back."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from files_kit import ATLANTIC, BERING, POLAR, SCENARIO, WGS84

import routeplan as rp
from routeplan.engineering.crossings import CrossedKind, Crossing, Verdict
from routeplan.io.lines import read_lines
from routeplan.planning.planner import Planner
from routeplan.view.colours import ROUTE_COLOURS
from routeplan.view.files import LINE_SUFFIXES, Detail, FileOptions, write_result
from routeplan.view.files.layer_columns import COLUMNS, SHORT_LETTERS

ROUTES = (ATLANTIC, BERING, POLAR)
LAYERS = ["route", "stretches", "legs", "points", "landings"]
MAPS = tuple(suffix for suffix in LINE_SUFFIXES if suffix not in (".json",))
WITH_LAYERS = (".gpkg", ".kml", ".kmz", ".zip")
WITH_COLUMNS = (".geojson", ".gpkg", ".fgb", ".parquet", ".kml")
FULL_PRECISION = (".gpkg", ".fgb", ".zip", ".parquet")
NINE_DECIMALS = (".dxf",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Three routes in every format."""
    folder = tmp_path_factory.mktemp("files")
    for suffix in MAPS:
        if suffix != ".parquet" or _has("pyarrow"):
            write_result(ROUTES, folder / f"routes{suffix}")
    return folder


def _has(package: str) -> bool:
    try:
        __import__(package)
    except ModuleNotFoundError:
        return False
    return True


def needs_its_package(suffix: str) -> None:
    if suffix == ".parquet":
        pytest.importorskip("pyarrow", reason="pyarrow of the extra parquet is not installed")


def frame_of(folder: Path, suffix: str, layer: str = "route") -> gpd.GeoDataFrame:
    """A layer as geopandas reads it; of a format with one layer, the features of its kind."""
    needs_its_package(suffix)
    path = folder / f"routes{suffix}"
    if suffix == ".parquet":
        table = gpd.read_parquet(path)
    elif suffix == ".gpx":
        return gpd.read_file(path, layer="tracks")
    elif suffix in WITH_LAYERS:
        return gpd.read_file(path, layer=layer)
    else:
        table = gpd.read_file(path)
    return table[table["kind"] == layer] if "kind" in table else table


# --- other programs -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo (gdal-bin) is not installed")
@pytest.mark.parametrize("suffix", [suffix for suffix in MAPS if suffix != ".parquet"])
def test_ogrinfo_opens_it_without_a_warning(folder, suffix):
    path = f"{folder}/routes{suffix}"
    said = subprocess.run(
        ["ogrinfo", "-ro", "-al", f"/vsizip/{path}" if suffix == ".zip" else path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, "")
    assert "Warning" not in said.stdout
    assert "ERROR" not in said.stdout


@pytest.mark.parametrize("suffix", MAPS)
def test_no_line_makes_a_stripe_round_the_earth(folder, suffix):
    frame = frame_of(folder, suffix)
    lines = [part for shape in frame.geometry for part in shapely.get_parts(shape)]
    lines = [part for part in lines if part.geom_type == "LineString"]
    assert lines
    for line in lines:
        lon = shapely.get_coordinates(line)[:, 0]
        assert np.abs(np.diff(lon)).max() < 180.0
    if suffix != ".dxf":
        for shape, route in zip(frame.geometry, ROUTES, strict=True):
            assert WGS84.geometry_length(shapely.force_2d(shape)) / 1000 == pytest.approx(
                route.length_km, rel=1e-5
            )


@pytest.mark.parametrize("suffix", WITH_LAYERS)
def test_it_has_its_layers_in_their_order(folder, suffix):
    listed = [name for name, kind in pyogrio.list_layers(folder / f"routes{suffix}") if kind is not None]
    assert sorted(listed) == sorted(LAYERS)
    if suffix != ".zip":
        assert listed == LAYERS


@pytest.mark.parametrize("suffix", WITH_COLUMNS)
def test_figures_are_those_of_the_route(folder, suffix):
    frame = frame_of(folder, suffix).reset_index(drop=True)
    for at, route in enumerate(ROUTES):
        record = route.record()
        for column in (
            "length_km",
            "cable_km",
            "build_cost_usd",
            "rtt_ms",
            "faults_per_year",
            "ice_km",
            "cells",
        ):
            half = 0.5 * 10.0 ** -(COLUMNS[column].decimals or 0)
            assert frame[column][at] == pytest.approx(record[column], abs=half * 1.001)
        assert frame["jurisdictions"][at] == route.jurisdictions_text
        assert frame["scenario_sha256"][at] == SCENARIO


def test_a_shapefile_has_the_same_figures_under_short_names(folder):
    frame = frame_of(folder, ".zip")
    for column in ("length_km", "build_cost_usd", "unavailability_hours_per_year", "landfall_to_km", "from"):
        short = COLUMNS[column].short
        others = frame_of(folder, ".gpkg")[column]
        assert frame[short].tolist() == others.tolist()


def text_of(path: Path) -> str:
    """All bytes of a file as text, unpacked."""
    if path.suffix in (".zip", ".kmz"):
        with zipfile.ZipFile(path) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    elif path.suffix == ".parquet":
        import pyarrow.parquet as pq

        content = b"".join(pq.read_schema(path).metadata.values())
    else:
        content = path.read_bytes()
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("suffix", MAPS)
def test_it_says_where_it_comes_from_and_what_it_is_not_for(folder, suffix):
    needs_its_package(suffix)
    text = text_of(folder / f"routes{suffix}")
    for words in ("a drawn seabed", "CC0-1.0", SCENARIO, "not for navigation", "EPSG:4326", "geodesic"):
        assert words in text
    assert re.search(r'routeplan \d+\.\d+|"version": ?"\d', text)


# --- round trips --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", MAPS)
@pytest.mark.parametrize("detail", Detail)
def test_lines_come_back_with_their_vertices(tmp_path, suffix, detail):
    needs_its_package(suffix)
    write_result(ROUTES, tmp_path / f"routes{suffix}", options=FileOptions(detail))
    lines = read_lines(tmp_path / f"routes{suffix}")
    assert len(lines) == len(ROUTES)
    for line, route in zip(lines, ROUTES, strict=True):
        assert line.legs == "geodesic"
        if suffix != ".dxf":  # which has names in A-Z, 0-9 and hyphens
            assert line.name == route.name
        assert line.notes.warnings == ()
        apart_deg = np.abs([line.lon - route.lon, line.lat - route.lat])
        assert apart_deg.max() < (1e-12 if suffix in FULL_PRECISION else 1e-6)


@pytest.fixture(scope="module")
def planner() -> Planner:
    return rp.open_planner(spacing_km=25)


@pytest.mark.parametrize("suffix", [*FULL_PRECISION, *NINE_DECIMALS])
def test_a_line_read_back_costs_the_same_to_nine_digits(planner, tmp_path, suffix):
    needs_its_package(suffix)
    route = planner.route("galway", "halifax", prove=False)
    route.write(tmp_path / f"route{suffix}")
    (line,) = read_lines(tmp_path / f"route{suffix}")
    expected = planner.score(route.line, name="as planned")
    found = planner.score(line.on_geodesics, name="read back")
    for item, usd in expected.build_terms_usd.items():
        assert found.build_terms_usd[item] == pytest.approx(usd, rel=1e-9)
    assert found.life_cost_usd == pytest.approx(expected.life_cost_usd, rel=1e-9)


# --- one format each ----------------------------------------------------------------------------------------------


def test_qgis_finds_a_style_for_every_layer_of_a_geopackage(folder):
    """The query is the one by which QGIS's OGR provider loads the default style of a layer."""
    with sqlite3.connect(folder / "routes.gpkg") as database:
        for layer in LAYERS:
            ((qml,),) = database.execute(
                "SELECT styleQML FROM layer_styles WHERE f_table_schema='' AND f_table_name=? "
                "AND f_geometry_column='geom' ORDER BY CASE WHEN useAsDefault THEN 1 ELSE 2 END, update_time DESC "
                "LIMIT 1",
                (layer,),
            ).fetchall()
            root = ET.fromstring(qml)
            symbols = {symbol.get("name") for symbol in root.iter("symbol")}
            assert root.tag == "qgis"
            assert symbols
            assert {category.get("symbol") for category in root.iter("category")} <= symbols
        (found,) = database.execute("SELECT styleQML FROM layer_styles WHERE f_table_name='route'").fetchall()
    database.close()
    values = [category.get("value") for category in ET.fromstring(found[0]).iter("category")]
    assert values == [route.name for route in ROUTES]


def test_qgis_itself_loads_every_layer_with_its_style(folder):
    """QGIS has bindings for the Python of the system, seldom for that of an environment."""
    python = shutil.which("python3", path="/usr/bin")
    tries = [python, "-c", "import qgis.core"] if python else ["false"]
    if subprocess.run(tries, capture_output=True, check=False).returncode:
        pytest.skip("QGIS is not installed")
    script = """
        import sys
        from qgis.core import QgsApplication, QgsVectorLayer

        app = QgsApplication([], False)
        app.initQgis()
        path, *names = sys.argv[1:]
        for name in names:
            layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
            _, is_loaded = layer.loadDefaultStyle()
            kinds = type(layer.renderer()).__name__
            facts = layer.isValid(), layer.featureCount() > 0, is_loaded, layer.crs().authid(), kinds
            print("layer", name, *facts, flush=True)
    """
    found = subprocess.run(
        [str(python), "-c", textwrap.dedent(script), str(folder / "routes.gpkg"), *LAYERS],
        capture_output=True, text=True, timeout=300, check=False,
        env={"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)},
    )  # fmt: skip
    told = [line.split()[1:] for line in found.stdout.splitlines() if line.startswith("layer ")]
    assert [line[0] for line in told] == LAYERS, found.stderr
    assert all(line[1:5] == ["True", "True", "True", "EPSG:4326"] for line in told)
    assert told[0][5] == "QgsCategorizedSymbolRenderer"  # a colour for each route


def test_a_route_has_the_colour_of_its_map_in_qgis_and_in_google_earth(folder):
    red, green, blue = (int(ROUTE_COLOURS[1][at : at + 2], 16) for at in (1, 3, 5))
    with sqlite3.connect(folder / "routes.gpkg") as database:
        ((qml,),) = database.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name='route'"
        ).fetchall()
    database.close()
    second = ET.fromstring(qml).find("renderer-v2/symbols")[1]
    colours = [option.get("value") for option in second.iter("Option") if option.get("name") == "line_color"]
    assert colours == [f"{red},{green},{blue},255"]
    root = ET.parse(folder / "routes.kml").getroot()
    space = "{http://www.opengis.net/kml/2.2}"
    placemark = next(
        each for each in root.iter(f"{space}Placemark") if each.findtext(f"{space}name") == "bering"
    )
    style_id = placemark.findtext(f"{space}styleUrl").removeprefix("#")
    style = next(each for each in root.iter(f"{space}Style") if each.get("id") == style_id)
    assert style.findtext(f"{space}LineStyle/{space}color") == f"ff{blue:02x}{green:02x}{red:02x}"


def test_a_geopackage_says_its_provenance_in_a_table(folder):
    with sqlite3.connect(folder / "routes.gpkg") as database:
        rows = dict(database.execute("SELECT subject, text FROM provenance").fetchall())
    database.close()
    assert "not for navigation" in rows["note"]
    assert rows["scenario sha256"] == SCENARIO
    assert "CC0-1.0" in rows["source"]


def test_stretches_legs_and_points_of_a_route_add_up(folder):
    stretches, legs, points = (frame_of(folder, ".gpkg", layer) for layer in ("stretches", "legs", "points"))
    for route in ROUTES:
        assert stretches.query("route == @route.name")["km"].sum() == pytest.approx(route.length_km, abs=2e-3)
        own = legs.query("route == @route.name")
        forward, backward, metres = WGS84.inv(route.lon[:-1], route.lat[:-1], route.lon[1:], route.lat[1:])
        assert own["km"].to_numpy() == pytest.approx(np.array(metres) / 1000, abs=1e-3)
        assert own["bearing_from_deg"].to_numpy() == pytest.approx(np.array(forward) % 360, abs=1e-3)
        assert own["bearing_to_deg"].to_numpy() == pytest.approx((np.array(backward) + 180) % 360, abs=1e-3)
        vertices = points.query("route == @route.name")
        assert vertices["lon"].to_numpy() == pytest.approx(route.lon, abs=1e-9)
        assert vertices["kp_km"].iloc[-1] == pytest.approx(route.length_km, abs=1e-3)


def test_a_line_in_kml_is_as_deep_as_the_sea(folder):
    """The profile falls by 100 m a step, from 100 m to 4,000 m."""
    root = ET.parse(folder / "routes.kml").getroot()
    space = "{http://www.opengis.net/kml/2.2}"
    folders = root.findall(f"{space}Document/{space}Folder")
    assert [each.findtext(f"{space}name") for each in folders] == LAYERS
    line = next(folders[0].iter(f"{space}LineString"))
    assert line.findtext("{http://www.google.com/kml/ext/2.2}altitudeMode") == "clampToSeaFloor"
    heights = [float(position.split(",")[2]) for position in line.findtext(f"{space}coordinates").split()]
    assert heights[0] == -100.0
    assert heights[-1] == -4000.0
    assert heights[len(heights) // 2] == pytest.approx(-2050.0, abs=60.0)


def test_styles_and_schemas_that_kml_refers_to_are_in_it(folder):
    root = ET.parse(folder / "routes.kml").getroot()
    ids = {f"#{each.get('id')}" for each in root.iter() if each.get("id")}
    space = "{http://www.opengis.net/kml/2.2}"
    styles = {each.text for each in root.iter(f"{space}styleUrl")}
    schemas = {each.get("schemaUrl") for each in root.iter(f"{space}SchemaData")}
    assert styles <= ids
    assert schemas <= ids
    assert len(schemas) == len(LAYERS)


def test_gpx_has_places_before_tracks_as_its_schema_asks(folder):
    root = ET.parse(folder / "routes.gpx").getroot()
    tags = [child.tag.partition("}")[2] for child in root]
    assert tags == ["metadata", *["wpt"] * 6, *["trk"] * 3]
    track = root[-3]
    assert [child.tag.partition("}")[2] for child in track][:4] == ["name", "cmt", "desc", "type"]


def test_names_of_columns_in_a_shapefile_are_short_and_their_own():
    shorts = [column.short for column in COLUMNS.values()]
    assert len(set(shorts)) == len(shorts)
    assert all(re.fullmatch(rf"[A-Z][A-Z0-9_]{{1,{SHORT_LETTERS - 1}}}", short) for short in shorts)


def test_a_shapefile_says_what_its_short_names_mean(folder):
    with zipfile.ZipFile(folder / "routes.zip") as archive:
        lines = archive.read("columns.txt").decode().splitlines()
        names = archive.namelist()
    assert next(line for line in lines if line.startswith("BUILD_USD")).split()[1:3] == [
        "build_cost_usd",
        "USD",
    ]
    assert {
        f"{layer}{suffix}" for layer in LAYERS for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")
    } < set(names)


def test_a_long_text_is_cut_in_a_shapefile_between_two_letters(tmp_path):
    name = "Ð" * 200  # two bytes each, and 254 is the most
    write_result(dataclasses.replace(ATLANTIC, name=name), tmp_path / "long.zip")
    (read,) = gpd.read_file(tmp_path / "long.zip", layer="route")["NAME"]
    assert read == "Ð" * 125 + "..."


def test_a_drawing_has_a_layer_for_each_route_in_letters_of_release_12(folder):
    frame = gpd.read_file(folder / "routes.dxf")
    assert list(dict.fromkeys(frame["Layer"])) == [
        "ROUTE-1-ATLANTIC", "ROUTE-2-BERING", "ROUTE-3-POLAR", "LANDINGS",
    ]  # fmt: skip
    assert (folder / "routes.dxf").read_bytes().isascii()
    # AutoCAD draws such a text as Ðrawn a.
    assert set(frame["Text"].dropna()) == {"\\U+00D0rawn a", "\\U+00D0rawn b"}


def test_geoparquet_says_its_coordinate_system(folder):
    needs_its_package(".parquet")
    import pyarrow.parquet as pq

    about = json.loads(pq.read_schema(folder / "routes.parquet").metadata[b"geo"])
    assert about["columns"]["geometry"]["crs"]["id"] == {"authority": "EPSG", "code": 4326}


@pytest.mark.parametrize("suffix", [".gpkg", ".kml", ".zip", ".geojson", ".gpx", ".dxf"])
def test_crossings_are_a_table_of_their_own(tmp_path, suffix):
    crossed = Crossing(
        line="atlantic", cable="Old Cable", kind=CrossedKind.EXISTING, kp_km=100.0, cable_kp_km=2000.25, lon=-10.5,
        lat=53.2, angle_deg=44.96, depth_m=100.0, repeater_km=12.5, remarks=("under 45 degrees",), verdict=Verdict.BAD,
    )  # fmt: skip
    path = tmp_path / f"routes{suffix}"
    write_result(ATLANTIC, path, options=FileOptions(crossings=(crossed,)))
    layer = {".gpkg": "crossings", ".kml": "crossings", ".zip": "crossings", ".gpx": "waypoints"}.get(suffix)
    frame = gpd.read_file(path, layer=layer)
    points = [(point.x, point.y) for point in frame.geometry if point.geom_type == "Point"]
    assert (-10.5, 53.2) in points
    if suffix in (".gpkg", ".kml", ".geojson"):
        row = frame[frame["kind"] == "crossing"].iloc[0]
        assert (row["route"], row["cable"], row["kp_km"], row["cable_kp_km"]) == (
            "atlantic",
            "Old Cable",
            100.0,
            2000.25,
        )
        assert (row["angle_deg"], row["depth_m"], row["verdict"]) == (45.0, 100.0, "bad")
    (line,) = read_lines(path) if suffix != ".dxf" else [None]  # the line alone comes back
    assert line is None or len(line.lon) == len(ATLANTIC.lon)


# --- whole or not at all ------------------------------------------------------------------------------------------

FULL_DISK = textwrap.dedent(
    """
    import resource, signal, sys
    from files_kit import ATLANTIC
    from routeplan.errors import OutputError
    from routeplan.view.files import write_result
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    for suffix in sys.argv[2:]:
        try:
            write_result(ATLANTIC, f"{sys.argv[1]}/route{suffix}")
        except OutputError as error:
            print(suffix, str(error).splitlines()[0])
    """
)


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files as Linux does")
def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(tmp_path):
    suffixes = [suffix for suffix in MAPS if suffix != ".parquet" or _has("pyarrow")]
    kit = str(Path(__file__).parents[1])
    said = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), *suffixes],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{kit}:{Path(kit).parent}"},
    )
    assert said.returncode == 0, said.stderr
    assert [line.split()[0] for line in said.stdout.splitlines()] == suffixes
    assert all("cannot write" in line for line in said.stdout.splitlines())
    assert list(tmp_path.iterdir()) == []


def test_lines_of_two_routes_that_share_a_name_are_both_read(tmp_path):
    write_result([ATLANTIC, ATLANTIC], tmp_path / "two.gpkg")
    assert len(read_lines(tmp_path / "two.gpkg")) == 2
