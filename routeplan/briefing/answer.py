"""Answer of a briefing: at most five short sentences, chosen by the numbers of the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from routeplan.briefing.answer_change import describe_change
from routeplan.briefing.answer_weakness import describe_weakness
from routeplan.briefing.cost_range import build_range_keys
from routeplan.briefing.language import Language, read_language
from routeplan.briefing.life_cost import counts_life, includes_policy, life_cost_key
from routeplan.briefing.rank_claims import Gain, Standing, derive_gain
from routeplan.briefing.traceable_numbers import (
    NumberTracer,
    Phrase,
    TracedNumber,
    join_phrases,
    plain_text,
)

# The planner's lengths differ from those of real cables by about this much (docs/hindcast.md).
DECISIVE_LEAD_PCT = 5.0
SUBJECTS = ("choice", "cost", "benefit", "weakness", "change")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer.

    Attributes
    ----------
    subject : str
        In the language of the briefing.
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


def derive_answer(record: Mapping[str, Any], language: Language | None = None) -> tuple[Sentence, ...]:
    """Derive the sentences: choice, cost, benefit, greatest weakness, and what would change the choice.

    Parameters
    ----------
    record : mapping
        With ``candidates``, ``connections``, ``redundancy``, ``sensitivity`` and ``waters``.
    language : Language, optional
        Default: English.
    """
    language = language or read_language("en")
    tracer = NumberTracer(record, language.number_format)
    describe: dict[str, Callable[[NumberTracer, Language], Phrase]] = {
        "choice": _choice,
        "cost": _cost,
        "benefit": _benefit,
        "weakness": describe_weakness,
        "change": describe_change,
    }
    return tuple(
        Sentence(language.text(f"answer.{subject}"), _as_sentence(describe[subject](tracer, language)))
        for subject in SUBJECTS
    )


def _as_sentence(phrase: Phrase) -> Phrase:
    first, *rest = phrase
    text = first if isinstance(first, str) else ""
    head: Phrase = (text[:1].upper() + text[1:],) if text else (first,)
    return (*head, *rest, ".")


def connection_name(language: Language, name: str) -> str:
    """Name a connection or a pair of regions, ``Europe – Asia``, in a language."""
    return " – ".join(language.word(side) for side in name.split(" – "))


def _choice(tracer: NumberTracer, language: Language) -> Phrase:
    """Cheapest candidate of each connection and its lead; connections of one candidate together."""
    connections = tracer.record["connections"]
    single = [connection for connection in connections if connection["second"] is None]
    parts = [
        _preference(tracer, language, index)
        for index, connection in enumerate(connections)
        if connection["second"] is not None
    ]
    names = [connection_name(language, connection["name"]) for connection in single]
    if len(single) == 1:
        only = tracer.record["candidates"][single[0]["preferred"]]["name"]
        parts.append(language.phrase("choice.only", connection=names[0], name=only))
    elif single:
        listed = join_phrases([(name,) for name in names], ", ", language.text("page.and"))
        parts.append(language.phrase("choice.only_each", connections=listed))
    return join_phrases(parts, language.text("page.separator"))


def _preference(tracer: NumberTracer, language: Language, index: int) -> Phrase:
    connection = tracer.record["connections"][index]
    candidates = tracer.record["candidates"]
    best = candidates[connection["preferred"]]
    if connection["lead_pct"] < DECISIVE_LEAD_PCT:
        key = "choice.close"
    else:
        key = "choice.best_life" if counts_life(best) else "choice.best_build"
    return language.phrase(
        key,
        connection=connection_name(language, connection["name"]),
        name=best["name"],
        count=tracer.number(f"connections.{index}.count"),
        second=candidates[connection["second"]]["name"],
        lead=tracer.number(f"connections.{index}.lead_pct", 1),
    )


def _preferred(record: Mapping[str, Any]) -> list[int]:
    return [connection["preferred"] for connection in record["connections"]]


def _cost(tracer: NumberTracer, language: Language) -> Phrase:
    """Build cost and cost over the life of each preferred candidate, with the range of the record or without."""
    candidates = tracer.record["candidates"]
    preferred = _preferred(tracer.record)
    has_life = all(counts_life(candidates[index]) for index in preferred)
    if len(preferred) == 1:
        key = "life" if has_life else "build"
        if has_life and includes_policy(candidates[preferred[0]]):
            key = "life_and_policy"
        costs = language.phrase(f"cost.{key}", **_costs_of(tracer, language, preferred[0]))
    else:
        each = "cost.each" if has_life else "cost.each_build"
        listed = [language.phrase(each, **_costs_of(tracer, language, index)) for index in preferred]
        key = "cost.several" if has_life else "cost.several_build"
        if has_life and any(includes_policy(candidates[index]) for index in preferred):
            key = "cost.several_and_policy"
        costs = language.phrase(key, list=join_phrases(listed, language.text("page.separator")))
    if any(build_range_keys(candidates[index]) is None for index in preferred):
        return language.phrase("cost.single_estimate", costs=costs)
    return costs


def _costs_of(tracer: NumberTracer, language: Language, index: int) -> dict[str, str | TracedNumber | Phrase]:
    candidate = tracer.record["candidates"][index]
    keys = build_range_keys(candidate) or ("build_cost_usd",)
    bounds = [tracer.number(f"candidates.{index}.{key}", scale=1e-6) for key in keys]
    build: Phrase = (
        language.phrase("page.range", low=bounds[0], high=bounds[1]) if len(bounds) == 2 else (bounds[0],)
    )
    life = tracer.number(f"candidates.{index}.{life_cost_key(candidate)}", scale=1e-6)
    return {"name": candidate["name"], "build": build, "life": life}


def _benefit(tracer: NumberTracer, language: Language) -> Phrase:
    """Say what each preferred candidate adds to existing cables; claim a rank only where intervals are apart."""
    redundancy = tracer.record["redundancy"]
    if redundancy is None:
        return language.phrase("benefit.unknown")
    parts: list[Phrase] = []
    for connection in tracer.record["connections"]:
        best = connection["preferred"]
        rivals = [candidate for candidate in connection["candidates"] if candidate != best]
        # The first says what the figures are; those that follow it are shorter.
        prefix = "benefit.next_" if parts else "benefit."
        parts.append(_gain(tracer, language, best, derive_gain(redundancy, best, rivals), prefix))
    return join_phrases(parts, language.text("page.separator"))


def _gain(tracer: NumberTracer, language: Language, candidate: int, gain: Gain, prefix: str) -> Phrase:
    candidates = tracer.record["candidates"]
    if gain.regions["disjoint_paths_added"]:
        key = "paths_and_hours" if gain.is_significant else "paths"
    else:
        key = "hours" if gain.is_significant else "nothing"
    found = language.phrase(
        f"{prefix}{key}",
        name=candidates[candidate]["name"],
        regions=connection_name(language, gain.regions["regions"]),
        before=tracer.number(f"{gain.today_path}.disjoint_paths"),
        after=tracer.number(f"{gain.path}.disjoint_paths"),
        **_interval(tracer, gain.path),
    )
    if gain.standing is Standing.LESS:
        other = candidates[gain.better]["name"]
        return language.phrase("benefit.less", gain=found, other=other, **_interval(tracer, gain.better_path))
    if gain.standing is Standing.MOST:
        return language.phrase("benefit.more", gain=found)
    if gain.standing is Standing.NOT_RANKED:
        return language.phrase("benefit.not_ranked", gain=found)
    return found


def _interval(tracer: NumberTracer, path: str) -> dict[str, str | TracedNumber | Phrase]:
    low, high = (tracer.number(f"{path}.hours_saved_per_year_95.{end}") for end in (0, 1))
    return {"low": low, "high": high}
