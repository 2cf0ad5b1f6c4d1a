"""OpenDocument spreadsheets for tests, from rows of texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

_NAMES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text", "style")
)
_HIDDEN = (
    '<office:automatic-styles><style:style style:name="hidden" style:family="table"><style:table-properties '
    'table:display="false"/></style:style></office:automatic-styles>'
)


def as_ods(sheets: Mapping[str, Iterable[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """Write sheets by name; some of them hidden."""
    body = "".join(
        f'<table:table table:name="{name}" table:style-name="{"hidden" if name in hidden else "shown"}">'
        + "".join(_row(row) for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr(
            "content.xml",
            f"<office:document-content{_NAMES}>{_HIDDEN}<office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return raw.getvalue()


def _row(row: Sequence[object]) -> str:
    cells = (
        f'<table:table-cell office:value-type="string"><text:p>{escape(str(text))}</text:p></table:table-cell>'
        for text in row
    )
    return f"<table:table-row>{''.join(cells)}</table:table-row>"
