"""Hemispheres of angles, in headings, columns of letters or beside numbers; refused where they are left to guess."""

from __future__ import annotations

from typing import NoReturn

from routeplan.errors import DataError
from routeplan.geo.position_text import Axis
from routeplan.io.position_list.columns import AngleColumns, PositionColumns
from routeplan.io.position_list.tables import NumberedRow, Table, cell


def with_heading_hemisphere(
    table: Table, angle: AngleColumns, axis: Axis, texts: list[str], warnings: list[str]
) -> list[str]:
    """Put the hemisphere of the heading behind unsigned numbers."""
    letter = angle.hemisphere
    if letter == "O":
        _refuse_o(table, angle.label)
    if not letter or all(text[-1:] in "NSEW" for text in texts):
        return texts
    if any(text[-1:] in "NSEW" for text in texts):
        raise DataError(
            f'{table.where}: "{angle.label}" names a hemisphere and some rows another; give one in every row'
        )
    negative = [text.startswith("-") for text in texts]
    if not any(negative):
        return [f"{text} {letter}" if text else text for text in texts]
    if letter in "NE":
        return texts  # the usual "degrees north" and "degrees east", negative south and west
    zero = [set(text) <= set("-0. ") for text in texts]
    if not all(sign or none for sign, none in zip(negative, zero, strict=True)):
        raise DataError(
            f'{table.where}: "{angle.label}" stands over positive and negative numbers; '
            "name no hemisphere in the heading, or write the letter in every row"
        )
    warnings.append(
        f'"{angle.label}" stands over negative numbers: they are read as {"south" if letter == "S" else "west"}'
    )
    return texts


def check_letters(table: Table, position: PositionColumns, kept: list[NumberedRow]) -> None:
    """Refuse a column of hemispheres that has a letter in some rows only."""
    for angle in (position.lat, position.lon):
        if angle.lettered is None:
            continue
        empty = [number for number, cells in kept if not cell(cells, angle.lettered)]
        if empty and len(empty) < len(kept):
            name = angle.names[angle.columns.index(angle.lettered)]
            raise DataError(
                f'{table.where}, row {empty[0]}: "{name}" is empty; give the hemisphere in every row'
            )


def letterless_warning(
    kept: list[NumberedRow], position: PositionColumns, lats: list[str], lons: list[str]
) -> list[str]:
    """Warn of unsigned angles among others with a hemisphere."""
    for angle, texts, read_as in ((position.lat, lats, "north"), (position.lon, lons, "east")):
        lettered = [text[-1:].isalpha() for text in texts]
        bare = [
            at
            for at, text in enumerate(texts)
            if not lettered[at] and text[:1] not in "+-" and set(text) - set("0. ")
        ]
        if any(lettered) and bare:
            row, _ = kept[bare[0]]
            return [
                f'row {row}: "{texts[bare[0]]}" ({angle.label}) has no hemisphere, others have: read as {read_as}'
            ]
    return []


def unsigned_warning(
    table: Table,
    kept: list[NumberedRow],
    position: PositionColumns,
    angles: tuple[list[str], list[str]],
    *,
    packed: bool,
) -> list[str]:
    """Warn of minutes, seconds and times without a sign or a hemisphere anywhere: charts write one always."""
    unsigned = []
    for angle, texts, read_as in ((position.lat, angles[0], "north"), (position.lon, angles[1], "east")):
        timed = any((number, column) in table.times for number, _ in kept for column in angle.columns)
        in_parts = packed or timed or all(len(text.split()) > 1 for text in texts)
        if in_parts and not any(text[:1] in "+-" or text[-1:].isalpha() for text in texts):
            unsigned.append((angle.label, read_as))
    if not any(read_as == "east" for _, read_as in unsigned):  # a sign in the longitudes tells the convention
        return []
    names = " and ".join(f'"{name}" as {read_as}' for name, read_as in unsigned)
    return [
        f"no sign and no hemisphere: {names}; head the column with the hemisphere, or write it in every row"
    ]


def check_o(table: Table, lons: list[str], kept: list[NumberedRow]) -> None:
    """Refuse an O that may be east or west."""
    for (number, _), text in zip(kept, lons, strict=True):
        if text.endswith("O") and not text.startswith("O"):
            _refuse_o(f"{table.where}, row {number}", text)


def _refuse_o(where: Table | str, text: str) -> NoReturn:
    place = where if isinstance(where, str) else where.where
    raise DataError(f'{place}: O in "{text}" is east in German and west in French or Spanish; write E or W')
