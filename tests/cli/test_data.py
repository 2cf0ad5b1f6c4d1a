"""Command ``data``, and commands with and without the cache on disk."""

import json

import numpy as np
import pytest

from routeplan.runtime.disk_cache import cache_size, keep_array


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_plan_is_the_same_with_and_without_the_cache(folder, run, monkeypatch):
    arguments = ("plan", "galway", "halifax", "--spacing-km", "25", "--scenario", "trusted", "--json")
    figures = []
    for chosen in ("off", str(folder), str(folder)):
        monkeypatch.setenv("ROUTEPLAN_CACHE", chosen)
        figures.append(json.loads(run(*arguments).out))
        figures[-1].pop("solve_seconds")
    assert figures[0] == figures[1] == figures[2]
    assert cache_size()[0] > 3


def test_clean_says_what_it_removes(folder, run):
    keep_array("numbers", 1, lambda: np.ones(3))
    assert "1 entries removed, 0 MB" in run("data", "clean").out
    assert json.loads(run("data", "clean", "--json").out) == {"folder": str(folder), "entries": 0, "bytes": 0}


def test_a_plan_after_prepare_makes_only_its_own_answer(folder, run):
    """What depends on the ends alone is left: the line, its ice, the distance by sea and the proof."""
    arguments = ("--spacing-km", "25")
    assert f"MB in {folder}" in run("data", "prepare", *arguments).out
    before = {entry.name for entry in folder.iterdir()}
    run("plan", "galway", "halifax", *arguments)
    made = {entry.name.rpartition("-")[0] for entry in folder.iterdir()} - {
        name.rpartition("-")[0] for name in before
    }
    assert made == set()
    added = {entry.name for entry in folder.iterdir()} - before
    assert {name.rpartition("-")[0] for name in added} == {"leg", "line-waits", "sea-path", "proven-bound"}


def test_prepare_makes_the_layers_where_the_scenario_closes_the_sample(folder, run, tmp_path):
    closed = tmp_path / "closed.toml"
    closed.write_text('[policy]\navoid = ["GL"]\n', encoding="utf-8")
    assert json.loads(run("data", "prepare", str(closed), "--spacing-km", "25", "--json").out)["entries"] > 3


def test_prepare_says_when_nothing_is_kept(run, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_CACHE", "off")
    assert run("data", "prepare", "--spacing-km", "40").out == "balanced is prepared: nothing is kept\n"
