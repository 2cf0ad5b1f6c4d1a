"""The answer: at most five sentences, every phrase chosen by the numbers, every number in the record."""

import re

import pytest
from briefing_kit import added, candidate, closed, made_up_record, move, other_way

from routeplan.briefing.answer import DECISIVE_LEAD_PCT, SUBJECTS, derive_answer
from routeplan.briefing.language import LANGUAGES, read_language
from routeplan.briefing.traceable_numbers import NumberTracer

NEAR, FAR = candidate("Near"), candidate("Far", life=300e6)


def answer(*candidates, **options):
    return dict(
        zip(SUBJECTS, (s.text for s in derive_answer(made_up_record(*candidates, **options))), strict=True)
    )


def pair_in_place_of(index, *routes):
    return {"candidate": index, "reason": "", "found": {"routes": list(routes)}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_at_most_five_sentences_each_begun_and_ended_as_one(language):
    record = made_up_record(
        NEAR, FAR, lead_pct=50.0, gains=[added(), added()], moves=[move("x", (1.0, 5.0), (2.0, 5.0))]
    )
    sentences = derive_answer(record, read_language(language))
    assert len(sentences) <= 5
    for sentence in sentences:
        assert sentence.text[0].isupper()
        assert re.search(r"[^.]\.$", sentence.text)
        assert not re.search(r"  | ,|,,|\{|\}|\. [A-Z]", sentence.text)


# ---- which candidate and why -------------------------------------------------------------------------------


def test_one_candidate_leaves_nothing_to_choose():
    told = answer(candidate("Only"))
    assert told["choice"] == "Europe – Asia has one candidate, Only: there is nothing to choose between."
    assert "changed assumption" not in told["choice"]


def test_a_clear_lead_is_a_choice_with_its_reason():
    told = answer(NEAR, FAR, lead_pct=DECISIVE_LEAD_PCT)["choice"]
    assert told == "For Europe – Asia, Near costs least of 2 candidates over its life; Far costs 5.0 % more."


def test_a_narrow_lead_is_no_choice():
    told = answer(NEAR, FAR, lead_pct=DECISIVE_LEAD_PCT - 0.1)["choice"]
    assert "cost does not decide" in told
    assert "Far costs only 4.9 % more" in told


def test_of_several_connections_those_with_one_candidate_are_told_together():
    record = made_up_record(NEAR, FAR, candidate("C"), candidate("D"), lead_pct=50.0)
    lone = {"count": 1, "second": None, "lead_pct": None}
    record["connections"] = [
        {"name": "Asia – North America", "candidates": [2], "preferred": 2, **lone},
        record["connections"][0] | {"candidates": [0, 1], "count": 2, "second": 1},
        {"name": "Greenland – Iceland", "candidates": [3], "preferred": 3, **lone},
    ]
    assert derive_answer(record)[0].text == (
        "For Europe – Asia, Near costs least of 2 candidates over its life; Far costs 50.0 % more; "
        "Asia – North America and Greenland – Iceland have one candidate each: there is nothing to choose between."
    )


# ---- what it costs -----------------------------------------------------------------------------------------


def test_the_cost_is_to_build_with_its_range_and_over_the_life():
    assert answer(NEAR)["cost"] == (
        "Near costs 150 M USD to build (120 to 210) and 200 M USD over its life, repairs and outages included."
    )


def test_what_a_scenario_does_not_count_is_not_told_as_life():
    told = answer(candidate("Only", life_counts=False))["cost"]
    assert "150 M USD to build (120 to 210); the scenario does not count repairs and outages" in told
    assert "life" not in told


def test_neither_objective_nor_policy_prices_are_told_as_a_cost():
    """What steers a line is no money: the record may hold any objective, the sentence has the life cost."""
    priced = NEAR | {"objective_usd": 900e6, "policy_usd": 700e6, "policy_terms_usd": {"non_partner": 700e6}}
    assert answer(priced)["cost"] == answer(NEAR)["cost"]


# ---- what it adds and how sure that is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gain", "words"),
    [
        (added(), "from 3 to 4 and saves 350 to 392 hours per year with too few paths (90 % interval)"),
        (added(hours=(-5.0, 9.0)), "not sure that it saves any hours with too few paths: at most 9 per year, perhaps"),
        (added(hours=(0.0, 9.0)), "from 3 to 4; it is not sure"),
        (added(paths=3, more=0, hours=(4.0, 10.0)), "adds no disjoint path (paths that share no cable) to Europe"),
        (added(paths=3, more=0, hours=(-1.0, 1.0)), "adds no disjoint path (paths that share no cable), and it is not"),
    ],
)  # fmt: skip
def test_what_a_candidate_adds_is_told_with_its_interval(gain, words):
    told = answer(NEAR, gains=[gain])["benefit"]
    assert words in told
    assert "candidate" not in told  # nothing to rank


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ((100.0, 200.0), "more than any other candidate between all regions"),
        ((349.0, 360.0), "no rank claimed because intervals of candidates overlap"),
        ((400.0, 500.0), "rank 2 by hours saved between all regions"),
    ],
)
def test_a_rank_is_claimed_only_where_no_other_candidate_can_have_it(other, words):
    told = answer(NEAR, FAR, lead_pct=50.0, gains=[added(), added(hours=other)])["benefit"]
    claims = ("more than any other candidate", "overlap", "by hours saved")
    assert words in told
    assert sum(claim in told for claim in claims) == 1


