"""The answer: the numbers choose every phrase, and every number in it is in the record."""

import re

import pytest

from routeplan.briefing.answer import DECISIVE_LEAD_PCT, derive_answer
from routeplan.briefing.traceable_numbers import (
    NumberTracer,
)

MONTHS = [15.0] * 11 + [160.0]


def candidate(
    name, *, life=200e6, build=150e6, down=100.0, ice_km=0.0, foreign_km=0.0, causes=None, life_counts=True
):
    return {
        "name": name,
        "objective_usd": life,
        "build_cost_usd": build,
        "objective_terms_usd": {"cable": build, **({"outage": life - build} if life_counts else {})},
        "unavailability_hours_per_year": down,
        "faults_per_year": 0.5,
        "faults_by_cause": causes or {"fishing": 0.3, "component": 0.2},
        "repair_days_mean": 27.0,
        "repair_days_by_month": MONTHS,
        "worst_month": 12,
        "ice_km": ice_km,
        "length_km": 1000.0,
        "non_partner_km": foreign_km,
    }


def move(words, *changes_pct, changes=()):
    return {
        "words": words,
        "outcomes": [None if pct is None else {"objective_pct": pct} for pct in changes_pct],
        "changes": list(changes),
    }


def region(name, *, paths=4, added=1, saved=371.0, low=350.0):
    return {
        "regions": name,
        "disjoint_paths": paths,
        "disjoint_paths_added": added,
        "hours_saved_per_year": saved,
        "hours_saved_per_year_95": [low, 2 * saved - low],
    }


def record(*candidates, lead_pct=None, moves=(), added=None):
    order = sorted(range(len(candidates)), key=lambda at: candidates[at]["objective_usd"])
    return {
        "candidates": list(candidates),
        "connections": [
            {
                "name": "Europe – Asia",
                "candidates": list(range(len(candidates))),
                "preferred": order[0],
                "second": order[1] if len(order) > 1 else None,
                "lead_pct": lead_pct,
            }
        ],
        "sensitivity": {
            "count": len(moves),
            "changing": sum(1 for change in moves if change["changes"]),
            "moves": list(moves),
        },
        "redundancy": added
        and {
            "today": {"regions": [region("Europe – Asia", paths=3, added=0)]},
            "ranking": [{"candidate": at, "regions": [added]} for at in range(len(candidates))],
        },
    }


def answer(*args, **options):
    return [sentence.text for sentence in derive_answer(record(*args, **options))]


def test_there_are_three_sentences_each_begun_and_ended_as_one():
    sentences = answer(candidate("A"), candidate("B", life=300e6), lead_pct=50.0, moves=[move("x", 1.0, 2.0)])
    assert len(sentences) == 3
    for sentence in sentences:
        assert sentence[0].isupper()
        assert re.search(r"[^.]\.$", sentence)
        assert not re.search(r"  | ,|,,|\{\}", sentence)


def test_a_clear_lead_is_a_choice_and_a_narrow_one_is_not():
    pair = candidate("Near"), candidate("Far", life=300e6)
    clear, narrow = (answer(*pair, lead_pct=pct)[0] for pct in (DECISIVE_LEAD_PCT, DECISIVE_LEAD_PCT - 0.1))
    assert "Near has the lowest cost of 2 candidates" in clear
    assert "too small to decide" not in clear
    assert "Far costs 5.0 % more" in clear
    assert "; its lead over Far of 4.9 % is too small to decide" in narrow


def test_one_candidate_is_not_compared():
    worth, risk, _ = answer(candidate("Only"))
    assert worth == "For Europe – Asia, Only costs 200 M USD over its life (150 to build)."
    assert "shortest" not in risk
    assert "longest" not in risk
    assert risk.startswith(
        "Only has a downtime of 100 hours per year: 0.50 faults per year, most of them from fishing"
    )


def test_what_a_scenario_does_not_count_is_not_told_as_life():
    worth = answer(candidate("Only", life_counts=False))[0]
    assert "150 M USD to build, repairs and outages not counted" in worth
    assert "life" not in worth


@pytest.mark.parametrize(
    ("ice_km", "words"),
    [
        (0.0, "with no sea ice along the route"),
        (300.0, "with 300 km of the route in waters with sea ice"),
        (700.0, "with most of the route, 700 km, in waters with sea ice"),
    ],
)
def test_ice_is_told_as_it_is(ice_km, words):
    assert words in answer(candidate("A", ice_km=ice_km))[1]


