"""folium maps in a polar projection, whole in one file: every script and style is a copy of our own."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.map import Layer
from folium.raster_layers import TileLayer
from folium.template import Template

from routeplan.errors import UsageError
from routeplan.planning.route import Route
from routeplan.view.maps.embedded_assets import (
    COPIES,
    OURS,
    RawElement,
    default_marker_script,
    inlined,
    links,
    script_json,
    text_of,
)
from routeplan.view.maps.projections import ARCTIC, Bounds, MapProjection

CAUTION = "Corridor-level route, not for navigation"
_TILE_PX = 256
_FINEST_M = 450.0  # a pixel of the last zoom level
_NOTEBOOK_HEIGHT = "560px"


class PolarFigure(Figure):
    """A page with language and title that holds a copy of all it links to."""

    language: Final = "en"

    def __init__(self, drawn: PolarMap) -> None:
        super().__init__(height=_NOTEBOOK_HEIGHT)
        self._template = Template(text_of("page.jinja"))
        self._map = drawn
        self._rendered: set[str] = set()
        self.add_child(drawn)

    def render(self, **kwargs: object) -> str:
        """Write the page.

        Raises
        ------
        UsageError
            If something on the map needs the network.
        """
        self.title = self._map.label
        for element in _tree(self):
            _refuse_if_online(element)
        self._render_children(**kwargs)
        script = self.script.render(**kwargs)
        self._replace_links(jquery_used="$(" in script)
        if "L.marker(" in script:
            script = default_marker_script() + script
        licences = text_of("LICENSES.md").replace("</script", "")
        return str(self._template.render(this=self, script=script, licences=licences, kwargs=kwargs))

    def _render_children(self, **kwargs: object) -> None:
        """Let children register their scripts; those of an earlier rendering go, folium would add to them."""
        for name in self._rendered:
            self.script._children.pop(name, None)
        before = set(self.script._children)
        for child in self._children.values():
            child.render(**kwargs)
        self._rendered = set(self.script._children) - before

    def _replace_links(self, *, jquery_used: bool) -> None:
        """Put the text of our copy where folium has put a link."""
        header = self.header._children
        for name, child in list(header.items()):
            if not isinstance(child, JavascriptLink | CssLink):
                continue
            if name not in COPIES:
                raise UsageError(
                    f"map: {name} would be read from {child.url} and routeplan carries no copy; "
                    "leave out the plugin that links to it"
                )
            if name == "jquery" and not jquery_used:
                del header[name]
            else:
                header[name] = RawElement(inlined(name))

    def fragment(self, height: str) -> str:
        """Write a frame that holds the page whole, with a title for those who hear the page around it."""
        # In quotes only these two end anything: to escape more would make the frame a third larger.
        page = self.render().replace("&", "&amp;").replace('"', "&quot;")
        return (
            f'<iframe title="{html.escape(self._map.label)}" srcdoc="{page}" loading="lazy" allowfullscreen '
            f'style="border:0;width:100%;height:{html.escape(height)}"></iframe>'
        )

    def _repr_html_(self, **kwargs: object) -> str:
        """Frame for a notebook."""
        return self.fragment(_NOTEBOOK_HEIGHT)


class ScriptLayer(Layer):
    """A layer made by a function of our script from plain data."""

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
    """A folium map on a plane of its own, the Arctic one (EPSG:3995) unless asked for, that needs no network.

    Parameters
    ----------
    title : str
        Heading of the map.
    plane : MapProjection
        What it is drawn on.

    Attributes
    ----------
    heading : str
    plane : MapProjection
    routes : list of Route
        The routes drawn so far, in order.
    """

    def __init__(self, *, title: str = "Submarine cable routes", plane: MapProjection = ARCTIC) -> None:
        lon, lat = plane.middle
        super().__init__(location=(lat, lon), tiles=None, crs=f"EPSG{plane.epsg}")
        self.plane = plane
        self._template = Template(text_of("map.jinja"))
        self.heading = title
        self.routes: list[Route] = []
        self._names: list[str] = []
        self._frames_m: list[Bounds] = []
        self._backdrops_m: list[Bounds] = []
        # Lists of its own: folium's are shared by all maps, a link added to one would turn up in the next.
        self.default_js = links("leaflet", "jquery", "proj4", "proj4leaflet", *OURS)
        self.default_css = links("leaflet_css", "routeplan_css")
        self._page = PolarFigure(self)

    @property
    def label(self) -> str:
        """One line that says what the map shows."""
        names = ", ".join(self._names)
        return f"{self.heading}: {names}" if names else self.heading

    @property
    def view_m(self) -> Bounds:
        """What it opens on: west, south, east, north of its routes, else of its layers, metres on the plane."""
        west, south, east, north = zip(
            *(self._frames_m or self._backdrops_m or [self.plane.bounds_m]), strict=True
        )
        return min(west), min(south), max(east), max(north)

    def fragment(self, *, height: str = _NOTEBOOK_HEIGHT) -> str:
        """Write the map as a frame to stand within another page: one element, nothing beside it.

        Parameters
        ----------
        height : str
            As style sheets write it; the width is that of what the frame stands in.
        """
        return self._page.fragment(height)

    @property
    def shows_no_choice(self) -> bool:
        """Whether there are no layers yet of which it shows one at a time."""
        layers = (child for child in self._children.values() if isinstance(child, Layer))
        return all(layer.overlay for layer in layers)

    def note_route(self, route: Route, bounds_m: Bounds) -> None:
        """Take a drawn route into the label and the view: west, south, east, north, metres on the plane."""
        self.routes.append(route)
        self.note(route.name, bounds_m)

    def note(self, name: str, bounds_m: Bounds) -> None:
        """Take what is no route into the label and the view."""
        self._names.append(name)
        self._frames_m.append(bounds_m)

    def note_backdrop(self, bounds_m: Bounds) -> None:
        """Take what lies beneath routes into the view of a map that shows none."""
        self._backdrops_m.append(bounds_m)

    def free_layer_name(self, wanted: str) -> str:
        """Name for the layer control: no two alike, and safe where folium and Leaflet take it for markup.

        Examples
        --------
        >>> PolarMap().free_layer_name("Bodø <b>")
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
        """Register all scripts with the page: the map first, then its layers, then controls and view."""
        register_script(self, self.get_name(), self._opening_script())
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium's mixins carry no types
        last = [key for key, child in self._children.items() if isinstance(child, folium.LayerControl)]
        if self._frames_m or self._backdrops_m:
            register_script(self, "view", self._view_script())
            last.append("view")
        for key in last:
            page_of(self).script._children.move_to_end(key)
        return ""

    def _opening_script(self) -> str:
        west, _, east, _ = self.plane.bounds_m
        half_m = math.ceil(max(-west, east) / 1e5) * 1e5
        # The last level is as fine as the land is drawn.
        levels = 1 + math.ceil(math.log2(2 * half_m / _TILE_PX / _FINEST_M))
        lon, lat = self.plane.middle
        page = {
            "label": self.label,
            "heading": self.heading,
            "caution": CAUTION,
            "projection": self.plane.title,
            "code": f"EPSG:{self.plane.epsg}",
            "proj4": self.plane.projection.proj4,
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
        name = self.get_name()
        front = "".join(f"{layer.get_name()}.bringToFront();" for layer in self.objects_to_stay_in_front)
        raised = f'{name}.on("overlayadd", function () {{ {front} }});' if front else ""
        call = f"routeplan.map({json.dumps(name)}, {script_json(page)}, {script_json(options)})"
        return f"var {name} = {call};{raised}"

    def _view_script(self) -> str:
        return f"routeplan.fit({self.get_name()}, {script_json([round(side) for side in self.view_m])});"


def page_of(element: Element) -> Figure:
    """Page that an element stands on.

    Raises
    ------
    UsageError
        If it stands on none.
    """
    root = element.get_root()
    if not isinstance(root, Figure):
        raise UsageError(f"map: {element.get_name()} stands on no map; add it to one first")
    return root


def register_script(element: Element, name: str, text: str) -> None:
    """Put a script on the page of an element; a script of that name gives way to it."""
    page_of(element).script.add_child(RawElement(text), name=name)


def call_on_map(element: Element, function: str, data: object) -> str:
    """Write a call of our script: on the map that holds the element, with plain data."""
    parent = element._parent
    if parent is None:
        raise UsageError(f"map: {element.get_name()} stands on no map; add it to one first")
    return f"routeplan.{function}({parent.get_name()}, {script_json(data)})"


def _tree(element: Element) -> Iterator[Element]:
    for child in element._children.values():
        yield child
        yield from _tree(child)


def _refuse_if_online(element: Element) -> None:
    """Refuse what fetches without a link of its own."""
    if isinstance(element, TileLayer | folium.Icon):
        kind = type(element).__name__
        raise UsageError(f"map: {kind} needs the network; draw with lines, circle markers or DivIcon")
