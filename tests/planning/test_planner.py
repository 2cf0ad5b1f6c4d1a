"""Planners: one question, one answer, whoever asks and however often."""

import dataclasses
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from cost_kit import FREE, priced
from pyproj import Geod, Transformer

import routeplan as rp
from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import CableType, Landing
from routeplan.cost.assumptions import Assumptions, Build, Policy, Repair, Waters, Weights
from routeplan.cost.scenario import Scenario
from routeplan.errors import DataError, NoRouteError, UsageError
from routeplan.planning.planner import Planner

WGS84 = Geod(ellps="WGS84")
TO_PLANE = Transformer.from_crs(4326, 3995, always_xy=True)
# What a cable of one type costs on the seabed, and nothing else.
BARE = Scenario.preset("cheapest").model_copy(
    update={
        "prices": FREE,
        "build": Build(route_development_share=0),
    }
)
ONE_TYPE = (CableType("LW", "lightweight", 0.0, 25_000.0, 0.02, "test"),)


@pytest.fixture(scope="session")
def planner() -> Planner:
    return rp.open_planner(spacing_km=25)


def test_the_same_landing_is_meant_by_id_by_name_by_object_and_by_position(planner):
    galway = find_landing("galway")
    expected = planner.route("galway", "halifax")
    for start in ("Galway", "GALWAY", galway, f"{galway.lat},{galway.lon}"):
        route = planner.route(start, "halifax")
        assert np.array_equal(route.lon, expected.lon)
        assert np.array_equal(route.lat, expected.lat)


def test_a_question_leaves_no_trace_on_the_next(planner):
    first = planner.route("galway", "halifax")
    planner.route("bodo", "tomakomai")
    again = planner.route("galway", "halifax")
    assert np.array_equal(first.lon, again.lon)
    assert first.build_cost_usd == again.build_cost_usd


def test_a_planner_cannot_be_changed(planner):
    with pytest.raises(dataclasses.FrozenInstanceError):
        planner.landfall_limit_km = 100.0


def test_a_route_is_called_by_its_ends_unless_it_is_given_a_name(planner):
    assert planner.route("galway", "halifax").name == "Galway – Halifax"
    assert planner.route("galway", "halifax", name="north of the Banks").name == "north of the Banks"


def test_a_route_names_the_data_it_rests_on(planner):
    names = [source.name for source in planner.route("galway", "halifax").sources]
    assert len(names) == len(set(names)) == 12
    assert any("ETOPO1" in name for name in names)


def test_depth_is_positive_down(planner):
    """The Sohm Abyssal Plain lies about 5,000 m deep; Greenland is land, though its bed is below the sea."""
    for lon, lat, low, high in ((-55.0, 36.0, 4500, 5800), (-40.0, 72.0, -0.1, 0.1)):
        row, col = planner.grid.cell_of(lon, lat)
        assert low < planner.depth.to_numpy()[int(np.rint(row)), int(np.rint(col))] < high


def test_over_a_flat_seabed_the_route_is_the_geodesic(write_gebco):
    path = write_gebco(lambda lon, lat: np.full_like(lon, -4000.0))
    flat = rp.open_planner(BARE, bathymetry=path, spacing_km=20, cable_types=ONE_TYPE)
    route = flat.route("45.0,-150.0", "38.0,165.0")
    geodesic_km = WGS84.inv(-150.0, 45.0, 165.0, 38.0)[2] / 1000
    assert geodesic_km <= route.length_km <= 1.003 * geodesic_km
    assert geodesic_km <= route.sea_km <= 1.003 * geodesic_km
    assert route.cable_km == pytest.approx(1.02 * route.length_km, rel=1e-9)
    assert route.build_cost_usd == pytest.approx(25_500 * route.length_km, rel=1e-6)
    assert route.mean_depth_m == pytest.approx(4000.0, abs=0.1)


def test_with_one_cable_type_the_cheapest_route_is_the_shortest_sea_path():
    planner = rp.open_planner(BARE, spacing_km=25, cable_types=ONE_TYPE)
    route = planner.route("landeyjar", "nuuk")
    assert route.length_km == pytest.approx(route.sea_km, rel=1e-3)


def test_doubled_cost_gives_the_same_route_at_double_cost(planner):
    dearer = [
        dataclasses.replace(each, cost_usd_per_km=2 * each.cost_usd_per_km) for each in planner.cable_types
    ]
    once = rp.open_planner(BARE, spacing_km=25).route("galway", "halifax")
    twice = rp.open_planner(BARE, spacing_km=25, cable_types=dearer).route("galway", "halifax")
    # Costs are held in single precision: the vertices agree to some metres.
    assert twice.lon == pytest.approx(once.lon, abs=1e-4)
    assert twice.lat == pytest.approx(once.lat, abs=1e-4)
    assert twice.build_cost_usd == pytest.approx(2 * once.build_cost_usd, rel=1e-6)


