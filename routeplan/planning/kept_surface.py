"""Cost surfaces, and what the solver makes of them, on disk: a planner that is opened again maps them into memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.cost.heading_cost import HeadingCost
from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.cost.terms import Term
from routeplan.cost.valuation import Valuer
from routeplan.runtime.disk_cache import keep
from routeplan.solver.cost_grid import CostGrid

_TERM = "term-"


def keep_surface(valuer: Valuer) -> CostSurface:
    """Read the cost surface of a seabed under assumptions from the cache; derive and keep it if it is not there."""

    def derive() -> dict[str, npt.NDArray[Any]]:
        surface = valuer.derive_surface()
        terms = {_TERM + term: values for term, values in surface.terms.items()}
        arrays = {
            "barrier": surface.barrier,
            "nowhere": np.array(sorted(surface.nowhere), dtype="U"),
            **terms,
        }
        if surface.headings is not None:
            arrays |= {"cheapest": surface.headings.cheapest, "across": surface.headings.across}
        return arrays

    seabed, weights = valuer.seabed, valuer.assumptions.weights.model_dump()
    kept = keep("surface", valuer.made_from, derive)
    headings = HeadingCost(kept["cheapest"], kept["across"]) if "across" in kept else None
    # In the order of the derivation: what is added up in another order differs in its last digit.
    terms = {term.value: kept[_TERM + term.value] for term in Term if _TERM + term.value in kept}
    return CostSurface(
        seabed.grid,
        seabed.depth_m,
        terms,
        kept["barrier"],
        weights,
        frozenset(kept["nowhere"].tolist()),
        headings,
    )


def keep_cost_grid(
    name: str, surface: CostSurface, closed: BoolCells | None, lay: Callable[[], CostGrid]
) -> CostGrid:
    """Read a surface as the solver takes it from the cache, with its basins; lay it out if it is not there.

    Parameters
    ----------
    name : str
        Of the entry.
    surface : CostSurface
        From :func:`keep_surface`.
    closed : (rows, cols) bool, optional
        Cells that are closed besides its barriers.
    lay : callable
        Lays the surface out.
    """
    made_from: tuple[object, ...] = (
        surface.grid,
        surface.depth_m,
        dict(surface.terms),
        surface.barrier,
        dict(surface.weights),
        closed,
    )
    if surface.headings is not None:
        made_from = (*made_from, surface.headings.cheapest, surface.headings.across)
    return CostGrid.from_arrays(surface.grid, keep(name, made_from, lambda: lay().as_arrays()))
