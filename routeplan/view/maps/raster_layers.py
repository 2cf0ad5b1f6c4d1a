"""Cells on a map with their legends: depth, excess cost, and the layers of which a map shows one at a time."""

from __future__ import annotations

import xarray as xr

from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.maps.layer_pictures import LayerPicture
from routeplan.view.maps.legend import Legend
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.raster_image import RasterImage, crop_to_values, derive_excess_classes, derive_image


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
    """Sea depth in classes, beneath everything else."""

    def __init__(self, picture: LayerPicture) -> None:
        super().__init__("depth", picture.image, picture.legend, layer_name="Sea depth")


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
            "excess",
            derive_image(crop_to_values(excess_pct), classes, projection=projection),
            legend,
            layer_name=layer_name,
        )


class LayerImage(RasterLayer):
    """Any layer of cells in classes, one of many."""

    def __init__(self, picture: LayerPicture, *, layer_name: str, show: bool) -> None:
        super().__init__(
            picture.kind, picture.image, picture.legend, layer_name=layer_name, one_of_many=True, show=show
        )


class MonthsImage(RasterLayer):
    """One layer in twelve months; a slider chooses the month.

    Attributes
    ----------
    months : tuple of RasterImage
        January first.
    """

    def __init__(self, picture: LayerPicture, *, month: int, show: bool) -> None:
        self.months, title = picture.images, picture.title
        super().__init__(
            "layer", self.months[month - 1], picture.legend, layer_name=title, one_of_many=True, show=show
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
