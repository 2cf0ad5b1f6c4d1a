"""One route or several, as functions that compare and draw take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from routeplan.errors import UsageError
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued

Routes: TypeAlias = Valued | Iterable[Valued | Iterable[Valued]]


def list_routes(routes: Routes, taken_by: str) -> tuple[Valued, ...]:
    """List one route, or several; sets of diverse routes among them are opened.

    Parameters
    ----------
    routes : Route or System, or iterable of them and of Diverse
    taken_by : str
        Which function takes them, for messages.

    Raises
    ------
    UsageError
        If something else is among them.
    """
    if isinstance(routes, Route | System):
        return (routes,)
    if isinstance(routes, str) or not isinstance(routes, Iterable):
        raise UsageError(
            f"{taken_by} takes routes, not {_described(routes)}; give what planner.route or planner.diverse "
            "return, one or several in a list"
        )
    return tuple(route for part in routes for route in list_routes(part, taken_by))


def list_some_routes(routes: Routes, taken_by: str) -> tuple[Valued, ...]:
    """List one route, or several, and refuse none.

    Raises
    ------
    UsageError
        If there is no route, or something else is among them.
    """
    listed = list_routes(routes, taken_by)
    if not listed:
        raise UsageError(f"{taken_by} of 0 routes; give at least one route")
    return listed


def _described(thing: object) -> str:
    return f'"{thing}"' if isinstance(thing, str) else f"a {type(thing).__name__}"
