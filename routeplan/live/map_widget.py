"""The map of the workbench: polar, offline, with ends to drag and areas and points to draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipyleaflet as leaflet
import numpy as np
import shapely
import xarray as xr
from ipywidgets import Layout

from routeplan.catalog.models import Landing
from routeplan.geo.geodesy import FloatArray, PolarStereographic, densify
from routeplan.geo.grid import DEFAULT_SOUTH_DEG
from routeplan.geo.track import Line
from routeplan.io.sources import embedded_data
from routeplan.live.callback_guard import CallbackGuard
from routeplan.live.session import NOW_COLOUR, Pin
from routeplan.live.state import EndName, PlanRequest, Ring
from routeplan.planning.route import Route
from routeplan.view.maps.land import land_shapes
from routeplan.view.maps.projections import ARCTIC, bounds_around
from routeplan.view.maps.raster_image import RasterImage
from routeplan.view.maps.raster_layers import DepthImage

_HEIGHT_PX, _WIDTH_PX = 560, 760
_TILE_PX = 512  # across the whole plane at zoom 0
_ZOOMS = 9
_STEP_KM = 40.0  # a chord of this length strays from the geodesic by less than 60 m
_DECIMALS = 3  # of a degree: 110 m
_LAND_DETAIL_M, _SMALLEST_ISLAND_M2 = 4_000.0, 1.0e8
_NOTHING = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # one clear pixel
_LAND_STYLE = {"color": "#a89f8d", "weight": 0.6, "fillColor": "#e9e4d8", "fillOpacity": 1.0}
_GRID_STYLE = {"color": "#5a666e", "weight": 0.5, "opacity": 0.35}
_DOT_STYLE = {"radius": 2.5, "color": "#26323a", "weight": 0.8, "fillColor": "#ffffff", "fillOpacity": 1.0}
_CLOSED_STYLE = {"color": "#a22c3d", "weight": 1.5, "fillColor": "#a22c3d", "fillOpacity": 0.25}
# Lines lie above what is drawn, the route above the pins, and none keeps the mouse from the dots beneath.
_PANES = {
    name: {"zIndex": height, "pointerEvents": "none"} for name, height in (("pins", 450), ("routes", 460))
}
# The pencil of ipyleaflet 0.20 fails where a point is drawn: it lays all out anew while it edits, and a marker that has
# left the map cannot be let go. Without points it moves corners well; the bin takes both away at any time.
PASSING = "routeplan-passing"
NO_PENCIL = f".{PASSING} .leaflet-draw-edit-edit {{ display: none; }}"
_PARALLELS_DEG, _MERIDIANS_DEG = range(40, 90, 10), range(-180, 180, 30)


@dataclass(frozen=True, slots=True)
class DrawnShapes:
    """What was drawn on the map.

    Attributes
    ----------
    closed : tuple of Ring
    points : tuple of (lon, lat)
        To pass, degrees.
    """

    closed: tuple[Ring, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Handlers:
    """Whom the map tells.

    Attributes
    ----------
    moved : callable
        Takes which end, and the longitude and latitude it was dragged to.
    drew : callable
        Takes all that is drawn now.
    picked : callable
        Takes the landing that was clicked.
    """

    moved: Callable[[EndName, float, float], None]
    drew: Callable[[DrawnShapes], None]
    picked: Callable[[Landing], None]


class MapWidget:
    """A map of the Arctic plane that shows one answer and the pins.

    Parameters
    ----------
    request : PlanRequest
        What it opens with.
    depth : DataArray, (northing, easting)
        Metres, positive down.
    landings : sequence of Landing
        Dots to click.
    handlers : Handlers
    """

    def __init__(
        self, request: PlanRequest, depth: xr.DataArray, landings: Sequence[Landing], handlers: Handlers
    ) -> None:
        self._handlers = handlers
        self._guard = CallbackGuard()
        sea = DepthImage(depth, ARCTIC).image
        self._layer, self._corridor = (
            leaflet.ImageOverlay(url=_NOTHING, bounds=_corners(sea), opacity=opacity)
            for opacity in (1.0, 0.75)
        )
        # The route lies on its own white edge: its colour is near the corridor's.
        self._route = tuple(
            leaflet.Polyline(locations=[], color=colour, weight=weight, fill=False, pane="routes")
            for colour, weight in (("#ffffff", 7), (NOW_COLOUR, 4))
        )
        self._pins = leaflet.LayerGroup(name="pins")
        self._ends: dict[EndName, Any] = {"start": _end_marker("A"), "end": _end_marker("B")}
        self._draw = leaflet.DrawControl(
            polygon={"shapeOptions": _CLOSED_STYLE, "showArea": False},
            marker={"repeatMode": False},
            polyline={},
            circle={},
            circlemarker={},
            rectangle={},
        )
        centre, zoom = _view(request)
        self.widget = leaflet.Map(
            crs=_polar_crs(),
            panes=_PANES,
            center=centre,
            zoom=zoom,
            min_zoom=0,
            max_zoom=_ZOOMS - 1,
            zoom_snap=0.25,
            zoom_delta=0.5,
            scroll_wheel_zoom=True,
            layers=(
                leaflet.ImageOverlay(url=sea.url, bounds=_corners(sea), attribution=_credits(depth)),
                self._layer,
                self._corridor,
                leaflet.GeoJSON(data=_land(), style=_LAND_STYLE),
                leaflet.GeoJSON(data=_graticule(), style=_GRID_STYLE),
                self._dots(landings),
                self._pins,
                *self._route,
                *self._ends.values(),
            ),
            layout=Layout(height=f"{_HEIGHT_PX}px", width="100%"),
        )
        self.widget.add(self._draw)
        self.place(request)
        for end, marker in self._ends.items():
            marker.observe(self._told_of(end), "location")
        self._draw.observe(lambda change: self._drawn(change["new"]), "data")

    def place(self, request: PlanRequest) -> None:
        """Put ends, areas and points where a request has them."""
        with self._guard.suppressed():
            for marker, landing in zip(self._ends.values(), (request.start, request.end), strict=True):
                marker.location, marker.title = [landing.lat, landing.lon], landing.name
            if _read_drawn(self._draw.data) != DrawnShapes(
                request.closed, tuple((each.lon, each.lat) for each in request.via)
            ):
                self._draw.data = _features(request)
        (self.widget.add_class if request.via else self.widget.remove_class)(PASSING)

    def show_route(self, route: Route) -> None:
        """Draw the route that is now."""
        for line in self._route:
            line.locations = _locations(route.lon, route.lat)

    def show_corridor(self, corridor: RasterImage | None) -> None:
        """Draw the cells of a corridor, or none."""
        self._corridor.url = corridor.url if corridor else _NOTHING

    def show_layer(self, layer: RasterImage | None) -> None:
        """Draw a layer beneath the corridor, or none."""
        self._layer.url = layer.url if layer else _NOTHING

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Draw the pins, each in its colour."""
        self._pins.layers = tuple(
            leaflet.Polyline(
                locations=_locations(pin.answer.route.lon, pin.answer.route.lat),
                color=pin.colour,
                weight=3,
                fill=False,
                name=pin.name,
                pane="pins",
            )
            for pin in pins
        )

    def _dots(self, landings: Sequence[Landing]) -> leaflet.GeoJSON:
        by_id = {landing.id: landing for landing in landings}
        dots = leaflet.GeoJSON(
            data=_collection(
                {
                    "type": "Feature",
                    "properties": {"id": landing.id},
                    "geometry": {"type": "Point", "coordinates": [landing.lon, landing.lat]},
                }
                for landing in landings
            ),
            point_style=_DOT_STYLE,
            name="landings",
        )

        def clicked(properties: dict[str, Any], **_: Any) -> None:
            self._handlers.picked(by_id[properties["id"]])

        dots.on_click(clicked)
        return dots

    def _told_of(self, end: EndName) -> Callable[[dict[str, Any]], None]:
        def moved(change: dict[str, Any]) -> None:
            lat, lon = change["new"]
            if not self._guard.is_on:
                self._handlers.moved(end, *_rounded((lon, lat)))

        return moved

    def _drawn(self, features: list[dict[str, Any]]) -> None:
        if not self._guard.is_on:
            self._handlers.drew(_read_drawn(features))


