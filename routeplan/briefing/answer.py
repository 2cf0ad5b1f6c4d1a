"""The answer in three sentences, each chosen and filled from the record: worth, risk, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routeplan.briefing.traceable_numbers import NumberTracer, Phrase, joined, phrase, spoken
from routeplan.seabed.months import month_name

# A lead smaller than this is less than what the planner misses real cables' lengths by (docs/hindcast.md).
TOO_CLOSE_PCT = 5.0
_MOSTLY, _WHOLLY = 0.5, 0.995  # of a length
_LEAST_KM = 0.5
_KEEPING = frozenset({"repair", "outage"})
CAUSE_WORDS = {
    "fishing": "fishing gear",
    "anchoring": "anchors",
    "abrasion": "abrasion",
    "seismic": "earthquakes and slides",
    "ice_scour": "ice keels",
    "iceberg": "icebergs",
    "component": "faults of components",
    "other": "other causes",
    "user": "what the user's own layers say",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer.

    Attributes
    ----------
    subject : str
        Worth, Risk or Robustness.
    said : Phrase
    """

    subject: str
    said: Phrase

    @property
    def text(self) -> str:
        """The words."""
        return spoken(self.said)

    @property
    def rests_on(self) -> dict[str, float | None]:
        """Numbers in it, by their place in the record."""
        return {each.path: each.value for each in self.said if not isinstance(each, str)}


def derive_answer(record: dict[str, Any]) -> tuple[Sentence, ...]:
    """Answer from the numbers.

    Parameters
    ----------
    record : dict
        With ``candidates``, ``connections``, ``redundancy`` and ``sensitivity``.
    """
    quoter = NumberTracer(record)
    return (
        Sentence("Worth", _sentence(joined([_worth(quoter, at) for at in _places(record)], "; "))),
        Sentence("Risk", _sentence(_risk(quoter))),
        Sentence("Robustness", _sentence(_robustness(quoter))),
    )


def _places(record: dict[str, Any]) -> range:
    return range(len(record["connections"]))


def _sentence(said: Phrase) -> Phrase:
    first, *rest = said
    text = first if isinstance(first, str) else ""
    return (text[:1].upper() + text[1:], *rest, ".")


def _worth(quoter: NumberTracer, at: int) -> Phrase:
    """Tell what a connection's best candidate costs, how far the next is behind, and what it adds."""
    connection = quoter.record["connections"][at]
    best = connection["preferred"]
    money = _money(quoter, best)
    name, gain = _name(quoter, best), _gain(quoter, best, connection["name"])
    if connection["second"] is None:
        return phrase("for {}, {} costs {}{}", connection["name"], name, money, gain)
    second, count = _name(quoter, connection["second"]), f"{len(connection['candidates'])}"
    lead = quoter.number(f"connections.{at}.lead_pct", 1)
    words = (
        "for {}, of {} candidates {} comes out cheapest, {}, too close to call from {} at {} % more{}"
        if connection["lead_pct"] < TOO_CLOSE_PCT
        else "for {}, of {} candidates {} costs least, {}, before {} at {} % more{}"
    )
    return phrase(words, connection["name"], count, name, money, second, lead, gain)


def _money(quoter: NumberTracer, candidate: int) -> Phrase:
    """Tell what a candidate costs: over its life, where a scenario counts repairs and outages at all."""
    built = quoter.number(f"candidates.{candidate}.build_cost_usd", scale=1e-6)
    if not _KEEPING & quoter.record["candidates"][candidate]["objective_terms_usd"].keys():
        return phrase("{} M USD to build, repairs and outages not counted", built)
    over_life = quoter.number(f"candidates.{candidate}.objective_usd", scale=1e-6)
    return phrase("{} M USD over its life ({} to build)", over_life, built)


def _gain(quoter: NumberTracer, candidate: int, connection: str) -> Phrase:
    """Tell what a candidate adds to today's cables, where it adds most."""
    redundancy = quoter.record["redundancy"]
    if redundancy is None:
        return ()
    names = [case["candidate"] for case in redundancy["ranking"]]
    at = names.index(candidate)
    regions = redundancy["ranking"][at]["regions"]
    most = max(range(len(regions)), key=lambda each: regions[each]["hours_saved_per_year"])
    here, best = f"redundancy.ranking.{at}.regions.{most}", regions[most]
    where = "" if best["regions"] == connection else f" for {best['regions']}"
    # An interval that reaches below nothing tells nothing from chance.
    saves = best["hours_saved_per_year_95"][0] > 0
    hours = quoter.number(f"{here}.hours_saved_per_year") if saves else ""
    if best["disjoint_paths_added"]:
        return phrase(
            ", and takes the paths{} that share no cable from {} to {}{}",
            where,
            quoter.number(f"redundancy.today.regions.{most}.disjoint_paths"),
            quoter.number(f"{here}.disjoint_paths"),
            phrase(", which spares {} hours a year with too few", hours) if saves else (),
        )
    if saves:
        return phrase(", and spares {} hours a year with too few paths{}, adding none", hours, where)
    return (", and adds nothing to today's cables that can be told from chance",)


def _name(quoter: NumberTracer, candidate: int) -> str:
    return str(quoter.record["candidates"][candidate]["name"])


