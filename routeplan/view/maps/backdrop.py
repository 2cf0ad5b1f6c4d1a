"""What lies beneath routes: layers of which a map shows one at a time, existing cables, zones, waters of states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import folium
import geopandas as gpd
import xarray as xr

from routeplan.catalog.models import CableSystem
from routeplan.cost.named_layers import BETWEEN_SOURCES, LayerName
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.io.sources import embedded_data
from routeplan.planning.planner import Planner
from routeplan.runtime.progress import follow, stages
from routeplan.seabed.jurisdiction import Jurisdiction
from routeplan.seabed.months import MONTH_NAMES
from routeplan.seabed.sea_ice import derive_ice_concentration
from routeplan.view.maps.ground import Edge, Graticule, Land
from routeplan.view.maps.overlays import Credit, ExistingCables
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.projections import choose_projection
from routeplan.view.maps.raster_layers import DepthImage, LayerImage, MonthsImage, NoLayer, layer_title
from routeplan.view.maps.zone_outlines import HazardZones, JurisdictionLines

# What a plan weighs most, and in few enough pictures for a mail: ice is among the months.
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
_MARCH = 3  # when Arctic ice reaches furthest


def map_layer(
    layer: xr.DataArray, *, onto: PolarMap | None = None, title: str | None = None, crs: int | None = None
) -> PolarMap:
    """Draw a layer on a map, in classes that its legend names.

    A map shows one of its layers at a time, at first the first: the layer control has a button for each and one for
    none. What belongs above and below, such as routes and a depth of their own, stays.

    Parameters
    ----------
    layer : DataArray, (northing, easting) in EPSG:3995
        Such as :func:`routeplan.cost.named_layers.derive_named_layer` gives, or any other; NaN on land. Its ``name``
        chooses classes and
        colours where it is one of those views', its ``flag_values`` and ``flag_meanings`` do where it has classes of
        its own, else its values are divided evenly. ``long_name`` and ``units`` title the legend.
    onto : PolarMap, optional
        Map to add to; the same map is returned.
    title : str, optional
        Heading of a new map.
    crs : int, optional
        EPSG code of the plane of a new map: 3995, 3413, 3575, or 3395 for Mercator.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        If the layer is not on the Arctic plane or has not a single value, or no map is drawn on that plane.
    """
    drawn = begin(onto, title or layer_title(layer), crs)
    _add_layer(drawn, layer, show=drawn.shows_no_choice)
    return drawn


def map_months(
    layers: Sequence[xr.DataArray],
    *,
    title: str = "Sea ice by month",
    onto: PolarMap | None = None,
    crs: int | None = None,
) -> PolarMap:
    """Draw a layer month by month, one at a time, with a slider in its legend.

    Parameters
    ----------
    layers : sequence of 12 DataArray, (northing, easting) in EPSG:3995
        January first, all in the classes of that; such as ``planner.layer("ice_month_01")``.
    title : str
        Of the layer, and heading of a new map.
    onto, crs
        As :func:`map_layer` takes them.

    Raises
    ------
    UsageError
        If there are not twelve; or as for one layer.
    """
    drawn = begin(onto, title, crs)
    _add_months(drawn, layers, title, show=drawn.shows_no_choice)
    return drawn


def map_existing(
    systems: Sequence[tuple[CableSystem, Line]],
    *,
    onto: PolarMap | None = None,
    crs: int | None = None,
) -> PolarMap:
    """Draw the cables there are on a map, thin and grey beneath the routes.

    Parameters
    ----------
    systems : sequence of (CableSystem, Line)
        As `Planner.existing` has them; a system may come in several parts. No surveyed geometry.
    onto, crs
        As :func:`map_layer` takes them.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        If there is no cable to draw.
    """
    if not systems:
        raise UsageError("map of 0 existing cables; give at least one, such as planner.existing")
    drawn = begin(onto, "Existing cables", crs)
    cables = ExistingCables(systems, drawn.plane, layer_name=drawn.free_layer_name(_EXISTING))
    cables.add_to(drawn)
    drawn.note_backdrop(cables.bounds_m)
    return drawn


def map_zones(
    zones: gpd.GeoDataFrame, *, onto: PolarMap | None = None, crs: int | None = None, show: bool = True
) -> PolarMap:
    """Outline zones of hazards and activity on a map; each says its name, its kind and where it comes from.

    Parameters
    ----------
    zones : GeoDataFrame
        As :func:`routeplan.seabed.hazard_zones.read_zones` gives them.
    onto, crs
        As :func:`map_layer` takes them.
    show : bool
        Whether they are there when the map opens.

    Raises
    ------
    UsageError
        If there is none.
    """
    drawn = begin(onto, "Zones of hazards and activity", crs)
    name = drawn.free_layer_name("Zones of hazards and activity")
    HazardZones(zones, drawn.plane, layer_name=name, show=show).add_to(drawn)
    drawn.note_backdrop(drawn.plane.bounds_m)
    _thank(drawn, "Zones", str(zones.attrs.get("source", "zones as given by the user")))
    return drawn


def map_jurisdictions(
    waters: Jurisdiction,
    grid: Grid,
    *,
    onto: PolarMap | None = None,
    crs: int | None = None,
    show: bool = True,
) -> PolarMap:
    """Draw the lines where the waters of states end.

    Parameters
    ----------
    waters : Jurisdiction
        Such as ``planner.seabed.layers.jurisdiction``.
    grid : Grid
        Its cells.
    onto, crs, show
        As :func:`map_zones` takes them.
    """
    drawn = begin(onto, "Waters of states", crs)
    name = drawn.free_layer_name("Limits of exclusive economic zones")
    JurisdictionLines(waters, grid, drawn.plane, layer_name=name, show=show).add_to(drawn)
    drawn.note_backdrop(drawn.plane.bounds_m)
    _thank(drawn, "Waters", waters.source)
    return drawn


def lay_beneath(
    drawn: PolarMap, planner: Planner, layers: Sequence[LayerName | str | xr.DataArray], *, months: bool
) -> None:
    """Lay out what a planner knows: depth, layers to choose from, waters, zones, existing cables."""
    with stages("drawing the map", of=5) as stage:
        stage("depth")
        shade_depth(drawn, planner.depth)
        NoLayer(show=True).add_to(drawn)
        stage("layers to choose from")
        with follow(layers, "shaded") as followed:
            for layer in followed:
                laid = planner.layer(layer) if isinstance(layer, str) else layer
                _add_layer(drawn, laid, show=False)
        stage("ice by month")
        if months:
            _add_months(drawn, _ice_by_month(planner), "Sea ice by month", show=False)
        stage("waters and zones")
        map_jurisdictions(planner.seabed.layers.jurisdiction, planner.grid, onto=drawn, show=False)
        map_zones(planner.seabed.layers.zones, onto=drawn, show=False)
        stage("existing cables")
        if planner.existing:
            map_existing(planner.existing, onto=drawn)


def _ice_by_month(planner: Planner) -> list[xr.DataArray]:
    """All months of the planner's ice, at once: twelve layers by name take three times as long."""
    seabed = planner.seabed
    ice = derive_ice_concentration(seabed.grid, seabed.depth_m, ice=seabed.layers.ice)
    months = [ice.isel(month=at, drop=True).rename(LayerName.ICE_MONTH_01) for at in range(len(MONTH_NAMES))]
    return [month.assign_attrs(units="share") for month in months]


