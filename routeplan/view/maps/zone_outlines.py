"""Outlines on a map: zones of hazards and activity, and limits of exclusive economic zones."""

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
from routeplan.geo.geometry_arrays import geometries_as_arrays, geometries_from_arrays
from routeplan.geo.grid import Grid
from routeplan.geo.polygon_sides import shared_sides
from routeplan.geo.shapes import project_shapes, transform_of, widen_line
from routeplan.runtime.disk_cache import Arrays, keep
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.jurisdiction import Jurisdiction, MaritimeZone
from routeplan.view.maps.land import UNIT_M, pack, pack_rings
from routeplan.view.maps.page import ScriptLayer
from routeplan.view.maps.projections import MapProjection

EEZ_COLOUR, EEZ_DASH = "#3b2f63", "9 3 2 3"
_DETAIL_M = 2_000.0  # outlines of zones are accurate to some kilometres
_MOST_CELLS = 1_440  # along a side; finer cells are sampled in blocks
_SMOOTHING_CELLS = 2.0  # steps of this size are smoothed


@dataclass(frozen=True, slots=True)
class ZoneStyle:
    """How the zones of one family are drawn: each family has its colour and its dash.

    Attributes
    ----------
    label : str
    colour : str
    dash : str
        As SVG writes it; empty for a solid line.
    kinds : tuple of ZoneKind
    """

    label: str
    colour: str
    dash: str
    kinds: tuple[ZoneKind, ...]


# Dark ends of ColorBrewer's PuOr and RdBu: distinct in every kind of colour vision, and on blue water.
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
    """Outlines of zones in three families, each zone with its name, kind and source.

    Attributes
    ----------
    outlines : list of (ZoneStyle, (n,) array of projected polygons)
    """

    function = "zones"

    def __init__(
        self, zones: gpd.GeoDataFrame, projection: MapProjection, *, layer_name: str, show: bool = False
    ) -> None:
        if zones.empty:
            raise UsageError("map of 0 hazard zones; give at least one")
        self.outlines: list[tuple[ZoneStyle, npt.NDArray[np.object_]]] = []
        data = []
        for zone, shape in zip(zones.to_dict("records"), _outlines(zones), strict=True):
            family = next(at for at, style in enumerate(ZONE_STYLES) if zone["kind"] in style.kinds)
            polygons = projection.from_arctic(np.array([shape], dtype=np.object_))
            self.outlines.append((ZONE_STYLES[family], polygons))
            rated = (
                f"intensity {zone['intensity']:.0%}"
                if zone["intensity"] > 0
                else "earthquakes counted by cell"
            )
            note = f"{str(zone['kind']).replace('_', ' ')}, {rated}"
            source = "default outline, editable" if zone["default"] else str(zone["source"])
            rings = [pack_rings(polygon) for polygon in polygons]
            data.append(
                {"name": zone["name"], "note": note, "source": source, "family": family, "rings": rings}
            )
        families = [
            {"label": style.label, "colour": style.colour, "dash": style.dash} for style in ZONE_STYLES
        ]
        super().__init__(
            layer_name,
            {"unit": UNIT_M, "title": "Zones of hazards and activity", "families": families, "zones": data},
            show=show,
        )


class JurisdictionLines(ScriptLayer):
    """Limits of exclusive economic zones.

    Attributes
    ----------
    lines : (n,) array of projected lines
    """

    function = "jurisdictions"

    def __init__(
        self,
        jurisdiction: Jurisdiction,
        grid: Grid,
        projection: MapProjection,
        *,
        layer_name: str,
        show: bool = True,
    ) -> None:
        self.lines = projection.from_arctic(derive_jurisdiction_lines(jurisdiction, grid))
        packed = [pack(_points(line)) for line in self.lines]
        super().__init__(
            layer_name,
            {"unit": UNIT_M, "lines": packed, "title": "Limits of exclusive economic zones"},
            show=show,
        )


def derive_jurisdiction_lines(jurisdiction: Jurisdiction, grid: Grid) -> npt.NDArray[np.object_]:
    """Find the lines at sea where the jurisdiction of a state ends, in EPSG:3995.

    Returns
    -------
    (n,) array of lines
        Without coasts. Steps between cells are smoothed by at most two cells.
    """
    made_from = (jurisdiction.as_arrays(), grid)
    kept = keep("map-jurisdictions", made_from, lambda: _trace_limits(jurisdiction, grid))
    return geometries_from_arrays("lines", kept)


def _trace_limits(jurisdiction: Jurisdiction, grid: Grid) -> Arrays:
    block = -(-max(grid.shape) // _MOST_CELLS)
    owner = np.where(jurisdiction.zone == MaritimeZone.HIGH_SEAS, 0, jurisdiction.state.astype(np.int32))
    at_sea = jurisdiction.zone != MaritimeZone.LAND
    middle = block // 2
    owner, at_sea = owner[middle::block, middle::block], at_sea[middle::block, middle::block]
    coarse = replace(grid, spacing_m=block * grid.spacing_m, rows=owner.shape[0], cols=owner.shape[1])
    cells = rasterio.features.shapes(owner.astype(np.int32), mask=at_sea, transform=transform_of(coarse))
    coverage = np.array([shapely.geometry.shape(shape) for shape, _ in cells], dtype=np.object_)
    smooth = shapely.coverage_simplify(coverage, _SMOOTHING_CELLS * coarse.spacing_m)
    return geometries_as_arrays("lines", shapely.get_parts(shared_sides(smooth)))


def _outlines(zones: gpd.GeoDataFrame) -> list[BaseGeometry]:
    """Project zones to polygons in EPSG:3995; a line becomes as wide as its half width says."""
    projection = PolarStereographic()
    shapes = project_shapes(zones.geometry, projection)
    widths = zones["half_width_km"].to_numpy()
    return [
        shapely.simplify(widen_line(shape, width, projection) if np.isfinite(width) else shape, _DETAIL_M)
        for shape, width in zip(shapes, widths, strict=True)
    ]


def _points(line: BaseGeometry) -> FloatArray:
    return np.asarray(shapely.get_coordinates(line))
