"""What the preferred candidates add to existing cables: paths, and hours only where they are sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routeplan.briefing.language import Language
from routeplan.briefing.preferred import preferred_of
from routeplan.briefing.rank_claims import INTERVAL, Gain, Standing, derive_gain
from routeplan.briefing.traceable_numbers import NumberTracer, Phrase, TracedNumber, join_phrases

Gains = Mapping[int, Gain]  # by candidate


def describe_benefit(tracer: NumberTracer, language: Language) -> Phrase:
    """Say what each preferred candidate adds to existing cables, and its rank where it has one of its own.

    Hours whose interval includes 0 are told as not sure, never as a range that reads like a promise.
    """
    redundancy = tracer.record["redundancy"]
    if redundancy is None:
        return language.phrase("benefit.unknown")
    gains = {index: derive_gain(redundancy, index) for index in preferred_of(tracer.record)}
    if len(gains) == 1:
        ((index, gain),) = gains.items()
        return _describe_one(tracer, language, index, gain)
    return language.phrase(
        "benefit.several",
        paths=_list_paths(tracer, language, gains),
        hours=_list_hours(tracer, language, gains),
    )


def _describe_one(tracer: NumberTracer, language: Language, index: int, gain: Gain) -> Phrase:
    if gain.regions["disjoint_paths_added"]:
        key = "benefit.paths_and_hours" if gain.is_significant else "benefit.paths"
    else:
        key = "benefit.hours" if gain.is_significant else "benefit.nothing"
    return _with_rank(tracer, language, gain, language.phrase(key, **_parts(tracer, language, index, gain)))


def _list_paths(tracer: NumberTracer, language: Language, gains: Gains) -> Phrase:
    """List who adds a path between which regions."""
    keys = {True: "benefit.adds_path", False: "benefit.adds_none"}
    listed = [
        language.phrase(
            keys[bool(gain.regions["disjoint_paths_added"])], **_parts(tracer, language, index, gain)
        )
        for index, gain in gains.items()
    ]
    return join_phrases(listed, ", ")


def _list_hours(tracer: NumberTracer, language: Language, gains: Gains) -> Phrase:
    """List who saves hours for sure, then for whom that is not sure."""
    sure = {index: gain for index, gain in gains.items() if gain.is_significant}
    listed = [
        _with_rank(
            tracer, language, gain, language.phrase("benefit.saves", **_parts(tracer, language, index, gain))
        )
        for index, gain in sure.items()
    ]
    names = [tracer.record["candidates"][index]["name"] for index in gains if index not in sure]
    if not sure:
        listed.append(language.phrase("benefit.none_sure"))
    elif names:
        listed.append(language.phrase("benefit.not_sure", names=_enumerate(language, names)))
    return join_phrases(listed, language.text("page.separator"))


def _enumerate(language: Language, names: Sequence[str]) -> Phrase:
    return join_phrases([(name,) for name in names], ", ", language.text("page.and"))


def _parts(
    tracer: NumberTracer, language: Language, index: int, gain: Gain
) -> dict[str, str | TracedNumber | Phrase]:
    low, high = (tracer.number(f"{gain.path}.{INTERVAL}.{end}") for end in (0, 1))
    return {
        "name": tracer.record["candidates"][index]["name"],
        "regions": language.connection(gain.regions["regions"]),
        "before": tracer.number(f"{gain.today_path}.disjoint_paths"),
        "after": tracer.number(f"{gain.path}.disjoint_paths"),
        "low": low,
        "high": high,
    }


def _with_rank(tracer: NumberTracer, language: Language, gain: Gain, found: Phrase) -> Phrase:
    """Add the rank of a candidate that saves hours for sure: its own, or that there is none."""
    if not gain.is_significant or gain.standing is Standing.ALONE:
        return found
    if gain.standing is Standing.SHARED:
        return language.phrase("benefit.no_rank", gain=found)
    if gain.is_first:
        return language.phrase("benefit.first", gain=found)
    return language.phrase("benefit.rank", gain=found, rank=tracer.number(f"{gain.case_path}.rank_low"))
