"""Lines as maps hold them: on their geodesics, cut at 180 degrees; and their vertices found again."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiLineString

from routeplan.geo.drawn_line import draw_line, lift_line, recover_vertices
from routeplan.geo.track import Line
from routeplan.io.joined_lines import join_parts

WGS84 = Geod(ellps="WGS84")


def line_through(*positions: tuple[float, float]) -> Line:
    lon, lat = np.array(positions).T
    return Line(lon, lat)


# Each with the number of parts that 180 degrees cuts it into. Ends on 180 cut nothing off.
LINES = {
    "atlantic": (line_through((-9.0, 53.0), (-30.0, 55.0), (-63.0, 44.0)), 1),
    "bering": (line_through((170.0, 60.0), (-170.0, 66.0), (-150.0, 72.0)), 2),
    "twice": (line_through((175.0, 55.0), (-178.0, 57.0), (176.0, 60.0), (-179.0, 64.0)), 4),
    "over the pole": (line_through((0.0, 80.0), (90.0, 89.5), (180.0, 80.0)), 1),
    "on 180": (line_through((180.0, 60.0), (180.0, 70.0)), 1),
    "from 180": (line_through((-180.0, 60.0), (170.0, 62.0)), 1),
}
ATLANTIC, BERING, TWICE = (LINES[name][0] for name in ("atlantic", "bering", "twice"))
every_line = pytest.mark.parametrize(("line", "parts"), LINES.values(), ids=LINES)


def parts_of(cut: LineString | MultiLineString) -> list[np.ndarray]:
    return [np.array(part.coords) for part in getattr(cut, "geoms", [cut])]


@every_line
def test_a_line_has_one_part_more_than_it_has_crossings(line, parts):
    assert len(parts_of(draw_line(line))) == parts


@every_line
def test_cutting_neither_adds_nor_loses_length(line, parts):
    cut = parts_of(draw_line(line))
    length_km = sum(WGS84.line_length(part[:, 0], part[:, 1]) for part in cut) / 1000
    assert length_km == pytest.approx(WGS84.line_length(line.lon, line.lat) / 1000, rel=1e-5)


@every_line
def test_no_part_jumps_over_180(line, parts):
    for part in parts_of(draw_line(line)):
        # Near the pole meridians are close: a step of 10 km may span many degrees, but never half the Earth.
        assert (np.abs(np.diff(part[:, 0])) < 180).all()


def test_the_parts_meet_on_180():
    first, second = parts_of(draw_line(BERING))
    assert first[-1][0] == 180.0
    assert second[0][0] == -180.0
    assert first[-1][1] == second[0][1]


def test_points_lie_on_the_geodesics_between_vertices():
    """Straight in longitude and latitude, the leg from 30W to 63W would pass 200 km south of the geodesic."""
    (part,) = parts_of(draw_line(ATLANTIC))
    steps_km = WGS84.inv(*part[:-1].T, *part[1:].T)[2] / 1000
    assert steps_km.max() <= 10.0 + 1e-6
    assert steps_km.sum() == pytest.approx(WGS84.line_length(ATLANTIC.lon, ATLANTIC.lat) / 1000, rel=1e-9)


def read_back(line: Line, decimals: int) -> np.ndarray:
    """Draw, round as a file does, join the parts as a reader does."""
    parts = [np.round(part, decimals) for part in parts_of(draw_line(line))]
    ((points, _),) = join_parts(parts)
    return recover_vertices(points)


@pytest.mark.parametrize("decimals", [6, 7, 15])
@pytest.mark.parametrize("name", [name for name in LINES if name != "over the pole"])
def test_the_vertices_of_a_drawn_line_are_found_again(name, decimals):
    line = LINES[name][0]
    found = read_back(line, decimals)
    # -180 and 180 are one meridian.
    apart_deg = np.abs((found - np.column_stack([line.lon, line.lat]) + 180.0) % 360.0 - 180.0)
    assert apart_deg.max() < 1e-6


def test_a_line_that_somebody_has_moved_keeps_all_its_points():
    points = shapely.get_coordinates(draw_line(ATLANTIC))
    points[20] += (0.0, 0.001)  # 110 m
    kept = recover_vertices(points)
    assert any((kept == points[20]).all(axis=1))
    again = Line(*kept.T)
    assert again.length_km == pytest.approx(Line(*points.T).length_km, abs=1e-6)


def test_a_line_without_points_between_its_vertices_stays_as_it_is():
    points = np.array([(0.0, 60.0), (40.0, 70.0), (80.0, 60.0)])
    assert recover_vertices(points).tolist() == points.tolist()


@every_line
def test_heights_are_those_of_the_kilometre_points(line, parts):
    """A seabed that falls by a metre a kilometre: the end is as deep as the line is long."""
    drawn = lift_line(
        draw_line(line), np.array([0.0, line.length_km]), np.array([0.0, -line.length_km]), line
    )
    height_m = shapely.get_coordinates(drawn, include_z=True)[:, 2]
    assert height_m[0] == pytest.approx(0.0, abs=1e-6)
    assert height_m[-1] == pytest.approx(-line.length_km)
    assert (np.diff(height_m) <= 1e-6).all()
    assert shapely.equals(shapely.force_2d(drawn), draw_line(line))
