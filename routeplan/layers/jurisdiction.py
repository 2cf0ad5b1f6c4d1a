"""Whose waters every cell lies in: by the nearest coast, or by a file of exclusive economic zones.

By the nearest coast every position at sea belongs to the state whose coast is nearest, the territorial sea as
far as 12 and the exclusive economic zone as far as 200 nautical miles from it. That is an approximation: it
knows no boundary treaty, no straight baseline and no claim to the continental shelf beyond 200 nautical miles,
and it gives disputed land to whoever holds it in Natural Earth's view. Where a border matters, read the zones
of Marine Regions with `read_marine_regions`.

References
----------
United Nations Convention on the Law of the Sea (1982), articles 3, 15, 57 and 74.
Flanders Marine Institute (2023), Maritime Boundaries Geodatabase, version 12, doi:10.14284/628.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import rasterio
import rasterio.features
import shapely
from scipy.spatial import cKDTree

from routeplan.boundaries import SOUTH_DEG
from routeplan.errors import DataError
from routeplan.geodesy import FloatArray, PolarStereographic
from routeplan.grid import Grid

BoolCells: TypeAlias = npt.NDArray[np.bool_]
CodeCells: TypeAlias = npt.NDArray[np.int16]
ZoneCells: TypeAlias = npt.NDArray[np.uint8]

NAUTICAL_MILE_KM = 1.852  # International Hydrographic Conference, Monaco 1929
TERRITORIAL_SEA_KM = 12 * NAUTICAL_MILE_KM  # UNCLOS article 3
EEZ_KM = 200 * NAUTICAL_MILE_KM  # UNCLOS article 57
HIGH_SEAS = "high seas"

# Partner waters of the preset `trusted`: EU and EEA, Canada, USA, UK, Japan, Korea, Greenland, Iceland, Norway
# and the Faroes (the project's contract). Members as of 2026; besides them the islands that share a
# partner's sovereignty and have a code of their own. The high seas are nobody's, and allowed.
EU_MEMBERS = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
EEA_OUTSIDE_EU = frozenset({"IS", "LI", "NO"})
PARTNERS_TRUSTED = (
    EU_MEMBERS
    | EEA_OUTSIDE_EU
    | frozenset({"CA", "US", "GB", "JP", "KR", "GL", "FO"})
    | frozenset({"AX", "PM", "BM", "GI", "GG", "IM", "JE", "UM"})
)

# ISO 3166-1 of the countries in the embedded boundaries and of coasts just south of them.
_ISO_3166 = """
AF AFG 004, AL ALB 008, DZ DZA 012, AD AND 020, AM ARM 051, AT AUT 040, AZ AZE 031, BS BHS 044, BH BHR 048, BD BGD 050,
BY BLR 112, BE BEL 056, BM BMU 060, BT BTN 064, BA BIH 070, BG BGR 100, CA CAN 124, CN CHN 156, HR HRV 191, CY CYP 196,
CZ CZE 203, DK DNK 208, EG EGY 818, EE EST 233, FO FRO 234, FI FIN 246, FR FRA 250, GE GEO 268, DE DEU 276, GI GIB 292,
GR GRC 300, GL GRL 304, GG GGY 831, HU HUN 348, IS ISL 352, IN IND 356, IR IRN 364, IQ IRQ 368, IE IRL 372, IM IMN 833,
IL ISR 376, IT ITA 380, JP JPN 392, JE JEY 832, JO JOR 400, KZ KAZ 398, KW KWT 414, KG KGZ 417, LV LVA 428, LB LBN 422,
LY LBY 434, LI LIE 438, LT LTU 440, LU LUX 442, MK MKD 807, MT MLT 470, MR MRT 478, MX MEX 484, MD MDA 498, MC MCO 492,
MN MNG 496, ME MNE 499, MA MAR 504, MM MMR 104, NP NPL 524, NL NLD 528, KP PRK 408, NO NOR 578, OM OMN 512, PK PAK 586,
PS PSE 275, PL POL 616, PT PRT 620, QA QAT 634, RO ROU 642, RU RUS 643, SM SMR 674, SA SAU 682, RS SRB 688, SK SVK 703,
SI SVN 705, KR KOR 410, ES ESP 724, PM SPM 666, SE SWE 752, CH CHE 756, SY SYR 760, TW TWN 158, TJ TJK 762, TN TUN 788,
TR TUR 792, TM TKM 795, UM UMI 581, UA UKR 804, AE ARE 784, GB GBR 826, US USA 840, UZ UZB 860, EH ESH 732, AX ALA 248,
SJ SJM 744, CU CUB 192, PH PHL 608, VN VNM 704
"""
_ALPHA_2 = {
    code: alpha_2
    for alpha_2, alpha_3, number in (entry.split() for entry in _ISO_3166.split(","))
    for code in (alpha_3, number)
}
# What Natural Earth draws apart but ISO gives no code: label, and who holds or administers it.
_WITHOUT_CODE = {
    "Akrotiri": ("GB (Akrotiri)", "GB"),
    "Baikonur": ("KZ (Baikonur)", "KZ"),
    "Cyprus U.N. Buffer Zone": ("CY (buffer zone)", "CY"),
    "Dhekelia": ("GB (Dhekelia)", "GB"),
    "Kosovo": ("XK", "XK"),  # user-assigned code in common use
    "N. Cyprus": ("CY (Northern Cyprus)", "CY"),
}
# Parts of Norway with zones of their own: west, south, east, north of a box round the islands, degrees.
_PARTS_OF_NORWAY = {
    "NO (Svalbard)": (5.0, 74.0, 40.0, 82.0),
    "NO (Jan Mayen)": (-10.0, 70.0, -7.0, 72.0),
}

_COAST_STEP_M = 1_000.0  # a coast point stands for half of this either way: 5 m too far at 12 nautical miles
_CUT_WIDTH_M = 1_000.0  # the cut along the southern edge of the boundaries is no coast
_QUERY_CELLS = 400_000  # positions looked up at once: 40 MB
_OFF_THE_DRAWN_LAND_KM = 50.0  # land by depth but not in the boundaries is this near a coast, or nobody's
_SLACK = 1.001  # the search reaches a little beyond 200 nautical miles, the distance itself then decides
# WGS 84: semi-major axis and flattening (NIMA TR8350.2).
_AXIS_KM, _FLATTENING = 6378.137, 1 / 298.257223563
_MEAN_RADIUS_KM = 6371.0088  # (2a + b) / 3; a chord of 370 km is 52 m shorter than its arc
_DENSE_DEG = 0.25  # vertices of a zone are no further apart before they are projected: 18 m off at 30N

_EEZ_COLUMNS = (
    "MRGID", "GEONAME", "POL_TYPE", "TERRITORY1", "ISO_TER1", "SOVEREIGN1", "ISO_SOV1",
)  # fmt: skip
_FURTHER_CLAIMS = ("ISO_SOV2", "ISO_SOV3")


class Zone(IntEnum):
    """What kind of waters a cell lies in."""

    LAND = 0
    TERRITORIAL_SEA = 1  # internal waters among them
    EEZ = 2
    HIGH_SEAS = 3


@dataclass(frozen=True, slots=True)
class State:
    """Who has jurisdiction.

    Attributes
    ----------
    label : str
        ISO 3166-1 alpha-2 code, with the part where it has a zone of its own: ``NO``, ``NO (Svalbard)``;
        ``high seas`` for nobody's waters; the name where there is no code.
    isos : tuple of str
        Codes of all who claim it: one as a rule, none on the high seas, several where claims overlap.

    Examples
    --------
    >>> State("NO (Jan Mayen)", ("NO",)).is_among(PARTNERS_TRUSTED)
    True
    >>> State("JP / RU", ("JP", "RU")).is_among(PARTNERS_TRUSTED)
    False
    """

    label: str
    isos: tuple[str, ...]

    def is_among(self, partners: frozenset[str]) -> bool:
        """Whether every claimant is a partner; nobody's waters are open to all."""
        return all(iso in partners for iso in self.isos)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Whose waters, and of what kind, for every cell.

    Attributes
    ----------
    state : (rows, cols) int16 array
        Index into `states`, 0 = high seas. Land cells hold the state itself.
    zone : (rows, cols) uint8 array
        A `Zone`.
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

    def derive_open_to(self, partners: frozenset[str]) -> BoolCells:
        """Say of every cell whether it is partners' only, or nobody's: (rows, cols)."""
        return np.array([state.is_among(partners) for state in self.states])[self.state]


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
        Columns ``name``, ``iso_n3`` and ``geometry``, as `routeplan.boundaries.read_countries` gives them.
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

    >>> from routeplan.boundaries import read_countries
    >>> grid = Grid.arctic(spacing_km=50, south_deg=60)
    >>> waters = derive_jurisdiction(grid, read_countries(), np.ones(grid.shape, dtype=bool))
    >>> row, col = (int(at) for at in grid.cell_of(0.0, 90.0))
    >>> waters.at(np.array([row]), np.array([col]))[0].tolist()
    ['high seas']
    """
    owners, states = _owners(grid, countries)
    owner_of_land = _rasterized(grid, owners.geometry.array, owners["code"].to_numpy())
    coast = _Coast.of(grid, owners)
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
        Columns ``label``, ``isos`` and ``geometry``, as `read_marine_regions` gives them.
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
    _, coast_km = _Coast.of(grid, owners).nearest(grid, sea & (owner_of_land == 0), TERRITORIAL_SEA_KM)
    zone = _zone(sea, owner_of_land > 0, coast_km, state)
    return Jurisdiction(state, zone, tuple(codes), "Marine Regions, zones in a file of the user")


def read_marine_regions(path: Path) -> gpd.GeoDataFrame:
    """Read the exclusive economic zones of Marine Regions from their file, a GeoPackage or Shapefile.

    Parameters
    ----------
    path : Path
        World EEZ, version 12 or of the same layout, in longitude and latitude: columns MRGID, GEONAME,
        POL_TYPE, TERRITORY1, ISO_TER1, SOVEREIGN1, ISO_SOV1 and, where claims overlap, ISO_SOV2 and ISO_SOV3.

    Returns
    -------
    GeoDataFrame in EPSG:3995
        Zones that reach north of the equator: ``mrgid``, ``name``, ``label`` and ``isos`` as in `State`, and
        ``geometry``. Projected first, then repaired: rings that cross 180 come out whole.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, is in another system, or holds no zone in the north.
    """
    try:
        table = gpd.read_file(path, engine="pyogrio", bbox=(-360.0, 0.0, 360.0, 90.0))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise DataError(f"cannot read zones from {path}: {error}; give a GeoPackage or Shapefile") from error
    missing = [column for column in _EEZ_COLUMNS if column not in table.columns]
    if missing:
        raise DataError(
            f"{path} has no column {', '.join(missing)}; give World EEZ of Marine Regions, version 12"
        )
    if table.crs is None or not table.crs.is_geographic:
        raise DataError(f"{path} is in {table.crs}; give the file in longitude and latitude (EPSG:4326)")
    if table.empty:
        raise DataError(f"{path} holds no zone north of the equator; give a file that covers the plan")
    projection = PolarStereographic()
    claims = [_claim(row) for row in table.to_dict("records")]
    return gpd.GeoDataFrame(
        {
            "mrgid": table["MRGID"].astype("int64"),
            "name": table["GEONAME"].astype(str),
            "label": [claim.label for claim in claims],
            "isos": [claim.isos for claim in claims],
        },
        geometry=[_projected(projection, geometry) for geometry in table.geometry],
        crs=f"EPSG:{projection.epsg}",
    )


def _owners(grid: Grid, countries: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[State, ...]]:
    """Polygons one by one with the code of their state, and the states, high seas first."""
    missing = [column for column in ("name", "iso_n3", "geometry") if column not in countries.columns]
    if missing:
        raise DataError(f"countries have no column {', '.join(missing)}; give name, iso_n3 and geometry")
    _check_projection(grid, countries, "countries")
    parts = countries[["name", "iso_n3", "geometry"]].explode(ignore_index=True)
    states = [_state_of(name, iso_n3) for name, iso_n3 in zip(parts["name"], parts["iso_n3"], strict=True)]
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


def _state_of(name: str, iso_n3: str) -> State:
    iso = _ALPHA_2.get(iso_n3)
    if iso is not None:
        return State(iso, (iso,))
    label, holder = _WITHOUT_CODE.get(name, (name, name))
    return State(label, (holder,))


def _claim(row: dict[str, object]) -> State:
    """Who claims a zone of Marine Regions, which writes alpha-3 codes and leaves a field empty for none."""

    def iso(column: str) -> str:
        value = row.get(column)
        return _ALPHA_2.get(value, value) if isinstance(value, str) else ""

    sovereigns = tuple(dict.fromkeys(filter(None, map(iso, ("ISO_SOV1", *_FURTHER_CLAIMS)))))
    if len(sovereigns) > 1:
        return State(f"{' / '.join(sovereigns)} ({str(row['POL_TYPE']).lower()})", sovereigns)
    territory = iso("ISO_TER1")
    if territory == "SJ":  # one code for two territories
        return State(f"{sovereigns[0]} ({row['TERRITORY1']})", sovereigns)
    owner = territory or (sovereigns[0] if sovereigns else str(row["GEONAME"]))
    return State(owner, (owner,))


def _check_projection(grid: Grid, table: gpd.GeoDataFrame, what: str) -> None:
    if table.crs is None or table.crs.to_epsg() != grid.projection.epsg:
        raise DataError(f"{what} are in {table.crs}; project them to EPSG:{grid.projection.epsg}")


def _rasterized(grid: Grid, shapes: npt.ArrayLike, codes: npt.NDArray[np.integer]) -> CodeCells:
    """Code of the shape that holds the centre of each cell, 0 where there is none."""
    west, _, _, north = grid.bounds_m
    transform = rasterio.Affine(grid.spacing_m, 0.0, west, 0.0, -grid.spacing_m, north)
    pairs = [(shape, int(code)) for shape, code in zip(np.asarray(shapes), codes, strict=True)]
    return np.asarray(
        rasterio.features.rasterize(pairs, out_shape=grid.shape, transform=transform, fill=0, dtype=np.int16),
        dtype=np.int16,
    )


@dataclass(frozen=True, slots=True)
class _Coast:
    """Points along all coasts, to be searched in space, and whose they are: the last code is nobody's."""

    tree: cKDTree
    code: CodeCells

    @classmethod
    def of(cls, grid: Grid, owners: gpd.GeoDataFrame) -> _Coast:
        lon, lat, code = _coast_points(grid, owners)
        # Points along a line make an unbalanced tree the faster one, by half.
        tree = cKDTree(_in_space_km(lon, lat), balanced_tree=False, compact_nodes=False)
        return cls(tree, np.append(code, 0).astype(np.int16))

    def nearest(
        self, grid: Grid, wanted: BoolCells, reach_km: float
    ) -> tuple[CodeCells, npt.NDArray[np.float32]]:
        """Code of and distance to the nearest coast of the cells wanted: 0 and infinite beyond the reach."""
        code = np.zeros(grid.shape, dtype=np.int16)
        away_km = np.full(grid.shape, np.inf, dtype=np.float32)
        chord_km = 2 * _MEAN_RADIUS_KM * np.sin(_SLACK * reach_km / (2 * _MEAN_RADIUS_KM))
        rows_at_once = max(1, _QUERY_CELLS // grid.cols)
        for first in range(0, grid.rows, rows_at_once):
            row, col = np.nonzero(wanted[first : first + rows_at_once])
            row += first
            positions = _in_space_km(*grid.lonlat_of(row, col))
            chord, point = self.tree.query(positions, distance_upper_bound=chord_km, workers=-1)
            arc_km = 2 * _MEAN_RADIUS_KM * np.arcsin(np.minimum(chord / (2 * _MEAN_RADIUS_KM), 1.0))
            within = arc_km <= reach_km
            code[row, col] = np.where(within, self.code[point], 0)
            away_km[row, col] = np.where(within, arc_km, np.inf)
        return code, away_km


def _coast_points(grid: Grid, owners: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray, CodeCells]:
    """Longitude, latitude and owner of points along every coast that is no land border."""
    vertices, part = shapely.get_coordinates(owners.geometry.boundary.array, return_index=True)
    sides = np.stack([vertices[:-1], vertices[1:]], axis=1)
    lengths = np.hypot(*(sides[:, 1] - sides[:, 0]).T)
    one_ring = (part[:-1] == part[1:]) & ~_jumps(owners, len(vertices))
    # A border is drawn twice, once by each neighbour, in opposite directions.
    ends = np.rint(sides.reshape(-1, 4)).astype(np.int64)
    flip = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[flip] = ends[flip][:, [2, 3, 0, 1]]
    _, which, drawn = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    inner_m = grid.projection.radius_m(SOUTH_DEG) - _CUT_WIDTH_M
    off_the_cut = (np.hypot(sides[..., 0], sides[..., 1]) < inner_m).any(axis=1)
    shore = one_ring & (lengths > 0) & off_the_cut & (drawn[which.ravel()] == 1)
    if not shore.any():
        raise DataError("no country has a coast; give countries that border the sea")
    steps = np.ceil(lengths[shore] / _COAST_STEP_M).astype(np.int64)
    side = np.repeat(np.flatnonzero(shore), steps)
    share = (np.arange(len(side)) - np.repeat(np.cumsum(steps) - steps, steps)) / np.repeat(steps, steps)
    points = sides[side, 0] * (1 - share[:, None]) + sides[side, 1] * share[:, None]
    lon, lat = grid.projection.inverse(points[:, 0], points[:, 1])
    return lon, lat, owners["code"].to_numpy(dtype=np.int16)[part[side]]


def _jumps(owners: gpd.GeoDataFrame, vertices: int) -> BoolCells:
    """Sides that lead from one ring of a polygon to the next, and are no sides at all: (vertices - 1,)."""
    rings = shapely.get_rings(owners.geometry.array)
    last = np.cumsum(shapely.get_num_coordinates(rings)) - 1
    jumps = np.zeros(vertices, dtype=bool)
    jumps[last] = True
    return jumps[:-1]


def _in_space_km(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Positions on the ellipsoid in space, (n, 3), km from the centre of the Earth."""
    squeeze = (1 - _FLATTENING) ** 2
    phi, lam = np.radians(lat), np.radians(lon)
    normal = _AXIS_KM / np.sqrt(np.cos(phi) ** 2 + squeeze * np.sin(phi) ** 2)
    level = normal * np.cos(phi)
    return np.stack([level * np.cos(lam), level * np.sin(lam), squeeze * normal * np.sin(phi)], axis=1)


def _zone(
    sea: BoolCells, on_land: BoolCells, coast_km: npt.NDArray[np.float32], state: CodeCells
) -> ZoneCells:
    zone = np.full(sea.shape, Zone.HIGH_SEAS, dtype=np.uint8)
    zone[state > 0] = Zone.EEZ
    zone[(state > 0) & (on_land | (coast_km <= TERRITORIAL_SEA_KM))] = Zone.TERRITORIAL_SEA
    zone[~sea] = Zone.LAND
    return zone


def _projected(projection: PolarStereographic, geometry: shapely.Geometry) -> shapely.Geometry:
    """Take a zone from longitude and latitude to the plane, where no ring jumps at 180."""
    polygons = [polygon for polygon in shapely.get_parts(geometry) if shapely.get_type_id(polygon) == 3]
    pieces = []
    for polygon in polygons:
        outer, *holes = (_ring(projection, ring) for ring in (polygon.exterior, *polygon.interiors))
        drawn = shapely.Polygon(outer, holes)
        pieces.append(shapely.make_valid(drawn, method="structure", keep_collapsed=False))
    return shapely.union_all(pieces)


def _ring(projection: PolarStereographic, ring: shapely.LinearRing) -> FloatArray:
    lonlat = shapely.get_coordinates(ring)
    lonlat[:, 0] = np.unwrap(lonlat[:, 0], period=360.0)
    dense = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(lonlat), _DENSE_DEG))
    # The far south has no place on this plane; a zone astride the equator keeps its northern part.
    return np.column_stack(projection.forward(dense[:, 0], np.maximum(dense[:, 1], -45.0)))
