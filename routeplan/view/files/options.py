"""Options of files: how much they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands read their options before anything else is imported
    from routeplan.engineering.crossings import Crossing
    from routeplan.engineering.list_options import ListOptions


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
    lists : ListOptions, optional
        Of position lists; without them the defaults.
    """

    detail: Detail = Detail.ROUTE
    crossings: tuple[Crossing, ...] = ()
    lists: ListOptions | None = None


DEFAULT_OPTIONS = FileOptions()
