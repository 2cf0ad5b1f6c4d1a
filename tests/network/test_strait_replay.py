"""Real events in the Red Sea, replayed: the model's states include each of them, and rarely the loss of all cables."""

import numpy as np
import pytest

from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.network.event_centres import EventCentres
from routeplan.network.failures import Failures, count_worlds, draw_worlds
from routeplan.network.joint_events import derive_events
from routeplan.network.links import read_links_beyond_domain
from routeplan.network.regions import read_areas
from routeplan.network.reported_straits import RED_SEA
from routeplan.network.risk_groups import GroupKind, RiskGroup

NOWHERE = EventCentres(np.zeros(0), np.zeros(0))
# Cables of the table that each event cut; FALCON of 2020 and 2025 is not in the table.
EVENTS = {
    "January 2020": {"fea"},
    "February 2024": {"aae-1", "eig", "tgn-eurasia"},
    "September 2025": {"sea-me-we-4", "imewe", "eig"},
}
DRAWS = 20_000


@pytest.fixture(scope="module")
def strait_events():
    links = [
        link
        for link in read_links_beyond_domain(read_areas(), NetworkAssumptions())
        if RED_SEA.name in link.chokepoints
    ]
    group = RiskGroup(
        GroupKind.STRAIT, RED_SEA.id, RED_SEA.name, np.arange(len(links)), relative_rate=RED_SEA.relative_rate
    )
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    rates = NetworkAssumptions(**none | {"strait_events_per_year": 0.02})
    (event,) = derive_events(links, [group], rates, earthquakes=NOWHERE, drags=NOWHERE)
    lost = event.lose(np.zeros(DRAWS, dtype=np.intp), np.random.default_rng(1))
    return [link.id for link in links], event, lost


@pytest.mark.parametrize("name", EVENTS)
def test_states_include_the_cables_that_a_real_event_cut(strait_events, name):
    ids, _, lost = strait_events
    real = np.isin(ids, list(EVENTS[name]))
    assert real.sum() == len(EVENTS[name])
    assert (lost == real).all(axis=1).any()


def test_an_event_cuts_four_of_fifteen_and_three_events_come_in_six_years(strait_events):
    _, event, lost = strait_events
    assert event.per_year == pytest.approx(3 / 6)
    assert lost.mean() == pytest.approx(4 / 15, abs=0.01)
    assert lost.all(axis=1).mean() < 0.001


def test_worlds_have_lognormal_rates_with_mean_one_and_are_the_same_in_every_run():
    failures = Failures(np.ones(1), np.full((1, 12), 20.0), rate_factor=1.5)
    worlds = draw_worlds(failures, 4_000, seed=3)
    factors = np.array([world.faults_per_year[0] for world in worlds])
    assert factors.mean() == pytest.approx(1.0, abs=0.03)
    assert np.log(factors).std() == pytest.approx(np.log(1.5), rel=0.05)
    again = draw_worlds(failures, 4_000, seed=3)
    assert [world.faults_per_year[0] for world in again] == factors.tolist()
    assert count_worlds(failures, 10_000) == 40
    assert count_worlds(Failures(np.ones(1), np.full((1, 12), 20.0)), 10_000) == 1
