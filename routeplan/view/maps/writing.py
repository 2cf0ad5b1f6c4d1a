"""Writer of maps: an interactive page, or a static map, by the suffix of the file."""

from __future__ import annotations

from pathlib import Path

from routeplan.errors import UsageError
from routeplan.runtime.files import atomic_write, path_of
from routeplan.view.files.provenance import Provenance, provenance_of
from routeplan.view.maps.embedded_assets import script_json
from routeplan.view.maps.page import PolarMap

PAGE_SUFFIXES = (".html", ".htm")
STATIC_SUFFIXES = (".png", ".svg", ".pdf")


def write_map(drawn: PolarMap, path: Path | str) -> None:
    """Write a map to one file: an interactive page that needs no network, or a static map.

    A page lists all data behind what it shows as JSON, in the script element ``routeplan-provenance``; a static map
    has the same in its metadata.

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
        from routeplan.view.figures.style import picture_metadata
        from routeplan.view.maps.static import DPI, draw_static

        figure = draw_static(drawn)
        with atomic_write(path) as temporary:
            figure.savefig(temporary, dpi=DPI, metadata=picture_metadata(suffix, _provenance(drawn)))
    elif suffix in PAGE_SUFFIXES:
        page = _with_provenance(drawn.get_root().render(), drawn)
        with atomic_write(path) as temporary:
            temporary.write_text(page, encoding="utf-8")
    else:
        suffixes = ", ".join((*PAGE_SUFFIXES[:1], *STATIC_SUFFIXES))
        raise UsageError(f"cannot write a map as {path.name}; use {suffixes}")


def _with_provenance(page: str, drawn: PolarMap) -> str:
    """Put the provenance at the end of the body, for programs: browsers do not run it."""
    about = script_json(_provenance(drawn).record())
    element = f'<script type="application/json" id="routeplan-provenance">{about}</script>\n'
    body, end, rest = page.rpartition("</body>")
    return f"{body}{element}{end}{rest}" if end else page + element


def _provenance(drawn: PolarMap) -> Provenance:
    return provenance_of(drawn.sources, *drawn.scenarios)
