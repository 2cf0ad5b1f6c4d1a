"""Waters: every route that a briefing shows lists the states whose waters it passes, routes of pairs too."""

import pytest
from briefing_kit import added, candidate, made_up_record, other_way

from routeplan.briefing.language import read_language
from routeplan.briefing.waters_table import derive_waters_parts


def pairs_record():
    sibling = candidate("A, 2 of 2", waters={"RU": 269.0, "JP / RU (Southern Kurils)": 31.0, "NO": 100.0})
    pair = {"candidate": 0, "reason": "", "found": {"routes": [candidate("A, 1 of 2"), sibling]}}
    none = {"candidate": 1, "reason": "no second way", "found": None}
    return made_up_record(
        candidate("A"),
        candidate("B", waters={"NO": 400.0}),
        lead_pct=9.0,
        gains=[added(), added()],
        pairs=[pair, none],
    )


def test_candidates_come_first_and_then_the_routes_of_their_pairs():
    waters = pairs_record()["waters"]
    assert [(row["name"], row["candidate"], row["pair_route"]) for row in waters] == [
        ("A", 0, None),
        ("B", 1, None),
        ("A, 1 of 2", 0, 1),
        ("A, 2 of 2", 0, 2),
    ]


def test_another_way_is_listed_before_pairs_under_its_candidate():
    way = other_way(0, 1.3, {"RU": 350.0, "NO": 50.0})
    waters = made_up_record(candidate("A"), candidate("B"), ways=[way])["waters"]
    assert [(row["candidate"], row["other_way"]) for row in waters] == [(0, None), (1, None), (0, 0)]
    assert waters[2]["non_partner_km"] == 350.0


def test_disputed_waters_with_a_claimant_that_is_no_partner_count_as_non_partner():
    sibling = pairs_record()["waters"][3]
    assert sibling["non_partner_km"] == 300.0
    assert [state["state"] for state in sibling["states"]] == [
        "high seas", "RU", "NO", "JP / RU (Southern Kurils)",
    ]  # fmt: skip
    assert sum(state["km"] for state in sibling["states"]) == sibling["length_km"]


def test_the_table_has_every_kilometre_of_every_route():
    record = pairs_record()
    (part,) = derive_waters_parts(record["waters"])
    assert part.routes == (0, 1, 2, 3)
    for column in part.routes:
        km = 0.0
        for row in part.states:
            if row.paths[column]:
                _, route, _, place, key = row.paths[column].split(".")
                assert record["waters"][int(route)]["states"][int(place)]["state"] == row.state
                km += record["waters"][int(route)]["states"][int(place)][key]
        assert km == pytest.approx(record["waters"][column]["length_km"])
    assert [row.state for row in part.states] == ["RU", "JP / RU (Southern Kurils)", "high seas", "NO"]
    assert [row.partner for row in part.states] == [False, False, True, True]


def test_many_routes_are_divided_into_parts_without_losing_one():
    parts = derive_waters_parts(made_up_record(*(candidate(f"R{n}") for n in range(23)))["waters"])
    assert [route for part in parts for route in part.routes] == list(range(23))
    assert len(parts) == 3


def test_states_are_named_in_words():
    assert read_language("en").state("NO (Svalbard)") == "Norway (Svalbard)"
    assert read_language("en").state("high seas") == "high seas"
