"""Rates of earthquakes: counted by hand on small catalogues, and known places on the embedded table."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from routeplan.errors import DataError
from routeplan.geo.grid import Grid
from routeplan.io.sources import data_folder, embedded
from routeplan.seabed.seismicity import KERNEL_KM, M6, M7, derive_seismicity, read_seismicity

CATALOGUE = Path(__file__).parents[3] / "shared" / "data" / "quakes" / "usgs_m6_1900-2023.csv"
PEAK = 1e6 / (2 * np.pi * KERNEL_KM**2)  # events per million km2 where one is spread over the kernel
AT_60N = np.array([0.0]), np.array([60.5])  # the centre of a cell: there are 177 on the parallel


@pytest.fixture(scope="module")
def seismicity():
    return read_seismicity()


def catalogue(*events):
    """Events as (time, lon, lat, depth, magnitude), and two far in the south that begin and end it."""
    far = [("1900-01-01", 0.0, -60.0, 10.0, 6.0), ("2020-01-01", 0.0, -60.0, 10.0, 6.0)]
    table = pd.DataFrame([*far, *events], columns=["time", "lon", "lat", "depth_km", "magnitude"])
    return table.assign(time=pd.to_datetime(table["time"], utc=True)).sort_values("time", ignore_index=True)


def rate(*events, least=M6, at=AT_60N):
    return derive_seismicity(catalogue(*events), source="test").at(*at, least=least).item()


EVENT = ("1990-06-01", 0.0, 60.5, 10.0, 6.4)


def test_the_table_is_the_one_that_was_published():
    embedded("seismicity").check()


def test_one_earthquake_is_spread_over_the_kernel_and_the_years():
    """M 6 counts for 56 years with nine events in ten, and for 120 with the tenth that is of M 7 (Weichert 1980)."""
    years = 0.9 * 56 + 0.1 * 120
    assert rate(EVENT) == pytest.approx(PEAK / years, rel=0.01)
    assert rate(EVENT, least=M7) == 0.0
    two_kernels_north = np.array([0.0]), np.array([60.5 + 2 * KERNEL_KM / 111.4])
    # Between cell centres 111 km apart a straight line is above the tail of the curve.
    assert rate(EVENT, at=two_kernels_north) == pytest.approx(PEAK / years * np.exp(-2.0), rel=0.6)


def test_a_great_earthquake_before_catalogues_are_complete_does_not_count():
    """A file may reach back to a few known earthquakes before 1900: the years from then on are what rates divide by."""
    early, late = ("1880-06-01", 0.0, 60.5, 10.0, 7.5), ("1950-06-01", 0.0, 60.5, 10.0, 7.5)
    for least in (M6, M7):
        assert rate(early, late, least=least) == pytest.approx(rate(late, least=least), rel=1e-4)


def test_all_of_an_earthquake_is_counted():
    """Over all cells, rate times area is one event in 62.4 years; cells of 1 degree are coarse for it, within 5 %."""
    found = derive_seismicity(catalogue(EVENT), source="test")
    lat = 25.5 + np.arange(65)
    area = [
        111.19**2 * 360 * np.cos(np.radians(at)) / len(row) for at, row in zip(lat, found.m6, strict=True)
    ]
    total = sum(float(row.sum()) * each / 1e6 for row, each in zip(found.m6, area, strict=True))
    assert total == pytest.approx(1 / 62.4, rel=0.05)


@pytest.mark.parametrize(
    ("event", "m6", "m7"),
    [
        (("1950-06-01", 0.0, 60.5, 10.0, 6.4), 0.0, 0.0),  # before all of them were recorded
        (("1950-06-01", 0.0, 60.5, 10.0, 7.4), 1 / 62.4, 1 / 120),
        (("1990-06-01", 0.0, 60.5, 300.0, 6.4), 0.0, 0.0),  # deep
        (("1990-06-01", 0.0, 60.5, np.nan, 6.4), 1 / 62.4, 0.0),
        (("1990-06-01", 0.0, 60.5, 10.0, 5.9), 0.0, 0.0),
    ],
)
def test_only_what_counts_is_counted(event, m6, m7):
    assert rate(event) == pytest.approx(PEAK * m6, rel=0.01)
    assert rate(event, least=M7) == pytest.approx(PEAK * m7, rel=0.01)


def test_an_aftershock_adds_nothing():
    main, after = ("1990-06-01", 0.0, 60.5, 10.0, 7.0), ("1990-07-01", 0.0, 60.6, 10.0, 6.5)
    assert rate(main, after) == pytest.approx(rate(main))


def test_a_catalogue_of_old_or_weak_earthquakes_is_refused():
    with pytest.raises(DataError, match="no shallow earthquake of M 6 after 1964"):
        derive_seismicity(catalogue().iloc[:1], source="old.csv")
    with pytest.raises(
        DataError, match=r"strong.csv begins at M 6.4; give a catalogue of all earthquakes from M 6"
    ):
        derive_seismicity(catalogue(EVENT).query("magnitude > 6.2"), source="strong.csv")


def test_rates_are_continuous_across_180_and_end_in_the_south(seismicity):
    west, east = (seismicity.at(np.array([lon]), np.array([51.5])).item() for lon in (-179.999, 179.999))
    assert west == pytest.approx(east, rel=0.001)
    assert west > 1.0  # the Aleutian arc
    assert seismicity.at(np.array([130.0, 130.0]), np.array([24.4, 10.0])).tolist() == [0.0, 0.0]


def test_a_grid_has_the_rates_of_its_positions(seismicity):
    grid = Grid.arctic(spacing_km=10, south_deg=60).window(0, 301, 0, 199)
    rows, cols = np.indices(grid.shape)
    exact = seismicity.at(*grid.lonlat_of(rows, cols))
    assert np.abs(seismicity.over(grid) - exact).max() < 0.06 * exact.max()


def test_trenches_have_many_ridges_some_and_old_shields_none(seismicity):
    """Off Japan and the Kurils over 2 a year and million km2; a nuclear test site in the Barents Sea none."""
    kuril, iwate, jan_mayen, virginia, novaya_zemlya, hudson = seismicity.at(
        np.array([152.0, 143.5, -8.0, -70.0, 54.9, -85.0]), np.array([46.0, 40.0, 71.3, 37.0, 73.4, 60.0])
    )
    assert min(kuril, iwate) > 2.0
    assert 0.2 < jan_mayen < kuril
    assert max(virginia, novaya_zemlya, hudson) < 0.02


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Run the script that made the embedded table, and give the table that it writes."""
    script = data_folder() / "hazards" / "build_seismicity.py"
    spec = importlib.util.spec_from_file_location("build_seismicity", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "OUTPUT", tmp_path / "seismicity.csv")

    def built(path):
        module.main(path)
        return tmp_path / "seismicity.csv"

    return built


