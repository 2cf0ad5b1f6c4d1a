"""Lines written as well-known text: LINESTRING (...), in a table or by themselves."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely

from routeplan.errors import DataError
from routeplan.io.imported_line import ImportedLine, find_legs, make_line
from routeplan.io.joined_lines import join_parts
from routeplan.io.position_list.datum import find_datum, shifted_to_wgs84
from routeplan.io.position_list.vocabulary import IDENTITY, ROUTES, words_of
from routeplan.io.read_as import ReadNotes

_LINE = re.compile(
    r"(?:SRID=(\d+)\s*;\s*)?((?:MULTI)?LINESTRING\s*(?:Z|M|ZM)?\s*\((?:[^()]|\([^()]*\))*\))", re.IGNORECASE
)


def has_line_text(text: str) -> bool:
    """Say whether a text has a line in well-known text."""
    return _LINE.search(text) is not None


def read_line_texts(text: str, name: str, file: str) -> list[ImportedLine]:
    """Read every line of a text, longitude before latitude; the rest may name datum, legs and a system for each.

    Raises
    ------
    DataError
        If a line is invalid, or in a coordinate system other than WGS 84.
    """
    rest = _LINE.sub(" ", text).splitlines()
    legs, datum = find_legs(rest), find_datum(rest)
    systems = _systems(text)
    lines: list[ImportedLine] = []
    for number, match in enumerate(_LINE.finditer(text), start=1):
        where = f"{file}, line {number}"
        if match[1] not in (None, "4326"):
            raise DataError(f"{where}: SRID {match[1]}; give longitude and latitude, SRID 4326")
        try:
            shape = shapely.from_wkt(match[2])
        except shapely.errors.GEOSException as error:
            raise DataError(
                f"{where}: not a line ({' '.join(str(error).split())}); give two or more positions"
            ) from error
        parts = [shapely.get_coordinates(part) for part in shapely.get_parts(shape) if not part.is_empty]
        for part, _ in join_parts(parts):
            points, told, datum_name = shifted_to_wgs84(np.asarray(part), datum)
            uses = {"line": "well-known text, longitude first"}
            notes = ReadNotes(file, f"line {number}", uses, datum_name, tuple(told))
            title = name if not lines else f"{name} {len(lines) + 1}"
            line = make_line(title, points, legs, where=where, notes=notes)
            lines.append(replace(line, system=systems.get(match[2], "")))
    return lines


def _systems(text: str) -> Mapping[str, str]:
    """Give the value beside each line of a column that names the route, cable or system."""
    separator = max(",;\t", key=(text.splitlines() or [""])[0].count)
    rows = list(csv.reader(text.splitlines(), delimiter=separator))
    heads = [
        (at, words)
        for row in rows[:10]
        for at, words in enumerate(map(words_of, row))
        if words & ROUTES and words <= ROUTES | IDENTITY
    ]
    if not heads:
        return {}
    column = heads[0][0]
    return {
        found[2]: row[column].strip()
        for row in rows
        if len(row) > column and (found := next(filter(None, map(_LINE.search, row)), None)) is not None
    }
