"""Jurisdiction of every cell: by treaty lines and the nearest coast, or from a file of zones (EEZ).

Each position at sea belongs to the state with the nearest coast: territorial sea up to 12 and EEZ up to 200 nautical
miles from it. Where a treaty line is known, it divides the waters of its two states instead (`boundaries`). Rules for
single waters change what the nearest coast gets wrong: disputed coasts name their claimants, a rock has territorial sea
only, the zone of Iceland is 200 nautical miles wide towards Jan Mayen (`catalog.zone_rules`).

Elsewhere this is an approximation: it ignores straight baselines and the treaties that the table lacks. If such a
boundary matters, read the zones of Marine Regions with `routeplan.seabed.marine_regions`.

References
----------
United Nations Convention on the Law of the Sea (1982), articles 3, 15, 57 and 74.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.catalog.states import HIGH_SEAS, State, isos_of, state_of
from routeplan.catalog.treaty_lines import read_treaty_lines
from routeplan.catalog.zone_rules import RuleKind, ZoneRule, read_zone_rules
from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import burn_codes
from routeplan.seabed.boundaries import divide_waters
from routeplan.seabed.coast_distance import (
    EEZ_KM,
    NAUTICAL_MILE_KM,
    TERRITORIAL_SEA_KM,
    BoolCells,
    Coast,
    CodeCells,
)
from routeplan.seabed.zone_exceptions import add_short_zones, give_priority, name_claimants

if TYPE_CHECKING:
    import geopandas as gpd

ZoneCells: TypeAlias = npt.NDArray[np.uint8]

_OFF_THE_DRAWN_LAND_KM = 50.0  # land by depth outside the boundaries is this near a coast, or has no state


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
    by_treaty : (rows, cols) bool array
        Cells whose boundary with the neighbour is known: a treaty line, or that of a file.
    on_line : (rows, cols) bool array
        Cells that such a boundary passes: a part of them is beyond it.
    """

    state: CodeCells
    zone: ZoneCells
    states: tuple[State, ...]
    source: str
    by_treaty: BoolCells
    on_line: BoolCells

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Jurisdiction:
        """Make it of what :meth:`as_arrays` gives."""
        states = zip(arrays["labels"].tolist(), arrays["isos"].tolist(), strict=True)
        return cls(
            arrays["state"],
            arrays["zone"],
            tuple(State(label, tuple(isos.split())) for label, isos in states),
            str(arrays["source"][0]),
            arrays["by_treaty"],
            arrays["on_line"],
        )

    def as_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give everything in arrays, to be kept on disk."""
        return {
            "state": self.state,
            "zone": self.zone,
            "labels": np.array([state.label for state in self.states]),
            "isos": np.array([" ".join(state.isos) for state in self.states]),
            "source": np.array([self.source]),
            "by_treaty": self.by_treaty,
            "on_line": self.on_line,
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

    def derive_waters_of(self, isos: Collection[str]) -> BoolCells:
        """(rows, cols) whether one of these states has jurisdiction or claims it, on land and at sea."""
        return np.array([state.is_claimed_by(isos) for state in self.states])[self.state]

    def derive_kept_clear(self, closed: BoolCells, grid: Grid, margin_km: float) -> BoolCells:
        """Find closed waters, and a margin around them as wide as their boundary is uncertain.

        Parameters
        ----------
        closed : (rows, cols) bool array
            Waters of some states, as :meth:`derive_non_partner` or :meth:`derive_waters_of` gives them.
        grid : Grid
            The cells.
        margin_km : float
            Distance kept from boundaries that are only the nearest coast or its 200 nautical miles. The territorial
            sea of other states stays open: landings near a border need it, and between near coasts the error is small.

        Returns
        -------
        (rows, cols) bool array
            True in the closed waters and within the margin. Where the boundary is known, the cells that it
            passes are true instead of a margin.
        """
        from scipy import ndimage

        if not closed.any():
            return closed
        next_to = ndimage.binary_dilation(closed, structure=np.ones((3, 3), dtype=np.bool_))
        away_m = ndimage.distance_transform_edt(~closed) * grid.spacing_m
        uncertain_m = (margin_km * 1000.0) * grid.derive_scale_factor() + grid.spacing_m
        offshore = np.isin(self.zone, (MaritimeZone.EEZ, MaritimeZone.HIGH_SEAS))
        margin = np.where(self.by_treaty, self.on_line & next_to, offshore & (away_m < uncertain_m))
        return np.asarray(closed | margin)

    def _non_partners(self, partners: frozenset[str]) -> npt.NDArray[np.bool_]:
        return np.array([not state.is_among(partners) for state in self.states])


def derive_jurisdiction(grid: Grid, countries: gpd.GeoDataFrame, sea: BoolCells) -> Jurisdiction:
    """Assign every cell to a state, by treaty lines and by the nearest coast up to 200 nautical miles.

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
    rules = read_zone_rules()
    owners, states = _owners(grid, countries, rules)
    owner_of_land = _rasterized(grid, owners.geometry.array, owners["code"].to_numpy())
    coast = Coast.of(owners, grid.projection)
    reach_km = _reach_km(states, rules)
    full, short = np.flatnonzero(reach_km >= EEZ_KM), np.flatnonzero(reach_km < EEZ_KM)
    zoned = coast.only(full)
    off_land = owner_of_land == 0
    at_sea = sea & off_land
    nearest, coast_km = zoned.nearest(grid, at_sea, EEZ_KM)
    nearest = give_priority(grid, nearest, states, zoned, rules)
    divided = divide_waters(grid, nearest, at_sea, states, zoned, read_treaty_lines())
    nearest = name_claimants(grid, divided.state, states, rules)
    nearest, coast_km = add_short_zones(grid, (nearest, coast_km), at_sea, coast.only(short), reach_km)
    off_the_drawn_land, _ = coast.nearest(grid, ~sea & off_land, _OFF_THE_DRAWN_LAND_KM)
    state = owner_of_land + nearest + off_the_drawn_land  # each cell has a code in at most one of the three
    return Jurisdiction(
        state,
        _zone(sea, owner_of_land > 0, coast_km, state),
        states,
        "treaty lines, elsewhere the nearest coast of Natural Earth",
        divided.by_treaty,
        divided.on_line,
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
    owners, land_states = _owners(grid, countries, read_zone_rules())
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
    source = "Marine Regions, zones in a file of the user"
    outlines = [(outline, 1) for outline in shapely.boundary(eez.geometry.to_numpy())]
    on_line = (zone >= MaritimeZone.EEZ) & (burn_codes(outlines, grid, all_touched=True) > 0)
    return Jurisdiction(state, zone, tuple(codes), source, np.ones(grid.shape, dtype=np.bool_), on_line)


def _owners(
    grid: Grid, countries: gpd.GeoDataFrame, rules: Sequence[ZoneRule]
) -> tuple[gpd.GeoDataFrame, tuple[State, ...]]:
    """Single polygons with the code of their state, and the states, high seas first."""
    missing = [column for column in ("name", "iso_n3", "geometry") if column not in countries.columns]
    if missing:
        raise DataError(f"countries have no column {', '.join(missing)}; give name, iso_n3 and geometry")
    _check_projection(grid, countries, "countries")
    parts = countries[["name", "iso_n3", "geometry"]].explode(ignore_index=True)
    states = [state_of(name, iso_n3) for name, iso_n3 in zip(parts["name"], parts["iso_n3"], strict=True)]
    middle = shapely.point_on_surface(parts.geometry.array)
    lon, lat = grid.projection.inverse(shapely.get_x(middle), shapely.get_y(middle))
    for rule in rules:
        if rule.kind is RuleKind.COAST:
            for part in np.flatnonzero(rule.contains(lon, lat)):
                if states[part].isos == (rule.of,):
                    states[part] = _state_named(rule.label)
    codes = {State(HIGH_SEAS, ()): 0}
    present = {state.isos for state in states}
    claimed = [
        _state_named(rule.label) for rule in rules if rule.kind is RuleKind.CLAIMED and (rule.of,) in present
    ]
    for state in (*states, *claimed):
        codes.setdefault(state, len(codes))
    return parts.assign(code=[codes[state] for state in states]), tuple(codes)


def _state_named(label: str) -> State:
    return State(label, isos_of(label))


def _reach_km(states: Sequence[State], rules: Sequence[ZoneRule]) -> FloatArray:
    """(states,) width of the zone of each state's coasts."""
    reach_km = {rule.label: rule.reach_nm * NAUTICAL_MILE_KM for rule in rules if rule.kind is RuleKind.COAST}
    return np.array([reach_km.get(state.label, EEZ_KM) for state in states])


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
