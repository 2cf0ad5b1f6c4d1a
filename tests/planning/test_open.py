"""What a scenario names is what a planner works with: grid, data, layers of the user's own."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

import routeplan as rp
from routeplan.cost.scenario import read_scenario
from routeplan.errors import DataError, ScenarioError, UsageError
from routeplan.io.data_sets import source_of
from routeplan.seabed.sea_ice import read_ice_calendar

COARSE = "[grid]\nspacing_km = 25\n"


@pytest.fixture
def write_scenario(tmp_path):
    """A scenario with one layer: a box in mid-Atlantic, right on the way from Galway to Halifax."""
    box = [[-40.0, 44.0], [-30.0, 44.0], [-30.0, 56.0], [-40.0, 56.0], [-40.0, 44.0]]
    shape = {"type": "Polygon", "coordinates": [box]}
    (tmp_path / "box.geojson").write_text(
        json.dumps({"type": "Feature", "properties": {}, "geometry": shape}), encoding="utf-8"
    )

    def write(layer: str):
        path = tmp_path / "mine.toml"
        path.write_text(f'{COARSE}[[data.layers]]\npath = "box.geojson"\n{layer}\n', encoding="utf-8")
        return path

    return write


def in_the_box_km(route):
    inside = route.profile["lon"].between(-40, -30) & route.profile["lat"].between(44, 56)
    return float(route.profile.loc[inside, "step_km"].sum())


@pytest.fixture(scope="module")
def plain():
    return rp.open_planner(spacing_km=25).route("galway", "halifax", prove=False)


def test_without_the_layer_the_route_runs_through_the_box(plain):
    assert in_the_box_km(plain) > 500


def test_a_no_go_area_is_gone_round(plain, write_scenario):
    route = rp.open_planner(write_scenario('use = "no_go"')).route("galway", "halifax", prove=False)
    assert in_the_box_km(route) < 30  # a cell's width along the edge
    assert route.objective_usd > plain.objective_usd


# Edges of the box run through cells of 25 km: a box 700 km wide is known to some per cent.


def test_a_costly_area_costs_its_figure_a_kilometre(plain, write_scenario):
    planner = rp.open_planner(write_scenario('use = "cost"\nusd_per_km = 100'))
    route = planner.route("galway", "halifax", prove=False)
    assert route.objective_terms_usd["user"] == pytest.approx(100 * in_the_box_km(route), rel=0.05)
    assert "user" not in plain.objective_terms_usd


def test_a_risky_area_adds_its_faults(plain, write_scenario):
    planner = rp.open_planner(write_scenario('use = "risk"\nfaults_per_1000_km_year = 0.5'))
    route = planner.route("galway", "halifax", prove=False)
    faults = route.breakdown.exposure.faults_per_year
    assert faults["user"] == pytest.approx(0.5e-3 * in_the_box_km(route), rel=0.05)
    assert plain.breakdown.exposure.faults_per_year["user"] == 0.0


def test_figures_of_user_layers_are_laid_out_in_their_units(tmp_path, write_scenario):
    """4 faults per 1,000 km and year are 0.004 per km; layers of a kind add up; a layer with a column is multiplied."""
    boxes = gpd.GeoDataFrame({"much": [0.5]}, geometry=[shapely.box(-40, 44, -30, 56)], crs="EPSG:4326")
    boxes.to_file(tmp_path / "much.geojson")
    half = '[[data.layers]]\npath = "much.geojson"\ncolumn = "much"\n'
    path = write_scenario(
        'use = "risk"\nfaults_per_1000_km_year = 4.0\n'
        + half + 'use = "risk"\nfaults_per_1000_km_year = 2.0\n'
        + half + 'use = "cost"\nusd_per_km = 3000.0\n'
    )  # fmt: skip
    seabed = rp.open_planner(path, spacing_km=50).seabed
    row, col = np.rint(seabed.grid.cell_of(np.array([-35.0, -20.0]), np.array([50.0, 50.0]))).astype(int)
    found = seabed.at(row, col)
    assert found.user_faults_per_km_year == pytest.approx([0.005, 0.0])
    assert found.user_usd_per_km == pytest.approx([1500.0, 0.0])
    assert not seabed.user_layers.closed.any()


def test_keywords_take_the_place_of_what_the_scenario_says(write_scenario):
    path = write_scenario('use = "no_go"')
    planner = rp.open_planner(path, spacing_km=50, landfall_limit_km=40)
    assert planner.grid.spacing_m == 50_000
    assert planner.landfall_limit_km == 40
    assert planner.scenario.grid.spacing_km == 50
    assert planner.scenario.data.layers == read_scenario(path).data.layers


def test_a_scenario_in_memory_and_its_file_open_the_same_planner(write_scenario):
    path = write_scenario('use = "no_go"')
    one, other = rp.open_planner(path), rp.open_planner(read_scenario(path))
    assert one.scenario_sha256 == other.scenario_sha256
    np.testing.assert_array_equal(one.surface.barrier, other.surface.barrier)


def test_what_is_no_scenario_is_refused(tmp_path, write_scenario):
    with pytest.raises(ScenarioError, match="balanced"):
        rp.open_planner("ballanced")
    with pytest.raises(ScenarioError, match="missing"):
        rp.open_planner(tmp_path / "missing.toml")
    with pytest.raises(UsageError, match="spacing"):
        rp.open_planner(spacing_km=float("nan"))
    path = write_scenario('use = "no_go"')
    (tmp_path / "box.geojson").write_text("no polygons", encoding="utf-8")
    with pytest.raises(DataError, match=r"box\.geojson"):
        rp.open_planner(path)


def test_ice_of_ones_own_is_read_from_maps_laid_out_like_the_climate_record(tmp_path):
    """No ice in any month, on NSIDC's grid: a route that has some under the embedded calendar then has none."""
    free = read_ice_calendar().concentration.rename("sea_ice_concentration") * 0.0
    free.assign_attrs(units="1").to_netcdf(tmp_path / "free.nc")
    (tmp_path / "mine.toml").write_text(COARSE + '[data]\nice = "free.nc"\n', encoding="utf-8")
    with_ice, without = (
        rp.open_planner(source, spacing_km=25).route("bodo", "tomakomai", prove=False).breakdown
        for source in ("balanced", tmp_path / "mine.toml")
    )
    assert min(with_ice.ice_km, with_ice.ice_km_by_month.max()) > 1000
    assert max(without.ice_km, without.ice_km_by_month.max()) == 0


