"""What lies beneath the routes of a map: depth, layers to choose from, existing cables, zones, jurisdictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import folium
import geopandas as gpd
import xarray as xr

from routeplan.catalog.models import CableSystem
from routeplan.cost.layer_names import LayerName
from routeplan.cost.named_layers import BETWEEN_SOURCES
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.io.sources import embedded_data
from routeplan.planning.planner import Planner
from routeplan.runtime.progress import track_items, track_stages
from routeplan.seabed.jurisdiction import Jurisdiction
from routeplan.view.maps.closed_areas import ClosedAreas, closed_cells
from routeplan.view.maps.layer_pictures import (
    LayerPicture,
    depth_of,
    ice_months_of,
    layer_of,
    picture_depth,
    picture_layer,
    picture_months,
)
from routeplan.view.maps.legend import layer_title
from routeplan.view.maps.overlays import Credit, DataEdge, ExistingCables, Graticule, LandLayer
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.projections import choose_projection
from routeplan.view.maps.raster_layers import DepthImage, LayerImage, MonthsImage, NoLayerOption, RasterLayer
from routeplan.view.maps.zone_outlines import HazardZones, JurisdictionLines

# The layers that matter most to a plan, few enough for a file that fits into a mail. Sea ice comes by month.
DEFAULT_LAYERS: Final = (
    LayerName.SLOPE,
    LayerName.JURISDICTION,
    LayerName.FAULT_RATE,
    LayerName.FAULT_RATE_FISHING,
    LayerName.FAULT_RATE_ANCHORING,
    LayerName.FAULT_RATE_ICE_SCOUR,
    LayerName.REPAIR_DAYS,
    LayerName.OBJECTIVE_USD_PER_KM,
)
_EXISTING = "Existing cables, not as surveyed"
_MARCH = 3  # month of the largest extent of Arctic sea ice


def map_layer(
    layer: xr.DataArray, *, onto: PolarMap | None = None, title: str | None = None, crs: int | None = None
) -> PolarMap:
    """Draw a layer on a map, in the classes of its legend.

    A map shows one of its layers at a time, the first when it opens. The layer control has a button for each layer
    and one for none. Routes and depth stay visible.

    Parameters
    ----------
    layer : DataArray, (northing, easting) in EPSG:3995
        From :func:`routeplan.cost.named_layers.derive_named_layer`, or any other; NaN on land. Classes and colours
        follow from its ``flag_values`` and ``flag_meanings``, else from its ``name`` if it is one of `LayerName`, else
        from its values. ``long_name`` and ``units`` are the title of the legend.
    onto : PolarMap, optional
        Map to add to; the same map is returned.
    title : str, optional
        Heading of a new map.
    crs : int, optional
        EPSG code of the projection of a new map: 3995, 3413, 3575, or 3395 for Mercator.

    Returns
    -------
    PolarMap
        A notebook shows it; `write_map` writes it to one file that needs no network.

    Raises
    ------
    UsageError
        If the layer is not in EPSG:3995 or has no value, or the EPSG code is not offered.
    """
    drawn = start_map(onto, title or layer_title(layer), crs)
    _add_layer(drawn, picture_layer(layer, drawn.projection), show=drawn.has_no_selectable_layer)
    return drawn


def map_months(
    layers: Sequence[xr.DataArray],
    *,
    title: str = "Sea ice by month",
    onto: PolarMap | None = None,
    crs: int | None = None,
) -> PolarMap:
    """Draw a layer month by month, with a slider in its legend.

    Parameters
    ----------
    layers : sequence of 12 DataArray, (northing, easting) in EPSG:3995
        January first, such as ``planner.layer("ice_month_01")``; all have the classes of January.
    title : str
        Title of the layer, and heading of a new map.
    onto, crs
        As :func:`map_layer` takes them.

    Raises
    ------
    UsageError
        If there are not 12 layers; or as for one layer.
    """
    drawn = start_map(onto, title, crs)
    picture = picture_months(layers, title, drawn.projection)
    _add_months(drawn, picture, show=drawn.has_no_selectable_layer)
    return drawn


def map_existing(
    systems: Sequence[tuple[CableSystem, Line]],
    *,
    onto: PolarMap | None = None,
    crs: int | None = None,
) -> PolarMap:
    """Draw existing cables on a map, thin and grey beneath the routes.

    Parameters
    ----------
    systems : sequence of (CableSystem, Line)
        As `Planner.existing` gives them; a system may have several parts. The geometry is not surveyed.
    onto, crs
        As :func:`map_layer` takes them.

    Returns
    -------
    PolarMap
        A notebook shows it; `write_map` writes it to one file that needs no network.

    Raises
    ------
    UsageError
        If there is no cable to draw.
    """
    if not systems:
        raise UsageError("map of 0 existing cables; give at least one, such as planner.existing")
    drawn = start_map(onto, "Existing cables", crs)
    cables = ExistingCables(systems, drawn.projection, layer_name=drawn.unique_layer_name(_EXISTING))
    cables.add_to(drawn)
    drawn.include_backdrop(cables.bounds_m)
    return drawn


def map_zones(
    zones: gpd.GeoDataFrame, *, onto: PolarMap | None = None, crs: int | None = None, show: bool = True
) -> PolarMap:
    """Outline zones of hazards and activity on a map; pointing at one shows its name, kind and source.

    Parameters
    ----------
    zones : GeoDataFrame
        As :func:`routeplan.seabed.hazard_zones.read_zones` gives them.
    onto, crs
        As :func:`map_layer` takes them.
    show : bool
        Whether they are shown when the map opens.

    Raises
    ------
    UsageError
        If there is no zone.
    """
    drawn = start_map(onto, "Zones of hazards and activity", crs)
    name = drawn.unique_layer_name("Zones of hazards and activity")
    HazardZones(zones, drawn.projection, layer_name=name, show=show).add_to(drawn)
    drawn.include_backdrop(drawn.projection.bounds_m)
    _add_credit(drawn, "Zones", str(zones.attrs.get("source", "given by the user")))
    return drawn


def map_jurisdictions(
    jurisdiction: Jurisdiction,
    grid: Grid,
    *,
    onto: PolarMap | None = None,
    crs: int | None = None,
    show: bool = True,
) -> PolarMap:
    """Draw the limits of exclusive economic zones.

    Parameters
    ----------
    jurisdiction : Jurisdiction
        Such as ``planner.seabed.layers.jurisdiction``.
    grid : Grid
        Of its cells.
    onto, crs, show
        As :func:`map_zones` takes them.
    """
    drawn = start_map(onto, "Jurisdictions", crs)
    name = drawn.unique_layer_name("Limits of exclusive economic zones")
    JurisdictionLines(jurisdiction, grid, drawn.projection, layer_name=name, show=show).add_to(drawn)
    drawn.include_backdrop(drawn.projection.bounds_m)
    _add_credit(drawn, "Jurisdictions", jurisdiction.source)
    return drawn


def draw_planner(
    drawn: PolarMap, planner: Planner, layers: Sequence[LayerName | str | xr.DataArray], *, months: bool
) -> None:
    """Draw what a planner knows: depth, layers to choose from, jurisdictions, zones, existing cables."""
    with track_stages("drawing the map", total=5) as stage:
        stage("depth")
        draw_planner_depth(drawn, planner)
        NoLayerOption(show=True).add_to(drawn)
        stage("layers")
        with track_items(layers, "drawn") as followed:
            for layer in followed:
                if isinstance(layer, str):
                    draw_planner_layer(drawn, planner, layer)
                else:
                    _add_layer(drawn, picture_layer(layer, drawn.projection), show=False)
        stage("ice by month")
        if months:
            draw_months(drawn, planner)
        stage("jurisdictions and zones")
        map_jurisdictions(planner.seabed.layers.jurisdiction, planner.grid, onto=drawn, show=False)
        map_zones(planner.seabed.layers.zones, onto=drawn, show=False)
        if (closed := closed_cells(planner)).any():
            name = drawn.unique_layer_name("Closed areas")
            ClosedAreas.of_cells(planner, closed, drawn.projection, layer_name=name).add_to(drawn)
        stage("existing cables")
        if planner.existing:
            map_existing(planner.existing, onto=drawn)


def draw_planner_depth(drawn: PolarMap, planner: Planner) -> None:
    """Draw a planner's sea depth beneath everything else."""
    _add_depth(drawn, depth_of(planner, drawn.projection))


