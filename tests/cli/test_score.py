"""Command ``score``: existing lines beside the best route."""

import json
import re

import pytest
from cli_kit import COARSE, GALWAY_HALIFAX, assert_one_clear_line


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
