"""Files of a network: its cables and landings, and what candidates add."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from files_kit import WGS84
from network_kit import line, link, small_network

from routeplan.network.links import LinkKind
from routeplan.network.ranking import rank_candidates
from routeplan.view.files import write_result
from routeplan.view.files.network_layers import derive_network_features

FAR_WEST = line((-10.0, 52.0), (-60.0, 46.0))
OVER_BERING = line((140.0, 40.0), (-150.0, 60.0), (-125.0, 50.0))


@pytest.fixture(scope="module")
def network():
    """Two cables with lines, one of them a candidate over 180; the others have none."""
    bare = small_network()
    drawn = (
        link("atlantic 2", "e1", "w1", 3700.0, **FAR_WEST),
        link("bering", "a", "w2", 9000.0, LinkKind.CANDIDATE, build_usd=5e8, **OVER_BERING),
    )
    return small_network(links=(*bare.links, *drawn))


def test_cables_with_a_line_are_written_and_the_others_are_not(network, tmp_path):
    network.write(tmp_path / "network.gpkg")
    cables = gpd.read_file(tmp_path / "network.gpkg", layer="cables").set_index("name")
    assert list(cables.index) == ["atlantic 2", "bering"]
    assert cables["status"].tolist() == ["existing", "candidate"]
    assert cables["build_cost_usd"].tolist()[1] == 5e8
    assert np.isnan(cables["build_cost_usd"].iloc[0])
    for name, facts in (("atlantic 2", FAR_WEST), ("bering", OVER_BERING)):
        expected_km = WGS84.line_length(facts["lon"], facts["lat"]) / 1000
        assert WGS84.geometry_length(cables.geometry[name]) / 1000 == pytest.approx(expected_km, rel=1e-5)
    assert len(cables.geometry["bering"].geoms) == 2  # cut at 180
    landings = gpd.read_file(tmp_path / "network.gpkg", layer="landings")
    assert set(landings["id"]) == {node.id for node in network.nodes}


def test_a_network_as_csv_is_the_table_of_its_cables(network, tmp_path):
    network.write(tmp_path / "network.csv")
    cables = pd.read_csv(tmp_path / "network.csv")
    assert cables["name"].tolist() == ["atlantic 2", "bering"]
    assert cables["length_km"].tolist() == [3700.0, 9000.0]
    assert "geometry" not in cables


def test_candidates_have_their_rank_and_what_they_save(network, tmp_path):
    ranking = rank_candidates(network, states=200, seed=7)
    features = derive_network_features(network, ranking, scenario_sha256="5ce")
    write_result(features, tmp_path / "network.gpkg")
    cables = gpd.read_file(tmp_path / "network.gpkg", layer="cables").set_index("name")
    (option,) = [option for option in ranking.options if option.names == ("bering",)]
    assert cables.loc["bering", "hours_saved"] == pytest.approx(option.hours_saved, abs=0.005)
    assert (cables.loc["bering", "rank_low"], cables.loc["bering", "rank_high"]) == ranking.places(option)
    assert np.isnan(cables.loc["atlantic 2", "rank_low"])
    assert features.title == "1 existing cables and 1 candidates"
    about = features.provenance.record()
    assert (about["seed"], about["scenario_sha256"]) == (7, ["5ce"])
