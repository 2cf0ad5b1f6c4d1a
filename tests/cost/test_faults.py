"""Faults and repairs: what statistics and two well-known cases say of them, and arithmetic by hand."""

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest
from conditions_kit import conditions
from hypothesis import given
from hypothesis import strategies as st

import routeplan as rp
from routeplan.cost.assumptions import Build, Faults, Repair
from routeplan.cost.cable_rates import is_buried, is_ploughable
from routeplan.cost.faults import (
    Cause,
    Exposure,
    derive_fault_rates,
    derive_repair_days,
    sum_exposure,
)
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.sea_ice import IceClass

NATURAL = (Cause.ABRASION, Cause.SEISMIC, Cause.ICE_SCOUR, Cause.ICEBERG)
HUMAN = (Cause.FISHING, Cause.ANCHORING, Cause.OTHER)
# Lines over land apart: no cell of the sea has that cause.
SEA_CAUSES = tuple(cause for cause in Cause if cause is not Cause.LAND)
DAYS_A_MONTH = 365.25 / 12
JANUARY, JUNE, SEPTEMBER, DECEMBER = 0, 5, 8, 11
ARCTIC = {"ice_class": IceClass.SEASONAL, "open_share": 0.2}  # 9.6 months of ice, as the Beaufort Sea has


def rates_at(depth_m, *, faults=Faults(), build=Build(), **known):  # noqa: B008 - frozen
    return derive_fault_rates(conditions(depth_m, **known), faults, build)


def total(rates):
    return np.add.reduce(list(rates.values()))


# The world as statistics have it.

BANDS_M = ((0.0, 200.0), (200.0, 1000.0), (1000.0, 5000.0))
BAND_KM_SHARE = (0.12, 0.08, 0.80)


@pytest.fixture(scope="module")
def world():
    """Faults per 1,000 km and year by cause in three bands of depth: fishing and shipping at half, no hazard zone."""
    typical = {ZoneKind.TRAWL: 0.5, ZoneKind.ANCHORING: 0.5}
    bands = []
    for shallow_m, deep_m in BANDS_M:
        depth_m = np.linspace(shallow_m, deep_m, 4001)[:-1] + (deep_m - shallow_m) / 8000
        bands.append({c: 1000 * rate.mean() for c, rate in rates_at(depth_m, zones=typical).items()})
    return bands


def world_total(world, causes=SEA_CAUSES):
    return sum(
        share * band[cause] for share, band in zip(BAND_KM_SHARE, world, strict=True) for cause in causes
    )


def test_the_world_has_as_many_faults_as_the_icpc_counts(world):
    """ICPC 2025: 150-200 faults a year on 1.7 million km."""
    assert 150 / 1700 <= world_total(world) <= 200 / 1700


def test_three_quarters_of_faults_lie_in_less_than_200_m(world):
    """75 % (Msongaleli and others 2015); within 8 points, for the kilometres by depth are assumed."""
    shallow = BAND_KM_SHARE[0] * sum(world[0].values())
    assert shallow / world_total(world) == pytest.approx(0.75, abs=0.08)


@pytest.mark.parametrize(("band", "published"), [(0, 0.63), (1, 0.13), (2, 0.019)])
def test_every_band_of_depth_has_its_share(world, band, published):
    """0.10 faults overall, split 75 / 10 / 15 % over 12 / 8 / 80 % of the kilometres; within a quarter."""
    assert sum(world[band].values()) == pytest.approx(published, rel=0.25)


@pytest.mark.parametrize(
    ("causes", "pct"),
    [
        ([Cause.FISHING], 38),
        ([Cause.ANCHORING], 25),
        ([Cause.ABRASION], 6),
        ([Cause.SEISMIC], 8),
        ([Cause.COMPONENT], 6),
        ([Cause.OTHER], 11 + 6),
    ],
)
def test_causes_have_the_shares_that_telegeography_gives(world, causes, pct):
    """TeleGeography 2017; within 3 points of a hundred."""
    assert 100 * world_total(world, causes) / world_total(world) == pytest.approx(pct, abs=3)


