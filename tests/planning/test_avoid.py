"""Waters of states and areas that a route avoids, as people name them, and what is said about odd ones."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

import routeplan as rp
from routeplan.cost.data_choice import UserLayer
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.errors import DataError, NoRouteError, ScenarioError, UsageError
from routeplan.geo.shapes import read_shapes
from routeplan.planning.areas import read_areas

ENDS = "bodo", "tomakomai"
AREA = shapely.box(-170.0, 71.0, -150.0, 74.0)  # (lon, lat), north of Alaska
# Across the way, with vertices so close that its sides are the same in every projection.
ON_THE_WAY = shapely.segmentize(shapely.box(-179.5, 72.0, -155.0, 76.0), 0.05)


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


def _written(area, path):
    gpd.GeoDataFrame(geometry=[area], crs=4326).to_file(path)
    return path


def _without_prj(area, folder):
    path = _written(area, folder / "area.shp")
    path.with_suffix(".prj").unlink()
    return path


FORMS = {
    "GeoDataFrame in degrees": lambda area, _: gpd.GeoDataFrame(geometry=[area], crs=4326),
    "GeoSeries on the plane": lambda area, _: gpd.GeoSeries([area], crs=4326).to_crs(3995),
    "GeoSeries without a system": lambda area, _: gpd.GeoSeries([area]),
    "shapely in degrees": lambda area, _: area,
    "file": lambda area, folder: _written(area, folder / "area.geojson"),
    "text of a file": lambda area, folder: str(_written(area, folder / "area.geojson")),
    "shapefile without .prj": _without_prj,
}


@pytest.fixture(scope="module")
def round_the_area(planner):
    """The route under a scenario in TOML that closes the area: what every other form is to give."""
    with tempfile.TemporaryDirectory() as folder:
        _written(ON_THE_WAY, Path(folder) / "area.geojson")
        scenario = Path(folder) / "mine.toml"
        scenario.write_text('[grid]\nspacing_km = 25\n[policy]\navoid = ["area.geojson"]\n', encoding="utf-8")
        return rp.open_planner(scenario).route(*ENDS, prove=False)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_same_polygon_in_any_form_gives_one_route(planner, plain, round_the_area, form, tmp_path):
    area = form(ON_THE_WAY, tmp_path)
    for route in (
        planner.route(*ENDS, avoid=area, prove=False),
        planner.closing([area]).route(*ENDS, prove=False),
    ):
        assert np.array_equal(route.lon, round_the_area.lon)
        assert np.array_equal(route.lat, round_the_area.lat)
    assert round_the_area.life_cost_usd > plain.life_cost_usd


def test_a_route_keeps_out_of_an_area_closed_by_toml(round_the_area):
    assert shapely.LineString(np.column_stack([round_the_area.lon, round_the_area.lat])).disjoint(
        ON_THE_WAY.buffer(-0.5)
    )


def test_a_file_to_avoid_beside_layers_of_the_preset_it_extends_keeps_both(tmp_path):
    for name in ("base", "more"):
        _written(AREA, tmp_path / f"{name}.geojson")
    (tmp_path / "base.toml").write_text('[policy]\navoid = ["base.geojson"]\n[[data.layers]]\npath = "base.geojson"\n'
        'use = "cost"\nusd_per_km = 1.0\n')  # fmt: skip
    (tmp_path / "mine.toml").write_text('extends = "base.toml"\n[policy]\navoid = ["RU", "more.geojson"]\n')
    scenario = rp.read_scenario(tmp_path / "mine.toml")
    assert scenario.policy.avoid == ("RU",)
    assert [(layer.path.name, layer.use.value) for layer in scenario.data.layers] == [
        ("base.geojson", "cost"),
        ("more.geojson", "no_go"),
    ]


def test_an_area_is_closed_and_the_sea_beside_it_is_not(planner):
    """The middle of the area is closed, and a place 5 degrees south of it is as open as before."""
    closed = planner.avoiding(AREA)
    for lat, is_closed in ((72.5, True), (65.0, False)):
        row, col = (round(float(at)) for at in planner.grid.cell_of(-160.0, lat))
        before = planner.surface.barrier[row, col]
        assert closed.surface.barrier[row, col] == (is_closed or before)
    assert closed.scenario_sha256 not in ("", planner.scenario_sha256)


# ---- prices on areas ---------------------------------------------------------------------------------------


def test_a_price_that_is_high_enough_gives_the_route_of_a_closed_area(planner, round_the_area):
    """At 10 billion a kilometre nothing crosses it; round its corners lines differ by less than a cell."""
    charged = planner.charging(ON_THE_WAY, usd_per_km=1e10).route(*ENDS, prove=False)
    assert charged.policy_usd == 0.0
    assert charged.life_cost_usd == pytest.approx(round_the_area.life_cost_usd, rel=2e-3)


def test_a_price_is_charged_for_the_kilometres_inside_and_no_others(planner, plain):
    """1 dollar a kilometre moves no line: the policy price is the length inside, by PROJ, give or take two cells."""
    charged = planner.charging([ON_THE_WAY], usd_per_km=1.0).route(*ENDS, prove=False)
    dense = plain.line.densified(every_km=1.0)
    inside = shapely.contains_xy(ON_THE_WAY, dense.lon, dense.lat)
    km = pyproj.Geod(ellps="WGS84").line_length(dense.lon[inside], dense.lat[inside]) / 1000
    assert charged.policy_usd == pytest.approx(km, abs=50.0)
    assert km > 200.0


def test_a_preferred_area_is_free_and_all_else_has_the_price(planner, plain):
    """Preferring what the route does not touch, at 1 dollar, costs its length; preferring it all costs nothing."""
    elsewhere = shapely.box(-40.0, 55.0, -35.0, 58.0)
    outside = planner.preferring(elsewhere, usd_per_km=1.0).route(*ENDS, prove=False)
    assert outside.policy_usd == pytest.approx(outside.length_km, rel=1e-6)
    everywhere = planner.preferring(shapely.box(-180.0, 25.0, 180.0, 90.0), usd_per_km=1.0)
    assert everywhere.route(*ENDS, prove=False).policy_usd == 0.0


def test_waters_of_a_state_can_be_charged(planner, plain):
    charged = planner.charging("RU", usd_per_km=1.0).route(*ENDS, prove=False)
    claimed_km = sum(km for label, km in charged.breakdown.jurisdiction_km.items() if "RU" in label)
    assert charged.policy_usd == pytest.approx(claimed_km, rel=1e-3)


def test_a_preferred_layer_in_a_scenario_is_the_same(planner, tmp_path):
    _written(AREA, tmp_path / "area.geojson")
    (tmp_path / "mine.toml").write_text(
        '[grid]\nspacing_km = 25\n[[data.layers]]\npath = "area.geojson"\nuse = "prefer"\nusd_per_km = 500.0\n'
    )
    mine = rp.open_planner(tmp_path / "mine.toml")
    other = planner.preferring(AREA, usd_per_km=500.0)
    assert np.array_equal(mine.user_layers.usd_per_km, other.user_layers.usd_per_km)


def test_a_price_below_nothing_is_refused(planner):
    with pytest.raises(UsageError, match="prefer: -1 USD per km; give a price of 0 or more"):
        planner.preferring(AREA, usd_per_km=-1.0)


def test_a_file_of_polygons_is_closed_and_repeatable_from_the_scenario(planner, tmp_path):
    file = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[AREA], crs=4326).to_file(file)
    closed = planner.avoiding(file)
    assert np.array_equal(closed.surface.barrier, planner.avoiding(AREA).surface.barrier)
    assert closed.scenario_sha256 == scenario_sha256(read_areas(file).avoided_by(planner.scenario))
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
        (shapely.box(0.0, 0.0, 1e6, 1e6), "names no coordinate system.*give degrees"),
        (shapely.box(71.0, -170.0, 74.0, -150.0), "give longitude before latitude"),
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
    assert "covers no cell" in area
    assert italy.startswith("avoid: IT has no waters in the domain of this planner, north of 65N")


@pytest.mark.parametrize(("use", "word"), [("no_go", "avoid"), ("cost", "cost")])
def test_a_layer_of_a_scenario_that_is_elsewhere_is_told(tmp_path, caplog, use, word):
    """Longitude and latitude are swapped: the area is in the Indian Ocean."""
    gpd.GeoSeries([shapely.box(60.0, -30.0, 70.0, -20.0)], crs=4326).to_file(tmp_path / "area.geojson")
    layer = UserLayer(path=tmp_path / "area.geojson", use=use, usd_per_km=None if use == "no_go" else 1e4)
    scenario = rp.Scenario.preset("balanced")
    scenario = scenario.model_copy(update={"data": scenario.data.model_copy(update={"layers": (layer,)})})
    with caplog.at_level(logging.WARNING, logger="routeplan"):
        rp.open_planner(scenario, spacing_km=100)
    assert any(line.startswith(f"{word}: area.geojson covers no cell") for line in caplog.messages)


def test_where_nothing_is_left_the_message_names_what_would_have_to_give(planner):
    with pytest.raises(
        NoRouteError, match=r"has to give way: waters of RU .*equal size, but more expensive: waters of US"
    ):
        planner.route(*ENDS, avoid=["RU", "US"])


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


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        ([[-30, 50], [-20, 50], [-20, 55]], "close its ring, or give more positions"),
        ([[-30, 50], [-20, 50]], "close its ring, or give more positions"),
        ([[500_000, 59e5], [600_000, 59e5], [600_000, 60e5], [500_000, 59e5]], "which are no degrees; give"),
        ([[190, 91], [200, 91], [200, 95], [190, 91]], "which are no degrees; give"),
    ],
)
def test_polygons_of_a_file_that_are_none_are_refused_in_one_line(tmp_path, ring, words):
    shape = {"type": "Polygon", "coordinates": [ring]}
    (tmp_path / "area.geojson").write_text(
        json.dumps({"type": "Feature", "properties": {}, "geometry": shape})
    )
    with pytest.raises(DataError, match=words) as refused:
        read_shapes(tmp_path / "area.geojson")
    assert "\n" not in str(refused.value)


def test_svalbard_lies_in_waters_of_norway_though_it_has_a_code_of_its_own(planner):
    with pytest.raises(UsageError, match="Longyearbyen lies in waters of NO, which are to be avoided"):
        planner.route("longyearbyen", "galway", avoid="NO", prove=False)
