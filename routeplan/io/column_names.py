"""Columns of published tables, whatever a service made of their names: other case, alias, cut by a Shapefile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from routeplan.errors import DataError

_SHAPEFILE_LENGTH = 10  # characters that a Shapefile keeps of a name


@dataclass(frozen=True, slots=True)
class PublishedColumn:
    """A column as its publisher calls it.

    Attributes
    ----------
    name : str
    aliases : tuple of str
        Other names of it: earlier or later versions, other services, other languages.
    is_needed : bool
        Whether a table without it is refused.
    """

    name: str
    aliases: tuple[str, ...] = ()
    is_needed: bool = True


def columns_of(*names: str, is_needed: bool = True) -> tuple[PublishedColumn, ...]:
    """Make columns without aliases."""
    return tuple(PublishedColumn(name, is_needed=is_needed) for name in names)


def find_column(found: Iterable[str], wanted: PublishedColumn | str) -> str | None:
    """Find the name that a table has for a column; None if it has none.

    The name as published comes first, then in another case, then cut to the ten characters of a Shapefile; then aliases
    in their order.

    Examples
    --------
    >>> find_column(["iso_ter1", "geoname"], "ISO_TER1")
    'iso_ter1'
    >>> find_column(["folk_5cl_t"], PublishedColumn("Folk_5cl_txt"))
    'folk_5cl_t'
    """
    column = PublishedColumn(wanted) if isinstance(wanted, str) else wanted
    there = [str(name) for name in found]
    if column.name in there:
        return column.name
    folded: dict[str, str] = {}
    for name in there:
        folded.setdefault(_folded(name), name)
    keys = [_folded(name) for name in (column.name, *column.aliases)]
    for key in keys:
        # A name of ten characters or less is its own beginning.
        for spelling in (key, key[:_SHAPEFILE_LENGTH]):
            if spelling in folded:
                return folded[spelling]
    return None


def find_columns(
    found: Iterable[str], wanted: Sequence[PublishedColumn], *, path: Path | str, give: str
) -> dict[str, str]:
    """Find the names that a table has for columns.

    Parameters
    ----------
    found : iterable of str
        Names in the table.
    wanted : sequence of PublishedColumn
    path : Path or str
        What messages call the table.
    give : str
        What to give instead, the end of a message.

    Returns
    -------
    dict
        From the published name to the name in the table, of all columns that are there.

    Raises
    ------
    DataError
        If a column that is needed is missing.
    """
    there = list(found)
    names = {column.name: name for column in wanted if (name := find_column(there, column)) is not None}
    missing = [column.name for column in wanted if column.is_needed and column.name not in names]
    if missing:
        raise DataError(f"{path} has no column {', '.join(missing)}; give {give}")
    return names


def has_columns(found: Iterable[str], wanted: Sequence[PublishedColumn]) -> bool:
    """Say whether a table has all columns that are needed."""
    there = list(found)
    return all(find_column(there, column) is not None for column in wanted if column.is_needed)


def _folded(name: str) -> str:
    """Fold case, blanks and hyphens; a namespace before a colon is no part of the name."""
    return re.sub(r"[\s\-]+", "_", name.rpartition(":")[2].strip().casefold())
