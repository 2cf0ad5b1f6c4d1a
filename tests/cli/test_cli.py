"""The command line as people and programs hold on to it: objects, files, exit codes, and one line for each mistake."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from routeplan import cli
from routeplan.catalog.landings import read_landings
from routeplan.cost.scenario import read_scenario
from routeplan.io import sources
from routeplan.planning import open as opening

COARSE = ("--spacing-km", "25")
GALWAY_HALIFAX = ("plan", "galway", "halifax", *COARSE)
MAGIC = {
    ".geojson": b"{",
    ".html": b"<!DOCTYPE html>",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".svg": b"<?xml",
    ".pdf": b"%PDF-",
}
# CONTRACT of plan --json, in the order in which it is printed.
KEYS = [
    "from", "to", "length_km", "cable_km", "geodesic_km", "sea_km", "landfall_km", "build_cost_usd",
    "build_terms_usd", "objective_usd", "objective_terms_usd", "rtt_ms", "max_depth_m", "mean_depth_m",
    "faults_per_year", "faults_by_cause", "repair_days_mean", "repair_days_by_month", "worst_month",
    "repair_usd_per_year", "unavailability_hours_per_year", "ice_km", "ice_km_by_month", "jurisdictions",
    "optimality_gap_pct", "spacing_km", "cells", "solve_seconds", "scenario_sha256", "sources", "version",
]  # fmt: skip


class Spoken:
    """What a command said, and the code it ended with."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys):
    """Run a command in this process."""

    def command(*arguments: str) -> Spoken:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        said = capsys.readouterr()
        return Spoken(0 if ended.value.code is None else ended.value.code, said.out, said.err)

    return command


@pytest.fixture
def never_solves(monkeypatch):
    """Make any attempt to open a planner a failure: what is refused early must cost nothing."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a planner was opened before the outputs were checked")

    monkeypatch.setattr(opening, "open_planner", refuse)


def outside(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own, the way a shell does."""
    return subprocess.run(
        [sys.executable, "-c", "from routeplan.cli import main; main()", *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **more},
    )  # fmt: skip


def assert_one_clear_line(said: Spoken, code: int, *words: str) -> None:
    assert said.code == code
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("routeplan: ")
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.err


# --- what plan prints ---------------------------------------------------------------------------------------------


def test_plan_json_is_one_object_with_the_keys_of_the_contract(run):
    said = run(*GALWAY_HALIFAX, "--json")
    assert said.code == 0
    record = json.loads(said.out)
    assert sorted(record) == sorted(KEYS)
    assert record["from"] == {
        "id": "galway", "name": "Galway", "country": "IE",
        "lon": record["from"]["lon"], "lat": record["from"]["lat"],
    }  # fmt: skip
    assert set(record["to"]) == {"id", "name", "country", "lon", "lat"}
    assert record["spacing_km"] == 25.0
    assert isinstance(record["cells"], int)
    assert all(set(each) == {"name", "licence", "sha256"} for each in record["sources"])


def test_the_figures_of_plan_json_agree_with_each_other(run):
    record = json.loads(run(*GALWAY_HALIFAX, "--json").out)
    assert record["geodesic_km"] <= record["sea_km"] <= record["length_km"] < record["cable_km"]
    assert sum(record["build_terms_usd"].values()) == pytest.approx(record["build_cost_usd"], rel=1e-9)
    assert sum(record["objective_terms_usd"].values()) == pytest.approx(record["objective_usd"], rel=1e-9)
    assert record["rtt_ms"] == pytest.approx(2 * record["cable_km"] * 4.897e-3, abs=1e-3)
    assert 0 < record["mean_depth_m"] < record["max_depth_m"]


def test_talk_goes_to_stderr_and_the_object_alone_to_stdout(run, tmp_path):
    said = run(*GALWAY_HALIFAX, "--json", "-o", str(tmp_path / "route.geojson"))
    json.loads(said.out)
    assert said.err == f"wrote {tmp_path / 'route.geojson'}\nwrote {tmp_path / 'route.scenario.toml'}\n"