def test_people_cause_seven_to_eight_faults_in_ten(world):
    """ICPC 2025: 70-80 %."""
    assert 0.70 <= world_total(world, HUMAN) / world_total(world) <= 0.80


def test_deep_faults_are_few_and_a_third_or_more_of_them_natural(world):
    """Below 1 km less than 0.1 per 1,000 km and year (SubOptic 2007); 31 % or more natural (Msongaleli and others)."""
    deep = world[2]
    assert sum(deep.values()) < 0.1
    assert sum(deep[cause] for cause in NATURAL) >= 0.31 * sum(deep.values())


# Rates by hand: per 1,000 km and year, off all zones unless a zone is named.

BARE = {"fishing": 0.0, "anchoring": 0.0, "abrasion": 0.0, "seismic": 0.0, "ice_scour": 0.0, "iceberg": 0.0,
        "component": 0.0, "other": 0.0}  # fmt: skip


def per_1000_km(cause, rate, depth_m, *, numbers=None, build=Build(), **known):  # noqa: B008 - frozen
    """Faults of one cause, all others at zero, and that no other cause has any."""
    faults = Faults(**(BARE | {cause.value: rate} | (numbers or {})))
    rates = rates_at(depth_m, faults=faults, build=build, **known)
    assert all((rates[other] == 0.0).all() for other in SEA_CAUSES if other is not cause)
    return 1000.0 * rates[cause]


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ({}, 0.4 * 0.25),
        ({ZoneKind.ANCHORING: 1.0}, 0.4),
        ({ZoneKind.SHIPPING: 1.0}, 0.4),
        ({ZoneKind.SHIPPING: 0.8}, 0.4 * (0.25 + 0.75 * 0.8)),
        ({ZoneKind.ANCHORING: 0.2, ZoneKind.SHIPPING: 0.8}, 0.4 * (0.25 + 0.75 * 0.8)),
        ({ZoneKind.ANCHORING: 0.8, ZoneKind.SHIPPING: 0.2}, 0.4 * (0.25 + 0.75 * 0.8)),
        ({ZoneKind.TRAWL: 1.0}, 0.4 * 0.25),
    ],
    ids=str,
)
def test_anchors_fall_in_anchorages_and_in_shipping_zones_alike(zones, expected):
    """At 50 m a quarter of 0.4 everywhere, the rest by the stronger of the two zones."""
    numbers = {"background_share": 0.25}
    assert per_1000_km(Cause.ANCHORING, 0.4, 50.0, zones=zones, numbers=numbers) == pytest.approx([expected])


@pytest.mark.parametrize(
    ("lane_km", "zone", "strongest"),
    [(0.0, 0.0, 1.0), (2.0, 0.3, 1.0), (16.0, 0.0, 0.5), (16.0, 0.8, 0.8), (30.0, 0.0, 0.0), (1e6, 0.3, 0.3)],
)
def test_anchors_fall_near_shipping_lanes_or_in_zones_where_these_are_stronger(lane_km, zone, strongest):
    """A lane counts in full to 2 km and fades to 30 km: half of it at 16 km."""
    numbers, zones = {"background_share": 0.25}, {ZoneKind.ANCHORING: zone}
    found = per_1000_km(Cause.ANCHORING, 0.4, 50.0, zones=zones, numbers=numbers, lane_km=lane_km)
    assert found == pytest.approx([0.4 * (0.25 + 0.75 * strongest)])
    assert per_1000_km(Cause.FISHING, 0.4, 150.0, numbers=numbers, lane_km=lane_km) == pytest.approx([0.1])


@pytest.mark.parametrize(
    ("zones", "expected"),
    [({}, 0.25), ({ZoneKind.TRAWL: 0.6}, 0.25 + 0.75 * 0.6), ({ZoneKind.SHIPPING: 1.0}, 0.25)],
)
def test_trawls_work_in_their_own_zones(zones, expected):
    """At 150 m, where trawling is at its worst; at 400 m 0.6 of it."""
    numbers = {"background_share": 0.25}
    found = per_1000_km(Cause.FISHING, 2.0, [150.0, 400.0], zones=zones, numbers=numbers)
    assert found == pytest.approx([2.0 * expected, 2.0 * 0.6 * expected])


