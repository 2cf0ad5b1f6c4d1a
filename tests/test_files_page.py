"""docs/files.md tells of today's formats and columns."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from routeplan.view.files import FORMATS
from routeplan.view.files.feature_record import FileLayerName

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_page_lists_the_columns_of_today():
    spec = importlib.util.spec_from_file_location("draw_files_page", DOCS / "draw_files_page.py")
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)
    page = (DOCS / "files.md").read_text(encoding="utf-8")
    assert page == drawing.page_with(drawing.column_table()), "run python docs/draw_files_page.py"


def test_the_page_has_a_row_for_every_format_and_names_every_layer():
    page = (DOCS / "files.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `.")]
    for suffix, file_format in FORMATS.items():
        (row,) = [row for row in rows if f"`{suffix}`" in row.split("|")[1]]
        assert file_format.name.split(",")[0].split()[0].rstrip("s") in row
    assert [name for name in FileLayerName if f"`{name}`" not in page] == []
