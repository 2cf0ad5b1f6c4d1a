"""Position lists of any result with routes: derived, and written as CSV or XLSX by the suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from routeplan.engineering.list_options import DEFAULT_LIST_OPTIONS
from routeplan.engineering.listing import RoutePositionList, derive_position_lists
from routeplan.errors import UsageError
from routeplan.planning.diverse import Diverse
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued
from routeplan.view.files.options import FileOptions
from routeplan.view.files.position_list_csv import write_position_list_csv
from routeplan.view.files.position_list_xlsx import write_position_list_xlsx
from routeplan.view.files.results import Result

_WRITERS: Mapping[str, Callable[[Sequence[RoutePositionList], Path], None]] = {
    ".csv": write_position_list_csv,
    ".xlsx": write_position_list_xlsx,
}


def write_position_lists(result: Result, path: Path, options: FileOptions) -> None:
    """Write the position lists of a result.

    Parameters
    ----------
    result : RoutePositionList, Route, System, Diverse, or a sequence of lists, routes or systems
    path : Path
        Ends in .csv or .xlsx.
    options : FileOptions
        Has those of lists that are derived here.

    Raises
    ------
    UsageError
        If the result has no routes, or one has no breakdown.
    OutputError
        If the file cannot be written; an older file at ``path`` is unchanged.
    """
    lists = [listed for part in _parts_of(result, path) for listed in _lists_of(part, options)]
    _WRITERS[path.suffix.lower()](lists, path)


def _parts_of(result: Result, path: Path) -> Sequence[Valued | RoutePositionList]:
    match result:
        case Route() | System() | RoutePositionList():
            return [result]
        case Diverse():
            return result.routes
        case [Route() | System() | RoutePositionList(), *_] if all(
            isinstance(part, Route | System | RoutePositionList) for part in result
        ):
            return [part for part in result if isinstance(part, Route | System | RoutePositionList)]
    raise UsageError(
        f"cannot write {type(result).__name__} as {path.name}: give a route, several, a system or a diverse set"
    )


def _lists_of(part: Valued | RoutePositionList, options: FileOptions) -> Sequence[RoutePositionList]:
    if isinstance(part, RoutePositionList):
        return [part]
    return derive_position_lists(part, options.lists or DEFAULT_LIST_OPTIONS)
