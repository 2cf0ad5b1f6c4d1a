"""What a plan used is in everything that it leaves: layers, every file format, citations."""

import json
import re
import zipfile

import geopandas as gpd
import numpy as np
import PIL.Image
import pytest
import shapely

import routeplan as rp
from routeplan.cost.layer_names import LayerName
from routeplan.cost.scenario import read_scenario
from routeplan.io.sources import data_folder, embedded, sha256_of
from routeplan.planning.data_sources import derive_references

COARSE_KM = 50.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A scenario that replaces embedded data by files of its own, and a fetched set as a layer."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUTEPLAN_DATA", str(folder / "data"))
        for key, name in (("ice-calendar", "own_ice.csv"), ("cable-types", "own_types.csv")):
            (folder / name).write_bytes(embedded(key).path.read_bytes())
        (folder / "own_zones.geojson").write_bytes((data_folder() / "hazards" / "zones.geojson").read_bytes())
        rows = "".join(
            f"{year}-11-18T20:32:03.000Z,44.5,-56.2,,6.1,earthquake\n" for year in range(1965, 2016, 5)
        )
        (folder / "own_quakes.csv").write_text(
            "time,latitude,longitude,depth,mag,type\n" + rows, encoding="utf-8"
        )
        line = gpd.GeoDataFrame(
            {"Name": ["EU-NA"]}, geometry=[shapely.LineString([(-30, 50), (-30, 60)])], crs=4326
        )
        place = folder / "data" / "plate-boundaries" / "2002"
        place.mkdir(parents=True)
        line.to_file(place / "PB2002_boundaries.json", driver="GeoJSON")
        line.to_file(folder / "own_lines.shp")
        (folder / "mine.toml").write_text(
            '[data]\nice = "own_ice.csv"\ncable_types = "own_types.csv"\nzones = "own_zones.geojson"\n'
            'earthquakes = "own_quakes.csv"\n'
            '[[data.layers]]\npath = "plate-boundaries"\nfade_km = 100\nuse = "risk"\nfaults_per_1000_km_year = 0.1\n'
            '[[data.layers]]\npath = "own_lines.shp"\nuse = "cost"\nusd_per_km = 1\n',
            encoding="utf-8",
        )
        yield folder


@pytest.fixture(scope="module")
def planner(folder):
    return rp.open_planner(folder / "mine.toml", spacing_km=COARSE_KM)


@pytest.fixture(scope="module")
def route(planner):
    return planner.route("galway", "halifax", prove=False)


OWN = (
    "own_ice.csv",
    "own_types.csv",
    "own_zones.geojson",
    "own_quakes.csv",
    "own_lines.shp",
    "Plate boundaries PB2002",
)
REPLACED = ("ice calendar", "routeplan cable types", "routeplan hazard zones", "routeplan seismicity")


FILES = (".geojson", ".gpkg", ".xlsx", ".kml", ".gpx", ".csv", ".zip", ".dxf", ".fgb", ".parquet")
MAPS = (".html", ".png", ".svg", ".pdf")


@pytest.mark.parametrize("suffix", FILES)
def test_every_file_lists_all_that_a_route_used_and_nothing_that_was_replaced(
    folder, route, tmp_path, suffix
):
    route.write(tmp_path / f"route{suffix}")
    check_all_is_listed(folder, tmp_path)


@pytest.mark.parametrize("suffix", MAPS)
def test_every_map_and_figure_lists_all_that_a_route_used(folder, route, tmp_path, suffix):
    rp.write_map(rp.map_routes(route), tmp_path / f"map{suffix}")
    check_all_is_listed(folder, tmp_path)


def check_all_is_listed(folder, written):
    text = "\n".join(read_everything(file) for file in sorted(written.iterdir()))
    for name in OWN:
        assert name in text, f"{name} is not in it"
    assert sha256_of(folder / "own_ice.csv") in text
    assert sha256_of(folder / "data" / "plate-boundaries" / "2002" / "PB2002_boundaries.json") in text
    for name in REPLACED:
        assert name not in text, f"{name} is in it"