def test_dearer_protection_makes_no_route_cheaper_and_no_shelf_longer(planner):
    dearer = rp.open_planner(
        spacing_km=25,
        cable_types=rp.change_cable_type(planner.cable_types, "DA", cost_usd_per_km=250_000.0),
    )
    before, after = planner.route("galway", "halifax"), dearer.route("galway", "halifax")
    assert after.build_cost_usd > before.build_cost_usd
    on_shelf = [
        route.profile.loc[route.profile["cable_type"] == "DA", "step_km"].sum() for route in (before, after)
    ]
    assert on_shelf[1] <= on_shelf[0] + 1.0


@pytest.mark.parametrize("pair", [("galway", "halifax"), ("landeyjar", "nuuk"), ("bodo", "tomakomai")])
def test_the_way_back_costs_the_same(planner, pair):
    there, back = planner.route(*pair), planner.route(*reversed(pair))
    # 0.3 % is promised, and tested, for cells of 5 km; these are five times as wide.
    assert back.build_cost_usd == pytest.approx(there.build_cost_usd, rel=0.005)


def test_the_shortest_sea_path_is_no_longer_than_the_cheapest_route(planner):
    for pair in (("galway", "halifax"), ("landeyjar", "nuuk"), ("sopelana", "virginia-beach")):
        route = planner.route(*pair)
        assert route.geodesic_km <= route.sea_km * (1 + 1e-9)
        assert route.sea_km <= route.length_km * (1 + 1e-9)


def test_an_unknown_landing_is_refused_with_what_comes_near(planner):
    with pytest.raises(UsageError, match=r'"galwey".*galway \(Galway, IE\)'):
        planner.route("galwey", "halifax")


def test_two_ends_at_one_place_are_refused(planner):
    beside = Landing("beside", "Beside", "IE", *WGS84.fwd(-9.051, 53.2724, 90.0, 500.0)[:2])
    for end in ("galway", beside):
        with pytest.raises(UsageError, match="same place"):
            planner.route("galway", end)


def test_180_west_and_180_east_are_one_place(planner):
    with pytest.raises(UsageError, match="same place"):
        planner.route("75,-180", "75,180")


@pytest.mark.parametrize(("position", "what"), [("48.85,2.35", "on land"), ("10.0,-30.0", "outside")])
def test_a_position_where_no_cable_lands_is_refused(planner, position, what):
    """Paris, and the tropical Atlantic, which the data does not reach."""
    with pytest.raises(UsageError, match=what):
        planner.route(position, "galway")
    with pytest.raises(UsageError, match=what):
        planner.route("galway", position)


def test_the_landfall_limit_decides_how_far_inland_a_landing_may_lie():
    """Birmingham is 90 km from the sea."""
    strict, lax = (rp.open_planner(spacing_km=25, landfall_limit_km=km) for km in (30.0, 150.0))
    with pytest.raises(UsageError, match="30 km"):
        strict.route("52.48,-1.90", "galway")
    inland = lax.route("52.48,-1.90", "galway")
    assert 30.0 < inland.landfall_km[0] < 150.0


def test_no_sea_path_leads_out_of_the_caspian(planner):
    with pytest.raises(NoRouteError, match="basin"):
        planner.route("42.0,50.5", "galway")


@pytest.mark.parametrize("spacing_km", [0.0, -5.0, 0.05, 500.0, float("nan"), float("inf")])
def test_a_senseless_spacing_is_refused(spacing_km):
    with pytest.raises(UsageError, match="spacing"):
        rp.open_planner(spacing_km=spacing_km)


@pytest.mark.parametrize("landfall_km", [-1.0, float("nan"), float("inf")])
def test_a_senseless_landfall_limit_is_refused(landfall_km):
    with pytest.raises(UsageError, match="landfall"):
        rp.open_planner(spacing_km=25, landfall_limit_km=landfall_km).route("galway", "halifax")


def test_a_bathymetry_that_is_missing_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"no\.nc"):
        rp.open_planner(bathymetry=tmp_path / "no.nc", spacing_km=25)


