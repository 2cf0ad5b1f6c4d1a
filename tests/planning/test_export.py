"""Files for other programs: cut at 180, boxed and rounded."""

import dataclasses
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from pyproj import CRS, Geod, Transformer
from shapely.geometry import shape

from routeplan.catalog.models import Landing, LandingStatus
from routeplan.errors import OutputError, UsageError
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.corridor import derive_corridor, find_fields
from routeplan.planning.corridor.record import corridor_record
from routeplan.planning.export import write_corridor, write_geojson, write_routes
from routeplan.planning.route import Route

WGS84 = Geod(ellps="WGS84")
SOURCE = Source("a drawn seabed", "none", "0" * 64)


def route_along(*positions: tuple[float, float], name: str = "drawn") -> Route:
    """A route through positions (lon, lat), with made-up costs."""
    lon, lat = np.array(positions).T
    length_km = WGS84.line_length(lon, lat) / 1000
    profile = pd.DataFrame(
        {
            "kp_km": [0.0],
            "step_km": [length_km],
            "lon": lon[:1],
            "lat": lat[:1],
            "depth_m": [1234.5],
            "cable_type": ["LW"],
            "cost_usd_per_km": [100.0],
            "on_land": [False],
        }
    )
    start, end = (
        Landing(f"{name}-{which}", f"Ðrawn {which}", "NO", *at, status=LandingStatus.PLANNED)
        for which, at in (("a", positions[0]), ("b", positions[-1]))
    )
    return Route(
        name=name,
        start=start,
        end=end,
        line=Line(lon, lat),
        profile=profile,
        build_terms_usd={"cable": 60 * length_km, "protection": 40 * length_km},
        cable_km=1.02 * length_km,
        landfall_km=(0.5, 0.25),
        sea_km=length_km,
        spacing_km=5.0,
        cells=1000,
        bound_usd=None,
        solve_seconds=0.1,
        sources=(SOURCE,),
    )


ATLANTIC = route_along((-9.0, 53.0), (-30.0, 55.0), (-63.0, 44.0), name="atlantic")
BERING = route_along((170.0, 60.0), (-170.0, 66.0), (-150.0, 72.0), name="bering")


def written(tmp_path: Path, *routes: Route) -> dict:
    path = tmp_path / "out.geojson"
    write_geojson(routes, path)
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_file_says_where_it_comes_from_and_what_it_is_not_for(tmp_path):
    about = written(tmp_path, ATLANTIC)["routeplan"]
    assert about["sources"] == [{"name": "a drawn seabed", "licence": "none", "sha256": "0" * 64}]
    assert about["version"][0].isdigit()
    assert "not for navigation" in about["note"]
    assert "geodesic" in about["legs"]


def test_names_keep_their_letters(tmp_path):
    path = tmp_path / "out.geojson"
    write_geojson([ATLANTIC], path)
    assert "Ðrawn a" in path.read_text(encoding="utf-8")


def test_a_landing_that_two_routes_share_is_one_point(tmp_path):
    again = dataclasses.replace(ATLANTIC, name="another way", end=BERING.end)
    features = written(tmp_path, ATLANTIC, again)["features"]
    ids = [each["id"] for each in features if each["geometry"]["type"] == "Point"]
    assert ids == ["atlantic-a", "atlantic-b", "bering-b"]


def test_ids_of_features_are_unique_though_routes_share_their_ends(tmp_path):
    """RFC 7946, 3.2, calls the member an identifier; QGIS and Leaflet keep one feature of an id."""
    again = dataclasses.replace(ATLANTIC, name="another way")
    ids = [each["id"] for each in written(tmp_path, ATLANTIC, again)["features"]]
    assert len(ids) == len(set(ids))