def draw_planner_layer(drawn: PolarMap, planner: Planner, name: LayerName | str) -> None:
    """Add a layer of a planner to the layers to choose from."""
    _add_layer(drawn, layer_of(planner, name, drawn.projection), show=False)


def draw_months(drawn: PolarMap, planner: Planner) -> None:
    """Add the planner's sea ice by month to the layers to choose from."""
    _add_months(drawn, ice_months_of(planner, drawn.projection), show=False)


def draw_depth(drawn: PolarMap, depth: xr.DataArray) -> None:
    """Draw sea depth beneath everything else."""
    _add_depth(drawn, picture_depth(depth, drawn.projection))


def add_selectable_layers(drawn: PolarMap, layers: Sequence[xr.DataArray]) -> None:
    """Add layers to choose from; none is shown when the map opens."""
    if layers and drawn.has_no_selectable_layer:
        NoLayerOption(show=True).add_to(drawn)
    for layer in layers:
        _add_layer(drawn, picture_layer(layer, drawn.projection), show=False)


def start_map(
    onto: PolarMap | None, title: str, crs: int | None, lines_lon: Sequence[FloatArray] = ()
) -> PolarMap:
    """Give the map to add to, or make one with land, graticule and controls.

    Raises
    ------
    UsageError
        If the EPSG code is not offered, or the map to add to has another projection.
    """
    if onto is not None:
        if crs not in {None, onto.projection.epsg}:
            raise UsageError(
                f"crs={crs} for a map in EPSG:{onto.projection.epsg}; leave out crs, or start a new map"
            )
        return onto
    drawn = PolarMap(title=title, projection=choose_projection(crs, lines_lon))
    for layer in (LandLayer, DataEdge, Graticule):
        layer(drawn.projection).add_to(drawn)
    Credit(embedded_data()["boundaries"].credit).add_to(drawn)
    folium.LayerControl(position="topright").add_to(drawn)
    return drawn


