"""A map on matplotlib axes, for figures and static maps: sea, land, graticule, lines, places and their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.image import AxesImage
from matplotlib.patches import Circle, Patch, PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal, Stroke, withStroke
from matplotlib.text import Annotation
from matplotlib.transforms import Affine2D, ScaledTranslation

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_meridian
from routeplan.view.colours import BORDER, COAST, FRAME, INK, LAND, PAPER, SEA
from routeplan.view.label_placement import (
    Box,
    contains,
    frame_of,
    overlaps,
    place_annotations,
    points_of,
    sample_lines,
)
from routeplan.view.maps.land import LandShapes
from routeplan.view.maps.places import Place
from routeplan.view.maps.projections import Bounds, MapProjection, bounds_around
from routeplan.view.maps.raster_image import RasterImage

ORDER: Final = {
    "sea": 1.0,
    "depth": 2.0,
    "layer": 3.0,
    "excess": 4.0,
    "land": 5.0,
    "outside": 5.5,
    "graticule": 6.0,
    "lines": 7.0,
    "routes": 8.0,
    "places": 9.0,
    "names": 10.0,
}
HALO = [withStroke(linewidth=2.6, foreground="white")]
_FAR_M = 6e7  # beyond every map
# From this width of the map on: steps of parallels and of meridians, degrees.
_GRATICULE_STEPS = (
    (4e6, 10.0, 30.0),
    (1.6e6, 5.0, 15.0),
    (6e5, 2.0, 10.0),
    (2.5e5, 1.0, 5.0),
    (0.0, 0.5, 2.0),
)
_MERIDIANS_TO_DEG = 80.0  # nearer to the pole meridians would crowd
_DEGREES_SIZE_PT = np.array([30.0, 12.0])  # of a label of the graticule
_DEGREES_PT = 7.0
_LABEL_LINE_MARGIN_PT = 3.0
_DOT_PT = 3.0
_UNIT_PT, _UNIT_NAME = 2.0, 0.85  # half a side of a unit's mark; size of its name, of that of a landing
_SHORTEST_SIDE = 0.7  # of the longer one
_MARGIN = 0.06  # of the longer side


def bounds_with_margin(lines: Sequence[FloatArray]) -> Bounds:
    """Give west, south, east, north round lines, with room for names; the map is never a narrow strip."""
    west, south, east, north = bounds_around(lines)
    width, height = east - west, north - south
    margin = _MARGIN * max(width, height)
    pad_x = margin + max(0.0, _SHORTEST_SIDE * height - width) / 2
    pad_y = margin + max(0.0, _SHORTEST_SIDE * width - height) / 2
    return west - pad_x, south - pad_y, east + pad_x, north + pad_y


def widen_bounds(bounds: Bounds, ratio: float) -> Bounds:
    """Move west and east apart until the width is at least ``ratio`` times the height.

    Examples
    --------
    >>> widen_bounds((0.0, 0.0, 4.0, 4.0), 1.5)
    (-1.0, 0.0, 5.0, 4.0)
    """
    west, south, east, north = bounds
    pad = max(0.0, ratio * (north - south) - (east - west)) / 2
    return west - pad, south, east + pad, north


def set_extent(axes: Axes, bounds: Bounds) -> None:
    """Make axes a map: projected metres of equal scale, without ticks."""
    west, south, east, north = bounds
    axes.set(
        xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[], facecolor=PAPER,
        autoscale_on=False,
    )  # fmt: skip
    axes.spines[:].set_color(FRAME)


def draw_base_map(axes: Axes, projection: MapProjection, bounds: Bounds, land: LandShapes) -> None:
    """Draw sea and land within bounds, and leave blank what lies outside the data."""
    set_extent(axes, bounds)
    draw_sea(axes, projection.outline())
    draw_land(axes, land)


def draw_sea(axes: Axes, outline_m: FloatArray) -> None:
    """Fill the sea up to the end of the data, and cover what lies beyond."""
    axes.add_patch(PathPatch(_path([outline_m]), facecolor=SEA, edgecolor="none", zorder=ORDER["sea"]))
    square = np.array([[-_FAR_M, -_FAR_M], [-_FAR_M, _FAR_M], [_FAR_M, _FAR_M], [_FAR_M, -_FAR_M]])
    beyond = _path([square, outline_m])
    axes.add_patch(PathPatch(beyond, facecolor=PAPER, edgecolor="none", zorder=ORDER["outside"]))


def draw_land(axes: Axes, land: LandShapes) -> list[PatchCollection | LineCollection]:
    """Draw land with its coast, and borders between countries."""
    patches = [PathPatch(polygon_path(polygon)) for polygon in land.polygons]
    coast = PatchCollection(patches, facecolor=LAND, edgecolor=COAST, linewidth=0.45, zorder=ORDER["land"])
    lines = [shapely.get_coordinates(border) for border in land.borders]
    borders = LineCollection(lines, color=BORDER, linewidth=0.45, zorder=ORDER["land"] + 0.1)
    for collection in (coast, borders):
        axes.add_collection(collection, autolim=False)
    return [coast, borders]


def draw_image(axes: Axes, image: RasterImage, kind: str) -> AxesImage:
    """Draw cells in classes; the kind is depth, layer or excess."""
    west, south, east, north = image.bounds_m
    return axes.imshow(
        image.pixels, extent=(west, east, south, north), interpolation="nearest", aspect="equal",
        zorder=ORDER[kind],
    )  # fmt: skip


def draw_lines(
    axes: Axes,
    lines: Sequence[FloatArray],
    colour: str,
    *,
    dash: str = "",
    width: float = 0.9,
    alpha: float = 1.0,
) -> None:
    """Draw thin lines; the dash is as SVG writes it."""
    axes.add_collection(
        LineCollection(
            lines,
            color=colour,
            linewidth=width,
            alpha=alpha,
            linestyle=dash_pattern(dash),
            zorder=ORDER["lines"],
        ),
        autolim=False,
    )


def draw_route(
    axes: Axes, line: FloatArray, colour: str, *, is_dashed: bool, width: float, rank: int = 0
) -> None:
    """Draw a route with a white casing; a higher rank lies lower."""
    axes.plot(
        *line.T, color=colour, linewidth=width, linestyle=(0, (4, 2)) if is_dashed else "solid",
        solid_capstyle="round", zorder=ORDER["routes"] - 0.001 * rank,
        path_effects=[Stroke(linewidth=width + 2.0, foreground="white"), Normal()],
    )  # fmt: skip


def draw_polygon(axes: Axes, polygon: shapely.Polygon, colour: str, dash: str) -> None:
    """Outline a polygon and tint it."""
    shape = polygon_path(polygon)
    axes.add_patch(PathPatch(shape, facecolor=colour, edgecolor="none", alpha=0.1, zorder=ORDER["lines"]))
    axes.add_patch(
        PathPatch(shape, fill=False, edgecolor=colour, linestyle=dash_pattern(dash), zorder=ORDER["lines"])
    )


def graticule_steps(axes: Axes) -> tuple[float, float]:
    """Choose the steps of parallels and meridians, degrees, by the width of a map."""
    west, east = axes.get_xlim()
    return next((lat, lon) for width_m, lat, lon in _GRATICULE_STEPS if east - west >= width_m)


def draw_graticule(
    axes: Axes, projection: MapProjection, steps: tuple[float, float], *, south_deg: float | None = None
) -> LineCollection:
    """Draw parallels and meridians."""
    south, north = projection.south_deg if south_deg is None else south_deg, projection.north_deg
    to_deg = north if projection.is_cut else _MERIDIANS_TO_DEG
    lon = projection.central_lon + np.linspace(-179.999, 179.999, 721)
    lat = np.linspace(south, to_deg, 121)
    lines = [
        projection.forward(lon, np.full_like(lon, parallel))
        for parallel in _parallels(projection, steps, south)
    ]
    lines += [
        projection.forward(np.full_like(lat, meridian), lat) for meridian in _meridians(projection, steps)
    ]
    graticule = LineCollection(
        [np.column_stack(line) for line in lines], color="#3d5468", linewidth=0.45, alpha=0.35,
        zorder=ORDER["graticule"],
    )  # fmt: skip
    axes.add_collection(graticule, autolim=False)
    return graticule


def label_graticule(
    axes: Axes,
    projection: MapProjection,
    steps: tuple[float, float],
    *,
    lines: Sequence[FloatArray] = (),
    taken: Sequence[Box] = (),
) -> None:
    """Label parallels along the meridian with the most room, and each meridian near the edge of the map.

    Parameters
    ----------
    axes : Axes
        Of a figure whose layout is settled.
    projection : MapProjection
    steps : (float, float)
        Of parallels and of meridians, degrees.
    lines : sequence of (n, 2) arrays
        Lines that labels must not cover, metres.
    taken : sequence of Box
        Names and other boxes that labels must not cover, points.
    """
    lat_step, lon_step = steps
    occupied, drawn = np.array(taken, dtype=np.float64).reshape(-1, 4), sample_lines(axes, lines)
    meridians = _meridians(projection, steps)
    parallels = _parallels(projection, steps, projection.south_deg)
    if not projection.is_cut:
        parallels = parallels[parallels > projection.south_deg]
    lon, lat = np.meshgrid(meridians + lon_step / 2, parallels, indexing="ij")
    found, free, _ = _free_positions(axes, projection, lon, lat, drawn, occupied)
    column = int(np.argmax(free.sum(axis=1)))
    for number in np.flatnonzero(free[column]):
        _write_degrees(axes, found[column, number], f"{parallels[number]:g}°N")
    most = min(projection.north_deg - 1.0, 84.0)
    lon, lat = np.meshgrid(
        meridians, np.arange(projection.south_deg + 1.0, most, lat_step / 20), indexing="ij"
    )
    found, free, boxes = _free_positions(axes, projection, lon, lat, drawn, occupied)
    for row, meridian in enumerate(meridians):
        for number in np.flatnonzero(free[row]):
            box = boxes[row, number][None]
            if overlaps(box, occupied).any():
                continue
            occupied = np.vstack([occupied, box])
            _write_degrees(axes, found[row, number], format_meridian((meridian + 180.0) % 360.0 - 180.0))
            break


def draw_places(
    axes: Axes, places: Iterable[Place], projection: MapProjection, *, size_pt: float = 9.0
) -> tuple[list[Annotation], list[Place]]:
    """Mark places inside the frame; give their names, not placed yet, and the places marked."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    names, marked = [], []
    for place in places:
        x, y = (float(metres) for metres in projection.forward(place.lon, place.lat))
        if not (west < x < east and south < y < north):
            continue
        marked.append(place)
        _draw_dot(axes, x, y, is_unit=place.is_unit)
        name = place.name if place.shows_name else ""
        names.append(
            axes.annotate(
                name, (x, y), xytext=(0.0, 0.0), textcoords="offset points", ha="center", va="center",
                fontsize=size_pt * (_UNIT_NAME if place.is_unit else 1.0),
                fontweight="normal" if place.is_unit else "bold", color=INK, path_effects=HALO, zorder=ORDER["names"],
                parse_math=False,
            )
        )  # fmt: skip
    return names, marked


