"""Pack the land of GSHHG's high resolution north of 25N as FlatGeobuf in a zip.

``python build_coast.py PATH/TO/binned_GSHHS_h.nc`` writes ``coast_north.fgb.zip`` beside this script; a second path
names another target, so that the full resolution can be unpacked for checks (README.md).

The file holds shorelines cut into bins of a few degrees, each point as an offset in its bin. Pieces of one polygon meet
exactly at the sides of bins, so the rings are joined again by the number of their polygon.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import netCDF4
import numpy as np
import shapely
from pyproj import Transformer

from routeplan.geo.shapes import pack_shapes

HIGH_SHA256 = "5186f7ae41c6a18807582423b3b5ae5892e78b19bf6c7c792377baa8592830fc"
TARGET = Path(__file__).parent / "coast_north.fgb.zip"
CRS = 3995
SOUTH_DEG = 25.0
KEPT_SOUTH_DEG = -60.0  # rings are joined whole before they are cut; Antarctica has levels of its own
SHORE, LAKE = 1, 2  # levels of the lines between land and ocean, and between a lake and its land
OFFSETS = 65535  # of a bin's side
ROUND_TO_M = 10.0
# Large polygons are cut into squares, so that a window touches few vertices.
TILE_M = 250_000.0
SQUARES = 32  # from the pole to beyond the southern edge
FEW_VERTICES = 2_000


@dataclass(frozen=True)
class Pieces:
    """Pieces of shoreline: projected vertices, piece of each, polygon of each piece, the one that is a lake."""

    xy: np.ndarray
    piece: np.ndarray
    polygon: np.ndarray
    caspian: int


def read_pieces(path: Path) -> Pieces:
    """Read the pieces of all shores of polygons that reach north of the southern edge."""
    with netCDF4.Dataset(path) as file:
        file.set_auto_mask(False)
        side_deg = file["Bin_size_in_minutes"][0] / 60
        bin_cols = file["N_bins_in_360_longitude_range"][0]
        per_bin = file["N_segments_in_a_bin"][:].view(np.uint16).astype(int)
        packed = file["Embedded_npts_levels_exit_entry_for_a_segment"][:].view(np.uint32)
        polygon = file["Id_of_GSHHS_ID"][:]
        area_km2 = file["The_km_squared_area_of_polygons"][:]
        east, north = (
            file[f"Relative_{axis}_from_SW_corner_of_bin"][:].view(np.uint16) * (side_deg / OFFSETS)
            for axis in ("longitude", "latitude")
        )
    points, level = (packed >> 9).astype(int), (packed >> 6) & 7
    piece = np.repeat(np.arange(len(points)), points)
    bin_row, bin_col = np.divmod(np.repeat(np.arange(len(per_bin)), per_bin), bin_cols)
    lon, lat = (bin_col * side_deg)[piece] + east, (90 - side_deg * (bin_row + 1))[piece] + north
    lakes = np.unique(polygon[level == LAKE])
    caspian = lakes[np.argmax(area_km2[lakes])]  # the largest lake of all is a sea to cables
    wanted = ((level == SHORE) | (polygon == caspian))[piece] & (lat > KEPT_SOUTH_DEG)
    reaches = np.unique(polygon[piece[wanted & (lat > SOUTH_DEG)]])
    wanted &= np.isin(polygon, reaches)[piece]
    project = Transformer.from_crs(4326, CRS, always_xy=True)
    xy = np.stack(project.transform(lon[wanted], lat[wanted]), axis=1)
    kept, piece = np.unique(piece[wanted], return_inverse=True)
    # Bins that meet compute the same point from both sides, to a rounding error.
    return Pieces(np.round(xy), piece, polygon[kept], int(caspian))


def join_rings(pieces: Pieces) -> np.ndarray:
    """Join the pieces of each polygon to its ring."""
    lines = shapely.linestrings(pieces.xy, indices=pieces.piece)
    order = np.argsort(pieces.polygon, kind="stable")
    ends = np.flatnonzero(np.diff(pieces.polygon[order])) + 1
    polygons, lake = [], None
    for number, of_one in zip(np.unique(pieces.polygon), np.split(lines[order], ends), strict=True):
        parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(of_one)))
        if number == pieces.caspian:
            lake = shapely.make_valid(shapely.Polygon(parts[0]))
        elif shapely.is_closed(parts).all():
            polygons += [shapely.Polygon(ring) for ring in parts if shapely.get_num_coordinates(ring) > 3]
        else:  # a ring that touches or crosses itself: its faces together are the land
            noded = shapely.node(shapely.multilinestrings(parts))
            polygons.append(shapely.union_all(shapely.get_parts(shapely.polygonize([noded]))))
    land = shapely.make_valid(np.array(polygons))
    around = shapely.intersects(land, lake)
    land[around] = shapely.difference(land[around], lake)
    return land


def cut(land: np.ndarray) -> np.ndarray:
    """Cut along the southern edge and into squares."""
    project = Transformer.from_crs(4326, CRS, always_xy=True)
    reach_m = float(np.hypot(*project.transform(0.0, SOUTH_DEG)))
    north = shapely.Point(0, 0).buffer(reach_m, quad_segs=512)
    land = shapely.make_valid(land)
    crossing = ~shapely.covered_by(land, north)
    land[crossing] = shapely.intersection(land[crossing], north)
    half = SQUARES * TILE_M
    return np.concatenate(list(_quartered(land, -half, -half, 2.0 * half)))


def _quartered(land: np.ndarray, west: float, south: float, side: float) -> Iterator[np.ndarray]:
    """Cut shapes of many vertices at the sides of ever smaller squares."""
    many = shapely.get_num_coordinates(land) > FEW_VERTICES
    yield land[~many]
    if side <= TILE_M or not many.any():
        yield land[many]
        return
    half = side / 2.0
    for quarter in ((west, south), (west + half, south), (west, south + half), (west + half, south + half)):
        east, north = quarter[0] + half, quarter[1] + half
        inside = shapely.intersection(land[many], shapely.box(*quarter, east, north))
        yield from _quartered(shapely.get_parts(inside[~shapely.is_empty(inside)]), *quarter, half)


def pack(land: np.ndarray, target: Path) -> None:
    """Round, repair and write."""
    rounded = shapely.make_valid(shapely.transform(land, lambda xy: np.round(xy / ROUND_TO_M) * ROUND_TO_M))
    parts = shapely.get_parts(shapely.get_parts(rounded))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    corner = shapely.bounds(parts)
    parts = parts[np.lexsort((corner[:, 1], corner[:, 0]))]
    pack_shapes(gpd.GeoDataFrame(geometry=parts, crs=CRS), target)
    vertices = shapely.get_num_coordinates(parts).sum()
    print(f"{target.name}: {len(parts):,} polygons, {vertices:,} vertices, {target.stat().st_size:,} bytes")
    print("sha256", hashlib.sha256(target.read_bytes()).hexdigest())


def main() -> None:
    """Read, join, cut, pack."""
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if target == TARGET and found != HIGH_SHA256:
        sys.exit(f"{source}: sha256 {found}; expected {HIGH_SHA256} (gmt-gshhg-high 2.3.7)")
    pack(cut(join_rings(read_pieces(source))), target)


if __name__ == "__main__":
    main()