@pytest.mark.long
def test_a_finer_grid_costs_about_the_same(planner):
    """The cost is a property of the sea and not of the cells: halving them moves it by some per cent only."""
    finer = rp.open_planner(spacing_km=12.5)
    coarse, fine = (each.route("sopelana", "virginia-beach") for each in (planner, finer))
    assert fine.build_cost_usd == pytest.approx(coarse.build_cost_usd, rel=0.03)
    assert fine.cells == pytest.approx(4 * coarse.cells, rel=0.02)


# --- points to pass -----------------------------------------------------------------------------------------------

# In the deep North Atlantic, off the way from Galway to Halifax: west of Iceland, by Flemish Cap, by the Azores.
OFF_REYKJANES, BY_FLEMISH_CAP, BY_THE_AZORES = "61.3,-27.2", "47.9,-43.1", "40.2,-33.4"


def metres_off(route, position: str) -> float:
    """Least distance from a position to the vertices of a route."""
    lat, lon = map(float, position.split(","))
    count = len(route.lon)
    return float(np.min(WGS84.inv(route.lon, route.lat, [lon] * count, [lat] * count)[2]))


@pytest.mark.parametrize("via", [OFF_REYKJANES, BY_THE_AZORES])
def test_a_route_passes_the_point_that_it_must(planner, via):
    free, bound = planner.route("galway", "halifax"), planner.route("galway", "halifax", via=[via])
    assert metres_off(bound, via) < 1.0
    assert metres_off(free, via) > 100_000
    assert bound.length_km > free.length_km
    assert bound.objective_usd > free.objective_usd
    assert (bound.start, bound.end, [each.id for each in bound.via]) == (free.start, free.end, [via])
    assert bound.length_km == pytest.approx(WGS84.line_length(bound.lon, bound.lat) / 1000, rel=1e-9)


def test_a_route_by_a_point_is_made_of_the_two_that_meet_there(planner):
    whole = planner.route("galway", "halifax", via=[OFF_REYKJANES])
    legs = planner.route("galway", OFF_REYKJANES), planner.route(OFF_REYKJANES, "halifax")
    assert np.array_equal(whole.lon, [*legs[0].lon, *legs[1].lon[1:]])
    assert np.array_equal(whole.lat, [*legs[0].lat, *legs[1].lat[1:]])
    assert whole.length_km == pytest.approx(sum(leg.length_km for leg in legs), rel=1e-9)
    for terms in ("build_terms_usd", "objective_terms_usd"):
        mine, theirs = getattr(whole, terms), [getattr(leg, terms) for leg in legs]
        # Repeaters are whole: a leg may need one less than its share.
        for term in mine.keys() - {"landing", "repeaters"}:
            assert mine[term] == pytest.approx(sum(leg.get(term, 0.0) for leg in theirs), rel=1e-6)
    assert whole.breakdown.exposure.total_per_year == pytest.approx(
        sum(leg.breakdown.exposure.total_per_year for leg in legs), rel=1e-6
    )


def test_a_route_by_a_point_pays_two_ends_one_study_and_the_loads_of_its_whole_cable(planner):
    whole = planner.route("galway", "halifax", via=[OFF_REYKJANES], prove=False)
    legs = [
        planner.route(*ends, prove=False) for ends in (("galway", OFF_REYKJANES), (OFF_REYKJANES, "halifax"))
    ]
    mine, theirs = ([route.breakdown.build_items for route in routes] for routes in ([whole], legs))
    for item in ("stations", "power_feed", "shore_ends", "permits"):
        assert mine[0][item].likely == pytest.approx(sum(leg[item].likely for leg in theirs) / 2)
    assert mine[0]["desk_study"] == theirs[0]["desk_study"] == theirs[1]["desk_study"]
    # A ship carries 5,000 km: each leg is one load, the whole is two.
    assert max(leg.cable_km for leg in legs) < 5_000 < whole.cable_km < 10_000
    assert mine[0]["mobilisation"].likely == pytest.approx(2 * theirs[0]["mobilisation"].likely)


def test_no_route_by_a_point_costs_less_than_its_bound(planner):
    """Each leg is bounded from below; together they bound the whole, and stay near it."""
    route = planner.route("galway", "halifax", via=[OFF_REYKJANES])
    assert 0.0 <= route.optimality_gap_pct < 5.0
    assert planner.route("galway", "halifax", via=[OFF_REYKJANES], prove=False).optimality_gap_pct is None


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_several_points_are_passed_in_the_order_in_which_they_are_given(planner, order):
    via = [(OFF_REYKJANES, BY_FLEMISH_CAP, BY_THE_AZORES)[number] for number in order]
    route = planner.route("galway", "halifax", via=via, prove=False)
    at = [
        int(np.argmin(np.hypot(route.lon - point.lon, route.lat - point.lat)))
        for point in map(find_landing, via)
    ]
    assert at == sorted(at)
    assert all(metres_off(route, each) < 1.0 for each in via)


