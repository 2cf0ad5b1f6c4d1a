"""What travels inside a map: copies of libraries, our scripts, and data written so that no text can run."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Final

from branca.element import Element

_ASSETS = Path(__file__).parent.parent / "assets"
# Our scripts, each standing on those before it.
_ROOMS: Final = ("geodesic", "polar", "ground", "pictures", "outlines", "routes", "profile", "measure")
# Name of a link in folium -> our copy. Names stay the same from one folium to the next, addresses do not.
COPIES: Final = {
    "leaflet": "leaflet.js",
    "leaflet_css": "leaflet.css",
    "jquery": "jquery.slim.min.js",
    "proj4": "proj4.js",
    "proj4leaflet": "proj4leaflet.js",
    "routeplan_css": "map.css",
    **{f"routeplan_{room}": f"{room}.js" for room in _ROOMS},
}
OURS: Final = tuple(f"routeplan_{room}" for room in _ROOMS)


class RawElement(Element):
    """Text that goes into the page as it is.

    branca takes the text of an element for a template, and a route named ``{{ 7 * 7 }}`` would be worked out.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Raw"
        self._text = text

    def render(self, **kwargs: object) -> str:
        """Give the text."""
        return self._text


def script_json(value: object) -> str:
    r"""Write JSON that a script element may hold: nothing in it can end the script or open a comment.

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
    """Links as folium lists them, name and address, to copies of our own."""
    return [(name, COPIES[name]) for name in names]


@cache
def text_of(name: str) -> str:
    """Text of a file that travels with the package."""
    return (_ASSETS / name).read_text(encoding="utf-8")


@cache
def inlined(link: str) -> str:
    """Script or style element that holds the copy behind a link whole."""
    name = COPIES[link]
    text = re.sub(r"(?m)^\s*(//|/\*)# sourceMappingURL=.*$", "", text_of(name))
    if name.endswith(".js"):
        return "<script>" + text.replace("</script", "<\\/script") + "</script>"
    with_pictures = re.sub(r"url\((images/[^)]+)\)", lambda found: f"url({_data_uri(found[1])})", text)
    return f"<style>{with_pictures}</style>"


def default_marker_script() -> str:
    """Hand Leaflet the pictures of its plain marker, which it would look for beside its style sheet."""
    pictures = {
        "iconUrl": _data_uri("images/marker-icon.png"),
        "iconRetinaUrl": _data_uri("images/marker-icon-2x.png"),
        "shadowUrl": _data_uri("images/marker-shadow.png"),
    }
    return f'L.Icon.Default.imagePath = ""; L.Icon.Default.mergeOptions({script_json(pictures)});\n'


def _data_uri(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode((_ASSETS / name).read_bytes()).decode()
