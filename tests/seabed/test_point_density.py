"""Fishing effort and icebergs in the layouts of their publishers: what is added up comes back from the cells."""

import numpy as np
import pytest
from pyproj import Geod

from routeplan.errors import DataError
from routeplan.geo.grid import Grid
from routeplan.seabed.point_density import derive_density
from routeplan.seabed.user_layer import derive_user_layer

GFW = "date,cell_ll_lat,cell_ll_lon,flag,geartype,hours,fishing_hours,mmsi_present"
DAYS = ("2023-01-01", "2023-01-02")
YEARS = len(DAYS) / 365.25


@pytest.fixture(scope="module")
def grid():
    return Grid.arctic(spacing_km=5)


def effort(path, step, hours=2.0, gear="trawlers"):
    """Some hours in every cell of a box of the Barents Sea, on two days."""
    lat, lon = np.meshgrid(np.arange(72.0, 74.0 - 1e-9, step), np.arange(30.0, 36.0 - 1e-9, step))
    rows = [
        f"{day},{a:.2f},{b:.2f},NOR,{gear},3.0,{hours},1"
        for day in DAYS
        for a, b in zip(lat.ravel(), lon.ravel(), strict=True)
    ]
    path.write_text("\n".join([GFW, *rows]) + "\n")
    return len(rows) * hours


def area_km2(grid):
    return (grid.spacing_m / 1000 / grid.derive_scale_factor().astype(float)) ** 2


@pytest.mark.parametrize("step", [0.01, 0.1, 0.25])
def test_hours_are_kept_whatever_the_side_of_the_cells(tmp_path, grid, step):
    total = effort(tmp_path / "fleet-daily.csv", step)
    density, unit = derive_density(tmp_path / "fleet-daily.csv", grid)
    assert unit == "hours / (km² year)"
    assert (density * area_km2(grid)).sum() * YEARS == pytest.approx(total, rel=1e-5)
    row, col = (int(np.rint(at)) for at in grid.cell_of(33.0, 73.0))
    box_km2 = abs(Geod(ellps="WGS84").polygon_area_perimeter([30, 36, 36, 30], [72, 72, 74, 74])[0]) / 1e6
    assert density[row - 4 : row + 5, col - 4 : col + 5].mean() == pytest.approx(
        total / box_km2 / YEARS, rel=0.1
    )


def test_a_cell_of_the_table_is_spread_around_its_middle(tmp_path, grid):
    corner = "2023-01-01,73.00,33.00,NOR,trawlers,3.0,2.0,1\n"
    (tmp_path / "one.csv").write_text(f"{GFW}\n{corner}")
    density, _ = derive_density(tmp_path / "one.csv", grid)
    row, col = np.nonzero(density)
    hours = (density * area_km2(grid))[row, col]
    middle = [np.average(at, weights=hours) for at in (row, col)]
    assert middle == pytest.approx([float(at) for at in grid.cell_of(33.5, 73.5)], abs=0.1)


def test_gear_is_chosen_and_files_of_a_folder_are_added(tmp_path, grid):
    folder = tmp_path / "effort"
    folder.mkdir()
    trawled = effort(folder / "a.csv", 0.1)
    effort(folder / "b.csv", 0.1, 5.0, "drifting_longlines")
    density, _ = derive_density(folder, grid, kinds=["trawlers"])
    assert (density * area_km2(grid)).sum() * YEARS == pytest.approx(trawled, rel=1e-5)
    layer = derive_user_layer(folder, grid, column="trawlers+drifting_longlines")
    assert float((layer * area_km2(grid)).sum()) * YEARS == pytest.approx(trawled * 3.5, rel=1e-5)
    with pytest.raises(DataError, match="no geartype trawl; there are drifting_longlines, trawlers"):
        derive_density(folder, grid, kinds=["trawl"])


def test_sightings_of_icebergs_are_counted_by_year(tmp_path, grid, caplog):
    (tmp_path / "iip.csv").write_text(
        "ICEBERG_YEAR,ICEBERG_NUMBER,SIGHTING_DATE,SIGHTING_TIME,SIGHTING_LATITUDE,SIGHTING_LONGITUDE,SIGHTING_METHOD,SIZE,SHAPE\n"
        "2019,1,2019-04-01,1200,48.5,-50.1,R,MED,TAB\n2019,2,2019-04-02,1200,48.5,-50.1,R,GR,NTB\n"
        "2020,3,2020-05-02,1200,48.5,-50.1,R,MED,NTB\n"
    )
    density, unit = derive_density(tmp_path / "iip.csv", grid)
    assert (density * area_km2(grid)).sum() == pytest.approx(1.5, rel=1e-5)
    assert unit == "sightings / (km² year)"
    assert "International Ice Patrol" in caplog.text
    larger, _ = derive_density(tmp_path / "iip.csv", grid, kinds=["MED"])
    assert (larger * area_km2(grid)).sum() == pytest.approx(1.0, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lat,lon,hours\n60,5,1\n", "columns hours, lat, lon are of no table that is known"),
        (f"{GFW}\n2023-01-01,95,5,NOR,trawlers,1,1,1\n", "row 2, column cell_ll_lat: .*95.* is not valid"),
        (
            f"{GFW}\n2023-01-01,60,5,NOR,trawlers,1,-1,1\n2023-01-01,60,5,NOR,trawlers,1,much,1\n",
            "row 3, column fishing_hours",
        ),
        ("\0\1", "is not|no table|cannot read"),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path, grid, text, told):
    (tmp_path / "own.csv").write_text(text)
    with pytest.raises(DataError, match=told):
        derive_density(tmp_path / "own.csv", grid)