def test_the_way_back_by_the_same_points_is_the_same_line(planner):
    there = planner.route("galway", "halifax", via=[OFF_REYKJANES, BY_FLEMISH_CAP], prove=False)
    back = planner.route("halifax", "galway", via=[BY_FLEMISH_CAP, OFF_REYKJANES], prove=False)
    assert np.array_equal(there.lon, back.lon[::-1])
    assert np.array_equal(there.lat, back.lat[::-1])


@pytest.mark.parametrize(
    ("via", "why"),
    [
        ("64.8,-18.5", "on land"),  # the middle of Iceland
        ("10.0,-30.0", "outside the data"),
        ("53.2724,-9.0514", "same place"),  # Galway
        ("42.0,50.5", "no sea path"),  # the Caspian
    ],
)
def test_a_point_that_cannot_be_passed_is_refused_in_one_line(planner, via, why):
    with pytest.raises((UsageError, NoRouteError), match=why) as refused:
        planner.route("galway", "halifax", via=[via])
    line = str(refused.value)
    assert "\n" not in line
    assert ";" in line  # what to do


def test_a_point_in_closed_waters_is_refused(planner):
    lat, lon = map(float, OFF_REYKJANES.split(","))
    closed = planner.closing(on_the_plane(shapely.Point(TO_PLANE.transform(lon, lat)).buffer(100_000)))
    with pytest.raises(UsageError, match=r"via point 61\.3N 27\.2W is on land or in a closed area"):
        closed.route("galway", "halifax", via=[OFF_REYKJANES])


def test_the_same_point_twice_is_refused(planner):
    with pytest.raises(UsageError, match="same place"):
        planner.route("galway", "halifax", via=[OFF_REYKJANES, OFF_REYKJANES])


def test_on_cells_below_2_km_no_point_can_be_passed():
    finer = rp.open_planner(spacing_km=1.5, south_deg=75)
    with pytest.raises(UsageError, match=r"via points need cells of at least 2 km; this planner has 1\.5 km"):
        finer.route("longyearbyen", "79.5,-20.0", via=["80.0,0.0"])


# --- closed areas -------------------------------------------------------------------------------------------------

HALF_A_CELL_M = 25_000 * 2**0.5 / 2
# On the Arctic plane, metres: between Ireland and Newfoundland; across 180, north of Bering Strait; round the pole.
AREAS = {
    "in the Atlantic": ("galway", "halifax", shapely.box(-2_900_000, -4_100_000, -2_300_000, -3_400_000)),
    "across 180": ("kotzebue", "79.0,178.0", shapely.box(-900_000, 1_500_000, 300_000, 1_800_000)),
    "over the pole": ("bodo", "tomakomai", shapely.box(-820_000, -610_000, 790_000, 640_000)),
}


def on_the_plane(*areas: shapely.Polygon) -> gpd.GeoSeries:
    """Areas in metres of the Arctic projection, as a table that says so."""
    return gpd.GeoSeries(areas, crs=3995)


def on_plane(route) -> shapely.LineString:
    """A route on the Arctic plane, along its geodesics, by PROJ."""
    points = [(route.lon[0], route.lat[0])]
    for lon, lat in zip(route.lon[1:], route.lat[1:], strict=True):
        km = WGS84.inv(*points[-1], lon, lat)[2] / 1000
        points += [*WGS84.npts(*points[-1], lon, lat, max(int(km / 10), 1)), (lon, lat)]
    return shapely.LineString([TO_PLANE.transform(*each) for each in points])


def as_geojson(area: shapely.Polygon) -> str:
    """An area of the plane as a ring in degrees with a corner every kilometre, as one would draw it elsewhere."""
    corners = shapely.get_coordinates(shapely.segmentize(area, 1_000))
    ring = [list(TO_PLANE.transform(*corner, direction="INVERSE")) for corner in corners]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
        }
    )


@pytest.mark.parametrize(("start", "end", "area"), AREAS.values(), ids=AREAS)
def test_a_route_keeps_out_of_a_closed_area(planner, start, end, area):
    before, after = planner.route(start, end), planner.closing(on_the_plane(area)).route(start, end)
    assert on_plane(before).intersects(area)
    assert not on_plane(after).intersects(area.buffer(-HALF_A_CELL_M))
    assert after.objective_usd > before.objective_usd
    assert after.sea_km == before.sea_km  # land alone is in the way of the shortest