def test_plan_prints_a_short_table_of_the_route(run):
    said = run(*GALWAY_HALIFAX)
    assert said.code == 0
    assert said.out.startswith("Galway – Halifax\n")
    for word in ("length", "with slack", "geodesic", "km", "USD", "25 km", "not for navigation"):
        assert word in said.out


def test_a_point_to_pass_lies_on_the_line_that_is_written_and_told(run, tmp_path):
    """In the middle of the Atlantic, far south of the way from Galway to Halifax."""
    file = tmp_path / "route.geojson"
    said = run(*GALWAY_HALIFAX, "--via", "45,-35", "--json", "-o", str(file))
    record, (feature, *_) = json.loads(said.out), json.loads(file.read_text("utf-8"))["features"]
    assert [(each["lon"], each["lat"]) for each in record["via"]] == [(-35.0, 45.0)]
    assert feature["properties"]["via"] == "45,-35"
    assert min(np.hypot(lon + 35.0, lat - 45.0) for lon, lat in feature["geometry"]["coordinates"]) < 1e-5
    assert record["length_km"] > json.loads(run(*GALWAY_HALIFAX, "--json").out)["length_km"]
    assert "via" in run(*GALWAY_HALIFAX, "--via", "45,-35").out


def test_a_point_to_pass_on_land_is_refused(run):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--via", "65,-18"), 2, "65,-18", "on land", "at sea")


def test_a_month_is_told_beside_the_year(run):
    said = run(*GALWAY_HALIFAX, "--month", "3")
    assert "ice in March" in said.out
    assert "fault in March" in said.out
    record = json.loads(run(*GALWAY_HALIFAX, "--month", "3", "--json").out)
    assert record["month"] == {
        "month": 3, "ice_km": record["ice_km_by_month"][2], "repair_days": record["repair_days_by_month"][2],
    }  # fmt: skip


@pytest.mark.parametrize("month", ["0", "13", "March"])
def test_a_month_that_is_none_is_refused(run, never_solves, month):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--month", month), 2, "--month")


def test_quiet_says_nothing(run, tmp_path):
    said = run(*GALWAY_HALIFAX, "--quiet", "-o", str(tmp_path / "route.geojson"))
    assert (said.code, said.out, said.err) == (0, "", "")
    assert (tmp_path / "route.geojson").is_file()


def test_quiet_and_json_print_the_object_alone(run, tmp_path):
    said = run(*GALWAY_HALIFAX, "--quiet", "--json", "-o", str(tmp_path / "route.geojson"))
    assert list(json.loads(said.out)) == KEYS
    assert said.err == ""


def test_a_position_in_the_southern_hemisphere_is_a_position_and_no_option(run):
    assert_one_clear_line(run("plan", "--spacing-km", "25", "--", "-53.27,9.05", "galway"), 2, "outside")


def test_one_command_writes_every_format(run, tmp_path):
    paths = [tmp_path / f"route{suffix}" for suffix in MAGIC]
    said = run(*GALWAY_HALIFAX, *(word for path in paths for word in ("-o", str(path))))
    assert said.code == 0
    for path in paths:
        assert path.read_bytes().lstrip().lower().startswith(MAGIC[path.suffix].lower())
        assert f"wrote {path}\n" in said.err
    assert sorted(tmp_path.iterdir()) == sorted([*paths, tmp_path / "route.scenario.toml"])


