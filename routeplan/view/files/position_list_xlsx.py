"""Position lists as a workbook: list, segments, straight line, repeaters, crossings, bill of quantities, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from routeplan.engineering.bill_of_quantities import BILL_COLUMNS, derive_bill_of_quantities
from routeplan.engineering.listing import RoutePositionList
from routeplan.engineering.schedule import SCHEDULE_COLUMNS
from routeplan.engineering.straight_line import SECTION_COLUMNS, derive_straight_line
from routeplan.geo.degrees_minutes import DegreesMinutes
from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.view.files.position_list_columns import columns_of, list_rows, name_columns
from routeplan.view.files.position_list_notes import list_notes
from routeplan.view.files.workbook_tables import NOTES_COLUMNS, Book, Cell, SheetColumn, open_book

_NAME_WIDTH = 24
_CELL_DECIMALS = 6


def write_position_list_xlsx(lists: Sequence[RoutePositionList], path: Path) -> None:
    """Write position lists as one workbook.

    Parameters
    ----------
    lists : sequence of RoutePositionList, one or more
        On several, each sheet begins with the name of the route, or of the system and the segment.
    path : Path

    Raises
    ------
    OutputError
        If the file cannot be written; an older file at ``path`` is unchanged.
    UsageError
        If a route was valued without items.
    """
    names = ", ".join(dict.fromkeys(listed.whole.name for listed in lists))
    with open_book(path, title=f"Route position list: {names}", comments=NOT_FOR_NAVIGATION) as book:
        _add_list(book, lists, names)
        _add_sheet(book, lists, "Segments", "Cable and burial schedule", _SEGMENTS, _segment_rows)
        _add_sheet(book, lists, "Straight line", "Straight-line diagram as a table", _SECTIONS, _section_rows)
        _add_sheet(book, lists, "Repeaters", "Repeaters", _REPEATERS, _repeater_rows)
        _add_sheet(book, lists, "Crossings", "Crossings of other cables", _CROSSINGS, _crossing_rows)
        _add_bill(book, lists)
        book.add_table("Notes", "Notes and provenance", NOTES_COLUMNS, list_notes(lists))


def _add_list(book: Book, lists: Sequence[RoutePositionList], names: str) -> None:
    columns = [
        SheetColumn(
            column.heading, column.unit, column.width,
            column.decimals if column.shown_decimals is None else column.shown_decimals,
            wrapped=column.heading in ("Event", "Remarks"),
        )
        for column in columns_of(lists)
    ]  # fmt: skip
    kinds = " and ".join(dict.fromkeys(listed.legs for listed in lists))
    title = f"{names}: {kinds} legs, WGS 84; {NOT_FOR_NAVIGATION}"
    book.add_table("Position list", title, columns, list_rows(lists), frozen=2 + len(name_columns(lists)))


def _add_sheet(
    book: Book,
    lists: Sequence[RoutePositionList],
    sheet: str,
    title: str,
    columns: Sequence[SheetColumn],
    rows_of: Callable[[RoutePositionList], Iterable[Sequence[Any]]],
) -> None:
    names = name_columns(lists)
    rows = [
        [*(name.name_of(listed) for name in names), *(_cell(value) for value in row)]
        for listed in lists
        for row in rows_of(listed)
    ]
    headings = [SheetColumn(name.heading, "", _NAME_WIDTH) for name in names]
    book.add_table(sheet, title, [*headings, *columns], rows)


def _add_bill(book: Book, lists: Sequence[RoutePositionList]) -> None:
    """Add one bill for each route or system: what a system pays once cannot be parted by segment."""
    wholes = {id(listed.whole): [other for other in lists if other.whole is listed.whole] for listed in lists}
    several = len(wholes) > 1
    rows = [
        [*([parts[0].whole.name] if several else []), *map(_cell, row)]
        for parts in wholes.values()
        for row in _bill_rows(parts)
    ]
    columns = [*([SheetColumn("Route or system", "", _NAME_WIDTH)] if several else []), *_BILL]
    book.add_table("Bill of quantities", "Bill of quantities", columns, rows)


_SEGMENTS = (
    SheetColumn("From KP", "km", 10, 3), SheetColumn("To KP", "km", 10, 3), SheetColumn("Route length", "km", 10, 3),
    SheetColumn("Cable type", "", 10), SheetColumn("Buried", "", 8), SheetColumn("Burial target", "m", 8, 1),
    SheetColumn("Mean slack", "%", 8, 2), SheetColumn("Cable length", "km", 10, 3),
    SheetColumn("Least depth", "m", 9, 0, thousands=True), SheetColumn("Greatest depth", "m", 9, 0, thousands=True),
)  # fmt: skip


def _segment_rows(listed: RoutePositionList) -> Iterator[Sequence[Any]]:
    schedule = listed.schedule
    return _rows(schedule.assign(buried=np.where(schedule["buried"], "yes", "no")), SCHEDULE_COLUMNS)


_SECTIONS = (
    SheetColumn("Section", "", 8, 0), SheetColumn("From", "", 18), SheetColumn("To", "", 18),
    SheetColumn("From KP", "km", 10, 3), SheetColumn("To KP", "km", 10, 3), SheetColumn("Cable type", "", 10),
    SheetColumn("Route length", "km", 10, 3), SheetColumn("Cable length", "km", 10, 3),
    SheetColumn("Buried length", "km", 10, 3),
    SheetColumn("Least depth", "m", 9, 0, thousands=True), SheetColumn("Greatest depth", "m", 9, 0, thousands=True),
)  # fmt: skip


def _section_rows(listed: RoutePositionList) -> Iterator[Sequence[Any]]:
    return _rows(derive_straight_line(listed), SECTION_COLUMNS)


_REPEATERS = (
    SheetColumn("Repeater", "", 9), SheetColumn("Position", "WGS 84", 26), SheetColumn("KP", "km", 10, 3),
    SheetColumn("Cable distance", "km", 10, 3), SheetColumn("Cable from the one before", "km", 12, 3),
    SheetColumn("Depth", "m", 9, 0, thousands=True), SheetColumn("Nearest crossing", "km", 10, 1),
    SheetColumn("Remarks", "", 44, wrapped=True),
)  # fmt: skip


def _repeater_rows(listed: RoutePositionList) -> Iterator[Sequence[Any]]:
    repeaters = listed.repeaters
    places = zip(*listed.line.at(repeaters["kp_km"].to_numpy(dtype=float)), strict=True)
    table = repeaters.assign(position=[_position(lon, lat) for lon, lat in places])
    return _rows(
        table, ["name", "position", "kp_km", "cable_km", "section_km", "depth_m", "crossing_km", "remarks"]
    )


_CROSSINGS = (
    SheetColumn("Crossed cable", "", 44), SheetColumn("Position", "WGS 84", 26), SheetColumn("KP", "km", 10, 3),
    SheetColumn("KP of the crossed cable", "km", 12, 1), SheetColumn("Angle", "°", 8, 0),
    SheetColumn("Depth", "m", 9, 0, thousands=True), SheetColumn("Nearest repeater", "km", 10, 1),
    SheetColumn("Verdict", "", 12), SheetColumn("Line of the cable", "", 18),
    SheetColumn("Remarks", "", 60, wrapped=True),
)  # fmt: skip


def _crossing_rows(listed: RoutePositionList) -> Iterator[Sequence[Any]]:
    for crossing in listed.crossings:
        yield (
            crossing.cable, _position(crossing.lon, crossing.lat), crossing.kp_km, crossing.cable_kp_km,
            crossing.angle_deg, crossing.depth_m, crossing.repeater_km, crossing.verdict.value,
            crossing.kind.value, "; ".join(crossing.remarks),
        )  # fmt: skip


_BILL = (
    SheetColumn("Item", "", 22), SheetColumn("Unit", "", 16), SheetColumn("Quantity valued", "", 12, 1, thousands=True),
    SheetColumn("Quantity in this list", "", 12, 1, thousands=True),
    SheetColumn("Unit cost, likely", "USD", 13, 0, thousands=True), SheetColumn("Low", "USD", 14, 0, thousands=True),
    SheetColumn("Likely", "USD", 14, 0, thousands=True), SheetColumn("High", "USD", 14, 0, thousands=True),
    SheetColumn("Measured by", "", 40, wrapped=True), SheetColumn("Source of the price", "", 60, wrapped=True),
)  # fmt: skip


def _bill_rows(lists: Sequence[RoutePositionList]) -> Iterator[Sequence[Any]]:
    bill = derive_bill_of_quantities(lists)
    money = ["low_usd", "likely_usd", "high_usd"]
    yield from _rows(bill.assign(item=bill["item"].str.replace("_", " ")), BILL_COLUMNS)
    yield (
        "total",
        "",
        None,
        None,
        None,
        *(float(bill[column].sum()) for column in money),
        "all low, all likely, all high",
        "",
    )


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
    return table[list(columns)].itertuples(index=False, name=None)


def _cell(value: Any) -> Cell:
    """Make a cell of a value of a table; numbers to a millionth, which is a millimetre of a kilometre."""
    found: Cell = value.item() if isinstance(value, np.generic) else value
    return round(found, _CELL_DECIMALS) if isinstance(found, float) else found


def _position(lon: float, lat: float) -> str:
    return f"{DegreesMinutes.of(float(lat), 'latitude')} {DegreesMinutes.of(float(lon), 'longitude')}"
