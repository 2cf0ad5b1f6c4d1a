"""Announced systems beside the systems that were planned for them: length, cost, faults and downtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from routeplan.catalog.proposals import Announced, Proposal
from routeplan.cost.cost_table import total_of
from routeplan.errors import UsageError
from routeplan.planning.system import System

if TYPE_CHECKING:
    import pandas as pd


def tabulate_proposals(proposals: Sequence[Proposal]) -> pd.DataFrame:
    """Tabulate what was announced, a row a system, by name.

    Columns: ``trunk``, ``branches``, ``not_named`` (landings that stand in for a country, a coast or a place inland),
    ``announced_km``, ``announced_musd``; all text, empty where nothing was announced.

    Examples
    --------
    Lengths are announced as ranges, and some landings only as a country or coast:

    >>> import routeplan as rp
    >>> rp.tabulate_proposals(rp.read_proposals()).loc["Far North Fiber", ["announced_km", "not_named"]].tolist()
    ['14,000–17,000', 'Chikura, Nome, Resolute, Bodø']
    """
    import pandas as pd

    rows = [
        {
            "trunk": " – ".join(landing.name for landing in proposal.stops),
            "branches": ", ".join(landing.name for landing in proposal.branches),
            "not_named": ", ".join(landing.name for landing in proposal.stand_ins),
            "announced_km": _text(proposal.length_km),
            "announced_musd": _text(proposal.cost_musd),
        }
        for proposal in proposals
    ]
    return pd.DataFrame(rows, index=pd.Index([proposal.name for proposal in proposals], name="name"))


def compare_with_announced(proposals: Sequence[Proposal], systems: Sequence[System]) -> pd.DataFrame:
    """Put planned lengths and costs beside announced ones, a row a system, by name.

    Columns: ``announced_km`` (text), ``trunk_cable_km``, ``cable_km`` of all segments, ``announced_musd`` (text),
    ``build_cost_musd`` and ``build_range_musd`` (text, low to high prices). Announced figures that are not known are
    empty.

    Parameters
    ----------
    proposals : sequence of Proposal
    systems : sequence of System
        Planned for the proposals, in the same order.

    Raises
    ------
    UsageError
        If there are more of one than of the other.

    Examples
    --------
    The length of Greenland Connect was announced, its cost was not:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> built = [proposal for proposal in rp.read_proposals() if proposal.id == "greenland-connect"]
    >>> planned = [rp.plan_system(planner, proposal.stops) for proposal in built]
    >>> row = rp.compare_with_announced(built, planned).loc["Greenland Connect"]
    >>> row["announced_km"], int(round(row["cable_km"], -3)), row["announced_musd"]
    ('4,500–4,800', 5000, '')
    """
    import pandas as pd

    _check(proposals, systems)
    rows = [
        {
            "announced_km": _text(proposal.length_km),
            "trunk_cable_km": sum(system.segments[number].cable_km for number, _ in system.trunk.segments),
            "cable_km": system.cable_km,
            "announced_musd": _text(proposal.cost_musd),
            "build_cost_musd": system.build_cost_usd / 1e6,
            "build_range_musd": _text(_range_musd(system)),
        }
        for proposal, system in zip(proposals, systems, strict=True)
    ]
    return pd.DataFrame(rows, index=pd.Index([proposal.name for proposal in proposals], name="name"))


def tabulate_service(systems: Sequence[System]) -> pd.DataFrame:
    """Tabulate what fails in systems and what that stops, a row a system, by name.

    Columns: ``landings``, ``faults_per_year``, ``down_hours_per_year`` between the ends of the trunk, their
    ``worst_month`` and ``worst_month_down_pct``; ``least_served``, the landing between the ends that is cut off for
    most of a year, and ``least_served_down_hours_per_year``.

    Examples
    --------
    Nuuk is at the end of a branch, and the system has less than one fault a year:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> branch = rp.Branch("nuuk", "55.0,-38.0")
    >>> system = rp.plan_system(planner, ["galway", "halifax"], branches=[branch])
    >>> row = rp.tabulate_service([system]).loc["Galway – Halifax"]
    >>> row["least_served"], bool(row["faults_per_year"] < 1)
    ('Nuuk', True)
    """
    import pandas as pd

    return pd.DataFrame(
        [_service(system) for system in systems],
        index=pd.Index([system.name for system in systems], name="name"),
    )


def _service(system: System) -> dict[str, object]:
    served = system.landing_table.dropna(subset="availability_pct").set_index("landing")
    ends = served.loc[system.start.name]
    between = served.drop(index=[system.start.name, system.end.name])
    least = between["availability_pct"].idxmin() if len(between) else None
    return {
        "landings": len(system.landings),
        "faults_per_year": sum(
            segment.breakdown.exposure.total_per_year for segment in system.segments if segment.breakdown
        ),
        "down_hours_per_year": ends["down_hours_per_year"],
        "worst_month": ends["worst_month"],
        "worst_month_down_pct": ends["worst_month_down_pct"],
        "least_served": least,
        "least_served_down_hours_per_year": between["down_hours_per_year"].get(least, float("nan")),
    }


def _check(proposals: Sequence[Proposal], systems: Sequence[System]) -> None:
    if len(proposals) != len(systems):
        raise UsageError(
            f"{len(proposals)} announced systems beside {len(systems)} planned ones; give one plan for each"
        )


def _range_musd(system: System) -> Announced:
    total = total_of(system.breakdown.build_items)
    return Announced(total.low / 1e6, total.high / 1e6)


def _text(figure: Announced | None) -> str:
    return str(figure) if figure else ""
