"""Waters and areas that are closed to the routes of a planner, outlined on a map."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.geo.outline import outline
from routeplan.planning.planner import Planner
from routeplan.view.maps.land import UNIT_M, pack_rings
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.zone_outlines import ZoneStyle

# Red of ColorBrewer's RdBu, with a dash that no zone has.
CLOSED_STYLE: Final = ZoneStyle("closed to routes", "#b2182b", "1 2", ())
_DETAIL_CELLS = 1.5  # steps between cells are smoothed by at most so many


def closed_cells(planner: Planner) -> npt.NDArray[np.bool_]:
    """(rows, cols) sea cells that a planner closes: areas, avoided waters, waters of non-partners where closed."""
    return np.asarray(planner.valuer.derive_closed() & (planner.depth.to_numpy() > 0))


class ClosedAreas(ScriptLayer):
    """The outline of the closed cells of a planner, with what is said of them.

    Attributes
    ----------
    outlines : list of (ZoneStyle, (n,) array of projected polygons)
    """

    function = "zones"

    def __init__(
        self, planner: Planner, closed: npt.NDArray[np.bool_], projection: MapProjection, *, layer_name: str
    ) -> None:
        grid = planner.grid
        cells = grid.array(closed, name="closed", units="1", source="")
        smooth = shapely.simplify(outline(cells), _DETAIL_CELLS * grid.spacing_m)
        polygons = projection.from_arctic(np.array([smooth], dtype=np.object_))
        self.outlines = [(CLOSED_STYLE, polygons)]
        style = {"label": CLOSED_STYLE.label, "colour": CLOSED_STYLE.colour, "dash": CLOSED_STYLE.dash}
        note = planner.avoided.text or "by the scenario, or in this session"
        area = {
            "name": "Closed to routes",
            "note": note,
            "source": f"on cells of {grid.spacing_m / 1000:g} km",
        }
        rings = [pack_rings(polygon) for polygon in polygons]
        data = {
            "unit": UNIT_M,
            "title": "Closed areas",
            "families": [style],
            "zones": [{**area, "family": 0, "rings": rings}],
        }
        super().__init__(layer_name, data)