def label_map(
    axes: Axes,
    projection: MapProjection,
    named: tuple[Sequence[Annotation], Sequence[Place]],
    *,
    lines: Sequence[FloatArray],
    obstacles: Sequence[Box] = (),
    graticule: tuple[float, float] | None = None,
) -> None:
    """Write the names of places and the degrees of the graticule; a name without room is left out.

    Parameters
    ----------
    axes : Axes
        Of a figure whose layout is settled.
    projection : MapProjection
    named : (names, places)
        As :func:`draw_places` gives them.
    lines : sequence of (n, 2) arrays
        Routes, metres.
    obstacles : sequence of Box
        Boxes to keep clear, points.
    graticule : (float, float), optional
        Its steps; without it no degrees are written.
    """
    names, places = named
    placements = place_annotations(
        axes, names, lines=lines, away=[place.away for place in places], obstacles=obstacles
    )
    for name, placement in zip(names, placements, strict=True):
        name.set_visible(placement.is_clear)
    if graticule is not None:
        shown = [placement.box for placement in placements if placement.is_clear]
        label_graticule(axes, projection, graticule, lines=lines, taken=[*shown, *obstacles])


def polygon_path(polygon: shapely.Polygon) -> Outline:
    """Give the path of a polygon with its holes."""
    return _path([shapely.get_coordinates(ring)[:-1] for ring in (polygon.exterior, *polygon.interiors)])


