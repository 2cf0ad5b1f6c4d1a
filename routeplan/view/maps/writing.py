"""Leave a map as a file: a page for a browser, or a picture drawn without one."""

from __future__ import annotations

from pathlib import Path

from routeplan.errors import UsageError
from routeplan.runtime.files import replacing
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.static import draw_static
from routeplan.view.maps.static_layout import DPI

PAGES = (".html", ".htm")
STILLS = (".png", ".svg", ".pdf")


def write_map(drawn: PolarMap, path: Path | str) -> None:
    """Leave a map as one file, whose suffix chooses: a page that needs no network, or a picture of what it opens on.

    The file appears whole or not at all: it is written beside its place and then renamed.

    Parameters
    ----------
    drawn : PolarMap
    path : Path or str
        .html; .png, .svg or .pdf for a picture, which needs no browser.

    Raises
    ------
    UsageError
        If the suffix is none of these, or something on the page needs the network.
    OutputError
        If it cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in STILLS:
        still = draw_static(drawn)
        with replacing(path) as temporary:
            still.savefig(temporary, dpi=DPI)
    elif suffix in PAGES:
        page = drawn.get_root().render()
        with replacing(path) as temporary:
            temporary.write_text(page, encoding="utf-8")
    else:
        raise UsageError(f"cannot write a map as {path.name}; use {', '.join((*PAGES[:1], *STILLS))}")
