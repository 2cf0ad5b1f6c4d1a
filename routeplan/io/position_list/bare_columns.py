"""Columns of a table without headings, by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from routeplan.errors import DataError, UsageError
from routeplan.geo.position_text import parse_angle
from routeplan.io.position_list.angles import canonical, split_pair
from routeplan.io.position_list.columns import (
    AngleColumns,
    Columns,
    PositionColumns,
    holds_letters,
    is_counter,
)
from routeplan.io.position_list.headings import is_headings_only
from routeplan.io.position_list.tables import Table, cell, read_number

_X_FIRST = (".xy", ".xyz", ".gmt")  # longitude first by custom


def columns_without_headings(table: Table) -> Columns | None:
    """Find the columns of positions by what the cells hold; None if nothing tells.

    Raises
    ------
    DataError
        If more than two columns may be an angle.
    """
    rows = [row for _, row in table.rows if any(map(str.isdigit, "".join(row)))]
    if len(rows) < 2:
        return None
    at = next(at for at, (_, row) in enumerate(table.rows) if row is rows[0])
    above = table.rows[at - 1][1] if at > 0 else ()
    unknown_headings = is_headings_only(above) and (len(above) > 1 or "," in "".join(above))
    width = max(map(len, rows))
    lettered = _lettered_columns(rows, width)
    if lettered is not None:
        told = f"no headings: {lettered.lat.label} are read as latitude, {lettered.lon.label} as longitude"
        return Columns(lettered, notes=(told,))
    for column in [] if unknown_headings or width == 1 else range(width):
        if all(split_pair(cell(row, column)) is not None and _is_pair(cell(row, column)) for row in rows):
            pair = AngleColumns((column,), ("",))
            return Columns(
                PositionColumns(pair, pair),
                notes=(
                    f"no headings: column {column + 1} is read as positions, latitude first; if not, head it lon/lat",
                ),
            )
    found = [
        column
        for column in range(width)
        if all(_is_angle(cell(row, column)) for row in rows)
        and not is_counter([cell(row, column) for row in rows])
    ]
    if unknown_headings:
        found = [
            c for c in found if all(canonical(cell(row, c))[-1:] in {"N", "S", "E", "W"} for row in rows)
        ]
    if len(found) < 2:
        return None
    if len(found) > 2:
        which = ", ".join(str(column + 1) for column in found)
        raise DataError(
            f"{table.where}: no headings, and columns {which} may each be an angle; "
            "head them lat and lon, or name them with --columns lat=2,lon=3"
        )
    first, second = found
    letters = [{canonical(cell(row, column))[-1:] for row in rows} for column in found]
    by_suffix = table.file.lower().endswith(_X_FIRST) and not letters[0] & set("NSEW")
    swapped = by_suffix or (
        letters[0] <= {"E", "W"} or letters[1] <= {"N", "S"} or _beyond([cell(row, first) for row in rows])
    )
    lat, lon = (second, first) if swapped else (first, second)
    told = "the letters" if letters[0] <= set("NSEW") else "the values" if swapped else "the order of charts"
    told = "the suffix of the file" if by_suffix else told
    note = (
        f"no headings: column {lat + 1} is read as latitude, column {lon + 1} as longitude, by {told}; "
        f"if not, use --columns lat={lon + 1},lon={lat + 1}"
    )
    return Columns(PositionColumns(AngleColumns((lat,), ("",)), AngleColumns((lon,), ("",))), notes=(note,))


def _lettered_columns(rows: Sequence[Sequence[str]], width: int) -> PositionColumns | None:
    """Find numbers followed by a column of N and S, and numbers followed by a column of E and W."""
    angles = []
    for letters in ("NS", "EW"):
        at = [column for column in range(width) if holds_letters(column, rows, letters)]
        if len(at) != 1:
            return None
        first = at[0]
        while first > 0 and at[0] - first < 3 and all(_is_part(cell(row, first - 1)) for row in rows):
            first -= 1
        if first == at[0]:
            return None
        columns = tuple(range(first, at[0] + 1))
        angles.append(AngleColumns(columns, ("",) * len(columns), "", at[0]))
    if set(angles[0].columns) & set(angles[1].columns):
        return None
    return PositionColumns(angles[0], angles[1])


def _is_part(text: str) -> bool:
    return re.fullmatch(r"\d+([.,]\d*)?", text) is not None


def _is_angle(text: str) -> bool:
    plain_text = canonical(text)
    match = re.fullmatch(r"(.*\d)\s+([NSEW])", plain_text)
    if match is None:
        number = re.fullmatch(r"[+-]?\d+(\.\d*)?", plain_text)
        return number is not None and abs(float(plain_text)) <= 360
    try:
        parse_angle(f"{match[1]} {match[2]}", "latitude" if match[2] in "NS" else "longitude")
    except UsageError:
        return bool(re.fullmatch(r"\d{4,}(\.\d*)?", match[1]))
    return True


def _is_pair(text: str) -> bool:
    found = split_pair(text)
    if found is None or not (_is_angle(found[0]) and _is_angle(found[1])):
        return False
    # Two whole numbers, such as 0;53 of a list cut at its decimal commas, are no position.
    return any("." in angle or angle[-1] in "NSEW" for angle in found[:2])


def _beyond(values: list[str]) -> bool:
    return any(abs(read_number(value)) > 90 for value in values)
