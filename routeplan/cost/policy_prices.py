"""The policy prices that a scenario sets: terms of the objective for which no money is paid."""

from __future__ import annotations

from routeplan.cost.assumptions import Assumptions, Waters
from routeplan.cost.terms import Term
from routeplan.seabed.seabed import UserLayers


def find_priced_terms(assumptions: Assumptions, user_layers: UserLayers | None = None) -> tuple[Term, ...]:
    """Find the policy terms that have a price and a multiplier above 0.

    Parameters
    ----------
    assumptions : Assumptions
    user_layers : UserLayers, optional
        A layer with use = cost is a policy price.

    Examples
    --------
    >>> find_priced_terms(Assumptions())
    ()
    >>> [str(term) for term in find_priced_terms(Assumptions().changed("policy.latency_usd_per_km", 30_000.0))]
    ['latency']
    """
    policy, weights = assumptions.policy, assumptions.weights.model_dump()
    is_priced = {
        Term.NON_PARTNER: policy.non_partner_waters is Waters.COSTLY and policy.non_partner_usd_per_km > 0,
        Term.CHOKEPOINT: policy.chokepoint_usd_per_km > 0,
        Term.PARALLEL: policy.parallel_usd_per_km > 0,
        Term.LATENCY: policy.latency_usd_per_km > 0,
        Term.USER: user_layers is not None and bool(user_layers.usd_per_km.any()),
    }
    return tuple(term for term, priced in is_priced.items() if priced and weights[term] > 0)
