"""The seabed along a line at the resolution of the depths: depth, and slope along and across the line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from routeplan.geo.charted_line import ChartedLine
from routeplan.geo.geodesy import azimuths_deg, destinations
from routeplan.seabed.bathymetry import Bathymetry
from routeplan.seabed.bathymetry.latlon_grid import KM_PER_DEG


def derive_seabed_profile(line: ChartedLine, bathymetry: Bathymetry) -> pd.DataFrame:
    """Read depth and slope along a line, at points as far apart as the rows of the depths.

    Depths are interpolated. Slopes compare depths half a row distance before and after, and to port and starboard:
    shorter features are smoothed. Land counts as 0 m, so that the slope at a shore is that of the seabed.

    Parameters
    ----------
    line : ChartedLine
    bathymetry : Bathymetry

    Returns
    -------
    DataFrame
        ``kp_km``, ``lon``, ``lat``, ``depth_m`` (positive down; land negative, no data NaN), ``slope_along_deg``
        (positive where the seabed falls away ahead), ``slope_across_deg`` (positive where it falls to starboard).
    """
    spacing_km = bathymetry.spacing_deg * KM_PER_DEG
    geodesics = line.on_geodesics.densified(every_km=spacing_km)
    lon, lat = geodesics.lon, geodesics.lat
    leaving = azimuths_deg(lon, lat)
    ahead = np.append(leaving, (azimuths_deg(lon[::-1], lat[::-1])[0] + 180.0) % 360.0)

    def slope_towards(turn_deg: float) -> pd.Series[float]:
        far, near = (
            np.maximum(bathymetry.at(*destinations(lon, lat, ahead + turn_deg + back, spacing_km / 2.0)), 0.0)
            for back in (0.0, 180.0)
        )
        return pd.Series(np.degrees(np.arctan((far - near) / (1000.0 * spacing_km))))

    return pd.DataFrame(
        {
            "kp_km": geodesics.kp_km * (line.length_km / geodesics.length_km),
            "lon": lon,
            "lat": lat,
            "depth_m": bathymetry.at(lon, lat),
            "slope_along_deg": slope_towards(0.0),
            "slope_across_deg": slope_towards(90.0),
        }
    )


def steepest(profile: pd.DataFrame, column: str, from_km: float, to_km: float) -> float:
    """Slope of the greatest size between two kilometre points; at least the nearest point counts."""
    kp = profile["kp_km"].to_numpy()
    within = np.flatnonzero((kp >= from_km) & (kp <= to_km))
    if not len(within):
        within = np.array([np.abs(kp - (from_km + to_km) / 2.0).argmin()])
    values = profile[column].to_numpy()[within]
    if np.isnan(values).all():
        return float("nan")
    return float(values[np.nanargmax(np.abs(values))])
