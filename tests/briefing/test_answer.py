"""The answer: every phrase is chosen by the numbers, and every number in it stands in the record."""

import re

import pytest

from routeplan.briefing.answer import TOO_CLOSE_PCT, derive_answer
from routeplan.briefing.traceable_numbers import NumberTracer, phrase, spoken

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
            "changing": sum(1 for each in moves if each["changes"]),
            "moves": list(moves),
        },
        "redundancy": added
        and {
            "today": {"regions": [region("Europe – Asia", paths=3, added=0)]},
            "ranking": [{"candidate": at, "regions": [added]} for at in range(len(candidates))],
        },
    }


def answer(*args, **options):
    return [each.text for each in derive_answer(record(*args, **options))]


def test_there_are_three_sentences_each_begun_and_ended_as_one():
    sentences = answer(candidate("A"), candidate("B", life=300e6), lead_pct=50.0, moves=[move("x", 1.0, 2.0)])
    assert len(sentences) == 3
    for sentence in sentences:
        assert sentence[0].isupper()
        assert re.search(r"[^.]\.$", sentence)
        assert not re.search(r"  | ,|,,|\{\}", sentence)


def test_a_clear_lead_is_a_choice_and_a_narrow_one_is_not():
    pair = candidate("Near"), candidate("Far", life=300e6)
    clear, narrow = (answer(*pair, lead_pct=pct)[0] for pct in (TOO_CLOSE_PCT, TOO_CLOSE_PCT - 0.1))
    assert "Near costs least" in clear
    assert "too close to call" not in clear
    assert "too close to call from Far at 4.9 % more" in narrow


def test_one_candidate_is_not_compared():
    worth, risk, _ = answer(candidate("Only"))
    assert worth == "For Europe – Asia, Only costs 200 M USD over its life (150 to build)."
    assert "least" not in risk
    assert "longest" not in risk


def test_what_a_scenario_does_not_count_is_not_told_as_life():
    worth = answer(candidate("Only", life_counts=False))[0]
    assert "150 M USD to build, repairs and outages not counted" in worth
    assert "life" not in worth


@pytest.mark.parametrize(
    ("ice_km", "words"),
    [
        (0.0, "no sea ice on its way"),
        (300.0, "300 km of its way in waters with sea ice"),
        (700.0, "most of its way, 700 km, in waters with sea ice"),
    ],
)
def test_ice_is_told_as_it_is(ice_km, words):
    assert words in answer(candidate("A", ice_km=ice_km))[1]


def test_waters_of_non_partners_are_told_of_those_who_enter_them():
    assert "it enters no waters of non-partners" in answer(candidate("A"))[1]
    assert "80 km of it lie in waters of non-partners" in answer(candidate("A", foreign_km=80.0))[1]
    several = [candidate("A"), candidate("B", foreign_km=80.0), candidate("C", foreign_km=9.0)]
    assert "entered by B for 80 km and C for 9 km" in answer(*several, lead_pct=9.0)[1]
    assert (
        "none of them enters waters of non-partners"
        in answer(candidate("A"), candidate("B"), lead_pct=9.0)[1]
    )


def test_the_worst_and_the_best_are_those_with_most_and_fewest_hours_down():
    risk = answer(
        candidate("A", down=50.0), candidate("B", down=900.0), candidate("C", down=20.0), lead_pct=9.0
    )[1]
    assert risk.startswith("B is down longest, 900 hours")
    assert "C is down least, 20 hours" in risk
    assert "160 after a fault in December" in risk


def test_a_cause_of_more_than_half_is_most_of_them_and_less_is_most_often():
    assert "most of them by ice keels" in answer(candidate("A", causes={"ice_scour": 0.3, "other": 0.2}))[1]
    causes = {"ice_scour": 0.2, "other": 0.15, "fishing": 0.15}
    assert "most often by ice keels" in answer(candidate("A", causes=causes))[1]


def test_a_choice_that_no_move_changes_stands_and_one_that_changes_says_to_whom():
    pair = candidate("A"), candidate("B", life=300e6)
    steady = answer(
        *pair, lead_pct=50.0, moves=[move("ice dearer", 10.0, 1.0), move("ships dearer", -30.0, 0.0)]
    )[2]
    assert steady.startswith("None of 2 assumptions moved one at a time changes which candidate costs least")
    assert "what weighs most is ships dearer: A then costs 30.0 % less" in steady
    turn = {"connection": 0, "from": 0, "to": 1}
    turned = answer(
        *pair, lead_pct=50.0, moves=[move("ice dearer", 60.0, 1.0, changes=[turn]), move("x", 0.0, 0.0)]
    )[2]
    assert (
        "Of 2 assumptions moved one at a time, 1 changes which candidate costs least: with ice dearer, B"
        in turned
    )
    assert "A then costs 60.0 % more" in turned


def test_a_move_that_leaves_no_route_is_told():
    gone = move("waters closed", None, None, changes=[{"connection": 0, "from": 0, "to": None}])
    robust = answer(candidate("A"), candidate("B", life=300e6), lead_pct=50.0, moves=[gone])[2]
    assert "with waters closed, no route is left" in robust


def test_without_moves_nothing_is_claimed_of_them():
    assert "nothing is known" in answer(candidate("A"))[2]


@pytest.mark.parametrize(
    ("added", "words"),
    [
        (region("Europe – Asia"), "takes the paths that share no cable from 3 to 4, which spares 371 hours"),
        (region("Europe – Asia", low=-5.0), "takes the paths that share no cable from 3 to 4."),
        (
            region("Europe – Asia", paths=3, added=0, saved=7.0, low=4.0),
            "spares 7 hours a year with too few paths, adding",
        ),
        (region("Europe – Asia", paths=3, added=0, saved=0.0, low=-1.0), "adds nothing to today's cables"),
        (region("North America – Asia"), "takes the paths for North America – Asia that share no cable"),
    ],
)
def test_what_a_candidate_adds_is_told_where_it_can_be_told_from_chance(added, words):
    assert words in answer(candidate("A"), added=added)[0]


def test_every_number_in_a_sentence_is_one_that_it_rests_on():
    full = record(
        candidate("A", ice_km=300.0), candidate("B", life=333e6, down=9.0, foreign_km=12.0), lead_pct=66.5,
        moves=[move("ice dearer", 12.5, 1.0)], added=region("Europe – Asia"),
    )  # fmt: skip
    for sentence in derive_answer(full):
        quotes = [each for each in sentence.said if not isinstance(each, str)]
        words = "".join(each for each in sentence.said if isinstance(each, str))
        assert not re.search(r"\d", words.replace("of 2 candidates", "")), words
        for quote in quotes:
            assert NumberTracer(full).value(quote.path) == quote.value == sentence.rests_on[quote.path]


def test_numbers_are_written_with_a_minus_and_nothing_has_no_sign():
    quoter = NumberTracer({"a": -1234.56, "b": -0.001, "c": None, "d": 3.0, "list": [{"x": 2.5}]})
    assert quoter.number("a", 1).text == "−1,234.6"
    assert quoter.number("b", 1, sign=True).text == "0.0"
    assert quoter.number("c").text == "–"
    assert quoter.number("d", sign=True).text == "+3"
    assert quoter.number("list.0.x", 1).text == "2.5"
    assert quoter.size("a", 1).text == "1,234.6"


def test_a_phrase_refuses_parts_without_a_place():
    with pytest.raises(ValueError, match="zip"):
        phrase("{} and {}", "one")
    assert spoken(phrase("{} and {}", "one", "two")) == "one and two"