def test_geopandas_reads_the_scalars_of_a_route(tmp_path):
    path = tmp_path / "out.geojson"
    write_geojson([ATLANTIC, BERING], path)
    table = gpd.read_file(path).query("kind == 'route'").set_index("name")
    assert table.loc["bering", "length_km"] == pytest.approx(BERING.length_km, abs=1e-3)
    assert table.loc["bering", "cable_usd"] == pytest.approx(BERING.build_terms_usd["cable"])
    assert table.loc["atlantic", "geometry"].geom_type == "LineString"


def test_a_record_keeps_sums_exact():
    record = ATLANTIC.record()
    assert sum(record["build_terms_usd"].values()) == pytest.approx(record["build_cost_usd"], rel=1e-12)
    assert sum(record["objective_terms_usd"].values()) == pytest.approx(record["objective_usd"], rel=1e-12)
    assert record["landfall_km"] == {"from": 0.5, "to": 0.25}
    assert record["length_km"] == pytest.approx(ATLANTIC.length_km, abs=1e-3)
    json.dumps(record, allow_nan=False)


def test_an_unknown_suffix_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(UsageError, match=r"\.shp"):
        write_routes([ATLANTIC], tmp_path / "out.shp")
    assert list(tmp_path.iterdir()) == []


def test_a_suffix_may_be_in_capitals(tmp_path):
    write_routes([ATLANTIC], tmp_path / "OUT.GEOJSON")
    assert json.loads((tmp_path / "OUT.GEOJSON").read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_a_record_that_cannot_be_written_leaves_no_half_file(tmp_path):
    path = tmp_path / "route.geojson"
    path.write_text("what stood there before")
    broken = dataclasses.replace(ATLANTIC, build_terms_usd={"cable": object()})
    with pytest.raises(TypeError):
        write_geojson([broken], path)
    assert path.read_text() == "what stood there before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_or_that_stands_in_the_way_is_refused(tmp_path):
    (tmp_path / "folder.geojson").mkdir()
    for path in (tmp_path / "missing" / "x.geojson", tmp_path / "folder.geojson"):
        with pytest.raises(OutputError, match=path.name):
            write_geojson([ATLANTIC], path)
    assert [each.name for each in tmp_path.iterdir()] == ["folder.geojson"]


# --- corridors ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def corridor(draw):
    """Past an island beside the pole, on both sides of 180."""
    seabed = draw(
        """
        ~~~~~~~~~~~~~~~
        ~~~~~~~~~~~~~~~
        ~A~~~~###~~~~B~
        ~~~~~~###~~~~~~
        ~~~~~~~~~~~~~~~
        ~~~~~~~~~~~~~~~
        """,
        times=5,
    )
    ends = [Landing(name, f"Ðrawn {name}", "NO", *seabed.place(name)[1:]) for name in "AB"]
    fields = find_fields(seabed.cost_grid, *ends, landfall_limit_km=0.01)
    return derive_corridor(fields, seabed.surface, within_pct=20.0, obstacle_km=20.0, sources=(SOURCE,))


def test_a_corridor_in_geojson_is_an_outline_a_line_for_each_passage_and_two_landings(corridor, tmp_path):
    write_corridor(corridor, tmp_path / "corridor.geojson")
    collection = json.loads((tmp_path / "corridor.geojson").read_text(encoding="utf-8"))
    kinds = [feature["properties"]["kind"] for feature in collection["features"]]
    assert kinds == ["corridor", "passage", "passage", "landing", "landing"]
    assert len({feature["id"] for feature in collection["features"]}) == 5
    assert collection["routeplan"]["sources"] == [
        {"name": "a drawn seabed", "licence": "none", "sha256": "0" * 64}
    ]
    area, *lines, _, _ = (shape(feature["geometry"]) for feature in collection["features"])
    assert area.is_valid
    assert abs(WGS84.geometry_area_perimeter(area)[0]) / 1e6 == pytest.approx(corridor.area_km2, rel=1e-4)
    for line, passage in zip(lines, corridor.passages, strict=True):
        assert WGS84.geometry_length(line) / 1000 == pytest.approx(passage.length_km, rel=1e-5)
    assert area.buffer(0.3).contains(lines[0])


def test_a_passage_tells_which_cell_it_is_known_by_and_what_it_costs(corridor, tmp_path):
    write_corridor(corridor, tmp_path / "corridor.json")
    collection = json.loads((tmp_path / "corridor.json").read_text(encoding="utf-8"))
    features = [each for each in collection["features"] if each["properties"]["kind"] == "passage"]
    assert [feature["id"] for feature in features] == ["1--A--B", "2--A--B"]
    for feature, passage in zip(features, corridor.passages, strict=True):
        properties = feature["properties"]
        assert properties["cell_lon"] == pytest.approx(passage.cell_lon, abs=1e-6)
        assert properties["cell_lat"] == pytest.approx(passage.cell_lat, abs=1e-6)
        assert properties["cost_usd"] == passage.cost_usd
    outline = collection["features"][0]["properties"]
    assert (outline["from"], outline["to"], outline["within_pct"]) == ("A", "B", 20.0)


def test_the_record_of_a_corridor_agrees_with_itself(corridor):
    record = corridor_record(corridor)
    first, second = record["passages"]
    assert record["best_usd"] == first["cost_usd"]
    assert second["excess_pct"] == pytest.approx(100 * (second["cost_usd"] / first["cost_usd"] - 1), abs=1e-3)
    assert 0 < second["excess_pct"] <= record["within_pct"]
    assert record["spacing_km"] == 5.0


def test_the_cells_of_a_corridor_come_back_from_netcdf_where_they_were(corridor, tmp_path):
    write_corridor(corridor, tmp_path / "corridor.nc")
    with xr.open_dataset(tmp_path / "corridor.nc") as cells:
        np.testing.assert_array_equal(cells["excess_pct"], corridor.excess_pct)
        assert cells["excess_pct"].attrs["units"] == "%"
        assert cells["easting"].attrs["units"] == cells["northing"].attrs["units"] == "m"
        assert cells["easting"].attrs["standard_name"] == "projection_x_coordinate"
        assert cells["northing"].attrs["standard_name"] == "projection_y_coordinate"
        assert "not for navigation" in cells.attrs["comment"]
        assert json.loads(cells.attrs["routeplan"])["sources"][0]["name"] == "a drawn seabed"
        plane = CRS.from_cf(cells[cells["excess_pct"].attrs["grid_mapping"]].attrs)
        row, col = np.unravel_index(np.nanargmin(cells["excess_pct"]), cells["excess_pct"].shape)
        lowest = float(cells["easting"][col]), float(cells["northing"][row])
    lon, lat = Transformer.from_crs(plane, 4326, always_xy=True).transform(*lowest)
    line = corridor.passages[0].line
    assert min(WGS84.inv([lon] * 50, [lat] * 50, *points(line, 50))[2]) < 20_000


def points(line, count: int) -> tuple[np.ndarray, np.ndarray]:
    between = np.array(WGS84.npts(line.lon[0], line.lat[0], line.lon[-1], line.lat[-1], count))
    return between[:, 0], between[:, 1]


def test_a_corridor_knows_no_other_suffix(corridor, tmp_path):
    with pytest.raises(UsageError, match=r"corridor\.kml: no format '\.kml'; use \.geojson or \.nc"):
        write_corridor(corridor, tmp_path / "corridor.kml")


@pytest.mark.parametrize("suffix", [".geojson", ".nc"])
def test_a_corridor_that_cannot_be_written_leaves_nothing(corridor, tmp_path, suffix):
    with pytest.raises(OutputError, match="cannot write"):
        write_corridor(corridor, tmp_path / "missing" / f"corridor{suffix}")
    write_corridor(corridor, tmp_path / f"corridor{suffix}")
    assert [path.name for path in tmp_path.iterdir()] == [f"corridor{suffix}"]
