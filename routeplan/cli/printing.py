"""Print results: one JSON object, or tables."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

from routeplan.cli.stopping import finishing

if TYPE_CHECKING:
    from routeplan.cost.breakdown import Breakdown

# A write of up to 4,096 bytes to a pipe is atomic, and a character has up to 4 bytes. A signal could cut a longer write
# where nothing is buffered (PYTHONUNBUFFERED).
_ATOMIC_CHARACTERS = 1_000
CAUTION = "corridor-level routes, not for navigation"


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object to stdout."""
    is_unicode = (sys.stdout.encoding or "utf-8").casefold().startswith("utf")
    text = json.dumps(value, ensure_ascii=not is_unicode, indent=2, allow_nan=False) + "\n"
    with finishing():  # a signal must not cut the object
        for first in range(0, len(text), _ATOMIC_CHARACTERS):
            sys.stdout.write(text[first : first + _ATOMIC_CHARACTERS])
        sys.stdout.flush()


def number(value: float, digits: int) -> str:
    """Format a number; empty for NaN, because baselines lack some figures.

    Examples
    --------
    >>> number(9841.6, 0), number(-0.04, 1), number(math.nan, 1)
    ('9,842', '0.0', '')
    """
    return "" if math.isnan(value) else f"{round(value, digits) + 0.0:,.{digits}f}"  # no sign before zero


def print_table(rows: list[list[str]], headings: list[str], *, right: Iterable[str] = ()) -> None:
    """Print a table without lines; the columns named in ``right`` are right-aligned."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console()
    # A pipe has no width, so rows are not cut there.
    Console(width=None if console.is_terminal else 400, highlight=False).print(table)


def print_jurisdictions(named: Iterable[tuple[str, Breakdown | None]]) -> None:
    """Print whose waters each line passes, then once each what is disputed or special in them."""
    valued = [(name, breakdown) for name, breakdown in named if breakdown]
    typer.echo("jurisdictions")
    for name, breakdown in valued:
        typer.echo(f"  {name}: {breakdown.jurisdictions_text}")
    remarks = dict.fromkeys(remark for _, breakdown in valued for remark in breakdown.jurisdiction_remarks)
    if remarks:
        typer.echo("remarks on jurisdictions")
    for remark in remarks:
        typer.echo(f"  {remark}")