def test_a_suffix_may_be_in_capitals(run, tmp_path):
    assert run(*GALWAY_HALIFAX, "-o", str(tmp_path / "ROUTE.GEOJSON")).code == 0
    assert json.loads((tmp_path / "ROUTE.GEOJSON").read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_an_older_output_is_replaced(run, tmp_path):
    path = tmp_path / "route.geojson"
    path.write_text("what stood there before")
    assert run(*GALWAY_HALIFAX, "-o", str(path)).code == 0
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_ones_own_cable_types_change_the_cost_and_the_slack(run, tmp_path):
    table = tmp_path / "types.csv"
    table.write_text("name,label,from_depth_m,cost_usd_per_km,slack_pct,source\nX,one,0,10000,10,test\n")
    record = json.loads(run(*GALWAY_HALIFAX, "--json", "--cable-types", str(table)).out)
    surveyed = 1.07  # what a survey adds to a route
    assert record["cable_km"] == pytest.approx(1.1 * surveyed * record["length_km"], rel=1e-5)
    assert record["build_terms_usd"]["cable"] == pytest.approx(
        11_000 * surveyed * record["length_km"], rel=1e-4
    )
    assert record["build_terms_usd"]["protection"] == 0.0


# --- compare ------------------------------------------------------------------------------------------------------


def test_compare_sets_each_route_beside_its_baselines(run):
    said = run("compare", "galway:halifax", "landeyjar:nuuk", *COARSE)
    assert said.code == 0
    for ends in ("Galway – Halifax", "Landeyjar – Nuuk"):
        assert said.out.count(ends) == 1
    assert said.out.count("geodesic") == 3  # the heading "x geodesic" and two rows
    assert said.out.count("shortest sea path") == 2


def test_compare_json_holds_the_objects_of_plan(run):
    record = json.loads(run("compare", "galway:halifax", "landeyjar:nuuk", "--json", *COARSE).out)
    assert [sorted(each) for each in record["routes"]] == [sorted(KEYS)] * 2


def test_compare_accepts_positions_on_both_sides_of_the_colon(run):
    record = json.loads(run("compare", "53.27,-9.05:44.64,-63.57", "--json", *COARSE).out)
    assert record["routes"][0]["from"]["lat"] == 53.27


@pytest.mark.parametrize("pair", ["galway", "galway:", ":halifax", ""])
def test_a_pair_without_two_ends_is_refused(run, pair):
    assert_one_clear_line(run("compare", pair, *COARSE), 2, "colon")


def test_compare_sweeps_one_pair_for_its_pareto_front(run, tmp_path):
    said = run("compare", "galway:halifax", "--pareto", "-o", str(tmp_path / "front.png"), *COARSE)
    assert said.code == 0
    assert "as planned" in said.out
    assert "non-partner" in said.out
    assert (tmp_path / "front.png").read_bytes().startswith(MAGIC[".png"])
    record = json.loads(run("compare", "galway:halifax", "--pareto", "--json", *COARSE).out)
    assert len(record["pareto"]) == len(record["routes"]) > 1
    assert {"name", "dominated", "build_cost_musd"} <= set(record["pareto"][0])


def test_a_pareto_front_is_of_one_pair(run):
    assert_one_clear_line(
        run("compare", "galway:halifax", "landeyjar:nuuk", "--pareto", *COARSE), 2, "one FROM:TO"
    )


# --- score --------------------------------------------------------------------------------------------------------


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


def test_a_position_list_of_a_straight_line_is_dearer_than_the_best(run, tmp_path):
    table = tmp_path / "rpl.csv"
    table.write_text("Pos,Event,Latitude,Longitude\n1,BMH,53 16.2 N,009 03.0 W\n2,BMH,44 38.4 N,063 34.2 W\n")
    said = run("score", str(table), *COARSE)
    assert said.code == 0
    for word in ("this line", "best route", "dearest: km", "riskiest: km", "exposed: 0 km", "top risk"):
        assert word in said.out
    (scored,) = json.loads(run("score", str(table), "--json", *COARSE).out)["lines"]
    assert scored["line"]["objective_usd"] > scored["best"]["objective_usd"]
    assert scored["line"]["length_km"] == pytest.approx(scored["line"]["geodesic_km"], rel=1e-6)


def test_a_line_beyond_the_data_is_refused_where_it_leaves_it(run, tmp_path):
    line = {"type": "LineString", "coordinates": [[-40.0, 50.0], [-40.0, 10.0]]}
    path = tmp_path / "south.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {"name": "south"}, "geometry": line}))
    assert_one_clear_line(run("score", str(path), *COARSE), 2, "south", "leaves the data")


def test_an_unknown_preset_is_met_with_the_nearest(run):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--scenario", "cheepest"), 5, "cheapest")


# --- corridor -----------------------------------------------------------------------------------------------------

CORRIDOR = ("corridor", "galway", "halifax", *COARSE)


def test_corridor_json_is_one_object_that_agrees_with_plan(run):
    record = json.loads(run(*CORRIDOR, "--json").out)
    assert list(record) == [
        "from", "to", "within_pct", "best_usd", "area_km2", "cells", "spacing_km", "solve_seconds", "passages",
        "sources", "version",
    ]  # fmt: skip
    assert record["within_pct"] == 5.0
    keys = {"name", "lon", "lat", "excess_pct", "length_km", "cost_usd"}
    assert all(set(each) == keys for each in record["passages"])
    route = json.loads(run(*GALWAY_HALIFAX, "--json").out)
    line_usd = route["objective_usd"] - route["objective_terms_usd"]["landing"]
    # Found in another field, over the whole sea: on cells of 25 km the two lines may part by so much.
    assert record["best_usd"] == pytest.approx(line_usd, rel=4e-3)
    assert record["passages"][0]["excess_pct"] == 0.0
    assert record["area_km2"] == pytest.approx(record["cells"] * 25**2 / 1.1**2, rel=0.1)


def test_a_wider_corridor_is_larger(run):
    areas = [json.loads(run(*CORRIDOR, "--within", width, "--json").out)["area_km2"] for width in ("2", "20")]
    assert areas[0] < areas[1] / 2


def test_corridor_prints_a_table_of_passages(run):
    said = run(*CORRIDOR, "--within", "40")
    assert said.code == 0
    assert said.out.startswith("Galway – Halifax within 40 %\n")
    for word in ("km2", "M USD", "excess %", "not for navigation"):
        assert word in said.out
    assert re.search(r"^\d\d\.\dN \d+\.\dW .* 0\.0$", said.out, flags=re.MULTILINE)


def test_corridor_writes_its_formats_and_names_them(run, tmp_path):
    starts = {".geojson": b"{", ".nc": b"\x89HDF", ".html": b"<!doctype html>"}
    paths = [tmp_path / f"corridor{suffix}" for suffix in starts]
    said = run(*CORRIDOR, "--json", *(word for path in paths for word in ("-o", str(path))))
    beside = tmp_path / "corridor.scenario.toml"
    assert said.err == "".join(f"wrote {path}\n" for path in [*paths, beside])
    assert read_scenario(beside).grid.spacing_km == 25.0
    for path in paths:
        start = path.read_bytes().lstrip()[:15]
        assert (start.lower() if path.suffix == ".html" else start).startswith(starts[path.suffix])


@pytest.mark.parametrize("width", ["0", "-5", "100.1", "nan", "inf"])
def test_a_senseless_width_of_a_corridor_is_refused_before_anything_is_solved(run, never_solves, width):
    assert_one_clear_line(run(*CORRIDOR, "--within", width), 2, "within", "%", "at most 100")


def test_a_corridor_knows_its_own_suffixes(run, tmp_path, never_solves):
    said = run(*CORRIDOR, "-o", str(tmp_path / "corridor.png"))
    assert_one_clear_line(said, 2, "corridor.png", ".geojson, .nc, .html")


def test_a_corridor_between_two_seas_has_no_route(run):
    assert_one_clear_line(run("corridor", "42.0,50.5", "galway", *COARSE), 3, "no sea path")


# --- mistakes -----------------------------------------------------------------------------------------------------


def test_a_wrong_landing_name_is_met_with_near_matches(run):
    assert_one_clear_line(run("plan", "galwey", "halifax", *COARSE), 2, "galwey", "galway (Galway, IE)")


def test_a_position_on_land_is_refused(run):
    assert_one_clear_line(run("plan", "48.85,2.35", "halifax", *COARSE), 2, "48.85,2.35", "on land", "30 km")


def test_a_position_south_of_the_data_is_refused(run):
    assert_one_clear_line(run("plan", "10.0,-30.0", "halifax", *COARSE), 2, "outside", "north")


@pytest.mark.parametrize("end", ["galway", "Galway", "53.2724,-9.051"])
def test_the_same_place_twice_is_refused(run, end):
    assert_one_clear_line(run("plan", "galway", end, *COARSE), 2, "same place")


@pytest.mark.parametrize("position", ["91,0", "0,181", "53.27", "a,b", "53.27,", "nan,0", "1,2,3", ""])
def test_what_is_no_position_and_no_landing_is_refused(run, position):
    assert_one_clear_line(run("plan", position, "halifax", *COARSE), 2)


def test_no_way_leads_out_of_the_caspian(run, tmp_path):
    said = run("plan", "42.0,50.5", "galway", *COARSE, "-o", str(tmp_path / "route.geojson"))
    assert_one_clear_line(said, 3, "no sea path", "Galway")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spacing", ["0", "-5", "0.1", "1000", "nan", "inf", "five", ""])
def test_a_senseless_spacing_is_refused(run, spacing):
    assert_one_clear_line(run("plan", "galway", "halifax", "--spacing-km", spacing), 2, "spacing")


@pytest.mark.parametrize("landfall", ["-1", "nan", "inf", "far"])
def test_a_senseless_landfall_is_refused(run, landfall):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--landfall-km", landfall), 2, "landfall")


@pytest.mark.parametrize("name", ["route.shp", "route", "route.geojson.zip", ".geojson"])
def test_an_unknown_suffix_is_refused_before_anything_is_solved(run, tmp_path, never_solves, name):
    said = run(*GALWAY_HALIFAX, "-o", str(tmp_path / name))
    assert_one_clear_line(said, 2, str(tmp_path / name), ".geojson, .html, .png, .svg, .pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", MAGIC)
def test_an_unwritable_output_is_refused_before_anything_is_solved(run, tmp_path, never_solves, suffix):
    (tmp_path / "file").write_text("x")
    (tmp_path / f"folder{suffix}").mkdir()
    for path in (
        tmp_path / "missing" / f"x{suffix}",
        tmp_path / "file" / f"x{suffix}",
        tmp_path / f"folder{suffix}",
    ):
        assert_one_clear_line(run(*GALWAY_HALIFAX, "-o", str(path)), 1, f"cannot write {path}")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", f"folder{suffix}"]


def test_one_unwritable_output_of_two_leaves_neither(run, tmp_path, never_solves):
    said = run(
        *GALWAY_HALIFAX, "-o", str(tmp_path / "good.geojson"), "-o", str(tmp_path / "missing" / "bad.png")
    )
    assert_one_clear_line(said, 1, "bad.png")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_and_a_broken_bathymetry_are_told_apart(run, tmp_path):
    missing, broken = tmp_path / "missing.nc", tmp_path / "broken.nc"
    broken.write_text("this is no NetCDF")
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--bathymetry", str(missing)), 4, str(missing), "No such file")
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--bathymetry", str(broken)), 4, str(broken), "NetCDF")


@pytest.mark.parametrize("text", ["", "name,label\nLW,light\n", "\x00\x01", "name;label\n"])
def test_broken_cable_types_are_refused(run, tmp_path, text):
    table = tmp_path / "types.csv"
    table.write_text(text)
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--cable-types", str(table)), 4, str(table))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["fly"], "fly"),
        (["plan", "galway", "halifax", "--fast"], "--fast"),
        (["plan", "galway"], "TO"),
        (["plan"], "FROM"),
        (["plan", "galway", "halifax", "nuuk"], "nuuk"),
        (["compare"], "FROM:TO"),
        (["plan", "galway", "halifax", "--spacing-km"], "--spacing-km"),
        (["--fast"], "--fast"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_command_line_is_answered_with_one_line(run, arguments, word):
    assert_one_clear_line(run(*arguments), 2, word)


def test_a_key_pressed_to_stop_is_not_an_accident(run, monkeypatch):
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "open_planner", stop)
    said = run(*GALWAY_HALIFAX)
    assert said.code in (1, 130)  # 130 is what shells say of Ctrl-C
    assert_one_clear_line(said, said.code, "stopped")


# --- diverse ------------------------------------------------------------------------------------------------------

DIVERSE = ("diverse", "galway", "halifax", "--separation-km", "150", *COARSE)


def test_diverse_json_is_one_object_whose_figures_agree(run):
    said = run(*DIVERSE, "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert found["separation_km"] == 150
    assert found["zone_km"] == 200
    assert found["least_km"] >= 150
    assert [list(route)[: len(KEYS) + 1] for route in found["routes"]] == [["name", *KEYS]] * 2
    (pair,) = found["pairs"]
    assert pair["routes"] == [route["name"] for route in found["routes"]]
    assert pair["pinches"] == []
    assert [each["within_km"] for each in pair["shared_km"]] == [5, 10, 50, 100, 200]
    extra = sum(route["length_km"] for route in found["routes"]) - 2 * found["best"]["length_km"]
    assert found["price"]["km"] == pytest.approx(extra)


def test_diverse_prints_tables_and_writes_both_routes(run, tmp_path):
    path = tmp_path / "pair.geojson"
    said = run(*DIVERSE, "-o", str(path))
    assert said.code == 0
    for words in ("150 km apart", "least separation", "Galway – Halifax, 2 of 2", "not for navigation"):
        assert words in said.out
    lines = [each for each in json.loads(path.read_text())["features"] if "Line" in each["geometry"]["type"]]
    assert len(lines) == 2


def test_diverse_says_where_the_separation_could_not_be_had(run):
    said = run("diverse", "75,-140", "55,-178", "--separation-km", "250", *COARSE)
    assert said.code == 0
    assert "no routes so far apart were found" in said.out
    assert re.search(r"6[4-8]\.\dN 1(6|7)\d\.\dW: \d+\.\d km, \d+\.\d km missing", said.out)


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [("--count", "1", "2 to 6"), ("--separation-km", "0", "above 0"), ("--landing-zone-km", "-1", "from 0")],
)
def test_senseless_numbers_are_refused_before_anything_is_solved(run, never_solves, option, value, what):
    assert_one_clear_line(run("diverse", "galway", "halifax", option, value), 2, what)


def test_a_country_without_landings_is_refused(run):
    assert_one_clear_line(run("diverse", "CH", "halifax", *COARSE), 2, '"CH"', "routeplan landings")


def test_passages_are_routes_side_by_side(run):
    said = run("compare", "bodo:tomakomai", "--passages", *COARSE, "--json")
    assert said.code == 0
    assert len(json.loads(said.out)["routes"]) > 1


# --- help, landings, doctor ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [(), ("plan",), ("compare",), ("diverse",), ("corridor",), ("landings",), ("doctor",)]
)
def test_every_command_explains_itself(run, command):
    said = run(*command, "--help")
    assert said.code == 0
    assert "Usage:" in said.out
    assert said.err == ""


