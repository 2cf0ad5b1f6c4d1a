"""Jurisdiction of every cell: by the nearest coast, or from a file of exclusive economic zones (EEZ).

By the nearest coast, each position at sea belongs to the state with the nearest coast: territorial sea up to 12
and EEZ up to 200 nautical miles from it. This is an approximation: it ignores boundary treaties, straight
baselines and continental shelf claims beyond 200 nautical miles, and it assigns disputed land as Natural Earth
does. If a border matters, read the zones of Marine Regions with `routeplan.seabed.marine_regions`.

References
----------
United Nations Convention on the Law of the Sea (1982), articles 3, 15, 57 and 74.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from routeplan.catalog.states import HIGH_SEAS, State, state_of
from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import burn_codes
from routeplan.seabed.coast_distance import BoolCells, Coast, CodeCells

ZoneCells: TypeAlias = npt.NDArray[np.uint8]

NAUTICAL_MILE_KM = 1.852  # International Hydrographic Conference, Monaco 1929
TERRITORIAL_SEA_KM = 12 * NAUTICAL_MILE_KM  # UNCLOS article 3
EEZ_KM = 200 * NAUTICAL_MILE_KM  # UNCLOS article 57
_OFF_THE_DRAWN_LAND_KM = 50.0  # land by depth outside the boundaries is this near a coast, or has no state
# Parts of Norway with their own zones: west, south, east, north of a box around the islands, degrees.
_PARTS_OF_NORWAY = {
    "NO (Svalbard)": (5.0, 74.0, 40.0, 82.0),
    "NO (Jan Mayen)": (-10.0, 70.0, -7.0, 72.0),
}


class MaritimeZone(IntEnum):
    """Maritime zone of a cell."""

    LAND = 0
    TERRITORIAL_SEA = 1  # internal waters among them
    EEZ = 2
    HIGH_SEAS = 3


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """State and maritime zone of every cell.

    Attributes
    ----------
    state : (rows, cols) int16 array
        Index into `states`, 0 = high seas. Land cells have their state.
    zone : (rows, cols) uint8 array
        A `MaritimeZone`.
    states : tuple of State
        The high seas first.
    source : str
        Data that it is derived from.
    """

    state: CodeCells
    zone: ZoneCells
    states: tuple[State, ...]
    source: str

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Jurisdiction:
        """Make it of what :meth:`as_arrays` gives."""
        states = zip(arrays["labels"].tolist(), arrays["isos"].tolist(), strict=True)
        return cls(
            arrays["state"],
            arrays["zone"],
            tuple(State(label, tuple(isos.split())) for label, isos in states),
            str(arrays["source"][0]),
        )

    def as_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give everything in arrays, to be kept on disk."""
        return {
            "state": self.state,
            "zone": self.zone,
            "labels": np.array([state.label for state in self.states]),
            "isos": np.array([" ".join(state.isos) for state in self.states]),
            "source": np.array([self.source]),
        }

    @property
    def names(self) -> dict[int, str]:
        """Label by code."""
        return dict(enumerate(state.label for state in self.states))

    def at(
        self, rows: npt.NDArray[np.integer], cols: npt.NDArray[np.integer]
    ) -> tuple[npt.NDArray[np.str_], ZoneCells]:
        """Labels and zones of cells, arrays of the shape of `rows` and `cols`."""
        labels = np.array([state.label for state in self.states])
        return labels[self.state[rows, cols]], self.zone[rows, cols]

    def derive_non_partner(self, partners: frozenset[str]) -> BoolCells:
        """(rows, cols) whether a state other than the partners has jurisdiction; false on the high seas."""
        return self._non_partners(partners)[self.state]

    def is_non_partner(
        self, rows: npt.NDArray[np.integer], cols: npt.NDArray[np.integer], partners: frozenset[str]
    ) -> npt.NDArray[np.bool_]:
        """(n,) the same at some cells."""
        return np.asarray(self._non_partners(partners)[self.state[rows, cols]])

    def _non_partners(self, partners: frozenset[str]) -> npt.NDArray[np.bool_]:
        return np.array([not state.is_among(partners) for state in self.states])


def derive_jurisdiction(grid: Grid, countries: gpd.GeoDataFrame, sea: BoolCells) -> Jurisdiction:
    """Assign every cell to the state with the nearest coast, up to 200 nautical miles.

    The coast is sampled at points at most 1 km apart, and the nearest is searched in space, not in projection, where
    the changing scale would select a point up to 5.5 km further away (north of 30N; another point for 2 % of the
    cells within 200 nautical miles, another state for 0.1 %). Distances agree with WGS 84 geodesics to 1 m, and with
    the sides of the coast instead of its points to 5 m at 12 nautical miles.

    Parameters
    ----------
    grid : Grid
        The cells.
    countries : GeoDataFrame in the projection of the grid
        Columns ``name``, ``iso_n3`` and ``geometry``, as `routeplan.catalog.countries.read_countries` gives them.
    sea : (rows, cols) array of bool
        True at sea. A cell that is land here but sea in `countries` belongs to the nearest coast.

    Returns
    -------
    Jurisdiction
        Valid north of 28.4N: the boundaries end at 25N, and states further south are unknown. Lakes that are sea
        by depth are territorial sea, and the Caspian is divided like an ocean.

    Raises
    ------
    DataError
        If a column is missing, the table is in another projection, or no country has a coast.

    Examples
    --------
    The pole is on the high seas:

    >>> from routeplan.catalog.countries import read_countries
    >>> grid = Grid.arctic(spacing_km=50, south_deg=60)
    >>> jurisdiction = derive_jurisdiction(grid, read_countries(), np.ones(grid.shape, dtype=bool))
    >>> row, col = (int(at) for at in grid.cell_of(0.0, 90.0))
    >>> jurisdiction.at(np.array([row]), np.array([col]))[0].tolist()
    ['high seas']
    """
    owners, states = _owners(grid, countries)
    owner_of_land = _rasterized(grid, owners.geometry.array, owners["code"].to_numpy())
    coast = Coast.of(owners, grid.projection)
    nearest, coast_km = coast.nearest(grid, sea & (owner_of_land == 0), EEZ_KM)
    off_the_drawn_land, _ = coast.nearest(grid, ~sea & (owner_of_land == 0), _OFF_THE_DRAWN_LAND_KM)
    state = owner_of_land + nearest + off_the_drawn_land  # each cell has a code in at most one of the three
    return Jurisdiction(
        state, _zone(sea, owner_of_land > 0, coast_km, state), states, "nearest coast of Natural Earth"
    )


