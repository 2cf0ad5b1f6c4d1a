"""Lines as files of maps hold them: points on the geodesics, cut at 180 degrees; and their vertices found again."""

from __future__ import annotations

import antimeridian
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiLineString

from routeplan.geo.geodesy import FloatArray, arc_km, densify, in_space_km, legs_km
from routeplan.geo.track import Line

# Maps draw straight in longitude and latitude: points this near keep a line within 20 m of its geodesic at 70 N.
DRAWN_EVERY_KM = 10.0
DRAWN = f"geodesic, drawn with a point every {DRAWN_EVERY_KM:g} km"
"""Says in a file which points are vertices: `recover_vertices` finds them."""

_SAME_KM = 2e-4  # 20 cm; files have at least 6 decimals of a degree


def draw_line(line: Line) -> LineString | MultiLineString:
    """Draw a line in longitude and latitude, following its geodesics, cut where it crosses 180 degrees."""
    dense = line.densified(every_km=DRAWN_EVERY_KM)
    points = LineString(np.column_stack([dense.lon, dense.lat]))
    cut = antimeridian.fix_line_string(points, great_circle=True)
    # A route that begins or ends on 180 is cut there too, and leaves a part without length.
    parts = [part for part in getattr(cut, "geoms", [cut]) if part.length > 0]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def lift_line(
    drawn: LineString | MultiLineString, kp_km: FloatArray, up_m: FloatArray, line: Line
) -> LineString | MultiLineString:
    """Give each point of a drawn line its height.

    Parameters
    ----------
    drawn : LineString or MultiLineString
        Of :func:`draw_line`.
    kp_km, up_m : (n,) arrays
        Heights along the line, metres, positive up.
    line : Line
        What was drawn.
    """
    at_km = np.concatenate([[0.0], np.cumsum(legs_km(*shapely.get_coordinates(drawn).T))])
    at_km *= line.length_km / at_km[-1]  # rounding alone
    height_m = np.interp(at_km, kp_km, up_m)
    return shapely.transform(
        shapely.force_3d(drawn), lambda points: np.column_stack([points[:, :2], height_m]), include_z=True
    )


def recover_vertices(points: FloatArray) -> FloatArray:
    """Find the vertices of a line that :func:`draw_line` drew.

    Parameters
    ----------
    points : (n, 2) array
        Degrees; the parts on both sides of 180 degrees joined.

    Returns
    -------
    (m, 2) array
        Those points between which `draw_line` puts the others; all points where it would not, because somebody has
        moved one.

    Examples
    --------
    >>> line = Line(np.array([170.0, -160.0]), np.array([60.0, 66.0]))
    >>> parts = shapely.get_parts(draw_line(line))
    >>> points = np.vstack([shapely.get_coordinates(parts[0]), shapely.get_coordinates(parts[1])[1:]])
    >>> len(points) > 100, recover_vertices(points).tolist()
    (True, [[170.0, 60.0], [-160.0, 66.0]])
    """
    kept = points[~_cut_points(points)]
    vertices = kept[~_between(kept)]
    again = np.column_stack(densify(*vertices.T, every_km=DRAWN_EVERY_KM))
    if len(again) != len(kept):
        return points
    apart_km = np.linalg.norm(in_space_km(*again.T) - in_space_km(*kept.T), axis=1)
    return vertices if bool((apart_km < _SAME_KM).all()) else points


def _cut_points(points: FloatArray) -> npt.NDArray[np.bool_]:
    """(n,) whether each point is on 180 degrees, on the way from a neighbour on one side to that on the other."""
    lon = points[:, 0]
    changes_side = (np.abs(lon[1:-1]) == 180.0) & (lon[:-2] * lon[2:] < 0) & (np.abs(lon[:-2]) < 180.0)
    found = np.zeros(len(points), dtype=bool)
    places = in_space_km(*points.T)
    for at in np.flatnonzero(changes_side) + 1:
        before, here, after = places[at - 1 : at + 2]
        way = arc_km(np.array([np.linalg.norm(here - before), np.linalg.norm(after - here)])).sum()
        found[at] = way - arc_km(np.array([np.linalg.norm(after - before)]))[0] < _SAME_KM / 100
    return found


def _between(points: FloatArray) -> npt.NDArray[np.bool_]:
    """(n,) whether each point is half-way between its neighbours, as points put on a geodesic are."""
    places = in_space_km(*points.T)
    chord = np.linalg.norm(np.diff(places, axis=0), axis=1)
    middle = (places[:-2] + places[2:]) / 2.0
    # The middle of a chord is below the geodesic: both are compared on the same radius.
    middle *= (np.linalg.norm(places[1:-1], axis=1) / np.linalg.norm(middle, axis=1))[:, None]
    halfway = np.linalg.norm(places[1:-1] - middle, axis=1) < _SAME_KM
    # A leg is parted only where it is longer than the distance of the points, and then into more than halves of it.
    halfway &= (chord[:-1] > DRAWN_EVERY_KM / 2 - _SAME_KM) & (chord[:-1] < DRAWN_EVERY_KM + _SAME_KM)
    return np.concatenate([[False], halfway, [False]])
