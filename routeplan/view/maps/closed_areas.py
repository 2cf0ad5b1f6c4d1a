"""Waters and areas that are closed to routes, outlined on a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.geo.grid import Grid
from routeplan.geo.outline import Outline, outline
from routeplan.planning.gave_way import GivenWay
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.view.maps.land import UNIT_M, pack_rings
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.zone_outlines import ZoneStyle

# Red of ColorBrewer's RdBu, with a dash that no zone has.
CLOSED_STYLE: Final = ZoneStyle("closed to routes", "#b2182b", "1 2", ())
# The same red with long dashes: closed, and passed nevertheless.
GIVEN_WAY_STYLE: Final = ZoneStyle("gave way to a route", "#b2182b", "8 4", ())
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
        zone = _zone("Closed to routes", note, source, polygons)
        super().__init__(layer_name, _zones_data("Closed areas", CLOSED_STYLE, [zone]))

    @classmethod
    def of_cells(
        cls, planner: Planner, closed: npt.NDArray[np.bool_], projection: MapProjection, *, layer_name: str
    ) -> ClosedAreas:
        """Outline the closed cells of a planner, as :func:`closed_cells` finds them."""
        return cls(
            [_outline_of(closed, planner.grid)],
            projection,
            note=planner.avoided.text or "by the scenario, or in this session",
            source=_cells_of(planner.grid),
            layer_name=layer_name,
        )


class GivenWayAreas(ScriptLayer):
    """Areas that gave way to routes, each with its order, and the kilometres of every route inside.

    Parameters
    ----------
    routes : sequence of Route
        Areas of the same name are drawn once.
    projection : MapProjection
        Of the map.
    layer_name : str

    Attributes
    ----------
    outlines : list of (ZoneStyle, (n,) array of projected polygons)
    """

    function = "zones"

    def __init__(self, routes: Sequence[Route], projection: MapProjection, *, layer_name: str) -> None:
        passed: dict[str, list[tuple[Route, GivenWay]]] = {}
        for route in routes:
            for area in route.gave_way.areas:
                passed.setdefault(area.title, []).append((route, area))
        self.outlines: list[tuple[ZoneStyle, npt.NDArray[np.object_]]] = []
        zones = []
        for title, found in passed.items():
            route, area = found[0]
            if area.barrier is None or route.origin is None:
                continue
            grid = route.origin.grid
            closed = np.zeros(grid.shape, dtype=np.bool_)
            closed[area.barrier.window] = area.barrier.cells
            polygons = projection.from_arctic(np.array([_outline_of(closed, grid)], dtype=np.object_))
            self.outlines.append((GIVEN_WAY_STYLE, polygons))
            inside = "; ".join(f"{route.name}, {area.km:,.0f} km inside" for route, area in found)
            zones.append(_zone(title, f"gave way to {inside}", _cells_of(grid), polygons))
        super().__init__(layer_name, _zones_data("Areas that gave way", GIVEN_WAY_STYLE, zones))


def closed_cells(planner: Planner) -> npt.NDArray[np.bool_]:
    """(rows, cols) sea cells that a planner closes: areas, avoided waters, waters of non-partners where closed."""
    return np.asarray(planner.valuer.derive_closed() & (planner.depth.to_numpy() > 0))


def _outline_of(closed: npt.NDArray[np.bool_], grid: Grid) -> Outline:
    cells = grid.array(closed, name="closed", units="1", source="")
    smooth: Outline = shapely.simplify(outline(cells), _DETAIL_CELLS * grid.spacing_m)
    return smooth


def _cells_of(grid: Grid) -> str:
    return f"on cells of {grid.spacing_m / 1000:g} km"


def _zone(name: str, note: str, source: str, polygons: npt.NDArray[np.object_]) -> dict[str, Any]:
    rings = [pack_rings(polygon) for polygon in polygons]
    return {"name": name, "note": note, "source": source, "family": 0, "rings": rings}


def _zones_data(title: str, style: ZoneStyle, zones: list[dict[str, Any]]) -> dict[str, Any]:
    family = {"label": style.label, "colour": style.colour, "dash": style.dash}
    return {"unit": UNIT_M, "title": title, "families": [family], "zones": zones}
