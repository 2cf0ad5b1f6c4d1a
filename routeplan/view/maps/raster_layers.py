"""Cells on a map with their legends: depth, excess cost, and the layers of which a map shows one at a time."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from routeplan.errors import UsageError
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.maps.colour_classes import derive_classes
from routeplan.view.maps.legend import Legend, derive_legend, legend_title
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.raster_image import (
    BENEATH_LAND_PX,
    DEPTH,
    MOST_PX,
    RasterImage,
    derive_excess_classes,
    derive_image,
)

_MONTHS_PX = MOST_PX // 2  # for each of twelve images; ice data have cells of 25 km


class RasterLayer(ScriptLayer):
    """Cells in classes, with a legend that is shown as long as they are.

    Parameters
    ----------
    kind : str
        Pane of the map that holds it: depth, layer or excess, from the lowest to the highest.
    image : RasterImage
    legend : Legend
    layer_name : str
    one_of_many : bool
        Whether it is one of the layers of which the map shows one at a time.
    show : bool
        Whether it is shown when the map opens.
    """

    function = "raster"

    def __init__(
        self,
        kind: str,
        image: RasterImage,
        legend: Legend,
        *,
        layer_name: str,
        one_of_many: bool = False,
        show: bool = True,
    ) -> None:
        self.kind, self.image, self.legend = kind, image, legend
        west, south, east, north = image.bounds_m
        data: dict[str, object] = {
            "kind": kind,
            "url": image.url,
            "bounds": [[west, south], [east, north]],
            "title": legend.title,
            "spoken": legend.spoken,
            "alt": legend.alt,
            "labels": legend.classes.labels,
            "colours": legend.classes.colours,
            "named": legend.classes.named,
        }
        super().__init__(layer_name, data, one_of_many=one_of_many, show=show)


class DepthImage(RasterLayer):
    """Sea depth in classes."""

    def __init__(
        self,
        depth: xr.DataArray,
        projection: MapProjection,
        *,
        layer_name: str = "Sea depth",
        one_of_many: bool = False,
        show: bool = True,
    ) -> None:
        image = derive_image(depth.where(depth > 0), DEPTH, projection=projection, beyond_px=BENEATH_LAND_PX)
        spoken = f"Sea depth in metres, from light to dark: {', '.join(DEPTH.labels)} and deeper"
        legend = Legend("Sea depth, metres", spoken, "Sea depth in classes", DEPTH)
        super().__init__("depth", image, legend, layer_name=layer_name, one_of_many=one_of_many, show=show)


class ExcessImage(RasterLayer):
    """Cells of a corridor in classes of excess cost.

    Parameters
    ----------
    excess_pct : DataArray, (northing, easting)
        Per cent above the objective of the best route; NaN outside the corridor.
    within_pct : float
        Width of the corridor.
    projection : MapProjection
    layer_name : str
    """

    def __init__(
        self, excess_pct: xr.DataArray, within_pct: float, projection: MapProjection, *, layer_name: str
    ) -> None:
        classes = derive_excess_classes(within_pct)
        legend = Legend(
            "More expensive than the best route, %",
            f"Per cent more expensive than the best route, from dark to light: {', '.join(classes.labels)}",
            f"Where a route costs at most {within_pct:g} per cent more than the best",
            classes,
        )
        super().__init__(
            "excess", derive_image(excess_pct, classes, projection=projection), legend, layer_name=layer_name
        )


class LayerImage(RasterLayer):
    """Any layer of cells in classes, one of many."""

    def __init__(
        self, layer: xr.DataArray, projection: MapProjection, *, layer_name: str, show: bool
    ) -> None:
        classes = derive_classes(layer)
        image = derive_image(layer, classes, projection=projection, beyond_px=BENEATH_LAND_PX)
        legend = derive_legend(legend_title(layer, classes), classes)
        super().__init__("layer", image, legend, layer_name=layer_name, one_of_many=True, show=show)


class MonthsImage(RasterLayer):
    """One layer in twelve months; a slider chooses the month.

    Attributes
    ----------
    months : tuple of RasterImage
        January first.
    """

    def __init__(
        self, layers: Sequence[xr.DataArray], projection: MapProjection, *, title: str, month: int, show: bool
    ) -> None:
        if len(layers) != len(MONTH_NAMES):
            raise UsageError(
                f"layer {title} has {len(layers)} months; give {len(MONTH_NAMES)}, January first"
            )
        classes = derive_classes(layers[0])
        self.months = tuple(
            derive_image(layer, classes, projection=projection, beyond_px=BENEATH_LAND_PX, most_px=_MONTHS_PX)
            for layer in layers
        )
        legend = derive_legend(legend_title(layers[0].assign_attrs(long_name=title), classes), classes)
        super().__init__(
            "layer", self.months[month - 1], legend, layer_name=title, one_of_many=True, show=show
        )
        del self.data["url"]
        self.data |= {
            "urls": [image.url for image in self.months],
            "months": MONTH_NAMES,
            "month": month,
            "slider": f"Month of {title.lower()}",
        }


class NoLayerOption(ScriptLayer):
    """The option to show none of the layers of which the map shows one at a time."""

    function = "noLayer"

    def __init__(self, *, show: bool = False) -> None:
        super().__init__("No layer", {}, one_of_many=True, show=show)
