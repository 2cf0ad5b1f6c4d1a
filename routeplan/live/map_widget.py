"""Map of the live planner: polar, offline, with ends to drag and closed areas and via points to draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from routeplan.live.session import CURRENT_COLOUR, Pin
from routeplan.live.state import DrawnShapes, EndName, PlanRequest, RequestStep
from routeplan.planning.route import Route
from routeplan.view.maps.land import land_shapes
from routeplan.view.maps.layer_pictures import picture_depth
from routeplan.view.maps.projections import ARCTIC, bounds_around
from routeplan.view.maps.raster_image import RasterImage

_HEIGHT_PX, _WIDTH_PX = 560, 760
_TILE_PX = 512  # width of the whole projection at zoom 0
_ZOOM_LEVELS = 9
_VERTEX_EVERY_KM = 40.0  # a chord of this length is less than 60 m off the geodesic
_DECIMALS = 3  # of a degree: 110 m
_LAND_TOLERANCE_M, _MIN_ISLAND_M2 = 4_000.0, 1.0e8
_EMPTY_IMAGE = (
    "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"  # one transparent pixel
)
_LAND_STYLE = {"color": "#a89f8d", "weight": 0.6, "fillColor": "#e9e4d8", "fillOpacity": 1.0}
_GRID_STYLE = {"color": "#5a666e", "weight": 0.5, "opacity": 0.35}
_DOT_STYLE = {"radius": 2.5, "color": "#26323a", "weight": 0.8, "fillColor": "#ffffff", "fillOpacity": 1.0}
_CLOSED_STYLE = {"color": "#a22c3d", "weight": 1.5, "fillColor": "#a22c3d", "fillOpacity": 0.25}
# Lines are above drawn shapes, the route is above the pins, and no line takes clicks from the landings below it.
_PANES = {
    name: {"zIndex": height, "pointerEvents": "none"} for name, height in (("pins", 450), ("routes", 460))
}
# The edit tool of ipyleaflet 0.20 fails with a via point on the map: it draws all shapes again while it edits, and then
# cannot release the marker. It is hidden then; the delete tool works with any shape.
_HAS_VIA = "routeplan-has-via"
HIDE_EDIT_TOOL = f".{_HAS_VIA} .leaflet-draw-edit-edit {{ display: none; }}"
_PARALLELS_DEG, _MERIDIANS_DEG = range(40, 90, 10), range(-180, 180, 30)


class MapWidget:
    """Map of the Arctic projection with one answer and the pins.

    Parameters
    ----------
    request : PlanRequest
        Shown first.
    depth : DataArray, (northing, easting)
        Metres, positive down.
    landings : sequence of Landing
        Dots to click.
    change : callable
        Takes a function from the current request to the next one, when an end is dragged, a landing is clicked, or a
        shape is drawn, edited or deleted.
    """

    def __init__(
        self,
        request: PlanRequest,
        depth: xr.DataArray,
        landings: Sequence[Landing],
        change: Callable[[RequestStep], None],
    ) -> None:
        self._change = change
        self._guard = CallbackGuard()
        sea = picture_depth(depth, ARCTIC).image
        self._layer, self._corridor = (
            leaflet.ImageOverlay(url=_EMPTY_IMAGE, bounds=_corners(sea), opacity=opacity)
            for opacity in (1.0, 0.75)
        )
        # A white outline sets the route off from the corridor, whose colour is similar.
        self._route = tuple(
            leaflet.Polyline(locations=[], color=colour, weight=weight, fill=False, pane="routes")
            for colour, weight in (("#ffffff", 7), (CURRENT_COLOUR, 4))
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
        self.widget = _polar_map(
            request,
            (
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
        )
        self.widget.add(self._draw)
        self.show_request(request)
        for end, marker in self._ends.items():
            marker.observe(self._on_drag(end), "location")
        self._draw.observe(lambda change: self._on_draw(change["new"]), "data")

    def show_request(self, request: PlanRequest) -> None:
        """Move ends, closed areas and via points to those of a request, without callbacks."""
        with self._guard.suppressed():
            for marker, landing in zip(self._ends.values(), (request.start, request.end), strict=True):
                marker.location, marker.title = [landing.lat, landing.lon], landing.name
            if _read_shapes(self._draw.data) != request.drawn:
                self._draw.data = _features(request)
        (self.widget.add_class if request.via else self.widget.remove_class)(_HAS_VIA)

    def show_route(self, route: Route) -> None:
        """Draw the current route."""
        for line in self._route:
            line.locations = _locations(route.lon, route.lat)

    def show_corridor(self, corridor: RasterImage | None) -> None:
        """Show the cells of a corridor, or none."""
        self._corridor.url = corridor.url if corridor else _EMPTY_IMAGE

    def show_layer(self, layer: RasterImage | None) -> None:
        """Show a layer below the corridor, or none."""
        self._layer.url = layer.url if layer else _EMPTY_IMAGE

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Draw the routes of the pins in their colours."""
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
            landing = by_id[properties["id"]]
            self._change(lambda request: request.with_nearer_end(landing))

        dots.on_click(clicked)
        return dots

    def _on_drag(self, end: EndName) -> Callable[[dict[str, Any]], None]:
        def dragged(change: dict[str, Any]) -> None:
            lat, lon = change["new"]
            if not self._guard.is_on:
                self._change(lambda request: request.with_dragged_end(end, *_rounded((lon, lat))))

        return dragged

    def _on_draw(self, features: list[dict[str, Any]]) -> None:
        if not self._guard.is_on:
            shapes = _read_shapes(features)
            self._change(lambda request: request.with_drawn(shapes))


