"""Writer of maps: an interactive page, or a static map, by the suffix of the file."""

from __future__ import annotations

from pathlib import Path

from routeplan.errors import UsageError
from routeplan.runtime.files import atomic_write, path_of
from routeplan.view.maps.page import PolarMap

PAGE_SUFFIXES = (".html", ".htm")
STATIC_SUFFIXES = (".png", ".svg", ".pdf")


def write_map(drawn: PolarMap, path: Path | str) -> None:
    """Write a map to one file: an interactive page that needs no network, or a static map.

    The file appears complete or not at all: it is written beside its place and then renamed.

    Parameters
    ----------
    drawn : PolarMap
    path : Path or str
        The suffix chooses: .html for a page; .png, .svg or .pdf for a static map, drawn without a browser.

    Raises
    ------
    UsageError
        If the suffix is none of these, or an element of the page needs the network.
    OutputError
        If the file cannot be written.
    """
    path = path_of(path)
    suffix = path.suffix.lower()
    if suffix in STATIC_SUFFIXES:
        # matplotlib takes a second to import, and a page does not need it.
        from routeplan.view.maps.static import DPI, draw_static

        figure = draw_static(drawn)
        with atomic_write(path) as temporary:
            figure.savefig(temporary, dpi=DPI)
    elif suffix in PAGE_SUFFIXES:
        page = drawn.get_root().render()
        with atomic_write(path) as temporary:
            temporary.write_text(page, encoding="utf-8")
    else:
        suffixes = ", ".join((*PAGE_SUFFIXES[:1], *STATIC_SUFFIXES))
        raise UsageError(f"cannot write a map as {path.name}; use {suffixes}")
