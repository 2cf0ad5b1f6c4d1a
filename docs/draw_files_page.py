"""Write the table of columns on docs/files.md: `python docs/draw_files_page.py`."""

from __future__ import annotations

from pathlib import Path

from routeplan.view.files.layer_columns import COLUMNS

PAGE = Path(__file__).parent / "files.md"
_HEADINGS = ("column", "Shapefile", "unit", "decimals", "meaning")


def column_table() -> str:
    """Make the table of all columns."""
    rows = [
        (
            f"`{column.name}`",
            f"`{column.short}`",
            column.unit,
            "text" if column.decimals is None else str(column.decimals),
            column.meaning,
        )
        for column in COLUMNS.values()
    ]
    lines = (_HEADINGS, tuple("---" for _ in _HEADINGS), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def page_with(table: str) -> str:
    """Put a table in place of the one on the page."""
    before, heading, rest = PAGE.read_text(encoding="utf-8").partition("## Columns\n")
    introduction = rest.partition("\n| column")[0].rstrip("\n")
    return f"{before}{heading}{introduction}\n\n{table}"


if __name__ == "__main__":
    PAGE.write_text(page_with(column_table()), encoding="utf-8")
