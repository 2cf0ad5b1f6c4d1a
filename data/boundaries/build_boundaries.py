"""Turn Natural Earth's countries into one small file on the Arctic plane.

    python build_boundaries.py PATH/TO/countries-10m.json

The input is ``countries-10m.json`` of the npm package ``world-atlas`` 2.0.2 (``npm pack world-atlas@2.0.2``
leaves it in an archive, under ``package/``). Needs numpy, shapely, geopandas and routeplan itself.

Every arc of the topology is projected once and only then joined into rings: two neighbours keep the very
same border, and a ring that jumps from 180 to -180 (Chukotka, Wrangel Island) has nothing to jump across on
the plane.
"""

from __future__ import annotations

import hashlib
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from routeplan.geo.geodesy import ARCTIC_EPSG, PolarStereographic
from routeplan.geo.shapes import pack_shapes

Points = npt.NDArray[np.float64]

INPUT_SHA256 = "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79"
OUTPUT = Path(__file__).with_name("countries_north.fgb.zip")
SOUTH_DEG = 25.0
KEPT_SOUTH_DEG = 10.0  # a polygon wholly south of this is left out at once: the plane grows without bound
LEFT_OUT = {"Antarctica"}
STEP_DEG = 0.25  # borders along a parallel (49N) are straight in degrees and curved on the plane
SIMPLIFY_M = 1_000.0
ROUND_M = 10.0
CLIP_SIDES_PER_QUARTER = 180  # the clip follows the parallel to within 76 m


def main(source: Path) -> None:
    """Read, check, project, repair, clip, simplify, write."""
    text = source.read_bytes()
    if hashlib.sha256(text).hexdigest() != INPUT_SHA256:
        raise SystemExit(f"{source} is not the file this script was written for (sha256 differs)")
    countries = clipped(projected_countries(json.loads(text)))
    countries["geometry"] = rounded(shapely.coverage_simplify(countries.geometry.to_numpy(), SIMPLIFY_M))
    pack_shapes(countries, OUTPUT)
    vertices = shapely.get_num_coordinates(countries.geometry).sum()
    digest = hashlib.sha256(OUTPUT.read_bytes()).hexdigest()
    print(f"{OUTPUT.name}: {len(countries)} countries, {vertices} vertices")
    print(f"{OUTPUT.stat().st_size} bytes, sha256 {digest}")


def projected_countries(topology: dict[str, Any]) -> gpd.GeoDataFrame:
    """Put every country that reaches north onto the plane, valid, sorted by name."""
    lonlat = decoded_arcs(topology)
    projection = PolarStereographic()
    plane = [np.column_stack(projection.forward(*densified(arc).T)) for arc in lonlat]
    rows = []
    for entry in topology["objects"]["countries"]["geometries"]:
        name = entry["properties"]["name"]
        polygons = entry["arcs"] if entry["type"] == "MultiPolygon" else [entry["arcs"]]
        kept = [rings for rings in polygons if joined(rings[0], lonlat)[:, 1].max() > KEPT_SOUTH_DEG]
        if kept and name not in LEFT_OUT:
            geometry = polygonal([polygon for rings in kept for polygon in polygons_of(rings, plane)])
            rows.append({"name": name, "iso_n3": entry.get("id", ""), "geometry": geometry})
    table = gpd.GeoDataFrame(rows, crs=f"EPSG:{ARCTIC_EPSG}")
    return table.sort_values(["name", "iso_n3"], ignore_index=True)


def decoded_arcs(topology: dict[str, Any]) -> list[Points]:
    """Undo the delta coding: one (n, 2) array of longitude and latitude an arc."""
    scale, shift = (np.asarray(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]


def densified(arc: Points) -> Points:
    """Put points on long edges, the short way round where an edge crosses 180."""
    pieces = [arc[:1]]
    for start, end in pairwise(arc):
        step = end - start
        step[0] = (step[0] + 180.0) % 360.0 - 180.0
        count = max(1, int(np.ceil(np.abs(step).max() / STEP_DEG)))
        pieces.append(start + step * (np.arange(1, count)[:, np.newaxis] / count))
        pieces.append(end[np.newaxis])
    return np.concatenate(pieces)


def joined(numbers: list[int], arcs: list[Points]) -> Points:
    """Join arcs into a ring; ``~i`` stands for arc i backwards, and neighbours share an end."""
    lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in numbers]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


def polygons_of(rings: list[list[int]], plane: list[Points]) -> list[shapely.Polygon]:
    """Make the polygon of an outer ring and its holes: none where quantising left less than a triangle."""
    outer, *holes = (joined(ring, plane) for ring in rings)
    return [shapely.Polygon(outer, [hole for hole in holes if len(hole) > 3])] if len(outer) > 3 else []


def polygonal(parts: list[shapely.Geometry]) -> shapely.MultiPolygon:
    """Repair and unite, and drop the lines and points that a repair may leave."""
    united = shapely.union_all([shapely.make_valid(part) for part in parts])
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(shapely.get_parts(united)) if part.geom_type == "Polygon"]
    )


def clipped(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut along the southern parallel, a circle on the plane."""
    radius_m = PolarStereographic().radius_m(SOUTH_DEG)
    disc = shapely.Point(0, 0).buffer(radius_m, quad_segs=CLIP_SIDES_PER_QUARTER)
    geometry = [polygonal([part]) for part in countries.geometry.intersection(disc)]
    cut = countries.set_geometry(gpd.GeoSeries(geometry, crs=countries.crs))
    return cut[~cut.geometry.is_empty].reset_index(drop=True)


def rounded(geometries: npt.NDArray[np.object_]) -> list[shapely.MultiPolygon]:
    """Round coordinates; a vertex that two countries share stays shared."""
    coarse = shapely.transform(geometries, lambda xy: np.rint(xy / ROUND_M) * ROUND_M)
    return [shapely.normalize(polygonal([geometry])) for geometry in coarse]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