def test_no_command_at_all_is_answered_with_the_list_of_commands(run):
    said = run()
    assert said.code in (0, 2)
    for command in ("plan", "compare", "diverse", "corridor", "landings", "doctor"):
        assert command in said.out + said.err
    assert "Traceback" not in said.err


def test_landings_are_found_by_part_of_a_name(run):
    said = run("landings", "galw")
    assert said.code == 0
    assert re.search(r"^galway +Galway +IE +53\.\d+ +-9\.\d+", said.out, flags=re.MULTILINE)
    assert json.loads(run("landings", "galw", "--json").out)["landings"][0]["id"] == "galway"


def test_landings_are_found_without_accents(run):
    ids = [each["id"] for each in json.loads(run("landings", "bodo", "--json").out)["landings"]]
    assert "bodo" in ids


def test_landings_near_a_position_stand_nearest_first(run):
    found = json.loads(run("landings", "--near", "53.27,-9.05", "--json").out)["landings"]
    distances = [each["distance_km"] for each in found]
    assert found[0]["id"] == "galway"
    assert distances == sorted(distances)
    assert len(found) == len(read_landings())


@pytest.mark.parametrize("code", ["IE", "ie"])
def test_landings_are_filtered_by_country(run, code):
    found = json.loads(run("landings", "--country", code, "--json").out)["landings"]
    assert {each["country"] for each in found} == {"IE"}
    assert len(found) == sum(landing.country == "IE" for landing in read_landings())


