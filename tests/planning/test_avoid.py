"""Waters of states and areas that a route avoids, as people name them, and what is said about odd ones."""

from __future__ import annotations

import logging

import geopandas as gpd
import numpy as np
import pytest
import shapely

import routeplan as rp
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.errors import NoRouteError, ScenarioError, UsageError
from routeplan.planning.avoid import read_avoided

ENDS = "bodo", "tomakomai"
AREA = shapely.box(-170.0, 71.0, -150.0, 74.0)  # (lon, lat), north of Alaska


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def plain(planner):
    return planner.route(*ENDS, prove=False)


@pytest.fixture(scope="module")
def without_russia(planner):
    return planner.route(*ENDS, avoid=["RU"], prove=False)


def test_a_route_that_avoids_a_state_has_no_kilometre_in_its_waters(plain, without_russia):
    assert plain.breakdown.jurisdiction_km["RU"] > 1000.0
    assert not [label for label in without_russia.breakdown.jurisdiction_km if "RU" in label]
    assert without_russia.policy_usd is None  # closed, not priced
    assert without_russia.life_cost_usd > plain.life_cost_usd


def test_a_claim_of_the_state_is_closed_too(planner):
    waters = planner.seabed.layers.jurisdiction
    kurils = [code for code, state in enumerate(waters.states) if {"JP", "RU"} <= set(state.isos)]
    closed = planner.avoiding("Russia").surface.barrier
    assert kurils
    assert closed[np.isin(waters.state, kurils)].all()


def test_a_margin_is_kept_from_boundaries_that_no_treaty_gives(planner):
    """Cells within 12 km beyond the EEZ, where only the nearest coast decides: closed as well."""
    waters = planner.seabed.layers.jurisdiction
    own = waters.derive_waters_of(["RU"])
    closed = planner.avoiding("RU").valuer.derive_closed()
    assert closed[own].all()
    assert (closed & ~own).any()


def test_a_route_tells_what_it_avoids_in_json_files_and_tables(without_russia):
    record = without_russia.record()
    assert record["avoid"] == {"states": ["RU"], "areas": [], "boundary_margin_km": 12.0}
    assert without_russia.summary["avoided"] == "waters of RU"


def test_a_route_that_avoids_nothing_does_not_speak_of_it(plain):
    assert "avoid" not in plain.record()
    assert "avoided" not in plain.summary


def test_a_scenario_that_avoids_a_state_has_the_same_checksum_and_route(planner, without_russia):
    balanced = rp.Scenario.preset("balanced")
    policy = balanced.policy.model_copy(update={"avoid": ("RU",)})
    written = rp.open_planner(balanced.model_copy(update={"policy": policy}), spacing_km=25)
    assert written.scenario_sha256 == without_russia.scenario_sha256 != planner.scenario_sha256
    assert written.route(*ENDS, prove=False).length_km == pytest.approx(without_russia.length_km, rel=1e-9)


@pytest.mark.parametrize(
    "area",
    [
        AREA,
        gpd.GeoSeries([AREA], crs=4326),
        gpd.GeoDataFrame(geometry=[AREA], crs=4326).to_crs(3995),
    ],
    ids=["shapely in degrees", "GeoSeries", "GeoDataFrame on the plane"],
)
def test_an_area_is_closed_in_whatever_form_it_comes(planner, area):
    """The middle of the area is closed, and a place 5 degrees south of it is as open as before."""
    closed = planner.avoiding([area])
    for lat, is_closed in ((72.5, True), (65.0, False)):
        row, col = (round(float(at)) for at in planner.grid.cell_of(-160.0, lat))
        before = planner.surface.barrier[row, col]
        assert closed.surface.barrier[row, col] == (is_closed or before)
    assert closed.scenario_sha256 not in ("", planner.scenario_sha256)


def test_a_file_of_polygons_is_closed_and_repeatable_from_the_scenario(planner, tmp_path):
    file = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[AREA], crs=4326).to_file(file)
    closed = planner.avoiding(file)
    assert np.array_equal(closed.surface.barrier, planner.avoiding(AREA).surface.barrier)
    assert closed.scenario_sha256 == scenario_sha256(read_avoided(file).added_to(planner.scenario))
    assert closed.avoided.record["avoid"]["areas"][0]["name"] == "area.geojson"


def test_polygons_without_a_system_are_said_to_be_taken_as_degrees(planner):
    assert planner.avoiding(AREA).avoided.text == "area 71.0N 170.0W to 74.0N 150.0W (EPSG:4326 assumed)"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("CH", "CH .Switzerland. has no sea.*leave it out.*CN .China."),
        ("BR", 'no state "BR" north of 25N.*leave it out'),
        ("Rusia", "did you mean RU .Russia."),
        ("UR", "did you mean RU .Russia."),
        ("RU,CN", "each state on its own"),
        ("NO", "Bod. lies in waters of NO.*choose another landing"),
        (shapely.Point(1.0, 70.0), "Point; give polygons"),
        (shapely.box(0.0, 0.0, 1e6, 1e6), "without a coordinate system; give degrees"),
        (3, "int; give states"),
    ],
    ids=str,
)
def test_what_is_odd_is_refused_in_one_line(planner, place, message):
    with pytest.raises(UsageError, match=message) as caught:
        planner.route(*ENDS, avoid=[place])
    assert "\n" not in str(caught.value)


def test_what_closes_nothing_is_told(planner, caplog):
    with caplog.at_level(logging.WARNING, logger="routeplan"):
        planner.avoiding(shapely.box(10.0, -50.0, 20.0, -40.0))
        rp.open_planner(spacing_km=100, south_deg=65).avoiding("Italy")
    area, italy = caplog.messages
    assert "closes no cell" in area
    assert italy.startswith("avoid: IT has no waters in the domain of this planner, north of 65N")


def test_where_nothing_is_left_the_message_names_what_is_avoided(planner):
    with pytest.raises(NoRouteError, match="avoid less than waters of RU, US"):
        planner.route(*ENDS, avoid=["RU", "US"])


def test_an_area_in_degrees_is_not_taken_as_metres(planner):
    with pytest.raises(UsageError, match=r"in degrees; closing takes metres of EPSG:3995.*planner\.avoiding"):
        planner.closing([AREA])


def test_a_scenario_refuses_a_state_without_waters():
    with pytest.raises(ScenarioError, match=r"policy\.avoid\[0\] = .*no sea"):
        rp.read_scenario(_file_with('[policy]\navoid = ["CH"]\n'))


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _file_with(text: str) -> str:
    with open("mine.toml", "w", encoding="utf-8") as file:
        file.write(text)
    return "mine.toml"
