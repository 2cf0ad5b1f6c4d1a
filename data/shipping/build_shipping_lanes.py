"""Cut the shipping lanes of the package searoute to the north.

    python data/shipping/build_shipping_lanes.py PATH/TO/marnet_searoute.geojson

The input is ``searoute/data/marnet_searoute.geojson`` of the package ``searoute`` 1.6.0
(``pip download searoute==1.6.0 --no-deps`` leaves it in an archive). Needs numpy, shapely, geopandas and
routeplan itself.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from routeplan.geo.shapes import pack_shapes

INPUT_SHA256 = "111a82d949bb949c396a69a08828781314d3afe779c07e9754c3b2834dfca415"
OUTPUT = Path(__file__).with_name("shipping_lanes_north.fgb.zip")
SOUTH_DEG = 25.0
SEAM_DEG = 1e-9
DECIMALS = 4  # 11 m; the lanes are not known to a kilometre


def main(source: Path) -> None:
    """Read, check, cut, join, write."""
    text = source.read_bytes()
    if hashlib.sha256(text).hexdigest() != INPUT_SHA256:
        raise SystemExit(f"{source} is not the file this script was written for (sha256 differs)")
    lanes = joined(northern(json.loads(text)))
    pack_shapes(lanes, OUTPUT)
    digest = hashlib.sha256(OUTPUT.read_bytes()).hexdigest()
    print(f"{OUTPUT.name}: {len(lanes)} lines, {shapely.get_num_coordinates(lanes.geometry).sum()} vertices")
    print(f"{OUTPUT.stat().st_size} bytes, sha256 {digest}")


def northern(network: dict[str, list[dict[str, dict[str, object]]]]) -> list[shapely.LineString]:
    """Cut the lanes at 25N and at 180, and count longitudes to 180; sides are straight in degrees."""
    lanes = [shapely.from_geojson(json.dumps(lane["geometry"])) for lane in network["features"]]
    parts = []
    for turn in (0.0, 360.0):
        west = turn - 180.0 + (SEAM_DEG if turn else 0.0)  # a lane along 180 is one lane
        cut = shapely.intersection(lanes, shapely.box(west, SOUTH_DEG, turn + 180.0, 90.0))
        parts += list(shapely.transform(cut, lambda points, turn=turn: points - [turn, 0.0]))
    return [part for part in shapely.get_parts(parts) if part.geom_type == "LineString"]


def joined(parts: list[shapely.LineString]) -> gpd.GeoDataFrame:
    """Round the lanes, drop copies, and join them between junctions."""
    rounded = shapely.normalize(shapely.transform(parts, lambda points: np.round(points, DECIMALS)))
    once = list({line.wkb: line for line in rounded if line.length > 0}.values())
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(once)))
    kept = sorted(shapely.normalize(lines), key=lambda line: line.wkt)
    return gpd.GeoDataFrame(geometry=kept, crs="EPSG:4326")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