def test_of_three_candidates_one_overlap_is_enough_for_no_rank_of_its_own():
    third = candidate("Third", life=400e6)
    gains = [added(), added(hours=(100.0, 200.0)), added(hours=(340.0, 360.0))]
    assert "no rank claimed" in answer(NEAR, FAR, third, lead_pct=50.0, gains=gains)["benefit"]


def two_connections(*gains):
    """Near and Far for one connection, Third alone for another."""
    record = made_up_record(NEAR, FAR, candidate("Third", life=400e6), lead_pct=50.0, gains=gains)
    record["connections"][0] |= {"candidates": [0, 1], "count": 2}
    lone = {"name": "Greenland – Iceland", "candidates": [2], "preferred": 2, "count": 1, "second": None}
    record["connections"].append(lone | {"lead_pct": None})
    return derive_answer(record)[2].text


def test_of_two_connections_hours_are_told_of_those_that_surely_save_some():
    none = added(paths=3, more=0, hours=(0.0, 12.0))
    assert two_connections(added(), added(hours=(0.0, 9.0)), none) == (
        "Disjoint paths (paths that share no cable): Near raises those of Europe – Asia from 3 to 4, Third adds none; "
        "Near saves 350 to 392 hours per year with too few paths (90 % interval), more than any other candidate "
        "between all regions; it is not sure that Third saves any."
    )


def test_hours_that_nobody_saves_for_sure_are_told_once_and_without_a_figure():
    told = two_connections(*[added(hours=(0.0, 116.0))] * 3)
    assert told.endswith(
        "; it is not sure that any of them saves hours with too few paths (each 90 % interval includes none)."
    )
    assert "116" not in told


def test_what_was_not_examined_is_not_claimed():
    told = answer(NEAR)
    assert "was not examined" in told["benefit"]
    assert "not known what would change this" in told["change"]


# ---- its greatest weakness ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "is a repair time of 73 days after a fault in October"),
        ({"ice_km": 190.0}, "is a repair time"),
        ({"ice_km": 210.0}, "is sea ice on 210 of its 1,000 km"),
        ({"waters": {"RU": 210.0}}, "is 210 of its 1,000 km in waters of non-partners (Russia 210 km)"),
        ({"waters": {"NO": 900.0}}, "is a repair time"),
        ({"ice_km": 900.0, "land_km": 6.0}, "is 6 km over land, where its figures do not hold"),
        ({"ice_km": 900.0, "land_km": 4.0}, "is sea ice"),
    ],
)
def test_the_greatest_weakness_has_the_largest_share_and_land_comes_first(facts, words):
    assert f"Near {words}" in answer(candidate("Near", **facts))["weakness"]


def test_a_long_repair_among_icebergs_says_why():
    days = [60.0] * 8 + [189.0] + [150.0] * 3
    bergs = candidate("Near", days=days) | {"faults_by_cause": {"iceberg": 0.02, "fishing": 0.1}}
    told = answer(bergs)["weakness"]
    assert (
        "189 days after a fault in September, because ships work among icebergs in a few months only" in told
    )
    assert "icebergs" not in answer(bergs | {"faults_by_cause": {"iceberg": 0.0}})["weakness"]
    assert "icebergs" not in answer(bergs | {"repair_days_by_month": [25.0] * 12})["weakness"]


def test_waters_of_non_partners_are_told_even_if_they_are_not_the_greatest_weakness():
    told = answer(candidate("Near", ice_km=900.0, waters={"RU": 80.0, "CN": 20.0, "NO": 50.0}))["weakness"]
    assert "sea ice on 900" in told
    assert "and 100 km in waters of non-partners (Russia 80 km, China 20 km)" in told


def test_more_than_two_states_are_left_to_the_list_of_waters():
    waters = {"RU": 80.0, "CN": 20.0, "JP / RU (Southern Kurils)": 10.0}
    told = answer(candidate("Near", ice_km=900.0, waters=waters))["weakness"]
    assert "(Russia 80 km, China 20 km and others)" in told


def test_a_pair_through_waters_of_non_partners_is_told_by_its_longer_way_through_them():
    pair = pair_in_place_of(
        0, candidate("Near, 1 of 2", waters={"RU": 31.0}), candidate("Near, 2 of 2", waters={"RU": 269.0})
    )
    told = answer(NEAR, gains=[added()], pairs=[pair])["weakness"]
    assert "and in a pair of cables up to 269 km in waters of non-partners (Russia 269 km)" in told
    through = answer(candidate("Near", waters={"RU": 500.0}), gains=[added()], pairs=[pair])["weakness"]
    assert "(Russia 500 km; up to 269 km in a pair of cables)" in through


