"""Joint events: what they cut, against geodesics, how often and for how long."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from network_kit import LINES, drawn_link, groups_of, zones
from pyproj import Geod

import routeplan as rp
from routeplan.cost.faults import Cause, derive_fault_rates
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.network.cuts import TerminalPair
from routeplan.network.event_centres import (
    BALTIC,
    EventCentres,
    EventWaters,
    sample_centres,
    spread_positions,
)
from routeplan.network.joint_events import (
    EventClass,
    EventKind,
    derive_events,
    derive_surviving_paths,
    find_disc_cuts,
    sample_losses,
)
from routeplan.network.risk_groups import GroupKind, RiskGroup

WGS84 = Geod(ellps="WGS84")
NOWHERE = EventCentres(np.zeros(0), np.zeros(0))


@pytest.mark.parametrize("radius_km", [20.0, 100.0, 400.0])
def test_a_disc_cuts_what_comes_nearer_than_its_radius_along_the_ellipsoid(radius_km):
    generator = np.random.default_rng(4)
    lon, lat = (
        np.concatenate([generator.choice(line.__getattribute__(axis), 60) for line in LINES])
        for axis in ("lon", "lat")
    )
    # From a point of a line any way, up to twice the radius.
    lon, lat, _ = WGS84.fwd(
        lon, lat, generator.uniform(0, 360, 240), generator.uniform(0, 2000 * radius_km, 240)
    )
    cut = find_disc_cuts(LINES, lon, lat, radius_km=radius_km)
    for number, line in enumerate(LINES):
        # Points 5 km apart are at most 2.5 km from any other of the line.
        near = np.array([
            WGS84.inv(np.full(len(line.lon), x), np.full(len(line.lon), y), line.lon, line.lat)[2].min() / 1000
            for x, y in zip(lon, lat, strict=True)
        ])  # fmt: skip
        clear = np.abs(near - radius_km) > 0.01 * radius_km
        assert (cut[clear, number] == (near < radius_km)[clear]).all()
    assert cut.any(axis=0).all()
    assert not cut.all(axis=0).any()
    assert cut.dtype == np.bool_


def test_anchors_cut_only_what_lies_shallow():
    """A shelf of 100 m at the start, the deep beyond."""
    line = LINES[1]
    shelf = np.where(np.arange(len(line.lon)) < 40, 100.0, 4000.0)
    shelving = drawn_link("shelving", (-10, 50), (-50, 50), depth_m=shelf)
    places = np.array([line.lon[20], line.lon[200]]), np.array([line.lat[20], line.lat[200]])
    both = find_disc_cuts([shelving], *places, radius_km=30.0)
    shallow = find_disc_cuts([shelving], *places, radius_km=30.0, to_depth_m=200.0)
    assert both.ravel().tolist() == [True, True]
    assert shallow.ravel().tolist() == [True, False]
    # Water as deep as the limit is not shallower than it.
    at_limit = find_disc_cuts([shelving], *places, radius_km=30.0, to_depth_m=100.0)
    assert not at_limit.any()


def events_of(links, **assumed):
    """Events at given rates and no others."""
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    rates = NetworkAssumptions(**(none | assumed))
    return derive_events(
        links,
        groups_of(links, zones()),
        rates,
        earthquakes=NOWHERE,
        drags=NOWHERE,
        partners=frozenset({"NO"}),
    )


def test_a_closed_state_takes_what_passes_its_waters_and_a_partner_closes_nothing():
    links = [
        drawn_link("by RU", (-10, 62), (-50, 62), jurisdictions=("RU", "NO")),
        drawn_link("by NO", (-10, 60), (-50, 60), jurisdictions=("NO (Svalbard)",)),
        drawn_link("claimed twice", (-10, 58), (-50, 58), jurisdictions=("NO / RU (somewhere)",)),
    ]
    (closed,) = events_of(links, closure_events_per_year=0.1)
    assert closed.kind is EventKind.JURISDICTION_CLOSED
    assert sorted(closed.cuts.tolist()) == [[False, False, True], [True, False, False]]
    assert closed.per_year == pytest.approx(0.2)


@pytest.mark.parametrize(("country", "passes"), [("NO", 0.5), ("RU", 1.0), ("IS", 0.5)])
def test_disputed_waters_are_closed_by_the_claimant_that_is_no_partner(country, passes):
    """Half of the lines drawn 300 km through its waters truly pass them; a cable that lands there does for certain."""
    disputed = "NO / RU (somewhere)"
    drawn = drawn_link("drawn", (-10, 62), (-50, 62), jurisdictions=(disputed,))
    landing = replace(drawn.end, area=replace(drawn.end.area, country=country))
    link = replace(drawn, end=landing, jurisdiction_km={disputed: 300.0})
    (closed,) = events_of([link], closure_events_per_year=0.1, closure_line_km=300.0)
    assert np.asarray(closed.loss_share).ravel() == pytest.approx([passes])


def test_a_lost_landing_takes_its_cables_and_no_others():
    (lost,) = events_of(LINES, landing_events_per_year=0.01)
    assert lost.cuts.sum(axis=1).tolist() == [1] * 4  # each two landings of a link cut the same
    assert lost.per_year == pytest.approx(0.08)


def test_cables_beyond_the_domain_are_cut_with_their_strait():
    links = [
        drawn_link("a", (-10, 62), (-50, 62), chokepoints=("Red Sea and Suez",)),
        drawn_link("b", (-10, 50), (-50, 50), chokepoints=("Red Sea and Suez", "Luzon Strait")),
    ]
    (cut,) = events_of(links, strait_events_per_year=0.02)
    assert sorted(cut.cuts.tolist()) == [[False, True], [True, True]]
    assert cut.probability.sum() == pytest.approx(1.0)


def test_events_that_cut_nothing_are_left_out_and_those_of_no_fixed_place_keep_their_share():
    middle = len(LINES[0].lon) // 2
    places = EventCentres(
        np.array([LINES[0].lon[middle], 100.0, 101.0, 102.0]),
        np.array([LINES[0].lat[middle], 40.0, 40.0, 40.0]),
    )
    rates = NetworkAssumptions(
        disc_events_per_year=0.4, drag_events_per_year=0, landing_events_per_year=0, disc_radius_km=50.0
    )
    (disc,) = derive_events(LINES, groups_of(LINES, zones()), rates, earthquakes=places, drags=NOWHERE)
    assert disc.per_year == pytest.approx(0.1)
    assert disc.cuts.tolist() == [[True, False, False, False]]


def test_each_kind_of_event_lasts_as_long_as_the_scenario_says():
    """A landing takes 90 days, a closed jurisdiction 365; after all other events each link takes its own repair."""
    links = [drawn_link("a", (-10, 62), (-50, 62), jurisdictions=("RU",), chokepoints=("Luzon Strait",))]
    events = events_of(
        links, landing_events_per_year=0.1, landing_days=77.0, closure_events_per_year=0.2, closure_days=333.0,
        strait_events_per_year=0.3,
    )  # fmt: skip
    assert {event.kind: (event.per_year, event.days) for event in events} == {
        EventKind.LANDING_LOST: (pytest.approx(0.2), 77.0),  # one landing at each end
        EventKind.JURISDICTION_CLOSED: (0.2, 333.0),
        EventKind.STRAIT_CUT: (0.3, None),
    }
    assert all(event.cuts.dtype == np.bool_ for event in events)


def test_slides_cut_what_crosses_a_zone_of_slides_or_turbidity_and_no_other_zone():
    table = zones(
        slide=(shapely.box(-22, 49, -20, 66), np.nan),
        turbidity_fan=(shapely.box(-32, 49, -30, 55), np.nan),
        seismic=(shapely.box(-42, 49, -40, 66), np.nan),
    )
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    rates = NetworkAssumptions(**none | {"slide_events_per_year": 0.01})
    (slide,) = derive_events(LINES, groups_of(LINES, table), rates, earthquakes=NOWHERE, drags=NOWHERE)
    assert slide.kind is EventKind.SLIDE
    assert slide.per_year == pytest.approx(0.02)  # two zones
    cuts = {
        tuple(np.flatnonzero(cut)): share for cut, share in zip(slide.cuts, slide.probability, strict=True)
    }
    assert cuts == {(0, 1): 0.5, (1,): 0.5}


def test_drags_have_a_radius_and_a_depth_of_their_own():
    """Centres 40 km off a shallow and a deep line: within the radius of earthquakes, not within that of drags."""
    links = [
        drawn_link("shallow", (-10, 62), (-50, 62), depth_m=100.0),
        drawn_link("deep", (-10, 50), (-50, 50)),
    ]
    middle = len(links[0].lon) // 2
    lon, lat = (np.array([getattr(each, axis)[middle] for each in links]) for axis in ("lon", "lat"))
    off = WGS84.fwd(lon, lat, np.zeros(2), np.full(2, 40_000.0))
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    given = none | {"drag_events_per_year": 1.0, "disc_events_per_year": 4.0, "disc_radius_km": 100.0}
    for drag_km, to_depth_m, expected in (
        (30.0, 200.0, None),
        (50.0, 200.0, [[True, False]]),
        (50.0, 5000.0, [[False, True], [True, False]]),
    ):
        rates = NetworkAssumptions(**given | {"drag_radius_km": drag_km, "drag_to_depth_m": to_depth_m})
        centres = EventCentres(np.asarray(off[0]), np.asarray(off[1]))
        events = derive_events(links, (), rates, earthquakes=centres, drags=centres)
        found = {event.kind: event for event in events}
        assert found[EventKind.EARTHQUAKE].per_year == 4.0
        if expected is None:
            assert EventKind.ANCHOR_DRAG not in found
        else:
            drag = found[EventKind.ANCHOR_DRAG]
            assert sorted(drag.cuts.tolist()) == expected
            assert drag.per_year == pytest.approx(0.5 * len(expected))  # one of two centres, or both


def test_a_strait_of_another_rate_is_cut_as_often_as_its_row_says():
    """Two straits, the second three times as often as the scenario's rate."""
    links = [drawn_link("a", (-10, 62), (-50, 62)), drawn_link("b", (-10, 50), (-50, 50))]
    groups = [
        RiskGroup(GroupKind.STRAIT, "one", "one", np.array([0])),
        RiskGroup(GroupKind.STRAIT, "often", "often", np.array([1]), relative_rate=3.0),
    ]
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    rates = NetworkAssumptions(**none | {"strait_events_per_year": 0.02})
    (cut,) = derive_events(links, groups, rates, earthquakes=NOWHERE, drags=NOWHERE)
    assert cut.per_year == pytest.approx(0.08)
    shares = {tuple(np.flatnonzero(row)): share for row, share in zip(cut.cuts, cut.probability, strict=True)}
    assert shares == pytest.approx({(0,): 0.25, (1,): 0.75})


