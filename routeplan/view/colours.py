"""Colours: one for each route in every map, figure, table and report, and those of paper, sea and land."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routeplan.planning.route import Route
    from routeplan.planning.system import Valued

# Okabe and Ito's colours, distinct in every kind of colour vision. Those with the most contrast to blue water come
# first. Their yellow is left out: it cannot be seen on white paper.
ROUTE_COLOURS = ("#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#0072B2", "#56B4E9")

INK, QUIET, FRAME = "#26323a", "#5a666e", "#9aa5ab"  # text, secondary text, frames of axes
# Maps; the style sheet of the interactive map has the same.
PAPER, SEA, LAND, COAST, BORDER = "#f3f2ee", "#d9e6ea", "#e7e2d6", "#8b8577", "#a49d8e"
SEABED, WATER = "#d9cfbf", "#dceaf2"  # depth profiles


def route_colours(routes: Sequence[Valued]) -> tuple[str, ...]:
    """Give each route its colour, the same in map, table, profile and report."""
    return tuple(islice(cycle(ROUTE_COLOURS), len(routes)))


def coloured_parts(routes: Sequence[Valued], colours: Sequence[str] | None = None) -> list[tuple[Route, str]]:
    """Give routes, and the segments of systems, each in the colour of its route or system."""
    from routeplan.planning.system import segments_of

    return [
        (part, colour)
        for valued, colour in zip(routes, colours or route_colours(routes), strict=True)
        for part in segments_of(valued)
    ]
