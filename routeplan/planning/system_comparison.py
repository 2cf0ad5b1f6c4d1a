"""Several systems of the same landings: tree, star, festoon and ring, planned and compared in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from routeplan.cost.branching_rules import UnitKind
from routeplan.errors import NoRouteError
from routeplan.io.named_choice import read_choice
from routeplan.planning.found_system import SystemSearch
from routeplan.planning.stops import LandingLike
from routeplan.planning.system import System
from routeplan.planning.system_planning import Branch
from routeplan.planning.system_valuation import rules_of
from routeplan.planning.topology import Topology
from routeplan.runtime.notices import tell
from routeplan.runtime.progress import track_items

if TYPE_CHECKING:
    import pandas as pd

    from routeplan.planning.planner import Planner


def plan_topologies(  # noqa: PLR0913 - one keyword for each choice
    planner: Planner,
    stops: Sequence[LandingLike],
    *,
    branches: Sequence[LandingLike | Branch] = (),
    topologies: Sequence[Topology | str] = tuple(Topology),
    branching_unit: UnitKind | str | None = None,
    trunk_pairs: int | None = None,
    prove: bool = False,
) -> tuple[System, ...]:
    """Plan several topologies of the same landings; the search is made once.

    Parameters
    ----------
    planner : Planner
    stops, branches, branching_unit, trunk_pairs, prove
        As :meth:`routeplan.planning.planner.Planner.system` takes them.
    topologies : sequence of Topology or str

    Returns
    -------
    tuple of System
        Each named by its topology. A ring without a second way is left out, and said.

    Raises
    ------
    UsageError, NoRouteError
        As there.

    Examples
    --------
    A tree has a branching unit at sea, and is shorter than a star here:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> ends, branches = ["galway", "halifax"], ["nuuk"]
    >>> tree, star = rp.plan_topologies(planner, ends, branches=branches, topologies=["tree", "star"])
    >>> tree.length_km < star.length_km, len(tree.branching_units), len(star.branching_units)
    (True, 1, 0)
    """
    rules = rules_of(planner).with_unit(branching_unit).with_trunk_pairs(trunk_pairs)
    search = SystemSearch.of(planner, stops, branches, rules=rules)
    planned = []
    wanted = [read_choice(Topology, name, "topology") for name in topologies]
    with track_items(wanted, "planning topologies") as followed:
        for topology in followed:
            try:
                system = search.plan(topology, prove=prove)
            except NoRouteError as error:
                if topology is not Topology.RING:
                    raise
                tell(str(error))
                continue
            planned.append(replace(system, name=f"{topology}: {system.name}"))
    return tuple(planned)


def compare_systems(systems: Sequence[System]) -> pd.DataFrame:
    """Compare systems in one table, a row each.

    Columns: ``name``, ``topology``, ``landings``, ``branching_units``, ``segments``, ``length_km``,
    ``build_cost_musd``, ``life_cost_musd``, ``objective_musd``, ``rtt_ms`` of the trunk, ``faults_per_year``,
    ``availability_pct``, the mean of the landings, ``least_available`` and ``least_availability_pct``.

    Examples
    --------
    A star has a cable from one landing to each other, without a branching unit:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> ends, branches = ["galway", "halifax"], ["nuuk"]
    >>> systems = rp.plan_topologies(planner, ends, branches=branches, topologies=["star", "tree"])
    >>> table = rp.compare_systems(systems).set_index("topology")
    >>> table[["segments", "branching_units"]].to_dict("index")
    {'star': {'segments': 2, 'branching_units': 0}, 'tree': {'segments': 3, 'branching_units': 1}}
    """
    import pandas as pd

    return pd.DataFrame([_row(system) for system in systems])


def _row(system: System) -> dict[str, object]:
    served = system.landing_table.dropna(subset="availability_pct")
    least = served.sort_values("availability_pct").iloc[0]
    return {
        "name": system.name,
        "topology": system.topology.value if system.topology else "given",
        "landings": len(system.landings),
        "branching_units": system.layout.unit_count,
        "segments": len(system.segments),
        "length_km": system.length_km,
        "build_cost_musd": system.build_cost_usd / 1e6,
        "life_cost_musd": system.life_cost_usd / 1e6,
        "objective_musd": system.objective_usd / 1e6,
        "rtt_ms": system.rtt_ms,
        "faults_per_year": sum(
            segment.breakdown.exposure.total_per_year for segment in system.segments if segment.breakdown
        ),
        "availability_pct": served["availability_pct"].mean(),
        "least_available": least["landing"],
        "least_availability_pct": least["availability_pct"],
    }
