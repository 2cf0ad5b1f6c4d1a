"""How layers look in programs that draw them: colours, widths and sizes, the same in QGIS, Google Earth and CAD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from routeplan.view.colours import INK, QUIET, ROUTE_COLOURS
from routeplan.view.files.feature_record import FileLayer, FileLayerName

_OPEN, _SEASONAL, _PERENNIAL, _ON_LAND = "#0072B2", "#56B4E9", "#CC79A7", "#8b8577"
_CABLE, _PASSAGE, _CORRIDOR, _WARNING = "#9aa5ab", "#E69F00", "#E69F00", "#D55E00"
_GOOD, _ACCEPTABLE = "#009E73", "#E69F00"


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """Style of a layer.

    Attributes
    ----------
    colour : str
        ``#rrggbb``.
    width_mm : float
        Of lines and outlines; of points, the diameter of the mark.
    by : str
        Column whose value chooses the colour; empty where all features have one.
    colours : mapping of str to str
        Colour by value of that column.
    is_shown : bool
        Whether it is visible when the file is opened.
    """

    colour: str
    width_mm: float
    by: str = ""
    colours: Mapping[str, str] | None = None
    is_shown: bool = True

    def colour_of(self, value: object) -> str:
        """Colour of a feature by its value in the column ``by``."""
        return (self.colours or {}).get(str(value), self.colour)


_STYLES = {
    FileLayerName.CORRIDOR: LayerStyle(_CORRIDOR, 0.3),
    FileLayerName.ROUTE: LayerStyle(ROUTE_COLOURS[0], 0.7, by="name"),
    FileLayerName.PASSAGES: LayerStyle(_PASSAGE, 0.6),
    FileLayerName.CABLES: LayerStyle(_CABLE, 0.4),
    FileLayerName.STRETCHES: LayerStyle(
        _OPEN,
        1.2,
        by="ice",
        colours={"open": _OPEN, "seasonal": _SEASONAL, "perennial": _PERENNIAL, "land": _ON_LAND},
        is_shown=False,
    ),
    FileLayerName.LEGS: LayerStyle(QUIET, 0.3, is_shown=False),
    FileLayerName.CROSSINGS: LayerStyle(
        _WARNING, 2.4, by="verdict", colours={"good": _GOOD, "acceptable": _ACCEPTABLE, "bad": _WARNING}
    ),
    FileLayerName.BOTTLENECKS: LayerStyle(_WARNING, 2.4),
    FileLayerName.POINTS: LayerStyle(QUIET, 1.4, is_shown=False),
    FileLayerName.LANDINGS: LayerStyle(INK, 2.4),
}


def style_of(layer: FileLayer) -> LayerStyle:
    """Give the style of a layer; each route has the colour that it has on maps, in figures and in tables."""
    style = _STYLES[layer.name]
    if style.by != "name":
        return style
    names = dict.fromkeys(map(str, layer.frame["name"]))
    colours = {name: ROUTE_COLOURS[at % len(ROUTE_COLOURS)] for at, name in enumerate(names)}
    return LayerStyle(style.colour, style.width_mm, style.by, colours, style.is_shown)
