"""Closed areas that leave no way: soft ones give way to the route, hard ones are named in the refusal."""

from __future__ import annotations

import json
import logging

import geopandas as gpd
import numpy as np
import pytest
import shapely

import routeplan as rp
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.errors import NoRouteError, ScenarioError, UsageError
from routeplan.planning.smallest_sets import barriers_of, find_smallest_sets, open_barriers
from routeplan.view.maps.closed_areas import GivenWayAreas

ENDS = "bodo", "tomakomai"
ATLANTIC = "galway", "halifax"


def _ring(lon, lat, inner_deg, outer_deg):
    """A ring of water round a position, drawn in degrees so that it is closed in every projection."""
    outer = shapely.box(lon - outer_deg, lat - outer_deg / 2, lon + outer_deg, lat + outer_deg / 2)
    inner = shapely.box(lon - inner_deg, lat - inner_deg / 2, lon + inner_deg, lat + inner_deg / 2)
    return shapely.segmentize(outer.difference(inner), 0.1)


MID = "55.0,-30.0"  # open Atlantic
INNER, OUTER = _ring(-30.0, 55.0, 3.0, 5.0), _ring(-30.0, 55.0, 8.0, 10.0)
EAST, WEST = (
    shapely.intersection(OUTER, shapely.box(*box)) for box in ((-30, 40, 0, 70), (-60, 40, -30, 70))
)


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


def _names(sets):
    return {frozenset(barrier.name for barrier in one) for one in sets}


def _refusal(planner, avoid, start=MID, end="halifax"):
    with pytest.raises(rp.BarredError) as refused:
        planner.route(start, end, avoid=avoid, prove=False)
    return refused.value


def test_a_ring_of_closed_areas_names_exactly_the_one_that_has_to_give(planner):
    """West and east halves of a ring, and an area elsewhere: the way to Halifax is shortest through the west."""
    elsewhere = shapely.box(-30.0, 65.0, -25.0, 66.0)
    areas = [rp.Avoid(EAST, name="east"), rp.Avoid(WEST, name="west"), rp.Avoid(elsewhere, name="elsewhere")]
    refusal = _refusal(planner, areas)
    assert [area.name for area in refusal.barriers] == ["west"]
    assert "The smallest set that has to give way: west (hard): " in str(refusal)
    assert "of equal size, but more expensive: east (hard)" in str(refusal)
    assert refusal.exit_code == 3
    assert isinstance(refusal, NoRouteError)


def test_the_refusal_says_what_the_route_would_cost(planner):
    """It is the route of a planner without the area that would have to give."""
    refusal = _refusal(planner, [rp.Avoid(OUTER, name="ring")])
    free = planner.route(MID, "halifax", prove=False)
    assert refusal.route.objective_usd == pytest.approx(free.objective_usd, rel=1e-6)
    assert f"life cost {free.life_cost_usd / 1e6:,.1f} M USD" in str(refusal)
    assert 0 < refusal.barriers[0].km < free.length_km


def test_of_two_nested_rings_both_have_to_give(planner):
    refusal = _refusal(planner, [rp.Avoid(INNER, name="inner"), rp.Avoid(OUTER, name="outer")])
    assert [area.name for area in refusal.barriers] == ["inner", "outer"]


