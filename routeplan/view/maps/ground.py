"""What every map stands on: land, the edge of the data, and the graticule."""

from __future__ import annotations

from routeplan.geo.geodesy import FloatArray
from routeplan.view.maps.land import UNIT_M, DrawnLand, compact_land, draw_land, pack
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection

# The soft edge lies within the data, or the data's own hard edge would shine through.
_SOFT_DEG = 0.7


class Land(ScriptLayer):
    """Land with its coast, and borders between countries."""

    function = "land"

    def __init__(self, plane: MapProjection) -> None:
        land = compact_land(plane)
        self.plane = plane
        super().__init__("Land", {"unit": land.unit_m, "polygons": land.polygons, "borders": land.borders})

    @property
    def shapes(self) -> DrawnLand:
        """The same as shapes on the plane."""
        return draw_land(self.plane)


class Edge(ScriptLayer):
    """The end of the data: beyond it the bare page shows.

    Attributes
    ----------
    outline_m, soft_m : (n, 2) arrays
        Where the sea ends and where the page begins, metres on the plane.
    """

    function = "edge"

    def __init__(self, plane: MapProjection) -> None:
        self.outline_m: FloatArray = plane.outline()
        self.soft_m: FloatArray = plane.outline(_SOFT_DEG)
        data = {"unit": UNIT_M, "outline": pack(self.outline_m), "soft": pack(self.soft_m)}
        super().__init__("Edge of the data", data, control=False)


class Graticule(ScriptLayer):
    """Parallels each 10 degrees and meridians each 30, labelled."""

    function = "graticule"

    def __init__(self, plane: MapProjection) -> None:
        data = {
            "south": plane.south_deg,
            "north": plane.north_deg,
            "lon": plane.central_lon,
            "cut": plane.is_cut,
        }
        super().__init__("Graticule", data)