def test_non_partner_jurisdictions_are_named_with_the_candidates_that_enter_them():
    assert "it enters no non-partner jurisdictions" in answer(candidate("A"))[1]
    assert "80 km of it are in non-partner jurisdictions" in answer(candidate("A", foreign_km=80.0))[1]
    several = [candidate("A"), candidate("B", foreign_km=80.0), candidate("C", foreign_km=9.0)]
    assert (
        "non-partner jurisdictions are entered by B (80 km) and C (9 km)" in answer(*several, lead_pct=9.0)[1]
    )
    assert (
        "none of them enters non-partner jurisdictions"
        in answer(candidate("A"), candidate("B"), lead_pct=9.0)[1]
    )


def test_the_worst_and_the_best_have_the_longest_and_the_shortest_downtime():
    risk = answer(
        candidate("A", down=50.0), candidate("B", down=900.0), candidate("C", down=20.0), lead_pct=9.0
    )[1]
    assert risk.startswith("B has the longest downtime, 900 hours per year")
    assert "C has the shortest downtime, 20 hours per year" in risk
    assert "27 days on average and 160 days after a fault in December" in risk


def test_a_cause_of_more_than_half_is_most_of_them_and_less_is_most_often():
    assert "most of them from ice keels" in answer(candidate("A", causes={"ice_scour": 0.3, "other": 0.2}))[1]
    causes = {"ice_scour": 0.2, "other": 0.15, "fishing": 0.15}
    assert "most often from ice keels" in answer(candidate("A", causes=causes))[1]


def test_a_choice_that_no_move_changes_stands_and_one_that_changes_says_to_whom():
    pair = candidate("A"), candidate("B", life=300e6)
    steady = answer(
        *pair,
        lead_pct=50.0,
        moves=[move("more ice", 10.0, 1.0), move("costly ships", -30.0, 0.0)],
    )[2]
    assert steady.startswith(
        "None of 2 assumptions, changed one at a time, changes the candidate with the lowest cost"
    )
    assert "the largest effect is that of costly ships: A then costs 30.0 % less" in steady
    turn = {"connection": 0, "from": 0, "to": 1}
    turned = answer(
        *pair,
        lead_pct=50.0,
        moves=[move("more ice", 60.0, 1.0, changes=[turn]), move("x", 0.0, 0.0)],
    )[2]
    assert (
        "Of 2 assumptions, changed one at a time, 1 changes the candidate with the lowest cost: with more ice, B"
        in turned
    )
    assert "A then costs 60.0 % more" in turned


def test_a_move_that_leaves_no_route_is_told():
    gone = move("waters closed", None, None, changes=[{"connection": 0, "from": 0, "to": None}])
    robust = answer(candidate("A"), candidate("B", life=300e6), lead_pct=50.0, moves=[gone])[2]
    assert "with waters closed, no route is feasible" in robust


def test_without_moves_nothing_is_claimed_of_them():
    assert "the sensitivity of this answer is not known" in answer(candidate("A"))[2]


@pytest.mark.parametrize(
    ("added", "words"),
    [
        (
            region("Europe – Asia"),
            "raises the number of disjoint paths from 3 to 4, which saves 371 hours per year",
        ),
        (region("Europe – Asia", low=-5.0), "raises the number of disjoint paths from 3 to 4."),
        (
            region("Europe – Asia", paths=3, added=0, saved=7.0, low=4.0),
            "saves 7 hours per year with too few paths without adding a path",
        ),
        (
            region("Europe – Asia", paths=3, added=0, saved=0.0, low=-1.0),
            "adds no significant redundancy to existing cables",
        ),
        (region("North America – Asia"), "raises the number of disjoint paths for North America – Asia from"),
    ],
)
def test_what_a_candidate_adds_is_told_where_it_can_be_told_from_chance(added, words):
    assert words in answer(candidate("A"), added=added)[0]


def test_every_number_in_a_sentence_is_one_that_it_rests_on():
    full = record(
        candidate("A", ice_km=300.0), candidate("B", life=333e6, down=9.0, foreign_km=12.0), lead_pct=66.5,
        moves=[move("more ice", 12.5, 1.0)], added=region("Europe – Asia"),
    )  # fmt: skip
    for sentence in derive_answer(full):
        numbers = [part for part in sentence.phrase if not isinstance(part, str)]
        words = "".join(part for part in sentence.phrase if isinstance(part, str))
        assert not re.search(r"\d", words.replace("of 2 candidates", "")), words
        for number in numbers:
            assert NumberTracer(full).value(number.path) == number.value == sentence.rests_on[number.path]