def test_paths_left_by_joint_events_are_weighted_by_the_rate_of_each():
    """Four parallel links, the last a candidate. Events that take one of today's three do not count."""
    pair = TerminalPair.of([(0, 1)] * 4, (0, 1))
    quakes = EventClass(
        EventKind.EARTHQUAKE, 0.4,
        np.array([[True, True, False, False], [True, True, True, True]]), np.array([0.75, 0.25]),
    )  # fmt: skip
    drags = EventClass(EventKind.ANCHOR_DRAG, 9.0, np.array([[True, False, False, True]]), np.array([1.0]))
    strait = EventClass(EventKind.STRAIT_CUT, 0.1, np.array([[False, True, True, True]]), np.array([1.0]))
    today, every = np.array([True, True, True, False]), np.ones(4, dtype=bool)
    left = derive_surviving_paths(sample_losses((quakes, drags, strait), len(today)), pair, today, every)
    # 0.3 a year leave 1 (2 with the candidate), 0.1 a year none (none), the strait 1 (1).
    assert left.events_per_year == pytest.approx(0.5)
    assert left.today == pytest.approx((0.3 * 1 + 0.1 * 0 + 0.1 * 1) / 0.5)
    assert left.with_candidates == pytest.approx((0.3 * 2 + 0.1 * 0 + 0.1 * 1) / 0.5)
    for events in ((), (drags,)):
        none = derive_surviving_paths(sample_losses(events, len(today)), pair, today, every)
        assert none.events_per_year == 0.0
        assert np.isnan([none.today, none.with_candidates]).all()


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=50)


