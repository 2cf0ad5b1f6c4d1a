"""Command ``data``, and commands with and without the cache on disk."""

import json

import netCDF4
import numpy as np
import pytest
from cli_kit import assert_one_clear_line

from routeplan.io.sources import data_folder
from routeplan.runtime.disk_cache import cache_size, keep_array


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_plan_is_the_same_with_and_without_the_cache(folder, run, monkeypatch):
    arguments = ("plan", "galway", "halifax", "--spacing-km", "25", "--scenario", "trusted", "--json")
    figures = []
    for chosen in ("off", str(folder), str(folder)):
        monkeypatch.setenv("ROUTEPLAN_CACHE", chosen)
        figures.append(json.loads(run(*arguments).out))
        figures[-1].pop("solve_seconds")
    assert figures[0] == figures[1] == figures[2]
    assert cache_size()[0] > 3


def test_clean_says_what_it_removes(folder, run):
    keep_array("numbers", 1, lambda: np.ones(3))
    assert "1 entries removed, 0 MB" in run("data", "clean").out
    assert json.loads(run("data", "clean", "--json").out) == {"folder": str(folder), "entries": 0, "bytes": 0}


@pytest.fixture
def data_root(tmp_path, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def small_sea(path):
    """Depths that rise from 4,000 m in the south: GEBCO's layout, half a degree apart."""
    lat, lon = np.arange(-89.75, 90, 0.5), np.arange(-179.75, 180, 0.5)
    heights = np.repeat(np.where(lat > 0, -4000 + lat * 10, -4000)[:, None], len(lon), axis=1)
    path.parent.mkdir(parents=True)
    with netCDF4.Dataset(path, "w") as file:
        for name, axis in (("lat", lat), ("lon", lon)):
            file.createDimension(name, len(axis))
            file.createVariable(name, "f8", (name,))[:] = axis
        file.createVariable("elevation", "i2", ("lat", "lon"))[:] = heights.astype(np.int16)
    return path


def test_list_and_info_say_what_is_here_and_how_it_is_used(data_root, run):
    by_name = {each["id"]: each for each in json.loads(run("data", "list", "--json").out)["published"]}
    assert by_name["gebco"]["state"] == "not here"
    assert "by hand only" in run("data", "list").out
    small_sea(data_root / "gebco" / "2026" / "GEBCO_2026.nc")
    told = run("data", "info", "GEBCO").out
    assert "put there by hand" in told
    assert "--bathymetry gebco" in told
    assert "doi:10.5285/4f68d5c7-45eb-f999-e063-7086abc036fa" in told
    assert "citation checked against GEBCO's terms of use" in told
    assert "newer       5.2 of 2026" in run("data", "info", "ibcao").out


def test_a_plan_takes_a_data_set_by_name_and_lists_it_as_its_source(data_root, run):
    plan = ("plan", "56,-25", "56,-15", "--bathymetry", "gebco", "--spacing-km", "50", "--json")
    missing = run(*plan)
    assert missing.code == 4
    assert "routeplan data fetch gebco" in missing.err
    small_sea(data_root / "gebco" / "2026" / "GEBCO_2026.nc")
    names = [source["name"] for source in json.loads(run(*plan).out)["sources"]]
    assert names[0] == "GEBCO_2026 Grid, ice surface, version 2026"
    assert not any("ETOPO1" in name for name in names)


def test_a_scenario_takes_a_data_set_by_name(data_root, run, tmp_path):
    file = small_sea(data_root / "gebco" / "2026" / "GEBCO_2026.nc")
    scenario = tmp_path / "mine.toml"
    scenario.write_text('[data]\nbathymetry = "gebco"\n')
    assert str(file) in run("scenario", "show", str(scenario)).out
    scenario.write_text('[data]\nice = "gebco"\n')
    refused = run("scenario", "check", str(scenario))
    assert refused.code == 5
    assert (
        "gebco is a data set of kind bathymetry, not ice; give a file, or one of nsidc, osisaf" in refused.err
    )


def test_a_file_that_replaces_embedded_data_is_a_source_in_its_place(run, tmp_path):
    types = tmp_path / "types.csv"
    types.write_bytes((data_folder() / "cables" / "cable_types.csv").read_bytes())
    plan = ("plan", "galway", "halifax", "--spacing-km", "50", "--json")
    own = json.loads(run(*plan, "--cable-types", str(types)).out)["sources"]
    embedded = json.loads(run(*plan).out)["sources"]
    assert {source["name"] for source in embedded} - {source["name"] for source in own} == {
        "routeplan cable types 2026-11"
    }
    assert own[-1]["name"] == "types.csv"


def test_check_and_cite_tell_of_what_is_here(data_root, run):
    file = small_sea(data_root / "gebco" / "2026" / "GEBCO_2026.nc")
    assert run("data", "check", "gebco").code == 0
    file.write_bytes(file.read_bytes()[:-100])
    checked = run("data", "check", "--json")
    assert checked.code == 4
    wrong = [each for each in json.loads(checked.out)["checks"] if not each["ok"]]
    assert [each["what"] for each in wrong] == ["gebco"]
    assert "bytes" in wrong[0]["finding"]
    cited = run("data", "cite").out
    assert "@misc{gebco-2026," in cited
    assert "GSHHG 2.3.7 shoreline" in cited
    assert "gebco: 1 MB removed" in run("data", "clean", "gebco").out
    assert not file.exists()


def test_an_unknown_name_is_told_before_anything_is_fetched(data_root, run):
    outcome = run("data", "fetch", "usgs", "gebko")
    assert (outcome.code, outcome.err.strip()) == (2, "routeplan: no data set 'gebko'; did you mean gebco?")
    assert not data_root.exists()


def test_look_says_what_a_file_is_taken_for_and_what_is_odd(run, tmp_path):
    sea = small_sea(tmp_path / "own" / "sea.nc")
    with netCDF4.Dataset(sea, "a") as file:
        file["elevation"][:] = -file["elevation"][:]
        file["elevation"].positive = "down"
    found = json.loads(run("data", "look", str(sea), "--json").out)
    assert found["taken_for"] == "bathymetry: heights in metres, positive up"
    assert found["cells"] == "360 x 720, 1800 x 1800 arc-seconds"
    assert "turned to heights" in found["remarks"][0]
    told = run("data", "look", str(sea), "-o", str(tmp_path / "sea.png"))
    assert "latitudes -90 to 90, longitudes -180 to 180" in told.out
    assert (tmp_path / "sea.png").read_bytes().startswith(b"\x89PNG")


def test_look_tells_how_much_of_a_type_identifier_grid_is_measured(run, write_gebco):
    """By longitude: land in half of the area, of the sea half measured, a quarter each predicted and mixed."""

    def codes(lon, _):
        return np.select([lon < 0.0, lon < 90.0, lon < 135.0], [0, 11, 40], 70)

    path = write_gebco(codes, step_deg=0.5, variable="tid", name="gebco_2026_tid.nc")
    found = json.loads(run("data", "look", str(path), "--json").out)
    assert found["taken_for"] == "type identifiers of depths: data.type_identifier, or --tid"
    assert found["land"] == "50% of the area"
    shares = [found[name].partition(" of the sea")[0] for name in ("measured", "predicted", "other")]
    assert shares == ["50.0%", "25.0%", "25.0%"]
    assert found["remarks"] == ["shares are those of 200 of 360 rows, spread over the file"]


@pytest.mark.parametrize(
    ("content", "name", "taken"),
    [
        (
            {"pol_type": "200NM", "geoname": "A sea", "iso_sov1": "NOR"},
            "eez.geojson",
            "maritime zones of Marine Regions",
        ),
        ({"name": "A sea"}, "area.geojson", "polygons: areas to avoid"),
    ],
)
def test_look_tells_maritime_zones_from_other_polygons(run, tmp_path, content, name, taken):
    ring = [[0, 60], [10, 60], [10, 70], [0, 60]]
    feature = {
        "type": "Feature",
        "properties": content,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (tmp_path / name).write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert taken in run("data", "look", str(tmp_path / name)).out


@pytest.mark.parametrize(
    ("shapes", "taken", "named"),
    [
        (("LineString", "Point"), "lines: routes to score", "2 x LineString and Point"),
        (("Point", "Point"), "points: a route", "2 x Point"),
        ((), "nothing: it has no shapes", "0 x rows"),
    ],
)
def test_look_tells_lines_with_their_landings_from_points(run, tmp_path, shapes, taken, named):
    at = {"LineString": [[5, 60], [6, 61]], "Point": [5, 60]}
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": at[kind]}}
        for kind in shapes
    ]
    (tmp_path / "plan.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    out = run("data", "look", str(tmp_path / "plan.geojson")).out
    assert taken in out
    assert named in out


def test_look_refuses_what_no_planner_uses(run, tmp_path):
    for name, content, told in (
        ("notes.md", b"# notes", "give a raster, or polygons and lines"),
        ("list.csv", b"lat,lon\n60,5\n", "is a table; routeplan score"),
        ("sea.tif", b"II*\0 cut off", "neither heights"),
    ):
        (tmp_path / name).write_bytes(content)
        outcome = run("data", "look", str(tmp_path / name))
        assert outcome.code == 4
        assert told in outcome.err
    assert run("data", "look", str(tmp_path / "gone.nc")).code == 4


def test_look_says_which_map_it_has_written(run, tmp_path):
    chart, drawn = small_sea(tmp_path / "chart" / "sea.nc"), tmp_path / "sea.png"
    said = run("data", "look", str(chart), "-o", str(drawn))
    assert (said.code, drawn.is_file()) == (0, True)
    assert f"wrote {drawn}" in said.err


@pytest.mark.long
def test_a_survey_changes_the_depths_where_it_is(run, tmp_path):
    chart = small_sea(tmp_path / "chart" / "sea.nc")
    survey = tmp_path / "survey.nc"
    lat, lon = np.arange(54.05, 58, 0.1), np.arange(-24.95, -15, 0.1)
    with netCDF4.Dataset(survey, "w") as file:
        for name, axis in (("lat", lat), ("lon", lon)):
            file.createDimension(name, len(axis))
            file.createVariable(name, "f8", (name,))[:] = axis
        file.createVariable("elevation", "i2", ("lat", "lon"))[:] = np.full((len(lat), len(lon)), -1000, "i2")
    plan = ("plan", "56,-24", "56,-16", "--spacing-km", "25", "--json")
    on_chart = json.loads(run(*plan, "--bathymetry", str(chart)).out)
    surveyed = json.loads(run(*plan, "--bathymetry", str(chart), "--survey", str(survey)).out)
    assert on_chart["mean_depth_m"] == pytest.approx(3440, rel=0.01)
    assert surveyed["mean_depth_m"] == pytest.approx(1000, rel=0.01)
    assert surveyed["sources"][0]["name"] == "survey.nc over sea.nc"
    assert surveyed["scenario_sha256"] != on_chart["scenario_sha256"]
    scenario = tmp_path / "mine.toml"
    scenario.write_text('[data]\nbathymetry = "chart/sea.nc"\nsurveys = ["survey.nc"]\n')
    same = json.loads(run(*plan, "--scenario", str(scenario)).out)
    assert same["scenario_sha256"] == surveyed["scenario_sha256"]
    assert same["build_cost_usd"] == surveyed["build_cost_usd"]


def test_a_plan_after_prepare_makes_only_its_own_answer(folder, run):
    """What depends on the ends alone is left: the line, its ice, the distance by sea and the proof."""
    arguments = ("--spacing-km", "25")
    assert f"MB in {folder}" in run("data", "prepare", *arguments).out
    before = {entry.name for entry in folder.iterdir()}
    run("plan", "galway", "halifax", *arguments)
    made = {entry.name.rpartition("-")[0] for entry in folder.iterdir()} - {
        name.rpartition("-")[0] for name in before
    }
    assert made == set()
    added = {entry.name for entry in folder.iterdir()} - before
    assert {name.rpartition("-")[0] for name in added} == {"leg", "line-waits", "sea-path", "proven-bound"}


def test_prepare_makes_the_layers_where_the_scenario_closes_the_sample(folder, run, tmp_path):
    closed = tmp_path / "closed.toml"
    closed.write_text('[policy]\navoid = ["GL"]\n', encoding="utf-8")
    assert json.loads(run("data", "prepare", str(closed), "--spacing-km", "25", "--json").out)["entries"] > 3


def test_prepare_says_when_nothing_is_kept(run, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_CACHE", "off")
    assert run("data", "prepare", "--spacing-km", "40").out == "balanced is prepared: nothing is kept\n"


def test_cite_tells_all_that_a_scenario_uses(data_root, run, tmp_path):
    scenario = tmp_path / "mine.toml"
    small_sea(data_root / "gebco" / "2026" / "GEBCO_2026.nc")
    scenario.write_text('[data]\nbathymetry = "gebco"\n')
    cited = json.loads(run("data", "cite", "--scenario", str(scenario), "--json").out)["cited"]
    keys = [each["key"] for each in cited]
    assert keys[0] == "gebco-2026"
    assert {"coast-1996", "ice-calendar-2017"} <= set(keys)
    assert not any(key.startswith("etopo1") for key in keys)
    assert "@misc{gebco-2026," in run("data", "cite", "--scenario", str(scenario)).out
    assert "etopo1-north-2009" in run("data", "cite", "--scenario", "balanced").out
    both = run("data", "cite", "gebco", "--scenario", "balanced")
    assert (both.code, both.err.strip()) == (
        2,
        "routeplan: names and --scenario were both given; give one of them",
    )


def test_look_tells_catalogues_cables_and_protected_areas(run, tmp_path):
    ring = {"type": "Polygon", "coordinates": [[[0, 60], [10, 60], [10, 70], [0, 60]]]}
    wdpa = {
        "wdpaid": 1,
        "name": "A",
        "desig_eng": "Reserve",
        "iucn_cat": "Ia",
        "status": "Designated",
        "marine": "2",
    }
    way = {"type": "way", "id": 1, "tags": {"communication": "line", "submarine": "yes", "name": "Emerald"},
           "geometry": [{"lat": 53.0, "lon": -9.0}, {"lat": 52.0, "lon": -25.0}]}  # fmt: skip
    feature = {"type": "Feature", "properties": wdpa, "geometry": ring}
    for name, content, taken, fact in (
        ("usgs.csv", "time,latitude,longitude,depth,mag,type\n2011-03-11T05:46:24Z,38.3,142.4,29,9.1,earthquake\n",
         "catalogue of earthquakes: data.earthquakes", "9.1 to 9.1"),
        ("gfw.csv", "date,cell_ll_lat,cell_ll_lon,geartype,hours,fishing_hours\n2020-01-01,60.0,5.0,trawlers,1,1\n",
         "positions: a layer", "Global Fishing Watch"),
        ("cables.json", json.dumps({"version": 0.6, "osm3s": {}, "elements": [way]}),
         "cables of OpenStreetMap", "Emerald"),
        ("areas.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}),
         "protected areas of WDPA", "wdpaid"),
    ):  # fmt: skip
        (tmp_path / name).write_text(content)
        told = run("data", "look", str(tmp_path / name)).out
        assert taken in told
        assert fact in told
    (tmp_path / "bad.csv").write_text(
        "time,latitude,longitude,depth,mag,type\nnow,38.3,142.4,29,9.1,earthquake\n"
    )
    refused = run("data", "look", str(tmp_path / "bad.csv"))
    assert refused.code == 4
    assert 'column time: "now" is not valid' in refused.err


@pytest.mark.parametrize("name", ["nothing.csv", "nothing.geojson", "nothing.nc"])
def test_look_says_that_a_file_without_a_byte_is_empty(run, tmp_path, name):
    (tmp_path / name).touch()
    assert_one_clear_line(run("data", "look", str(tmp_path / name)), 4, name, "empty")


def test_look_does_not_call_a_file_without_shapes_sound(run, tmp_path):
    (tmp_path / "bare.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    out = run("data", "look", str(tmp_path / "bare.geojson")).out
    assert "no planner can use it" in out
    assert "nothing odd" not in out