@pytest.mark.parametrize(("start", "end", "area"), AREAS.values(), ids=AREAS)
def test_an_area_that_is_closed_and_one_in_a_scenario_are_the_same(planner, tmp_path, start, end, area):
    """Drawn on the plane, and read from GeoJSON as a layer of one's own that says no_go."""
    (tmp_path / "area.geojson").write_text(as_geojson(area), encoding="utf-8")
    scenario = tmp_path / "closed.toml"
    scenario.write_text(
        '[grid]\nspacing_km = 25\n[[data.layers]]\npath = "area.geojson"\nuse = "no_go"\n', encoding="utf-8"
    )
    mine, other = planner.closing(on_the_plane(area)), rp.open_planner(scenario)
    assert np.array_equal(mine.surface.barrier, other.surface.barrier)
    (found, expected) = (each.route(start, end) for each in (mine, other))
    assert np.array_equal(found.lon, expected.lon)
    assert np.array_equal(found.lat, expected.lat)
    assert found.objective_terms_usd == pytest.approx(expected.objective_terms_usd, rel=1e-6)


def test_closing_leaves_the_planner_as_it_was(planner):
    start, end, area = AREAS["in the Atlantic"]
    before, barrier = planner.route(start, end), planner.surface.barrier.copy()
    planner.closing(on_the_plane(area))
    assert np.array_equal(planner.surface.barrier, barrier)
    assert np.array_equal(planner.route(start, end).lon, before.lon)
    assert planner.closing([]) is planner


def test_no_layer_is_made_again_for_what_is_closed(planner):
    closed = planner.closing(on_the_plane(AREAS["in the Atlantic"][2]))
    assert closed.depth_m is planner.depth_m
    assert closed.seabed.layers is planner.seabed.layers
    assert all(closed.surface.terms[term] is values for term, values in planner.surface.terms.items())


def test_what_is_closed_adds_up(planner):
    first, second = AREAS["in the Atlantic"][2], AREAS["over the pole"][2]
    at_once = planner.closing(on_the_plane(first, second))
    in_turn = planner.closing(on_the_plane(first)).closing(on_the_plane(second))
    closed = in_turn.surface.barrier & ~planner.surface.barrier
    assert np.array_equal(in_turn.surface.barrier, at_once.surface.barrier)
    # Cells whose centres shapely finds inside.
    east, north = np.meshgrid(planner.grid.easting_m, planner.grid.northing_m)
    inside = shapely.contains_xy(shapely.union(first, second), east, north)
    assert np.array_equal(closed, inside & ~planner.surface.barrier)


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda closed: closed.reweighted(Weights(ice=3.0)),
        lambda closed: closed.reweighted(Weights(), policy=Policy(non_partner_waters=Waters.CLOSED)),
        lambda closed: closed.reassumed(Assumptions(prices=priced(icebreaker_usd_per_day=0.0))),
        lambda closed: closed.reassumed(Assumptions(repair=Repair(open_water_below_share=0.3))),
    ],
    ids=["weights", "policy", "build", "ice"],
)
def test_closed_areas_stay_closed_whatever_else_is_assumed(planner, otherwise):
    area = AREAS["over the pole"][2]
    there = otherwise(planner.closing(on_the_plane(area)))
    east, north = np.meshgrid(planner.grid.easting_m, planner.grid.northing_m)
    assert there.surface.barrier[shapely.contains_xy(area, east, north)].all()
    assert not on_plane(there.route("bodo", "kotzebue")).intersects(area.buffer(-HALF_A_CELL_M))


def test_an_area_smaller_than_a_cell_closes_the_cell_it_lies_in(planner):
    row, col = (round(float(at)) for at in planner.grid.cell_of(-30.0, 50.0))
    corner = planner.grid.easting_m[col] + 8_000, planner.grid.northing_m[row] + 8_000
    closed = planner.closing(on_the_plane(shapely.Point(corner).buffer(2_000)))
    changed = np.argwhere(closed.surface.barrier & ~planner.surface.barrier)
    assert changed.tolist() == [[row, col]]


def test_an_area_off_the_grid_closes_nothing_and_says_so(planner, caplog):
    nothing = planner.closing(on_the_plane(shapely.box(3e7, 3e7, 4e7, 4e7)))
    assert np.array_equal(nothing.surface.barrier, planner.surface.barrier)
    assert "covers no cell of this grid" in caplog.text
