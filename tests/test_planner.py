"""Planners: one question, one answer, whoever asks and however often."""

import dataclasses

import numpy as np
import pytest
from pyproj import Geod

import routeplan as rp
from routeplan.assumptions import Build
from routeplan.domain import CableType, Landing
from routeplan.errors import DataError, NoRouteError, UsageError
from routeplan.landings import find_landing
from routeplan.planner import Planner
from routeplan.scenario import Scenario

WGS84 = Geod(ellps="WGS84")
# What a cable of one type costs on the seabed, and nothing else.
BARE = Scenario.preset("cheapest").model_copy(
    update={
        "build": Build(
            burial_usd_per_km=0,
            seasonal_ice_usd_per_km=0,
            perennial_ice_usd_per_km=0,
            slope_usd_per_km_per_deg=0,
            landing_usd=0,
            route_development_share=0,
        )
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
    assert len(names) == len(set(names)) == 7
    assert any("ETOPO5" in name for name in names)


def test_depth_is_positive_down(planner):
    """The Sohm Abyssal Plain lies about 5,000 m deep; Greenland's ice stands 3,000 m above the sea."""
    for lon, lat, low, high in ((-55.0, 36.0, 4500, 5800), (-40.0, 72.0, -3500, -2500)):
        row, col = planner.grid.cell_of(lon, lat)
        assert low < planner.depth.to_numpy()[int(np.rint(row)), int(np.rint(col))] < high


def test_over_a_flat_seabed_the_route_is_the_geodesic(write_gebco):
    path = write_gebco(lambda lon, lat: np.full_like(lon, -4000.0))
    flat = rp.open_planner(BARE, bathymetry=path, spacing_km=20, cable_types=ONE_TYPE)
    route = flat.route("60.0,-150.0", "45.0,20.0")
    geodesic_km = WGS84.inv(-150.0, 60.0, 20.0, 45.0)[2] / 1000
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
    """Hamburg lies 100 km up the Elbe."""
    strict, lax = (rp.open_planner(spacing_km=25, landfall_limit_km=km) for km in (30.0, 150.0))
    with pytest.raises(UsageError, match="30 km"):
        strict.route("53.55,10.00", "galway")
    inland = lax.route("53.55,10.00", "galway")
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


def test_a_finer_grid_costs_about_the_same(planner):
    """The cost is a property of the sea and not of the cells: halving them moves it by some per cent only."""
    finer = rp.open_planner(spacing_km=12.5)
    coarse, fine = (each.route("sopelana", "virginia-beach") for each in (planner, finer))
    assert fine.build_cost_usd == pytest.approx(coarse.build_cost_usd, rel=0.03)
    assert fine.cells == pytest.approx(4 * coarse.cells, rel=0.02)
