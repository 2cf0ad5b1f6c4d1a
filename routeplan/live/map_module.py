"""The browser's side of the map: the scripts of `map_routes` and those of the live planner as one module."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from routeplan.view.maps.embedded_assets import OWN_SCRIPTS, script_text, style_text

_ASSETS = Path(__file__).parent / "assets"
_LIBRARIES: Final = ("leaflet", "proj4", "proj4leaflet")
_LIVE_SCRIPTS: Final = ("ends", "draw", "layers", "keys")


@cache
def map_module() -> str:
    """Write the module that draws the map.

    Libraries and scripts are loaded once in a page. They see no loader of modules, and leave a Leaflet of somebody
    else in its place.
    """
    libraries = "\n;\n".join(script_text(name) for name in _LIBRARIES)
    scripts = "\n;\n".join(
        [*(script_text(name) for name in OWN_SCRIPTS), *(_read(f"{name}.js") for name in _LIVE_SCRIPTS)]
    )
    key = blake2b((libraries + scripts).encode(), digest_size=8).hexdigest()
    return f"""const KEY = "routeplan {key}";
if (!window[KEY]) (function (define, module, exports) {{
  const before = {{ L: window.L, proj4: window.proj4, routeplan: window.routeplan }};
  let L;
  delete window.routeplan;
{libraries}
  L = window.L;
{scripts}
  window[KEY] = {{ L, rp: window.routeplan }};
  Object.assign(window, before);
}}).call(window);
const LOADED = window[KEY];
{_read("live_map.js")}"""


@cache
def map_style() -> str:
    """Write the style sheet of the map and of the live planner."""
    return "\n".join([style_text("leaflet_css"), style_text("routeplan_css"), _read("live.css")])


def _read(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
