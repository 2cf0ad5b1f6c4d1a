"""The live planner: an interactive map in JupyterLab that plans while you change ends, areas and multipliers."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

# `import routeplan` loads this module: everything heavy is imported when a live planner opens.
from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.cost.scenario import Scenario
    from routeplan.live.live_planner import LivePlanner

_REQUIRED = ("anywidget", "ipywidgets")
_MIN_KM = 2.0  # below this cell size the cost surface is not built as a whole
_MAX_KM = 200.0  # of a scenario's cells
# Live planners by the notebook cell that opened them. Widgets and threads keep a live planner alive even when no
# variable holds it. It may hold a gigabyte, so a cell that runs again closes the one it opened before.
_OPENED: WeakValueDictionary[str, LivePlanner] = WeakValueDictionary()


def live(
    start: str = "bodo",
    end: str = "tomakomai",
    *,
    scenario: Scenario | str | Path = "balanced",
    spacing_km: float = 10.0,
    refined_km: float | None = 5.0,
) -> LivePlanner:
    """Open the live planner; as the last expression of a notebook cell it is displayed.

    Drag an end or click a landing, draw a closed area or a via point, move the multipliers. Route, corridor, costs and
    profile follow at once on cells of ``spacing_km``, and after a second without changes on cells of ``refined_km``.
    A cell that runs again closes the live planner it opened before.

    Parameters
    ----------
    start, end : str
        First ends: a landing's id or name, or ``"LAT,LON"``.
    scenario : Scenario, str or Path
        First assumptions. Its data and landfall limit stay for all later requests.
    spacing_km : float
        Cell size of the first answer, 2 km or more.
    refined_km : float, optional
        Cell size of the refined answer; None for no refinement.

    Returns
    -------
    LivePlanner
        ``route`` and ``pinned`` are the routes shown, for the cells below; ``write`` exports.

    Raises
    ------
    UsageError
        If a library is missing, a landing is unknown, or cells are too small.
    ScenarioError, DataError
        As `open_planner`.
    """
    missing = [name for name in _REQUIRED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the live planner needs {' and '.join(missing)}: pip install 'routeplan[live]', then restart JupyterLab"
        )
    check_cell_sizes(spacing_km, refined_km)
    from routeplan.catalog.landings import find_landing
    from routeplan.cost.scenario import Scenario, read_scenario
    from routeplan.live.live_planner import LivePlanner
    from routeplan.live.state import PlanRequest
    from routeplan.planning.open import open_planner

    opening_scenario = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
    request = PlanRequest(find_landing(start), find_landing(end), opening_scenario)
    cell = _running_cell()
    if cell in _OPENED:
        _OPENED[cell].close()
    planner = open_planner(opening_scenario, spacing_km=spacing_km)
    finer_km = refined_km if refined_km is not None and refined_km < spacing_km else None
    opened = LivePlanner(request, planner, finer_km)
    if cell:
        _OPENED[cell] = opened
    return opened


def check_cell_sizes(*sizes_km: float | None) -> None:
    """Refuse cells below 2 km or above 200 km.

    Raises
    ------
    UsageError
        If one of the sizes is outside; None is no size.
    """
    for size_km in sizes_km:
        if size_km is not None and not _MIN_KM <= size_km <= _MAX_KM:
            raise UsageError(
                f"live planner on cells of {size_km:g} km: use {_MIN_KM:g} km or more, up to {_MAX_KM:g}"
            )


def _running_cell() -> str:
    """Id of the notebook cell that runs, as JupyterLab sends it to the kernel; empty elsewhere."""
    from IPython import get_ipython

    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return str(parent.get("metadata", {}).get("cellId", ""))
