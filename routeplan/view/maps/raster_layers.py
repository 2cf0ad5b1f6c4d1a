"""Pictures of cells with their legends: depth, excess cost, and any layer of which a map shows one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr

from routeplan.errors import UsageError
from routeplan.planning.corridor import Corridor
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.maps.colour_classes import derive_classes, is_in_thousands
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.raster_image import (
    BENEATH_LAND_PX,
    DEPTH,
    MOST_PX,
    Classes,
    Shaded,
    derive_excess_classes,
    shade,
)

_MONTHS_PX = MOST_PX // 2  # twelve pictures: ice is known by cells of 25 km


@dataclass(frozen=True, slots=True)
class Legend:
    """What is said of a picture.

    Attributes
    ----------
    title : str
        Above the legend, with the unit.
    spoken : str
        The whole legend to those who hear the page.
    alt : str
        The picture in their stead.
    classes : Classes
    """

    title: str
    spoken: str
    alt: str
    classes: Classes


class Picture(ScriptLayer):
    """Cells in classes, with a legend that comes and goes with them.

    Parameters
    ----------
    kind : str
        Pane of the map that holds it: depth, layer or excess, the lowest first.
    shaded : Shaded
    legend : Legend
    layer_name : str
    one_of_many : bool
        Whether it stands among those of which the map shows one at a time.
    show : bool
        Whether it is there when the map opens.
    """

    function = "picture"

    def __init__(
        self,
        kind: str,
        shaded: Shaded,
        legend: Legend,
        *,
        layer_name: str,
        one_of_many: bool = False,
        show: bool = True,
    ) -> None:
        self.kind, self.shaded, self.legend = kind, shaded, legend
        west, south, east, north = shaded.bounds_m
        data: dict[str, object] = {
            "kind": kind,
            "url": shaded.url,
            "bounds": [[west, south], [east, north]],
            "title": legend.title,
            "spoken": legend.spoken,
            "alt": legend.alt,
            "words": legend.classes.words,
            "colours": legend.classes.colours,
            "named": legend.classes.named,
        }
        super().__init__(layer_name, data, one_of_many=one_of_many, show=show)


class DepthImage(Picture):
    """Sea depth in classes."""

    def __init__(
        self,
        depth: xr.DataArray,
        plane: MapProjection,
        *,
        layer_name: str = "Sea depth",
        one_of_many: bool = False,
        show: bool = True,
    ) -> None:
        shaded = shade(depth.where(depth > 0), DEPTH, plane=plane, beyond_px=BENEATH_LAND_PX)
        spoken = f"Sea depth in metres, from light to dark: {', '.join(DEPTH.words)} and deeper"
        legend = Legend("Sea depth, metres", spoken, "Sea depth in classes", DEPTH)
        super().__init__("depth", shaded, legend, layer_name=layer_name, one_of_many=one_of_many, show=show)


class ExcessImage(Picture):
    """Cells of a corridor in classes of excess cost."""

    def __init__(self, corridor: Corridor, plane: MapProjection, *, layer_name: str) -> None:
        classes = derive_excess_classes(corridor.within_pct)
        legend = Legend(
            "Dearer than the best route, %",
            f"Per cent dearer than the best route, from dark to light: {', '.join(classes.words)}",
            f"Where a route costs at most {corridor.within_pct:g} per cent more than the best",
            classes,
        )
        shaded = shade(corridor.excess_pct, classes, plane=plane)
        super().__init__("excess", shaded, legend, layer_name=layer_name)


class LayerImage(Picture):
    """Any layer of cells in classes, one of many."""

    def __init__(self, layer: xr.DataArray, plane: MapProjection, *, layer_name: str, show: bool) -> None:
        classes = derive_classes(layer)
        shaded = shade(layer, classes, plane=plane, beyond_px=BENEATH_LAND_PX)
        legend = _legend_of(legend_title(layer, classes), classes)
        super().__init__("layer", shaded, legend, layer_name=layer_name, one_of_many=True, show=show)


class MonthsImage(Picture):
    """One layer in twelve months, of which a slider chooses one.

    Attributes
    ----------
    months : tuple of Shaded
        January first.
    """

    def __init__(
        self, layers: Sequence[xr.DataArray], plane: MapProjection, *, title: str, month: int, show: bool
    ) -> None:
        if len(layers) != len(MONTH_NAMES):
            raise UsageError(f"layer {title} in {len(layers)} months; give {len(MONTH_NAMES)}, January first")
        classes = derive_classes(layers[0])
        self.months = tuple(
            shade(layer, classes, plane=plane, beyond_px=BENEATH_LAND_PX, most_px=_MONTHS_PX)
            for layer in layers
        )
        legend = _legend_of(legend_title(layers[0].assign_attrs(long_name=title), classes), classes)
        super().__init__(
            "layer", self.months[month - 1], legend, layer_name=title, one_of_many=True, show=show
        )
        del self.data["url"]
        self.data |= {
            "urls": [shaded.url for shaded in self.months],
            "months": MONTH_NAMES,
            "month": month,
            "slider": f"Month of {title.lower()}",
        }


class NoLayer(ScriptLayer):
    """The choice to see none of the layers of which the map shows one at a time."""

    function = "nothing"

    def __init__(self, *, show: bool = False) -> None:
        super().__init__("No layer", {}, one_of_many=True, show=show)


def _legend_of(title: str, classes: Classes) -> Legend:
    order = ": " if classes.named else ", from light to dark: "
    spoken = title + order + ", ".join(classes.words) + (" and more" if classes.is_open else "")
    return Legend(title, spoken, f"{title}, in classes", classes)


def legend_title(layer: xr.DataArray, classes: Classes) -> str:
    """Title a legend, with the unit.

    Examples
    --------
    >>> layer = xr.DataArray([4e4], name="cost", attrs={"long_name": "Build cost", "units": "USD per km"})
    >>> legend_title(layer, derive_classes(layer))
    'Build cost, thousand USD per km'
    """
    title = layer_title(layer)
    units = "" if classes.named else str(layer.attrs.get("units", ""))
    counted = f"thousand {units}".strip() if is_in_thousands(classes) else units
    return f"{title}, {counted}" if counted else title


def layer_title(layer: xr.DataArray) -> str:
    """Name a layer as it asks to be called, else by its key."""
    return str(layer.attrs.get("long_name") or str(layer.name or "layer").replace("_", " ").capitalize())
