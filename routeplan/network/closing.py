"""What is left between regions when a strait closes, and month by month, today and with each candidate."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from routeplan.errors import UsageError
from routeplan.network.answers import pair_name
from routeplan.network.network import PAIRS, RED_SEA, Network
from routeplan.network.regions import Region
from routeplan.network.risk_groups import GroupKind

ALL_OPEN, TODAY = "all_open", "today"


def derive_closures(network: Network, *, straits: int = 5) -> pd.DataFrame:
    """Count the disjoint paths that are left between each two regions when one strait takes all cables in it.

    Parameters
    ----------
    network : Network
    straits : int
        How many, those that most cables share; the Red Sea is always among them.

    Returns
    -------
    DataFrame of int
        By ``regions`` and ``closed`` (a strait's name). Columns: ``all_open``, today's paths while nothing is closed;
        ``today``, those left of them; then ``with <candidate>`` for each.

    Raises
    ------
    UsageError
        If no strait is asked for.
    """
    if straits < 1:
        raise UsageError(f"{straits} straits to close; give 1 or more")
    risks = network.shared_risks()
    shared = risks[risks["kind"] == GroupKind.STRAIT.value]
    asked = pd.concat([shared.nlargest(straits, "links"), shared[shared["id"] == RED_SEA]]).drop_duplicates(
        "id"
    )
    cases = _cases(network)
    rows = {
        (pair_name(*pair, direct=True), name): [
            network.count_paths(*pair),
            *(network.count_paths(*pair, adding=adding, closing=[key]) for adding in cases.values()),
        ]
        for pair in PAIRS
        for key, name in zip(asked["id"].astype(str), asked["name"].astype(str), strict=True)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[ALL_OPEN, *cases])
    table.index = pd.MultiIndex.from_tuples(list(rows), names=["regions", "closed"])
    return table


def derive_months(
    network: Network, start: str | Region, end: str | Region, *, adding: Sequence[str] = ()
) -> pd.DataFrame:
    """Tell the share of each month with enough paths between two regions, today and with each of some candidates.

    Returns
    -------
    DataFrame of float
        By ``month`` (its name). Columns: ``today``, then ``with <candidate>`` for each of ``adding``.
    """
    cases = {TODAY: ()} | {f"with {name}": (name,) for name in adding}
    months = {
        words: network.availability(start, end, adding=names).by_month.set_index("month")["available"]
        for words, names in cases.items()
    }
    return pd.DataFrame(months)


def _cases(network: Network) -> dict[str, tuple[str, ...]]:
    """Today, and each candidate by itself."""
    return {TODAY: ()} | {f"with {link.name}": (link.name,) for link in network.candidates}
