"""Other depths of the same sea: the layers that depth does not decide are shared, not derived again."""

from __future__ import annotations

from dataclasses import fields, replace

from routeplan.geo.grid import FloatCells
from routeplan.seabed.seabed import Seabed

# What a copy of `SeabedLayers` takes over: derived from data, or from which cells are sea, which stays as it is.
_SHARED = (
    "ice", "zones", "seismicity", "slope_deg", "_ice", "zone_bytes", "berg_draft_m", "m6_per_million_km2_year",
    "lane_km", "jurisdiction",
)  # fmt: skip


def with_depths(seabed: Seabed, depth_m: FloatCells) -> Seabed:
    """Return the seabed with other depths.

    Parameters
    ----------
    seabed : Seabed
    depth_m : (rows, cols) float32
        Of the same sea: land, sea and gaps are where they were.

    Returns
    -------
    Seabed
        Slope, ice, zones and jurisdiction are those of the first; slopes are measured at the resolution of the data,
        which such depths do not have.
    """
    layers = seabed.layers
    for name in _SHARED:
        getattr(layers, name)  # derived once, for this copy and all later ones
    other = replace(layers, depth_m=depth_m)
    given = {field.name for field in fields(layers)}
    vars(other).update({name: value for name, value in vars(layers).items() if name not in given})
    return replace(seabed, layers=other)
