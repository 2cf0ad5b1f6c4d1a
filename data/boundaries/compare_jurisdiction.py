"""Compare our jurisdictions with the zones of Marine Regions, and routes with the zone of a state.

    python compare_jurisdiction.py ZONES BOUNDARY_LINES [ROUTE.geojson ...] [--avoid RU]

ZONES is the union of countries and exclusive economic zones (Marine Regions, doi:10.14284/403), polygons with a column
``iso2``; BOUNDARY_LINES the boundary lines of the zones (doi:10.14284/386). Both are read in longitude and latitude and
are not part of the package. Routes are checked with shapely and pyproj alone: no function of routeplan takes part.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer

from routeplan.catalog.countries import read_countries
from routeplan.catalog.treaty_lines import read_treaty_lines
from routeplan.geo.grid import Grid
from routeplan.geo.shapes import burn_codes, project_shapes
from routeplan.seabed.jurisdiction import Jurisdiction, MaritimeZone, derive_jurisdiction

Array = npt.NDArray[np.float64]

SPACING_KM = 10.0
SOUTH_DEG = 30.0
FAR_KM = 5.0  # a vertex further from every boundary line than this is listed
MOST_LISTED = 15
NEIGHBOURS = (
    (np.s_[:-1, :], np.s_[1:, :]),
    (np.s_[:, :-1], np.s_[:, 1:]),
)
CUT_KM = 100.0  # of our boundaries, further from a line than this is another boundary
SOVEREIGN = {"GL": "DK", "FO": "DK", "AX": "FI", "PM": "FR", "BM": "GB", "GG": "GB", "JE": "GB", "IM": "GB",
             "GI": "GB", "UM": "US", "XK": "RS"}  # fmt: skip


def main() -> None:
    """Print all figures of the README."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("zones", type=Path)
    parser.add_argument("boundary_lines", type=Path)
    parser.add_argument("routes", type=Path, nargs="*")
    parser.add_argument(
        "--avoid", default="RU", help="ISO code of the state whose zone routes are measured in"
    )
    asked = parser.parse_args()
    zones, lines = gpd.read_file(asked.zones), LineIndex(gpd.read_file(asked.boundary_lines))
    compare_states(zones, lines)
    compare_vertices(lines)
    for path in asked.routes:
        km = km_within(path, zones[zones["iso2"] == asked.avoid].geometry)
        print(f"{path.name}: {km:.1f} km in the zone of {asked.avoid}")


class LineIndex:
    """Boundary lines in polar projection, with the true distance of positions from them."""

    def __init__(self, lines: gpd.GeoDataFrame) -> None:
        north = lines[lines.bounds["maxy"] > SOUTH_DEG - 5.0]
        self._project = Transformer.from_crs(4326, 3995, always_xy=True)
        dense = shapely.segmentize(north.geometry.to_numpy(), 0.1)
        self._lines = shapely.transform(
            dense, lambda lonlat: np.stack(self._project.transform(*lonlat.T), axis=1)
        )
        self._tree = shapely.STRtree(self._lines)

    def km_from(self, lon: Array, lat: Array) -> Array:
        """(n,) distances from the nearest line."""
        points = shapely.points(*self._project.transform(lon, lat))
        _, away_m = self._tree.query_nearest(points, return_distance=True, all_matches=False)
        scale = (1 + np.sin(np.radians(71.0))) / (1 + np.sin(np.radians(lat)))
        return np.asarray(away_m / scale / 1000.0)


