"""A workbench in JupyterLab: choose, drag, draw and weigh, and see the route move."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

# Loaded with `import routeplan`: everything heavy is imported when the planner opens.
from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.cost.scenario import Scenario
    from routeplan.live.live_planner import LivePlanner

_NEEDS = ("ipyleaflet", "ipywidgets")
_LEAST_KM = 2.0  # below, cells are not laid out whole
# By the notebook's cell that opened them. Widgets and threads hold a planner though nobody names it any more, and with
# it a gigabyte: a cell that is run again would leave one behind each time.
_OPENED: WeakValueDictionary[str, LivePlanner] = WeakValueDictionary()


def live(
    start: str = "bodo",
    end: str = "tomakomai",
    *,
    scenario: Scenario | str | Path = "balanced",
    spacing_km: float = 10.0,
    refined_km: float | None = 5.0,
) -> LivePlanner:
    """Open the live planner: the last expression of a notebook's cell shows it.

    Drag an end or click a landing; draw an area that is closed, or a point to pass; weigh the terms. Route, corridor,
    costs and profile follow at once on cells of ``spacing_km``, and when nothing has been asked for a second on those
    of ``refined_km``. A cell that is run again closes the one it opened before.

    Parameters
    ----------
    start, end : str
        Where it begins: a landing's id or name, or ``"LAT,LON"``.
    scenario : Scenario, str or Path
        What is assumed at first; its data and landfall limit hold for all that follows.
    spacing_km : float
        Cells that answer at once, 2 km or more.
    refined_km : float, optional
        Cells to refine on; None to leave it.

    Returns
    -------
    LivePlanner
        ``route`` and ``pinned`` are what it shows, for the cells below; ``write`` exports.

    Raises
    ------
    UsageError
        If its libraries are missing, a landing is unknown, or cells are too small.
    ScenarioError, DataError
        As for a planner.
    """
    missing = [name for name in _NEEDS if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"live planner without {' and '.join(missing)}; pip install 'routeplan[live]' and restart JupyterLab"
        )
    for cells_km in (spacing_km, refined_km):
        if cells_km is not None and cells_km < _LEAST_KM:
            raise UsageError(f"live planner on cells of {cells_km:g} km; give {_LEAST_KM:g} km or more")
    from routeplan.catalog.landings import find_landing
    from routeplan.cost.scenario import Scenario, read_scenario
    from routeplan.live.live_planner import LivePlanner
    from routeplan.live.state import PlanRequest
    from routeplan.planning.open import open_planner

    assumed = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
    request = PlanRequest(find_landing(start), find_landing(end), assumed)
    cell = _running_cell()
    if cell in _OPENED:
        _OPENED[cell].close()
    planner = open_planner(assumed, spacing_km=spacing_km)
    finer_km = refined_km if refined_km is not None and refined_km < spacing_km else None
    opened = LivePlanner(request, planner, finer_km)
    if cell:
        _OPENED[cell] = opened
    return opened


def _running_cell() -> str:
    """Name the cell of a notebook that runs, as JupyterLab tells its kernel; empty elsewhere."""
    from IPython import get_ipython

    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return str(parent.get("metadata", {}).get("cellId", ""))
