"""Lines and tracks on the Earth: lengths by GeographicLib, and points so close that they are the line."""

import numpy as np
import pytest
from pyproj import Geod

from routeplan.geo.geodesy import in_space_km
from routeplan.geo.track import Line, Track, pieces

WGS84 = Geod(ellps="WGS84")
# Galway, mid-Atlantic, Halifax; and over the Bering Sea across 180 degrees.
ATLANTIC = Line(np.array([-9.05, -30.0, -63.57]), np.array([53.27, 52.0, 44.65]))
BERING = Line(np.array([170.0, -170.0]), np.array([60.0, 66.0]))


def test_a_line_knows_its_legs_and_its_kilometre_points():
    legs_km = WGS84.inv(*(values[:-1] for values in (ATLANTIC.lon, ATLANTIC.lat)),
                        *(values[1:] for values in (ATLANTIC.lon, ATLANTIC.lat)))[2] / 1000  # fmt: skip
    assert ATLANTIC.legs_km == pytest.approx(legs_km, rel=1e-9)
    assert ATLANTIC.length_km == pytest.approx(legs_km.sum(), rel=1e-9)
    assert ATLANTIC.kp_km == pytest.approx([0.0, legs_km[0], legs_km.sum()], rel=1e-9)


@pytest.mark.parametrize("line", [ATLANTIC, BERING], ids=["Atlantic", "Bering"])
def test_densified_a_line_keeps_its_vertices_and_its_length(line):
    dense = line.densified(every_km=50.0)
    assert dense.legs_km.max() <= 50.0 + 1e-9
    assert dense.length_km == pytest.approx(line.length_km, rel=1e-9)
    for lon, lat in zip(line.lon, line.lat, strict=True):
        assert (
            WGS84.inv(dense.lon, dense.lat, np.full_like(dense.lon, lon), np.full_like(dense.lat, lat))[
                2
            ].min()
            < 1e-3
        )


def test_joined_lines_share_the_vertex_where_they_meet():
    there, on = Line(ATLANTIC.lon[:2], ATLANTIC.lat[:2]), Line(ATLANTIC.lon[1:], ATLANTIC.lat[1:])
    joined = Line.joined([there, on])
    assert np.array_equal(joined.lon, ATLANTIC.lon)
    assert np.array_equal(joined.lat, ATLANTIC.lat)
    alone = Line.joined([there])
    assert np.array_equal(alone.lon, there.lon)


@pytest.mark.parametrize("line", [ATLANTIC, BERING], ids=["Atlantic", "Bering"])
def test_a_track_stands_for_its_line(line):
    track = line.track
    assert track is line.track  # made once
    assert track.legs_km.max() <= 1.0 + 1e-9
    assert track.step_km.sum() == pytest.approx(line.length_km, rel=1e-9)
    assert track.step_km[0] == pytest.approx(track.legs_km[0] / 2)


@pytest.mark.parametrize("away_km", [0.1, 30.0, 300.0])
def test_the_distance_to_a_track_is_the_geodesic_to_its_nearest_point(away_km):
    """Square off the middle of a leg, where no vertex is near."""
    middle = WGS84.npts(170.0, 60.0, -170.0, 66.0, 1)[0]
    azimuth = WGS84.inv(*middle, -170.0, 66.0)[0]
    lon, lat, _ = WGS84.fwd(*middle, azimuth + 90.0, away_km * 1000)
    position = in_space_km(np.array([lon]), np.array([lat]))
    assert BERING.track.distance_km(position) == pytest.approx([away_km], abs=0.001)
    assert BERING.track.roughly_km(position) == pytest.approx([away_km], abs=0.5**2 / (2 * away_km) + 0.001)


def test_to_a_single_place_the_distance_is_the_geodesic():
    place = Track(np.array([14.4]), np.array([67.28]))
    lon, lat, _ = WGS84.fwd(14.4, 67.28, 200.0, 120_000.0)
    assert place.distance_km(in_space_km(np.array([lon]), np.array([lat]))) == pytest.approx(
        [120.0], abs=0.001
    )


def test_a_thinned_track_is_as_near_within_its_radius():
    track = ATLANTIC.track
    thin = track.thinned(300.0)
    assert len(thin.lon) < len(track.lon) / 5
    assert (thin.lon[0], thin.lon[-1]) == (track.lon[0], track.lon[-1])
    position = in_space_km(np.array([-30.0]), np.array([54.5]))
    assert thin.roughly_km(position) == pytest.approx(track.distance_km(position), abs=0.1)
    assert track.thinned(1.0) is track


def test_points_outside_are_those_further_than_the_radius_from_every_place():
    ends = Track(BERING.lon, BERING.lat)
    outside = BERING.track.outside(ends, 100.0)
    km = BERING.track.kp_km
    assert np.array_equal(outside, (km > 100.0) & (km < km[-1] - 100.0))


def test_pieces_are_the_stretches_on_which_a_condition_holds():
    track = ATLANTIC.track
    which = np.zeros(len(track.lon), dtype=np.bool_)
    which[:3] = which[10:20] = which[-1] = True
    count = len(which)
    assert pieces(track, which) == [slice(0, 3), slice(10, 20), slice(count - 1, count)]
    assert np.array_equal(track.part(slice(10, 20)).lon, track.only(which).lon[3:13])