def test_people_break_cables_more_often_that_are_not_buried_and_only_in_open_water():
    """In a zone at its worst, water open for 0.4 of the year: 3 x as often beyond 100 m, to where ploughs go."""
    build, numbers = Build(burial_to_depth_m=100.0), {"unburied_factor": 3.0}
    worst = {"zones": {ZoneKind.TRAWL: 1.0}, "open_share": 0.4, "build": build, "numbers": numbers}
    found = per_1000_km(Cause.FISHING, 1.0, [100.0, 100.5, 200.0], **worst)
    assert found == pytest.approx([0.4, 1.2, 1.2])


def test_abrasion_chafes_to_550_m_and_a_third_of_it_below_1000():
    """Halfway between 550 and 1,000 m, 775 m, half the way from 1 to 0.33."""
    found = per_1000_km(Cause.ABRASION, 0.6, [10.0, 550.0, 775.0, 1000.0, 4000.0])
    assert found == pytest.approx([0.6, 0.6, 0.6 * 0.665, 0.6 * 0.33, 0.6 * 0.33])


def test_the_strongest_of_the_hazards_of_the_ground_counts_and_a_background_elsewhere():
    """At 1,000 m slides, turbidity currents, quakes and eruptions are all at the full intensity of their zones."""
    numbers = {"hazard_background_share": 0.2}
    kinds = (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN, ZoneKind.SEISMIC, ZoneKind.VOLCANIC)
    for kind in kinds:
        found = per_1000_km(Cause.SEISMIC, 1.0, 1000.0, zones={kind: 0.5}, numbers=numbers)
        assert found == pytest.approx([0.2 + 0.8 * 0.5])
    both = {ZoneKind.SLIDE: 0.3, ZoneKind.SEISMIC: 0.7}
    assert per_1000_km(Cause.SEISMIC, 1.0, 1000.0, zones=both, numbers=numbers) == pytest.approx([0.76])


def test_earthquakes_count_by_their_number_beside_the_zones():
    """3.5 a year and million km2 are the worst, at every depth; a zone counts where it is stronger."""
    numbers = {"hazard_background_share": 0.2}
    for quakes, zone, strongest in (
        (0.0, 0.0, 0.0),
        (1.75, 0.0, 0.5),
        (9.0, 0.0, 1.0),
        (0.7, 0.6, 0.6),
        (2.8, 0.6, 0.8),
    ):
        found = per_1000_km(
            Cause.SEISMIC, 1.0, [5.0, 6000.0], zones={ZoneKind.SEISMIC: zone}, numbers=numbers,
            m6_per_million_km2_year=quakes,
        )  # fmt: skip
        assert found == pytest.approx([0.2 + 0.8 * strongest] * 2)


def test_icebergs_scour_by_the_zone_and_by_their_draft():
    """Draft 500 m: at their worst to 200 m, half of that at 350 m, none at 500 m; half of it in a zone of 0.5."""
    icebergs = {"zones": {ZoneKind.ICEBERG: 0.5}, "berg_draft_m": 500.0}
    found = per_1000_km(Cause.ICEBERG, 0.8, [150.0, 350.0, 500.0], **icebergs)
    assert found == pytest.approx([0.4, 0.2, 0.0])


def test_ice_scours_at_its_rate_and_components_fail_everywhere_at_sea():
    assert per_1000_km(Cause.ICE_SCOUR, 0.7, 30.0, **ARCTIC) == pytest.approx([0.7])
    assert per_1000_km(Cause.COMPONENT, 0.3, [-5.0, 5.0, 5000.0]) == pytest.approx([0.0, 0.3, 0.3])


def test_other_causes_end_at_200_m_and_rest_under_ice():
    """Between 180 and 220 m they fade out: half of them at 200 m. Water open for half of the year."""
    found = per_1000_km(Cause.OTHER, 0.2, [100.0, 200.0, 220.0], open_share=0.5)
    assert found == pytest.approx([0.1, 0.05, 0.0])


