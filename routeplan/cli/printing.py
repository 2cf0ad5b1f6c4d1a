"""How commands print: one JSON object, or tables that fit."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from typing import Any

from routeplan.cli.stopping import finishing

# A pipe takes 4,096 bytes whole or not at all, and a letter has up to four: of more, a signal leaves a part where
# nothing is buffered (PYTHONUNBUFFERED).
_WHOLE_LETTERS = 1_000
CAUTION = "corridor-level routes, not for navigation"


def print_json(value: dict[str, Any]) -> None:
    """Print one object to stdout."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    with finishing():  # half an object is worse than none
        for first in range(0, len(text), _WHOLE_LETTERS):
            sys.stdout.write(text[first : first + _WHOLE_LETTERS])
        sys.stdout.flush()


def number(value: float, digits: int) -> str:
    """Write a number out; nothing where there is none, as a baseline lacks some figures."""
    return "" if math.isnan(value) else f"{value:,.{digits}f}"


def print_table(rows: list[list[str]], headings: list[str], *, right: Iterable[str] = ()) -> None:
    """Print a table without lines; columns named in `right` hold numbers."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console()
    # A pipe has no width: nothing is cut there.
    Console(width=None if console.is_terminal else 400, highlight=False).print(table)