def test_zones_of_ones_own_say_whose_waters(tmp_path):
    """A zone of Russia's in mid-Atlantic, right on the way: closed to whoever trusts partners alone."""
    zone = {
        "MRGID": [1], "GEONAME": ["Zone"], "POL_TYPE": ["200NM"], "TERRITORY1": ["Russia"],
        "ISO_TER1": ["RUS"], "SOVEREIGN1": ["Russia"], "ISO_SOV1": ["RUS"],
    }  # fmt: skip
    gpd.GeoDataFrame(zone, geometry=[shapely.box(-40, 44, -30, 56)], crs=4326).to_file(tmp_path / "eez.gpkg")
    (tmp_path / "mine.toml").write_text(
        'extends = "trusted"\n' + COARSE + '[data]\neez = "eez.gpkg"\n', encoding="utf-8"
    )
    route = rp.open_planner(tmp_path / "mine.toml").route("galway", "halifax", prove=False)
    assert in_the_box_km(route) < 30  # a cell's width along the edge
    # The file knows of no other zone: what is left are coastal cells on land as Natural Earth draws it.
    assert route.breakdown.jurisdiction_km["high seas"] > route.length_km - 50


def test_layers_are_chosen_by_conditions_and_a_negative_cost_is_refused(tmp_path):
    """Only the chosen polygon is charged; a raster of negative values is no cost."""
    shapes = gpd.GeoDataFrame(
        {"Folk_5cl": [5, 1]},
        geometry=[shapely.box(-30, 60, -20, 65), shapely.box(-20, 60, -10, 65)],
        crs=4326,
    )
    shapes.to_file(tmp_path / "substrate.gpkg")
    scenario = tmp_path / "rock.toml"
    table = (
        '[[data.layers]]\npath = "substrate.gpkg"\nonly = ["folk_5cl = 5"]\nuse = "cost"\nusd_per_km = 1000\n'
    )
    scenario.write_text(table, encoding="utf-8")
    usd = rp.open_planner(scenario, spacing_km=50).seabed.user_layers.usd_per_km
    assert set(np.unique(usd)) == {0.0, 1000.0}
    shapes.assign(depth=[-5.0, -1.0]).to_file(tmp_path / "substrate.gpkg")
    scenario.write_text(table.replace('only = ["folk_5cl = 5"]', 'column = "depth"'), encoding="utf-8")
    with pytest.raises(
        DataError, match=r"substrate\.gpkg has values down to -5, a negative cost; turn its sign"
    ):
        rp.open_planner(scenario, spacing_km=50)


def test_a_folder_of_ice_maps_is_one_source_with_one_checksum(tmp_path):
    """Twelve files of a month each: listed by the name of the folder, and altered where one of them is."""
    folder = tmp_path / "ice"
    folder.mkdir()
    for name in ("b.tif", "a.tif"):
        (folder / name).write_bytes(name.encode())
    first = source_of(folder)
    checksum = first.sha256
    assert first.name == "ice"
    assert len(checksum) == 64
    (folder / "a.tif").write_bytes(b"changed")
    assert source_of(folder).sha256 != checksum
