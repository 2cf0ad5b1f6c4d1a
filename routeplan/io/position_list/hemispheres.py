"""Hemispheres of angles, in headings, columns of letters or beside numbers; refused where they are left to guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from routeplan.errors import DataError
from routeplan.io.position_list.angles import meaning_of_o_by_headings
from routeplan.io.position_list.columns import AngleColumns, PositionColumns
from routeplan.io.position_list.datum import names_datum
from routeplan.io.position_list.headings import KNOWN_WORDS
from routeplan.io.position_list.tables import NumberedRow, Table, cell
from routeplan.io.position_list.vocabulary import words_of


def with_heading_hemisphere(
    table: Table, angle: AngleColumns, texts: list[str], names: Sequence[str], warnings: list[str]
) -> list[str]:
    """Put the hemisphere of the heading behind unsigned numbers; all headings may tell what O means."""
    letter = angle.hemisphere
    if letter == "O":
        letter = meaning_of_o_by_headings(names)
    if angle.hemisphere and not letter:
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


def unknown_word_warnings(position: PositionColumns, lats: list[str], lons: list[str]) -> list[str]:
    """Warn of words of a heading that may name a hemisphere or a datum in a language that is not known.

    Those in brackets always count, others where no sign and no letter tells the hemisphere.
    """
    if position.is_pair:
        return []
    signed = any(text[:1] in "+-" or text[-1:].isalpha() for text in lons)
    out = []
    for angle, texts, read_as in ((position.lat, lats, "north"), (position.lon, lons, "east")):
        tells = signed or bool(angle.hemisphere) or any(text[:1] in "+-" for text in texts)
        for name in angle.names:
            looked_at = " ".join(re.findall(r"[(\[（](.*?)[)\]）]", name)) if tells else name
            unknown = [] if names_datum(name) else sorted(words_of(looked_at) - KNOWN_WORDS)
            unknown = [word for word in unknown if len(word) > 1]
            if unknown:
                how = "" if tells else f", read as {read_as}"
                out.append(
                    f'"{name.strip()[:80]}"{how}: "{unknown[0]}" in the heading is not understood; '
                    "if it names a hemisphere or a datum, write N, S, E, W or convert to WGS 84"
                )
    return out


def check_o(table: Table, lons: list[str], kept: list[NumberedRow]) -> None:
    """Refuse an O that may be east or west."""
    for (number, _), text in zip(kept, lons, strict=True):
        if text.endswith("O") and not text.startswith("O"):
            _refuse_o(f"{table.where}, row {number}", text)


def _refuse_o(where: Table | str, text: str) -> NoReturn:
    place = where if isinstance(where, str) else where.where
    raise DataError(f'{place}: O in "{text}" is east in German and west in French or Spanish; write E or W')
