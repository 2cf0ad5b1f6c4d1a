"""Fibre pairs of a system: in each segment, at each landing, and how many of the trunk's its units drop.

A branch has pairs of its own. At a unit half of them lead to each end of the trunk, so that two pairs of a branch
interrupt one pair of the trunk; an odd one interrupts a pair that then leads one way only. A cable that leads to
several landings has the pairs of all of them. No price depends on pairs: published prices of cable do not tell their
part from that of the armour (`data/cables/cable_types.csv`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import DEFAULT_BRANCHING, BranchingRules
from routeplan.errors import UsageError
from routeplan.planning.system_layout import NodeKind, Span, SystemLayout
from routeplan.planning.system_parts import trunk_nodes, trunk_segments, way_to_trunk

_WAYS = 2  # of a unit along the trunk: a pair of the trunk is two pairs of a branch


@dataclass(frozen=True, slots=True)
class PairsAsked:
    """Fibre pairs that a system is asked to have.

    Attributes
    ----------
    rules : BranchingRules
        Give the pairs of the trunk, of a branch that asks for no other number, and the most of one cable.
    by_landing : mapping of str to int
        Pairs of branches, by the id of their landing.
    """

    rules: BranchingRules = DEFAULT_BRANCHING
    by_landing: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for landing, pairs in self.by_landing.items():
            if not 1 <= pairs <= self.rules.most_pairs:
                raise UsageError(
                    f"branch {landing} with {pairs} fibre pairs; give 1 to {self.rules.most_pairs}, or another "
                    "branching.most_pairs"
                )

    def of(self, landing: Landing) -> int:
        """Pairs of the branch to a landing."""
        return self.by_landing.get(landing.id, self.rules.branch_pairs)


@dataclass(frozen=True, slots=True)
class FibrePairs:
    """Fibre pairs of a system.

    Attributes
    ----------
    trunk : int
        Of every segment of the trunk.
    end_to_end : int
        Of the trunk that no unit interrupts, where they are fewest between two landings of the trunk.
    by_segment : tuple of int
        In the order of the layout.
    by_landing : tuple of (Landing, int)
        Of all segments that land there, in the order of the layout.
    dropped : tuple of (Landing, int)
        Pairs of the trunk that each unit of the trunk interrupts.
    """

    trunk: int
    end_to_end: int
    by_segment: tuple[int, ...]
    by_landing: tuple[tuple[Landing, int], ...]
    dropped: tuple[tuple[Landing, int], ...]

    @property
    def text(self) -> str:
        """The pairs in words."""
        at_landings = ", ".join(f"{landing.name} {pairs}" for landing, pairs in self.by_landing)
        return f"{self.trunk} on the trunk, {self.end_to_end} of them past all units; {at_landings}"

    @property
    def record(self) -> dict[str, Any]:
        """The pairs as JSON."""
        return {
            "trunk": self.trunk,
            "end_to_end": self.end_to_end,
            "landings": [
                {"landing": landing.id, "name": landing.name, "pairs": pairs}
                for landing, pairs in self.by_landing
            ],
            "dropped": [{"unit": unit.name, "pairs": pairs} for unit, pairs in self.dropped],
        }


def derive_fibre_pairs(layout: SystemLayout, trunk: Span, asked: PairsAsked) -> FibrePairs:
    """Derive the pairs of every segment.

    Raises
    ------
    UsageError
        If a segment needs more than a cable has, or units drop more than the trunk has.
    """
    by_segment = _by_segment(layout, trunk, asked)
    most = asked.rules.most_pairs
    for segment, pairs in enumerate(by_segment):
        if pairs > most:
            start, end = (layout.nodes[node].place.name for node in layout.joins[segment])
            raise UsageError(
                f"segment {start} – {end} with {pairs} fibre pairs; a cable has at most {most}: give its branches "
                "fewer, or set branching.most_pairs"
            )
    own = trunk_segments(trunk)
    dropped = {
        node: _dropped(
            pairs
            for segment, pairs in enumerate(by_segment)
            if segment not in own and node in layout.joins[segment]
        )
        for node in _along(layout, trunk)
        if layout.nodes[node].kind is NodeKind.UNIT
    }
    return FibrePairs(
        trunk=asked.rules.trunk_pairs,
        end_to_end=_end_to_end(layout, trunk, dropped, asked.rules.trunk_pairs),
        by_segment=by_segment,
        by_landing=tuple(
            (
                node.place,
                sum(pairs for pairs, ends in zip(by_segment, layout.joins, strict=True) if at in ends),
            )
            for at, node in enumerate(layout.nodes)
            if node.kind is NodeKind.LANDING
        ),
        dropped=tuple((layout.nodes[node].place, pairs) for node, pairs in dropped.items()),
    )


def _by_segment(layout: SystemLayout, trunk: Span, asked: PairsAsked) -> tuple[int, ...]:
    """Count the pairs that pass each segment; the second way of a ring has those of the trunk."""
    on_trunk, own = trunk_nodes(layout, trunk), trunk_segments(trunk)
    counted: Counter[int] = Counter()
    for at, node in enumerate(layout.nodes):
        if node.kind is NodeKind.LANDING and at not in on_trunk:
            counted.update(dict.fromkeys(way_to_trunk(layout, trunk, at), asked.of(node.place)))
    whole = asked.rules.trunk_pairs
    return tuple(
        whole if segment in own else counted[segment] or whole for segment in range(len(layout.joins))
    )


def _end_to_end(layout: SystemLayout, trunk: Span, dropped: Mapping[int, int], whole: int) -> int:
    """Take what units drop from the trunk between two of its landings, where a station joins pairs anew."""
    left = fewest = whole
    landing = ""
    for node in _along(layout, trunk):
        if layout.nodes[node].kind is NodeKind.LANDING:
            left, landing = whole, layout.nodes[node].place.name
        left -= dropped.get(node, 0)
        if left < 0:
            raise UsageError(
                f"branches from the trunk after {landing} take {whole - left} of its {whole} fibre pairs; give the "
                "trunk more pairs, or the branches fewer"
            )
        fewest = min(fewest, left)
    return fewest


def _dropped(pairs: Iterable[int]) -> int:
    return sum(-(-number // _WAYS) for number in pairs)


def _along(layout: SystemLayout, trunk: Span) -> list[int]:
    """Nodes of the trunk in order."""
    ends = [layout.joins[segment][is_forward] for segment, is_forward in trunk.segments]
    return [trunk.start, *ends]
