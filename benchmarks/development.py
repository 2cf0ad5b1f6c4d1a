"""Estimate the cable that a survey adds to a line on a grid, from cables of other seas, and print how.

python -m benchmarks.development                on cells of 5 km, as docs/cost.md has it
python -m benchmarks.development --spacing 25   in a fifth of the time

No length of a cable that `routeplan hindcast` is judged by is looked at: the sample lies south of 30N, where no plan
is made. Of the planner one figure is needed, how much longer its own routes are than their geodesics where no
land is in the way; that takes no published length.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

import routeplan as rp
from routeplan.catalog.cable_types import read_cable_types
from routeplan.catalog.countries import read_land
from routeplan.errors import NoRouteError
from routeplan.geo.geodesy import FloatArray, PolarStereographic, densify, geodesic_km
from routeplan.io.sources import embedded
from routeplan.planning.hindcast import PublishedCable, read_hindcast_table
from routeplan.planning.planner import Planner

LEAST_KM = 300.0  # shorter cables are mostly beaches
# A geodesic is free if, a beach apart, it crosses so little land: an island or a cape that is rounded for nothing.
_BEACH_KM, _LAND_KM, _LAND_SHARE, _LAND_SHARE_OF_LONG = 8.0, 25.0, 0.10, 0.02
_STEP_KM = 0.5


@dataclass(frozen=True)
class SouthernCable:
    """A cable south of 30N whose geodesic is free of land.

    Attributes
    ----------
    name : str
    published_km, geodesic_km : float
    """

    name: str
    published_km: float
    geodesic_km: float

    @property
    def ratio(self) -> float:
        """How much longer it is than its geodesic."""
        return self.published_km / self.geodesic_km


def read_southern_cables() -> tuple[SouthernCable, ...]:
    """Read the sample."""
    with embedded("southern-cables").path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        SouthernCable(
            row["name"],
            float(row["length_km"]),
            geodesic_km(*(float(row[key]) for key in ("from_lon", "from_lat", "to_lon", "to_lat"))),
        )
        for row in rows
    )


def own_ratios(planner: Planner) -> Iterator[tuple[str, float]]:
    """Plan the embedded cables whose geodesic is free of land: how much longer each route is than that."""
    land = read_land().geometry.iloc[0]
    shapely.prepare(land)
    seen = set()
    for cable in read_hindcast_table():
        ends = frozenset((cable.start.id, cable.end.id))
        if cable.geodesic_km < LEAST_KM or ends in seen or not _is_free(cable, land):
            continue
        seen.add(ends)
        try:
            route = planner.route(cable.start, cable.end, prove=False)
        except NoRouteError:
            continue
        yield cable.name, route.length_km / cable.geodesic_km


def development_share(southern: FloatArray, own: FloatArray, slack_share: float) -> float:
    """Take slack and the planner's own detours out of the median southern ratio, and say what is left."""
    return float(np.median(southern) / (1.0 + slack_share) / np.median(own)) - 1.0


def deep_slack_share() -> float:
    """Slack of the type that lies deepest, as nearly all of the sample does."""
    return max(read_cable_types(), key=lambda cable: cable.from_depth_m).slack_share


def _is_free(cable: PublishedCable, land: shapely.Geometry) -> bool:
    ends = (np.array([getattr(end, key) for end in (cable.start, cable.end)]) for key in ("lon", "lat"))
    lon, lat = densify(*ends, every_km=_STEP_KM)
    at_km = np.linspace(0.0, cable.geodesic_km, len(lon))
    inner = (at_km > _BEACH_KM) & (at_km < cable.geodesic_km - _BEACH_KM)
    crossed = shapely.contains_xy(land, *PolarStereographic().forward(lon[inner], lat[inner]))
    land_km = float(crossed.sum()) * cable.geodesic_km / (len(lon) - 1)
    share = land_km / cable.geodesic_km
    return (land_km <= _LAND_KM and share <= _LAND_SHARE) or share <= _LAND_SHARE_OF_LONG


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the two samples and what follows from them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--spacing", type=float, default=5.0, help="km")
    spacing_km = parser.parse_args(arguments).spacing
    southern = read_southern_cables()
    print("| cable | published km | geodesic km | ratio |\n|---|--:|--:|--:|")
    for cable in southern:
        print(f"| {cable.name} | {cable.published_km:,.0f} | {cable.geodesic_km:,.0f} | {cable.ratio:.3f} |")
    print("\n| routes free of land | route / geodesic |\n|---|--:|")
    own = dict(own_ratios(rp.open_planner(spacing_km=spacing_km)))
    for name, ratio in own.items():
        print(f"| {name} | {ratio:.3f} |")
    ratios, others = np.array([cable.ratio for cable in southern]), np.array(list(own.values()))
    share = development_share(ratios, others, deep_slack_share())
    print(
        f"\n{np.median(ratios):.4f} (median of {len(ratios)}) / {1 + deep_slack_share():.2f} (slack) / "
        f"{np.median(others):.4f} (median of {len(others)}) - 1 = {share:.4f}"
    )


if __name__ == "__main__":
    main()