def test_a_soft_ring_gives_way_and_everything_says_so(planner, caplog):
    with caplog.at_level(logging.WARNING, logger="routeplan"):
        route = planner.route(MID, "halifax", avoid=rp.Avoid(OUTER, soft=3, name="ring"), prove=False)
    free = planner.route(MID, "halifax", prove=False)
    assert route.objective_usd == pytest.approx(free.objective_usd, rel=1e-6)
    (given,) = route.record()["gave_way"]
    assert (given["name"], given["soft"]) == ("ring", 3)
    assert route.record()["gave_way_extra_usd"] == pytest.approx(0.0, abs=1.0)
    assert shapely.LineString(np.column_stack([route.lon, route.lat])).intersects(OUTER)
    assert given["km"] == pytest.approx(sum(last - first for first, last in given["spans_km"]), abs=0.01)
    assert 0 < given["objective_usd"] < route.objective_usd
    assert route.summary["GAVE WAY"].startswith("ring (soft 3): ")
    assert any(message.startswith("gave way: ring (soft 3), because") for message in caplog.messages)
    assert "gave_way" not in free.record()
    drawn = rp.map_routes([route, free])
    (outlined,) = [layer for layer in drawn._children.values() if isinstance(layer, GivenWayAreas)]
    ((_, polygons),) = outlined.outlines
    ring_m = gpd.GeoSeries([OUTER], crs=4326).to_crs(3995).iloc[0]
    assert polygons[0].symmetric_difference(ring_m).area < 0.25 * ring_m.area  # cells of 25 km
    page = drawn.get_root().render()
    assert f"gave way to {route.name}, {given['km']:,.0f} km inside" in page
    assert "gave way to a route" in page
    assert "Areas that gave way" not in rp.map_routes([free]).get_root().render()


def test_the_softer_half_gives_even_where_its_route_is_dearer(planner):
    areas = [rp.Avoid(EAST, soft=2, name="east"), rp.Avoid(WEST, soft=1, name="west")]
    route = planner.route(MID, "halifax", avoid=areas, prove=False)
    assert [area.name for area in route.gave_way.areas] == ["east"]
    free = planner.route(MID, "halifax", prove=False)
    assert route.gave_way.extra_usd > 1e6
    assert route.objective_usd == pytest.approx(free.objective_usd + route.gave_way.extra_usd, rel=1e-3)


def test_a_way_that_is_left_is_taken_and_nothing_gives(planner):
    route = planner.route(*ATLANTIC, avoid=rp.Avoid(INNER, soft=1), prove=False)
    assert not route.gave_way
    assert not shapely.intersects(
        shapely.LineString(np.column_stack([route.lon, route.lat])), INNER.buffer(-0.5)
    )


def test_a_hard_area_is_not_opened_for_a_soft_one(planner):
    """An inner hard and an outer soft ring: refused, and both are named, each with its order."""
    refusal = _refusal(planner, [rp.Avoid(INNER, name="inner"), rp.Avoid(OUTER, soft=1, name="outer")])
    assert [(area.name, area.soft) for area in refusal.barriers] == [("inner", None), ("outer", 1)]


def test_what_overlaps_gives_together(planner):
    areas = [rp.Avoid(OUTER, soft=1, name="one"), rp.Avoid(OUTER, soft=1, name="other")]
    route = planner.route(MID, "halifax", avoid=areas, prove=False)
    assert [area.name for area in route.gave_way.areas] == ["one", "other"]


def test_land_is_no_barrier_that_gives(planner):
    """The Caspian has no way out: closing an area changes nothing about that, and nothing is named."""
    with pytest.raises(NoRouteError, match="it is land that parts them") as refused:
        planner.route("42.0,50.5", "halifax", avoid=rp.Avoid(INNER, soft=1), prove=False)
    assert not isinstance(refused.value, rp.BarredError)


def test_a_soft_area_round_a_landing_gives_way_to_it_and_a_hard_one_is_refused(planner):
    round_it = shapely.box(-64.5, 44.0, -62.5, 45.5)
    route = planner.route("galway", "halifax", avoid=rp.Avoid(round_it, soft=1, name="harbour"), prove=False)
    assert [area.name for area in route.gave_way.areas] == ["harbour"]
    with pytest.raises(UsageError, match="Halifax is in a closed area"):
        planner.route("galway", "halifax", avoid=round_it, prove=False)


def test_a_soft_state_gives_way_to_its_own_landing(planner):
    route = planner.route(*ENDS, avoid=["JP:soft=1"], prove=False)
    assert [area.name for area in route.gave_way.areas] == ["waters of JP"]
    with pytest.raises(UsageError, match="Tomakomai lies in waters of JP"):
        planner.route(*ENDS, avoid=["JP"], prove=False)


