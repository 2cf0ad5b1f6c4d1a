"""Fields: what the cheapest path costs to every cell at once, from one place or from several."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.cost_march import march_over
from routeplan.solver.landfall import Landfall, Place, cells_and_legs, find_every_landfall

_CORES = 2  # more marches than this at once wait for memory, not for each other


def find_field(cost_grid: CostGrid, *starts: Place, landfall_limit_km: float) -> FloatCells:
    """Find the cost of the cheapest path from the nearest of some positions to every cell.

    Parameters
    ----------
    cost_grid : CostGrid
    starts : (name, lon, lat)
        Degrees; names are used in messages.
    landfall_limit_km : float
        How far each may lie from the sea.

    Returns
    -------
    (rows, cols) float32
        USD on the cells of the cost grid's grid, infinite where no path leads.

    Raises
    ------
    UsageError
        If a position is outside the data or too far inland, or none is given.
    """
    if not starts:
        raise UsageError("field from no place; give at least one")
    landfalls = [
        landfall
        for start in starts
        for landfall in find_every_landfall(cost_grid, start, limit_km=landfall_limit_km)
    ]
    return _field_of(cost_grid, landfalls)


def stream_fields(
    cost_grid: CostGrid, starts: Iterable[Place], *, landfall_limit_km: float
) -> Iterator[FloatCells]:
    """Find the field of one position after another, in their order; only a few are held at a time.

    Parameters, errors
        As for :func:`find_field`.
    """
    waiting: deque[Future[FloatCells]] = deque()
    _ = cost_grid.basins, cost_grid.rates  # once, before threads ask for them
    with ThreadPoolExecutor(_CORES) as cores:
        for start in starts:
            waiting.append(cores.submit(find_field, cost_grid, start, landfall_limit_km=landfall_limit_km))
            if len(waiting) > _CORES:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def find_arrivals(
    cost_grid: CostGrid, field: FloatCells, ends: Sequence[Place], *, landfall_limit_km: float
) -> FloatArray:
    """Read off a field what the cheapest path to each of some positions costs.

    Returns
    -------
    (ends,) float64
        USD, infinite where no path leads: in another sea, outside the data or too far inland.
    """
    return np.array([_arrival(cost_grid, field, end, landfall_limit_km) for end in ends], dtype=np.float64)


def _arrival(cost_grid: CostGrid, field: FloatCells, end: Place, landfall_limit_km: float) -> float:
    try:
        landfalls = find_every_landfall(cost_grid, end, limit_km=landfall_limit_km)
    except UsageError:
        return np.inf
    cells, leg_costs = cells_and_legs(landfalls)
    rows, cols = np.divmod(cells, cost_grid.width)
    return float((field[rows - RIM, cols - RIM] + leg_costs).min())


def _field_of(cost_grid: CostGrid, landfalls: Sequence[Landfall]) -> FloatCells:
    """March from the cells of all landfalls."""
    return march_over(cost_grid, *cells_and_legs(landfalls))[RIM:-RIM, RIM:-RIM]
