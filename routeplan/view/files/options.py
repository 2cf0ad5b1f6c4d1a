"""Options of files: how much they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routeplan.engineering.crossings import Crossing


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
    """

    detail: Detail = Detail.ROUTE
    crossings: tuple[Crossing, ...] = ()


DEFAULT_OPTIONS = FileOptions()
