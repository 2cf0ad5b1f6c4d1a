"""Texts that a spreadsheet would take for formulas: in a CSV file they begin with an apostrophe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from routeplan.runtime.files import atomic_write

# What spreadsheets calculate when they open a CSV file; numbers with a sign are none of it.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.\s]+$)")


def as_plain_text(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would calculate; leave all else as it is.

    Examples
    --------
    >>> as_plain_text("=1+1"), as_plain_text("-9.05"), as_plain_text("Bodø"), as_plain_text(5)
    ("'=1+1", '-9.05', 'Bodø', 5)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV; its first bytes tell spreadsheets that it is UTF-8.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with atomic_write(path) as temporary:
        with_plain_text(table).to_csv(temporary, index=False, encoding="utf-8-sig")


def with_plain_text(table: pd.DataFrame) -> pd.DataFrame:
    """Do so in every column of a table that has texts.

    Examples
    --------
    >>> with_plain_text(pd.DataFrame({"name": ["@SUM(1)"], "km": [-1.0]}))["name"].tolist()
    ["'@SUM(1)"]
    """
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(**{name: table[name].map(as_plain_text) for name in texts})