def shade_depth(drawn: PolarMap, depth: xr.DataArray) -> None:
    """Shade the sea beneath everything else."""
    DepthImage(depth, drawn.plane).add_to(drawn)
    _thank_for(drawn, depth)


def add_choice(drawn: PolarMap, layers: Sequence[xr.DataArray]) -> None:
    """Add layers to choose from, none of which shows when the map opens."""
    if layers and drawn.shows_no_choice:
        NoLayer(show=True).add_to(drawn)
    for layer in layers:
        _add_layer(drawn, layer, show=False)


def begin(
    onto: PolarMap | None, title: str, crs: int | None, lines_lon: Sequence[FloatArray] = ()
) -> PolarMap:
    """Take a map to add to, or make one with everything that does not depend on what will be drawn.

    Raises
    ------
    UsageError
        If there is no such plane, or the map to add to is drawn on another.
    """
    if onto is not None:
        if crs not in {None, onto.plane.epsg}:
            raise UsageError(
                f"crs={crs} for a map in EPSG:{onto.plane.epsg}; leave crs out, or begin a map of its own"
            )
        return onto
    drawn = PolarMap(title=title, plane=choose_projection(crs, lines_lon))
    for ground in (Land, Edge, Graticule):
        ground(drawn.plane).add_to(drawn)
    Credit(embedded_data()["boundaries"].credit).add_to(drawn)
    folium.LayerControl(position="topright").add_to(drawn)
    return drawn


def _add_layer(drawn: PolarMap, layer: xr.DataArray, *, show: bool) -> None:
    if drawn.shows_no_choice:
        NoLayer().add_to(drawn)
    name = drawn.free_layer_name(layer_title(layer))
    image = (
        DepthImage(layer, drawn.plane, layer_name=name, one_of_many=True, show=show)
        if layer.name == LayerName.DEPTH
        else LayerImage(layer, drawn.plane, layer_name=name, show=show)
    )
    image.add_to(drawn)
    drawn.note_backdrop(image.shaded.bounds_m)
    _thank_for(drawn, layer)


def _add_months(drawn: PolarMap, layers: Sequence[xr.DataArray], title: str, *, show: bool) -> None:
    if drawn.shows_no_choice:
        NoLayer().add_to(drawn)
    image = MonthsImage(layers, drawn.plane, title=title, month=_MARCH, show=show)
    image.add_to(drawn)
    drawn.note_backdrop(image.shaded.bounds_m)
    _thank_for(drawn, layers[0])


def _thank_for(drawn: PolarMap, layer: xr.DataArray) -> None:
    _thank(drawn, layer_title(layer), str(layer.attrs.get("source") or "as given by the user"))


def _thank(drawn: PolarMap, what: str, sources: str) -> None:
    """Credit the embedded data sets that something says it comes from, or its own words."""
    known = {data_set.source.name: data_set.credit for data_set in embedded_data().values()}
    for source in sources.split(BETWEEN_SOURCES):
        Credit(known.get(source, f"{what}: {source}")).add_to(drawn)