def test_centres_lie_where_faults_are_likely_per_area_of_the_earth(planner):
    """Shares of the centres by latitude are those of rate times area of the cells on the ellipsoid."""
    depth_m = planner.depth.to_numpy()
    rows, cols = np.nonzero(depth_m > 0)
    rates = derive_fault_rates(
        planner.seabed.at(rows, cols), planner.assumptions.faults, planner.assumptions.build
    )[Cause.SEISMIC]
    around = ((-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5))
    corners = [planner.grid.lonlat_of(rows + dy, cols + dx) for dy, dx in around]
    likely = np.asarray(rates) > 0
    area = np.zeros(len(rows))
    for at in np.flatnonzero(likely):
        area[at] = abs(
            WGS84.polygon_area_perimeter([c[0][at] for c in corners], [c[1][at] for c in corners])[0]
        )
    expected = np.asarray(rates) * area
    _, lat = planner.grid.lonlat_of(rows, cols)
    centres = sample_centres(planner, Cause.SEISMIC)
    assert len(centres.lon) == pytest.approx(4000, abs=40)  # each position decides by itself
    bands = [30, 40, 50, 60, 70, 91]
    share = np.histogram(lat, bands, weights=expected)[0] / expected.sum()
    found = np.histogram(centres.lat, bands)[0] / len(centres.lat)
    assert found == pytest.approx(share, abs=4 * 0.5 / np.sqrt(4000))
    again = sample_centres(planner, Cause.SEISMIC)
    assert (again.lon == centres.lon).all()


