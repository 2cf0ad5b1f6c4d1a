"""Small drawn coasts whose water is known by hand: fjords, dams, islands, all thinner than a cell."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy import ndimage

from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.grid import Grid
from routeplan.geo.scanline import SIDE
from routeplan.geo.track import Line
from routeplan.seabed.coast_cells import CoastCells
from routeplan.seabed.coastline import Coastline, LandCrossed, LandPiece, read_coastline

# Cells of 8 km round the pole, parts of 1 km; 12 cells a side.
GRID = Grid(8000.0, -48_000.0, 48_000.0, 12, 12)
EDGE = 60_000.0
ALL = shapely.box(-EDGE, -EDGE, EDGE, EDGE)


def cells_of(*land):
    return CoastCells.of(Coastline(np.array(shapely.get_parts(shapely.union_all(land)), dtype=object)), GRID)


def parts_of(cells):
    planes = (cells.sea[..., None] >> np.arange(SIDE * SIDE, dtype=np.uint64)) & np.uint64(1)
    rows, cols = cells.sea.shape
    return (
        planes.reshape(rows, cols, SIDE, SIDE)
        .transpose(0, 2, 1, 3)
        .reshape(rows * SIDE, cols * SIDE)
        .astype(bool)
    )


def are_joined(open_cells, start, end):
    """Whether two positions in projection, metres, are joined across sides of open cells."""
    basins, _ = ndimage.label(open_cells)
    spacing = 2 * 48_000.0 / len(open_cells)
    first, last = (basins[int((48_000 - y) / spacing), int((x + 48_000) / spacing)] for x, y in (start, end))
    return bool(first == last != 0)


def joined(cells, start, end):
    """Joined on whole cells, and on their parts."""
    return are_joined(cells.any_sea & ~cells.walls, start, end), are_joined(parts_of(cells), start, end)


@pytest.mark.parametrize("width_m", [400.0, 1500.0, 4000.0])
@pytest.mark.parametrize("offset_m", [0.0, 130.0, 510.0, 3900.0])
def test_a_fjord_narrower_than_a_part_or_a_cell_stays_open(width_m, offset_m):
    fjord = shapely.LineString([(-EDGE, offset_m), (-10_000, offset_m), (20_000, offset_m + 7_300)])
    cells = cells_of(ALL.difference(fjord.buffer(width_m / 2)))
    assert joined(cells, (-44_000, offset_m), (20_000, offset_m + 7_300)) == (True, True)


@pytest.mark.parametrize("thickness_m", [300.0, 1000.0, 5000.0])
@pytest.mark.parametrize("lean_m", [0.0, 777.0, 23_000.0])
def test_a_dam_thinner_than_a_part_or_a_cell_stays_closed(thickness_m, lean_m):
    dam = shapely.LineString([(333.0 - lean_m, -EDGE), (333.0 + lean_m, EDGE)])
    cells = cells_of(dam.buffer(thickness_m / 2))
    assert joined(cells, (-44_000, 0), (44_000, 0)) == (False, False)


def test_a_dam_with_a_gap_is_open_there():
    dam = shapely.LineString([(333.0, -EDGE), (777.0, EDGE)]).buffer(200.0)
    cells = cells_of(dam.difference(shapely.box(-3000, 20_000, 3000, 20_600)))
    assert joined(cells, (-44_000, 0), (44_000, 0)) == (True, True)


def test_an_island_in_a_strait_leaves_both_sides_open():
    """A strait 3 km wide, an island 1 km wide in its middle that fills a row of parts."""
    strait = shapely.box(-EDGE, -1000, EDGE, 2000)
    island = shapely.box(-6000, 0, 6000, 1000)
    open_parts = parts_of(cells_of(ALL.difference(strait), island))
    column = open_parts[:, int(48_000 / 1000)]
    assert column[46:49].tolist() == [True, False, True]


@pytest.mark.parametrize(("gap_m", "is_open"), [(-50.0, False), (600.0, True)])
def test_islands_on_a_diagonal_close_it_where_they_touch(gap_m, is_open):
    """Squares of 7 km corner to corner: overlapping by 50 m they are a wall, 600 m apart they are not."""
    step = 7000.0 + gap_m
    islands = [shapely.box(at, at, at + 7000.0, at + 7000.0) for at in np.arange(-EDGE, EDGE, step)]
    cells = cells_of(*islands)
    assert joined(cells, (-40_000, 40_000), (40_000, -40_000)) == (is_open, is_open)


def test_the_share_of_sea_is_that_of_the_area():
    cells = cells_of(shapely.Polygon([(-48_000, -48_000), (48_000, -48_000), (-48_000, 48_000)]))
    assert cells.sea_share.mean() == pytest.approx(0.5, abs=0.06)  # parts along the shore count as sea
    assert cells.sea_share[0, -1] == 1.0
    assert cells.sea_share[-1, 0] == 0.0


def test_the_embedded_coast_leaves_known_straits_open_and_known_land_closed():
    """Positions from charts: both ends of each strait, and of a line over an isthmus, within one window."""
    coastline = read_coastline()
    arctic = Grid.arctic(spacing_km=5)
    places = {
        "Bellot Strait": ((-93.6, 71.98), (-95.4, 72.05), True),
        "Fury and Hecla Strait": ((-82.5, 69.85), (-86.5, 69.95), True),
        "Matochkin Shar": ((56.8, 73.25), (53.9, 73.3), True),
        "Alberni Inlet": ((-125.2, 48.8), (-124.83, 49.22), True),
        "Kanmon Strait": ((131.1, 33.98), (130.85, 33.98), True),
        "Oslofjord": ((10.6, 59.2), (10.65, 59.87), True),
        "Isthmus of Chignecto": ((-64.55, 45.75), (-63.95, 46.02), False),
        "Isthmus of Corinth": ((22.93, 37.95), (23.05, 37.88), False),
    }
    for name, (start, end, is_open) in places.items():
        (row, other_row), (col, other_col) = arctic.cell_of(*np.transpose([start, end]))
        top, left = int(min(row, other_row)) - 4, int(min(col, other_col)) - 4
        window = arctic.window(top, int(max(row, other_row)) + 5, left, int(max(col, other_col)) + 5)
        basins, _ = ndimage.label(parts_of(CoastCells.of(coastline, window)))
        fine = window.refined(SIDE)
        labels = []
        for lon, lat in (start, end):
            at_row, at_col = (round(float(at)) for at in fine.cell_of(lon, lat))
            near = basins[at_row - 3 : at_row + 4, at_col - 3 : at_col + 4]
            labels.append(set(np.unique(near[near > 0])))
        assert bool(labels[0] & labels[1]) is is_open, name


def test_land_on_a_line_is_told_by_landfall_and_in_between():
    island = shapely.box(-5000, -2000, -1000, 2000)
    shore = shapely.box(30_000, -EDGE, EDGE, EDGE)
    pier = shapely.box(29_000, -200, 29_400, 200)
    coastline = Coastline(np.array([island, shore, pier], dtype=object))
    lon, lat = GRID.projection.inverse(np.array([-40_000.0, 32_000.0]), np.array([0.0, 0.0]))
    crossed = coastline.find_land(Line(lon, lat))
    scale = GRID.projection.scale_factor(90.0)
    assert crossed.landfall_km == pytest.approx((0.0, (2.0 + 0.4) / scale), rel=1e-3)
    assert crossed.land_km == pytest.approx(4.0 / scale, rel=1e-3)
    assert [piece.begin_km for piece in crossed.between] == pytest.approx([35.0 / scale], rel=1e-3)


def test_a_line_all_over_land_is_one_landfall():
    pieces = [LandPiece(0.0, 5.0, 0.0, 80.0), LandPiece(5.5, 10.0, 0.0, 80.0)]
    crossed = LandCrossed.of(pieces, 10.0)
    assert sum(crossed.landfall_km) == pytest.approx(9.5)
    assert crossed.land_km == 0.0


@pytest.mark.parametrize("lat", [45.0, 70.0, 85.0])
def test_the_distance_to_land_is_a_true_one_whatever_the_scale(lat):
    east, north = Coastline(np.array([])).projection.forward(np.array([20.0]), np.array([lat]))
    coast = Coastline(np.array([shapely.box(east[0] - 1, north[0] - 1, east[0] + 1, north[0] + 1)]))
    lon, at = np.array([20.0, 20.0]), np.array([lat + 0.4, lat + 1.0])
    away_km = coast.away_km(lon, at, reach_km=80.0)
    assert away_km[0] == pytest.approx(geodesic_km(20.0, lat, 20.0, lat + 0.4), rel=0.005)
    assert np.isinf(away_km[1])