def test_the_script_turns_a_catalogue_into_cells(build, tmp_path):
    """One M 6.4 at 60.5N 0E, and two far in the south that begin and end the catalogue."""
    (tmp_path / "quakes.csv").write_text(
        "time,latitude,longitude,depth,mag,type\n"
        "1900-01-01T00:00:00.000Z,-60,0,10,6.0,earthquake\n"
        "1990-06-01T00:00:00.000Z,60.5,0,10,6.4,earthquake\n"
        "2020-01-01T00:00:00.000Z,-60,0,10,6.0,earthquake\n",
        encoding="utf-8",
    )
    cells = pd.read_csv(build(tmp_path / "quakes.csv"))
    top = cells.loc[cells["m6_per_million_km2_year"].idxmax()]
    assert (top["lat"], abs(top["lon"])) == (60.5, pytest.approx(0.0, abs=1.1))
    assert top["m6_per_million_km2_year"] == pytest.approx(PEAK / (0.9 * 56 + 0.1 * 120), rel=0.01)
    assert (cells["m7_per_million_km2_year"] == 0).all()


@pytest.mark.skipif(
    not CATALOGUE.is_file(), reason="the USGS file of 13,927 events does not ship, only its rates do"
)
def test_the_script_makes_the_embedded_table_again(build):
    assert build(CATALOGUE).read_bytes() == embedded("seismicity").path.read_bytes()
