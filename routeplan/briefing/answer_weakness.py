"""Greatest weakness of the preferred candidates: land, waters, ice or repair; and waters in any case."""

from __future__ import annotations

from typing import Any

from routeplan.briefing.language import Language
from routeplan.briefing.traceable_numbers import NumberTracer, Phrase, join_phrases
from routeplan.seabed.months import DAYS_PER_YEAR, month_name

_MIN_KM = 0.5  # shorter stretches in waters are not mentioned
# Planned routes touch land by less: 25 of them cross 12 km at full resolution (docs/coast.md).
_MIN_LAND_KM = 5.0


def describe_weakness(tracer: NumberTracer, language: Language) -> Phrase:
    """Name the greatest weakness of the preferred candidate of each connection.

    Waters of non-partners and sea ice count by their share of the length, a repair in the worst month by its share of a
    year. Land comes first, because no figure holds there. Waters of non-partners are told even if they are not the
    greatest weakness, and so are those of the pair in place of the candidate.
    """
    preferred = [connection["preferred"] for connection in tracer.record["connections"]]
    clauses = [
        {"name": tracer.record["candidates"][index]["name"], "clause": _clause(tracer, language, index)}
        for index in preferred
    ]
    if len(clauses) == 1:
        return language.phrase("weakness.one", **clauses[0])
    listed = join_phrases(
        [language.phrase("weakness.each", **clause) for clause in clauses], language.text("page.separator")
    )
    return language.phrase("weakness.several", list=listed)


def _clause(tracer: NumberTracer, language: Language, index: int) -> Phrase:
    kind = greatest_weakness(tracer.record["candidates"][index])
    found = _weakness(tracer, language, index, kind)
    for number, waters in enumerate(tracer.record["waters"]):
        if waters["candidate"] != index or waters["non_partner_km"] < _MIN_KM:
            continue
        is_sibling = waters["pair_route"] is not None
        if is_sibling or kind != "waters":
            found = language.phrase(
                "weakness.sibling_waters" if is_sibling else "weakness.also_waters",
                clause=found,
                number=tracer.number(f"waters.{number}.pair_route"),
                km=tracer.number(f"waters.{number}.non_partner_km"),
                states=_states(tracer, language, number),
            )
    return found


def greatest_weakness(candidate: dict[str, Any]) -> str:
    """Choose among land, waters, ice and repair.

    Examples
    --------
    >>> days = [20.0] * 11 + [150.0]
    >>> route = {"length_km": 1000.0, "ice_km": 300.0, "non_partner_km": 100.0, "repair_days_by_month": days}
    >>> greatest_weakness(route), greatest_weakness(route | {"ice_km": 700.0})
    ('repair', 'ice')
    """
    if (candidate.get("land_km") or 0.0) >= _MIN_LAND_KM:
        return "land"
    shares = {
        "waters": candidate["non_partner_km"] / candidate["length_km"],
        "ice": candidate["ice_km"] / candidate["length_km"],
        "repair": max(candidate["repair_days_by_month"]) / DAYS_PER_YEAR,
    }
    return max(shares, key=lambda kind: shares[kind])


def _weakness(tracer: NumberTracer, language: Language, index: int, kind: str) -> Phrase:
    candidate, path = tracer.record["candidates"][index], f"candidates.{index}"
    if kind == "land":
        return language.phrase("weakness.land", km=tracer.number(f"{path}.land_km"))
    if kind == "repair":
        days = candidate["repair_days_by_month"]
        month = days.index(max(days))
        return language.phrase(
            "weakness.repair",
            month=language.word(month_name(month + 1)),
            days=tracer.number(f"{path}.repair_days_by_month.{month}"),
        )
    length = tracer.number(f"{path}.length_km")
    if kind == "ice":
        return language.phrase("weakness.ice", km=tracer.number(f"{path}.ice_km"), length=length)
    own = next(
        number
        for number, waters in enumerate(tracer.record["waters"])
        if waters["candidate"] == index and waters["pair_route"] is None
    )
    return language.phrase(
        "weakness.waters",
        km=tracer.number(f"waters.{own}.non_partner_km"),
        length=length,
        states=_states(tracer, language, own),
    )


def _states(tracer: NumberTracer, language: Language, number: int) -> Phrase:
    """States that are no partners, each with its kilometres."""
    states = tracer.record["waters"][number]["states"]
    return join_phrases(
        [
            language.phrase(
                "weakness.state",
                state=language.state(state["state"]),
                km=tracer.number(f"waters.{number}.states.{place}.km"),
            )
            for place, state in enumerate(states)
            if not state["partner"] and state["km"] >= _MIN_KM
        ],
        ", ",
    )
