"""Command ``score``: existing lines beside the best route."""

import json
import re
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from cli_kit import COARSE, GALWAY_HALIFAX, assert_one_clear_line

from routeplan.cli.score import _shown_stretches


def test_a_planned_route_scored_again_costs_what_it_cost(run, tmp_path):
    path = tmp_path / "route.geojson"
    planned = json.loads(run(*GALWAY_HALIFAX, "--json", "-o", str(path)).out)
    (scored,) = json.loads(run("score", str(path), "--json", *COARSE).out)["lines"]
    # The file has whole decimals and points every few kilometres; faults jump at the edges of cells of 25 km.
    for key, rel in (
        ("length_km", 1e-4),
        ("build_cost_usd", 1e-3),
        ("objective_usd", 1e-3),
        ("faults_per_year", 1e-2),
    ):
        assert scored["line"][key] == pytest.approx(planned[key], rel=rel)
        assert scored["best"][key] == pytest.approx(planned[key], rel=rel)
    assert sum(each["km"] for each in scored["stretches"]) == pytest.approx(planned["length_km"], rel=1e-4)
    assert sum(each["faults_per_year"] for each in scored["stretches"]) == pytest.approx(
        scored["line"]["faults_per_year"], rel=1e-9
    )


def test_a_position_list_of_a_straight_line_costs_more_than_the_best(run, tmp_path):
    table = tmp_path / "rpl.csv"
    table.write_text("Pos,Event,Latitude,Longitude\n1,BMH,53 16.2 N,009 03.0 W\n2,BMH,44 38.4 N,063 34.2 W\n")
    said = run("score", str(table), *COARSE)
    assert said.code == 0
    for word in (
        "this line",
        "best route",
        "most expensive: km",
        "riskiest: km",
        "exposed: 0 km",
        "top risk",
    ):
        assert word in said.out
    # The rows that are compared are those of the route's summary: none is empty.
    table_rows = said.out.partition("from km")[0].splitlines()
    for row in ("length", "cable", "build cost", "life cost", "faults", "downtime", "ice", "round trip"):
        (cells,) = (re.split(r"  +", line.strip()) for line in table_rows if line.startswith(f"{row}  "))
        assert len(cells) == 3
    (scored,) = json.loads(run("score", str(table), "--json", *COARSE).out)["lines"]
    assert scored["line"]["objective_usd"] > scored["best"]["objective_usd"]
    assert scored["line"]["length_km"] == pytest.approx(scored["line"]["geodesic_km"], rel=1e-6)


SIX = [(-9.05, 53.27), (-20.0, 52.0), (-30.0, 50.0), (-40.0, 47.0), (-52.0, 44.5), (-63.57, 44.64)]


def test_six_vertices_differ_by_the_survey_allowance_alone_and_the_best_route_has_the_same(run, tmp_path):
    table, drawn = tmp_path / "six.csv", tmp_path / "six.geojson"
    table.write_text("lon,lat\n" + "".join(f"{lon},{lat}\n" for lon, lat in SIX))
    drawn.write_text(json.dumps({"type": "LineString", "coordinates": SIX}))
    found = {}
    for path in (table, drawn):
        (found[path.suffix],) = json.loads(run("score", str(path), "--json", *COARSE).out)["lines"]
    listed, mapped = found[".csv"], found[".geojson"]
    for side in ("line", "best"):
        assert listed[side]["survey_allowance_pct"] == 0
        assert mapped[side]["survey_allowance_pct"] == pytest.approx(7)
        assert listed[side]["length_km"] == pytest.approx(mapped[side]["length_km"], rel=2e-3)
    # Only the cable is longer: 1.07 of the line, as near as the file rounds it.
    assert mapped["line"]["cable_km"] == pytest.approx(1.07 * listed["line"]["cable_km"], abs=0.01)
    assert mapped["line"]["faults_per_year"] == listed["line"]["faults_per_year"]
    assert listed["best"]["cable_km"] < 1.03 * listed["best"]["length_km"]
    assert listed["best"]["optimality_gap_pct"] is not None


def test_the_table_says_which_allowance_each_side_has(run, tmp_path):
    table = tmp_path / "six.csv"
    table.write_text("lon,lat\n" + "".join(f"{lon},{lat}\n" for lon, lat in SIX))
    said = run("score", str(table), *COARSE).out
    assert "nor to the best route beside it" in said
    (cable,) = [line for line in said.splitlines() if line.startswith("cable  ")]
    assert cable.count("with slack and nothing for a survey") == 2