def _polar_map(request: PlanRequest, layers: tuple[Any, ...]) -> leaflet.Map:
    """Make a map of these layers, from the lowest to the highest, that shows the stops of a request."""
    centre, zoom = _view(request)
    return leaflet.Map(
        crs=_polar_crs(),
        panes=_PANES,
        center=centre,
        zoom=zoom,
        min_zoom=0,
        max_zoom=_ZOOM_LEVELS - 1,
        zoom_snap=0.25,
        zoom_delta=0.5,
        scroll_wheel_zoom=True,
        layers=layers,
        layout=Layout(height=f"{_HEIGHT_PX}px", width="100%"),
    )


def _polar_crs() -> dict[str, Any]:
    """Arctic projection in the form that Leaflet expects."""
    projection = PolarStereographic()
    half = projection.radius_m(DEFAULT_SOUTH_DEG)
    return {
        "name": f"EPSG:{projection.epsg}",
        "custom": True,
        "proj4def": " ".join(f"+{part}" for part in projection.proj4.split()),
        "origin": [-half, half],
        "bounds": [[-half, -half], [half, half]],
        "resolutions": [_metres_per_pixel(zoom) for zoom in range(_ZOOM_LEVELS)],
    }


def _metres_per_pixel(zoom: float) -> float:
    return float(2 * PolarStereographic().radius_m(DEFAULT_SOUTH_DEG) / _TILE_PX / 2**zoom)


def _view(request: PlanRequest) -> tuple[list[float], float]:
    """Centre (lat, lon) and zoom that show all stops of a request and the geodesics between them."""
    lon, lat = np.transpose([(stop.lon, stop.lat) for stop in request.stops])
    west, south, east, north = bounds_around([ARCTIC.line(Line(lon, lat), "the view")])
    middle = PolarStereographic().inverse((west + east) / 2, (south + north) / 2)
    pixels_per_metre = min(_WIDTH_PX / max(east - west, 1.0), _HEIGHT_PX / max(north - south, 1.0)) * 0.7
    zoom = np.clip(np.log2(_metres_per_pixel(0) * pixels_per_metre), 0.0, _ZOOM_LEVELS - 4.0)
    return [float(middle[1]), float(middle[0])], float(np.floor(zoom * 4) / 4)