def _risk(quoter: NumberTracer) -> Phrase:
    """Which candidate is down longest and why, which least, and whose waters they pass."""
    candidates = quoter.record["candidates"]
    down = [each["unavailability_hours_per_year"] for each in candidates]
    worst, best = (pick(range(len(down)), key=lambda at: down[at]) for pick in (max, min))
    told = _outages(quoter, worst)
    if len(candidates) > 1:
        told = phrase(
            "{}; {} is down least, {} hours a year",
            told, candidates[best]["name"], quoter.number(f"candidates.{best}.unavailability_hours_per_year"),
        )  # fmt: skip
    return phrase("{}; {}", told, _waters(quoter))


def _outages(quoter: NumberTracer, at: int) -> Phrase:
    candidate, alone = quoter.record["candidates"][at], len(quoter.record["candidates"]) == 1
    here = f"candidates.{at}"
    causes = candidate["faults_by_cause"]
    cause = max(causes, key=lambda each: causes[each])
    named = phrase("{} is down {}", candidate["name"], "" if alone else "longest, ")
    return phrase(
        "{}{} hours a year: {} faults, {} by {}, each out for {} days on average and {} after a fault in {}, "
        "with {}",
        named,
        quoter.number(f"{here}.unavailability_hours_per_year"),
        quoter.number(f"{here}.faults_per_year", 2),
        "most of them" if causes[cause] > _MOSTLY * sum(causes.values()) else "most often",
        CAUSE_WORDS.get(cause, cause),
        quoter.number(f"{here}.repair_days_mean"),
        quoter.number(f"{here}.repair_days_by_month.{candidate['worst_month'] - 1}"),
        month_name(candidate["worst_month"]),
        _ice(quoter, at),
    )


def _ice(quoter: NumberTracer, at: int) -> Phrase:
    candidate = quoter.record["candidates"][at]
    if candidate["ice_km"] < _LEAST_KM:
        return ("no sea ice on its way",)
    share = candidate["ice_km"] / candidate["length_km"]
    words = "most of its way, {} km, in" if share >= _MOSTLY else "{} km of its way in"
    return phrase(words + " waters with sea ice", quoter.number(f"candidates.{at}.ice_km"))


def _waters(quoter: NumberTracer) -> Phrase:
    candidates = quoter.record["candidates"]
    exposed = [at for at, each in enumerate(candidates) if each["non_partner_km"] >= _LEAST_KM]
    it = "it" if len(candidates) == 1 else "none of them"
    if not exposed:
        return phrase("{} {} waters of non-partners", it, "enters no" if len(candidates) == 1 else "enters")
    told = [
        phrase("{} for {} km", candidates[at]["name"], quoter.number(f"candidates.{at}.non_partner_km"))
        for at in exposed
    ]
    if len(candidates) == 1:
        return phrase(
            "{} km of it lie in waters of non-partners",
            quoter.number(f"candidates.{exposed[0]}.non_partner_km"),
        )
    return phrase("waters of non-partners are entered by {}", joined(told, ", ", " and "))


def _robustness(quoter: NumberTracer) -> Phrase:
    """Whether any move changes a choice, and which moves a cost furthest."""
    sensitivity = quoter.record["sensitivity"]
    if not sensitivity["moves"]:
        return ("no assumption was moved, so nothing is known of what would change this",)
    count = quoter.number("sensitivity.count")
    changing = [each for each in sensitivity["moves"] if each["changes"]]
    if not any(len(each["candidates"]) > 1 for each in quoter.record["connections"]):
        return phrase("no connection has a second candidate to turn to; {}", _swing(quoter, count))
    if not changing:
        return phrase(
            "none of {} assumptions moved one at a time changes which candidate costs least; {}",
            count, _swing(quoter, None),
        )  # fmt: skip
    told = [_turned(quoter.record, each) for each in changing]
    return phrase(
        "of {} assumptions moved one at a time, {} {} which candidate costs least: {}; {}",
        count, quoter.number("sensitivity.changing"), "changes" if len(changing) == 1 else "change",
        "; ".join(told), _swing(quoter, None),
    )  # fmt: skip


def _turned(record: Mapping[str, Any], move: Mapping[str, Any]) -> str:
    turned = [
        "no route is left" if change["to"] is None else record["candidates"][change["to"]]["name"]
        for change in move["changes"]
    ]
    return f"with {move['words']}, {' and '.join(turned)}"


def _swing(quoter: NumberTracer, count: Any) -> Phrase:
    """Name the move that changes the cost of any candidate most."""
    found: list[tuple[float, int, int]] = []
    for number, move in enumerate(quoter.record["sensitivity"]["moves"]):
        for at, outcome in enumerate(move["outcomes"]):
            if outcome is not None:
                found.append((abs(outcome["objective_pct"]), number, at))
    if not found:
        return ("no route is left under any of them",)
    largest, number, at = max(found, key=lambda each: (each[0], -each[1]))
    move = quoter.record["sensitivity"]["moves"][number]
    if largest < 0.05:
        return ("none of those moved changes a cost by as much as a thousandth",)
    of = phrase(" of {} assumptions moved", count) if count is not None else ()
    return phrase(
        "what weighs most{} is {}: {} then costs {} % {}",
        of, move["words"], quoter.record["candidates"][at]["name"],
        quoter.size(f"sensitivity.moves.{number}.outcomes.{at}.objective_pct", 1),
        "more" if move["outcomes"][at]["objective_pct"] > 0 else "less",
    )  # fmt: skip