def test_the_columns_of_a_file_of_three_segments_are_told_once(run, tmp_path):
    table = tmp_path / "segments.csv"
    trunk = "53.27,-9.05,A\n51.2,-25.0,A\n44.64,-63.57,A\n"
    table.write_text(f"lat,lon,segment\n{trunk}51.2,-25.0,B\n60.0,-25.0,B\n63.4,-20.4,B\n")
    said = run("score", str(table), "--json", *COARSE)
    assert said.err.count("2 lines by the column") == 1
    aloud = run("score", str(table), *COARSE).out
    assert aloud.count("2 lines by the column") == aloud.count("columns: ") == 1
    assert aloud.count("read segments.csv") == 2


def test_a_scored_line_has_the_files_and_figures_of_a_plan(run, tmp_path):
    table = tmp_path / "six.csv"
    table.write_text("lon,lat\n" + "".join(f"{lon},{lat}\n" for lon, lat in SIX))
    book, figure = tmp_path / "six.xlsx", tmp_path / "sld.svg"
    options = ("--rpl-legs", "rhumb", "--rpl-tolerance", "2000", "--figure", "straight-line", "--crossings")
    said = run("score", str(table), "-o", str(book), "-o", str(figure), *options, *COARSE)
    assert said.code == 0
    rows = list(openpyxl.load_workbook(book)["Position list"].iter_rows(values_only=True))
    assert "rhumb legs" in rows[0][0]
    assert "<svg" in figure.read_text()


def test_a_stretch_on_land_is_neither_water_nor_deep_and_mended_within_days(run, tmp_path):
    """Hamburg straight to Trieste is land nearly all the way, and a fault on land waits for no ship."""
    line = {"type": "LineString", "coordinates": [[9.95, 53.54], [13.75, 45.65]]}
    path = tmp_path / "overland.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {"name": "overland"}, "geometry": line}))
    said = run("score", str(path), *COARSE)
    assert said.code == 0
    assert re.search(r"^most expensive: .*\((DE|AT|IT), on land\)$", said.out, flags=re.MULTILINE)
    assert "land water" not in said.out
    (days,) = re.findall(r"^faults .*? repaired in (\d\.\d) days", said.out, flags=re.MULTILINE)
    assert float(days) < 2.0  # half a day on land, weeks for the few faults at sea
    on_land = [re.split(r"  +", row.strip()) for row in said.out.splitlines() if "  land  " in row]
    assert on_land
    assert not [cells for cells in on_land if any(cell.endswith(" m") for cell in cells)]


def test_a_line_beyond_the_data_is_refused_where_it_leaves_it(run, tmp_path):
    line = {"type": "LineString", "coordinates": [[-40.0, 50.0], [-40.0, 10.0]]}
    path = tmp_path / "south.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {"name": "south"}, "geometry": line}))
    assert_one_clear_line(run("score", str(path), *COARSE), 2, "south", "leaves the data")


def test_what_was_read_is_told_before_it_is_valued(run, tmp_path):
    table = tmp_path / "rpl.csv"
    table.write_text("Event,Lat N,Long W,KP\nBMH,53.27,9.05,0\nA/C,50,35,1700\nBMH,44.64,63.57,4300\n")
    said = run("score", str(table), *COARSE)
    assert said.code == 0
    first, second, third, *_ = said.out.splitlines()
    assert first.startswith("read rpl.csv: 3 positions from 53.2700N 9.0500W to 44.6400N 63.5700W, 4,")
    assert second == "columns: latitude = Lat N; longitude = Long W; event = Event; cumulative km = KP"
    assert third.startswith("warning: the file's own cumulative distance, 4,300.0 km, disagrees with 4,")
    told = run("score", str(table), "--json", *COARSE)
    (scored,) = json.loads(told.out)["lines"]
    read_as = scored["read_as"]
    assert {
        "file",
        "table",
        "columns",
        "positions",
        "first",
        "last",
        "length_km",
        "legs",
        "datum",
        "warnings",
    } <= set(read_as)
    assert (read_as["file"], read_as["positions"], read_as["first"]) == ("rpl.csv", 3, [-9.05, 53.27])
    assert read_as["length_km"] == pytest.approx(scored["line"]["length_km"], abs=0.01)
    assert read_as["warnings"][0] in told.err


