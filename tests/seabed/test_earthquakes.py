"""Catalogues of ComCat are read as the USGS writes them, and aftershocks are told from independent earthquakes."""

import numpy as np
import pandas as pd
import pytest

from routeplan.errors import DataError
from routeplan.seabed.earthquakes import find_mainshocks, read_comcat

HEAD = (
    "time,latitude,longitude,depth,mag,magType,nst,gap,dmin,rms,net,id,updated,place,type,"
    "horizontalError,depthError,magError,magNst,status,locationSource,magSource"
)
ROWS = (
    "2011-03-11T05:46:24.120Z,38.297,142.373,29,9.1,mww,541,9.5,,1.16,official,o1,2022-11-22T05:58:26.264Z,"
    '"Tohoku, Japan",earthquake,,,,,reviewed,us,us',
    '1929-11-18T20:32:04.000Z,44.54,-56.01,,7.2,mw,,,,,iscgem,o2,2022-04-26T18:19:57.000Z,"Grand Banks",'
    "earthquake,25,,0.2,,reviewed,iscgem,iscgem",
    '1973-09-12T06:59:54.300Z,73.302,55.161,0,6.8,mb,,,,,us,o3,2014-11-06T23:21:25.000Z,"Novaya Zemlya, Russia",'
    "nuclear explosion,,,,,reviewed,us,us",
    '1950-01-01T00:00:00.000Z,51,170,15,,,,,,,us,o4,2014-11-06T23:21:25.000Z,"no magnitude",'
    "earthquake,,,,,reviewed,us,us",
)


def write(path, *rows, head=HEAD):
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_earthquakes_are_read_and_nuclear_tests_are_not(tmp_path):
    read = read_comcat(write(tmp_path / "query.csv", *ROWS))
    assert read["time"].dt.year.tolist() == [1929, 2011]
    assert read[["lon", "lat", "magnitude"]].to_numpy().tolist() == [
        [-56.01, 44.54, 7.2],
        [142.373, 38.297, 9.1],
    ]
    assert np.isnan(read["depth_km"][0])
    assert read["depth_km"][1] == 29.0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROWS[0].replace("38.297", "98.3"), 'query.csv, row 2, column latitude: "98.3" is not valid'),
        (
            ROWS[0].replace("2011-03-11T05:46:24.120Z", "yesterday"),
            'column time: "yesterday" is not valid; give a time such as',
        ),
        (ROWS[2], "has no earthquake"),
    ],
)
def test_what_is_no_catalogue_is_refused_in_one_line(tmp_path, row, message):
    with pytest.raises(DataError, match=message):
        read_comcat(write(tmp_path / "query.csv", row))


def test_a_file_that_the_usgs_has_cut_off_is_refused(tmp_path):
    with pytest.raises(DataError, match="20,000 rows"):
        read_comcat(write(tmp_path / "query.csv", *[ROWS[0]] * 20_000))


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(DataError, match="no column mag"):
        read_comcat(write(tmp_path / "query.csv", ROWS[0], head=HEAD.replace(",mag,", ",size,")))


# Gardner and Knopoff (1974), table 1: magnitude, km, days.
WINDOWS = ((6.0, 54.0, 510.0), (7.0, 70.0, 915.0), (8.0, 94.0, 985.0))


@pytest.mark.parametrize(("magnitude", "km", "days"), WINDOWS)
def test_aftershocks_are_told_by_the_published_windows(magnitude, km, days):
    """A weaker one 5 % within the window in space and in time belongs to it, 5 % outside it does not."""
    km_a_degree = 111.19
    for far, late, independent in ((0.95, 0.95, False), (1.05, 0.95, True), (0.95, 1.05, True)):
        shocks = pd.DataFrame(
            {
                "time": pd.to_datetime(["1990-01-01"] * 2, utc=True)
                + pd.to_timedelta([0.0, late * days], unit="D"),
                "lon": [-30.0, -30.0],
                "lat": [45.0, 45.0 + far * km / km_a_degree],
                "magnitude": [magnitude, magnitude - 0.5],
            }
        )
        assert find_mainshocks(shocks).tolist() == [True, independent]


def test_a_weaker_earthquake_long_before_is_no_foreshock():
    times = pd.to_datetime(["1980-01-01", "1999-12-20", "2000-01-01", "2020-01-01"], utc=True)
    shocks = pd.DataFrame({"time": times, "lon": 142.0, "lat": 38.0, "magnitude": [6.2, 6.2, 7.5, 6.2]})
    assert find_mainshocks(shocks).tolist() == [True, False, True, True]
