"""Answer of a briefing: three sentences derived from the record, on worth, risk and robustness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routeplan.briefing.traceable_numbers import NumberTracer, Phrase, fill_phrase, join_phrases, plain_text
from routeplan.seabed.months import month_name

# The planner's lengths differ from those of real cables by about this much (docs/hindcast.md).
DECISIVE_LEAD_PCT = 5.0
_MAJORITY_SHARE = 0.5
_MIN_KM = 0.5  # shorter stretches are not mentioned
_MIN_CHANGE_PCT = 0.05  # smaller changes print as 0.0
_MAINTENANCE_TERMS = frozenset({"repair", "outage"})
CAUSE_NAMES = {
    "fishing": "fishing gear",
    "anchoring": "anchors",
    "abrasion": "abrasion",
    "seismic": "earthquakes and slides",
    "ice_scour": "ice keels",
    "iceberg": "icebergs",
    "component": "component failures",
    "other": "other causes",
    "user": "user layers",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer.

    Attributes
    ----------
    subject : str
        Worth, Risk or Robustness.
    phrase : Phrase
    """

    subject: str
    phrase: Phrase

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return plain_text(self.phrase)

    @property
    def rests_on(self) -> dict[str, float | None]:
        """Numbers in the sentence, by their path in the record."""
        return {part.path: part.value for part in self.phrase if not isinstance(part, str)}


def derive_answer(record: dict[str, Any]) -> tuple[Sentence, ...]:
    """Derive the three sentences from a record.

    Parameters
    ----------
    record : dict
        With ``candidates``, ``connections``, ``redundancy`` and ``sensitivity``.
    """
    tracer = NumberTracer(record)
    worth = [_worth(tracer, connection) for connection in range(len(record["connections"]))]
    return (
        Sentence("Worth", _as_sentence(join_phrases(worth, "; "))),
        Sentence("Risk", _as_sentence(_risk(tracer))),
        Sentence("Robustness", _as_sentence(_robustness(tracer))),
    )


def _as_sentence(phrase: Phrase) -> Phrase:
    first, *rest = phrase
    text = first if isinstance(first, str) else ""
    return (text[:1].upper() + text[1:], *rest, ".")


def _worth(tracer: NumberTracer, index: int) -> Phrase:
    """Cost of a connection's cheapest candidate, its lead over the next, and what it adds to existing cables."""
    connection = tracer.record["connections"][index]
    best = connection["preferred"]
    name, cost = _name(tracer, best), _cost(tracer, best)
    gain = _gain(tracer, best, connection["name"])
    if connection["second"] is None:
        return fill_phrase("for {}, {} costs {}{}", connection["name"], name, cost, gain)
    second, count = _name(tracer, connection["second"]), f"{len(connection['candidates'])}"
    lead_pct = tracer.number(f"connections.{index}.lead_pct", 1)
    template = (
        "for {}, {} has the lowest cost of {} candidates, {}{}; its lead over {} of {} % is too small to decide"
        if connection["lead_pct"] < DECISIVE_LEAD_PCT
        else "for {}, {} has the lowest cost of {} candidates, {}{}; {} costs {} % more"
    )
    return fill_phrase(template, connection["name"], name, count, cost, gain, second, lead_pct)


def _cost(tracer: NumberTracer, candidate: int) -> Phrase:
    """Cost of a candidate: over its life where the scenario counts repairs or outages, else to build."""
    build = tracer.number(f"candidates.{candidate}.build_cost_usd", scale=1e-6)
    if not _MAINTENANCE_TERMS & tracer.record["candidates"][candidate]["objective_terms_usd"].keys():
        return fill_phrase("{} M USD to build, repairs and outages not counted", build)
    over_life = tracer.number(f"candidates.{candidate}.objective_usd", scale=1e-6)
    return fill_phrase("{} M USD over its life ({} to build)", over_life, build)


def _gain(tracer: NumberTracer, candidate: int, connection: str) -> Phrase:
    """Name what a candidate adds to existing cables, between the regions where it saves most hours."""
    redundancy = tracer.record["redundancy"]
    if redundancy is None:
        return ()
    rank = [case["candidate"] for case in redundancy["ranking"]].index(candidate)
    regions = redundancy["ranking"][rank]["regions"]
    index = max(range(len(regions)), key=lambda place: regions[place]["hours_saved_per_year"])
    path, best = f"redundancy.ranking.{rank}.regions.{index}", regions[index]
    where = "" if best["regions"] == connection else f" for {best['regions']}"
    # A confidence interval that includes zero is no evidence of a gain.
    is_significant = best["hours_saved_per_year_95"][0] > 0
    hours = tracer.number(f"{path}.hours_saved_per_year") if is_significant else ""
    if best["disjoint_paths_added"]:
        return fill_phrase(
            ", and raises the number of disjoint paths{} from {} to {}{}",
            where,
            tracer.number(f"redundancy.today.regions.{index}.disjoint_paths"),
            tracer.number(f"{path}.disjoint_paths"),
            fill_phrase(", which saves {} hours per year with too few paths", hours)
            if is_significant
            else (),
        )
    if is_significant:
        return fill_phrase(
            ", and saves {} hours per year with too few paths{} without adding a path", hours, where
        )
    return (", and adds no significant redundancy to existing cables",)


def _name(tracer: NumberTracer, candidate: int) -> str:
    return str(tracer.record["candidates"][candidate]["name"])


