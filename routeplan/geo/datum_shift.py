"""Shift positions from other datums to WGS 84."""

from __future__ import annotations

import numpy as np
from pyproj.aoi import AreaOfInterest
from pyproj.transformer import TransformerGroup

from routeplan.geo.geodesy import FloatArray


def shift_to_wgs84(points: FloatArray, epsg: int) -> tuple[FloatArray, str]:
    """Shift positions by the most accurate operation that PROJ has for their area.

    Parameters
    ----------
    points : (n, 2) array
        Longitude and latitude, degrees.
    epsg : int
        Geographic coordinate system of the positions.

    Returns
    -------
    (n, 2) array, str
        Degrees on WGS 84; the operation and its accuracy, empty if PROJ has none and nothing is shifted.

    Examples
    --------
    ED50 lies about 100 m from WGS 84 in the North Sea:

    >>> points, operation = shift_to_wgs84(np.array([[3.0, 56.0]]), 4230)
    >>> bool(0.0005 < abs(points[0] - (3.0, 56.0)).max() < 0.002), operation.startswith("ED50 to WGS 84")
    (True, True)
    """
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    area = AreaOfInterest(float(west), float(south), float(east), float(north))
    for where in (area, None):
        group = TransformerGroup(epsg, "EPSG:4326", always_xy=True, area_of_interest=where, allow_ballpark=False)
        known = [one for one in group.transformers if one.accuracy > 0]
        if known:
            best = min(known, key=lambda one: one.accuracy)
            shifted = np.column_stack(best.transform(points[:, 0], points[:, 1]))
            steps = [step for step in best.description.split(" + ") if not step.startswith("axis order")]
            return shifted, f"{' + '.join(steps)}, accurate to {best.accuracy:g} m"
    return points, ""
