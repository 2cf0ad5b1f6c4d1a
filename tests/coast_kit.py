"""Distance to the coast, for tests of positions that must be on it: by shapely, without the package's search."""

from functools import cache

import numpy as np
import shapely

from routeplan.catalog.countries import SOUTH_DEG, read_land
from routeplan.geo.geodesy import PolarStereographic, geodesic_km

PROJECTION = PolarStereographic()


def coast_distance_km(lon, lat):
    """Geodesic from each position to the point of the coast that is nearest in projection."""
    tree = _sides()
    points = shapely.points(*PROJECTION.forward(lon, lat))
    nearest = shapely.get_point(shapely.shortest_line(tree.geometries[tree.nearest(points)], points), 0)
    ends = PROJECTION.inverse(*shapely.get_coordinates(nearest).T)
    return np.array([geodesic_km(*position) for position in zip(lon, lat, *ends, strict=True)])


@cache
def _sides():
    """Every side of every shore; the southern edge of the data, within 1 km, is not one."""
    rings = shapely.get_rings(shapely.get_parts(read_land().geometry.iloc[0]))
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    sides = np.stack([vertices[:-1], vertices[1:]], axis=1)[ring[:-1] == ring[1:]]
    radius_m = np.hypot(*np.moveaxis(sides, 2, 0))
    shore = (radius_m < PROJECTION.radius_m(SOUTH_DEG) - 1_000.0).any(axis=1)
    return shapely.STRtree(shapely.linestrings(sides[shore]))
