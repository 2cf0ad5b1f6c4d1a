from itertools import pairwise

import numpy as np
import pytest
import shapely
from pyproj import Geod

from routeplan.catalog.countries import read_countries
from routeplan.catalog.states import state_of
from routeplan.catalog.treaty_lines import read_treaty_lines
from routeplan.catalog.zone_rules import RuleKind, read_zone_rules
from routeplan.errors import DataError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.io.sources import embedded

WGS84 = Geod(ellps="WGS84")
HEADER = "line,order,lat,lon,left,right,joined,special_areas,treaty,year,source,note\n"


@pytest.fixture(scope="module")
def lines():
    return {line.id: line for line in read_treaty_lines()}


@pytest.mark.parametrize("key", ["treaty-lines", "zone-rules"])
def test_the_tables_are_the_published_ones(key):
    embedded(key).check()


# Positions as the treaties print them.
@pytest.mark.parametrize(
    ("name", "vertex", "lat", "lon"),
    [
        ("no-ru-barents", 0, 70 + 16 / 60 + 28.95 / 3600, 32 + 4 / 60 + 23 / 3600),
        ("no-ru-varanger", 0, 69 + 47 / 60 + 41.42 / 3600, 30 + 49 / 60 + 3.55 / 3600),
        ("ru-us", 2, 65.5, -(168 + 58 / 60 + 37 / 3600)),
        ("ru-us", -2, 51 + 19 / 60 + 37 / 3600, 167 + 35 / 60 + 40 / 3600),
        ("ru-us", -1, 51 + 11 / 60 + 22 / 3600, 167 + 26 / 60 + 52 / 3600),
        ("gl-no-jan-mayen", -1, 69 + 35 / 60, -(13 + 16 / 60)),
        ("gl-no-svalbard", 0, 83 + 43 / 60 + 5.93 / 3600, 7 + 59 / 60 + 18.3 / 3600),
        ("ca-gl", 0, 61.0, -(57 + 13.1 / 60)),
        ("gb-nl", 0, 55 + 45 / 60 + 54 / 3600, 3 + 22 / 60 + 13 / 3600),
        ("gb-nl", -1, 51 + 52 / 60 + 34.01 / 3600, 2 + 32 / 60 + 21.6 / 3600),
        ("gb-no", 13, 62 + 27 / 60 + 32.82 / 3600, 1 + 2 / 60 + 17.7 / 3600),
        ("dk-se", -1, 56 + 12 / 60 + 58.9 / 3600, 12 + 21 / 60 + 48 / 3600),
        ("jp-kr", 22, 34 + 54.3 / 60, 129 + 18.4 / 60),
    ],
)
def test_vertices_are_those_of_the_treaty(lines, name, vertex, lat, lon):
    assert (lines[name].lat[vertex], lines[name].lon[vertex]) == pytest.approx((lat, lon), abs=1e-5)


@pytest.mark.parametrize(("first", "last"), [(1, 9), (9, 35), (40, 70), (70, 83)])
def test_the_points_of_1990_lie_at_even_steps_between_the_corners_of_the_line(lines, first, last):
    """A wrong digit breaks the third differences of positions that the annex rounds to seconds."""
    line = lines["ru-us"]
    points = slice(first + 1, last + 2)  # the annex calls the third vertex point 1
    seconds = 3600.0 * np.stack([line.lat[points], line.lon[points] % 360.0])
    # Four roundings of half a second each, in numbers 1, 3, 3, 1.
    assert np.abs(np.diff(seconds, n=3, axis=1)).max() <= 4.0 + 1.0


def test_the_2007_line_ends_where_that_of_2010_begins(lines):
    varanger, barents = lines["no-ru-varanger"], lines["no-ru-barents"]
    assert (varanger.lon[-1], varanger.lat[-1]) == (barents.lon[0], barents.lat[0])


def test_the_lines_of_the_north_sea_meet_where_three_states_do(lines):
    """Norway, Denmark, Germany and the Netherlands, from north to south, each with the United Kingdom."""
    ends = [(lines[name].lon, lines[name].lat) for name in ("dk-gb", "de-gb", "gb-nl")]
    starts = {(lon[0], lat[0]) for lon, lat in ends}
    assert (lines["gb-no"].lon[0], lines["gb-no"].lat[0]) in starts
    for (lon, lat), (next_lon, next_lat) in pairwise(ends):
        assert (lon[-1], lat[-1]) == (next_lon[0], next_lat[0])


def test_the_lines_round_the_faroes_meet_where_three_states_do(lines):
    meeting = {
        (lines[name].lon[at], lines[name].lat[at]) for name, at in (("gb-no", -1), ("fo-gb", 0), ("fo-no", 0))
    }
    assert len(meeting) == 1


def test_the_state_on_the_left_of_a_line_has_its_coast_there(lines):
    """Of most steps along it: a coast may bend round the end of a line."""
    countries, plane = read_countries(), PolarStereographic()
    owners = [state_of(*row).isos[0] for row in zip(countries["name"], countries["iso_n3"], strict=True)]
    for line in lines.values():
        points = np.stack(plane.forward(*line.densified(every_km=20.0)), axis=1)
        along, middles = np.diff(points, axis=0), (points[1:] + points[:-1]) / 2
        shares = []
        for states, side in ((line.left, 1.0), (line.right, -1.0)):
            coast = countries.geometry[[owner in states for owner in owners]].union_all()
            nearest = shapely.get_coordinates(shapely.shortest_line(shapely.points(middles), coast))[1::2]
            towards = nearest - middles
            shares.append(np.mean(side * (along[:, 0] * towards[:, 1] - along[:, 1] * towards[:, 0]) > 0))
        assert sum(shares) > 1.0, line.id


def test_the_line_of_2010_is_907_nautical_miles_long(lines):
    # US Department of State, Limits in the Seas 148 (2020).
    line = lines["no-ru-barents"]
    nautical_miles = WGS84.line_length(line.lon, line.lat) / 1852
    assert nautical_miles == pytest.approx(907, abs=1)


def test_a_rhumb_leg_keeps_its_bearing(lines):
    lon, lat = lines["fi-ru"].densified(every_km=2.0)
    along_the_parallel = lat[lon > 26.96]
    assert np.ptp(along_the_parallel) < 1e-6  # points 1 and 2 of the decree have one latitude


def test_every_vertex_has_a_source_and_every_label_a_rule():
    text = embedded("treaty-lines").path.read_text(encoding="utf-8")
    assert all(line.count(",") >= 11 for line in text.splitlines())
    assert {rule.kind for rule in read_zone_rules()} == set(RuleKind)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ("a,1,60,0,NO,RU,geodesic,,t,2000,s,\n", "row 2: the vertices of a are not 1, 2, 3"),
        (
            "a,1,60,0,NO,RU,geodesic,,t,2000,s,\na,3,61,0,NO,RU,geodesic,,t,2000,s,\n",
            "the vertices of a are not 1, 2, 3",
        ),
        (
            "a,1,60,0,NO,RU,geodesic,,t,2000,s,\na,2,61,0,RU,NO,geodesic,,t,2000,s,\n",
            "row 3: left, right or special_areas of a change",
        ),
        ("a,1,60,0,NO,RU,straight,,t,2000,s,\n", "row 2, column joined"),
        ("a,1,95,0,NO,RU,geodesic,,t,2000,s,\n", "row 2, column lat"),
    ],
)
def test_a_broken_line_is_refused_with_its_row(tmp_path, rows, named):
    path = tmp_path / "lines.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(DataError, match=named):
        read_treaty_lines(path)
