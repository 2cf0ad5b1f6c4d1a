"""Names for the narrows that a route may be told by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray, PolarStereographic


@dataclass(frozen=True, slots=True)
class Strait:
    """A strait or a cape that seafarers tell a passage by.

    Attributes
    ----------
    name : str
    lon, lat : float
        Its middle, degrees.
    radius_km : float
        A line that comes nearer than this passes it.
    """

    name: str
    lon: float
    lat: float
    radius_km: float


# Approximate: positions to half a degree, radii to cover the narrows from shore to shore. For names only.
GATES = (
    Strait("Bering Strait", -169.0, 66.0, 100),
    Strait("Denmark Strait", -27.0, 66.5, 250),
    Strait("Fram Strait", 0.0, 79.0, 230),
    Strait("North Pole", 0.0, 90.0, 250),
    Strait("Davis Strait", -58.0, 66.5, 200),
    Strait("Nares Strait", -68.0, 80.0, 100),
    Strait("Lancaster Sound", -84.0, 74.0, 80),
    Strait("M'Clure Strait", -117.0, 74.5, 100),
    Strait("Amundsen Gulf", -122.0, 70.5, 120),
    Strait("Nansen Sound", -91.0, 81.0, 80),
    Strait("Hinlopen Strait", 18.5, 79.5, 50),
    Strait("Shokalsky Strait", 100.5, 79.0, 50),
    Strait("Strait of Belle Isle", -56.0, 51.5, 80),
    Strait("Hudson Strait", -71.0, 62.5, 120),
    Strait("Iceland-Faroe Ridge", -10.5, 63.5, 170),
    Strait("Faroe-Shetland Channel", -4.5, 61.0, 120),
    Strait("Svalbard-Franz Josef Land", 37.0, 80.0, 200),
    Strait("Cape Zhelaniya", 69.0, 77.5, 150),
    Strait("Kara Strait", 58.0, 70.5, 70),
    Strait("Vilkitsky Strait", 103.0, 78.0, 80),
    Strait("Sannikov Strait", 140.0, 74.5, 70),
    Strait("Long Strait", 178.5, 70.0, 80),
    Strait("La Pérouse Strait", 142.0, 45.5, 60),
    Strait("Tsugaru Strait", 140.5, 41.5, 60),
    Strait("Korea Strait", 129.5, 34.5, 120),
)


def straits_along(lon: FloatArray, lat: FloatArray) -> list[str]:
    """Name the gates that a line passes, in the order in which it does.

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
    for gate in GATES:
        gate_east, gate_north = projection.forward(gate.lon, gate.lat)
        plane_m = np.hypot(east - gate_east, north - gate_north)
        nearest = int(np.argmin(plane_m))
        if plane_m[nearest] <= gate.radius_km * 1000.0 * float(projection.scale_factor(gate.lat)):
            passed.append((nearest, gate.name))
    return [name for _, name in sorted(passed)]