def _risk(tracer: NumberTracer) -> Phrase:
    """Longest downtime and its causes, shortest downtime, and non-partner jurisdictions."""
    candidates = tracer.record["candidates"]
    downtime = [candidate["unavailability_hours_per_year"] for candidate in candidates]
    worst, best = (pick(range(len(downtime)), key=lambda place: downtime[place]) for pick in (max, min))
    risk = _downtime(tracer, worst)
    if len(candidates) > 1:
        risk = fill_phrase(
            "{}; {} has the shortest downtime, {} hours per year",
            risk, candidates[best]["name"], tracer.number(f"candidates.{best}.unavailability_hours_per_year"),
        )  # fmt: skip
    return fill_phrase("{}; {}", risk, _jurisdiction(tracer))


def _downtime(tracer: NumberTracer, index: int) -> Phrase:
    candidate, path = tracer.record["candidates"][index], f"candidates.{index}"
    is_only = len(tracer.record["candidates"]) == 1
    causes = candidate["faults_by_cause"]
    cause = max(causes, key=lambda name: causes[name])
    is_majority = causes[cause] > _MAJORITY_SHARE * sum(causes.values())
    return fill_phrase(
        "{} has {} {} hours per year: {} faults per year, {} {}, and a repair time of {} days on average and {} days "
        "after a fault in {}, with {}",
        candidate["name"],
        "a downtime of" if is_only else "the longest downtime,",
        tracer.number(f"{path}.unavailability_hours_per_year"),
        tracer.number(f"{path}.faults_per_year", 2),
        "most of them from" if is_majority else "most often from",
        CAUSE_NAMES.get(cause, cause),
        tracer.number(f"{path}.repair_days_mean"),
        tracer.number(f"{path}.repair_days_by_month.{candidate['worst_month'] - 1}"),
        month_name(candidate["worst_month"]),
        _ice(tracer, index),
    )


def _ice(tracer: NumberTracer, index: int) -> Phrase:
    candidate = tracer.record["candidates"][index]
    if candidate["ice_km"] < _MIN_KM:
        return ("no sea ice along the route",)
    share = candidate["ice_km"] / candidate["length_km"]
    template = "most of the route, {} km, in" if share >= _MAJORITY_SHARE else "{} km of the route in"
    return fill_phrase(template + " waters with sea ice", tracer.number(f"candidates.{index}.ice_km"))


def _jurisdiction(tracer: NumberTracer) -> Phrase:
    candidates = tracer.record["candidates"]
    is_only = len(candidates) == 1
    exposed = [index for index, candidate in enumerate(candidates) if candidate["non_partner_km"] >= _MIN_KM]
    if not exposed:
        return (f"{'it enters no' if is_only else 'none of them enters'} non-partner jurisdictions",)
    if is_only:
        return fill_phrase(
            "{} km of it are in non-partner jurisdictions", tracer.number("candidates.0.non_partner_km")
        )
    lengths = [
        fill_phrase(
            "{} ({} km)", candidates[index]["name"], tracer.number(f"candidates.{index}.non_partner_km")
        )
        for index in exposed
    ]
    return fill_phrase("non-partner jurisdictions are entered by {}", join_phrases(lengths, ", ", " and "))


def _robustness(tracer: NumberTracer) -> Phrase:
    """List changes of assumptions that change the preferred candidate, and name the one with the largest effect."""
    sensitivity = tracer.record["sensitivity"]
    if not sensitivity["moves"]:
        return ("no assumption was changed, so the sensitivity of this answer is not known",)
    count = tracer.number("sensitivity.count")
    changing = [change for change in sensitivity["moves"] if change["changes"]]
    if not any(len(connection["candidates"]) > 1 for connection in tracer.record["connections"]):
        return fill_phrase("no connection has a second candidate; {}", _largest_effect(tracer, count))
    if not changing:
        return fill_phrase(
            "none of {} assumptions, changed one at a time, changes the candidate with the lowest cost; {}",
            count, _largest_effect(tracer, None),
        )  # fmt: skip
    return fill_phrase(
        "of {} assumptions, changed one at a time, {} {} the candidate with the lowest cost: {}; {}",
        count, tracer.number("sensitivity.changing"), "changes" if len(changing) == 1 else "change",
        "; ".join(_new_preference(tracer.record, change) for change in changing), _largest_effect(tracer, None),
    )  # fmt: skip


def _new_preference(record: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    preferred = [
        "no route is feasible" if turn["to"] is None else record["candidates"][turn["to"]]["name"]
        for turn in change["changes"]
    ]
    return f"with {change['words']}, {' and '.join(preferred)}"


def _largest_effect(tracer: NumberTracer, count: Any) -> Phrase:
    """Name the change with the largest effect on the cost of any candidate."""
    effects: list[tuple[float, int, int]] = []
    for number, change in enumerate(tracer.record["sensitivity"]["moves"]):
        for index, outcome in enumerate(change["outcomes"]):
            if outcome is not None:
                effects.append((abs(outcome["objective_pct"]), number, index))
    if not effects:
        return ("no route is feasible under any of them",)
    largest_pct, number, index = max(effects, key=lambda effect: (effect[0], -effect[1]))
    if largest_pct < _MIN_CHANGE_PCT:
        return ("no change alters a cost by as much as 0.05 %",)
    change = tracer.record["sensitivity"]["moves"][number]
    of_count = fill_phrase(" of {} changed assumptions", count) if count is not None else ()
    return fill_phrase(
        "the largest effect{} is that of {}: {} then costs {} % {}",
        of_count, change["words"], tracer.record["candidates"][index]["name"],
        tracer.magnitude(f"sensitivity.moves.{number}.outcomes.{index}.objective_pct", 1),
        "more" if change["outcomes"][index]["objective_pct"] > 0 else "less",
    )  # fmt: skip