def test_landings_are_filtered_by_everything_that_is_asked(run):
    found = json.loads(run("landings", "--near", "60,-5", "--country", "FO", "--json").out)["landings"]
    assert found
    assert {each["country"] for each in found} == {"FO"}


def test_a_search_near_what_is_no_position_is_refused(run):
    for position in ("here", "95,0", ""):
        assert_one_clear_line(run("landings", "--near", position), 2, "position")


def test_a_country_that_is_no_code_is_refused(run):
    assert_one_clear_line(run("landings", "--country", "Ireland"), 2, "Ireland", "alpha-2")


def test_doctor_finds_the_data_whole(run):
    said = run("doctor")
    assert said.code == 0
    for word in ("routeplan", "python", "numba", "etopo5-north", "landings", "boundaries", "cable-types"):
        assert word in said.out
    assert "LOOK" not in said.out


def test_doctor_json_lists_its_checks(run):
    checks = json.loads(run("doctor", "--json").out)["checks"]
    assert all(each["ok"] is True for each in checks)
    assert {"etopo5-north", "landings", "boundaries", "cable-types"} <= {each["what"] for each in checks}


def test_doctor_finds_a_data_set_that_is_not_what_was_published(run, monkeypatch):
    whole = sources.embedded_data()
    landings = whole["landings"]
    changed = {**whole, "landings": replace(landings, source=replace(landings.source, sha256="0" * 64))}
    monkeypatch.setattr(sources, "embedded_data", lambda: changed)
    said = run("doctor", "--json")
    assert said.code == 4
    wrong = [each for each in json.loads(said.out)["checks"] if not each["ok"]]
    assert [each["what"] for each in wrong] == ["landings"]
    assert "reinstall" in wrong[0]["finding"]
    assert "LOOK" in run("doctor").out


