"""Who pays for what in a system: what each branch costs alone, last of all, and on average (Shapley 1953).

The least cost of the trunk with any choice of branches is known from the search of the whole: the fields of all
subsets are there. A share is what a landing adds to the cost, and differs with those that are joined before it.

References
----------
Shapley 1953, A value for n-person games, doi:10.1515/9781400881970-018
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import factorial

from routeplan.catalog.models import Landing
from routeplan.cost.build_items import LaidLine, derive_build_items, once_paid_usd
from routeplan.cost.unit_costs import UnitCosts
from routeplan.solver.steiner_tree import SolvedTrees
from routeplan.solver.subset_fields import Subset, parts


@dataclass(frozen=True, slots=True)
class CostShare:
    """Share of the trunk, or of the landing of a branch, in the objective of a system.

    Attributes
    ----------
    name : str
        Names of both ends of the trunk, or name of the landing.
    landing : Landing or None
        None for the trunk.
    stand_alone_usd : float
        Of the trunk: its cost without any branch. Of a branch: what it adds to that, joined alone.
    incremental_usd : float
        What the whole system would cost less without it; of the trunk the same as alone.
    shapley_usd : float
        Mean of what it adds, over all orders in which branches can be joined. Shares add up to the whole.
    """

    name: str
    landing: Landing | None
    stand_alone_usd: float
    incremental_usd: float
    shapley_usd: float


def derive_cost_shares(
    trees: SolvedTrees, places: Sequence[Landing], *, objective_usd: float, per_landing_usd: float
) -> tuple[CostShare, ...]:
    """Derive shares of the trunk and of every branch.

    Parameters
    ----------
    trees : SolvedTrees
        That the system was found with.
    places : sequence of Landing
        Stops, then landings of branches, as in ``trees``.
    objective_usd : float
        Of the planned system.
    per_landing_usd : float
        What a landing costs in itself, :func:`derive_landing_usd`.

    Returns
    -------
    tuple of CostShare
        The trunk, with all that depends on no branch; then the branches.
    """

    def cost_usd(subset: Subset) -> float:
        return trees.cost(subset) + per_landing_usd * subset.bit_count()

    whole, none, stops = trees.others, 0, trees.stops
    trunk_usd = objective_usd - (cost_usd(whole) - cost_usd(none))
    name = f"trunk {places[0].name} – {places[stops - 1].name}"
    trunk = CostShare(name, None, trunk_usd, trunk_usd, trunk_usd)
    branches = (
        CostShare(
            places[number].name,
            places[number],
            cost_usd(1 << number) - cost_usd(none),
            cost_usd(whole) - cost_usd(whole ^ 1 << number),
            shapley_share(cost_usd, whole, 1 << number),
        )
        for number in range(stops, len(places))
    )
    return (trunk, *branches)


def shapley_share(cost: Callable[[Subset], float], whole: Subset, player: Subset) -> float:
    """Mean of what a player adds to the cost, over all orders of the players.

    Parameters
    ----------
    cost : callable
        Of a subset of the players, as bits.
    whole : Subset
        All players.
    player : Subset
        One bit.

    Examples
    --------
    Two neighbours share a line of 10 that each would build alone:

    >>> shapley_share(lambda subset: 10.0 if subset else 0.0, 0b11, 0b01)
    5.0
    """
    others, players = whole ^ player, whole.bit_count()
    total = 0.0
    for before in (0, *parts(others)):
        joined = before.bit_count()
        weight = factorial(joined) * factorial(players - joined - 1) / factorial(players)
        total += weight * (cost(before | player) - cost(before))
    return total


def derive_landing_usd(laid: LaidLine, unit_costs: UnitCosts) -> float:
    """Say what one landing more costs: station, power feed, shore end, permits, with contingency."""
    more = replace(laid, landings=laid.landings + 1)
    with_it, without = (
        once_paid_usd(derive_build_items(line, unit_costs), unit_costs) for line in (more, laid)
    )
    return with_it - without
