"""Options of files: how much they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # commands read their options before anything else is imported
    from routeplan.engineering.crossings import Crossing
    from routeplan.io.imported_line import ImportedLine
    from routeplan.planning.planner import Planner


class Detail(StrEnum):
    """How much of a route a file holds, where its format has one layer only.

    Attributes
    ----------
    ROUTE
        Each route as one line.
    STRETCHES
        Also its stretches of one jurisdiction, ice class and depth band, each with its costs and risks.
    """

    ROUTE = "route"
    STRETCHES = "stretches"


@dataclass(frozen=True, slots=True)
class FileOptions:
    """Options of :func:`routeplan.view.files.write_result`.

    Attributes
    ----------
    detail : Detail
        Formats with several layers have all of them whatever it is.
    crossings : tuple of Crossing
        Crossings of the result, from :func:`routeplan.engineering.crossings.find_crossings`: a layer of their own.
    list_tolerance_m : float
        How far the alter courses of a position list may be from the route.
    list_legs : "geodesic" or "rhumb"
        Legs of a position list.
    crossed_lines : tuple of ImportedLine
        The user's own lines, whose crossings a position list has as those of existing cables.
    planner : Planner, optional
        Of the routes. Without it a position list has no crossings and no slopes, and its cost is not held.
    """

    detail: Detail = Detail.ROUTE
    crossings: tuple[Crossing, ...] = ()
    list_tolerance_m: float = 500.0
    list_legs: Literal["geodesic", "rhumb"] = "geodesic"
    crossed_lines: tuple[ImportedLine, ...] = ()
    planner: Planner | None = None


DEFAULT_OPTIONS = FileOptions()