def test_faults_of_user_layers_count_per_kilometre_and_at_sea_alone():
    rates = rates_at([-5.0, 5.0], user_faults_per_km_year=0.003)
    assert rates[Cause.USER].tolist() == [0.0, 0.003]


# Ice.


def test_keels_plough_no_deeper_than_65_m_and_only_where_there_is_ice():
    rates = rates_at([5.0, 27.0, 64.0, 65.0, 66.0, 3000.0], **ARCTIC)[Cause.ICE_SCOUR]
    assert (rates[:3] > 0).all()
    assert (rates[3:] == 0).all()
    assert rates_at(27.0)[Cause.ICE_SCOUR] == 0


def test_keels_are_at_their_worst_between_20_and_40_m():
    """Rearic and Ticken 1988."""
    depth_m = np.arange(1.0, 100.0)
    rates = rates_at(depth_m, **ARCTIC)[Cause.ICE_SCOUR]
    assert depth_m[rates == rates.max()].tolist() == list(range(20, 41))


def test_burial_is_no_cure_for_ice():
    """Quintillion was cut though it was buried 3-4 m deep."""
    at = conditions(27.0, **ARCTIC)
    assert is_buried(at.depth_m, is_ploughable(at, Build()), Build())
    buried, bare = (
        derive_fault_rates(at, Faults(), Build(burial_to_depth_m=depth_m))[Cause.ICE_SCOUR]
        for depth_m in (1500.0, 0.0)
    )
    assert buried == bare > 0


@pytest.fixture(scope="module")
def seabed():
    return rp.open_planner(spacing_km=25).seabed


def real_place(seabed, lon, lat, depth_m):
    """Real ice, zones and depots of a position, at a depth that is known better; and when its water is open."""
    row, col = (np.rint(np.atleast_1d(at)).astype(int) for at in seabed.grid.cell_of(lon, lat))
    at = seabed.at(row, col)
    return dataclasses.replace(at, depth_m=np.array([depth_m])), seabed.open_water(at)


@pytest.mark.parametrize("lat", [70.6, 71.0])
@pytest.mark.parametrize("depth_m", [20.0, 30.0, 40.0])
def test_a_landfall_in_the_beaufort_sea_fears_ice_most(seabed, lat, depth_m):
    at, _ = real_place(seabed, -150.0, lat, depth_m)
    rates = derive_fault_rates(at, Faults(), Build())
    assert max(rates, key=lambda cause: rates[cause][0]) is Cause.ICE_SCOUR
    assert rates[Cause.ICE_SCOUR][0] > total(rates)[0] / 2


@pytest.mark.parametrize("lat", [70.6, 71.0])
def test_quintillion_waits_for_its_ship_as_long_as_it_did(seabed, lat):
    """Cut on 11 June 2023 in 27 m of water off Oliktok Point; the ship worked from 25 August, 75 days later."""
    at, water = real_place(seabed, -150.0, lat, 27.0)
    until_work = derive_repair_days(at, water, Repair())[:, 0] - Repair().work_days
    assert 45 <= until_work[JUNE] <= 100
    assert until_work[SEPTEMBER] <= until_work[JUNE] / 2


@pytest.mark.parametrize("lat", [70.6, 71.0])
def test_quintillion_is_repaired_in_the_same_summer_when_it_breaks_in_january(seabed, lat):
    """Cut on 18 January 2025, spliced on the last weekend of August, about 224 days later: within a month."""
    days = derive_repair_days(*real_place(seabed, -150.0, lat, 27.0), Repair())[:, 0]
    repaired = date(2025, 1, 16) + timedelta(days=float(days[JANUARY]))  # the middle of the month
    assert abs(repaired - date(2025, 8, 30)) <= timedelta(days=30)


@pytest.mark.parametrize("lat", [70.6, 71.0])
def test_keels_cut_quintillion_as_often_as_its_history_suggests(seabed, lat):
    """0.5 to 2 per 1,000 km and year where it is shallow."""
    at, _ = real_place(seabed, -150.0, lat, 27.0)
    assert 0.5 <= 1000 * derive_fault_rates(at, Faults(), Build())[Cause.ICE_SCOUR][0] <= 2.0


