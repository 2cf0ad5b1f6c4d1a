"""Layers below the routes of the live map, each made once: for the map on the screen and for the page to share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import xarray as xr

from routeplan.cost.layer_names import LayerName
from routeplan.io.sources import embedded_data
from routeplan.planning.planner import Planner
from routeplan.view.maps.backdrop import (
    draw_months,
    draw_planner_depth,
    draw_planner_layer,
    map_existing,
    map_jurisdictions,
    map_zones,
)
from routeplan.view.maps.layer_pictures import picture_layer
from routeplan.view.maps.overlays import Credit, DataEdge, Graticule, LandLayer
from routeplan.view.maps.page import PolarMap, ScriptLayer
from routeplan.view.maps.projections import ARCTIC
from routeplan.view.maps.raster_layers import LayerImage, NoLayerOption

LayerKey: TypeAlias = Literal[
    "land", "edge", "graticule", "depth", "waters", "slope", "ice", "limits", "zones", "cables", "probability"
]
_CHOICES: Final = frozenset[LayerKey]({"waters", "slope", "ice", "probability"})


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer, and the credits of its data.

    Attributes
    ----------
    key : str
    layer : ScriptLayer
    data_credits : tuple of str
    """

    key: LayerKey
    layer: ScriptLayer
    data_credits: tuple[str, ...]

    @property
    def is_choice(self) -> bool:
        """Whether the map shows it in place of the other choices."""
        return self.key in _CHOICES


def base_layers() -> Iterator[MapLayer]:
    """Make what needs no planner: land, the edge of the data and the graticule."""
    credit = embedded_data()["boundaries"].credit
    yield MapLayer("land", LandLayer(ARCTIC), (credit,))
    yield MapLayer("edge", DataEdge(ARCTIC), ())
    yield MapLayer("graticule", Graticule(ARCTIC), ())


def planner_layers(planner: Planner) -> Iterator[MapLayer]:
    """Make the layers of a planner one after the other, those first that are shown when the map opens."""
    seabed = planner.seabed
    makers: dict[LayerKey, Callable[[PolarMap], object]] = {
        "depth": lambda drawn: draw_planner_depth(drawn, planner),
        "cables": lambda drawn: planner.existing and map_existing(planner.existing, onto=drawn),
        "ice": lambda drawn: draw_months(drawn, planner),
        "waters": lambda drawn: draw_planner_layer(drawn, planner, LayerName.JURISDICTION),
        "slope": lambda drawn: draw_planner_layer(drawn, planner, LayerName.SLOPE),
        "limits": lambda drawn: map_jurisdictions(
            seabed.layers.jurisdiction, planner.grid, onto=drawn, show=False
        ),
        "zones": lambda drawn: map_zones(seabed.layers.zones, onto=drawn, show=False),
    }
    for key, make in makers.items():
        sheet = PolarMap()
        make(sheet)
        data_credits = tuple(child.text for child in sheet._children.values() if isinstance(child, Credit))
        for child in sheet._children.values():
            if isinstance(child, ScriptLayer) and not isinstance(child, NoLayerOption):
                yield MapLayer(key, child, data_credits)


def array_layer(key: LayerKey, layer: xr.DataArray) -> MapLayer:
    """Make a layer of cells to choose, shown at once."""
    picture = picture_layer(layer, ARCTIC)
    title = str(layer.attrs.get("long_name", layer.name)).capitalize()
    return MapLayer(key, LayerImage(picture, layer_name=title, show=True), ())


def add_layers(drawn: PolarMap, layers: list[MapLayer]) -> None:
    """Add layers to the map of another page."""
    if any(layer.is_choice for layer in layers):
        NoLayerOption(show=True).add_to(drawn)
    for layer in layers:
        layer.layer.add_to(drawn)
        for credit in layer.data_credits:
            Credit(credit).add_to(drawn)
