"""The four events of dragged anchors in the Baltic, 2023-2025, replayed: the model's states include each of them."""

from dataclasses import dataclass

import numpy as np
import pytest
from pyproj import Geod

import routeplan as rp
from routeplan.cost.faults import Cause
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.network.event_centres import BALTIC, EventCentres, sample_centres
from routeplan.network.joint_events import derive_events, find_disc_cuts
from routeplan.network.links import derive_existing_links
from routeplan.network.regions import read_areas

WGS84 = Geod(ellps="WGS84")
NOWHERE = EventCentres(np.zeros(0), np.zeros(0))
NEAR_M = 60_000.0
DRAWS = 20_000


@dataclass(frozen=True)
class Drag:
    """A real event: about where, and the links of the table that it cut."""

    lon: float
    lat: float
    lost: frozenset[str]


EVENTS = {
    # Swedish-Estonian cable (EE-S1) about 50 km west of Hiiumaa (The National, 18 October 2023); in the same night
    # Balticconnector and Elisa's cable Finland - Estonia (FEC), which is not in the table.
    "October 2023": Drag(21.3, 59.0, frozenset({"ee-s-1-1"})),
    # BCS East-West Interlink on 17 November east of Gotland, C-Lion1 on the 18th south-east of Oland, by an anchor
    # dragged over 160 km (Reuters, 18 November 2024; Wall Street Journal, 27 November 2024).
    "November 2024": Drag(19.6, 56.9, frozenset({"bcs-east-west-1", "c-lion1-1"})),
    # Estlink 2, C-Lion1, two cables of Elisa and one of CITIC (Reuters, 6 January 2025); only C-Lion1 is in the table.
    "December 2024": Drag(24.7, 59.85, frozenset({"c-lion1-1"})),
    # 130 km from Ventspils and 40 km from Gotland (apollo.lv, April 2025; Maritime Executive, 26 January 2025).
    "January 2025": Drag(19.9, 57.6, frozenset({"ventspils-gotland-1"})),
}


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25, landfall_limit_km=100)


@pytest.fixture(scope="module")
def links(planner):
    return derive_existing_links(planner, read_areas())[0]


@pytest.fixture(scope="module")
def drags(planner):
    assumed = NetworkAssumptions()
    return sample_centres(
        planner,
        Cause.ANCHORING,
        to_depth_m=assumed.drag_to_depth_m,
        waters=BALTIC,
        share=assumed.drag_baltic_share,
    )


@pytest.mark.parametrize("name", EVENTS)
def test_anchors_dragged_near_the_place_cut_the_cables_that_were_lost_and_no_others(links, drags, name):
    real = EVENTS[name]
    count = len(drags.lon)
    away_m = WGS84.inv(np.full(count, real.lon), np.full(count, real.lat), drags.lon, drags.lat)[2]
    near = EventCentres(drags.lon[away_m < NEAR_M], drags.lat[away_m < NEAR_M])
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    rates = NetworkAssumptions(**none | {"drag_events_per_year": 2.0})
    (event,) = derive_events(links, (), rates, earthquakes=NOWHERE, drags=near)
    generator = np.random.default_rng(1)
    lost = event.lose(generator.choice(len(event.cuts), DRAWS, p=event.probability), generator)
    expected = np.isin([link.id for link in links], list(real.lost))
    assert expected.sum() == len(real.lost)
    assert (lost == expected).all(axis=1).any()


def test_about_half_of_the_cables_near_the_four_places_were_cut(links):
    lon, lat = (np.array([getattr(event, axis) for event in EVENTS.values()]) for axis in ("lon", "lat"))
    assumed = NetworkAssumptions()
    reach = find_disc_cuts(
        links, lon, lat, radius_km=assumed.drag_radius_km, to_depth_m=assumed.drag_to_depth_m
    )
    ids = [link.id for link in links]
    reach |= np.array([np.isin(ids, list(event.lost)) for event in EVENTS.values()])
    lost = sum(len(event.lost) for event in EVENTS.values())
    assert lost == 5
    assert assumed.drag_loss_share == pytest.approx(lost / reach.sum(), abs=0.1)


def test_the_baltic_has_four_drags_in_three_years(drags):
    inside = BALTIC.contains(drags.lon, drags.lat).mean()
    assert NetworkAssumptions().drag_events_per_year * inside == pytest.approx(4 / 3, rel=0.05)
