"""The one door of files: which results and suffixes it takes, and that a file is written whole or not at all."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import zipfile

import pytest
from files_kit import ATLANTIC

from routeplan.errors import OutputError, UsageError
from routeplan.view.files import FORMATS, LINE_SUFFIXES, write_result

every_suffix = pytest.mark.parametrize("suffix", LINE_SUFFIXES)


@every_suffix
def test_the_same_route_gives_the_same_bytes(tmp_path, suffix):
    first, second = tmp_path / f"first{suffix}", tmp_path / f"second{suffix}"
    write_result(ATLANTIC, first)
    write_result(dataclasses.replace(ATLANTIC, solve_seconds=99.0), second)
    assert first.read_bytes() == second.read_bytes()


@every_suffix
def test_a_file_that_cannot_be_written_leaves_what_was_there(tmp_path, suffix):
    path = tmp_path / f"route{suffix}"
    path.write_text("what was there before")
    broken = dataclasses.replace(ATLANTIC, build_terms_usd={"cable": object()})
    with pytest.raises(TypeError):
        write_result(broken, path)
    assert path.read_text() == "what was there before"
    assert list(tmp_path.iterdir()) == [path]


@every_suffix
def test_a_folder_that_is_missing_or_in_the_way_is_refused(tmp_path, suffix):
    (tmp_path / f"folder{suffix}").mkdir()
    for path in (tmp_path / "missing" / f"x{suffix}", tmp_path / f"folder{suffix}"):
        with pytest.raises(OutputError, match=path.name):
            write_result(ATLANTIC, path)
    assert [path.name for path in tmp_path.iterdir()] == [f"folder{suffix}"]


def test_an_unknown_suffix_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(UsageError, match=r"out\.xyz: unknown format '\.xyz'; use \.geojson"):
        ATLANTIC.write(tmp_path / "out.xyz")
    assert list(tmp_path.iterdir()) == []


def test_a_suffix_may_be_in_capitals(tmp_path):
    ATLANTIC.write(tmp_path / "OUT.GEOJSON")
    assert json.loads((tmp_path / "OUT.GEOJSON").read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_what_is_no_result_is_refused(tmp_path):
    for nothing in ([], "route", 3):
        with pytest.raises(UsageError, match="give a route, several"):
            write_result(nothing, tmp_path / "out.geojson")


def test_cells_are_written_of_a_corridor_alone(tmp_path):
    assert FORMATS[".nc"].needs_grid
    with pytest.raises(UsageError, match=r"out\.nc: unknown format"):
        ATLANTIC.write(tmp_path / "out.nc")


def test_the_stretches_are_asked_for_by_name(tmp_path):
    ATLANTIC.write(tmp_path / "out.geojson", detail="stretches")
    features = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(feature["properties"]["kind"] == "stretch" for feature in features) == 3


@pytest.mark.parametrize("suffix", [".gpkg", ".kmz", ".zip", ".gpx"])
def test_dates_inside_are_those_of_source_date_epoch(tmp_path, monkeypatch, suffix):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    write_result(ATLANTIC, tmp_path / f"undated{suffix}")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    write_result(ATLANTIC, tmp_path / f"dated{suffix}")
    assert (tmp_path / f"dated{suffix}").read_bytes() != (tmp_path / f"undated{suffix}").read_bytes()
    if suffix in (".gpkg", ".gpx"):
        assert b"2026-01-01T00:00:00" in (tmp_path / f"dated{suffix}").read_bytes()
    else:
        with zipfile.ZipFile(tmp_path / f"dated{suffix}") as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}


def test_the_table_of_formats_is_known_before_geopandas_is_imported():
    """Commands list the suffixes in their help; geopandas and its friends take more than a second."""
    program = "import sys, routeplan.view.files; print(sorted({'geopandas', 'pandas', 'shapely'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