def _add_depth(drawn: PolarMap, picture: LayerPicture) -> None:
    DepthImage(picture).add_to(drawn)
    _add_credit(drawn, picture.title, picture.source)


def _add_layer(drawn: PolarMap, picture: LayerPicture, *, show: bool) -> None:
    name = drawn.unique_layer_name(picture.title)
    _add_selectable(drawn, LayerImage(picture, layer_name=name, show=show), picture)


def _add_months(drawn: PolarMap, picture: LayerPicture, *, show: bool) -> None:
    _add_selectable(drawn, MonthsImage(picture, month=_MARCH, show=show), picture)


def _add_selectable(drawn: PolarMap, image: RasterLayer, picture: LayerPicture) -> None:
    if drawn.has_no_selectable_layer:
        NoLayerOption().add_to(drawn)
    image.add_to(drawn)
    drawn.include_backdrop(image.image.bounds_m)
    _add_credit(drawn, picture.title, picture.source)


def _add_credit(drawn: PolarMap, label: str, sources: str) -> None:
    """Credit the embedded data sets among the sources, and other sources by their names."""
    known = {data_set.source.name: data_set.credit for data_set in embedded_data().values()}
    for source in sources.split(BETWEEN_SOURCES):
        Credit(known.get(source, f"{label}: {source}")).add_to(drawn)
