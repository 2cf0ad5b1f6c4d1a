"""Legs on disk: the same question over the same cells is answered from the cache; on whole cells only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.catalog.models import Landing
from routeplan.geo.track import Line
from routeplan.planning.legs import LegFinder, SearchedLeg
from routeplan.runtime.disk_cache import keep
from routeplan.solver.landfall import Landfall
from routeplan.solver.path import GridPath

Arrays = Mapping[str, npt.NDArray[Any]]


def keep_leg(finder: LegFinder, start: Landing, end: Landing) -> SearchedLeg:
    """Read the cheapest path between two stops from the cache; find and keep it if it is not there.

    Raises
    ------
    UsageError, NoRouteError
        As :meth:`routeplan.planning.legs.LegFinder.find`, each time it is asked.
    """
    kept = keep("leg", finder.made_from(start, end), lambda: _as_arrays(finder.find(start, end)))
    bounded = finder.cost_grid if finder.coastal is None else finder.coastal.coarse
    path, searched = path_from(kept, "path"), path_from(kept, "searched")
    return SearchedLeg(path, Line(kept["lon"], kept["lat"]), finder.surface, searched, bounded)


def _as_arrays(leg: SearchedLeg) -> dict[str, npt.NDArray[Any]]:
    line = {"lon": leg.line.lon, "lat": leg.line.lat}
    return line | path_arrays(leg.path, "path") | path_arrays(leg.searched, "searched")


def path_arrays(path: GridPath, name: str) -> dict[str, npt.NDArray[Any]]:
    """Give a path as arrays, whose names begin with a name."""
    arrays = {f"{name}-row": path.row, f"{name}-col": path.col, f"{name}-seconds": np.array(path.seconds)}
    for end, landfall in (("start", path.start), ("end", path.end)):
        arrays |= {
            f"{name}-{end}-{at.name}": np.asarray(getattr(landfall, at.name)) for at in fields(Landfall)
        }
    return arrays


def path_from(arrays: Arrays, name: str) -> GridPath:
    """Read a path from the arrays that :func:`path_arrays` gives."""
    start, end = (
        Landfall(**{at.name: _plain(arrays[f"{name}-{end}-{at.name}"]) for at in fields(Landfall)})
        for end in ("start", "end")
    )
    seconds = arrays[f"{name}-seconds"].item()
    return GridPath(arrays[f"{name}-row"], arrays[f"{name}-col"], start, end, seconds)


def _plain(value: npt.NDArray[Any]) -> Any:
    """Make a number of an array without dimensions."""
    return value if value.ndim else value.item()
