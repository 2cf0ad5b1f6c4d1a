"""Cost over the design life of a candidate: which field of its record holds it, and what this field includes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routeplan.cost.terms import Term, TermGroup

_LIFE_COST, _OBJECTIVE = "life_cost_usd", "objective_usd"
_LIFE_TERMS = frozenset(term.value for term in Term if term.group is TermGroup.LIFE)
_POLICY_TERMS = frozenset(term.value for term in Term if term.group is TermGroup.POLICY)


@dataclass(frozen=True, slots=True)
class LifeCostColumn:
    """Column of a table: the key of the field, and the messages of its heading and its explanation."""

    key: str
    label: str
    term: str


def life_cost_column(candidates: Sequence[Mapping[str, Any]]) -> LifeCostColumn:
    """Choose the column of the cost over the life: life cost where all candidates have it, else the objective."""
    if all(_LIFE_COST in candidate for candidate in candidates):
        return LifeCostColumn(_LIFE_COST, "life_cost", "life_cost")
    return LifeCostColumn(_OBJECTIVE, "objective", "objective")


def life_cost_key(candidate: Mapping[str, Any]) -> str:
    """Key of the cost over the life: life cost where the record has it, else the objective."""
    return _LIFE_COST if _LIFE_COST in candidate else _OBJECTIVE


def counts_life(candidate: Mapping[str, Any]) -> bool:
    """Whether the scenario counts repairs or outages; without them there is only a build cost."""
    return bool(_LIFE_TERMS & candidate["objective_terms_usd"].keys())


def includes_policy(candidate: Mapping[str, Any]) -> bool:
    """Whether the cost over the life holds policy prices, which nobody pays."""
    terms = candidate["objective_terms_usd"]
    return _LIFE_COST not in candidate and any(terms.get(term, 0.0) > 0.0 for term in _POLICY_TERMS)