def _polar_crs() -> dict[str, Any]:
    """Describe the Arctic plane as Leaflet wants it."""
    projection = PolarStereographic()
    half = projection.radius_m(DEFAULT_SOUTH_DEG)
    return {
        "name": f"EPSG:{projection.epsg}",
        "custom": True,
        "proj4def": " ".join(f"+{part}" for part in projection.proj4.split()),
        "origin": [-half, half],
        "bounds": [[-half, -half], [half, half]],
        "resolutions": [_metres_per_pixel(zoom) for zoom in range(_ZOOMS)],
    }


def _metres_per_pixel(zoom: float) -> float:
    return float(2 * PolarStereographic().radius_m(DEFAULT_SOUTH_DEG) / _TILE_PX / 2**zoom)


def _view(request: PlanRequest) -> tuple[list[float], float]:
    """Centre and zoom that show both ends of a request and the geodesic between them."""
    lon, lat = np.transpose([(each.lon, each.lat) for each in request.stops])
    west, south, east, north = bounds_around([ARCTIC.line(Line(lon, lat), "the view")])
    middle = PolarStereographic().inverse((west + east) / 2, (south + north) / 2)
    fits = min(_WIDTH_PX / max(east - west, 1.0), _HEIGHT_PX / max(north - south, 1.0)) * 0.7
    zoom = np.clip(np.log2(_metres_per_pixel(0) * fits), 0.0, _ZOOMS - 4.0)
    return [float(middle[1]), float(middle[0])], float(np.floor(zoom * 4) / 4)


