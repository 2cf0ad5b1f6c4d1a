"""Outlines on a map: zones of hazards and activity, and the lines between the waters of states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import rasterio.features
import shapely
from shapely.geometry.base import BaseGeometry

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.geo.grid import Grid
from routeplan.geo.polygon_sides import shared_sides
from routeplan.geo.shapes import project_shapes, transform_of, widen_line
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.jurisdiction import Jurisdiction, MaritimeZone
from routeplan.view.maps.land import UNIT_M, pack, pack_rings
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection

WATERS_COLOUR, WATERS_DASH = "#3b2f63", "9 3 2 3"
_DETAIL_M = 2_000.0  # outlines of zones are known to some kilometres
_MOST_CELLS = 1_440  # across; finer cells are taken in blocks
_STEPS = 2.0  # cells: steps of this size are smoothed away


@dataclass(frozen=True, slots=True)
class ZoneStyle:
    """How zones of one family are drawn, told apart by colour and by dash.

    Attributes
    ----------
    words : str
    colour : str
    dash : str
        As SVG has it; empty for a whole line.
    kinds : tuple of ZoneKind
    """

    words: str
    colour: str
    dash: str
    kinds: tuple[ZoneKind, ...]


# Dark colours of ColorBrewer's PuOr and RdBu ends, apart for every colour vision and on blue water.
ZONE_STYLES: Final = (
    ZoneStyle(
        "moving ground", "#7f3b08", "",
        (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN, ZoneKind.SEISMIC, ZoneKind.VOLCANIC),
    ),
    ZoneStyle("icebergs", "#053061", "7 3", (ZoneKind.ICEBERG,)),
    ZoneStyle(
        "fishing, anchors, ships", "#762a83", "2 3",
        (ZoneKind.TRAWL, ZoneKind.ANCHORING, ZoneKind.SHIPPING, ZoneKind.CHOKEPOINT),
    ),
)  # fmt: skip


class HazardZones(ScriptLayer):
    """Outlines of zones in three families, each zone with its name, its kind and where it comes from.

    Attributes
    ----------
    drawn : list of (ZoneStyle, (n,) array of polygons on the plane)
    """

    function = "zones"

    def __init__(
        self, zones: gpd.GeoDataFrame, plane: MapProjection, *, layer_name: str, show: bool = False
    ) -> None:
        if zones.empty:
            raise UsageError("map of 0 hazard zones; give at least one")
        self.drawn: list[tuple[ZoneStyle, npt.NDArray[np.object_]]] = []
        data = []
        for zone, shape in zip(zones.to_dict("records"), _outlines(zones), strict=True):
            family, style = next(
                (at, each) for at, each in enumerate(ZONE_STYLES) if zone["kind"] in each.kinds
            )
            polygons = plane.from_arctic(np.array([shape], dtype=np.object_))
            self.drawn.append((style, polygons))
            told = f"{str(zone['kind']).replace('_', ' ')}, {zone['intensity']:.0%} of the worst"
            source = "outline is an editable default" if zone["default"] else str(zone["source"])
            rings = [pack_rings(polygon) for polygon in polygons]
            data.append(
                {"name": zone["name"], "told": told, "source": source, "family": family, "rings": rings}
            )
        families = [{"words": each.words, "colour": each.colour, "dash": each.dash} for each in ZONE_STYLES]
        super().__init__(
            layer_name,
            {"unit": UNIT_M, "title": "Zones of hazards and activity", "families": families, "zones": data},
            show=show,
        )


class JurisdictionLines(ScriptLayer):
    """Lines between the waters of states, and between them and the high seas.

    Attributes
    ----------
    lines : (n,) array of lines on the plane
    """

    function = "waters"

    def __init__(
        self, waters: Jurisdiction, grid: Grid, plane: MapProjection, *, layer_name: str, show: bool = True
    ) -> None:
        self.lines = plane.from_arctic(derive_jurisdiction_lines(waters, grid))
        packed = [pack(_points(line)) for line in self.lines]
        super().__init__(
            layer_name,
            {"unit": UNIT_M, "lines": packed, "title": "Limits of exclusive economic zones"},
            show=show,
        )


def derive_jurisdiction_lines(waters: Jurisdiction, grid: Grid) -> npt.NDArray[np.object_]:
    """Find the lines at sea where the waters of a state end, on the plane of the grid.

    Returns
    -------
    (n,) array of lines
        Coasts are not among them. Steps between cells are smoothed, within two cells of where they are.
    """
    block = -(-max(grid.shape) // _MOST_CELLS)
    owner = np.where(waters.zone == MaritimeZone.HIGH_SEAS, 0, waters.state.astype(np.int32))
    at_sea = waters.zone != MaritimeZone.LAND
    middle = block // 2
    owner, at_sea = owner[middle::block, middle::block], at_sea[middle::block, middle::block]
    coarse = replace(grid, spacing_m=block * grid.spacing_m, rows=owner.shape[0], cols=owner.shape[1])
    cells = rasterio.features.shapes(owner.astype(np.int32), mask=at_sea, transform=transform_of(coarse))
    coverage = np.array([shapely.geometry.shape(shape) for shape, _ in cells], dtype=np.object_)
    smooth = shapely.coverage_simplify(coverage, _STEPS * coarse.spacing_m)
    return np.asarray(shapely.get_parts(shared_sides(smooth)))


def _outlines(zones: gpd.GeoDataFrame) -> list[BaseGeometry]:
    """Zones as polygons on the Arctic plane: lines as wide as they say."""
    projection = PolarStereographic()
    shapes = project_shapes(zones.geometry, projection)
    widths = zones["half_width_km"].to_numpy()
    return [
        shapely.simplify(widen_line(shape, width, projection) if np.isfinite(width) else shape, _DETAIL_M)
        for shape, width in zip(shapes, widths, strict=True)
    ]


def _points(line: BaseGeometry) -> FloatArray:
    return np.asarray(shapely.get_coordinates(line))
