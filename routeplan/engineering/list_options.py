"""What the user chooses for a position list: tolerances, kind of legs, lines whose crossings are listed."""

from __future__ import annotations

from dataclasses import dataclass

from routeplan.errors import UsageError
from routeplan.geo.charted_line import Legs
from routeplan.io.imported_line import ImportedLine

LATERAL_TOLERANCE_M = 500.0
"""Half of a survey corridor of 1 km, the narrower of those in use (editable default)."""
COST_TOLERANCE_PCT = 0.5
"""Of the objective of each leg; far below what prices are known to (editable default)."""

_LEAST_M, _MOST_M = 1.0, 50_000.0
_LEAST_PCT, _MOST_PCT = 0.001, 100.0


@dataclass(frozen=True, slots=True)
class ListOptions:
    """Options of a position list; rules of cable, burial, repeaters and crossings are those of the scenario.

    Attributes
    ----------
    lateral_tolerance_m : float
        How far the legs may be from the route, 1 to 50,000 m. Positions are printed to 0.2 m, and legs that leave the
        route by more than a cell are another route.
    cost_tolerance_pct : float
        How much a leg may differ in cost from the route there, 0.001 to 100 %.
    legs : "geodesic" or "rhumb"
        Kind of legs; rhumb legs need more positions near the Pole.
    lines : tuple of ImportedLine
        The user's own lines, whose crossings are listed as those of existing cables are.

    Raises
    ------
    UsageError
        If a tolerance is out of its range, or no number.

    Examples
    --------
    A list that keeps closer to the route has more positions:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> route = planner.route("galway", "halifax")
    >>> close, loose = (rp.ListOptions(lateral_tolerance_m=metres) for metres in (50, 5000))
    >>> len(rp.derive_position_list(route, close).table) > len(rp.derive_position_list(route, loose).table)
    True
    """

    lateral_tolerance_m: float = LATERAL_TOLERANCE_M
    cost_tolerance_pct: float = COST_TOLERANCE_PCT
    legs: Legs = "geodesic"
    lines: tuple[ImportedLine, ...] = ()

    def __post_init__(self) -> None:
        _check("lateral tolerance", self.lateral_tolerance_m, _LEAST_M, _MOST_M, "m")
        _check("cost tolerance", self.cost_tolerance_pct, _LEAST_PCT, _MOST_PCT, "%")
        if self.legs not in ("geodesic", "rhumb"):
            raise UsageError(f"legs {self.legs!r} of a position list; give geodesic or rhumb")


def _check(name: str, value: float, least: float, most: float, unit: str) -> None:
    if not least <= value <= most:  # NaN fails too
        raise UsageError(
            f"{name} of {value:g} {unit} for a position list; give {least:g} to {most:,.0f} {unit}"
        )


DEFAULT_LIST_OPTIONS = ListOptions()
