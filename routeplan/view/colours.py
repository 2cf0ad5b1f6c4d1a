"""Colours that routes keep in every map, figure, table and report."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routeplan.planning.route import Route

# Okabe and Ito, for every kind of colour vision, those first that stand out best from blue water; their yellow is left
# out: on white paper it cannot be seen.
ROUTE_COLOURS = ("#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#0072B2", "#56B4E9")


def route_colours(routes: Sequence[Route]) -> tuple[str, ...]:
    """Colour of each route, the same in map, table, profile and report."""
    return tuple(islice(cycle(ROUTE_COLOURS), len(routes)))