def dash_pattern(dash: str) -> Any:
    """Convert a dash pattern of SVG to one of matplotlib."""
    return (0, tuple(float(part) for part in dash.split())) if dash else "solid"


def _parallels(projection: MapProjection, steps: tuple[float, float], south_deg: float) -> FloatArray:
    first = np.ceil(south_deg / steps[0]) * steps[0]
    return np.arange(first, projection.north_deg, steps[0])


def _meridians(projection: MapProjection, steps: tuple[float, float]) -> FloatArray:
    first = np.ceil((projection.central_lon - 180.0) / steps[1]) * steps[1]
    return np.arange(first, first + 360.0, steps[1])


def _free_positions(
    axes: Axes,
    projection: MapProjection,
    lon: FloatArray,
    lat: FloatArray,
    lines: FloatArray,
    taken: FloatArray,
) -> tuple[FloatArray, npt.NDArray[np.bool_], FloatArray]:
    """Positions of labels on the map, metres; whether each is free; the boxes of the labels, points."""
    metres = np.stack(projection.forward(lon, lat), axis=-1)
    middles = points_of(axes, metres.reshape(-1, 2))
    boxes = np.hstack([middles - _DEGREES_SIZE_PT / 2, middles + _DEGREES_SIZE_PT / 2])
    frame = np.array(frame_of(axes))
    free = np.asarray(np.all((boxes[:, :2] >= frame[:2]) & (boxes[:, 2:] <= frame[2:]), axis=1))
    inside = np.flatnonzero(free)
    free[inside] = ~(
        contains(boxes[inside], lines, _LABEL_LINE_MARGIN_PT).any(axis=1)
        | overlaps(boxes[inside], taken).any(axis=1)
    )
    return metres, free.reshape(lon.shape), boxes.reshape(*lon.shape, 4)


