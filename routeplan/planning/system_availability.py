"""Availability of every landing of a system, by month: what is cut, and who is still joined to the trunk's ends.

A segment is down for the share of time that its faults and their repair take. With switchable units each segment fails
alone. With passive units a cut stops every segment that units join to it, up to the next stations. A landing is served
while it reaches an end of the trunk, other than itself. States with up to two failures at once are counted;
failures of different segments are independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import UnitKind
from routeplan.cost.faults import Exposure
from routeplan.geo.geodesy import FloatArray
from routeplan.planning.system_layout import NodeKind, Span, SystemLayout
from routeplan.planning.system_parts import failure_groups, stopping_trunk, trunk_nodes, way_to_trunk
from routeplan.seabed.months import DAYS_PER_YEAR, HOURS_PER_YEAR, MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class LandingAvailability:
    """How often a landing is cut off, and what its branch costs the trunk.

    Attributes
    ----------
    landing : Landing
    on_trunk : bool
    down_share_by_month : (12,)
        Share of a month in which it reaches no end of the trunk but itself, if faults of that month are repaired as
        long as they take then.
    trunk_faults_per_year : float
        Faults of its branch, of those that stop the trunk: none with switchable units. Shared segments of branches
        count for every landing beyond them.
    """

    landing: Landing
    on_trunk: bool
    down_share_by_month: FloatArray
    trunk_faults_per_year: float

    @property
    def down_hours_per_year(self) -> float:
        """Hours of a year without service."""
        return float(self.down_share_by_month.mean() * HOURS_PER_YEAR)

    @property
    def availability_pct(self) -> float:
        """Share of a year with service, per cent."""
        return 100.0 * (1.0 - float(self.down_share_by_month.mean()))

    @property
    def worst_month(self) -> int:
        """Month, 1 to 12, with the longest time without service."""
        return int(np.argmax(self.down_share_by_month)) + 1


def derive_availability(
    layout: SystemLayout, exposures: Sequence[Exposure], trunk: Span, unit: UnitKind
) -> tuple[LandingAvailability, ...]:
    """Derive the availability of every landing, in the order of the layout.

    Parameters
    ----------
    layout : SystemLayout
    exposures : sequence of Exposure
        Of each segment.
    trunk : Span
    unit : UnitKind
    """
    days = np.stack([exposure.repair_days_by_month for exposure in exposures])
    faults = np.array([exposure.total_per_year for exposure in exposures])
    down_days = faults[:, None] * days
    groups = failure_groups(layout, unit)
    up = np.stack([np.prod(1.0 / (1.0 + down_days[list(group)] / DAYS_PER_YEAR), axis=0) for group in groups])
    numbers = [at for at, node in enumerate(layout.nodes) if node.kind is NodeKind.LANDING]
    ends = trunk.start, trunk.end
    down = {number: np.zeros(MONTHS_PER_YEAR) for number in numbers}
    for failed, share in _states(up):
        served = _served(layout, [segment for group in failed for segment in groups[group]], ends)
        for number in numbers:
            if number not in served:
                down[number] += share
    on_trunk = trunk_nodes(layout, trunk)
    stopping = stopping_trunk(groups, trunk)
    return tuple(
        LandingAvailability(
            layout.nodes[number].place,
            number in on_trunk,
            down[number],
            float(faults[list(way_to_trunk(layout, trunk, number) & stopping)].sum()),
        )
        for number in numbers
    )


def _states(up: FloatArray) -> Iterator[tuple[tuple[int, ...], FloatArray]]:
    """Give the groups that are down, one or two at once, and the share of each month in which just these are."""
    all_up = np.prod(up, axis=0)
    odds = (1.0 - up) / up
    for count in (1, 2):
        for failed in combinations(range(len(up)), count):
            yield failed, all_up * np.prod(odds[list(failed)], axis=0)


def _served(layout: SystemLayout, failed: Sequence[int], ends: tuple[int, int]) -> set[int]:
    """Find the nodes that reach an end of the trunk, other than themselves."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(layout.nodes)))
    graph.add_edges_from(join for segment, join in enumerate(layout.joins) if segment not in failed)
    reached = [nx.node_connected_component(graph, end) - {end} for end in ends]
    return reached[0] | reached[1]
