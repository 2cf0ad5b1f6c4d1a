"""Whose waters every cell lies in: by the nearest coast, or by a file of exclusive economic zones.

By the nearest coast every position at sea belongs to the state whose coast is nearest, the territorial sea as
far as 12 and the exclusive economic zone as far as 200 nautical miles from it. That is an approximation: it
knows no boundary treaty, no straight baseline and no claim to the continental shelf beyond 200 nautical miles,
and it gives disputed land to whoever holds it in Natural Earth's view. Where a border matters, read the zones
of Marine Regions with `routeplan.seabed.marine_regions`.

References
----------
United Nations Convention on the Law of the Sea (1982), articles 3, 15, 57 and 74.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

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
_OFF_THE_DRAWN_LAND_KM = 50.0  # land by depth but not in the boundaries is this near a coast, or nobody's
# Parts of Norway with zones of their own: west, south, east, north of a box round the islands, degrees.
_PARTS_OF_NORWAY = {
    "NO (Svalbard)": (5.0, 74.0, 40.0, 82.0),
    "NO (Jan Mayen)": (-10.0, 70.0, -7.0, 72.0),
}


class MaritimeZone(IntEnum):
    """What kind of waters a cell lies in."""

    LAND = 0
    TERRITORIAL_SEA = 1  # internal waters among them
    EEZ = 2
    HIGH_SEAS = 3


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Whose waters, and of what kind, for every cell.

    Attributes
    ----------
    state : (rows, cols) int16 array
        Index into `states`, 0 = high seas. Land cells hold the state itself.
    zone : (rows, cols) uint8 array
        A `MaritimeZone`.
    states : tuple of State
        The high seas first.
    source : str
        What it rests on.
    """

    state: CodeCells
    zone: ZoneCells
    states: tuple[State, ...]
    source: str

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
    """Give every cell to the state with the nearest coast, as far as 200 nautical miles.

    The coast is taken as points at most 1 km apart, and the nearest one is searched in space, not on the plane:
    on the plane the scale changes on the way, so that the nearest there is up to 5.5 km further on the Earth
    than the true one (north of 30N; 2 % of all cells within 200 nautical miles find another point, 0.1 % another
    state). Found in space, distances agree with geodesics on WGS 84 to 1 m, and with the coast's sides, not its
    points, to 5 m at 12 nautical miles.

    Parameters
    ----------
    grid : Grid
        The cells.
    countries : GeoDataFrame in the projection of the grid
        Columns ``name``, ``iso_n3`` and ``geometry``, as `routeplan.catalog.countries.read_countries` gives them.
    sea : (rows, cols) array of bool
        True at sea. A cell that is land here and sea in `countries` belongs to the nearest coast.

    Returns
    -------
    Jurisdiction
        Sound north of 28.4N: the boundaries end at 25N, and a state further south is not seen. Lakes that
        are sea by depth are territorial sea, and the Caspian is divided like an ocean.

    Raises
    ------
    DataError
        If a column is missing, the table is in another projection, or no country has a coast.

    Examples
    --------
    The pole is no state's:

    >>> from routeplan.catalog.countries import read_countries
    >>> grid = Grid.arctic(spacing_km=50, south_deg=60)
    >>> waters = derive_jurisdiction(grid, read_countries(), np.ones(grid.shape, dtype=bool))
    >>> row, col = (int(at) for at in grid.cell_of(0.0, 90.0))
    >>> waters.at(np.array([row]), np.array([col]))[0].tolist()
    ['high seas']
    """
    owners, states = _owners(grid, countries)
    owner_of_land = _rasterized(grid, owners.geometry.array, owners["code"].to_numpy())
    coast = Coast.of(owners, grid.projection)
    nearest, coast_km = coast.nearest(grid, sea & (owner_of_land == 0), EEZ_KM)
    off_the_drawn_land, _ = coast.nearest(grid, ~sea & (owner_of_land == 0), _OFF_THE_DRAWN_LAND_KM)
    state = owner_of_land + nearest + off_the_drawn_land  # each cell has a code in one of the three at most
    return Jurisdiction(
        state, _zone(sea, owner_of_land > 0, coast_km, state), states, "nearest coast of Natural Earth"
    )


def derive_jurisdiction_from_eez(
    grid: Grid, eez: gpd.GeoDataFrame, countries: gpd.GeoDataFrame, sea: BoolCells
) -> Jurisdiction:
    """Give every cell to the state whose zone in a file it lies in.

    Parameters
    ----------
    grid : Grid
        The cells.
    eez : GeoDataFrame
        Columns ``label``, ``isos`` and ``geometry``, as `read_marine_regions` in `routeplan.seabed.marine_regions`
        gives them.
    countries : GeoDataFrame in the projection of the grid
        For land, and for the distance of 12 nautical miles from the coast.
    sea : (rows, cols) array of bool
        True at sea.

    Returns
    -------
    Jurisdiction
        Cells outside all zones are high seas, even near a coast: the file decides.

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
    """Polygons one by one with the code of their state, and the states, high seas first."""
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
    """Code of the shape that holds the centre of each cell, 0 where there is none."""
    pairs = [(shape, int(code)) for shape, code in zip(np.asarray(shapes), codes, strict=True)]
    return burn_codes(pairs, grid)


def _zone(sea: BoolCells, on_land: BoolCells, coast_km: FloatCells, state: CodeCells) -> ZoneCells:
    zone = np.full(sea.shape, MaritimeZone.HIGH_SEAS, dtype=np.uint8)
    zone[state > 0] = MaritimeZone.EEZ
    zone[(state > 0) & (on_land | (coast_km <= TERRITORIAL_SEA_KM))] = MaritimeZone.TERRITORIAL_SEA
    zone[~sea] = MaritimeZone.LAND
    return zone
