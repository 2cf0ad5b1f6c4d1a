"""Positions of which all is known, for tests of what assumptions make of them."""

from dataclasses import fields

import numpy as np

from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.sea_ice import IceClass
from routeplan.seabed.seabed import Conditions


def conditions(depth_m, **known):
    """Positions at depths, level, in open water far from all zones and lanes, beside a depot, unless known otherwise.

    What is not named is nothing: a new field of ``Conditions`` needs no change here. False is zero to a number, too.
    """
    depth_m = np.atleast_1d(np.asarray(depth_m, dtype=float))
    zones = known.pop("zones", {})
    names = {field.name for field in fields(Conditions)} - {"rows", "cols", "depth_m", "zone"}
    elsewhere = {"ice_class": IceClass.OPEN_WATER, "open_share": 1.0, "lane_km": 1000.0}
    values = dict.fromkeys(names, False) | elsewhere | known
    cells = np.arange(len(depth_m))
    return Conditions(
        rows=cells,
        cols=cells,
        depth_m=depth_m,
        zone={kind: np.full(len(depth_m), zones.get(kind, 0.0)) for kind in ZoneKind},
        **{name: np.broadcast_to(value, depth_m.shape) for name, value in values.items()},
    )