def test_columns_and_legs_are_chosen_on_the_command_line(run, tmp_path):
    table = tmp_path / "rpl.csv"
    table.write_text("a,b\n-9.05,53.27\n-63.57,44.64\n")
    said = run("score", str(table), "--columns", "lat=b,lon=a", "--legs", "rhumb", *COARSE)
    assert said.code == 0
    assert "rhumb legs" in said.out.splitlines()[0]
    assert "none added to a position list" in said.out
    assert "a plan by itself has 7 % added" in said.out
    assert_one_clear_line(run("score", str(table), *COARSE), 4, "no columns for latitude and longitude")
    assert_one_clear_line(
        run("score", str(table), "--columns", "lat=b", *COARSE), 2, "give lat=NAME,lon=NAME"
    )


def test_a_line_over_land_is_said_to_be_so_first(run, tmp_path):
    line = {"type": "LineString", "coordinates": [[8.6, 54.0], [10.0, 51.0], [12.0, 48.0], [13.6, 45.6]]}
    path = tmp_path / "land.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {"name": "overland"}, "geometry": line}))
    told = json.loads(run("score", str(path), "--json", *COARSE).out)["lines"][0]["read_as"]
    assert told["land_km"] > 900
    assert "over land" in told["warnings"][-1]
    assert told["survey_allowance_pct"] == pytest.approx(7)


def test_many_lines_are_counted_before_they_are_valued(run, tmp_path, monkeypatch):
    monkeypatch.setattr(import_module("routeplan.cli.score"), "_MANY_LINES", 1)
    path = tmp_path / "two.csv"
    path.write_text("Route,Lat,Lon\nA,53.27,-9.05\nA,44.64,-63.57\nB,53.27,-9.05\nB,63.4,-20.4\n")
    said = run("score", str(path), *COARSE)
    assert "2 lines: each is valued and its best route planned" in said.err
    assert "2 lines" not in run("score", str(path), *COARSE, "--quiet").err.replace("2 lines by", "")


def test_a_line_that_begins_inland_is_refused_with_its_land_first(run, tmp_path):
    line = {"type": "LineString", "coordinates": [[25.0, 62.0], [21.0, 63.0], [19.0, 63.2], [17.9, 62.6]]}
    path = tmp_path / "inland.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {"name": "inland"}, "geometry": line}))
    said = run("score", str(path), *COARSE)
    assert_one_clear_line(
        said, 2, "line inland runs over land for 2", "start of inland: 62.0000,25.0000 is on land"
    )
    assert said.err.index("runs over land") < said.err.index("is on land, further than")


def test_the_land_of_a_system_is_told_with_its_place(run, tmp_path):
    arms = [[[-9.05, 53.27], [-16.0, 52.5]], [[-16.0, 52.5], [-6.3, 53.35]]]  # back over Ireland
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": arm}}
        for arm in arms
    ]
    path = tmp_path / "two.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    said = run("score", str(path), *COARSE)
    lat, lon = re.search(r"over land: .* at (\d+\.\d+),(-\d+\.\d+)", said.out).groups()
    assert 52.5 < float(lat) < 53.5
    assert -10 < float(lon) < -6.3


def test_segments_that_join_pay_for_two_landings(run, tmp_path):
    points = [[-9.05, 53.27], [-16.0, 52.5], [-36.0, 49.0], [-63.57, 44.64]]
    pieces = [{"type": "LineString", "coordinates": points[at : at + 2]} for at in range(3)]
    whole = [{"type": "LineString", "coordinates": points}]
    costs = []
    for name, shapes in (("pieces", pieces), ("whole", whole)):
        features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
        path = tmp_path / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        (scored,) = json.loads(run("score", str(path), "--json", *COARSE).out)["lines"]
        costs.append(scored["line"]["build_cost_usd"])
    assert costs[0] == pytest.approx(costs[1], rel=1e-9)


def branched(folder):
    """Galway - Halifax in two segments, with a branch to Iceland at sea."""
    unit = [-25.0, 51.2]
    arms = [
        [[-9.05, 53.27], [-16.0, 52.5], unit],
        [unit, [-36.0, 49.0], [-63.57, 44.64]],
        [unit, [-20.4, 63.4]],
    ]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": arm}}
        for arm in arms
    ]
    path = folder / "branched.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_a_system_of_segments_is_scored_with_a_row_a_segment_and_the_total(run, tmp_path):
    path = branched(tmp_path)
    said = run("score", str(path), *COARSE)
    assert said.code == 0
    assert "one system of 3 segments, landings paid once: 3 landings" in said.out
    assert "branching unit 1 at 51.2000N 25.0000W" in said.out
    rows = [re.split(r"  +", line.strip()) for line in said.out.splitlines()]
    heads = [cells[0] for cells in rows]
    begin, end = heads.index("segment") + 1, heads.index("total")
    parts, total = rows[begin:end], rows[end]
    assert len(parts) == 4
    assert parts[-1][0] == "paid once"
    built = [float(cells[-5].replace(",", "")) for cells in parts]
    assert sum(built) == pytest.approx(float(total[-5]), abs=0.2)
    (scored,) = json.loads(run("score", str(path), "--json", *COARSE).out)["lines"]
    line = scored["line"]
    assert [len(line[key]) for key in ("segments", "landings", "branching_units")] == [3, 3, 1]
    once_usd = line["build_terms_usd"]["landing"]
    assert sum(part["build_cost_usd"] for part in line["segments"]) + once_usd == pytest.approx(
        line["build_cost_usd"]
    )
    assert len(scored["best"]["segments"]) == 3
    assert len(scored["read_as"]["joined_with"]) >= 1