def _corners(image: RasterImage) -> list[list[float]]:
    """Two corners of an image around the pole, each (lat, lon), for Leaflet.

    Leaflet takes the north-western and the south-eastern corner of a box in degrees. Those of a square around the pole
    are on one parallel, at 135 degrees west and 45 degrees east.
    """
    west, south, east, north = image.bounds_m
    (west_lon, east_lon), (north_lat, south_lat) = PolarStereographic().inverse([west, east], [north, south])
    return [[float(south_lat), float(west_lon)], [float(north_lat), float(east_lon)]]


def _end_marker(letter: str) -> leaflet.Marker:
    pin_svg = (
        '<svg width="26" height="34" viewBox="0 0 26 34" aria-hidden="true">'
        f'<path d="M13 33C9 25 2 20 2 12.5a11 11 0 0 1 22 0C24 20 17 25 13 33z" fill="{CURRENT_COLOUR}" '
        'stroke="#fff" stroke-width="1.5"/><text x="13" y="17" text-anchor="middle" fill="#fff" '
        f'font-family="sans-serif" font-size="12" font-weight="bold">{letter}</text></svg>'
    )
    icon = leaflet.DivIcon(html=pin_svg, icon_size=[26, 34], icon_anchor=[13, 33], bg_pos=[0, 0])
    return leaflet.Marker(location=[90.0, 0.0], icon=icon, draggable=True, z_index_offset=1000)


def _locations(lon: FloatArray, lat: FloatArray) -> list[list[float]]:
    dense_lon, dense_lat = densify(lon, lat, every_km=_VERTEX_EVERY_KM)
    return [[round(y, 4), round(x, 4)] for x, y in zip(dense_lon.tolist(), dense_lat.tolist(), strict=True)]


def _read_shapes(features: Sequence[dict[str, Any]]) -> DrawnShapes:
    """Read the features of the drawing tools."""
    shapes = [feature["geometry"] for feature in features]
    rings = [shape["coordinates"][0] for shape in shapes if shape["type"] == "Polygon"]
    points = [shape["coordinates"] for shape in shapes if shape["type"] == "Point"]
    return DrawnShapes(tuple(tuple(map(_rounded, ring)) for ring in rings), tuple(map(_rounded, points)))


def _rounded(position: Sequence[float]) -> tuple[float, float]:
    lon, lat = position[:2]
    return round((float(lon) + 180.0) % 360.0 - 180.0, _DECIMALS), round(float(lat), _DECIMALS)


def _features(request: PlanRequest) -> list[dict[str, Any]]:
    """Convert closed areas and via points of a request to features of the drawing tools."""
    areas = [_shape("Polygon", [[list(vertex) for vertex in ring]]) for ring in request.closed]
    points = [_shape("Point", [point.lon, point.lat]) for point in request.via]
    return [area | {"properties": {"style": _CLOSED_STYLE}} for area in areas] + points


def _land() -> dict[str, Any]:
    """Land in longitude and latitude; its sides are straight on the Arctic projection."""
    islands = land_shapes().polygons
    polygons = shapely.simplify(islands[shapely.area(islands) > _MIN_ISLAND_M2], _LAND_TOLERANCE_M)
    rings = [[_degrees(ring) for ring in (polygon.exterior, *polygon.interiors)] for polygon in polygons]
    return _collection([_shape("MultiPolygon", rings)])


def _graticule() -> dict[str, Any]:
    lon_along = np.arange(-180, 181, 2.0)
    lat_along = np.array([DEFAULT_SOUTH_DEG, 80.0])
    lines = [np.column_stack([lon_along, np.full_like(lon_along, lat)]) for lat in _PARALLELS_DEG]
    lines += [np.column_stack([np.full_like(lat_along, lon), lat_along]) for lon in _MERIDIANS_DEG]
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
    known = {data.source.name: data.credit for data in embedded_data().values()}
    source = str(depth.attrs["source"])
    return f"{known.get(source, f'Depth: {source}')} · {embedded_data()['boundaries'].credit}"