def sea_cells(seabed, west, south, east, north):
    rows, cols = np.nonzero(seabed.depth_m > 0)
    lon, lat = seabed.grid.lonlat_of(rows, cols)
    inside = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    return rows[inside], cols[inside]


def test_no_keel_reaches_the_bottom_of_the_baltic(seabed):
    """Its keels reach 6 to 14 m, 28 m at most and on the shore (Palosuo 1975)."""
    baltic = seabed.at(*sea_cells(seabed, 10.0, 53.5, 30.5, 66.0))
    assert (baltic.ice_class == IceClass.SEASONAL).sum() > 100
    assert not derive_fault_rates(baltic, Faults(), Build())[Cause.ICE_SCOUR].any()


@pytest.mark.parametrize("lon", [23.5, 24.9, 26.0])
def test_in_the_gulf_of_finland_anchors_come_first_and_winter_repairs_take_weeks(seabed, lon):
    """Four times since 2023 ships dragged anchors there; cables cut on 25 December 2024 worked 12 days later."""
    at, water = real_place(seabed, lon, 59.8, 60.0)
    rates = derive_fault_rates(at, Faults(), Build())
    assert at.ice_class[0] == IceClass.SEASONAL
    assert max(rates, key=lambda cause: rates[cause][0]) is Cause.ANCHORING
    days = derive_repair_days(at, water, Repair())[:, 0]
    assert 12 <= days[JANUARY] < 30
    assert days[DECEMBER] < 30


def test_repairs_in_the_open_atlantic_take_20_to_30_days(seabed):
    """Mean of the world, 2013-2019: SubTel Forum Industry Report 4.2."""
    at = seabed.at(*sea_cells(seabed, -60.0, 38.0, -8.0, 60.0))
    water = seabed.open_water(at)
    free = (at.ice_class == IceClass.OPEN_WATER) & (at.zone[ZoneKind.ICEBERG] == 0)
    assert free.mean() > 0.5
    assert 20 <= derive_repair_days(at, water, Repair())[:, free].mean() <= 30


def test_greenland_connect_waits_from_december_to_summer(seabed):
    """Broken on 27 December 2018 in 3 km of water 624 km south of Nuuk, mended on 22 August 2019: 7.8 months."""
    days = derive_repair_days(*real_place(seabed, -51.0, 58.6, 3000.0), Repair())[:, 0]
    assert 6 <= days[DECEMBER] / DAYS_A_MONTH <= 10
    assert days[SEPTEMBER] < 30


def test_no_year_is_open_for_longer_than_a_year(seabed):
    rows, cols = np.nonzero(seabed.depth_m > 0)
    open_share = seabed.at(rows, cols).open_share
    assert open_share.min() == 0.0
    assert open_share.max() == pytest.approx(1.0, abs=1e-6)


# Repairs by hand.

SMALL = Repair(
    queue_days=0.5, mobilisation_days=1.5, ship_km_per_day=500.0, work_days=7.0, longest_wait_days=300.0
)


@dataclasses.dataclass
class Opening:
    """Water that opens so many days after the fault, whenever that was, and stays open."""

    days: float

    def wait_days(self, after_days):
        return np.maximum(self.days - after_days, 0.0)

    def at(self, places):
        return self

    def opened(self, places):
        return Opening(0.0) if places.all() else self


def days_after(wait, *, depot_km=1500.0, repair=SMALL, **known):
    at = conditions(100.0, depot_km=depot_km, **({"open_share": 0.0} | known))
    return derive_repair_days(at, Opening(float(wait)), repair)[:, 0]


def open_in(*months):
    """One place whose water is open in the middle of some months, half the way to its neighbours, and no longer."""
    concentration = np.array([[0.0 if month in months else 0.3] for month in range(1, 13)])
    return OpenWater(1, np.array([0]), concentration, 0.15)


def days_in(water, *, sail_days, repair=SMALL, **known):
    at = conditions(100.0, depot_km=sail_days * 500.0, open_share=0.0, **known)
    return derive_repair_days(at, water, repair)[:, 0]


