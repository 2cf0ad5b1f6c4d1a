"""Passages on disk: the same corridor over the same cells is answered from the cache, without its cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.catalog.models import Landing
from routeplan.geo.track import Line
from routeplan.planning.corridor.passages import Passage
from routeplan.planning.legs import LegFinder
from routeplan.runtime.disk_cache import keep
from routeplan.runtime.notices import collected_notices, tell

_FIGURES = ("cell_lon", "cell_lat", "excess_pct", "cost_usd")


def keep_passages(
    finder: LegFinder,
    start: Landing,
    end: Landing,
    within_pct: float,
    find: Callable[[], Sequence[Passage]],
) -> tuple[Passage, ...]:
    """Read the passages of a corridor from the cache; find and keep them if they are not there.

    Parameters
    ----------
    finder : LegFinder
        The cells that decide them.
    start, end : Landing
    within_pct : float
    find : callable
        Finds them.

    Returns
    -------
    tuple of Passage
        Without breakdowns: these follow from the lines.
    """
    made_from = (*finder.made_from(start, end), within_pct)
    kept = keep("passages", made_from, lambda: _as_arrays(find))
    for line in kept["notices"]:
        tell(str(line))
    edges = np.cumsum(kept["count"])[:-1]
    lines = zip(np.split(kept["lon"], edges), np.split(kept["lat"], edges), strict=True)
    return tuple(
        Passage(
            straits=tuple(filter(None, str(kept["straits"][number]).split("\n"))),
            line=Line(lon, lat),
            cell_lon=float(kept["cell_lon"][number]),
            cell_lat=float(kept["cell_lat"][number]),
            excess_pct=float(kept["excess_pct"][number]),
            cost_usd=float(kept["cost_usd"][number]),
        )
        for number, (lon, lat) in enumerate(lines)
    )


def _as_arrays(find: Callable[[], Sequence[Passage]]) -> dict[str, npt.NDArray[Any]]:
    with collected_notices() as notices:
        passages = find()
    lines = [passage.line for passage in passages]
    figures = {
        name: np.array([getattr(passage, name) for passage in passages], np.float64) for name in _FIGURES
    }
    return figures | {
        "notices": np.array(notices, dtype=np.str_),
        "straits": np.array(["\n".join(passage.straits) for passage in passages], dtype=np.str_),
        "count": np.array([len(line.lon) for line in lines]),
        "lon": np.concatenate([line.lon for line in lines]),
        "lat": np.concatenate([line.lat for line in lines]),
    }
