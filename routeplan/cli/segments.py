"""The segments and landings of a system, and several systems, as commands print them."""

from __future__ import annotations

from collections.abc import Sequence
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
_PARTS = {
    "fibre_pairs": ("fibre pairs", 0),
    "length_km": ("km", 0),
    "faults_per_year": ("faults/yr", 2),
    "down_days_per_year": ("down days/yr", 1),
    "trunk_faults_per_year": ("stop the trunk/yr", 2),
}
_WORTH = {
    "fibre_pairs": ("fibre pairs", 0),
    "availability_pct": ("available %", 3),
    "down_hours_per_year": ("cut off h/yr", 1),
    "worst_month_down_pct": ("worst month %", 2),
    "trunk_faults_per_year": ("faults on trunk/yr", 3),
    "stand_alone_musd": ("alone M USD", 1),
    "incremental_musd": ("last M USD", 1),
    "shapley_musd": ("share M USD", 1),
}
_TOPOLOGY = {
    "branching_units": ("units", 0),
    "length_km": ("km", 0),
    "build_cost_musd": ("build M USD", 1),
    "life_cost_musd": ("life M USD", 1),
    "objective_musd": ("objective M USD", 1),
    "rtt_ms": ("trunk rtt ms", 1),
    "faults_per_year": ("faults/yr", 2),
    "availability_pct": ("mean available %", 3),
    "least_availability_pct": ("least %", 3),
}


def print_segments(system: System) -> None:
    """Print a row a segment, one for what is paid once, and the total."""
    rows = []
    for row in system.segment_table.to_dict("records"):
        figures = [number(row[key], decimals) for key, (_, decimals) in _FIGURES.items()]
        rows.append([str(row["segment"]), str(row["from"]), str(row["to"]), *figures])
    headings = ["segment", "from", "to", *(heading for heading, _ in _FIGURES.values())]
    print_table(rows, headings, right=headings[3:])


def print_parts(system: System) -> None:
    """Print the trunk, then each branch: how often it fails, and how many of its faults stop the trunk."""
    table = system.part_table
    kept = [key for key in _PARTS if table[key].notna().any()]
    rows = [
        [str(row["part"]), *(number(row[key], _PARTS[key][1]) for key in kept)]
        for row in table.to_dict("records")
    ]
    if rows:
        headings = ["part", *(_PARTS[key][0] for key in kept)]
        print_table(rows, headings, right=headings[1:])


def print_landings(system: System) -> None:
    """Print a row a landing: how often it is cut off and in which month most, and its shares of the objective."""
    table = system.landing_table
    if table.empty:
        return
    kept = [key for key in _WORTH if key in table and table[key].notna().any()]
    rows = [
        [str(row["landing"]), _text(row["worst_month"]), *(number(row[key], _WORTH[key][1]) for key in kept)]
        for row in table.to_dict("records")
    ]
    if "shapley_musd" in kept:  # shares of the landings and of the trunk add up to it
        whole = [number(system.objective_usd / 1e6, 1) if key == "shapley_musd" else "" for key in kept]
        rows.append(["objective", "", *whole])
    headings = ["landing", "worst month", *(_WORTH[key][0] for key in kept)]
    print_table(rows, headings, right=headings[2:])


def print_topologies(systems: Sequence[System]) -> None:
    """Print a row a system."""
    from routeplan.planning.system_comparison import compare_systems

    rows = [
        [
            str(row["name"]),
            *(number(row[key], digits) for key, (_, digits) in _TOPOLOGY.items()),
            str(row["least_available"]),
        ]
        for row in compare_systems(systems).to_dict("records")
    ]
    headings = ["system", *(heading for heading, _ in _TOPOLOGY.values()), "least available"]
    print_table(rows, headings, right=headings[1:-1])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
