"""What would change the choice: changed assumptions that prefer another candidate or move the route far away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routeplan.briefing.language import Language
from routeplan.briefing.preferred import preferred_of
from routeplan.briefing.sensitivity import WATERS_KEY, is_closing
from routeplan.briefing.traceable_numbers import NumberTracer, Phrase, join_phrases

_FAR_KM = 500.0  # a route that moves by less is the same route to whoever decides; editable default
_MIN_CHANGE_PCT = 0.05  # smaller changes print as 0.0
_MIN_WATERS_KM = 0.5  # of a candidate in waters of non-partners; closing them changes nothing for others
_LISTED = 2  # changes that one short sentence can name


def describe_change(tracer: NumberTracer, language: Language) -> Phrase:
    """Say which changed assumptions change the choice, and which one moves a preferred route furthest."""
    sensitivity = tracer.record["sensitivity"]
    if not sensitivity["moves"]:
        return language.phrase("change.unknown")
    changing = [move for move in sensitivity["moves"] if move["changes"]]
    count = tracer.number("sensitivity.count")
    if changing:
        found = language.phrase(
            language.counted("change.changing", len(changing)),
            changing=tracer.number("sensitivity.changing"),
            count=count,
            list=_list_changes(tracer.record, language, changing),
        )
    elif any(len(connection["candidates"]) > 1 for connection in tracer.record["connections"]):
        found = language.phrase("change.none", count=count)
    else:
        found = language.phrase("change.no_choice")
    return _with_furthest(tracer, language, _with_closing(tracer, language, found))


def _with_closing(tracer: NumberTracer, language: Language, found: Phrase) -> Phrase:
    """Add what it costs to keep out of waters of non-partners, for each preferred candidate that passes them."""
    moves = tracer.record["sensitivity"]["moves"]
    number = next((at for at, move in enumerate(moves) if is_closing(move)), None)
    if number is None:
        return found
    told = []
    for index in preferred_of(tracer.record):
        outcome = moves[number]["outcomes"][index]
        name = tracer.record["candidates"][index]["name"]
        if outcome is None:
            told.append(language.phrase("change.closed_out", name=name))
        elif tracer.record["candidates"][index]["non_partner_km"] >= _MIN_WATERS_KM:
            path = f"sensitivity.moves.{number}.outcomes.{index}.life_cost_pct"
            key = "change.closed_more" if outcome["life_cost_pct"] >= 0.0 else "change.closed_less"
            told.append(language.phrase(key, name=name, percent=tracer.magnitude(path, 1)))
    if not told:
        return found
    listed = join_phrases(told, ", ")
    return language.phrase(
        "change.closing", found=found, change=language.word(moves[number]["words"]), list=listed
    )


def _list_changes(record: Mapping[str, Any], language: Language, changing: list[Any]) -> Phrase:
    parts = []
    for move in changing[:_LISTED]:
        change = language.word(move["words"])
        names = [
            record["candidates"][turn["to"]]["name"] for turn in move["changes"] if turn["to"] is not None
        ]
        key = "change.to" if names else "change.to_none"
        parts.append(language.phrase(key, change=change, name=language.text("page.and").join(names)))
    listed = join_phrases(parts, language.text("page.separator"))
    return listed if len(changing) <= _LISTED else language.phrase("change.and_others", list=listed)


def _with_furthest(tracer: NumberTracer, language: Language, found: Phrase) -> Phrase:
    """Add a change under which a preferred route moves far or is gone, else the one with the largest effect on cost.

    Waters of non-partners are told before.
    """
    preferred = preferred_of(tracer.record)
    moves = tracer.record["sensitivity"]["moves"]
    furthest = (_FAR_KM, -1, -1)
    for number, move in enumerate(moves):
        if move["key"] == WATERS_KEY:
            continue
        for index in preferred:
            outcome = move["outcomes"][index]
            if outcome is None and not move["changes"]:
                name = tracer.record["candidates"][index]["name"]
                return language.phrase(
                    "change.gone", found=found, change=language.word(move["words"]), name=name
                )
            moved_km = (outcome or {}).get("moved_km") or 0.0
            if moved_km >= furthest[0] and (moved_km, -number) > (furthest[0], -furthest[1]):
                furthest = (moved_km, number, index)
    moved_km, number, index = furthest
    if number < 0:
        return _with_largest_effect(tracer, language, found, preferred)
    return language.phrase(
        "change.moved",
        found=found,
        change=language.word(moves[number]["words"]),
        name=tracer.record["candidates"][index]["name"],
        km=tracer.number(f"sensitivity.moves.{number}.outcomes.{index}.moved_km"),
        percent=tracer.number(f"sensitivity.moves.{number}.outcomes.{index}.life_cost_pct", 1, sign=True),
    )


def _with_largest_effect(
    tracer: NumberTracer, language: Language, found: Phrase, preferred: list[int]
) -> Phrase:
    """Add the change with the largest effect on the cost of a preferred candidate."""
    effects = [
        (abs(outcome["life_cost_pct"]), -number, index)
        for number, move in enumerate(tracer.record["sensitivity"]["moves"])
        for index in preferred
        if (outcome := move["outcomes"][index]) is not None
    ]
    if not effects:
        return found
    largest_pct, negative_number, index = max(effects)
    if largest_pct < _MIN_CHANGE_PCT:
        return language.phrase("change.no_effect", found=found)
    number = -negative_number
    move = tracer.record["sensitivity"]["moves"][number]
    return language.phrase(
        "change.more" if move["outcomes"][index]["life_cost_pct"] > 0 else "change.less",
        found=found,
        change=language.word(move["words"]),
        name=tracer.record["candidates"][index]["name"],
        percent=tracer.magnitude(f"sensitivity.moves.{number}.outcomes.{index}.life_cost_pct", 1),
    )