def test_a_via_point_in_a_soft_area_is_passed(planner):
    inside = shapely.box(-33.0, 53.0, -27.0, 57.0)
    route = planner.route(*ATLANTIC, via=[MID], avoid=rp.Avoid(inside, soft=1, name="box"), prove=False)
    assert [area.name for area in route.gave_way.areas] == ["box"]
    with pytest.raises(UsageError, match="closed area"):
        planner.route(*ATLANTIC, via=[MID], avoid=inside, prove=False)


def test_the_bering_strait_closed_by_both_its_states(planner):
    """Either state alone opens it: the cheaper one is named, the other one as of equal size."""
    refusal = _refusal(planner, ["RU", "US"], *ENDS)
    costs = {
        state: planner.route(*ENDS, avoid=[other], prove=False).objective_usd
        for state, other in (("RU", "US"), ("US", "RU"))
    }
    cheaper = min(costs, key=costs.get)
    assert [area.name for area in refusal.barriers] == [f"waters of {cheaper}"]
    assert refusal.route.objective_usd == pytest.approx(costs[cheaper], rel=1e-6)
    through_us = planner.route(*ENDS, avoid=["RU", "US:soft=1"], prove=False)
    assert through_us.objective_usd == pytest.approx(costs["US"], rel=1e-6)
    assert through_us.breakdown.jurisdiction_km["US"] > 1000


def test_non_partners_are_named_state_by_state():
    trusted = rp.open_planner("trusted", spacing_km=25)
    assert _names([[barrier] for barrier in barriers_of(trusted)]) >= {
        frozenset({f"waters of {state}"}) for state in ("RU", "CN", "KP")
    }
    refusal = _refusal(trusted, ["US"], *ENDS)
    assert {refusal.barriers[0].name} <= {"waters of RU", "waters of US"}
    assert len(refusal.barriers) == 1


@pytest.mark.parametrize(
    ("scenario", "avoid"), [("trusted", ["US", "CA"]), ("balanced", ["RU", "NO", "DK:soft=2", "GL"])]
)
def test_the_barriers_close_together_what_the_planner_closes(scenario, avoid):
    """State by state, each on its part of the grid: the cells are those of all states at once."""
    planner = rp.open_planner(scenario, spacing_km=25).avoiding([*avoid, OUTER])
    cells = np.zeros(planner.grid.shape, dtype=bool)
    for barrier in barriers_of(planner):
        cells[barrier.window] |= barrier.cells
    sea = planner.depth_m > 0
    assert np.array_equal(cells & sea, planner.valuer.derive_closed() & sea)


def test_opening_all_barriers_gives_the_surface_without_them(planner):
    closed = planner.avoiding(["RU", OUTER])
    barriers = barriers_of(closed)
    opened = open_barriers(closed, barriers, barriers)
    assert np.array_equal(opened.surface.barrier, planner.surface.barrier)
    assert np.array_equal(opened.surface.usd_per_km, planner.surface.usd_per_km)


def test_a_corridor_and_a_diverse_set_name_what_closes_their_way(planner):
    closed = planner.avoiding([rp.Avoid(OUTER, soft=1, name="ring")])
    with pytest.raises(rp.BarredError, match=r"has to give way: ring \(soft 1\): [\d,]+ km inside"):
        closed.corridor(MID, "halifax")
    barred = planner.avoiding(["RU", "US"])
    with pytest.raises(rp.BarredError, match="has to give way: waters of RU"):
        barred.diverse(*ENDS, count=2)
    with pytest.raises(rp.BarredError, match="has to give way: waters of RU"):
        rp.plan_system(barred, ["bodo", "tomakomai"])
    with pytest.raises(rp.BarredError, match="has to give way: waters of RU") as refused:
        barred.system(["bodo", "tomakomai"], branches=["nuuk"])
    assert "km inside" not in str(refused.value)  # a tree is no route through its landings


