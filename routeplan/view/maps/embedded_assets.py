"""What a map file contains: copies of libraries, our scripts, and data written so that no text can run."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Final

from branca.element import Element

_ASSETS = Path(__file__).parent.parent / "assets"
# Our scripts; each may use those before it.
_SCRIPTS: Final = (
    "geodesic",
    "map",
    "basemap",
    "legend",
    "rasters",
    "outlines",
    "lanes",
    "routes",
    "profile",
    "measure",
)
# Name of a link in folium -> our copy. Versions of folium keep the names and change the addresses.
EMBEDDED_FILES: Final = {
    "leaflet": "leaflet.js",
    "leaflet_css": "leaflet.css",
    "jquery": "jquery.slim.min.js",
    "proj4": "proj4.js",
    "proj4leaflet": "proj4leaflet.js",
    "routeplan_css": "map.css",
    **{f"routeplan_{script}": f"{script}.js" for script in _SCRIPTS},
}
OWN_SCRIPTS: Final = tuple(f"routeplan_{script}" for script in _SCRIPTS)


class RawElement(Element):
    """Text that enters the page unchanged.

    branca takes the text of an element as a template and would evaluate a route named ``{{ 7 * 7 }}``.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Raw"
        self._text = text

    def render(self, **kwargs: object) -> str:
        """Return the text."""
        return self._text


def script_json(value: object) -> str:
    r"""Write JSON for a script element: nothing in it can end the script or open a comment.

    Examples
    --------
    >>> script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def links(*names: str) -> list[tuple[str, str]]:
    """List links to our copies as folium does: name and address."""
    return [(name, EMBEDDED_FILES[name]) for name in names]


@cache
def read_asset(name: str) -> str:
    """Read a text file of the package."""
    return (_ASSETS / name).read_text(encoding="utf-8")


@cache
def inlined(link: str) -> str:
    """Write the script or style element that contains the copy of a link."""
    name = EMBEDDED_FILES[link]
    text = re.sub(r"(?m)^\s*(//|/\*)# sourceMappingURL=.*$", "", read_asset(name))
    if name.endswith(".js"):
        return "<script>" + text.replace("</script", "<\\/script") + "</script>"
    with_images = re.sub(r"url\((images/[^)]+)\)", lambda found: f"url({_data_uri(found[1])})", text)
    return f"<style>{with_images}</style>"


def default_marker_script() -> str:
    """Give Leaflet the images of its default marker, which it expects beside its style sheet."""
    images = {
        "iconUrl": _data_uri("images/marker-icon.png"),
        "iconRetinaUrl": _data_uri("images/marker-icon-2x.png"),
        "shadowUrl": _data_uri("images/marker-shadow.png"),
    }
    return f'L.Icon.Default.imagePath = ""; L.Icon.Default.mergeOptions({script_json(images)});\n'


def _data_uri(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode((_ASSETS / name).read_bytes()).decode()
