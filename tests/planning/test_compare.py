"""Comparisons: every pair of landings with its baselines, and a colour for each route."""

import calendar
import dataclasses
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from pyproj import Geod

import routeplan as rp
from routeplan.planning.compare import BREAKDOWN_COLUMNS, COLUMNS, compare, non_partner_km
from routeplan.planning.route import Route
from routeplan.view.colours import ROUTE_COLOURS, route_colours


@pytest.fixture(scope="session")
def routes() -> list[Route]:
    planner = rp.open_planner(spacing_km=25)
    return [planner.route("galway", "halifax"), planner.route("landeyjar", "nuuk")]


@pytest.fixture
def galway(routes) -> Route:
    return routes[0]


def test_each_pair_of_landings_is_led_by_its_two_baselines(routes):
    table = compare(routes)
    assert table["name"].tolist() == [
        "geodesic", "shortest sea path", "Galway – Halifax",
        "geodesic", "shortest sea path", "Landeyjar – Nuuk",
    ]  # fmt: skip
    assert table["kind"].tolist() == ["baseline", "baseline", "route"] * 2
    assert table["ends"].tolist() == ["Galway – Halifax"] * 3 + ["Landeyjar – Nuuk"] * 3


def test_routes_between_the_same_landings_share_their_baselines(galway):
    table = compare([galway, dataclasses.replace(galway, name="another way")])
    assert table["name"].tolist() == ["geodesic", "shortest sea path", "Galway – Halifax", "another way"]


def test_the_first_baseline_is_the_geodesic_of_the_ellipsoid(galway):
    ends = (galway.start.lon, galway.start.lat, galway.end.lon, galway.end.lat)
    geodesic_km = Geod(ellps="WGS84").inv(*ends)[2] / 1000
    geodesic, sea, route = compare([galway]).to_dict(orient="records")
    assert geodesic["length_km"] == pytest.approx(geodesic_km, rel=1e-9)
    assert geodesic["detour"] == pytest.approx(1.0)
    assert sea["detour"] == pytest.approx(galway.sea_km / geodesic_km)
    assert route["detour"] == pytest.approx(galway.length_km / geodesic_km)
    assert 1.0 <= sea["detour"] <= route["detour"]


def test_a_baseline_has_the_round_trip_of_a_fibre_of_its_length(galway):
    baselines = compare([galway]).query("kind == 'baseline'")
    assert baselines["rtt_ms"].to_numpy() == pytest.approx(
        2 * baselines["length_km"].to_numpy() * 4.897e-3, rel=1e-9
    )


def test_a_row_has_the_figures_of_its_route(galway):
    made_up = dataclasses.replace(galway, cable_km=5000.0, landfall_km=(3.0, 4.0))
    row = compare([made_up]).iloc[-1]
    assert row["cable_km"] == 5000.0
    assert row["rtt_ms"] == pytest.approx(2 * 5000.0 * 4.897e-3)
    assert row["landfall_km"] == 7.0
    assert row["max_depth_m"] == galway.profile["depth_m"].max()


def test_routes_from_one_landing_to_two_have_baselines_of_their_own(routes):
    galway, nuuk = routes
    onward = dataclasses.replace(galway, end=nuuk.end, name="onward")
    table = compare([galway, onward])
    assert table["ends"].tolist() == ["Galway – Halifax"] * 3 + ["Galway – Nuuk"] * 3


def test_a_term_that_is_not_known_comes_after_the_known_ones(galway):
    strange = dataclasses.replace(galway, build_terms_usd={"toll": 2e6, **galway.build_terms_usd})
    columns = compare([strange]).columns.tolist()
    assert columns[columns.index("landing_musd") + 1 :][:2] == ["toll_musd", "rtt_ms"]
    assert compare([strange])["toll_musd"].iloc[-1] == 2.0


def test_a_baseline_has_no_cost_no_cable_and_no_depth(galway):
    baselines = compare([galway]).query("kind == 'baseline'")
    columns = ["cable_km", "build_cost_musd", "cable_musd", "protection_musd", "max_depth_m", "landfall_km"]
    assert baselines[columns].isna().all(axis=None)


def test_the_terms_of_a_route_add_up_to_its_cost(routes):
    rows = compare(routes).query("kind == 'route'")
    terms = rows[[f"{term}_musd" for term in routes[0].build_terms_usd]].sum(axis=1)
    assert terms.to_numpy() == pytest.approx(rows["build_cost_musd"].to_numpy(), rel=1e-9)
    assert rows["build_cost_musd"].tolist() == pytest.approx([each.build_cost_usd / 1e6 for each in routes])


def test_the_columns_are_those_that_are_promised(routes):
    assert set(COLUMNS) <= set(compare(routes).columns)