def compare_states(zones: gpd.GeoDataFrame, lines: LineIndex) -> None:
    """Print the share of the sea with another state, the largest differences, and the errors of our boundaries."""
    grid = Grid.arctic(spacing_km=SPACING_KM)
    countries = read_countries()
    north = zones[zones.bounds["maxy"] > SOUTH_DEG - 10.0]
    isos = ["high seas", *sorted(set(north["iso2"]))]
    codes = {iso: code for code, iso in enumerate(isos)}
    theirs = burn_codes(
        [
            (shape, codes[iso])
            for shape, iso in zip(project_shapes(north.geometry, grid.projection), north["iso2"], strict=True)
        ],
        grid,
    )
    ours = derive_jurisdiction(grid, countries, np.ones(grid.shape, dtype=np.bool_))
    lon, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])
    sea = (burn_codes([(shape, 1) for shape in countries.geometry], grid) == 0) & (lat > SOUTH_DEG)
    claims = [[codes.get(SOVEREIGN.get(iso, iso), 0) for iso in state.isos] or [0] for state in ours.states]
    first, last = (np.array([claim[at] for claim in claims])[ours.state] for at in (0, -1))
    mine = np.where(last == theirs, last, first)  # of two claimants, Marine Regions names one
    area_km2 = (SPACING_KM / grid.derive_scale_factor()) ** 2
    differs = sea & (mine != theirs)
    share_pct = 100 * area_km2[differs].sum() / area_km2[sea].sum()
    print(f"state differs on {share_pct:.2f} % of the sea north of {SOUTH_DEG:g}N")
    total: Counter[tuple[str, str]] = Counter()
    for one, other, km2 in zip(mine[differs], theirs[differs], area_km2[differs], strict=True):
        total[isos[one], isos[other]] += float(km2)
    for (one, other), km2 in total.most_common(MOST_LISTED):
        print(f"  ours {one}, Marine Regions {other}: {km2:,.0f} km2")
    print_boundary_errors(ours, sea, (lon, lat), lines)


def print_boundary_errors(
    ours: Jurisdiction, sea: npt.NDArray[np.bool_], lonlat: tuple[Array, Array], lines: LineIndex
) -> None:
    """Print the distance of our boundaries from the nearest line of Marine Regions, by kind."""
    high_seas = ours.zone == MaritimeZone.HIGH_SEAS
    for name, wanted, between in (
        ("treaty line", ours.by_treaty, ~high_seas),
        ("equal distance between two coasts", ~ours.by_treaty, ~high_seas),
        ("200 nautical miles from a coast", ~ours.by_treaty, None),
    ):
        away = []
        for here, there in NEIGHBOURS:
            change = (
                (ours.state[here] != ours.state[there])
                & sea[here]
                & sea[there]
                & wanted[here]
                & wanted[there]
            )
            to_high_seas = high_seas[here] != high_seas[there]
            change &= to_high_seas if between is None else (between[here] & between[there])
            (lon, lon_b), (lat, lat_b) = ((values[here][change], values[there][change]) for values in lonlat)
            near = np.abs(lon - lon_b) < 90.0  # not across 180, where the mean is wrong
            away.append(lines.km_from((lon[near] + lon_b[near]) / 2, (lat[near] + lat_b[near]) / 2))
        km = np.concatenate(away)
        km = km[km < CUT_KM]
        half_km, most_km = np.quantile(km, (0.5, 0.9))
        print(f"{name}: {len(km):,} places, error median {half_km:.1f} km, 90 % within {most_km:.1f} km")


def compare_vertices(lines: LineIndex) -> None:
    """Print the distance of every treaty line's vertices from the nearest boundary line."""
    for line in read_treaty_lines():
        km = lines.km_from(line.lon, line.lat)
        far = [f"{number} ({away:.0f} km)" for number, away in enumerate(km, start=1) if away > FAR_KM]
        print(f"{line.id}: {len(km)} vertices, median {np.median(km):.2f} km, largest within {FAR_KM:g} km "
              f"{km[km <= FAR_KM].max():.2f}; further: {', '.join(far) or 'none'}")  # fmt: skip


def km_within(path: Path, zone: gpd.GeoSeries) -> float:
    """Measure a route inside a zone: geodesic legs cut to 1 km, each counted by its middle."""
    geod = Geod(ellps="WGS84")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [
        feature["geometry"] for feature in features if feature["geometry"]["type"].endswith("LineString")
    ]
    shape = shapely.union_all(zone.to_numpy())
    shapely.prepare(shape)
    inside_km = 0.0
    for line in shapely.get_parts([shapely.geometry.shape(shape) for shape in shapes]):
        points = shapely.get_coordinates(line)
        for (lon, lat), (to_lon, to_lat) in pairwise(points):
            length_m = geod.inv(lon, lat, to_lon, to_lat)[2]
            count = max(1, int(np.ceil(length_m / 1000.0)))
            middles = np.array(geod.npts(lon, lat, to_lon, to_lat, 2 * count - 1)).reshape(-1, 2)[::2]
            inside_km += shapely.contains_xy(shape, middles).mean() * length_m / 1000.0
    return inside_km


if __name__ == "__main__":
    main()