def _corners(picture: RasterImage) -> list[list[float]]:
    """Where a picture round the pole lies.

    Leaflet takes the north-western and the south-eastern corner of a box in degrees. Those of a square round the pole
    lie on one parallel, at 135 degrees west and 45 degrees east.
    """
    west, south, east, north = picture.bounds_m
    (left, right), (above, below) = PolarStereographic().inverse([west, east], [north, south])
    return [[float(below), float(left)], [float(above), float(right)]]


def _end_marker(letter: str) -> leaflet.Marker:
    drop = (
        '<svg width="26" height="34" viewBox="0 0 26 34" aria-hidden="true">'
        f'<path d="M13 33C9 25 2 20 2 12.5a11 11 0 0 1 22 0C24 20 17 25 13 33z" fill="{NOW_COLOUR}" '
        'stroke="#fff" stroke-width="1.5"/><text x="13" y="17" text-anchor="middle" fill="#fff" '
        f'font-family="sans-serif" font-size="12" font-weight="bold">{letter}</text></svg>'
    )
    icon = leaflet.DivIcon(html=drop, icon_size=[26, 34], icon_anchor=[13, 33], bg_pos=[0, 0])
    return leaflet.Marker(location=[90.0, 0.0], icon=icon, draggable=True, z_index_offset=1000)


def _locations(lon: FloatArray, lat: FloatArray) -> list[list[float]]:
    dense_lon, dense_lat = densify(lon, lat, every_km=_STEP_KM)
    return [[round(y, 4), round(x, 4)] for x, y in zip(dense_lon.tolist(), dense_lat.tolist(), strict=True)]


def _read_drawn(features: Sequence[dict[str, Any]]) -> DrawnShapes:
    """Sort drawn features into areas and points."""
    shapes = [each["geometry"] for each in features]
    rings = [each["coordinates"][0] for each in shapes if each["type"] == "Polygon"]
    points = [each["coordinates"] for each in shapes if each["type"] == "Point"]
    return DrawnShapes(tuple(tuple(map(_rounded, ring)) for ring in rings), tuple(map(_rounded, points)))


def _rounded(position: Sequence[float]) -> tuple[float, float]:
    lon, lat = position[:2]
    return round((float(lon) + 180.0) % 360.0 - 180.0, _DECIMALS), round(float(lat), _DECIMALS)


def _features(request: PlanRequest) -> list[dict[str, Any]]:
    """Draw a request's areas and points as the drawing tools keep them."""
    areas = [_shape("Polygon", [[list(corner) for corner in ring]]) for ring in request.closed]
    points = [_shape("Point", [each.lon, each.lat]) for each in request.via]
    return [each | {"properties": {"style": _CLOSED_STYLE}} for each in areas] + points


def _land() -> dict[str, Any]:
    """Land in longitude and latitude; its sides are straight on the plane that it is drawn on."""
    islands = land_shapes().polygons
    polygons = shapely.simplify(islands[shapely.area(islands) > _SMALLEST_ISLAND_M2], _LAND_DETAIL_M)
    rings = [[_degrees(ring) for ring in (each.exterior, *each.interiors)] for each in polygons]
    return _collection([_shape("MultiPolygon", rings)])


def _graticule() -> dict[str, Any]:
    along = np.arange(-180, 181, 2.0)
    up = np.array([DEFAULT_SOUTH_DEG, 80.0])
    lines = [np.column_stack([along, np.full_like(along, lat)]) for lat in _PARALLELS_DEG]
    lines += [np.column_stack([np.full_like(up, lon), up]) for lon in _MERIDIANS_DEG]
    return _collection([_shape("MultiLineString", [line.tolist() for line in lines])])


def _degrees(ring: shapely.LinearRing) -> list[list[float]]:
    lon, lat = PolarStereographic().inverse(*shapely.get_coordinates(ring).T)
    return [
        [round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
    ]


def _shape(kind: str, coordinates: list[Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}


def _collection(features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _credits(depth: xr.DataArray) -> str:
    known = {each.source.name: each.credit for each in embedded_data().values()}
    source = str(depth.attrs["source"])
    return f"{known.get(source, f'Depth: {source}')} · {embedded_data()['boundaries'].credit}"
