"""The coastline: what is land and what is sea, to some hundreds of metres, whatever a grid of depths says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.geo.grid import Grid
from routeplan.geo.position_text import format_latlon
from routeplan.geo.scanline import BitCells, burn_bits, burn_outline, burn_rows
from routeplan.geo.track import Line
from routeplan.io.sources import embedded
from routeplan.runtime.disk_cache import keep
from routeplan.seabed.stored_polygons import Polygons, StoredPolygons

# A geodesic between points this close is straight in projection to within 2 m.
_STEP_KM = 10.0
_SHARE_DECIMALS = 9
_HARBOUR_KM = 1.0
_STRETCH = 32  # legs of a line whose bounds are looked at together
_TOUCH_KM = 1e-3  # shorter pieces are rounding at a shore


@dataclass(frozen=True)
class LandPiece:
    """A piece of a line over land.

    Attributes
    ----------
    begin_km, end_km : float
        Kilometre points along the line.
    lon, lat : float
        Its middle, degrees.
    """

    begin_km: float
    end_km: float
    lon: float
    lat: float

    @property
    def length_km(self) -> float:
        """Length over land."""
        return self.end_km - self.begin_km


@dataclass(frozen=True)
class LandCrossed:
    """What a line crosses of the land: at its two landfalls, and on the way.

    Attributes
    ----------
    start, between, end : tuple of LandPiece
        A landfall is the land next to an end, with gaps of up to a kilometre such as harbours.
    """

    start: tuple[LandPiece, ...]
    between: tuple[LandPiece, ...]
    end: tuple[LandPiece, ...]

    @classmethod
    def of(cls, pieces: Sequence[LandPiece], length_km: float) -> LandCrossed:
        """Tell the landfalls of a line from other land, by the kilometre points of its pieces."""
        first, reached = 0, 0.0
        while first < len(pieces) and pieces[first].begin_km - reached <= _HARBOUR_KM:
            reached, first = pieces[first].end_km, first + 1
        last, reached = len(pieces), length_km
        while last > first and reached - pieces[last - 1].end_km <= _HARBOUR_KM:
            reached, last = pieces[last - 1].begin_km, last - 1
        return cls(tuple(pieces[:first]), tuple(pieces[first:last]), tuple(pieces[last:]))

    @property
    def landfall_km(self) -> tuple[float, float]:
        """Kilometres over land at the start and at the end."""
        return _sum_km(self.start), _sum_km(self.end)

    @property
    def land_km(self) -> float:
        """Kilometres over land between the landfalls."""
        return _sum_km(self.between)

    def limited(self, limit_km: float, line: Line) -> LandCrossed:
        """Count as landfall only the kilometres up to a limit that are next to the sea; the rest is other land.

        A line that reaches no sea has no landfall.

        Parameters
        ----------
        limit_km : float
        line : Line
            That the pieces are of.
        """
        if self.start and line.length_km - self.start[-1].end_km <= _HARBOUR_KM:
            return LandCrossed((), self.start, ())
        dense = line.densified(every_km=_STEP_KM)
        start, from_start = _cut(self.start[::-1], limit_km, dense, inland_first=True)
        end, from_end = _cut(self.end, limit_km, dense, inland_first=False)
        return LandCrossed(start[::-1], (*from_start[::-1], *self.between, *from_end), end)

    def share_of(self, kp_km: FloatArray) -> FloatArray:
        """(n - 1,) share of the land between the landfalls, 0 to 1, in the steps between (n,) kilometre points."""
        edges = np.array([(piece.begin_km, piece.end_km) for piece in self.between]).ravel()
        if not len(edges):
            return np.zeros(len(kp_km) - 1)
        lengths_km = np.diff(edges)
        lengths_km[1::2] = 0.0
        over_km = np.interp(kp_km, edges, np.concatenate([[0.0], np.cumsum(lengths_km)]))
        share = np.diff(over_km) / np.maximum(np.diff(kp_km), 1e-9)
        # The last digits of a step that is land throughout must not make a cable of some micrometres.
        return np.asarray(share.round(_SHARE_DECIMALS).clip(0.0, 1.0))

    @property
    def text(self) -> str:
        """Land between the landfalls in words; empty if there is none to speak of."""
        if round(self.land_km, 1) == 0.0:
            return ""
        longest = max(self.between, key=lambda piece: piece.length_km)
        where = f"at {format_latlon(longest.lon, longest.lat)}"
        if len(self.between) == 1:
            return f"{self.land_km:,.1f} km {where}"
        pieces = f"{len(self.between)} pieces; the longest, {longest.length_km:,.1f} km, {where}"
        return f"{self.land_km:,.1f} km in {pieces}"


def _cut(
    pieces: Sequence[LandPiece], limit_km: float, dense: Line, *, inland_first: bool
) -> tuple[tuple[LandPiece, ...], tuple[LandPiece, ...]]:
    """Part a landfall, from the sea inland, at so many kilometres of land: what is within, and what is beyond."""
    within: list[LandPiece] = []
    beyond: list[LandPiece] = []
    for piece in pieces:
        left_km = max(limit_km - _sum_km(within), 0.0)
        if piece.length_km <= left_km or not left_km:
            (within if left_km else beyond).append(piece)
            continue
        cut_km = piece.end_km - left_km if inland_first else piece.begin_km + left_km
        parts = _piece(dense, piece.begin_km, cut_km), _piece(dense, cut_km, piece.end_km)
        inland, seaward = parts if inland_first else parts[::-1]
        within.append(seaward)
        beyond.append(inland)
    return tuple(within), tuple(beyond)


def _piece(dense: Line, begin_km: float, end_km: float) -> LandPiece:
    """Make a piece of a line with vertices at most ``_STEP_KM`` apart."""
    at = min(int(np.searchsorted(dense.kp_km, (begin_km + end_km) / 2)), len(dense.lon) - 1)
    return LandPiece(begin_km, end_km, float(dense.lon[at]), float(dense.lat[at]))


def _sum_km(pieces: Sequence[LandPiece]) -> float:
    return float(sum(piece.length_km for piece in pieces))


@dataclass(frozen=True, eq=False)
class Coastline:
    """Land as polygons in Arctic polar stereographic projection.

    Attributes
    ----------
    land : (n,) array of shapely polygons, or StoredPolygons
        Metres. They do not overlap; large land is cut into pieces that share sides.
    """

    land: Polygons | StoredPolygons
    projection: PolarStereographic = field(default_factory=PolarStereographic)

    @cached_property
    def sides_m(self) -> FloatArray:
        """(n, 2, 2) sides of all rings: easting and northing of both ends."""
        vertices, ring = shapely.get_coordinates(shapely.get_rings(self.land[:]), return_index=True)
        joined = ring[1:] == ring[:-1]
        return np.stack([vertices[:-1][joined], vertices[1:][joined]], axis=1)

    def land_bits(self, grid: Grid) -> BitCells:
        """Mark the land points of a grid, 8 x 8 to a cell: :func:`routeplan.geo.scanline.burn_bits`."""
        return burn_bits(self.sides_m, grid)

    def shore_bits(self, grid: Grid) -> BitCells:
        """Mark the parts of the cells that the coastline passes: :func:`routeplan.geo.scanline.burn_outline`."""
        return burn_outline(self.sides_m, grid)

    def land_rows(self, grid: Grid, wanted: npt.NDArray[np.bool_]) -> BitCells:
        """Mark the land points of some cells, 64 x 64 to a cell: :func:`routeplan.geo.scanline.burn_rows`."""
        return burn_rows(self.sides_m, grid, wanted)

    def find_land(self, line: Line) -> LandCrossed:
        """Find the land that a line crosses."""
        return LandCrossed.of(self._find_pieces(line), line.length_km)

    def away_km(self, lon: FloatArray, lat: FloatArray, *, reach_km: float) -> FloatArray:
        """Measure the distance of positions to the nearest land.

        Parameters
        ----------
        lon, lat : (n,) arrays, degrees
        reach_km : float
            Distances are exact to 0.5 % up to here.

        Returns
        -------
        (n,) array
            Kilometres; 0 on land, infinite beyond the reach.
        """
        scale = self.projection.scale_factor(lat)
        points = shapely.points(*self.projection.forward(lon, lat))
        reach_m = 1000.0 * reach_km * float(scale.max(initial=1.0))
        (at, _), projected_m = self._tree.query_nearest(
            points, max_distance=reach_m, return_distance=True, all_matches=False
        )
        away = np.full(len(lon), np.inf)
        away[at] = projected_m / scale[at] / 1000.0
        return np.where(away <= reach_km, away, np.inf)

    def _find_pieces(self, line: Line) -> list[LandPiece]:
        dense = line.densified(every_km=_STEP_KM)
        points = np.stack(self.projection.forward(dense.lon, dense.lat), axis=1)
        legs = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
        land = self.land[self._find_near(points)]
        leg, polygon = shapely.STRtree(land).query(legs, predicate="intersects")
        over = shapely.intersection(np.asarray(legs)[leg], land[polygon])
        parts, which = shapely.get_parts(over, return_index=True)
        ends = np.stack([shapely.get_coordinates(part)[[0, -1]] for part in parts]) if len(parts) else None
        if ends is None:
            return []
        at_leg = leg[which]
        share = np.linalg.norm(ends - points[at_leg][:, None], axis=2)
        whole = np.linalg.norm(points[at_leg + 1] - points[at_leg], axis=1)
        km = (
            dense.kp_km[at_leg][:, None]
            + share / np.maximum(whole, 1e-9)[:, None] * dense.legs_km[at_leg][:, None]
        )
        return self._joined(np.sort(km, axis=1), dense)

    def _find_near(self, points: FloatArray) -> npt.NDArray[np.intp]:
        """Find the polygons whose bounds meet those of some stretch of a line; there are 95,000."""
        bounds = self._bounds_m.T
        near = np.zeros(bounds.shape[1], dtype=np.bool_)
        for first in range(0, max(len(points) - 1, 1), _STRETCH):
            stretch = points[first : first + _STRETCH + 1]
            (west, south), (east, north) = stretch.min(axis=0), stretch.max(axis=0)
            near |= (bounds[0] <= east) & (bounds[2] >= west) & (bounds[1] <= north) & (bounds[3] >= south)
        return np.flatnonzero(near)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.land[:])

    @cached_property
    def _bounds_m(self) -> FloatArray:
        return self.land.bounds_m if isinstance(self.land, StoredPolygons) else shapely.bounds(self.land)

    @staticmethod
    def _joined(km: FloatArray, dense: Line) -> list[LandPiece]:
        """Join intervals that meet, as where land is cut into pieces."""
        joined: list[list[float]] = []
        for begin, end in km[np.argsort(km[:, 0])]:
            if joined and begin <= joined[-1][1] + _TOUCH_KM:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([begin, end])
        pieces = []
        for begin, end in joined:
            if end - begin > _TOUCH_KM:
                pieces.append(_piece(dense, float(begin), float(end)))
        return pieces


def read_coastline() -> Coastline:
    """Read the embedded coastline: GSHHG's high resolution north of 25N. Lakes count as land, the Caspian does not.

    Raises
    ------
    DataError
        If the embedded file is missing or cannot be read.
    """
    return _coastline(embedded("coast").path)


@lru_cache(maxsize=1)
def _coastline(path: Path) -> Coastline:
    stored = keep("coastline", path, lambda: StoredPolygons.of(_read_land(path)).as_arrays())
    return Coastline(StoredPolygons.from_arrays(stored))


def _read_land(path: Path) -> Polygons:
    import pyogrio

    try:
        _, _, geometry, _ = pyogrio.raw.read(f"/vsizip/{path}/{path.stem}")
    except pyogrio.errors.DataSourceError as error:
        raise DataError(f"cannot read {path}; reinstall routeplan") from error
    return np.asarray(shapely.from_wkb(geometry))
