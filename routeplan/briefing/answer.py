"""Answer of a briefing: at most five short sentences, chosen by the numbers of the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from routeplan.briefing.answer_benefit import describe_benefit
from routeplan.briefing.answer_change import describe_change
from routeplan.briefing.answer_weakness import describe_weakness
from routeplan.briefing.language import Language, read_language
from routeplan.briefing.preferred import preferred_of
from routeplan.briefing.traceable_numbers import (
    NumberTracer,
    Phrase,
    TracedNumber,
    join_phrases,
    plain_text,
)
from routeplan.cost.terms import Term

# The planner's lengths differ from those of real cables by about this much (docs/hindcast.md).
DECISIVE_LEAD_PCT = 5.0
_LIFE_TERMS = (Term.REPAIR.value, Term.OUTAGE.value)
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
        "benefit": describe_benefit,
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


def _choice(tracer: NumberTracer, language: Language) -> Phrase:
    """Cheapest candidate of each connection and its lead; connections of one candidate together."""
    connections = tracer.record["connections"]
    single = [connection for connection in connections if connection["second"] is None]
    parts = [
        _preference(tracer, language, index)
        for index, connection in enumerate(connections)
        if connection["second"] is not None
    ]
    names = [language.connection(connection["name"]) for connection in single]
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
        key = "choice.best_life" if _counts_life(best) else "choice.best_build"
    return language.phrase(
        key,
        connection=language.connection(connection["name"]),
        name=best["name"],
        count=tracer.number(f"connections.{index}.count"),
        second=candidates[connection["second"]]["name"],
        lead=tracer.number(f"connections.{index}.lead_pct", 1),
    )


def _counts_life(candidate: Mapping[str, Any]) -> bool:
    """Whether the scenario puts a cost on repairs or outages; without it there is only a build cost."""
    return any(candidate["life_terms_usd"].get(term, 0.0) > 0.0 for term in _LIFE_TERMS)


def _cost(tracer: NumberTracer, language: Language) -> Phrase:
    """Build cost with its range of each preferred candidate; of one alone its life cost too."""
    preferred = preferred_of(tracer.record)
    if len(preferred) == 1:
        has_life = _counts_life(tracer.record["candidates"][preferred[0]])
        key = "cost.life" if has_life else "cost.build"
        return language.phrase(key, **_costs_of(tracer, language, preferred[0]))
    listed = [language.phrase("cost.each", **_costs_of(tracer, language, index)) for index in preferred]
    return language.phrase("cost.several", list=join_phrases(listed, ", ", language.text("page.and")))


def _costs_of(tracer: NumberTracer, language: Language, index: int) -> dict[str, str | TracedNumber | Phrase]:
    path = f"candidates.{index}"
    low, high = (tracer.number(f"{path}.build_cost_range_usd.{end}", scale=1e-6) for end in ("low", "high"))
    return {
        "name": tracer.record["candidates"][index]["name"],
        "build": tracer.number(f"{path}.build_cost_usd", scale=1e-6),
        "range": language.phrase("page.range", low=low, high=high),
        "life": tracer.number(f"{path}.life_cost_usd", scale=1e-6),
    }
