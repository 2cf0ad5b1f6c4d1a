"""Alter courses: few positions, near the line, on the sea where the line is, at its cost."""

import numpy as np
import pytest
from pyproj import Geod

from routeplan.engineering.alter_courses import find_alter_courses
from routeplan.errors import UsageError
from routeplan.geo.geodesy import in_space_km
from routeplan.geo.track import Line, Track
from routeplan.seabed.coastline import read_coastline

WGS84 = Geod(ellps="WGS84")


def zigzag(amplitude_m: float, legs: int = 40) -> Line:
    """A geodesic in the open Atlantic, with vertices to both sides of it in turn."""
    lon, lat = np.array([(-20.0, 55.0), *WGS84.npts(-20.0, 55.0, -28.0, 55.0, legs - 1), (-28.0, 55.0)]).T
    side = np.where(np.arange(legs + 1) % 2, amplitude_m, -amplitude_m)
    lon, lat, _ = WGS84.fwd(lon, lat, np.zeros_like(lon), side)
    return Line(np.asarray(lon), np.asarray(lat))


@pytest.mark.parametrize("legs", ["geodesic", "rhumb"])
def test_every_point_of_the_line_is_within_the_tolerance_of_the_legs(atlantic, legs):
    found = find_alter_courses(atlantic.line, lateral_tolerance_m=800, legs=legs)
    dense = atlantic.line.densified(every_km=2)
    track = found.line.on_geodesics.track
    away_km = Track(track.lon, track.lat).distance_km(in_space_km(dense.lon, dense.lat))
    assert away_km.max() < 0.81


def test_a_zigzag_within_the_tolerance_is_one_leg_and_beyond_it_every_turn_is_kept():
    assert len(find_alter_courses(zigzag(100.0), lateral_tolerance_m=3_000).line.lon) == 2
    assert len(find_alter_courses(zigzag(2_000.0), lateral_tolerance_m=500).line.lon) == 41


def test_a_cost_that_lies_beside_the_legs_keeps_the_positions():
    line = zigzag(1_000.0)
    dear = {"straight": 0}

    def cost_usd_of(part: Line) -> float:
        dear["straight"] += 1
        return part.length_km * (1.0 if len(part.lon) > 2 else 2.0)

    kept = find_alter_courses(line, lateral_tolerance_m=5_000, cost_usd_of=cost_usd_of)
    assert len(kept.line.lon) == len(line.lon)
    assert dear["straight"] > 0


def test_a_leg_does_not_cut_a_cape():
    # Round the Lizard from Mount's Bay to Falmouth Bay: the straight line is on land.
    lon = np.array([-5.45, -5.30, -5.20, -5.05, -4.95])
    lat = np.array([50.02, 49.93, 49.92, 49.98, 50.08])
    line = Line(lon, lat)
    assert read_coastline().find_land(line).land_km == 0.0
    found = find_alter_courses(line, lateral_tolerance_m=30_000)
    assert len(found.line.lon) > 2
    assert read_coastline().find_land(found.line.on_geodesics).land_km < 0.02


def test_kilometre_points_are_carried_to_the_same_places():
    line = zigzag(1_000.0)
    found = find_alter_courses(line, lateral_tolerance_m=5_000)
    assert found.carry(np.array([0.0, line.length_km])).tolist() == [0.0, found.line.length_km]
    halfway = found.line.at(found.carry(np.array([line.length_km / 2])))
    assert halfway[0][0] == pytest.approx(-24.0, abs=0.01)


def test_a_tolerance_of_nothing_is_refused():
    with pytest.raises(UsageError, match="lateral tolerance of 0 m; give a number above 0"):
        find_alter_courses(zigzag(100.0), lateral_tolerance_m=0)
