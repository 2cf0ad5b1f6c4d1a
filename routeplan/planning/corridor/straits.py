"""Table of well-known straits and capes that give passages their names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray, PolarStereographic


@dataclass(frozen=True, slots=True)
class NamedStrait:
    """A strait, cape or other place by which mariners name a passage.

    Attributes
    ----------
    name : str
    lon, lat : float
        Centre, degrees.
    radius_km : float
        A line that comes nearer to the centre than this passes through.
    """

    name: str
    lon: float
    lat: float
    radius_km: float


# name, longitude, latitude, radius. Approximate: positions to 0.5 degrees, radii that reach from shore to shore.
# For names only.
NAMED_STRAITS = (
    NamedStrait("Bering Strait", -169.0, 66.0, 100),
    NamedStrait("Denmark Strait", -27.0, 66.5, 250),
    NamedStrait("Fram Strait", 0.0, 79.0, 230),
    NamedStrait("North Pole", 0.0, 90.0, 250),
    NamedStrait("Davis Strait", -58.0, 66.5, 200),
    NamedStrait("Nares Strait", -68.0, 80.0, 100),
    NamedStrait("Lancaster Sound", -84.0, 74.0, 80),
    NamedStrait("M'Clure Strait", -117.0, 74.5, 100),
    NamedStrait("Amundsen Gulf", -122.0, 70.5, 120),
    NamedStrait("Nansen Sound", -91.0, 81.0, 80),
    NamedStrait("Hinlopen Strait", 18.5, 79.5, 50),
    NamedStrait("Shokalsky Strait", 100.5, 79.0, 50),
    NamedStrait("Strait of Belle Isle", -56.0, 51.5, 80),
    NamedStrait("Hudson Strait", -71.0, 62.5, 120),
    NamedStrait("Iceland-Faroe Ridge", -10.5, 63.5, 170),
    NamedStrait("Faroe-Shetland Channel", -4.5, 61.0, 120),
    NamedStrait("Svalbard-Franz Josef Land", 37.0, 80.0, 200),
    NamedStrait("Cape Zhelaniya", 69.0, 77.5, 150),
    NamedStrait("Kara Strait", 58.0, 70.5, 70),
    NamedStrait("Vilkitsky Strait", 103.0, 78.0, 80),
    NamedStrait("Sannikov Strait", 140.0, 74.5, 70),
    NamedStrait("Long Strait", 178.5, 70.0, 80),
    NamedStrait("La Pérouse Strait", 142.0, 45.5, 60),
    NamedStrait("Tsugaru Strait", 140.5, 41.5, 60),
    NamedStrait("Korea Strait", 129.5, 34.5, 120),
)


def straits_along(lon: FloatArray, lat: FloatArray) -> list[str]:
    """List the names of the straits that a line passes through, in order along it.

    Parameters
    ----------
    lon, lat : (n,) arrays, degrees
        Points a few kilometres apart.

    Examples
    --------
    >>> straits_along(np.array([0.0, 0.0, -169.0]), np.array([78.5, 89.0, 66.5]))
    ['Fram Strait', 'North Pole', 'Bering Strait']
    """
    projection = PolarStereographic()
    east, north = projection.forward(lon, lat)
    passed: list[tuple[int, str]] = []
    for strait in NAMED_STRAITS:
        strait_east, strait_north = projection.forward(strait.lon, strait.lat)
        projected_m = np.hypot(east - strait_east, north - strait_north)
        nearest = int(np.argmin(projected_m))
        if projected_m[nearest] <= strait.radius_km * 1000.0 * float(projection.scale_factor(strait.lat)):
            passed.append((nearest, strait.name))
    return [name for _, name in sorted(passed)]
