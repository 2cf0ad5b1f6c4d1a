"""Catalogues of ISC are read as its web service and its download page write them, and told apart from ComCat's."""

import math

import pytest

from routeplan.errors import DataError
from routeplan.runtime.notices import collected_notices
from routeplan.seabed.earthquakes import read_earthquakes
from routeplan.seabed.seismicity import read_seismicity

# The layout of the web service: a page of words, a heading, fields padded with blanks, STOP.
PAGE = """<!DOCTYPE html>
<html><head><title>ISC: Event catalogue</title></head><body><pre>
DATA_TYPE EVENT_CATALOGUE
ISC Bulletin
--EVENT--|--------------------ORIGIN (PRIME HYPOCENTRE)-------------------|------MAGNITUDES-----...
"""
HEADING = (
    "  EVENTID,TYPE,AUTHOR   ,DATE      ,TIME       ,LAT     ,LON      ,DEPTH,DEPFIX,AUTHOR   ,TYPE  ,MAG \n"
)
TOHOKU = (
    " 16461282,ke  ,ISC      ,2011-03-11,05:46:23.41, 38.2963, 142.4980, 19.7,TRUE  ,"
    "ISC      ,mb    , 7.0,ISC      ,MS    , 8.5,NEIC     ,MW    , 9.0,GCMT     ,MW    , 9.1\n"
)
GRAND_BANKS = (
    "   909144,    ,ISC-GEM  ,1929-11-18,20:32:03.00, 44.5360, -56.2180,     ,      ,ISC-GEM  ,MW    , 7.1\n"
)
NOVAYA_ZEMLYA = (
    "   762771,kn  ,ISC      ,1973-09-12,06:59:54.00, 73.3020,  55.1610,  0.0,TRUE  ,ISC      ,mb    , 6.8\n"
)
NO_MAGNITUDE = (
    "   893450,ke  ,ISS      ,1950-01-01,00:12:60.00, 51.0000, 170.0000, 15.0,      ,         ,      ,    \n"
)
END = "\nSTOP\n</pre></body></html>\n"

GEM = """# ISC-GEM Global Instrumental Earthquake Catalogue
# Version 10.0 - released on 2023-04-05
#
#      date            ,    lat  ,    lon   , smajax, sminax, strike, q , depth,  unc , q ,  mw  , unc  , q ,  s , mo
1929-11-18 20:32:03.00 ,  44.536 ,  -56.218 ,   9.1 ,   7.2 ,  85.1 , B ,  15.0 ,  4.0 , C ,  7.12 , 0.20 , B ,  d ,
2011-03-11 05:46:23.41 ,  38.296 ,  142.498 ,   4.1 ,   3.2 ,  85.1 , A ,  20.0 ,  4.0 , B ,  9.09 , 0.02 , A ,  p , 4.9
"""


def write(path, *parts):
    path.write_text("".join(parts), encoding="utf-8")
    return path


def test_the_bulletin_is_read_out_of_its_page_without_nuclear_tests(tmp_path):
    read = read_earthquakes(
        write(tmp_path / "isc.csv", PAGE, HEADING, TOHOKU, GRAND_BANKS, NOVAYA_ZEMLYA, NO_MAGNITUDE, END)
    )
    assert read["time"].dt.strftime("%Y-%m-%d %H:%M:%S.%f").tolist() == [
        "1929-11-18 20:32:03.000000",
        "2011-03-11 05:46:23.410000",
    ]
    assert read[["lon", "lat"]].to_numpy().tolist() == [[-56.218, 44.536], [142.498, 38.2963]]
    assert math.isnan(read["depth_km"][0])
    assert read["depth_km"][1] == 19.7


def test_the_moment_magnitude_of_gcmt_counts_before_others(tmp_path):
    assert read_earthquakes(write(tmp_path / "a.csv", HEADING, TOHOKU))["magnitude"].tolist() == [9.1]
    without_mw = TOHOKU.partition(",NEIC")[0] + "\n"
    assert read_earthquakes(write(tmp_path / "b.csv", HEADING, without_mw))["magnitude"].tolist() == [8.5]


def test_an_earlier_bulletin_without_types_of_events_says_so(tmp_path):
    with collected_notices() as told:
        read = read_earthquakes(
            write(tmp_path / "old.csv", HEADING.replace("TYPE,", "", 1), TOHOKU.replace("ke  ,", ""))
        )
    assert read["magnitude"].tolist() == [9.1]
    assert "explosions in it count as earthquakes" in told[0]


def test_a_page_that_breaks_off_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"isc\.csv breaks off before STOP; get the file again"):
        read_earthquakes(write(tmp_path / "isc.csv", PAGE, HEADING, TOHOKU))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (" 38.2963", " 98.2963", r'row 2, column LAT: "98\.2963" is not valid'),
        (" 142.4980", "", r'row 2, column LON: "" is not valid'),
        ("2011-03-11", "11.03.2011", r'"11\.03\.2011 05:46:23\.41" is no time'),
        (", 9.1", ", x.1", r'column MAG: "x\.1" is not valid'),
        (",TRUE  ,ISC      ,mb    , 7.0,ISC      ,MS    , 8.5,NEIC     ,MW    , 9.0,GCMT     ,MW    , 9.1", "",
         "row 2: 8 fields, 9 are needed"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named(tmp_path, old, new, told):
    with pytest.raises(DataError, match=told):
        read_earthquakes(write(tmp_path / "isc.csv", HEADING, TOHOKU.replace(old, new)))


def test_isc_gem_is_read_by_the_names_in_its_last_comment(tmp_path):
    read = read_earthquakes(write(tmp_path / "isc-gem-cat.csv", GEM))
    assert read["magnitude"].tolist() == [7.12, 9.09]
    assert read["depth_km"].tolist() == [15.0, 20.0]
    assert read["lon"].tolist() == [-56.218, 142.498]


@pytest.mark.parametrize(
    "text",
    [
        "#EventID|Time|Latitude|Longitude|Depth/km|Magnitude\nus1|2011-03-11T05:46:24|38.3|142.4|29|9.1\n",
        "id,when,where\n1,2011,Japan\n",
        "EVENTID,STA,PHASE,ISCPHASE\n1,ABC,P,P\n",
        "",
    ],
)
def test_what_is_none_of_them_is_refused_with_what_is_read(tmp_path, text):
    with pytest.raises(
        DataError, match="is no catalogue of earthquakes that is known; give CSV of USGS ComCat, of"
    ):
        read_earthquakes(write(tmp_path / "other.csv", text))


def test_rates_come_out_of_a_bulletin_as_out_of_comcat(tmp_path):
    """One earthquake of M 6.1 a decade at one place, in both layouts, gives the same rates."""
    years = range(1965, 2016, 10)
    isc = [GRAND_BANKS.replace("1929", str(year)).replace("7.1", "6.1") for year in years]
    comcat = [f"{year}-11-18T20:32:03.000Z,44.536,-56.218,,6.1,earthquake\n" for year in years]
    both = [
        read_seismicity(write(tmp_path / "isc.csv", HEADING, *isc, "STOP\n")),
        read_seismicity(write(tmp_path / "usgs.csv", "time,latitude,longitude,depth,mag,type\n", *comcat)),
    ]
    assert max(row.max() for row in both[0].m6) > 0
    assert all((one == other).all() for one, other in zip(both[0].m6, both[1].m6, strict=True))