def test_the_lead_is_that_of_the_connection_it_is_told_of():
    """Two connections with two candidates each: paths and names must not be those of the first."""
    four = record(candidate("A"), candidate("B", life=210e6), candidate("C"), candidate("D", life=300e6))
    four["connections"] = [
        {"name": "Near", "candidates": [0, 1], "preferred": 0, "second": 1, "lead_pct": 5.0},
        {"name": "Far", "candidates": [2, 3], "preferred": 2, "second": 3, "lead_pct": 50.0},
    ]
    worth = derive_answer(four)[0]
    near, near_second, far, far_second = worth.text.split("; ")
    assert near.startswith("For Near, A has the lowest cost")
    assert near_second == "B costs 5.0 % more"
    assert far.startswith("for Far, C has the lowest cost")
    assert far_second == "D costs 50.0 % more."
    assert worth.rests_on["connections.1.lead_pct"] == 50.0


@pytest.mark.parametrize(("km", "is_told"), [(0.4, False), (0.5, True)])
def test_less_than_half_a_kilometre_is_not_mentioned(km, is_told):
    risk = answer(candidate("A", ice_km=km, foreign_km=km))[1]
    assert ("no sea ice" not in risk) is is_told
    assert ("enters no non-partner" not in risk) is is_told


def test_half_of_the_route_in_ice_is_most_of_it():
    assert "most of the route, 500 km, in waters with sea ice" in answer(candidate("A", ice_km=500.0))[1]


def test_exactly_half_of_the_faults_is_not_most_of_them():
    causes = {"ice_scour": 0.2, "other": 0.1, "fishing": 0.1}
    assert "most often from ice keels" in answer(candidate("A", causes=causes))[1]


def test_the_gain_is_told_between_the_regions_where_most_hours_are_saved():
    """The candidate is second in the ranking, and saves most between the second pair of regions."""
    full = record(candidate("A"), added=region("Europe – Asia"))
    today = [region("Europe – Asia", paths=1, added=0), region("North America – Asia", paths=7, added=0)]
    other = [region("Europe – Asia", saved=1.0, low=0.5), region("North America – Asia", saved=2.0, low=1.0)]
    mine = [
        region("Europe – Asia", paths=2, saved=40.0, low=30.0),
        region("North America – Asia", paths=9, added=2, saved=60.0, low=50.0),
    ]
    full["redundancy"] = {
        "today": {"regions": today},
        "ranking": [{"candidate": 1, "regions": other}, {"candidate": 0, "regions": mine}],
    }
    assert (
        "raises the number of disjoint paths for North America – Asia from 7 to 9, which saves 60 hours per year"
        in derive_answer(full)[0].text
    )


def test_an_interval_from_zero_is_no_gain():
    added = region("Europe – Asia", paths=3, added=0, saved=7.0, low=0.0)
    assert "adds no significant redundancy" in answer(candidate("A"), added=added)[0]


def test_one_candidate_has_nothing_to_change_to_but_its_largest_effect_is_told():
    changes = [move("more ice", 4.0), move("less ice", -9.0)]
    assert answer(candidate("Only"), moves=changes)[2] == (
        "No connection has a second candidate; the largest effect of 2 changed assumptions is that of less ice: "
        "Only then costs 9.0 % less."
    )


def test_of_equal_effects_the_first_is_named():
    robust = answer(candidate("A"), moves=[move("one", 3.0), move("other", -3.0)])[2]
    assert "is that of one: A then costs 3.0 % more" in robust


@pytest.mark.parametrize(("pct", "is_told"), [(0.049, False), (-0.05, True)])
def test_an_effect_that_prints_as_zero_is_not_named(pct, is_told):
    robust = answer(candidate("A"), moves=[move("more ice", pct)])[2]
    assert ("no change alters a cost by as much as 0.05 %" not in robust) is is_told


def test_where_no_change_leaves_a_route_no_effect_is_named():
    assert "no route is feasible under any of them" in answer(candidate("A"), moves=[move("closed", None)])[2]
