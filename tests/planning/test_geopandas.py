"""Results for geopandas, shapely, xarray and networkx: what goes out is what other programs measure."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
import xarray as xr

import routeplan as rp
from routeplan.errors import UsageError
from routeplan.network.open import open_network
from routeplan.planning.result_methods import RouteMethods

WGS84 = pyproj.Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=50)


@pytest.fixture(scope="module")
def route(planner):
    """From Norway to Japan, across 180."""
    return planner.route("bodo", "tomakomai", prove=False)


@pytest.fixture(scope="module")
def pair(planner):
    return planner.diverse("galway", "halifax", separation_km=200, prove=False)


@pytest.fixture(scope="module")
def corridor(planner):
    return planner.corridor("galway", "halifax", within_pct=3)


def km_of(geometry) -> float:
    return WGS84.geometry_length(geometry) / 1000.0


# ---- routes ------------------------------------------------------------------------------------------------


def test_stretches_are_lines_as_long_as_their_kilometres_say(route):
    """By PROJ; chords of 10 km in degrees are geodesics to a part in ten thousand."""
    frame = route.to_gdf()
    assert frame.crs == "EPSG:4326"
    assert frame["km"].sum() == pytest.approx(route.length_km, abs=0.05)
    measured = np.array([km_of(line) for line in frame.geometry])
    assert measured == pytest.approx(frame["km"].to_numpy(), rel=2e-4, abs=0.01)
    assert set(frame["route"]) == {route.name}


def test_a_stretch_begins_where_the_one_before_ends(route):
    ends = [shapely.get_coordinates(line)[[0, -1]] for line in route.to_gdf().geometry]
    for (_, last), (first, _) in pairwise(ends):
        assert WGS84.inv(*last, *first)[2] < 1.0  # metres


def test_a_route_is_cut_at_180_and_nowhere_else(route):
    lines = route.to_gdf().geometry
    for part in shapely.get_parts(lines.to_numpy()):
        assert np.abs(np.diff(shapely.get_coordinates(part)[:, 0])).max() < 180.0
    assert km_of(route.to_gdf("route").geometry.iloc[0]) == pytest.approx(route.length_km, rel=1e-4)


def test_a_route_in_one_row_has_the_figures_of_its_record(route):
    (row,) = route.to_gdf("route").to_dict("records")
    record = route.record()
    assert row["length_km"] == pytest.approx(record["length_km"], abs=0.001)
    assert row["life_cost_usd"] == pytest.approx(record["life_cost_usd"], abs=1.0)


def test_shapely_and_geopandas_read_a_route_a_pair_a_corridor_and_a_landing(route, pair, corridor):
    assert km_of(shapely.geometry.shape(route)) == pytest.approx(route.length_km, rel=1e-4)
    frame = gpd.GeoDataFrame.from_features(pair, crs=4326)
    assert frame["name"].tolist() == [route.name for route in pair]
    outline = gpd.GeoSeries([shapely.geometry.shape(corridor)], crs=4326).to_crs(3573)  # equal area
    assert outline.area.sum() / 1e6 == pytest.approx(corridor.area_km2, rel=0.01)
    bodo = shapely.geometry.shape(rp.find_landing("bodo"))
    assert (bodo.x, bodo.y) == (rp.find_landing("bodo").lon, rp.find_landing("bodo").lat)


def test_a_pair_in_one_table_has_a_row_for_each_route_or_stretch(pair):
    assert len(pair.to_gdf()) == 2
    stretches = pair.to_gdf("stretches")
    assert stretches.groupby("route", sort=False)["km"].sum().tolist() == pytest.approx(
        [route.length_km for route in pair], rel=1e-6
    )


def test_passages_of_a_corridor_are_lines(corridor):
    frame = corridor.to_gdf("passages")
    assert [km_of(line) for line in frame.geometry] == pytest.approx(frame["length_km"].tolist(), rel=1e-4)


@pytest.mark.parametrize("by", ["line", "passage", 3])
def test_rows_of_another_kind_are_refused(route, corridor, by):
    for thing in (route, corridor):
        with pytest.raises(UsageError, match=r"has no rows by .*; give '"):
            thing.to_gdf(by)


@pytest.mark.long
def test_the_cables_of_a_network_with_a_line_are_a_table(planner):
    network = open_network(planner)
    drawn = [link for link in network.links if len(link.lon) > 1]
    frame = network.to_gdf()
    assert frame["name"].tolist() == [link.name for link in drawn]
    assert km_of(frame.geometry.iloc[0]) == pytest.approx(drawn[0].length_km, rel=1e-3)
    assert len(network.__geo_interface__["features"]) == len(drawn)


# ---- the planner -------------------------------------------------------------------------------------------


def test_landings_are_points_in_the_domain_by_id(planner):
    landings = planner.landings
    bodo = rp.find_landing("bodo")
    assert landings.crs == "EPSG:4326"
    assert landings.geometry["bodo"].equals(shapely.Point(bodo.lon, bodo.lat))
    assert landings.geometry.y.min() > 25.0


def test_layers_are_derived_when_read_and_only_then(planner):
    layers = planner.layers
    assert not layers["slope"].variable._in_memory
    assert np.array_equal(layers["slope"], planner.layer("slope"), equal_nan=True)
    assert layers["slope"].variable._in_memory
    assert not layers["fault_rate"].variable._in_memory


def test_every_layer_has_the_attributes_of_its_own(planner):
    layers = planner.layers
    assert set(layers) == set(rp.LayerName) - {
        "sediment_m",
        "measured_share",
        "depth_file",
    }  # of the user's files
    for name in ("depth", "ice_class", "ice_month_03", "depot_km", "zone_trawl"):
        own = planner.layer(name)
        assert {key: own.attrs[key] for key in layers[name].attrs} == layers[name].attrs
        assert own.attrs.keys() - layers[name].attrs.keys() == {"epsg"}


def test_a_part_of_a_layer_is_that_part(planner):
    part = planner.layers["depth"].isel(northing=slice(100, 110), easting=slice(5, 50, 5))
    whole = planner.layer("depth")[100:110, 5:50:5]
    assert np.array_equal(part, whole, equal_nan=True)


def test_gdal_reads_the_coordinate_system_and_the_place_of_layers(planner, tmp_path):
    planner.layers[["depth", "slope"]].to_netcdf(tmp_path / "layers.nc")
    with rasterio.open(f"netcdf:{tmp_path / 'layers.nc'}:depth") as raster:
        assert raster.crs.to_epsg() == 3995
        assert raster.bounds == pytest.approx(planner.grid.bounds_m)


def test_pyproj_reads_the_coordinate_system_as_cf_has_it(planner):
    layers = planner.layers
    assert layers["depth"].encoding["grid_mapping"] == "spatial_ref"
    mapping = layers["spatial_ref"].attrs
    assert pyproj.CRS.from_wkt(mapping["crs_wkt"]).to_epsg() == 3995
    assert mapping["grid_mapping_name"] == "polar_stereographic"
    assert (mapping["standard_parallel"], mapping["straight_vertical_longitude_from_pole"]) == (71.0, 0.0)
    assert layers["easting"].attrs["standard_name"] == "projection_x_coordinate"


def test_layers_written_and_read_again_are_the_same(planner, tmp_path):
    planner.layers[["depth"]].to_netcdf(tmp_path / "layers.nc")
    with xr.open_dataset(tmp_path / "layers.nc", decode_coords="all") as again:
        assert "spatial_ref" in again.coords
        assert np.array_equal(again["depth"], planner.layers["depth"], equal_nan=True)


def test_networkx_finds_in_the_graph_of_a_corridor_a_path_dearer_than_the_route_by_its_angles(
    planner, corridor
):
    """With 32 neighbours a path is up to 1.3 % longer than the line; at the ends the cells' centres are meant."""
    graph = planner.graph(corridor, neighbours=32)
    lon, lat = (np.array([graph.nodes[node][angle] for node in graph]) for angle in ("lon", "lat"))

    def nearest(landing) -> int:
        return int(
            np.argmin(WGS84.inv(lon, lat, np.full_like(lon, landing.lon), np.full_like(lat, landing.lat))[2])
        )

    ends = nearest(corridor.start), nearest(corridor.end)
    cost_usd = nx.shortest_path_length(graph, *ends, weight="cost_usd")
    assert cost_usd == pytest.approx(corridor.best_usd, rel=0.04)
    assert len(graph) == corridor.cells


