"""Hold routes against a coastline that the planner does not know: kilometres over land, reported and found.

``python -m benchmarks.coast PAIRS.csv COAST.fgb.zip`` plans each pair (columns ``from``, ``to``) at the default, and
measures its line on the polygons of another coastline, such as GSHHG at full resolution, unpacked by
``data/coast/build_coast.py PATH/TO/binned_GSHHS_f.nc COAST.fgb.zip``.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pyogrio
import shapely

import routeplan as rp
from routeplan.errors import RouteplanError
from routeplan.seabed.coastline import Coastline


def read_polygons(path: Path) -> Coastline:
    """Read a packed coastline."""
    _, _, geometry, _ = pyogrio.raw.read(f"/vsizip/{path}/{path.stem}")
    return Coastline(shapely.from_wkb(geometry))


def main() -> None:
    """Plan, measure, print a table."""
    pairs, judge = Path(sys.argv[1]), read_polygons(Path(sys.argv[2]))
    planner = rp.open_planner()
    with pairs.open(encoding="utf-8", newline="") as file:
        rows = [(row["from"], row["to"]) for row in csv.DictReader(file)]
    print(
        "| route | km | landfalls | land_km reported | found | longest piece | at |\n|---|---|---|---|---|---|---|"
    )
    totals = [0.0, 0.0, 0.0]
    for start, end in rows:
        try:
            route = planner.route(start, end, prove=False)
        except RouteplanError as error:
            print(f"| {start} – {end} | {error} | | | | | |")
            continue
        found = judge.find_land(route.line)
        longest = max(found.between, key=lambda piece: piece.length_km, default=None)
        piece = f"{longest.length_km:.2f} | {longest.lat:.3f}, {longest.lon:.3f}" if longest else "0 | "
        landfalls = " and ".join(f"{km:.1f}" for km in route.landfall_km)
        reported = route.land_km or 0.0
        print(
            f"| {route.name} | {route.length_km:,.0f} | {landfalls} | {reported:.2f} | {found.land_km:.2f} | {piece} |",
            flush=True,
        )
        totals = [
            total + km for total, km in zip(totals, (route.length_km, reported, found.land_km), strict=True)
        ]
    print(f"| all | {totals[0]:,.0f} | | {totals[1]:.2f} | {totals[2]:.2f} | | |")


if __name__ == "__main__":
    main()