def test_columns_stand_in_one_order_whatever_the_routes(routes):
    columns = compare(routes).columns.tolist()
    assert columns[:7] == list(COLUMNS[:7])
    assert columns[columns.index("landing_musd") + 1 :][:4] == list(COLUMNS[7:])
    assert compare(routes[::-1]).columns.tolist() == columns
    tail = columns[columns.index("land_km") + 1 :]
    assert tail[:12] == [
        *BREAKDOWN_COLUMNS,
        "depth_to_200_m_km", "depth_to_1000_m_km", "depth_to_3000_m_km", "depth_over_3000_m_km",
    ]  # fmt: skip
    states = tail[12:]
    assert states[:-1] == sorted(states[:-1])
    assert states[-1] == "waters_high_seas_km"
    assert {"waters_IE_km", "waters_CA_km", "waters_IS_km", "waters_GL_km"} <= set(states)


def test_kilometres_by_waters_and_by_depth_add_up_to_the_length(routes):
    table = compare(routes)
    rows = table.query("kind == 'route'")
    for kind in ("waters_", "depth_"):
        parts = rows[[column for column in table if column.startswith(kind)]]
        assert parts.notna().all(axis=None)
        assert parts.sum(axis=1).to_numpy() == pytest.approx(rows["length_km"].to_numpy(), rel=1e-6)


def test_a_state_that_a_route_does_not_pass_has_no_kilometre_of_it(routes):
    galway, nuuk = compare(routes).query("kind == 'route'").to_dict(orient="records")
    assert galway["waters_GL_km"] == 0.0 < nuuk["waters_GL_km"]
    assert nuuk["waters_IE_km"] == 0.0 < galway["waters_IE_km"]


def test_a_route_tells_its_faults_its_repairs_and_what_was_minimised(galway):
    row = compare([galway]).iloc[-1]
    exposure = galway.breakdown.exposure
    assert row["objective_musd"] == pytest.approx(galway.objective_usd / 1e6)
    assert row["faults_per_year"] == pytest.approx(sum(exposure.faults_per_year.values()))
    assert row["repair_days_mean"] == pytest.approx(np.mean(exposure.repair_days_by_month))
    assert row["down_hours_per_year"] == pytest.approx(exposure.unavailability_hours_per_year)
    slowest = exposure.repair_days_by_month[list(calendar.month_name).index(row["worst_month"]) - 1]
    assert slowest == max(exposure.repair_days_by_month)
    assert row["ice_km"] == galway.breakdown.ice_km


def test_waters_count_as_partner_waters_only_if_every_claimant_is_a_partner(galway):
    jurisdiction_km = {
        "high seas": 1000.0, "NO (Svalbard)": 200.0, "CA / US (overlapping claim)": 100.0, "GB (Akrotiri)": 50.0,
        "RU": 7.0, "JP / RU (overlapping claim)": 0.5, "Somewhere": 0.25, "XK": 0.125,
    }  # fmt: skip
    strange = dataclasses.replace(
        galway, breakdown=dataclasses.replace(galway.breakdown, jurisdiction_km=jurisdiction_km)
    )
    assert non_partner_km(strange) == 7.875
    assert compare([strange])["non_partner_km"].iloc[-1] == 7.875
    assert non_partner_km(strange, frozenset({"RU"})) == pytest.approx(350.875 - 0.5 + 0.5)
    assert "waters_JP_RU_overlapping_claim_km" in compare([strange])
    assert "waters_NO_Svalbard_km" in compare([strange])


def test_baselines_and_routes_without_account_lack_what_an_account_tells(routes):
    bare = dataclasses.replace(routes[1], breakdown=None)
    assert not set(BREAKDOWN_COLUMNS) & set(compare([bare]).columns)
    mixed = compare([routes[0], bare])
    told = [
        column for column in mixed if column in BREAKDOWN_COLUMNS or column.startswith(("waters_", "depth_"))
    ]
    with_account = mixed["name"] == routes[0].name
    assert mixed.loc[~with_account, told].isna().all(axis=None)
    assert mixed.loc[with_account, told].notna().all(axis=None)


def test_nothing_compared_is_an_empty_table():
    assert len(compare([])) == 0


def test_any_iterable_of_routes_will_do(routes):
    assert compare(iter(routes)).equals(compare(routes))


def test_a_route_keeps_its_colour_when_others_join(routes):
    one, both = route_colours(routes[:1]), route_colours(routes)
    assert both[: len(one)] == one
    assert len(route_colours(routes * 10)) == 20


def test_colours_can_be_told_from_each_other_and_from_paper():
    for one, other in combinations((*ROUTE_COLOURS, "#FFFFFF"), 2):
        assert np.abs(np.subtract(to_rgb(one), to_rgb(other))).max() > 0.2


def test_the_package_offers_the_function_though_its_room_has_the_same_name(galway):
    """Maps and figures import the room; rp.compare stays the function all the same, however often it is asked for."""
    assert len(rp.compare([galway])) == 3
    assert len(rp.compare([galway])) == 3