def test_several_landings_on_one_side_are_joined_if_one_of_them_is(planner):
    closed = planner.avoiding(["RU", "US"])
    find = rp.find_landing
    found = find_smallest_sets(closed, [[find("bodo"), find("tomakomai")], [find("tomakomai")]])
    assert found.sets == ((),)


@pytest.mark.parametrize("text", ["RU:soft=", "RU:soft=0", "RU:soft=100", "RU:soft=1.5", "RU:soft=-1"])
def test_an_order_that_is_none_is_refused_with_what_to_write(planner, text):
    with pytest.raises(UsageError, match="give soft as a whole number from 1 to 99, such as RU:soft=1"):
        planner.route(*ENDS, avoid=text)


def test_an_order_has_no_meaning_for_a_price(planner):
    with pytest.raises(UsageError, match="soft = 2, which is for areas to avoid"):
        planner.charging(["RU:soft=2"], usd_per_km=1.0)
    with pytest.raises(UsageError, match="soft = 0; give a whole number from 1 to 99"):
        rp.Avoid("RU", soft=0)


def test_a_scenario_has_the_same_orders_as_the_call(planner, tmp_path):
    gpd.GeoDataFrame(geometry=[OUTER], crs=4326).to_file(tmp_path / "ring.geojson")
    scenario = tmp_path / "mine.toml"
    scenario.write_text(
        '[grid]\nspacing_km = 25\n[policy]\navoid = ["US:soft=2", "ring.geojson:soft=3"]\n'
        '[[data.layers]]\npath = "ring.geojson"\nname = "fishing ground"\nuse = "no_go"\nsoft = 1\n'
    )
    opened = rp.open_planner(scenario)
    assert {barrier.text for barrier in barriers_of(opened)} == {
        "waters of US (soft 2)", "fishing ground (soft 1)", "ring.geojson (soft 3)",
    }  # fmt: skip
    route = opened.route(MID, "halifax", prove=False)
    assert {area.name for area in route.gave_way.areas} == {"fishing ground", "ring.geojson"}
    avoid = json.loads(json.dumps(route.record()))["avoid"]
    assert avoid["soft_states"] == {"US": 2}
    rp.write_scenario(opened.scenario, tmp_path / "again.toml")
    again = rp.read_scenario(tmp_path / "again.toml")
    assert scenario_sha256(again) == scenario_sha256(opened.scenario)


def test_two_parts_of_one_file_are_two_areas(tmp_path):
    table = gpd.GeoDataFrame({"kind": ["inner", "outer"]}, geometry=[INNER, OUTER], crs=4326)
    table.to_file(tmp_path / "rings.geojson")
    layers = "".join(
        f'[[data.layers]]\npath = "rings.geojson"\nuse = "no_go"\nonly = ["kind = {kind}"]\nsoft = {soft}\n'
        for kind, soft in (("inner", 2), ("outer", 2))
    )
    (tmp_path / "mine.toml").write_text("[grid]\nspacing_km = 25\n" + layers)
    route = rp.open_planner(tmp_path / "mine.toml").route(MID, "halifax", prove=False)
    assert [area.name for area in route.gave_way.areas] == ["rings.geojson", "rings.geojson (2)"]


def test_an_order_is_part_of_the_checksum_and_a_name_is_not(tmp_path):
    gpd.GeoDataFrame(geometry=[OUTER], crs=4326).to_file(tmp_path / "ring.geojson")

    def checksum(lines):
        path = tmp_path / "mine.toml"
        path.write_text('[[data.layers]]\npath = "ring.geojson"\nuse = "no_go"\n' + lines)
        return scenario_sha256(rp.read_scenario(path))

    assert checksum("") == checksum('name = "ring"\n') != checksum("soft = 1\n") != checksum("soft = 2\n")


def test_an_order_of_a_layer_that_closes_nothing_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[[data.layers]]\npath = "a.tif"\nuse = "cost"\nusd_per_km = 1.0\nsoft = 1\n')
    with pytest.raises(ScenarioError, match="soft = 1 has no effect with use cost"):
        rp.read_scenario(path)
