"""The segments of a system, as commands print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routeplan.cli.printing import number, print_table

if TYPE_CHECKING:
    from routeplan.planning.system import System

_FIGURES = {
    "length_km": ("km", 0),
    "cable_km": ("cable km", 0),
    "build_cost_musd": ("build M USD", 1),
    "life_cost_musd": ("life M USD", 1),
    "faults_per_year": ("faults/yr", 2),
    "down_days_per_year": ("down days/yr", 1),
    "land_km": ("over land km", 1),
}


def print_segments(system: System) -> None:
    """Print a row a segment, one for what is paid once, and the total."""
    rows = []
    for row in system.segment_table.to_dict("records"):
        figures = [number(row[key], decimals) for key, (_, decimals) in _FIGURES.items()]
        rows.append([str(row["segment"]), str(row["from"]), str(row["to"]), *figures])
    headings = ["segment", "from", "to", *(heading for heading, _ in _FIGURES.values())]
    print_table(rows, headings, right=headings[3:])