def _write_degrees(axes: Axes, position: FloatArray, text: str) -> None:
    axes.text(
        float(position[0]), float(position[1]), text, fontsize=_DEGREES_PT, color="#4a5c6b", ha="center", va="center",
        path_effects=HALO, zorder=ORDER["names"] - 0.5,
    )  # fmt: skip


def _draw_dot(axes: Axes, x: float, y: float, *, is_unit: bool) -> None:
    """Draw a dot of fixed size, a square for a unit; a marker of matplotlib would be moved to whole pixels."""
    to_points = Affine2D().scale(1.0 / 72.0) + axes.figure.dpi_scale_trans
    style: dict[str, Any] = {"edgecolor": INK, "zorder": ORDER["places"]}
    dot: Patch = (
        Rectangle(
            (-_UNIT_PT, -_UNIT_PT), 2.0 * _UNIT_PT, 2.0 * _UNIT_PT, facecolor=INK, linewidth=0.8, **style
        )
        if is_unit
        else Circle((0.0, 0.0), _DOT_PT, facecolor="white", linewidth=1.6, **style)
    )
    dot.set_transform(to_points + ScaledTranslation(x, y, axes.transData))  # type: ignore[arg-type]
    axes.add_artist(dot)


def _path(rings: Iterable[FloatArray]) -> Outline:
    """One path of several closed rings; the even-odd rule makes holes of the inner ones."""
    vertices, codes = [], []
    for ring in rings:
        vertices += [ring, ring[:1]]
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(ring) - 1), Outline.CLOSEPOLY]
    return Outline(np.concatenate(vertices), codes)
