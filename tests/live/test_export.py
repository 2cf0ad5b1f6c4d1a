"""Exported files reproduce the pinned routes."""

import json
import shlex

import geopandas as gpd
import numpy as np
import pytest
import shapely
from live_kit import (
    ACROSS_180,
    ATLANTIC,
    EXPORT_SPACING_KM,
    EXPORTED,
    ROUND_THE_POLE,
    TO_PLANE,
    ask_coarse,
    ring,
)

import routeplan as rp
from routeplan import cli
from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.scenario import Scenario, read_scenario
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.errors import OutputError
from routeplan.live.export import write_areas, write_pins
from routeplan.live.session import Pin


def told_command(scenario: Scenario) -> list[str]:
    return shlex.split(scenario.description.partition("reproduce with: ")[2])


@pytest.mark.parametrize("name", EXPORTED)
def test_a_scenario_that_is_written_makes_the_same_line_again(pin_of, tmp_path, name):
    pin = pin_of(name, 3)
    write_pins([pin], tmp_path)
    scenario = read_scenario(tmp_path / "scenario-3.toml")
    request = pin.answer.request
    again = rp.open_planner(scenario).route(request.start, request.end, via=request.via, prove=False)
    assert again.lon == pytest.approx(pin.route.lon, abs=1e-6)
    assert again.lat == pytest.approx(pin.route.lat, abs=1e-6)
    assert again.objective_terms_usd == pytest.approx(pin.route.objective_terms_usd, rel=1e-6)
    (feature,) = (
        feature
        for feature in json.loads((tmp_path / "routes.geojson").read_text(encoding="utf-8"))["features"]
        if feature["properties"]["kind"] == "route"
    )
    assert feature["properties"]["scenario_sha256"] == scenario_sha256(scenario) == again.scenario_sha256
    assert feature["properties"]["length_km"] == pytest.approx(again.length_km, abs=5e-4)


@pytest.mark.parametrize("name", ["a point, an area", "typed to the last digit"])
def test_the_command_that_it_names_really_makes_the_route(pin_of, tmp_path, monkeypatch, capsys, name):
    pin = pin_of(name)
    write_pins([pin], tmp_path)
    monkeypatch.chdir(tmp_path)
    program, *arguments = told_command(read_scenario("scenario-1.toml"))
    assert program == "routeplan"
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, "--json"])
    assert not ended.value.code
    record = json.loads(capsys.readouterr().out)
    assert record["length_km"] == pytest.approx(pin.route.length_km, rel=1e-9)
    assert record["objective_usd"] == pytest.approx(pin.route.objective_usd, rel=1e-6)
    assert record["spacing_km"] == EXPORT_SPACING_KM


def test_a_briefing_asks_about_the_same_pair(pin_of, tmp_path):
    write_pins([pin_of("typed to the last digit")], tmp_path)
    assert read_scenario(tmp_path / "scenario-1.toml").pairs == ("71.2906123,-156.7886123:bodo",)


def test_a_landing_that_is_not_in_the_table_is_named_by_where_it_is(export_solver, tmp_path):
    """A landing of one's own, moved a little from the one in the table whose id it has."""
    galway = find_landing("galway")
    moved = Landing("galway", "Galway", "IE", galway.lon - 0.1, galway.lat - 0.05)
    (answer, _) = export_solver.replies(ask_coarse(moved))
    write_pins([Pin(1, answer)], tmp_path)
    _, _, start, end, *_ = told_command(read_scenario(tmp_path / "scenario-1.toml"))
    assert [float(part) for part in start.split(",")] == pytest.approx([moved.lat, moved.lon], abs=1e-6)
    assert end == "halifax"


def test_all_pins_are_in_one_file_each_with_its_own_scenario(pin_of, tmp_path):
    pins = [pin_of("nothing special", 2), pin_of("a point, an area", 5)]
    written = write_pins(pins, tmp_path / "new" / "folder")
    names = ["scenario-2.toml", "closed-5.geojson", "scenario-5.toml", "routes.geojson"]
    assert [path.name for path in written] == names
    assert sorted(path.name for path in (tmp_path / "new/folder").iterdir()) == sorted(names)
    features = json.loads(written[-1].read_text(encoding="utf-8"))["features"]
    routes = [feature["properties"] for feature in features if feature["properties"]["kind"] == "route"]
    assert [route["name"] for route in routes] == [pin.name for pin in pins]
    assert routes[1]["via"] == "61.3,-27.2"
    assert len({route["scenario_sha256"] for route in routes}) == 2


def test_written_twice_it_is_the_same(pin_of, tmp_path):
    pins = [pin_of("a point, an area")]
    before = {path: path.read_bytes() for path in write_pins(pins, tmp_path)}
    after = {path: path.read_bytes() for path in write_pins(pins, tmp_path)}
    assert before == after


@pytest.mark.parametrize("corners", [ATLANTIC, ACROSS_180, ROUND_THE_POLE], ids=["plain", "180", "pole"])
def test_areas_in_degrees_are_those_of_the_plane(tmp_path, corners):
    """What PROJ brings from inside lies inside; from beyond, outside; no longitude beyond 180, and 90 at the pole."""
    write_areas(ask_coarse(closed=(ring(*corners),)), tmp_path / "areas.geojson")
    (area,) = gpd.read_file(tmp_path / "areas.geojson", engine="pyogrio").geometry
    assert area.is_valid
    west, _, east, north = area.bounds
    assert -180.0 <= west < east <= 180.0
    assert (north == 90.0) == (corners is ROUND_THE_POLE)
    east_m, north_m = np.meshgrid(np.linspace(-3.5e6, 2e6, 551), np.linspace(-5e6, 2.5e6, 751))
    lon, lat = TO_PLANE.transform(east_m, north_m, direction="INVERSE")
    drawn, written = shapely.box(*corners), shapely.intersects_xy(area, lon, lat)
    # Corners are kept to a thousandth of a degree.
    assert written[shapely.contains_xy(drawn.buffer(-500), east_m, north_m)].all()
    assert not written[~shapely.intersects_xy(drawn.buffer(500), east_m, north_m)].any()


# --- what cannot be written ---------------------------------------------------------------------------------------


def assert_one_line(error: Exception, *words: str) -> None:
    assert "\n" not in str(error)
    for word in words:
        assert word in str(error)


def test_a_file_in_the_place_of_the_folder_is_told(pin_of, tmp_path):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(OutputError) as refused:
        write_pins([pin_of("nothing special")], tmp_path / "taken")
    assert_one_line(refused.value, "cannot create folder", "taken", "choose a writable folder")
    assert (tmp_path / "taken").read_text() == "mine"
    with pytest.raises(OutputError, match="cannot create folder"):
        write_pins([pin_of("nothing special")], tmp_path / "taken" / "below")


@pytest.mark.parametrize("taken", ["routes.geojson", "scenario-1.toml", "closed-1.geojson"])
def test_a_folder_in_the_place_of_a_file_is_told_before_anything_is_written(pin_of, tmp_path, taken):
    (tmp_path / taken).mkdir()
    with pytest.raises(OutputError) as refused:
        write_pins([pin_of("a point, an area")], tmp_path)
    assert_one_line(refused.value, taken, "it is a folder")
    assert [path.name for path in tmp_path.iterdir()] == [taken]
