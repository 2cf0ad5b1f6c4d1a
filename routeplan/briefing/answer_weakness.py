"""Greatest weakness of the preferred candidates: land, waters, ice or repair; and waters in any case."""

from __future__ import annotations

from typing import Any

from routeplan.briefing.language import Language
from routeplan.briefing.preferred import preferred_of
from routeplan.briefing.traceable_numbers import NumberTracer, Phrase, join_phrases
from routeplan.cost.faults import Cause
from routeplan.seabed.months import DAYS_PER_YEAR, month_name

_MIN_KM = 0.5  # shorter stretches in waters are not mentioned
# Planned routes touch land by less: 25 of them cross 12 km at full resolution (docs/coast.md).
_MIN_LAND_KM = 5.0
_LISTED_STATES = 2  # the list of waters on the same page has all
_BERG_DAYS = 60.0  # no ship elsewhere takes so long; among icebergs ships work in a few months only
_OTHER_KM = 100.0  # another way whose waters of non-partners differ by less is not mentioned


def describe_weakness(tracer: NumberTracer, language: Language) -> Phrase:
    """Name the greatest weakness of the preferred candidate of each connection.

    Waters of non-partners and sea ice count by their share of the length, a repair in the worst month by its share of a
    year. Land comes first, because no figure holds there. Waters of non-partners are told even if they are not the
    greatest weakness, with those of another way of nearly the same cost and of the pair in place of the candidate.
    """
    clauses: list[dict[str, str | Phrase]] = [
        {"name": tracer.record["candidates"][index]["name"], "clause": _clause(tracer, language, index)}
        for index in preferred_of(tracer.record)
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
    own = _own_waters(tracer, index)
    pair = _worst_of_pair(tracer, index)
    if kind != "waters" and _non_partner_km(tracer, own) >= _MIN_KM:
        return language.phrase(
            "weakness.also_waters",
            clause=found,
            km=tracer.number(f"waters.{own}.non_partner_km"),
            details=_details(tracer, language, index),
        )
    if kind != "waters" and pair is not None:
        return language.phrase(
            "weakness.sibling_waters",
            clause=found,
            km=tracer.number(f"waters.{pair}.non_partner_km"),
            states=_states(tracer, language, pair),
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
        is_berg = (candidate.get("faults_by_cause") or {}).get(Cause.ICEBERG.value, 0.0) > 0.0
        return language.phrase(
            "weakness.repair_bergs" if is_berg and max(days) >= _BERG_DAYS else "weakness.repair",
            month=language.word(month_name(month + 1)),
            days=tracer.number(f"{path}.repair_days_by_month.{month}"),
        )
    length = tracer.number(f"{path}.length_km")
    if kind == "ice":
        return language.phrase("weakness.ice", km=tracer.number(f"{path}.ice_km"), length=length)
    return language.phrase(
        "weakness.waters",
        km=tracer.number(f"waters.{_own_waters(tracer, index)}.non_partner_km"),
        length=length,
        details=_details(tracer, language, index),
    )


def _details(tracer: NumberTracer, language: Language, index: int) -> Phrase:
    """Say whose waters these are, and how many kilometres another way and a pair of cables pass."""
    own = _own_waters(tracer, index)
    found = [_states(tracer, language, own)]
    way, pair = _other_way(tracer, index), _worst_of_pair(tracer, index)
    if way is not None:
        number = tracer.record["waters"][way]["other_way"]
        is_dearer = tracer.record["other_ways"][number]["life_cost_pct"] >= 0.0
        found.append(
            language.phrase(
                "weakness.way_more" if is_dearer else "weakness.way_less",
                km=tracer.number(f"waters.{way}.non_partner_km"),
                percent=tracer.magnitude(f"other_ways.{number}.life_cost_pct", 1),
            )
        )
    if pair is not None:
        found.append(language.phrase("weakness.pair", km=tracer.number(f"waters.{pair}.non_partner_km")))
    return join_phrases(found, language.text("page.separator"))


def _own_waters(tracer: NumberTracer, index: int) -> int:
    """Place of the waters of a candidate in the record."""
    return next(
        number
        for number, waters in enumerate(tracer.record["waters"])
        if waters["candidate"] == index and waters["pair_route"] is None and waters["other_way"] is None
    )


def _worst_of_pair(tracer: NumberTracer, index: int) -> int | None:
    """Place of the route of a pair with most kilometres in waters of non-partners; None if there are none."""
    routes = [
        number
        for number, waters in enumerate(tracer.record["waters"])
        if waters["candidate"] == index
        and waters["pair_route"] is not None
        and waters["non_partner_km"] >= _MIN_KM
    ]
    return max(routes, key=lambda number: _non_partner_km(tracer, number), default=None)


def _other_way(tracer: NumberTracer, index: int) -> int | None:
    """Place of the other way whose waters of non-partners differ most from the candidate's; None if all are alike."""
    own_km = _non_partner_km(tracer, _own_waters(tracer, index))
    differing = {
        number: abs(waters["non_partner_km"] - own_km)
        for number, waters in enumerate(tracer.record["waters"])
        if waters["candidate"] == index and waters["other_way"] is not None
    }
    most = max(differing, key=lambda number: differing[number], default=None)
    return None if most is None or differing[most] < _OTHER_KM else most


def _non_partner_km(tracer: NumberTracer, number: int) -> float:
    return float(tracer.record["waters"][number]["non_partner_km"])


def _states(tracer: NumberTracer, language: Language, number: int) -> Phrase:
    """Name the states that are no partners, the longest first, each with its kilometres."""
    states = [
        (place, state["state"])
        for place, state in enumerate(tracer.record["waters"][number]["states"])
        if not state["partner"] and state["km"] >= _MIN_KM
    ]
    named = [
        language.phrase(
            "weakness.state",
            state=language.state(label),
            km=tracer.number(f"waters.{number}.states.{place}.km"),
        )
        for place, label in states[:_LISTED_STATES]
    ]
    listed = join_phrases(named, ", ")
    return listed if len(states) <= _LISTED_STATES else language.phrase("weakness.and_others", list=listed)
