import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Proj, Transformer

from routeplan.geo.geodesy import (
    PolarStereographic,
    azimuths_deg,
    densify,
    destination,
    geodesic_km,
    legs_km,
)

WGS84_A_M = 6_378_137.0
WGS84_E2 = 0.00669437999014


def snyder_radius_and_scale(lat_deg: float, true_lat_deg: float = 71.0) -> tuple[float, float]:
    """Polar stereographic by hand: Snyder 1987, USGS Professional Paper 1395, eq. 15-9, 14-15, 21-34, 21-32."""

    def t(lat: float) -> float:
        e = np.sqrt(WGS84_E2)
        s = e * np.sin(lat)
        return float(np.tan(np.pi / 4 - lat / 2) / ((1 - s) / (1 + s)) ** (e / 2))

    def m(lat: float) -> float:
        return float(np.cos(lat) / np.sqrt(1 - WGS84_E2 * np.sin(lat) ** 2))

    lat, true_lat = np.radians(lat_deg), np.radians(true_lat_deg)
    radius = WGS84_A_M * m(true_lat) * t(lat) / t(true_lat)
    return radius, radius / (WGS84_A_M * m(lat))


def test_the_quarter_meridian_is_as_long_as_published():
    assert geodesic_km(25.0, 0.0, 25.0, 90.0) == pytest.approx(10_001.965_729, abs=1e-6)


def test_a_degree_of_the_equator_is_a_360th_of_its_length():
    assert geodesic_km(0.0, 0.0, 1.0, 0.0) == pytest.approx(2 * np.pi * WGS84_A_M / 360e3, abs=1e-9)


def test_flinders_peak_to_buninyong_is_as_surveyed():
    # Geocentric Datum of Australia technical manual; its GRS 80 differs from WGS 84 by 0.1 mm in the polar axis.
    flinders = (144 + 25 / 60 + 29.52440 / 3600, -(37 + 57 / 60 + 3.72030 / 3600))
    buninyong = (143 + 55 / 60 + 35.38390 / 3600, -(37 + 39 / 60 + 10.15610 / 3600))
    assert geodesic_km(*flinders, *buninyong) == pytest.approx(54.972_271, abs=2e-6)
    lon, lat = (np.array(pair) for pair in zip(flinders, buninyong, strict=True))
    assert azimuths_deg(lon, lat)[0] == pytest.approx(306 + 52 / 60 + 5.37 / 3600, abs=3e-6)


def test_a_long_geodesic_ends_where_karney_2013_says():
    # Karney, Algorithms for geodesics, J. Geodesy 87 (2013), table 2: latitude 40, azimuth 30, 10,000 km.
    lon, lat = destination(0.0, 40.0, 30.0, 10_000.0)
    assert (lon, lat) == pytest.approx((137.844_900_043_77, 41.793_310_205_06), abs=1e-9)


def test_a_line_over_the_pole_is_two_meridians_long():
    pole_to_80 = geodesic_km(0.0, 80.0, 0.0, 90.0)
    assert geodesic_km(20.0, 80.0, -160.0, 80.0) == pytest.approx(2 * pole_to_80, rel=1e-12)


def test_a_line_over_180_does_not_go_round_the_world():
    assert geodesic_km(179.0, 66.0, -179.0, 66.0) == pytest.approx(
        geodesic_km(0.0, 66.0, 2.0, 66.0), rel=1e-12
    )


def test_legs_are_the_geodesics_between_neighbours():
    lon, lat = np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0])
    # A degree of longitude and a degree of latitude at the equator.
    assert legs_km(lon, lat) == pytest.approx([111.319_491, 110.574_389], abs=1e-6)
    assert legs_km(lon[:1], lat[:1]).shape == (0,)


positions = st.tuples(st.floats(-180, 180), st.floats(30, 89))


@given(st.lists(positions, min_size=2, max_size=5, unique=True), st.floats(50, 800))
def test_densify_keeps_length_and_vertices_and_no_step_is_longer(vertices, every_km):
    lon, lat = (np.array(axis) for axis in zip(*vertices, strict=True))
    fine_lon, fine_lat = densify(lon, lat, every_km=every_km)
    steps = legs_km(fine_lon, fine_lat)
    assert steps.sum() == pytest.approx(legs_km(lon, lat).sum(), rel=1e-9, abs=1e-9)
    assert steps.max() <= every_km * (1 + 1e-9)
    assert set(zip(lon, lat, strict=True)) <= set(zip(fine_lon, fine_lat, strict=True))
    assert (fine_lon[0], fine_lat[-1]) == (lon[0], lat[-1])


def test_the_plane_is_true_to_scale_at_71_north():
    assert PolarStereographic().scale_factor(71.0) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("lat", [30.0, 45.0, 60.0, 71.0, 80.0, 89.9])
def test_radius_and_scale_follow_snyder(lat):
    radius, scale = snyder_radius_and_scale(lat)
    plane = PolarStereographic()
    assert plane.radius_m(lat) == pytest.approx(radius, rel=1e-9)
    assert plane.scale_factor(lat) == pytest.approx(scale, rel=1e-9)


def test_greenwich_runs_straight_down_from_the_pole():
    plane = PolarStereographic()
    east, north = plane.forward([0.0, 90.0, 180.0], [60.0, 60.0, 60.0])
    assert plane.central_lon == pytest.approx(0.0, abs=1e-9)
    assert (east[0], north[2]) == pytest.approx((0.0, plane.radius_m(60.0)), abs=1e-6)
    assert (north[0], east[1]) == pytest.approx((-plane.radius_m(60.0), plane.radius_m(60.0)), abs=1e-6)


@given(st.floats(-180, 180), st.floats(20, 89.99))
def test_projecting_there_and_back_ends_at_the_same_place(lon, lat):
    plane = PolarStereographic()
    back = plane.inverse(*plane.forward(lon, lat))
    assert geodesic_km(lon, lat, *back) < 1e-6


def test_radial_tables_agree_with_the_projection_library():
    plane, radii = PolarStereographic(), np.random.default_rng(1).uniform(0.0, 7.2e6, 500)
    step_m, lat_table, scale_table = plane.radial_tables(7.2e6)
    knots = np.arange(len(lat_table)) * step_m
    _, lat = Transformer.from_crs(3995, 4326, always_xy=True).transform(np.zeros(500), -radii)
    scale = Proj(CRS.from_epsg(3995)).get_factors(np.zeros(500), lat).meridional_scale
    assert np.abs(np.interp(radii, knots, lat_table) - lat).max() < 1e-6
    assert np.abs(np.interp(radii, knots, scale_table) / scale - 1).max() < 1e-7


def test_the_definition_is_readable_by_programs_without_an_epsg_table():
    again = Transformer.from_crs(4326, CRS.from_proj4(PolarStereographic().proj4), always_xy=True)
    assert again.transform(10.0, 70.0) == pytest.approx(
        [float(x) for x in PolarStereographic().forward(10.0, 70.0)]
    )