def test_the_graph_of_something_else_is_refused(planner):
    with pytest.raises(UsageError, match="graph of a str; give a corridor"):
        planner.graph("galway")


def test_a_planner_tells_of_itself_in_ten_lines(planner):
    lines = repr(planner).splitlines()
    assert len(lines) == 11  # a title and ten facts
    assert "north of 30N, cells of 50 km" in repr(planner)
    card = planner._repr_html_()
    assert card.count("<tr>") == 10
    assert "<svg" in card
    assert len(card) < 60_000


# ---- one or several, and words -----------------------------------------------------------------------------


def test_a_route_alone_and_in_a_list_are_compared_and_drawn_alike(route, pair):
    assert rp.compare(route).full.equals(rp.compare([route]).full)
    assert len(rp.compare([route, pair]).query("kind == 'route'")) == 3
    assert [drawn.name for drawn in rp.map_routes([route, pair]).routes] == [
        route.name,
        *(r.name for r in pair),
    ]
    assert len(rp.map_routes(pair).routes) == 2


@pytest.mark.parametrize(
    "function", [rp.compare, rp.map_routes, rp.figure_routes, rp.figure_costs, rp.figure_risk]
)
@pytest.mark.parametrize("wrong", ["bodo", 3, [None]])
def test_what_is_no_route_is_refused_with_what_to_give(function, wrong):
    with pytest.raises(UsageError, match=r"takes routes, not .*planner\.route"):
        function(wrong)


