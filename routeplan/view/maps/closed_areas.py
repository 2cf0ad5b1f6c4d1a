"""Waters and areas that are closed to routes, outlined on a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.geo.outline import Outline, outline
from routeplan.planning.planner import Planner
from routeplan.view.maps.land import UNIT_M, pack_rings
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.zone_outlines import ZoneStyle

# Red of ColorBrewer's RdBu, with a dash that no zone has.
CLOSED_STYLE: Final = ZoneStyle("closed to routes", "#b2182b", "1 2", ())
_DETAIL_CELLS = 1.5  # steps between cells are smoothed by at most so many


class ClosedAreas(ScriptLayer):
    """Areas where no cable may be laid, with what is said of them.

    Parameters
    ----------
    areas : sequence of polygons
        In EPSG:3995, metres.
    projection : MapProjection
        Of the map.
    note : str
        Who or what closes them.
    source : str
        Where the outline comes from.
    layer_name : str

    Attributes
    ----------
    outlines : list of (ZoneStyle, (n,) array of projected polygons)
    """

    function = "zones"

    def __init__(
        self,
        areas: Sequence[Outline],
        projection: MapProjection,
        *,
        note: str,
        source: str,
        layer_name: str,
    ) -> None:
        polygons = projection.from_arctic(np.array(areas, dtype=np.object_))
        self.outlines = [(CLOSED_STYLE, polygons)]
        style = {"label": CLOSED_STYLE.label, "colour": CLOSED_STYLE.colour, "dash": CLOSED_STYLE.dash}
        area = {
            "name": "Closed to routes",
            "note": note,
            "source": source,
            "family": 0,
            "rings": [pack_rings(polygon) for polygon in polygons],
        }
        data = {"unit": UNIT_M, "title": "Closed areas", "families": [style], "zones": [area]}
        super().__init__(layer_name, data)

    @classmethod
    def of_cells(
        cls, planner: Planner, closed: npt.NDArray[np.bool_], projection: MapProjection, *, layer_name: str
    ) -> ClosedAreas:
        """Outline the closed cells of a planner, as :func:`closed_cells` finds them."""
        grid = planner.grid
        cells = grid.array(closed, name="closed", units="1", source="")
        smooth = shapely.simplify(outline(cells), _DETAIL_CELLS * grid.spacing_m)
        return cls(
            [smooth],
            projection,
            note=planner.avoided.text or "by the scenario, or in this session",
            source=f"on cells of {grid.spacing_m / 1000:g} km",
            layer_name=layer_name,
        )


def closed_cells(planner: Planner) -> npt.NDArray[np.bool_]:
    """(rows, cols) sea cells that a planner closes: areas, avoided waters, waters of non-partners where closed."""
    return np.asarray(planner.valuer.derive_closed() & (planner.depth.to_numpy() > 0))
