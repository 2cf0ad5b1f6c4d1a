"""folium maps in a polar projection, complete in one file: every script and style is embedded."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.map import Layer
from folium.raster_layers import TileLayer
from folium.template import Template

from routeplan.errors import UsageError
from routeplan.io.sources import Source
from routeplan.planning.system import Valued
from routeplan.view.maps.embedded_assets import (
    EMBEDDED_FILES,
    OWN_SCRIPTS,
    RawElement,
    default_marker_script,
    inlined,
    links,
    read_asset,
    script_json,
)
from routeplan.view.maps.projections import ARCTIC, Bounds, MapProjection

CAUTION = "Corridor-level route, not for navigation"
_TILE_PX = 256
_FINEST_M = 450.0  # size of a pixel at the last zoom level
_NOTEBOOK_HEIGHT = "700px"


class PolarFigure(Figure):
    """A page with language and title that embeds all that it links to."""

    language: Final = "en"

    def __init__(self, drawn: PolarMap) -> None:
        super().__init__(height=_NOTEBOOK_HEIGHT)
        self._template = Template(read_asset("page.jinja"))
        self._map = drawn
        self._rendered: set[str] = set()
        self.add_child(drawn)

    def render(self, **kwargs: object) -> str:
        """Write the page.

        Raises
        ------
        UsageError
            If an element of the map needs the network.
        """
        self.title = self._map.label
        for element in _tree(self):
            _refuse_if_online(element)
        self._render_children(**kwargs)
        script = self.script.render(**kwargs)
        self._replace_links(jquery_used="$(" in script)
        if "L.marker(" in script:
            script = default_marker_script() + script
        licences = read_asset("LICENSES.md").replace("</script", "")
        return str(self._template.render(this=self, script=script, licences=licences, kwargs=kwargs))

    def _render_children(self, **kwargs: object) -> None:
        """Let children register their scripts, without those of an earlier rendering."""
        for name in self._rendered:
            self.script._children.pop(name, None)
        before = set(self.script._children)
        for child in self._children.values():
            child.render(**kwargs)
        self._rendered = set(self.script._children) - before

    def _replace_links(self, *, jquery_used: bool) -> None:
        """Replace each link of folium by the text of our copy."""
        header = self.header._children
        for name, child in list(header.items()):
            if not isinstance(child, JavascriptLink | CssLink):
                continue
            if name not in EMBEDDED_FILES:
                raise UsageError(
                    f"map needs the network: {name} from {child.url}, which routeplan does not embed; "
                    "leave out the plugin that links to it"
                )
            if name == "jquery" and not jquery_used:
                del header[name]
            else:
                header[name] = RawElement(inlined(name))

    def fragment(self, height: str) -> str:
        """Write a frame that contains the page, with a title for screen readers."""
        # Inside quotes only these two characters need escaping; escaping more makes the frame a third larger.
        page = self.render().replace("&", "&amp;").replace('"', "&quot;")
        return (
            f'<iframe title="{html.escape(self._map.label)}" srcdoc="{page}" loading="lazy" allowfullscreen '
            f'style="border:0;width:100%;height:{html.escape(height)}"></iframe>'
        )

    def _repr_html_(self, **kwargs: object) -> str:
        """Write the frame for a notebook."""
        return self.fragment(_NOTEBOOK_HEIGHT)


class ScriptLayer(Layer):
    """A layer that a function of our script makes from plain data."""

    function: ClassVar[str]

    def __init__(
        self,
        layer_name: str,
        data: Mapping[str, object],
        *,
        control: bool = True,
        one_of_many: bool = False,
        show: bool = True,
    ) -> None:
        super().__init__(name=layer_name, overlay=not one_of_many, control=control, show=show)
        self._name = type(self).__name__
        self.data = dict(data)

    def render(self, **kwargs: object) -> str:
        """Register the call with the page."""
        call = call_on_map(self, self.function, self.data)
        register_script(self, self.get_name(), f"var {self.get_name()} = {call};")
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium's mixins carry no types
        return ""


class PolarMap(folium.Map):
    """A folium map in EPSG:3995, or in another projection, that needs no network.

    Parameters
    ----------
    title : str
        Heading of the map.
    projection : MapProjection

    Attributes
    ----------
    heading : str
    projection : MapProjection
    routes : list of Route or System
        The routes drawn so far, in order.
    sources : list of Source
        Data behind what is drawn.
    scenarios : list of str
        Checksums of the scenarios of what is drawn.
    """

    def __init__(self, *, title: str = "Submarine cable routes", projection: MapProjection = ARCTIC) -> None:
        lon, lat = projection.middle
        super().__init__(location=(lat, lon), tiles=None, crs=f"EPSG{projection.epsg}")
        self.projection = projection
        self._template = Template(read_asset("map.jinja"))
        self.heading = title
        self.routes: list[Valued] = []
        self.sources: list[Source] = []
        self.scenarios: list[str] = []
        self._names: list[str] = []
        self._view_bounds_m: list[Bounds] = []
        self._backdrop_bounds_m: list[Bounds] = []
        # Own lists: folium shares its lists between all maps, and a link added to one would appear in the next.
        self.default_js = links("leaflet", "jquery", "proj4", "proj4leaflet", *OWN_SCRIPTS)
        self.default_css = links("leaflet_css", "routeplan_css", "routeplan_page_css")
        self._page = PolarFigure(self)

    @property
    def label(self) -> str:
        """Heading and names of what the map shows, in one line."""
        names = ", ".join(self._names)
        return f"{self.heading}: {names}" if names else self.heading

    @property
    def view_m(self) -> Bounds:
        """Give the opening view: west, south, east, north of the routes, else of the layers, projected metres."""
        west, south, east, north = zip(
            *(self._view_bounds_m or self._backdrop_bounds_m or [self.projection.bounds_m]), strict=True
        )
        return min(west), min(south), max(east), max(north)

    def fragment(self, *, height: str = _NOTEBOOK_HEIGHT) -> str:
        """Write the map as one frame element for another page.

        Parameters
        ----------
        height : str
            As style sheets write it; the width is that of the parent element.
        """
        return self._page.fragment(height)

    @property
    def has_no_selectable_layer(self) -> bool:
        """Whether the map has no layers yet of which it shows one at a time."""
        layers = (child for child in self._children.values() if isinstance(child, Layer))
        return all(layer.overlay for layer in layers)

    def include_route(self, route: Valued, bounds_m: Bounds) -> None:
        """Add a drawn route to the label and the view: west, south, east, north, projected metres."""
        self.routes.append(route)
        self.include_sources(route.sources, route.scenario_sha256)
        self.include_drawing(route.name, bounds_m)

    def include_drawing(self, name: str, bounds_m: Bounds) -> None:
        """Add a drawing other than a route to the label and the view."""
        self._names.append(name)
        self._view_bounds_m.append(bounds_m)

    def include_sources(self, sources: Sequence[Source], scenario_sha256: str) -> None:
        """Add data to those that the file of the map lists."""
        self.sources += sources
        self.scenarios.append(scenario_sha256)

    def include_backdrop(self, bounds_m: Bounds) -> None:
        """Add a backdrop to the view of a map that shows no route."""
        self._backdrop_bounds_m.append(bounds_m)

    def unique_layer_name(self, wanted: str) -> str:
        """Make a name for the layer control: unique, and escaped, because folium and Leaflet take it as markup.

        Examples
        --------
        >>> PolarMap().unique_layer_name("Bodø <b>")
        'Bodø &lt;b&gt;'
        """
        name = html.escape(wanted).replace("{", "&#123;")
        taken = {child.layer_name for child in self._children.values() if isinstance(child, Layer)}
        number = 2
        free = name
        while free in taken:
            free = f"{name} ({number})"
            number += 1
        return free

    def render(self, **kwargs: object) -> str:
        """Register all scripts with the page: the map, then its layers, then controls and view."""
        register_script(self, self.get_name(), self._opening_script())
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium's mixins carry no types
        last = [key for key, child in self._children.items() if isinstance(child, folium.LayerControl)]
        if self._view_bounds_m or self._backdrop_bounds_m:
            register_script(self, "view", self._view_script())
            last.append("view")
        for key in last:
            page_of(self).script._children.move_to_end(key)
        return ""

    @property
    def opening(self) -> tuple[dict[str, object], dict[str, object]]:
        """Give what our script needs to open the map: what the page says, and options of Leaflet."""
        west, _, east, _ = self.projection.bounds_m
        half_m = math.ceil(max(-west, east) / 1e5) * 1e5
        # The last zoom level is as fine as the land.
        levels = 1 + math.ceil(math.log2(2 * half_m / _TILE_PX / _FINEST_M))
        lon, lat = self.projection.middle
        page = {
            "label": self.label,
            "heading": self.heading,
            "caution": CAUTION,
            "projection": self.projection.title,
            "code": f"EPSG:{self.projection.epsg}",
            "proj4": self.projection.proj4,
            "half": half_m,
            "resolutions": [2 * half_m / _TILE_PX / 2**level for level in range(levels)],
        }
        options = {
            "center": [lat, lon],
            "zoom": 1,
            "minZoom": 0,
            "maxZoom": levels - 1,
            "zoomSnap": 0.25,
            "zoomDelta": 0.5,
            "wheelPxPerZoomLevel": 120,
        }
        return page, options

    def _opening_script(self) -> str:
        page, options = self.opening
        name = self.get_name()
        front = "".join(f"{layer.get_name()}.bringToFront();" for layer in self.objects_to_stay_in_front)
        raised = f'{name}.on("overlayadd", function () {{ {front} }});' if front else ""
        call = f"routeplan.map({json.dumps(name)}, {script_json(page)}, {script_json(options)})"
        return f"var {name} = {call};{raised}"

    def _view_script(self) -> str:
        return f"routeplan.fit({self.get_name()}, {script_json([round(side) for side in self.view_m])});"


def page_of(element: Element) -> Figure:
    """Find the page of an element.

    Raises
    ------
    UsageError
        If it has none.
    """
    root = element.get_root()
    if not isinstance(root, Figure):
        raise UsageError(f"map element without a map: {element.get_name()}; add it to a map first")
    return root


def register_script(element: Element, name: str, text: str) -> None:
    """Add a script to the page of an element, in place of an earlier one of that name."""
    page_of(element).script.add_child(RawElement(text), name=name)


def call_on_map(element: Element, function: str, data: object) -> str:
    """Write a call of our script on the map of the element, with plain data."""
    parent = element._parent
    if parent is None:
        raise UsageError(f"map element without a map: {element.get_name()}; add it to a map first")
    return f"routeplan.{function}({parent.get_name()}, {script_json(data)})"


def _tree(element: Element) -> Iterator[Element]:
    for child in element._children.values():
        yield child
        yield from _tree(child)


def _refuse_if_online(element: Element) -> None:
    """Refuse elements that fetch data without a link."""
    if isinstance(element, TileLayer | folium.Icon):
        kind = type(element).__name__
        raise UsageError(f"map element that needs the network: {kind}; use lines, circle markers or DivIcon")
