"""Columns of a position list in files: heading, unit, decimals. `routeplan.io.position_list` reads all of them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from routeplan.engineering.listing import RoutePositionList
from routeplan.geo.degrees_minutes import DECIMALS, DegreesMinutes
from routeplan.geo.position_text import Axis
from routeplan.planning.system import System
from routeplan.view.files.workbook_tables import Cell


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a position list.

    Attributes
    ----------
    heading, unit : str
        The unit is empty for texts.
    value : callable
        Value of a row of the table.
    decimals : int or None
        Of numbers; None for texts.
    width : int
        Characters, in a workbook.
    shown_decimals : int, optional
        In a workbook, where cells hold more than they show.
    """

    heading: str
    unit: str
    value: Callable[[Any], Cell]
    decimals: int | None = None
    width: int = 9
    shown_decimals: int | None = None

    @property
    def title(self) -> str:
        """Heading with its unit, for files with one row of headings."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading


def _of(name: str) -> Callable[[Any], Cell]:
    def value(row: Any) -> Cell:
        found = getattr(row, name)
        return None if isinstance(found, float) and isnan(found) else found

    return value


def _angle(name: str, part: str) -> Callable[[Any], Cell]:
    axis: Axis = "latitude" if name == "lat" else "longitude"

    def value(row: Any) -> Cell:
        found: Cell = getattr(DegreesMinutes.of(getattr(row, name), axis), part)
        return found

    return value


LIST_FILE_COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("No.", "", _of("number"), 0, 5),
    ListColumn("Event", "", _of("event"), width=34),
    ListColumn("Lat deg", "", _angle("lat", "degrees"), 0, 5),
    ListColumn("Lat min", "", _angle("lat", "minutes"), DECIMALS, 9),
    ListColumn("N/S", "", _angle("lat", "hemisphere"), width=4),
    ListColumn("Lon deg", "", _angle("lon", "degrees"), 0, 5),
    ListColumn("Lon min", "", _angle("lon", "minutes"), DECIMALS, 9),
    ListColumn("E/W", "", _angle("lon", "hemisphere"), width=4),
    ListColumn("Bearing at start", "°T", _of("bearing_start_deg"), 3, 9),
    ListColumn("Bearing at end", "°T", _of("bearing_end_deg"), 3, 9),
    ListColumn("Leg distance", "km", _of("leg_km"), 6, 10, 3),
    ListColumn("Cumulative distance", "km", _of("route_km"), 6, 12, 3),
    ListColumn("Slack", "%", _of("slack_pct"), 2, 7),
    ListColumn("Leg cable length", "km", _of("leg_cable_km"), 6, 10, 3),
    ListColumn("Cumulative cable length", "km", _of("cable_km"), 6, 12, 3),
    ListColumn("Cable type", "", _of("cable_type"), width=7),
    ListColumn("Burial target", "m", _of("burial_m"), 1, 8),
    ListColumn("Water depth", "m", _of("depth_m"), 1, 9),
    ListColumn("Slope along", "°", _of("slope_along_deg"), 2, 8),
    ListColumn("Slope across", "°", _of("slope_across_deg"), 2, 8),
    ListColumn("Jurisdiction", "", _of("jurisdiction"), width=18),
    ListColumn("Remarks", "", _of("remarks"), width=48),
)


@dataclass(frozen=True, slots=True)
class NameColumn:
    """A first column of a file with several lists.

    Attributes
    ----------
    heading : str
    name_of : callable
        Text of each row of a list.
    """

    heading: str
    name_of: Callable[[RoutePositionList], str]


def name_columns(lists: Sequence[RoutePositionList]) -> tuple[NameColumn, ...]:
    """Columns that tell lists apart: none for one, the system and the segment if one is of a system, else the route."""
    if len(lists) == 1:
        return ()
    if any(isinstance(listed.whole, System) for listed in lists):
        return (
            NameColumn("System", lambda listed: listed.whole.name),
            NameColumn("Segment", lambda listed: listed.name),
        )
    return (NameColumn("Route", lambda listed: listed.name),)


def list_rows(lists: Sequence[RoutePositionList]) -> list[list[Cell]]:
    """Give the rows of lists in the order of the columns, names first where there are several."""
    names = name_columns(lists)
    return [
        [*(name.name_of(listed) for name in names), *(column.value(row) for column in LIST_FILE_COLUMNS)]
        for listed in lists
        for row in _named_rows(listed.table)
    ]


def columns_of(lists: Sequence[RoutePositionList]) -> tuple[ListColumn, ...]:
    """Columns of a file with these lists."""
    names = (ListColumn(name.heading, "", _of(name.heading), width=24) for name in name_columns(lists))
    return (*names, *LIST_FILE_COLUMNS)


def _named_rows(table: pd.DataFrame) -> Any:
    return table.itertuples(index=False, name="Row")