def test_a_comparison_shows_six_columns_and_has_all(route):
    table = rp.compare(route)
    assert len(table.shown.columns) == 6
    assert "ice_km" not in repr(table)
    assert "ice_km" in table
    assert "ice_km" in table.full.to_string()
    assert type(table.query("kind == 'route'")).__name__ == "DataFrame"


@pytest.mark.parametrize("end", ["67.28,14.40", (67.28, 14.40), [67.28, 14.40], (np.float64(67.28), 14.4)])
def test_a_position_is_a_landing_and_is_read_back_with_its_hemispheres(planner, end):
    route = planner.route(end, "tomakomai", prove=False)
    assert route.start.name == "67.28N 14.4E"
    assert (route.start.lon, route.start.lat) == (14.4, 67.28)


def test_one_pair_of_numbers_is_one_landing_of_a_diverse_set(planner):
    pair = planner.diverse((53.27, -9.05), "halifax", separation_km=200, prove=False)
    assert {route.start.name for route in pair} == {"53.27N 9.05W"}


@pytest.mark.parametrize("end", [3, None, ("67.28", "14.40"), (1.0, 2.0, 3.0)])
def test_what_is_no_landing_is_refused_with_what_to_give(planner, end):
    with pytest.raises(UsageError, match=r"is a .*; give an id or a name.*\(lat, lon\)"):
        planner.route(end, "tomakomai")


def test_a_pair_out_of_range_is_refused(planner):
    with pytest.raises(UsageError, match=r"give latitude -90\.\.90, then longitude"):
        planner.route((141.6, 42.6), "bodo")


def test_landings_are_completed_and_found_by_name():
    assert "tomakomai" in rp.landings._ipython_key_completions_()
    assert rp.landings["Bodø"] is rp.landings["bodo"]
    assert rp.landings.get("nowhere") is None
    with pytest.raises(UsageError, match="did you mean bodo"):
        rp.landings["bodoe"]


def test_the_choices_that_editors_complete_are_those_that_are_taken():
    from typing import get_args

    from routeplan.cost.layer_names import LayerKey, LayerName
    from routeplan.cost.scenario import PRESETS, Preset

    assert get_args(LayerKey) == tuple(LayerName)
    assert get_args(Preset) == PRESETS


def test_a_route_is_plotted_on_axes_of_geopandas_in_the_arctic_projection(route):
    """The line drawn ends where PROJ puts the landing."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    to_plane = pyproj.Transformer.from_crs(4326, 3995, always_xy=True)
    axes = route.plot()
    x, y = axes.lines[-1].get_data()
    assert (x[0], y[0]) == pytest.approx(to_plane.transform(route.lon[0], route.lat[0]), abs=1.0)
    mine = gpd.GeoSeries([shapely.box(0, 70, 10, 75)], crs=4326).to_crs(3995).plot()
    assert route.plot(ax=mine) is mine
    plt.close("all")


def test_a_column_colours_the_stretches_as_geopandas_does(route):
    """The legend has the words of the column; numbers are given to the scale as they are in the table."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    stretches = route.to_gdf()
    legend = route.plot(column="waters").get_legend()
    assert legend.get_title().get_text() == "waters"
    assert {text.get_text() for text in legend.get_texts()} == set(stretches["waters"])
    scaled = route.plot(column="build_kusd_per_km", cmap="viridis", legend=False)
    (values,) = (held.get_array() for held in scaled.collections if held.get_array() is not None)
    assert np.unique(np.asarray(values)) == pytest.approx(np.unique(stretches["build_kusd_per_km"]))
    own = plt.figure().add_subplot()
    assert route.plot(own, column="ice") is own
    plt.close("all")


def test_a_column_that_is_not_there_is_refused_with_those_that_are(route):
    with pytest.raises(UsageError, match=r"plot by column 'depth'; give one of .*waters, ice"):
        route.plot(column="depth")
    with pytest.raises(UsageError, match="plot with cmap and no column"):
        route.plot(cmap="viridis")


def test_a_corridor_is_plotted_and_explored(corridor):
    """Its image covers the cells of the corridor and no more than a cell beside them."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    axes = corridor.plot()
    (image,) = axes.images
    west, east, south, north = image.get_extent()
    spacing_m = 1000.0 * corridor.spacing_km
    assert (west, south, east, north) == pytest.approx(corridor.polygon.bounds, abs=1.01 * spacing_m)
    mine = gpd.GeoSeries([corridor.polygon], crs=3995).plot()
    limits = mine.get_xlim()
    assert corridor.plot(mine) is mine
    assert mine.get_xlim() == limits
    plt.close("all")
    drawn = corridor.explore()
    assert corridor.explore(m=drawn) is drawn


def test_explore_adds_to_a_map_that_is_given(route, pair):
    drawn = route.explore()
    assert pair.explore(m=drawn) is drawn
    assert len(drawn.routes) == 3


def test_a_route_and_a_set_share_their_methods():
    assert issubclass(rp.Route, RouteMethods)
    assert issubclass(rp.Diverse, RouteMethods)
