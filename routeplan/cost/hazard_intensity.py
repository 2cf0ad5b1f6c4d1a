"""Intensity of each hazard at a depth: sea ice, icebergs, slides, turbidity currents, earthquakes, trawls, anchors.

Each function gives a share of the worst of its kind, 0 to 1. The curves are defaults.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from routeplan.cost.depth_curves import Curve, intensity_by_depth
from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.hazard_zones import ZoneKind

_DEPTH = "depth, m"

SCOUR = Curve(
    (0.0, 2.0, 15.0, 20.0, 40.0, 65.0),
    (0.0, 0.0, 0.3, 1.0, 1.0, 0.0),
    _DEPTH,
    "worst at 20-40 m (Rearic and Ticken 1988), gouges to 49-64 m (Reimnitz, Barnes and Phillips 1984); ice is fast "
    "inshore and does not move, 1-2 m thick (Polar Science Center): knots to 15 m are editable defaults",
)
# The length of the ice season stands for the size of keels, which no calendar has.
KEEL_SEASON = Curve(
    (6.0, 7.5),
    (0.0, 1.0),
    "ice season, months",
    "none in the Baltic, 5.9 months at most, where mean keels are 6-14 m (Palosuo 1975); in full from 7.5 months, "
    "the mean of the Chukchi Sea off Alaska (Beaufort Sea, where Quintillion was cut: 9.3); editable default",
)
# Icebergs scour worst down to 200 m: modern scours off Labrador in more than 180 m (Barrie 1980).
ICEBERG_FULL_DEPTH_M = 200.0
# The same as a share of the draft, for small icebergs: 200 of the default 500 m.
ICEBERG_FULL_SHARE = 0.4
ICEBERG = Curve(
    (0.0, 1.0),
    (1.0, 0.0),
    "share of the depth range from the full depth to the draft",
    "few icebergs have the deepest keels; straight line: editable default",
)
# Hazards of the ground, by the kind of zone: one curve each.
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
TRAWL = Curve(
    (0.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1500.0, 1600.0),
    (0.5, 0.7, 1.0, 1.0, 0.6, 0.3, 0.05, 0.0),
    _DEPTH,
    "worst band 100-200 m (ultra-map.org); cables are buried against trawls to 1,500 m (IRIS, Topaz); "
    "the other knots: editable default",
)
ANCHOR = Curve(
    (0.0, 80.0, 200.0),
    (1.0, 1.0, 0.0),
    _DEPTH,
    "anchors are dragged in less than 200 m, where 75 % of all faults are "
    "(Msongaleli, Dikbiyik, Zukerman and Mukherjee 2015); knots between: editable default",
)
LANE = Curve(
    (2.0, 30.0),
    (1.0, 0.0),
    "distance to a shipping lane, km",
    "lanes are lines, ships spread over tens of kilometres, and drawn lanes are some tens of kilometres off "
    "(data/shipping); knots set with existing cables (docs/risk.md): editable default",
)
# Earthquakes of M 6 and more, per million km2 and year, that rate as the worst: the mean of the Kuril-Kamchatka and
# Japan trenches in the embedded table. Faults over all seas north of 30N stay what drawn zones gave (docs/risk.md).
SEISMIC_FULL_RATE = 3.5


def scour_intensity(depth_m: npt.ArrayLike, ice_months: npt.ArrayLike) -> FloatArray:
    """Rate scouring of the seabed by keels of sea ice.

    Parameters
    ----------
    depth_m : array, metres, positive down
    ice_months : array that fits it
        Length of the ice season: keels grow deep where it is long.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN; 0 from 65 m.

    References
    ----------
    Reimnitz, Barnes and Phillips (1984); Rearic and Ticken (1988); Palosuo (1975), The formation and structure of ice
    ridges in the Baltic.

    Examples
    --------
    Quintillion was cut in 27 m of water, although buried; at 65 m keels do not reach it, nor in the Gulf of Finland:

    >>> scour_intensity([27.0, 65.0, 27.0], [9.4, 9.4, 4.5]).tolist()
    [1.0, 0.0, 0.0]
    """
    return intensity_by_depth(SCOUR, depth_m, KEEL_SEASON(ice_months))


def iceberg_intensity(
    depth_m: npt.ArrayLike, zone_intensity: npt.ArrayLike, draft_m: npt.ArrayLike
) -> FloatArray:
    """Rate scouring of the seabed by icebergs.

    It is at its worst down to 200 m, or to 0.4 of the draft where that is less, and falls off to the draft.

    Parameters
    ----------
    depth_m : array, metres, positive down
    zone_intensity, draft_m : arrays that fit it
        Of zones: share of the worst, and deepest keels in metres (0 = no icebergs).

    Returns
    -------
    array, 0 to 1
        0 from the draft down; land is 0; where there is no depth, NaN.

    Examples
    --------
    Off the outlets of Greenland icebergs reach a cable at 500 m, elsewhere they do not:

    >>> iceberg_intensity(500.0, 1.0, [500.0, 650.0]).round(2).tolist()
    [0.0, 0.33]
    """
    depth_m, draft_m = np.asarray(depth_m, dtype=np.float64), np.asarray(draft_m, dtype=np.float64)
    full_m = np.minimum(ICEBERG_FULL_DEPTH_M, ICEBERG_FULL_SHARE * draft_m)
    fading_m = np.maximum(draft_m - full_m, 1.0)
    share = np.where((depth_m < 0) | (depth_m >= draft_m), 0.0, ICEBERG((depth_m - full_m) / fading_m))
    return np.asarray(share * np.asarray(zone_intensity, dtype=np.float64), dtype=np.float64)


def ground_intensity(kind: ZoneKind, depth_m: npt.ArrayLike, zone_intensity: npt.ArrayLike) -> FloatArray:
    """Rate a hazard of the ground in its zones: slides, turbidity currents, earthquakes, eruptions.

    Parameters
    ----------
    kind : ZoneKind
        A key of ``BY_GROUND``.
    depth_m : array, metres, positive down
    zone_intensity : array that fits it
        Of the zones: share of the worst.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN.

    Examples
    --------
    In 1929 the turbidity current broke cables in the deep sea, not on the banks:

    >>> ground_intensity(ZoneKind.TURBIDITY_FAN, [80.0, 4500.0], 1.0).tolist()
    [0.0, 1.0]
    """
    return intensity_by_depth(BY_GROUND[kind], depth_m, zone_intensity)


def seismic_intensity(m6_per_million_km2_year: npt.ArrayLike) -> FloatArray:
    """Rate earthquakes by their number: twice as many break twice as many cables.

    Parameters
    ----------
    m6_per_million_km2_year : array
        Earthquakes of M 6 and more, shallow and independent.

    Returns
    -------
    array, 0 to 1
        Rises in proportion, to 1 at `SEISMIC_FULL_RATE`.

    Examples
    --------
    >>> seismic_intensity([0.0, 0.35, 10.0]).round(2).tolist()
    [0.0, 0.1, 1.0]
    """
    rate = np.asarray(m6_per_million_km2_year, dtype=np.float64)
    return np.asarray(np.minimum(rate / SEISMIC_FULL_RATE, 1.0), dtype=np.float64)


def trawl_intensity(depth_m: npt.ArrayLike, zone_intensity: npt.ArrayLike) -> FloatArray:
    """Rate bottom trawling.

    Parameters
    ----------
    depth_m : array, metres, positive down
    zone_intensity : array that fits it, 0 to 1
        Of zones of fishing grounds.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN; 0 from 1,600 m.

    Examples
    --------
    The shelf edge is the worst place:

    >>> trawl_intensity([30.0, 150.0, 700.0, 900.0], 1.0).round(2).tolist()
    [0.62, 1.0, 0.38, 0.26]
    """
    return intensity_by_depth(TRAWL, depth_m, zone_intensity)


def shipping_intensity(zone_intensity: npt.ArrayLike, lane_km: npt.ArrayLike) -> FloatArray:
    """Rate the ships that pass or lie at anchor: near a lane, or in a zone where that is stronger.

    Parameters
    ----------
    zone_intensity : array, 0 to 1
        Of zones of anchorages and shipping.
    lane_km : array that fits it
        Distance to the nearest shipping lane.

    Returns
    -------
    array, 0 to 1

    Examples
    --------
    On a lane, 16 km and 100 km from it, and in an anchorage far from any:

    >>> shipping_intensity([0.0, 0.0, 0.0, 0.8], [0.0, 16.0, 100.0, 100.0]).tolist()
    [1.0, 0.5, 0.0, 0.8]
    """
    return np.maximum(np.asarray(zone_intensity, dtype=np.float64), LANE(lane_km))


def anchor_intensity(depth_m: npt.ArrayLike, zone_intensity: npt.ArrayLike) -> FloatArray:
    """Rate dropped and dragged anchors.

    Parameters
    ----------
    depth_m : array, metres, positive down
    zone_intensity : array that fits it, 0 to 1
        Of ships, see `shipping_intensity`.

    Returns
    -------
    array, 0 to 1
        Land is 0; where there is no depth, NaN; 0 from 200 m.

    Examples
    --------
    >>> anchor_intensity([40.0, 140.0, 250.0], 1.0).tolist()
    [1.0, 0.5, 0.0]
    """
    return intensity_by_depth(ANCHOR, depth_m, zone_intensity)