def test_waters_of_another_way_of_nearly_the_same_cost_are_told_beside_those_of_the_candidate():
    near = candidate("Near", waters={"RU": 300.0})
    ways = [other_way(0, 1.3, {"RU": 350.0}), other_way(0, -0.6, {"RU": 560.0})]
    assert (
        "(Russia 300 km; 560 km by another way that costs 0.6 % less)" in answer(near, ways=ways)["weakness"]
    )
    assert "another way" not in answer(near, ways=ways[:1])["weakness"]


# ---- what would change the choice --------------------------------------------------------------------------


def test_a_choice_that_no_change_alters_says_so_with_the_largest_effect_on_cost():
    moves = [move("more ice", (10.0, 20.0), (1.0, 0.0)), move("costly ships", (-30.0, 499.0), (0.0, 0.0))]
    told = answer(NEAR, FAR, lead_pct=50.0, moves=moves)["change"]
    assert told == (
        "None of 2 assumptions, changed one at a time, changes the choice; the largest effect on cost is that of "
        "costly ships: Near then costs 30.0 % less."
    )


def test_a_change_that_prefers_another_candidate_names_both():
    turn = {"connection": 0, "from": 0, "to": 1}
    moves = [move("more ice", (60.0, 0.0), (1.0, 0.0), changes=[turn]), move("x", (0.0, 0.0), (0.0, 0.0))]
    told = answer(NEAR, FAR, lead_pct=50.0, moves=moves)["change"]
    assert told.startswith(
        "1 of 2 assumptions, changed one at a time, changes the choice: with more ice, Far;"
    )


def test_a_change_that_moves_the_route_by_thousands_of_kilometres_is_told():
    moves = [
        move("more ice", (60.0, 1500.0), (1.0, 9000.0)),
        move("waters of others closed", (1.0, 2300.0), (1.0, 0.0)),
    ]
    told = answer(NEAR, FAR, lead_pct=50.0, moves=moves)["change"]
    assert (
        "with waters of others closed, Near moves by up to 2,300 km, and its life cost changes by +1.0 %"
        in told
    )
    assert "more ice" not in told


def test_what_it_costs_to_keep_out_of_waters_of_non_partners_is_told_of_those_who_pass_them():
    through = candidate("Near", waters={"RU": 300.0})
    told = answer(through, FAR, lead_pct=50.0, moves=[closed((3.0, 884.0), (0.0, 0.0))])["change"]
    assert told.startswith(
        "None of 1 assumptions, changed one at a time, changes the choice; with waters closed, "
        "Near costs 3.0 % more over its life;"
    )
    assert "884" not in told
    assert (
        "waters closed"
        not in answer(NEAR, FAR, lead_pct=50.0, moves=[closed((0.0, 0.0), (0.0, 0.0))])["change"]
    )
    gone = answer(through, moves=[closed(None)])["change"]
    assert "with waters closed, Near has no route" in gone


def test_a_change_that_leaves_no_route_is_told():
    gone = move("waters closed", None, None, changes=[{"connection": 0, "from": 0, "to": None}])
    told = answer(NEAR, FAR, lead_pct=50.0, moves=[gone])["change"]
    assert "with waters closed, no route is feasible" in told


def test_one_candidate_has_no_other_to_prefer():
    told = answer(NEAR, moves=[move("more ice", (60.0, 1500.0))])["change"]
    assert told.startswith(
        "There is no other candidate that a changed assumption could prefer; with more ice, Near moves"
    )


# ---- every number ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_a_sentence_is_one_of_the_record(language):
    pair = pair_in_place_of(0, candidate("Near, I"), candidate("Near, II", waters={"RU": 269.0}))
    full = made_up_record(
        candidate("Near", ice_km=300.0, waters={"CN": 12.0}), FAR, lead_pct=66.5,
        moves=[move("more ice", (12.5, 1500.0), (0.0, 0.0)), closed((3.0, 9.0), (0.0, 0.0))],
        ways=[other_way(0, 1.3, {"RU": 350.0})], gains=[added(), added(hours=(1.0, 9.0))], pairs=[pair],
    )  # fmt: skip
    fixed = ("90 %",)  # the kind of interval, not a figure of this record
    for sentence in derive_answer(full, read_language(language)):
        numbers = [part for part in sentence.phrase if not isinstance(part, str)]
        words = "".join(part for part in sentence.phrase if isinstance(part, str)).replace("\u202f%", " %")
        for text in fixed:
            words = words.replace(text, "")
        assert not re.search(r"\d", words), words
        for number in numbers:
            assert NumberTracer(full).value(number.path) == number.value == sentence.rests_on[number.path]
