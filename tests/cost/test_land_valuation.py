"""Land under a line that others drew: kilometres of terrestrial cable, by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import routeplan as rp
from routeplan.cost.assumptions import Assumptions, Faults, Repair
from routeplan.cost.faults import Cause
from routeplan.cost.land_valuation import value_on_land
from routeplan.cost.terms import Term
from routeplan.cost.valuation import Valuation
from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.track import Line
from routeplan.seabed.coastline import Coastline, LandCrossed, LandPiece

# Hamburg - Trieste: from the German Bight across Germany and Austria to the Adriatic.
OVERLAND = Line(np.array([8.6, 10.0, 12.0, 13.6]), np.array([54.0, 51.0, 48.0, 45.6]))


def crossed(*pieces_km, length_km=100.0):
    return LandCrossed.of([LandPiece(*piece, 0.0, 80.0) for piece in pieces_km], length_km)


LINE = Line(np.array([0.0, 0.0]), np.array([80.0, 80.895]))  # 100 km


def test_a_landfall_within_the_limit_is_no_land():
    land = crossed((0.0, 25.0), (95.0, 100.0)).limited(30.0, LINE)
    assert land.landfall_km == (25.0, 5.0)
    assert land.land_km == 0.0


def test_what_a_landfall_has_over_the_limit_is_land_on_the_inland_side():
    """40 km at the start and 50 at the end, 30 allowed: the first 10 and the last 20 are land."""
    land = crossed((0.0, 40.0), (50.0, 100.0)).limited(30.0, LINE)
    assert land.landfall_km == pytest.approx((30.0, 30.0))
    assert [(piece.begin_km, piece.end_km) for piece in land.between] == [
        pytest.approx((0.0, 10.0)),
        pytest.approx((80.0, 100.0)),
    ]


def test_shares_of_steps_are_the_overlap_with_the_land():
    land = crossed((10.0, 14.0), (19.0, 32.0))
    kp_km = np.array([0.0, 10.0, 20.0, 30.0, 40.0])
    assert land.share_of(kp_km).tolist() == pytest.approx([0.0, 0.5, 1.0, 0.2])
    assert crossed().share_of(kp_km).tolist() == [0.0] * 4


def test_a_line_inland_all_the_way_has_no_landfall():
    """A landfall is the land between the sea and a landing: without sea there is none."""
    coastline = Coastline(np.array([shapely.box(-5e6, -5e6, 5e6, 5e6)], dtype=object), PolarStereographic())
    land = coastline.find_land(OVERLAND).limited(30.0, OVERLAND)
    assert land.land_km == pytest.approx(OVERLAND.length_km, rel=1e-3)
    assert land.landfall_km == (0.0, 0.0)


@pytest.fixture(scope="module")
def scored():
    planner = rp.open_planner(spacing_km=25)
    return planner, planner.score(OVERLAND, name="overland")


def test_a_kilometre_over_land_costs_a_terrestrial_cable_and_no_sea_terms(scored):
    planner, route = scored
    assumed = planner.assumptions
    build, objective = route.build_terms_usd, route.objective_terms_usd
    assert route.land_km == pytest.approx(1000.0, rel=0.05)
    assert build["land"] == pytest.approx(route.land_km * assumed.build.land_usd_per_km, rel=1e-6)
    assert objective["land"] == build["land"]
    at_sea_km = route.length_km - route.land_km
    # Double armoured at 20,000 with 1 % slack, 7 % for what a survey adds and 3 % spares; a plough lays 15 km a day, a
    # ship 120, and a fifth of the days are lost; five crossings in 1,000 km; 15 % for contingency.
    assert build["cable"] + build["protection"] <= at_sea_km * 1.15 * 20_000 * 1.01 * 1.07 * 1.03 * 1.001
    burial_usd = 1.15 * (90_000 * (1 / 15 - 1 / 120) / 0.8 + 500)
    assert build["burial"] <= at_sea_km * burial_usd * 1.001
    items = route.breakdown.build_items
    assert items["land"].likely == build["land"]
    assert sum(usd.likely for usd in items.values()) == pytest.approx(route.build_cost_usd)
    assert route.cost_table.set_index("item")["likely_usd"]["land"] == build["land"]


def test_faults_on_land_are_those_of_terrestrial_cables(scored):
    """Repaired within the days assumed for land; not the safest line any more."""
    planner, route = scored
    assumed, exposure = planner.assumptions, route.breakdown.exposure
    on_land = route.land_km * assumed.faults.land / 1000.0
    assert exposure.faults_per_year["land"] == pytest.approx(on_land, rel=1e-6)
    at_sea = exposure.total_per_year - on_land
    assert 0.0 <= at_sea < 0.1
    least_days = on_land * assumed.repair.land_days / exposure.total_per_year
    assert exposure.repair_days_mean >= least_days
    assert route.breakdown.repair_usd_per_year == pytest.approx(
        on_land * assumed.repair.land_usd_per_repair + at_sea * assumed.repair.usd_per_repair
    )
    yearly = route.breakdown.yearly_items
    assert yearly["repairs"].likely == pytest.approx(route.breakdown.repair_usd_per_year)
    assert yearly["outages"].likely == pytest.approx(
        exposure.total_per_year * exposure.repair_days_mean * assumed.life.outage_usd_per_day
    )
    stretches = route.stretches
    assert set(stretches.loc[stretches["ice"] == "land", "top_risk"]) == {"land"}


def test_days_of_repair_are_those_of_the_faults_at_sea_and_on_land_by_their_number():
    """One fault in 1,000 km at sea takes 20 days; on land there are three, of half a day each."""
    assumed = Assumptions(faults=Faults(land=3.0), repair=Repair(land_days=0.5))
    nothing = np.zeros(3)
    at_sea = Valuation(
        dict.fromkeys(Term, nothing), {Cause.FISHING: np.full(3, 1e-3)}, np.full((12, 3), 20.0), nothing, nothing > 0
    )  # fmt: skip
    mixed = value_on_land(at_sea, np.array([0.0, 0.5, 1.0]), assumed).valued
    assert mixed.repair_days[0] == pytest.approx([20.0, (1.0 * 20.0 + 3.0 * 0.5) / 4.0, 0.5])
    assert mixed.fault_rates[Cause.LAND] == pytest.approx([0.0, 1.5e-3, 3e-3])
    usd_per_day = assumed.life.present_years * assumed.life.outage_usd_per_day
    assert mixed.terms_usd_per_km[Term.OUTAGE] == pytest.approx(
        np.array([0.0, 0.5, 1.0]) * 3e-3 * 0.5 * usd_per_day
    )


def test_terms_of_the_objective_add_up_along_the_line(scored):
    _, route = scored
    along_usd = float(route.profile["objective_usd_per_km"] @ route.profile["step_km"])
    assert along_usd + route.build_terms_usd["landing"] == pytest.approx(route.objective_usd, rel=1e-6)


def test_a_line_overland_pays_for_no_ship_and_no_shore_ends(scored):
    """Across Jutland, from near one coast to near the other: stations and permits, nothing of the sea."""
    planner, _ = scored
    inland = Line(np.array([8.4, 10.0]), np.array([56.3, 56.3]))
    items = planner.score(inland, name="inland").breakdown.build_items
    assert {"land", "stations", "permits"} <= set(items)
    assert not set(items) & {"mobilisation", "shore_ends", "surface_lay", "burial", "survey", "repeaters"}


def test_a_line_that_was_planned_has_no_land_and_no_such_term(scored):
    planner, _ = scored
    route = planner.route("galway", "halifax", prove=False)
    again = planner.score(route.line, name="again")
    for each in (route, again):
        assert each.land_km == pytest.approx(0.0, abs=0.05)
    assert "land" not in route.build_terms_usd
    assert again.objective_usd == pytest.approx(route.objective_usd, rel=1e-4)
