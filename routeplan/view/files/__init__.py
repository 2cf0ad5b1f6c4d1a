"""Files for other programs: one door for every result and every format. Light: formats are imported when written."""

from __future__ import annotations

from routeplan.view.files.formats import (
    FORMATS,
    GRID_SUFFIXES,
    LINE_SUFFIXES,
    LIST_FORMATS,
    TABLE_SUFFIXES,
    check_suffix,
    write_result,
)
from routeplan.view.files.options import Detail, FileOptions

__all__ = [
    "FORMATS",
    "GRID_SUFFIXES",
    "LINE_SUFFIXES",
    "LIST_FORMATS",
    "TABLE_SUFFIXES",
    "Detail",
    "FileOptions",
    "check_suffix",
    "write_result",
]
