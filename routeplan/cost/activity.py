"""What people do to a cable at a depth: trawls and anchors, as shares of the worst."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.cost.depth_curves import Curve, intensity_by_depth
from routeplan.geo.geodesy import FloatArray

_DEPTH = "depth, m"

TRAWL = Curve(
    (0.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1500.0, 1600.0),
    (0.5, 0.7, 1.0, 1.0, 0.6, 0.3, 0.05, 0.0),
    _DEPTH,
    "worst band 100-200 m (ultra-map.org); cables are buried against trawls to 1,500 m (IRIS, Topaz); "
    "the other knots: editable default",
)
EU_DEEP_BAN = Curve(
    (800.0, 801.0),
    (1.0, 0.1),
    _DEPTH,
    "bottom trawling is banned below 800 m in EU waters (Regulation (EU) 2016/2336); "
    "0.1 left for what goes on all the same: editable default",
)
ANCHOR = Curve(
    (0.0, 80.0, 200.0),
    (1.0, 1.0, 0.0),
    _DEPTH,
    "anchors are dragged in less than 200 m, where 75 % of all faults are "
    "(Msongaleli, Dikbiyik, Zukerman and Mukherjee 2015); knots between: editable default",
)


def trawl_intensity(
    depth_m: npt.ArrayLike,
    zone_intensity: npt.ArrayLike,
    *,
    curve: Curve = TRAWL,
    deep_ban: npt.ArrayLike = False,
    ban: Curve = EU_DEEP_BAN,
) -> FloatArray:
    """Rate bottom trawling.

    Parameters
    ----------
    depth_m : array, metres, positive down
    zone_intensity : array that fits it, 0 to 1
        From the zones of fishing grounds.
    curve : Curve
        By depth; nothing from 1,600 m.
    deep_ban : array of bool that fits it
        Where a ban on deep trawling counts: EU waters, if asked for.
    ban : Curve
        By depth; what the ban leaves.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN.

    Examples
    --------
    The shelf edge is the worst place, and a ban counts below 800 m only:

    >>> trawl_intensity([30.0, 150.0, 700.0, 900.0], 1.0).round(2).tolist()
    [0.62, 1.0, 0.38, 0.26]
    >>> trawl_intensity([30.0, 150.0, 700.0, 900.0], 1.0, deep_ban=True).round(2).tolist()
    [0.62, 1.0, 0.38, 0.03]
    """
    left = np.where(np.asarray(deep_ban, dtype=np.bool_), ban(depth_m), 1.0)
    return intensity_by_depth(curve, depth_m, zone_intensity) * left


def anchor_intensity(
    depth_m: npt.ArrayLike, zone_intensity: npt.ArrayLike, *, curve: Curve = ANCHOR
) -> FloatArray:
    """Rate dropped and dragged anchors.

    Parameters
    ----------
    depth_m : array, metres, positive down
    zone_intensity : array that fits it, 0 to 1
        From the zones of anchorages and shipping.
    curve : Curve
        By depth; nothing from 200 m.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN.

    Examples
    --------
    >>> anchor_intensity([40.0, 140.0, 250.0], 1.0).tolist()
    [1.0, 0.5, 0.0]
    """
    return intensity_by_depth(curve, depth_m, zone_intensity)