def read_everything(path):
    """All text of a file, of the files in it, and of escapes in it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as box:
            raw = b"\n".join(box.read(name) for name in box.namelist())
    else:
        raw = path.read_bytes()
    if path.suffix == ".png":
        return json.dumps(PIL.Image.open(path).text, ensure_ascii=False)
    text = raw.decode("utf-8", "ignore")
    # A PDF has texts in two bytes a letter, and brackets with a backslash.
    return text.replace("\0", "").replace("\\", "") if path.suffix == ".pdf" else text


def test_every_layer_carries_name_version_doi_licence_and_checksum(folder, planner):
    for name, layer in planner.layers.items():
        behind = json.loads(layer.attrs["provenance"])
        assert behind, name
        for source in behind:
            assert source["name"]
            assert source["licence"]
            assert re.fullmatch("[0-9a-f]{64}", source["sha256"]), name
    of = {name: json.loads(layer.attrs["provenance"]) for name, layer in planner.layers.items()}
    assert [source["doi"] for source in of["slope"]] == ["10.7289/V5C8276M"]
    assert [source["name"] for source in of["ice_mean"]] == ["own_ice.csv"]
    assert of["ice_mean"][0]["sha256"] == sha256_of(folder / "own_ice.csv")
    assert [source["name"] for source in of["zone_trawl"]] == ["own_zones.geojson"]
    assert [source["name"] for source in of["earthquakes_m6"]] == ["own_quakes.csv"]
    boundaries, lines = of["user_usd_per_km"]
    assert (boundaries["version"], boundaries["doi"]) == ("2002", "10.1029/2001GC000252")
    assert boundaries["licence"] == "ODC-By"
    assert lines["name"] == "own_lines.shp"
    assert {source["name"] for source in of["jurisdiction"]} >= {"routeplan treaty lines 2026-11"}
    assert {source["name"] for source in of["build_usd_per_km"]} == {
        embedded("etopo1-north").source.name, embedded("coast").source.name, "own_ice.csv", "own_types.csv",
    }  # fmt: skip
    assert planner.layer("ice_mean").attrs["provenance"] == planner.layers["ice_mean"].attrs["provenance"]


def test_all_sources_of_a_route_are_behind_one_of_its_layers_or_an_end(planner, route):
    behind = {
        source["sha256"]
        for layer in planner.layers.values()
        for source in json.loads(layer.attrs["provenance"])
    }
    others = {source.name for source in route.sources if source.sha256 not in behind}
    assert others == {embedded("landings").source.name}
    of_other_files = {LayerName.SEDIMENT_M, LayerName.MEASURED_SHARE, LayerName.DEPTH_FILE}
    assert set(map(str, planner.layers)) >= {name.value for name in set(LayerName) - of_other_files}


def test_layers_keep_their_provenance_in_netcdf(planner, tmp_path):
    import xarray as xr

    planner.layers[["ice_mean", "user_closed"]].to_netcdf(tmp_path / "layers.nc")
    with xr.open_dataset(tmp_path / "layers.nc") as kept:
        assert json.loads(kept["ice_mean"].attrs["provenance"])[0]["name"] == "own_ice.csv"
        assert not np.any(kept["user_closed"])


def test_what_a_scenario_uses_is_cited_with_balanced_bibtex(folder, route):
    cited = derive_references(read_scenario(folder / "mine.toml"))
    told = "\n".join(reference.sentence for reference in cited)
    for name in OWN:
        assert name in told
    assert not any(name in told for name in REPLACED)
    assert {source.name for source in route.sources} <= {
        source.name
        for source in route.sources
        if any(source.name.partition(", version")[0] in each.title for each in cited)
    }
    for reference in cited:
        assert reference.bibtex.startswith(f"@misc{{{reference.key},")
        assert reference.bibtex.count("{") == reference.bibtex.count("}")
        assert (
            reference.licence in reference.sentence
            or reference.licence.capitalize() in reference.sentence
            or (reference.licence[1:] in reference.sentence)
        )
    keys = [reference.key for reference in cited]
    assert len(set(keys)) == len(keys)
    assert "@misc{plate-boundaries-2003," in "\n".join(reference.bibtex for reference in cited)
