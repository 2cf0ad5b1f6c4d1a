"""Lines written as well-known text: LINESTRING (...), in a table or by themselves."""

from __future__ import annotations

import re

import numpy as np
import shapely

from routeplan.errors import DataError
from routeplan.io.imported_line import ImportedLine, make_line
from routeplan.io.joined_lines import join_parts
from routeplan.io.read_as import ReadNotes

_LINE = re.compile(r"(?:SRID=(\d+)\s*;\s*)?((?:MULTI)?LINESTRING\s*(?:Z|M|ZM)?\s*\((?:[^()]|\([^()]*\))*\))", re.IGNORECASE)


def has_line_text(text: str) -> bool:
    """Say whether a text has a line in well-known text."""
    return _LINE.search(text) is not None


def read_line_texts(text: str, name: str, file: str) -> list[ImportedLine]:
    """Read every line of a text, longitude before latitude.

    Raises
    ------
    DataError
        If a line is invalid, or in a coordinate system other than WGS 84.
    """
    lines = []
    for number, match in enumerate(_LINE.finditer(text), start=1):
        where = f"{file}, line {number}"
        if match[1] not in (None, "4326"):
            raise DataError(f"{where}: SRID {match[1]}; give longitude and latitude, SRID 4326")
        try:
            shape = shapely.from_wkt(match[2])
        except shapely.errors.GEOSException as error:
            raise DataError(f"{where}: not a line ({' '.join(str(error).split())}); give two or more positions") from error
        parts = [shapely.get_coordinates(part) for part in shapely.get_parts(shape) if not part.is_empty]
        notes = ReadNotes(file, f"line {number}", {"line": "well-known text, longitude first"})
        for part, _ in join_parts(parts):
            title = name if not lines else f"{name} {len(lines) + 1}"
            lines.append(make_line(title, np.asarray(part), "geodesic", where=where, notes=notes))
    return lines