def derive_jurisdiction_from_eez(
    grid: Grid, eez: gpd.GeoDataFrame, countries: gpd.GeoDataFrame, sea: BoolCells
) -> Jurisdiction:
    """Assign every cell to the state of its zone in a file.

    Parameters
    ----------
    grid : Grid
        The cells.
    eez : GeoDataFrame
        Columns ``label``, ``isos`` and ``geometry``, as `read_marine_regions` in `routeplan.seabed.marine_regions`
        gives them.
    countries : GeoDataFrame in the projection of the grid
        Used for land, and for the distance of 12 nautical miles from the coast.
    sea : (rows, cols) array of bool
        True at sea.

    Returns
    -------
    Jurisdiction
        Cells outside all zones are high seas, even near a coast.

    Raises
    ------
    DataError
        If a table is in another projection, or no country has a coast.
    """
    _check_projection(grid, eez, "zones")
    owners, land_states = _owners(grid, countries)
    owner_of_land = _rasterized(grid, owners.geometry.array, owners["code"].to_numpy())
    codes = {state: code for code, state in enumerate(land_states)}
    for label, isos in zip(eez["label"], eez["isos"], strict=True):
        codes.setdefault(State(label, isos), len(codes))
    zone_codes = [codes[State(label, isos)] for label, isos in zip(eez["label"], eez["isos"], strict=True)]
    in_zone = _rasterized(grid, eez.geometry.array, np.array(zone_codes))
    state = np.where(in_zone > 0, in_zone, owner_of_land)
    state = np.where(sea | (owner_of_land == 0), state, owner_of_land)
    _, coast_km = Coast.of(owners, grid.projection).nearest(
        grid, sea & (owner_of_land == 0), TERRITORIAL_SEA_KM
    )
    zone = _zone(sea, owner_of_land > 0, coast_km, state)
    return Jurisdiction(state, zone, tuple(codes), "Marine Regions, zones in a file of the user")


def _owners(grid: Grid, countries: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[State, ...]]:
    """Single polygons with the code of their state, and the states, high seas first."""
    missing = [column for column in ("name", "iso_n3", "geometry") if column not in countries.columns]
    if missing:
        raise DataError(f"countries have no column {', '.join(missing)}; give name, iso_n3 and geometry")
    _check_projection(grid, countries, "countries")
    parts = countries[["name", "iso_n3", "geometry"]].explode(ignore_index=True)
    states = [state_of(name, iso_n3) for name, iso_n3 in zip(parts["name"], parts["iso_n3"], strict=True)]
    middle = shapely.point_on_surface(parts.geometry.array)
    lon, lat = grid.projection.inverse(shapely.get_x(middle), shapely.get_y(middle))
    for label, (west, south, east, north) in _PARTS_OF_NORWAY.items():
        inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        for part in np.flatnonzero(inside):
            if states[part].isos == ("NO",):
                states[part] = State(label, ("NO",))
    codes = {State(HIGH_SEAS, ()): 0}
    for state in states:
        codes.setdefault(state, len(codes))
    return parts.assign(code=[codes[state] for state in states]), tuple(codes)


def _check_projection(grid: Grid, table: gpd.GeoDataFrame, what: str) -> None:
    if table.crs is None or table.crs.to_epsg() != grid.projection.epsg:
        raise DataError(f"{what} are in {table.crs}; project them to EPSG:{grid.projection.epsg}")


def _rasterized(grid: Grid, shapes: npt.ArrayLike, codes: npt.NDArray[np.integer]) -> CodeCells:
    """Code of the shape that contains the centre of each cell, 0 where there is none."""
    pairs = [(shape, int(code)) for shape, code in zip(np.asarray(shapes), codes, strict=True)]
    return burn_codes(pairs, grid)


def _zone(sea: BoolCells, on_land: BoolCells, coast_km: FloatCells, state: CodeCells) -> ZoneCells:
    zone = np.full(sea.shape, MaritimeZone.HIGH_SEAS, dtype=np.uint8)
    zone[state > 0] = MaritimeZone.EEZ
    zone[(state > 0) & (on_land | (coast_km <= TERRITORIAL_SEA_KM))] = MaritimeZone.TERRITORIAL_SEA
    zone[~sea] = MaritimeZone.LAND
    return zone