def test_doctor_finds_a_data_set_that_is_missing(run, monkeypatch, tmp_path):
    whole = sources.embedded_data()
    moved = {**whole, "landings": replace(whole["landings"], path=tmp_path / "gone.csv")}
    monkeypatch.setattr(sources, "embedded_data", lambda: moved)
    assert run("doctor").code == 4


# --- from a shell -------------------------------------------------------------------------------------------------


def test_a_shell_sees_the_object_the_talk_and_the_code_apart(tmp_path):
    done = outside(*GALWAY_HALIFAX, "--json", "-o", str(tmp_path / "route.geojson"))
    assert done.returncode == 0
    assert list(json.loads(done.stdout)) == KEYS
    assert done.stderr == f"wrote {tmp_path / 'route.geojson'}\nwrote {tmp_path / 'route.scenario.toml'}\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("plan", "galwey", "halifax"), 2),
        (("fly",), 2),
        (("plan", "galway", "halifax", "-o", "missing/route.geojson"), 1),
    ],
)
def test_a_shell_sees_one_line_and_the_right_code(tmp_path, arguments, code):
    done = outside(*arguments)
    assert_one_clear_line(Spoken(done.returncode, done.stdout, done.stderr), code)


def test_a_terminal_of_ascii_does_not_break_on_a_name():
    done = outside("landings", "Bodø", PYTHONIOENCODING="ascii:replace", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "bodo" in done.stdout


def test_a_reader_that_stops_listening_is_no_accident():
    done = subprocess.run(
        f'"{sys.executable}" -c "from routeplan.cli import main; main()" landings | head -n 1',
        shell=True, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_the_module_of_the_command_line_is_light(tmp_path: Path):
    """A mistake is answered at once: maps and tables take seconds to import, and are not needed for that."""
    code = "import sys, routeplan.cli.app; print([m for m in ('folium', 'geopandas', 'xarray') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- maps --------------------------------------------------------------------------------------------------


def test_a_map_has_the_plane_and_the_layers_that_were_asked_for(run, tmp_path):
    path = tmp_path / "map.html"
    said = run(*GALWAY_HALIFAX, "--map-crs", "3413", "--map-layer", "slope", "-o", str(path), "--quiet")
    assert (said.code, said.err) == (0, "")
    page = path.read_text("utf-8")
    assert '"code":"EPSG:3413"' in page
    assert "Slope of the seabed" in page
    assert "Faults, fishing" not in page


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--map-layer", "slop"), "no layer slop; did you mean slope?"),
        (("--map-crs", "3857"), "no map in EPSG:3857"),
    ],
)
def test_a_map_that_cannot_be_is_refused_before_anything_is_solved(run, never_solves, option, words):
    said = run(*GALWAY_HALIFAX, *option)
    assert_one_clear_line(said, 2, words)
