"""Command ``plan``: its record, table, files and options."""

import json

import numpy as np
import pytest
from cli_kit import GALWAY_HALIFAX, KEYS, MAGIC, assert_one_clear_line


def test_plan_json_is_one_object_with_the_keys_of_the_contract(run):
    said = run(*GALWAY_HALIFAX, "--json")
    assert said.code == 0
    record = json.loads(said.out)
    assert sorted(record) == sorted(KEYS)
    assert record["from"] == {
        "id": "galway", "name": "Galway", "country": "IE",
        "lon": record["from"]["lon"], "lat": record["from"]["lat"], "status": "in service",
    }  # fmt: skip
    assert set(record["to"]) == {"id", "name", "country", "lon", "lat", "status"}
    assert record["spacing_km"] == 25.0
    assert isinstance(record["cells"], int)
    assert all(
        {"name", "licence", "sha256"} <= set(each) <= {"name", "licence", "sha256", "version", "doi"}
        for each in record["sources"]
    )


def test_the_figures_of_plan_json_agree_with_each_other(run):
    record = json.loads(run(*GALWAY_HALIFAX, "--json").out)
    assert record["geodesic_km"] <= record["sea_km"] <= record["length_km"] < record["cable_km"]
    assert sum(record["build_terms_usd"].values()) == pytest.approx(record["build_cost_usd"], rel=1e-9)
    assert sum(record["objective_terms_usd"].values()) == pytest.approx(record["objective_usd"], rel=1e-9)
    assert record["rtt_ms"] == pytest.approx(2 * record["cable_km"] * 4.897e-3, abs=1e-3)
    assert 0 < record["mean_depth_m"] < record["max_depth_m"]


def test_states_and_files_to_avoid_are_options_of_plan(run, tmp_path):
    area = tmp_path / "area.geojson"
    area.write_text(
        '{"type": "Polygon", "coordinates": [[[-40, 45], [-30, 45], [-30, 50], [-40, 50], [-40, 45]]]}',
        encoding="utf-8",
    )
    out = str(tmp_path / "route.geojson")
    said = run(*GALWAY_HALIFAX, "--avoid", "Iceland", "--avoid", str(area), "--json", "-o", out)
    record = json.loads(said.out)
    assert record["avoid"]["states"] == ["IS"]
    assert [each["name"] for each in record["avoid"]["areas"]] == ["area.geojson"]
    again = run("plan", "galway", "halifax", "--scenario", str(tmp_path / "route.scenario.toml"), "--json")
    assert json.loads(again.out)["scenario_sha256"] == record["scenario_sha256"]
    assert "IS" not in record["jurisdictions"]


def test_a_state_without_a_sea_is_refused_before_anything_is_solved(run, never_solves):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--avoid", "CH"), 2, "Switzerland", "no sea", "leave it out")


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
    assert "via " in run(*GALWAY_HALIFAX, "--via", "45,-35").out


def test_a_point_to_pass_on_land_is_refused(run):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--via", "65,-18"), 2, "65N 18W", "on land", "at sea")


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
        11_000 * surveyed * 1.03 * 1.15 * record["length_km"],
        rel=1e-4,  # spares, contingency
    )
    assert record["build_terms_usd"]["protection"] == 0.0


@pytest.mark.parametrize("also", [(), ("--crossings",)])
def test_a_position_list_has_fewer_alter_courses_where_it_may_be_farther_from_the_route(run, tmp_path, also):
    counts = []
    for metres in ("200", "20000"):
        path = tmp_path / f"within_{metres}_m.csv"
        assert run(*GALWAY_HALIFAX, "--rpl-tolerance", metres, "-o", str(path), *also).code == 0
        counts.append(path.read_text(encoding="utf-8").count("A/C"))
    assert counts[1] < counts[0] / 2


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
        (("--map-crs", "3857"), "no projection for maps: EPSG:3857"),
    ],
)
def test_a_map_that_cannot_be_is_refused_before_anything_is_solved(run, never_solves, option, words):
    said = run(*GALWAY_HALIFAX, *option)
    assert_one_clear_line(said, 2, words)


def test_crossings_of_ones_own_lines_are_in_the_position_list(run, tmp_path):
    own, path = tmp_path / "own.csv", tmp_path / "list.csv"
    own.write_text("lat,lon\n58,-30\n42,-30\n", encoding="utf-8")
    said = run(*GALWAY_HALIFAX, "-o", str(path), "--cross", str(own), "--json")
    assert said.code == 0
    (mine,) = [one for one in json.loads(said.out)["crossings"] if one["cable"] == "own"]
    assert mine["lon"] == pytest.approx(-30.0, abs=1e-6)
    (row,) = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if "X-ing own" in line]
    assert f"own at {mine['angle_deg']:.0f}°: {mine['verdict']}" in row
