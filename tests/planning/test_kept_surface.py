"""A planner that maps its layers from the cache gives the answers of one that derives them, to the last digit."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from routeplan.catalog.landings import find_landing
from routeplan.planning.diverse.record import diverse_record
from routeplan.planning.open import open_planner

ENDS = ("galway", "halifax")


def answer(planner):
    record = planner.route(*ENDS).record()
    del record["solve_seconds"]
    return json.dumps(record, sort_keys=True)


@pytest.fixture(scope="module")
def without_cache():
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ROUTEPLAN_CACHE", "off")
        return open_planner(spacing_km=80)


@pytest.fixture(scope="module")
def right(without_cache):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ROUTEPLAN_CACHE", "off")
        return answer(without_cache)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A cache that a planner has filled."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ROUTEPLAN_CACHE", str(folder))
        answer(open_planner(spacing_km=80))
    return folder


@pytest.fixture
def folder(filled, tmp_path, monkeypatch):
    """A copy of it that is used in a test."""
    monkeypatch.setenv("ROUTEPLAN_CACHE", str(tmp_path / "cache"))
    return Path(shutil.copytree(filled, tmp_path / "cache"))


def test_answers_are_the_same_with_and_without_the_cache(right, folder):
    before = sorted(folder.iterdir())
    assert answer(open_planner(spacing_km=80)) == right
    assert sorted(folder.iterdir()) == before  # all of it was read


def test_variants_of_a_planner_are_the_same_with_and_without_the_cache(without_cache, folder, monkeypatch):
    from_cache = open_planner(spacing_km=80)
    weights = from_cache.assumptions.weights.model_copy(update={"burial": 3.0, "slope": 0.0})
    answers = []
    for planner in (from_cache, without_cache):
        answers.append([answer(planner.reweighted(weights)), answer(planner.avoiding("IS"))])
        monkeypatch.setenv("ROUTEPLAN_CACHE", "off")
    assert answers[0] == answers[1]


def test_what_was_mapped_is_never_changed(folder):
    """Others rely on the name of its file."""
    planner = open_planner(spacing_km=80)
    planner.route(*ENDS)
    planner.avoiding("IS").route(*ENDS)
    planner.corridor(*ENDS)
    again = open_planner(spacing_km=80)
    for name, values in again.surface.terms.items():
        np.testing.assert_array_equal(planner.surface.terms[name], values)
    np.testing.assert_array_equal(planner.depth_m, again.depth_m)
    np.testing.assert_array_equal(planner.cost_grid.cell_cost, again.cost_grid.cell_cost)
    np.testing.assert_array_equal(planner.legs.coastal.coarse.cell_cost, again.legs.coastal.coarse.cell_cost)


def test_damaged_entries_are_made_again(right, folder):
    for number, entry in enumerate(sorted(folder.glob("[!.]*"))):
        file = max(entry.glob("*.npy"), key=lambda each: each.stat().st_size)
        whole = file.read_bytes()
        file.write_bytes(whole[: (len(whole) // 2, 0, len(whole) - 1)[number % 3]])
        if number % 4 == 0:
            file.unlink()
    assert answer(open_planner(spacing_km=80)) == right


@pytest.mark.long
def test_processes_that_start_together_give_one_answer(right, tmp_path, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_CACHE", str(tmp_path))
    code = (
        "import json\n"
        "from routeplan.planning.open import open_planner\n"
        f"record = open_planner(spacing_km=80).route(*{ENDS!r}).record()\n"
        "del record['solve_seconds']\n"
        "print(json.dumps(record, sort_keys=True))\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        for _ in range(4)
    ]
    answers = {child.communicate()[0].decode().strip() for child in started}
    assert answers == {right}
    assert not [entry for entry in tmp_path.iterdir() if entry.name.endswith(".part")]


def test_diverse_routes_are_the_same_with_and_without_the_cache(without_cache, folder, monkeypatch, caplog):
    """Found, read, and found without a cache: routes, bound, and what the user is told."""
    told, records = [], []
    for chosen in (str(folder), str(folder), "off"):
        monkeypatch.setenv("ROUTEPLAN_CACHE", chosen)
        caplog.clear()
        planner = without_cache if chosen == "off" else open_planner(spacing_km=80)
        record = diverse_record(planner.diverse(*ENDS, separation_km=300))
        for timed in (record, record["best"], *record["routes"]):
            timed.pop("solve_seconds", None)
        records.append(json.dumps(record, sort_keys=True))
        told.append(caplog.messages)
    assert records[0] == records[1] == records[2]
    assert told[0] == told[1] == told[2]
    assert len(list(folder.glob("diverse-*"))) == len(list(folder.glob("set-bound-*"))) == 1


@pytest.mark.long
def test_passages_are_the_same_with_and_without_the_cache(folder, monkeypatch):
    def passages(cache):
        monkeypatch.setenv("ROUTEPLAN_CACHE", cache)
        planner = open_planner(spacing_km=40)
        ends = (find_landing("bodo"), find_landing("tomakomai"))
        found = planner.corridor_passages(*ends, within_pct=20.0)
        return [
            (each.name, each.excess_pct, each.cost_usd, each.length_km, each.breakdown.life_cost_usd)
            for each in found
        ]

    right = passages("off")
    assert len(right) > 1
    assert passages(str(folder)) == right
    assert passages(str(folder)) == right  # from the cache
    assert [entry for entry in folder.iterdir() if entry.name.startswith("passages-")]
