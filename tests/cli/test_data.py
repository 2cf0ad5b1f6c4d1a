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
