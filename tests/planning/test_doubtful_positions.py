"""Exchanged axes and lost signs of lists whose values stay in range: told by the coast."""

import numpy as np
import pytest

import routeplan as rp
from routeplan.io.imported_line import ImportedLine
from routeplan.planning.doubtful_positions import warn_of_doubtful
from routeplan.planning.system_lines import shore_of

# Bodø by the sea to Longyearbyen's fjord; Galway to Halifax; Reykjavik's south coast to Nuuk.
ARCTIC = [(14.40, 67.28), (12.0, 70.0), (13.0, 75.0), (15.6, 78.23)]
ATLANTIC = [(-9.05, 53.27), (-16.0, 52.5), (-36.0, 49.0), (-63.57, 44.64)]
GREENLAND = [(-20.17, 63.535), (-35.0, 60.0), (-47.0, 58.5), (-51.72, 64.18)]


@pytest.fixture(scope="module")
def is_shore():
    return shore_of(rp.open_planner(spacing_km=25))


def told(points, is_shore):
    lon, lat = np.array(points).T
    line = warn_of_doubtful(ImportedLine("list", lon, lat, "geodesic", "list.csv"), is_shore)
    return " | ".join(line.read_as.notes.warnings)


@pytest.mark.parametrize("points", [ARCTIC, ATLANTIC, GREENLAND, ATLANTIC[::-1], ATLANTIC[1:]])
def test_a_line_from_shore_to_shore_and_a_piece_at_sea_are_not_doubted(points, is_shore):
    assert told(points, is_shore) == ""


@pytest.mark.parametrize("points", [ARCTIC, ATLANTIC, GREENLAND])
def test_latitude_under_the_heading_of_longitude_is_told(points, is_shore):
    exchanged = [(lat, lon) for lon, lat in points]
    assert "latitude and longitude exchanged" in told(exchanged, is_shore)


@pytest.mark.parametrize("points", [ATLANTIC, GREENLAND])
def test_a_column_of_west_longitudes_without_its_sign_is_told(points, is_shore):
    assert "longitudes of the other sign" in told([(-lon, lat) for lon, lat in points], is_shore)


@pytest.mark.parametrize("at", [0, -1])
@pytest.mark.parametrize("points", [ATLANTIC, GREENLAND])
def test_a_sign_lost_at_one_end_is_told(points, at, is_shore):
    changed = list(points)
    changed[at] = (-points[at][0], points[at][1])
    said = told(changed, is_shore)
    assert f"the {'first' if at == 0 else 'last'} position" in said
    assert "check its sign" in said


def test_a_line_that_crosses_the_prime_meridian_is_not_doubted(is_shore):
    assert told([(5.0, 60.4), (-1.0, 61.0), (-10.0, 62.0), (-20.17, 63.535)], is_shore) == ""
