"""The score: its parts, that it grows with each of them, and that it is never shown without them."""

import dataclasses
import math

import pytest

from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.errors import UsageError
from routeplan.network.score import Measures, derive_score

ASSUMED = NetworkAssumptions()
MIDDLING = Measures(4, {"strait": 3, "hazard zone": 2}, 250.0, 0.99, 2, "the strait")


def marks(measures, assumed=ASSUMED):
    return {part.name: part.marks for part in derive_score("A – B", measures, assumed).parts}


def test_the_parts_are_those_of_the_definition():
    """By hand: 4 of 8, 2 of 4, 250 of 500 km, two nines of four, 2 of 8."""
    assert marks(MIDDLING) == pytest.approx(
        {
            "disjoint paths": 0.5,
            "shared risks": 0.5,
            "separation": 0.5,
            "worst month": 0.5,
            "chokepoints": 0.25,
        }
    )
    assert derive_score("A – B", MIDDLING, ASSUMED).points == pytest.approx(45.0)


@pytest.mark.parametrize(
    "better",
    [
        {"paths": 5},
        {"groups": {"strait": 3, "hazard zone": 3}},
        {"separation_km": 300.0},
        {"worst_month_low": 0.995},
        {"paths_without_strait": 3},
    ],
)
def test_each_part_lifts_the_score(better):
    before, after = (
        derive_score("A – B", each, ASSUMED) for each in (MIDDLING, dataclasses.replace(MIDDLING, **better))
    )
    assert after.points > before.points
    assert sum(a.marks != b.marks for a, b in zip(before.parts, after.parts, strict=True)) == 1


def test_the_ends_of_the_scale_are_0_and_100():
    nothing = Measures(0, {"strait": 0}, 0.0, 0.0, 0, "")
    everything = Measures(100, {"strait": 100}, math.inf, 1.0, 100, "")
    assert derive_score("A – B", nothing, ASSUMED).points == 0.0
    assert derive_score("A – B", everything, ASSUMED).points == 100.0


def test_weights_are_those_of_the_scenario():
    only_paths = ASSUMED.model_copy(
        update={f"weight_{part}": 0.0 for part in ("groups", "separation", "availability", "chokepoints")}
    )
    assert derive_score("A – B", MIDDLING, only_paths).points == pytest.approx(50.0)
    with pytest.raises(UsageError, match="all weights of the redundancy score are 0"):
        derive_score("A – B", MIDDLING, only_paths.model_copy(update={"weight_paths": 0.0}))


def test_it_is_never_shown_without_its_parts():
    score = derive_score("A – B", MIDDLING, ASSUMED)
    for shown in (str(score), repr(score), f"{score}", score._repr_html_()):
        assert "45 of 100" in shown
        for part in score.parts:
            assert part.name in shown
            assert part.measured in shown
    assert list(score.table["part"]) == [part.name for part in score.parts]