def test_crossings_are_listed_with_lines_of_ones_own(run, tmp_path):
    mine = {"type": "LineString", "coordinates": [[-30.0, 45.0], [-30.0, 55.0]]}
    own = tmp_path / "mine.geojson"
    own.write_text(json.dumps({"type": "Feature", "properties": {"name": "mine"}, "geometry": mine}))
    table = tmp_path / "rpl.csv"
    table.write_text("lat,lon\n53.27,-9.05\n50,-25\n49,-36\n44.64,-63.57\n")
    out = tmp_path / "out.geojson"
    told = run("score", str(table), "--cross", str(own), "--json", "-o", str(out), *COARSE)
    (scored,) = json.loads(told.out)["lines"]
    (crossing,) = [each for each in scored["crossings"] if each["cable"] == "mine"]
    assert (crossing["cable_is"], crossing["lon"]) == ("given", pytest.approx(-30.0, abs=1e-4))
    rows = [
        re.split(r"  +", row.strip())
        for row in run("score", str(table), "--cross", str(own), *COARSE).out.splitlines()
    ]
    heading = next(at for at, cells in enumerate(rows) if cells[:2] == ["km", "crosses"])
    assert rows[heading][:7] == ["km", "crosses", "its km", "at", "angle", "depth m", "to repeater km"]
    (printed,) = [cells for cells in rows[heading:] if cells[1:2] == ["mine"]]
    assert printed[4] == f"{crossing['angle_deg']:.0f}°"
    drawn = [each for each in scored["crossings"] if each["cable_is"] != "given"]
    assert all("not surveyed" in each["remarks"] for each in drawn)
    kinds = [feature["properties"]["kind"] for feature in json.loads(out.read_text())["features"]]
    assert kinds.count("crossing") == len(scored["crossings"])


def test_a_damaged_file_leaves_no_output_behind(run, tmp_path):
    whole = branched(tmp_path).read_bytes()
    cut = tmp_path / "cut.geojson"
    cut.write_bytes(whole[: len(whole) // 2])
    out = tmp_path / "out.geojson"
    assert_one_clear_line(run("score", str(cut), "-o", str(out), *COARSE), 4, "cut.geojson")
    assert not out.exists()


def test_cables_of_openstreetmap_are_scored_crossed_and_candidates_of_a_network(run, tmp_path):
    tags = {"communication": "line", "submarine": "yes", "name": "Emerald"}
    places = [{"lat": 53.27, "lon": -9.3}, {"lat": 52.0, "lon": -25.0}, {"lat": 44.6, "lon": -63.4}]
    element = {"type": "way", "id": 1, "tags": tags, "geometry": places}
    path = tmp_path / "cables.json"
    path.write_text(json.dumps({"version": 0.6, "osm3s": {}, "elements": [element]}))
    (scored,) = json.loads(run("score", str(path), "--spacing-km", "25", "--json").out)["lines"]
    assert scored["name"] == "Emerald"
    assert any("ODbL" in told for told in scored["read_as"]["warnings"])
    plan = ("plan", "56,-30", "46,-30", "--spacing-km", "25", "--cross", str(path), "--json")
    assert "Emerald" in [crossing["cable"] for crossing in json.loads(run(*plan).out)["crossings"]]


def test_a_line_of_many_short_stretches_has_a_costliest_one():
    """Two hundred stretches of 5 km each: none is a hundredth of the line."""
    stretches = pd.DataFrame({"km": np.full(200, 5.0), "build_kusd_per_km": np.arange(200.0)})
    shown = _shown_stretches(SimpleNamespace(stretches=stretches, length_km=1000.0))
    assert [stretch["build_kusd_per_km"] for stretch in shown] == list(range(200))
    longer = _shown_stretches(
        SimpleNamespace(stretches=stretches.assign(km=[15.0] + [5.0] * 199), length_km=1000.0)
    )
    assert len(longer) == 1
