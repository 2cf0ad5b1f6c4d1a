"""The polar plane beneath routes: sea in classes of depth, land, graticule, routes, landings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patheffects import Normal, Stroke

from routeplan.catalog.countries import read_countries
from routeplan.geo.geodesy import FloatArray, PolarStereographic, densify
from routeplan.geo.position_text import format_meridian
from routeplan.planning.route import Route
from routeplan.view.figures.style import BORDER, FRAME, HALO, INK, LAND, SEA
from routeplan.view.maps.raster_image import DEPTH_COLOURS, DEPTH_EDGES_M

Bounds = tuple[float, float, float, float]  # west, south, east, north, metres on the plane
PlaneLine = tuple[FloatArray, FloatArray]

_PLANE = PolarStereographic()
_LINE_EVERY_KM = 20.0
_MARGIN = 0.06  # of the longer side, round the routes
_THINNEST = 0.7  # the shorter side by the longer: a strip of a map cannot be read
_DEEPEST_M = 11_000
_NAME_ROOM = 0.2  # of the map's width, for the longest name
_MOST_PIXELS = 1600
_SOUTH_DEG = 20.0
# Width of a map down to which a graticule is drawn so, km; steps of parallels and meridians, degrees.
_STEPS = ((4000.0, 10, 30), (1600.0, 5, 15), (600.0, 2, 10), (250.0, 1, 5), (0.0, 0.5, 2))
_LINES_TO_DEG = 80.0  # meridians end here, for they would crowd at the pole
_INSIDE = 0.012  # of the width, from the frame to a label of a meridian
_LABEL_PT = 6.5


def lines_on_plane(routes: Sequence[Route]) -> list[PlaneLine]:
    """Eastings and northings of routes, with points near enough to draw their geodesics."""
    return [_PLANE.forward(*densify(each.lon, each.lat, every_km=_LINE_EVERY_KM)) for each in routes]


def frame_round(lines: Sequence[PlaneLine]) -> Bounds:
    """West, south, east, north round lines, with room for names."""
    easting = np.concatenate([line[0] for line in lines])
    northing = np.concatenate([line[1] for line in lines])
    width, height = np.ptp(easting), np.ptp(northing)
    margin = _MARGIN * max(width, height)
    pad_x = margin + max(0.0, _THINNEST * height - width) / 2
    pad_y = margin + max(0.0, _THINNEST * width - height) / 2
    return (
        float(easting.min() - pad_x),
        float(northing.min() - pad_y),
        float(easting.max() + pad_x),
        float(northing.max() + pad_y),
    )


def draw_ground(axes: Axes, bounds: Bounds, over: xr.DataArray | None) -> ScalarMappable | None:
    """Draw sea and land within bounds.

    Parameters
    ----------
    axes : Axes
        Becomes a map: metres on the plane, without scales.
    bounds : (west, south, east, north)
    over : DataArray, (northing, easting), optional
        Depth in metres, positive down.

    Returns
    -------
    ScalarMappable or None
        The classes of depth, for a bar.
    """
    west, south, east, north = bounds
    window: dict[str, Any] = {"xlim": (west, east), "ylim": (south, north), "aspect": "equal"}
    axes.set(**window, xticks=[], yticks=[], facecolor=SEA)
    shades = None if over is None else _draw_depth(axes, over)
    read_countries().plot(ax=axes, color=LAND, edgecolor=BORDER, linewidth=0.4, zorder=2)
    axes.set(**window, xlabel="", ylabel="")
    axes.spines[:].set_color(FRAME)
    return shades


def draw_depth_bar(axes: Axes, shades: ScalarMappable) -> None:
    """Put a bar of depths beneath a map."""
    bar = axes.figure.colorbar(
        shades, ax=axes, location="bottom", shrink=0.6, pad=0.02, aspect=45, format="{x:,.0f}"
    )
    bar.set_label("depth, m", fontsize=8)
    bar.ax.tick_params(labelsize=7.5, length=0)
    bar.outline.set_visible(False)


def draw_graticule(axes: Axes, lines: Sequence[PlaneLine], *, labels: bool = True) -> None:
    """Draw parallels and meridians, labelled: parallels where the routes are far, meridians at the frame."""
    west, east = axes.get_xlim()
    lat_step, lon_step = next((lat, lon) for wide_km, lat, lon in _STEPS if (east - west) / 1000.0 >= wide_km)
    style: dict[str, Any] = {"color": "#6c7a83", "linewidth": 0.35, "alpha": 0.6, "zorder": 3}
    lats = np.arange(_SOUTH_DEG, 90.0, lat_step)
    for lat in lats:
        axes.plot(*_PLANE.forward(np.linspace(-180, 180, 721), np.full(721, lat)), **style)
    for lon in np.arange(-180.0, 180.0, lon_step):
        axes.plot(*_PLANE.forward(np.full(2, lon), np.array([_SOUTH_DEG, _LINES_TO_DEG])), **style)
    if not (labels and lines):
        return
    free_lon = _free_meridian(axes, lines, lats)
    for lat in lats:
        _label(axes, *_PLANE.forward(free_lon, lat), f"{lat:g}°N")
    for lon in np.arange(-180.0, 180.0, lon_step):
        for easting, northing, side in _leaves(axes, lon):
            _label(axes, easting, northing, format_meridian(lon), side)


def draw_routes(
    axes: Axes, lines: Sequence[PlaneLine], colours: Sequence[str], dashed: Collection[int] = ()
) -> None:
    """Draw routes as lines with a white edge, some of them dashed."""
    for number, ((easting, northing), colour) in enumerate(zip(lines, colours, strict=True)):
        axes.plot(
            easting, northing, color=colour, linewidth=2.0, zorder=5, solid_capstyle="round",
            linestyle=(0, (3, 2)) if number in dashed else "solid",
            path_effects=[Stroke(linewidth=3.8, foreground="white"), Normal()],
        )  # fmt: skip


def draw_landings(axes: Axes, routes: Sequence[Route]) -> None:
    """Mark each landing in view once; its name stands on the side away from the route."""
    seen: set[str] = set()
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    for route in routes:
        for landing, inward in ((route.start, 1), (route.end, -2)):
            easting, northing = (float(each) for each in _PLANE.forward(landing.lon, landing.lat))
            if landing.id in seen or not (west < easting < east and south < northing < north):
                continue
            seen.add(landing.id)
            towards = _PLANE.forward(route.lon[inward], route.lat[inward])
            # A name stands on the side away from its route, unless it would leave the map there.
            room = _NAME_ROOM * (east - west)
            left = float(towards[0]) > easting
            left = (left and easting - west > room) or east - easting < room
            above = float(towards[1]) < northing
            axes.plot(easting, northing, "o", color=INK, markersize=4.5, markeredgecolor="white", zorder=6)
            axes.annotate(
                landing.name,
                (easting, northing),
                xytext=(-6 if left else 6, 5 if above else -5),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                fontsize=8.5,
                fontweight="bold",
                color=INK,
                zorder=7,
                path_effects=HALO,
                parse_math=False,
            )


def _draw_depth(axes: Axes, depth: xr.DataArray) -> ScalarMappable:
    """Shade the sea in classes; the picture is coloured here, once, for matplotlib would do it at every draw."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    part = depth.sel(easting=slice(west, east), northing=slice(north, south))
    shown = part if min(part.shape) > 1 else depth
    step = max(1, max(shown.shape) // _MOST_PIXELS)
    shown = shown[::step, ::step]
    ramp = ListedColormap(DEPTH_COLOURS)
    norm = BoundaryNorm((*DEPTH_EDGES_M, _DEEPEST_M), ramp.N)
    metres = shown.to_numpy()
    picture = ramp(np.searchsorted(DEPTH_EDGES_M[1:], metres, side="right"), bytes=True)
    picture[~(metres > 0), 3] = 0
    eastings, northings = shown["easting"].to_numpy(), shown["northing"].to_numpy()
    half = float(eastings[1] - eastings[0]) / 2
    extent = (eastings[0] - half, eastings[-1] + half, northings[-1] - half, northings[0] + half)
    axes.imshow(picture, extent=extent, interpolation="nearest", zorder=1)
    return ScalarMappable(norm, ramp)


def _free_meridian(axes: Axes, lines: Sequence[PlaneLine], lats: FloatArray) -> float:
    """Longitude along which the labels of the parallels stand furthest from the routes, most of them in view."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    easting = np.concatenate([line[0] for line in lines])
    northing = np.concatenate([line[1] for line in lines])

    def room(lon: float) -> tuple[int, float]:
        x, y = _PLANE.forward(np.full(len(lats), lon), lats)
        seen = (x > west) & (x < east) & (y > south) & (y < north)
        if not seen.any():
            return 0, 0.0
        gaps = np.hypot(x[seen, None] - easting, y[seen, None] - northing)
        return min(int(seen.sum()), 4), float(gaps.min())

    finest = 10.0 if east - west > 4e6 else 1.0
    return max((float(lon) for lon in np.arange(-175.0, 180.0, finest)), key=room)


def _leaves(axes: Axes, lon: float) -> Iterator[tuple[float, float, str]]:
    """Where a meridian leaves the frame southward, a little inside it, and which way a label there is aligned."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    inside = _INSIDE * (east - west)
    x, y = _PLANE.forward(np.full(2000, lon), np.linspace(_SOUTH_DEG, 88.0, 2000))
    seen = (x > west + inside) & (x < east - inside) & (y > south + inside) & (y < north - inside)
    if seen.any() and not seen[0]:
        at = int(np.argmax(seen))
        edge = 4 * inside
        side = "left" if x[at] < west + edge else "right" if x[at] > east - edge else "center"
        yield float(x[at]), float(y[at]), side


def _label(
    axes: Axes, easting: FloatArray | float, northing: FloatArray | float, text: str, side: str = "center"
) -> None:
    axes.text(
        float(easting), float(northing), text, fontsize=_LABEL_PT, color="#55636c", ha=side, va="center",
        clip_on=True, zorder=4, path_effects=HALO,
    )  # fmt: skip