@pytest.mark.parametrize(
    ("wait", "days"),
    [
        (0, 2 + 3 + 7),
        (4, 2 + 3 + 7),  # the ice has gone when the ship arrives
        (5, 2 + 3 + 7),
        (40, 40 + 7),
        (300, 300 + 7),
        (np.inf, 300 + 7),  # water that never opens
    ],
)
def test_a_ship_sails_while_the_ice_goes(wait, days):
    assert days_after(wait) == pytest.approx([days] * 12)


def test_a_ship_that_sails_longer_than_the_longest_wait_is_not_there_before_it_arrives():
    short = SMALL.model_copy(update={"longest_wait_days": 1.0})
    assert days_after(np.inf, repair=short) == pytest.approx([2 + 3 + 7] * 12)


def test_a_ship_that_arrives_after_the_water_has_closed_waits_for_the_next_opening():
    """Open from the end of July to the end of October: half the way between the middles of months."""
    water, may = open_in(8, 9, 10), SMALL.model_copy(update={"longest_wait_days": 365.0})
    quick, late = (days_in(water, sail_days=days, repair=may)[9] for days in (5.0, 20.0))
    assert quick == pytest.approx(2 + 5 + 7)
    # From the middle of October to halfway between those of July and August.
    until_open = (date(2023, 7, 16) - date(2022, 10, 16)).days + 15.5
    assert late == pytest.approx(until_open + 7, abs=1.0)


def test_water_that_opens_on_the_way_is_not_waited_for():
    water = open_in(8, 9, 10)
    at_hand, far = (days_in(water, sail_days=days)[6] for days in (0.0, 20.0))
    assert at_hand == pytest.approx(15.5 + 7, abs=0.1)  # half of the 31 days from the middle of July
    assert far == pytest.approx(2 + 20 + 7)


@pytest.mark.parametrize(("ice_months", "days"), [(5.9, 2 + 3 + 7), (6.1, 40 + 7)])
def test_an_icebreaker_escorts_the_ship_where_the_ice_season_is_short(ice_months, days):
    assert days_after(40, open_share=1.0 - ice_months / 12) == pytest.approx([days] * 12)
    escorted = SMALL.model_copy(update={"escorted_months": ice_months - 0.1})
    assert days_after(40, open_share=1.0 - ice_months / 12, repair=escorted) == pytest.approx([47] * 12)


def test_an_icebreaker_is_no_help_among_icebergs():
    """Broken in the middle of January under three months of ice: work begins on the first of July."""
    water, icebergs = open_in(*range(4, 13)), {ZoneKind.ICEBERG: 0.5}
    at = conditions(100.0, depot_km=0.0, open_share=0.75, zones=icebergs)
    until_july = (date(2022, 7, 1) - date(2022, 1, 1)).days - 15.5
    assert derive_repair_days(at, water, SMALL)[JANUARY, 0] == pytest.approx(until_july + 7, abs=0.5)


def test_open_water_and_a_month_of_work_have_to_meet():
    icebergs = {ZoneKind.ICEBERG: 0.5}
    together = days_in(open_in(9, 10, 11), sail_days=0.0, zones=icebergs)[5]
    until_open = (date(2022, 8, 31) - date(2022, 6, 15)).days  # halfway from the middle of August
    assert together == pytest.approx(until_open + 7, abs=1.0)
    never = days_in(open_in(11, 12), sail_days=0.0, zones=icebergs)
    assert never == pytest.approx([SMALL.longest_wait_days + 7] * 12)


def test_a_month_of_work_whose_water_has_closed_is_given_up_for_the_next():
    """Broken in the middle of May: in June the water has closed, in August nobody works, on 1 September both fit."""
    repair = SMALL.model_copy(update={"iceberg_months": (6, 9)})
    days = days_in(open_in(5, 8, 9), sail_days=0.0, repair=repair, zones={ZoneKind.ICEBERG: 0.5})
    assert days[4] == pytest.approx((date(2022, 9, 1) - date(2022, 5, 1)).days - 15.5 + 7, abs=0.5)


def test_where_no_way_by_sea_leads_from_a_depot_the_ship_goes_round_the_earth():
    """40,000 km at 500 km a day."""
    assert days_after(0, depot_km=np.inf) == pytest.approx([2 + 80 + 7] * 12)


