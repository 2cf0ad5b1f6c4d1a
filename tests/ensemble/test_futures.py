"""Futures: each changes what it says, several come together, and a sweep says what changes."""

from dataclasses import replace

import numpy as np
import pytest
from ensemble_kit import coarse_planner, coarse_scenario, small_question, small_system

from routeplan.ensemble.evaluate import PreparedWorld
from routeplan.ensemble.futures import FUTURES, apply_futures, find_futures, move_landing
from routeplan.ensemble.question import AssumedWorld, CandidateLines
from routeplan.ensemble.sweep import FuturesSweep
from routeplan.errors import UsageError
from routeplan.geo.track import Line
from routeplan.planning.stops import landing_of


@pytest.mark.parametrize("future", FUTURES, ids=lambda future: future.name)
def test_every_future_has_a_source_and_can_be_applied(future):
    assert future.text
    assert future.source
    assert future.applied_to(coarse_planner()).assumptions


def test_futures_combine():
    planner = apply_futures(coarse_planner(), find_futures("trawling-doubled+repair-fleet-halved+closed:RU"))
    mine = coarse_planner().assumptions
    assert planner.assumptions.faults.fishing == 2.0 * mine.faults.fishing
    assert planner.assumptions.repair.queue_days == 2.0 * mine.repair.queue_days
    assert planner.assumptions.policy.avoid == ("RU",)


def test_september_of_2050_has_no_ice():
    (future,) = find_futures("ice-free-2050")
    ice = future.applied_to(coarse_planner()).seabed.layers.ice
    share = ice.at(np.array([0.0, -150.0]), np.array([89.0, 80.0]))
    assert (share[8] == 0.0).all()
    assert (share[2] > 0.5).all()


def test_a_closed_strait_is_closed_and_the_rest_is_open():
    (future,) = find_futures("bering-strait-closed")
    before, after = coarse_planner().surface.barrier, future.applied_to(coarse_planner()).surface.barrier
    row, col = (round(float(at)) for at in coarse_planner().grid.cell_of(-168.5, 65.8))
    assert after[row, col]
    assert 0 < (after & ~before).sum() < 50


def test_a_lost_landing_moves_to_the_nearest_other_one():
    futures = find_futures("lost:bodo")
    moved = move_landing(landing_of("bodo"), futures)
    assert moved.id != "bodo"
    assert moved.country == "NO"
    assert move_landing(landing_of("tomakomai"), futures).id == "tomakomai"


@pytest.mark.parametrize(
    ("lost", "built"), [("lost:halifax", False), ("lost:nuuk", True), ("lost:bodo", True)]
)
def test_a_line_to_a_lost_landing_cannot_be_built(lost, built):
    question = replace(small_question(2), worlds=(AssumedWorld(lost, coarse_scenario(), (lost,)),))
    world = PreparedWorld(question, question.worlds[0], coarse_planner())
    ((_, figures),) = world.value_candidates(world.planner)
    assert np.isfinite(figures.objective_usd) == built


def test_a_system_with_a_lost_landing_cannot_be_built():
    system, at = small_system(), {node.place.id: node.place for node in small_system().layout.nodes}
    assert {"galway", "halifax", "nuuk"} < at.keys()
    lines = tuple(
        Line(
            *np.array(
                [(system.layout.nodes[node].place.lon, system.layout.nodes[node].place.lat) for node in join]
            ).T
        )
        for join in system.layout.joins
    )
    question = replace(small_question(2), candidates=(CandidateLines(1, "Y", lines),))
    for lost, built in (("lost:nuuk", False), ("lost:bodo", True)):
        world = PreparedWorld(question, AssumedWorld(lost, coarse_scenario(), (lost,)), coarse_planner())
        ((_, figures),) = world.value_candidates(world.planner)
        assert np.isfinite(figures.objective_usd) == built


def test_an_unknown_future_is_met_with_the_nearest():
    with pytest.raises(UsageError, match="no future 'bering-closed'"):
        find_futures("bering-closed")


def test_a_sweep_says_what_changes(swept):
    table = swept.table.set_index(["pair", "world"])
    assert len(table) == 15
    arctic = table.loc["Bodø – Tomakomai"]
    assert "Bering Strait" in arctic.loc["balanced, as it is", "passage"]
    closed = arctic.loc["balanced, bering-strait-closed"]
    assert closed["changed"]
    assert "no sea path" in closed["error"]  # north of 30N there is no other way into the Pacific
    assert closed["failed_pct"] == 100.0
    through_russia = arctic.loc["balanced, closed:RU"]
    assert "Bering Strait" in through_russia["passage"]
    assert through_russia["extra_musd"] > 0.0
    assert not arctic.loc["balanced, as it is", "changed"]
    atlantic = table.loc["Galway – Halifax"]
    assert atlantic.loc["balanced, bering-strait-closed", "extra_musd"] == 0.0
    assert atlantic.loc["balanced, trawling-doubled", "extra_musd"] > 0.0
    assert swept.ensemble(world="balanced, trawling-doubled", pair=1).count == 2
    assert FuturesSweep(swept.store.read_question(), swept.store, swept.grid).table.equals(swept.table)
