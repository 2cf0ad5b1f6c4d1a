"""Layers as pictures: images with their legend, title and sources; a planner's are made once and kept on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
import xarray as xr

from routeplan.cost.layer_names import LayerName
from routeplan.cost.named_layers import layer_made_from
from routeplan.errors import UsageError
from routeplan.planning.planner import Planner
from routeplan.runtime.disk_cache import Arrays, keep
from routeplan.seabed.months import MONTH_NAMES
from routeplan.seabed.sea_ice import derive_ice_concentration
from routeplan.view.maps.colour_classes import derive_classes
from routeplan.view.maps.legend import Legend, derive_legend, layer_title, legend_title
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.raster_image import (
    BENEATH_LAND_PX,
    DEPTH,
    MOST_PX,
    Classes,
    RasterImage,
    derive_image,
)

_MONTHS_PX = MOST_PX // 2  # for each of twelve images; ice data have cells of 25 km
_CORES = 2
_ICE_BY_MONTH = "Sea ice by month"


@dataclass(frozen=True, slots=True)
class LayerPicture:
    """A layer as a map shows it.

    Attributes
    ----------
    kind : str
        Pane of the map that holds it: depth or layer.
    images : tuple of RasterImage
        One, or twelve of a layer by month, January first.
    legend : Legend
    title : str
        In the layer control.
    source : str
        Names of the sources, separated by semicolons.
    """

    kind: str
    images: tuple[RasterImage, ...]
    legend: Legend
    title: str
    source: str

    @property
    def image(self) -> RasterImage:
        """The first image."""
        return self.images[0]

    def as_arrays(self) -> Arrays:
        """Give the picture as arrays for the cache."""
        about = {"kind": self.kind, "legend": asdict(self.legend), "title": self.title, "source": self.source}
        return {
            "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
            "bounds_m": np.array([image.bounds_m for image in self.images]),
            **{
                f"image_{number:02}": np.frombuffer(image.webp, dtype=np.uint8)
                for number, image in enumerate(self.images)
            },
        }

    @classmethod
    def from_arrays(cls, kept: Arrays) -> LayerPicture:
        """Make the picture from its arrays."""
        about = json.loads(kept["about"].tobytes())
        classes = about["legend"].pop("classes")
        named = classes.pop("named")
        lists = {name: tuple(values) for name, values in classes.items()}
        images = tuple(
            RasterImage(kept[f"image_{number:02}"].tobytes(), (west, south, east, north))
            for number, (west, south, east, north) in enumerate(kept["bounds_m"].tolist())
        )
        legend = Legend(**about["legend"], classes=Classes(**lists, named=named))
        return cls(about["kind"], images, legend, about["title"], about["source"])


# ---- any layer ---------------------------------------------------------------------------------------------


def picture_depth(depth: xr.DataArray, projection: MapProjection) -> LayerPicture:
    """Draw sea depth, in metres, positive down, in classes."""
    image = derive_image(depth.where(depth > 0), DEPTH, projection=projection, beyond_px=BENEATH_LAND_PX)
    spoken = f"Sea depth in metres, from light to dark: {', '.join(DEPTH.labels)} and deeper"
    legend = Legend("Sea depth, metres", spoken, "Sea depth in classes", DEPTH)
    return LayerPicture("depth", (image,), legend, layer_title(depth), _source(depth))


def picture_layer(layer: xr.DataArray, projection: MapProjection) -> LayerPicture:
    """Draw any layer in the classes of its legend."""
    if layer.name == LayerName.DEPTH:
        return picture_depth(layer, projection)
    classes = derive_classes(layer)
    image = derive_image(layer, classes, projection=projection, beyond_px=BENEATH_LAND_PX)
    legend = derive_legend(legend_title(layer, classes), classes)
    return LayerPicture("layer", (image,), legend, layer_title(layer), _source(layer))


def picture_months(layers: Sequence[xr.DataArray], title: str, projection: MapProjection) -> LayerPicture:
    """Draw a layer in twelve months, January first, all in the classes of January.

    Raises
    ------
    UsageError
        If there are not 12 layers.
    """
    if len(layers) != len(MONTH_NAMES):
        raise UsageError(f"layer {title} has {len(layers)} months; give {len(MONTH_NAMES)}, January first")
    classes = derive_classes(layers[0])
    draw = partial(
        derive_image,
        classes=classes,
        projection=projection,
        beyond_px=BENEATH_LAND_PX,
        most_px=_MONTHS_PX,
    )
    with ThreadPoolExecutor(_CORES) as cores:
        images = tuple(cores.map(draw, layers))
    legend = derive_legend(legend_title(layers[0].assign_attrs(long_name=title), classes), classes)
    return LayerPicture("layer", images, legend, title, _source(layers[0]))


# ---- layers of a planner -----------------------------------------------------------------------------------


def depth_of(planner: Planner, projection: MapProjection) -> LayerPicture:
    """Draw the depth of a planner, or take it from the cache."""
    made_from = (planner.depth, str(planner.depth.name), dict(planner.depth.attrs))
    return _kept(planner, "depth", projection, made_from, lambda: picture_depth(planner.depth, projection))


def layer_of(planner: Planner, name: LayerName | str, projection: MapProjection) -> LayerPicture:
    """Draw a layer of a planner, or take it from the cache.

    Raises
    ------
    UsageError
        If there is no such layer.
    """
    name = LayerName(name)
    made_from = layer_made_from(planner.valuer, name)
    draw = partial(_picture_named, planner, name, projection)
    return _kept(planner, f"layer {name}", projection, made_from, draw)


def ice_months_of(planner: Planner, projection: MapProjection) -> LayerPicture:
    """Draw the ice of a planner by month, or take it from the cache."""
    made_from = layer_made_from(planner.valuer, LayerName.ICE_MONTH_01)
    draw = partial(_picture_ice, planner, projection)
    return _kept(planner, _ICE_BY_MONTH, projection, made_from, draw)


def _kept(
    planner: Planner,
    what: str,
    projection: MapProjection,
    made_from: object,
    draw: Callable[[], LayerPicture],
) -> LayerPicture:
    """Take a picture from the planner, else from the cache on disk; make it if it is in neither."""
    request = (what, projection)
    if request not in planner.pictures:
        kept = keep("map-layer", (*request, made_from), lambda: draw().as_arrays())
        planner.pictures[request] = LayerPicture.from_arrays(kept)
    picture: LayerPicture = planner.pictures[request]
    return picture


def _picture_named(planner: Planner, name: LayerName, projection: MapProjection) -> LayerPicture:
    return picture_layer(planner.layer(name), projection)


def _picture_ice(planner: Planner, projection: MapProjection) -> LayerPicture:
    """Derive all months at once, which is three times faster than twelve named layers."""
    seabed = planner.seabed
    ice = derive_ice_concentration(seabed.grid, seabed.depth_m, ice=seabed.layers.ice)
    months = [ice.isel(month=at, drop=True).rename(LayerName.ICE_MONTH_01) for at in range(len(MONTH_NAMES))]
    return picture_months([month.assign_attrs(units="share") for month in months], _ICE_BY_MONTH, projection)


def _source(layer: xr.DataArray) -> str:
    return str(layer.attrs.get("source") or "given by the user")
