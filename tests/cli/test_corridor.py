"""Command ``corridor``: its record, table and files."""

import json
import re

import pytest
from cli_kit import COARSE, GALWAY_HALIFAX, assert_one_clear_line

from routeplan.cost.scenario import read_scenario

CORRIDOR = ("corridor", "galway", "halifax", *COARSE)


def test_corridor_json_is_one_object_that_agrees_with_plan(run):
    record = json.loads(run(*CORRIDOR, "--json").out)
    assert list(record) == [
        "from", "to", "within_pct", "best_usd", "area_km2", "cells", "spacing_km", "solve_seconds", "passages",
        "scenario_sha256", "sources", "version",
    ]  # fmt: skip
    assert record["within_pct"] == 5.0
    keys = {
        "name", "lon", "lat", "excess_pct", "length_km", "cost_usd", "life_cost_usd", "life_terms_usd", "jurisdictions",
        "jurisdiction_remarks",
    }  # fmt: skip
    assert all(set(each) == keys for each in record["passages"])
    route = json.loads(run(*GALWAY_HALIFAX, "--json").out)
    assert record["scenario_sha256"] == route["scenario_sha256"]
    line_usd = route["objective_usd"] - route["objective_terms_usd"]["landing"]
    # The corridor is one of whole cells of 25 km; the route goes round what land there is in them.
    assert line_usd * (1 - 2e-2) <= record["best_usd"] <= line_usd * (1 + 4e-3)
    assert record["passages"][0]["excess_pct"] == 0.0
    assert record["area_km2"] == pytest.approx(record["cells"] * 25**2 / 1.1**2, rel=0.1)


def test_a_wider_corridor_is_larger(run):
    areas = [json.loads(run(*CORRIDOR, "--within", width, "--json").out)["area_km2"] for width in ("2", "20")]
    assert areas[0] < areas[1] / 2


def test_corridor_prints_a_table_of_passages(run):
    said = run(*CORRIDOR, "--within", "40")
    assert said.code == 0
    assert said.out.startswith("Galway – Halifax within 40 %\n")
    for word in ("km2", "life cost M USD", "excess %", "jurisdictions", "not for navigation"):
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
    assert_one_clear_line(run(*CORRIDOR, "--within", width), 2, "corridor width", "%", "at most 100")


def test_a_corridor_knows_its_own_suffixes(run, tmp_path, never_solves):
    said = run(*CORRIDOR, "-o", str(tmp_path / "corridor.png"))
    assert_one_clear_line(said, 2, "corridor.png", ".geojson, ", ".nc, .csv, .xlsx, .html")


def test_a_corridor_between_two_seas_has_no_route(run):
    assert_one_clear_line(run("corridor", "42.0,50.5", "galway", *COARSE), 3, "no sea path")
