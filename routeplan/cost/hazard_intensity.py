"""What the sea and the Earth do to a cable at a depth: ice keels, icebergs, slides, currents, quakes, lava.

Every function gives a share of the worst of its kind, 0 to 1. The curves are defaults.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from routeplan.cost.depth_curves import Curve, intensity_by_depth
from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.sea_ice import IceClass

_DEPTH = "depth, m"

SCOUR = Curve(
    (0.0, 20.0, 40.0, 65.0),
    (0.3, 1.0, 1.0, 0.0),
    _DEPTH,
    "worst at 20-40 m (Rearic and Ticken 1988), gouges to 49-64 m (Reimnitz, Barnes and Phillips 1984); "
    "0.3 at the shore, where the ice lies fast, is an editable default",
)
# Icebergs are at their worst down to 200 m: modern scours off Labrador in more than 180 m (Barrie 1980).
ICEBERG_FULL_DEPTH_M = 200.0
# The same as a share of the draft, for bergs that reach no deeper than that: 200 of the default 500 m.
ICEBERG_FULL_SHARE = 0.4
ICEBERG = Curve(
    (0.0, 1.0),
    (1.0, 0.0),
    "share of the way from the full depth down to the draft",
    "few bergs have the deepest keels; straight line: editable default",
)
# What the ground does, by the kind of zone: one curve each.
BY_GROUND: Mapping[ZoneKind, Curve] = {
    ZoneKind.SLIDE: Curve(
        (0.0, 100.0, 500.0),
        (0.1, 0.3, 1.0),
        _DEPTH,
        "slides start on the slope and run out below it; knots: editable default",
    ),
    ZoneKind.TURBIDITY_FAN: Curve(
        (100.0, 200.0, 1000.0),
        (0.0, 0.2, 1.0),
        _DEPTH,
        "currents gather speed below the shelf edge, and broke cables far out in 1929 (Nature 204:674, 1964); "
        "knots: editable default",
    ),
    ZoneKind.SEISMIC: Curve((0.0,), (1.0,), _DEPTH, "the ground shakes at every depth; editable default"),
    ZoneKind.VOLCANIC: Curve(
        (0.0,), (1.0,), _DEPTH, "eruptions known from the shore to 4,000 m; editable default"
    ),
}
_ICY = (IceClass.SEASONAL, IceClass.PERENNIAL)


def scour_intensity(depth_m: npt.ArrayLike, ice_class: npt.ArrayLike, *, curve: Curve = SCOUR) -> FloatArray:
    """Rate the ploughing of the seabed by keels of sea ice.

    Parameters
    ----------
    depth_m : array, metres, positive down
    ice_class : array of `IceClass` that fits it
        Keels plough where there is seasonal or perennial ice.
    curve : Curve
        By depth; 0 from 65 m.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN.

    References
    ----------
    Reimnitz, Barnes and Phillips (1984); Rearic and Ticken (1988).

    Examples
    --------
    Quintillion was cut in 27 m of water, buried; in 65 m it would have lain below the keels:

    >>> scour_intensity([27.0, 65.0], IceClass.SEASONAL).tolist()
    [1.0, 0.0]
    """
    return intensity_by_depth(curve, depth_m, np.isin(ice_class, _ICY))


def iceberg_intensity(
    depth_m: npt.ArrayLike,
    zone_intensity: npt.ArrayLike,
    draft_m: npt.ArrayLike,
    *,
    curve: Curve = ICEBERG,
    full_depth_m: float = ICEBERG_FULL_DEPTH_M,
) -> FloatArray:
    """Rate the scouring of the seabed by icebergs.

    Parameters
    ----------
    depth_m : array, metres, positive down
    zone_intensity, draft_m : arrays that fit it
        From the zones: share of the worst, and deepest keels in metres (0 = no icebergs).
    curve : Curve
        How it falls off between the full depth and the draft.
    full_depth_m : float
        Down to here at its worst, or to 0.4 of the draft where that is less.

    Returns
    -------
    array, 0 to 1
        Nothing from the draft down; land is 0; where there is no depth, NaN.

    Examples
    --------
    Off Greenland's outlets a cable in 500 m is not yet out of reach, elsewhere it is:

    >>> iceberg_intensity(500.0, 1.0, [500.0, 650.0]).round(2).tolist()
    [0.0, 0.33]
    """
    depth_m, draft_m = np.asarray(depth_m, dtype=np.float64), np.asarray(draft_m, dtype=np.float64)
    full_m = np.minimum(full_depth_m, ICEBERG_FULL_SHARE * draft_m)
    way_m = np.maximum(draft_m - full_m, 1.0)
    share = np.where((depth_m < 0) | (depth_m >= draft_m), 0.0, curve((depth_m - full_m) / way_m))
    return np.asarray(share * np.asarray(zone_intensity, dtype=np.float64), dtype=np.float64)


def ground_intensity(kind: ZoneKind, depth_m: npt.ArrayLike, zone_intensity: npt.ArrayLike) -> FloatArray:
    """Rate what the ground does in zones of a kind: slides, turbidity currents, earthquakes, eruptions.

    Parameters
    ----------
    kind : ZoneKind
        A key of ``BY_GROUND``.
    depth_m : array, metres, positive down
    zone_intensity : array that fits it
        Share of the worst, from the zones.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN.

    Examples
    --------
    In 1929 the current broke cables in the deep sea, not on the banks:

    >>> ground_intensity(ZoneKind.TURBIDITY_FAN, [80.0, 4500.0], 1.0).tolist()
    [0.0, 1.0]
    """
    return intensity_by_depth(BY_GROUND[kind], depth_m, zone_intensity)