def test_centres_of_drags_lie_in_shallow_water_alone(planner):
    centres = sample_centres(planner, Cause.ANCHORING, to_depth_m=200.0)
    row, col = planner.grid.cell_of(centres.lon, centres.lat)
    depth_m = planner.depth.to_numpy()[np.rint(row).astype(int), np.rint(col).astype(int)]
    assert (depth_m > 0).all()
    assert (depth_m < 200.0).all()


def test_centres_are_nearly_the_same_at_other_cell_sizes(planner):
    """Positions and random numbers do not depend on the grid: only its coast and its fault rates do."""
    waters, share = BALTIC, 0.65
    found = [
        sample_centres(at, Cause.ANCHORING, to_depth_m=200.0, waters=waters, share=share)
        for at in (planner, rp.open_planner(spacing_km=25))
    ]
    coarse, fine = (set(zip(centres.lon, centres.lat, strict=True)) for centres in found)
    assert len(coarse & fine) > 0.7 * len(fine)
    for centres in found:
        assert waters.contains(centres.lon, centres.lat).mean() == pytest.approx(share, abs=0.02)


def test_waters_without_sea_leave_all_centres_to_the_others(planner):
    siberia = EventWaters("Siberia", (95.0, 60.0, 105.0, 66.0))
    found = sample_centres(planner, Cause.ANCHORING, to_depth_m=200.0, waters=siberia, share=0.65)
    assert len(found.lon) == pytest.approx(4000, abs=60)
    assert not siberia.contains(found.lon, found.lat).any()


def test_positions_are_spread_evenly_by_area():
    """By Archimedes, equal steps of the sine of latitude have equal areas of a sphere."""
    found = spread_positions(BALTIC, 40_000)
    assert BALTIC.contains(found.lon, found.lat).all()
    west, south, east, north = BALTIC.box
    sines = np.linspace(*np.sin(np.radians([south, north])), 5)
    counts, _, _ = np.histogram2d(
        np.sin(np.radians(found.lat)), found.lon, [sines, np.linspace(west, east, 5)]
    )
    assert counts == pytest.approx(np.full((4, 4), 2_500), rel=0.02)
    # Each is in the middle of its band: the mean sine is that of the middle, not half a band below.
    assert np.sin(np.radians(spread_positions(BALTIC, 10).lat)).mean() == pytest.approx(sines[2])


def test_drags_spare_the_share_of_cables_that_the_scenario_says():
    links = [
        drawn_link("a", (-10, 62), (-50, 62), depth_m=50.0),
        drawn_link("b", (-10, 62), (-50, 62), depth_m=50.0),
    ]
    middle = len(links[0].lon) // 2
    centres = EventCentres(links[0].lon[[middle]], links[0].lat[[middle]])
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    rates = NetworkAssumptions(**none | {"drag_events_per_year": 1.0, "drag_loss_share": 0.3})
    (drag,) = derive_events(links, (), rates, earthquakes=NOWHERE, drags=centres)
    lost = drag.lose(np.zeros(20_000, dtype=np.intp), np.random.default_rng(5))
    assert lost.mean(axis=0) == pytest.approx([0.3, 0.3], abs=0.015)
    assert lost.all(axis=1).mean() == pytest.approx(0.09, abs=0.01)
    # Two parallel paths: of the events that cut both, none is left; the candidate of the test has none either.
    pair = TerminalPair.of([(0, 1)] * 2, (0, 1))
    both = np.ones(2, dtype=bool)
    left = derive_surviving_paths(sample_losses((drag,), len(both)), pair, both, both)
    assert left.events_per_year == pytest.approx(0.09, abs=0.06)
    assert left.today == 0.0


def test_no_centres_where_nothing_breaks(planner):
    assert len(sample_centres(planner, Cause.ANCHORING, to_depth_m=0.0).lon) == 0