def test_among_icebergs_work_begins_in_july():
    """Days from the middle of each month to the first of July, by the calendar; none from July to September."""
    days = days_after(0, depot_km=0.0, zones={ZoneKind.ICEBERG: 0.5})
    for month in range(1, 13):
        first = date(2022, month, 1)
        following = date(2022 + month // 12, month % 12 + 1, 1)
        july = date(2022 if month < 7 else 2023, 7, 1)
        wait = 0.0 if month in (7, 8, 9) else (july - first).days - (following - first).days / 2
        assert days[month - 1] == pytest.approx(max(wait, 2.0) + 7.0, abs=0.5)


def test_the_months_of_work_may_go_round_the_new_year():
    repair = SMALL.model_copy(update={"iceberg_months": (12, 1)})
    days = days_after(0, depot_km=0.0, repair=repair, zones={ZoneKind.ICEBERG: 0.5})
    assert days[[11, 0]] == pytest.approx([9.0, 9.0])
    assert days[10] == pytest.approx(15 + 7, abs=0.5)


@given(
    wait=st.floats(0, 400),
    more=st.floats(0, 100),
    depot_km=st.floats(0, 10_000),
    work_days=st.floats(0, 30),
)
def test_no_repair_is_shorter_than_its_parts_or_longer_than_their_sum(wait, more, depot_km, work_days):
    repair = SMALL.model_copy(update={"work_days": work_days})
    days, later = (days_after(each, depot_km=depot_km, repair=repair) for each in (wait, wait + more))
    under_way = 2.0 + depot_km / 500.0
    assert (days >= max(min(wait, 300.0), under_way) + work_days - 1e-9).all()
    assert (days <= min(wait, 300.0) + under_way + work_days + 1e-9).all()
    assert (later >= days).all()


# Sums along a route.


@pytest.mark.parametrize(("mttr_days", "share"), [(20, 20 / 385.25), (120, 120 / 485.25)])
def test_unavailability_is_mttr_over_mtbf_and_mttr(mttr_days, share):
    """One fault a year, as 10,000 km have at 0.10 per 1,000 km: the time between failures is a year."""
    exposure = Exposure({Cause.FISHING: 0.7, Cause.ABRASION: 0.3}, np.full(12, float(mttr_days)))
    assert exposure.total_per_year == pytest.approx(1.0)
    assert exposure.unavailability_hours_per_year == pytest.approx(8766 * share)


def test_days_of_repair_count_as_often_as_a_place_breaks():
    rates = {Cause.FISHING: np.array([1e-3, 2e-3]), Cause.ABRASION: np.array([0.0, 1e-3])}
    days = np.repeat([[10.0, 50.0]], 12, axis=0)
    days[3] += 40.0
    exposure = sum_exposure(rates, days, np.array([100.0, 100.0]))
    assert exposure.faults_per_year == pytest.approx({Cause.FISHING: 0.3, Cause.ABRASION: 0.1})
    # A quarter of the faults in 10 days, three quarters in 50.
    assert exposure.repair_days_by_month[0] == pytest.approx(40.0)
    assert exposure.repair_days_mean == pytest.approx(40.0 + 40.0 / 12)
    assert exposure.worst_month == 4


def test_a_longer_stretch_has_more_of_the_faults():
    """The same rate on 30 km and on 10 km: three quarters of the faults are repaired in 20 days, the others in 60."""
    rates = {Cause.SEISMIC: np.full(2, 5e-3)}
    exposure = sum_exposure(rates, np.repeat([[20.0, 60.0]], 12, axis=0), np.array([30.0, 10.0]))
    assert exposure.total_per_year == pytest.approx(0.2)
    assert exposure.repair_days_by_month == pytest.approx(np.full(12, 30.0))


def test_a_line_without_faults_is_never_down():
    exposure = sum_exposure({Cause.FISHING: np.zeros(2)}, np.full((12, 2), 30.0), np.ones(2))
    assert exposure.total_per_year == 0.0
    assert exposure.unavailability_hours_per_year == 0.0


# What each number does, at any place.

FAULT_RATES = [cause.value for cause in SEA_CAUSES if cause.value in Faults.model_fields]
shares = st.floats(0, 1)
places = st.fixed_dictionaries({
    "depth_m": st.floats(-50, 6000),
    "slope_deg": st.floats(0, 40),
    "ice_class": st.sampled_from([IceClass.OPEN_WATER, IceClass.SEASONAL, IceClass.PERENNIAL]),
    "open_share": shares,
    "lane_km": st.floats(0, 1000),
    "berg_draft_m": st.sampled_from([0.0, 150.0, 650.0]),
    "zones": st.fixed_dictionaries(dict.fromkeys(ZoneKind, shares)),
})  # fmt: skip


def changed(**numbers):
    return Faults.model_validate(Faults().model_dump() | numbers)


@given(place=places, name=st.sampled_from(FAULT_RATES), times=st.sampled_from([0.0, 0.5, 2.0, 10.0]))
def test_a_fault_rate_times_so_much_is_so_much_of_its_cause_and_nothing_else(place, name, times):
    before = rates_at(**place)
    after = rates_at(**place, faults=changed(**{name: times * getattr(Faults(), name)}))
    assert {c: r[0] for c, r in after.items()} == pytest.approx(
        {c: r[0] * (times if c == name else 1.0) for c, r in before.items()}, rel=1e-12, abs=1e-300
    )
    added = (times - 1.0) * before[Cause(name)][0]
    assert total(after)[0] - total(before)[0] == pytest.approx(added, rel=1e-9, abs=1e-18)


@given(place=places, factor=st.floats(1, 5))
def test_only_an_unburied_cable_has_more_fishing_and_anchoring_for_it(place, factor):
    plain, more = (rates_at(**place, faults=changed(unburied_factor=f)) for f in (1.0, factor))
    level = place["slope_deg"] <= 15.0 and place["ice_class"] != IceClass.PERENNIAL
    times = 1.0 if place["depth_m"] <= 1500.0 and level else factor
    for cause in SEA_CAUSES:
        expected = plain[cause][0] * (times if cause in (Cause.FISHING, Cause.ANCHORING) else 1.0)
        assert more[cause][0] == pytest.approx(expected, rel=1e-12)


@given(place=places, share=shares)
def test_a_background_counts_outside_zones_and_nothing_at_their_worst(place, share):
    kinds = {ZoneKind.TRAWL: Cause.FISHING, ZoneKind.ANCHORING: Cause.ANCHORING}
    outside, worst = (
        {**place, "lane_km": 1000.0, "zones": dict.fromkeys(ZoneKind, intensity)} for intensity in (0.0, 1.0)
    )  # shipping among them
    for cause in kinds.values():
        full = rates_at(**outside, faults=changed(background_share=1.0))[cause][0]
        assert rates_at(**outside, faults=changed(background_share=share))[cause][0] == pytest.approx(
            share * full, rel=1e-12
        )
        assert rates_at(**worst, faults=changed(background_share=share))[cause][0] == pytest.approx(full)
    quakes = rates_at(**outside, faults=changed(hazard_background_share=share))[Cause.SEISMIC][0]
    assert quakes == pytest.approx(share * 0.040e-3 if place["depth_m"] > 0 else 0.0)


@given(place=places)
def test_people_break_cables_while_the_water_is_open(place):
    here, always = (rates_at(**{**place, "open_share": share}) for share in (place["open_share"], 1.0))
    for cause in set(SEA_CAUSES) - {Cause.ICE_SCOUR}:  # keels need a long season of ice
        times = place["open_share"] if cause in HUMAN else 1.0
        assert here[cause][0] == pytest.approx(times * always[cause][0], rel=1e-12)


@given(depth_m=st.floats(-5000, 0), open_share=shares)
def test_nothing_breaks_on_land(depth_m, open_share):
    everywhere = dict.fromkeys(ZoneKind, 1.0)
    assert (
        total(rates_at(depth_m, open_share=open_share, lane_km=0.0, zones=everywhere, berg_draft_m=650.0))
        == 0.0
    )
