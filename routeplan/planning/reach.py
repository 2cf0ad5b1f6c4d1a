"""Which landings a route can reach, and at what cost: all of them from one cost field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.geo.grid import FloatCells
from routeplan.planning.stops import place_of
from routeplan.solver.cost_fields import find_arrivals
from routeplan.solver.cost_grid import CostGrid

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("id", "name", "country", "lon", "lat")


def derive_reach(
    cost_grid: CostGrid, field: FloatCells, landings: Sequence[Landing], *, landfall_limit_km: float
) -> pd.DataFrame:
    """Read the cost of the cheapest route to each landing from a cost field.

    Parameters
    ----------
    cost_grid : CostGrid
        That the field was found on.
    field : (rows, cols) float32
        Cost from the starts to every cell, USD.
    landings : sequence of Landing
    landfall_limit_km : float

    Returns
    -------
    DataFrame
        ``id``, ``name``, ``country``, ``lon``, ``lat``, ``cost_usd``; cheapest first, without landings that no route
        reaches.
    """
    import pandas as pd

    places = [place_of(landing) for landing in landings]
    cost_usd = find_arrivals(cost_grid, field, places, landfall_limit_km=landfall_limit_km)
    rows = [[getattr(landing, column) for column in _COLUMNS] for landing in landings]
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).assign(cost_usd=cost_usd)
    return table[np.isfinite(cost_usd)].sort_values("cost_usd", kind="stable", ignore_index=True)
