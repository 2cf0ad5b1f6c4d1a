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
from routeplan.planning.full_resolution import FineCosts, FineDepths, derive_optimistic, lay_out_fine_grid
from routeplan.runtime.disk_cache import keep
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.multiresolution import FineGrid

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


def keep_fine_grid(valuer: Valuer, surface: CostSurface, fine_depths: FineDepths) -> FineGrid:
    """Lay out a fine grid, and read what it takes from coarse cells from the cache, or derive and keep it."""

    def derive() -> dict[str, npt.NDArray[Any]]:
        costs = FineCosts.of(valuer, surface)
        own = {"rest": costs.rest, "ploughable": costs.ploughable, "closed": costs.closed}
        return own | dict(derive_optimistic(costs, fine_depths).as_arrays())

    made_from = valuer.made_from, fine_depths.shallowest_m, fine_depths.deepest_m
    kept = keep("fine-costs", made_from, derive)
    costs = FineCosts(valuer, kept["rest"], kept["ploughable"], kept["closed"], surface.headings)
    return lay_out_fine_grid(costs, CostGrid.from_arrays(surface.grid, kept), fine_depths)


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
