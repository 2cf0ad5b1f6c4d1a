"""Runs: the same bits on any number of workers, whatever dies or fills up on the way; a failed case stops nobody."""

import errno
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import shapely
from ensemble_kit import coarse_planner, contents, in_this_process, small_question

import routeplan as rp
from routeplan.ensemble.evaluate import Workbench
from routeplan.ensemble.question import AS_ASSUMED, CaseTask, PairOfEnds
from routeplan.ensemble.run import LocalWorkers, run_question
from routeplan.ensemble.store import EnsembleStore
from routeplan.errors import OutputError
from routeplan.planning.stops import landing_of


def test_every_pair_system_and_sample_has_a_case(undisturbed):
    cases = EnsembleStore(undisturbed).read_cases()
    assert cases["sample"].tolist() == [sample for sample in (AS_ASSUMED, *range(16)) for _ in range(2)]
    assert cases["kind"].tolist() == 17 * ["pair", "system"]
    assert cases["pair"].tolist() == 17 * ["Galway – Halifax", "Y"]
    assert (cases["error"] == "").all()
    assert cases["life_cost_usd"].nunique() == 34
    lines = EnsembleStore(undisturbed).read_lines()
    assert len(lines) == 34
    assert lines.crs == "OGC:CRS84"


def test_the_case_as_assumed_costs_what_a_planner_says(undisturbed):
    """On whole cells: the line is valued again by the planner itself, as a line that somebody drew at sea."""
    cases = EnsembleStore(undisturbed).read_cases().query("kind == 'pair'").set_index("sample")
    planner = coarse_planner()
    question = small_question()
    prepared = Workbench(question, planner)._world(0)
    sampled = prepared.sampled(CaseTask(0, AS_ASSUMED, (), -1))
    (line,) = prepared.find_lines(sampled, question.pairs)
    route = planner.score(line, name="again", drawn_at_sea=True)
    assert cases.loc[AS_ASSUMED, "life_cost_usd"] == pytest.approx(route.life_cost_usd, rel=1e-6)
    assert cases.loc[AS_ASSUMED, "rtt_ms"] == pytest.approx(route.rtt_ms, rel=1e-9)
    assert sampled.surface.usd_per_km == pytest.approx(planner.surface.usd_per_km, rel=1e-6)


def test_a_sample_is_the_planner_with_its_numbers_changed():
    """One sample against the planner's own way: reassumed, its whole surface derived anew."""
    planner, question = coarse_planner(), small_question()
    prepared = Workbench(question, planner)._world(0)
    task = next(task for task in question.tasks if task.sample == 3)
    sampled = prepared.sampled(CaseTask(0, 3, task.values, -1))
    values = dict(zip(question.paths, task.values, strict=True))
    from routeplan.planning.what_if import with_assumption, with_ice

    changed = with_ice(planner, times=round(values.pop("ice.concentration_factor"), 2))
    for path, value in values.items():
        changed = with_assumption(changed, path, to=value)
    assert sampled.assumptions == changed.assumptions
    assert sampled.surface.usd_per_km == pytest.approx(changed.surface.usd_per_km, rel=1e-6)


@pytest.mark.long
def test_two_workers_give_the_bits_of_one_although_one_is_killed(undisturbed, tmp_path):
    """All are started again when one dies, so that two undisturbed ones end the run."""
    question, killed = small_question(), []

    def kill_one() -> None:
        until = time.monotonic() + 300
        while not killed and time.monotonic() < until:
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it has just ended
                    is_busy = "spawn_main" in " ".join(child.cmdline()) and child.cpu_times().user > 0.5
                    if is_busy and not killed:
                        child.send_signal(signal.SIGKILL)
                        killed.append(child.pid)
            time.sleep(0.1)

    killer = threading.Thread(target=kill_one)
    killer.start()
    run_question(question, EnsembleStore.begin(tmp_path, question), LocalWorkers(2))
    killer.join()
    assert killed
    assert contents(tmp_path) == contents(undisturbed)


DRIVER = """
from pathlib import Path
from routeplan.ensemble.run import LocalWorkers, run_question
from routeplan.ensemble.store import EnsembleStore
if __name__ == "__main__":
    store = EnsembleStore(Path({folder!r}))
    run_question(store.read_question(), store, LocalWorkers(1))
"""


@pytest.mark.long
def test_a_driver_that_is_killed_goes_on_where_it_was(undisturbed, tmp_path):
    folder, script = tmp_path / "store", tmp_path / "driver.py"
    script.write_text(DRIVER.format(folder=str(folder)))
    question = small_question()
    EnsembleStore.begin(folder, question)
    driver = subprocess.Popen([sys.executable, str(script)])
    try:
        until = time.monotonic() + 300
        while not list(folder.glob("parts/cases-*.parquet")) and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        children = psutil.Process(driver.pid).children(recursive=True)
        driver.kill()
        driver.wait()
    _, alive = psutil.wait_procs(children, timeout=120)
    assert alive == []  # workers end with the process that started them
    stored = {path: path.stat().st_mtime_ns for path in folder.glob("parts/*.parquet")}
    assert stored
    run_question(question, EnsembleStore.begin(folder, question), in_this_process(question))
    assert contents(folder) == contents(undisturbed)
    assert {path: path.stat().st_mtime_ns for path in stored} == stored  # nothing was repeated


def test_a_full_disk_is_told_and_the_run_goes_on_later(undisturbed, tmp_path, monkeypatch):
    question = small_question()
    put = Path.replace

    def full(path, target):
        if "cases-000001" in str(target):
            raise OSError(errno.ENOSPC, "No space left on device")
        return put(path, target)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        with pytest.raises(OutputError, match="cases-000001"):
            run_question(question, EnsembleStore.begin(tmp_path, question), in_this_process(question))
    assert not (tmp_path / "cases.parquet").exists()
    assert not list(tmp_path.rglob("*.part*"))
    run_question(question, EnsembleStore.begin(tmp_path, question), in_this_process(question))
    assert contents(tmp_path) == contents(undisturbed)


def test_another_question_in_the_same_folder_is_refused(undisturbed):
    with pytest.raises(OutputError, match="holds another question"):
        EnsembleStore.begin(undisturbed, small_question(samples=17))


def test_two_changes_of_one_planner_are_two_questions(tmp_path):
    east, west = (
        coarse_planner().avoiding([shapely.box(*box)]) for box in ((-30, 40, -25, 60), (-45, 40, -40, 60))
    )
    made = rp.ensemble(east, "galway", "halifax", samples=1, folder=tmp_path)
    assert rp.read_ensemble(tmp_path).grid == made.grid == east.grid
    with pytest.raises(OutputError, match="another question"):
        rp.ensemble(west, "galway", "halifax", samples=1, folder=tmp_path)


def test_a_planner_with_a_price_on_an_area_is_stored_with_its_own_cells(tmp_path):
    charged = coarse_planner().charging([shapely.box(-30, 40, -25, 60)], usd_per_km=1e3)
    rp.ensemble(charged, "galway", "halifax", samples=1, folder=tmp_path)
    assert rp.read_ensemble(tmp_path).grid == charged.grid


def test_a_failed_case_is_recorded_and_stops_nobody(tmp_path):
    """A repair that takes more than a year is no value that a scenario takes."""
    question = small_question(samples=4)
    samples = question.samples.copy()
    samples.loc[1, "repair.work_days"] = 1000.0
    broken = replace(question, samples=samples, systems=())
    run_question(broken, EnsembleStore.begin(tmp_path, broken), in_this_process(broken))
    cases = EnsembleStore(tmp_path).read_cases().set_index("sample")
    assert "work_days" in cases.loc[1, "error"]
    assert np.isnan(cases.loc[1, "objective_usd"])
    assert (cases["error"].drop(index=1) == "").all()


def test_a_question_reads_back_from_its_text(undisturbed):
    question, read = small_question(), EnsembleStore(undisturbed).read_question()
    assert read.text == question.text
    assert read.samples.equals(question.samples)
    assert read.tasks == question.tasks


def test_pairs_from_one_landing_share_a_field():
    """One field, and a corridor for each pair: the same cost, but for what fields of either end differ."""
    planner, question = coarse_planner(), small_question()
    prepared = Workbench(question, planner)._world(0)
    sampled = prepared.sampled(CaseTask(0, AS_ASSUMED, (), -1))
    ends = ("halifax", "bodo", "nuuk", "tomakomai")
    pairs = [PairOfEnds(landing_of("galway"), landing_of(end)) for end in ends]
    shared = prepared.find_lines(sampled, pairs)
    for line, pair in zip(shared, pairs, strict=True):
        alone = prepared.find_line(sampled, pair.start, pair.end)
        costs = [sampled.surface.along(found).cost_usd for found in (line, alone)]
        assert costs[0] == pytest.approx(costs[1], rel=0.01)
        assert line.lon[0] == pytest.approx(pair.start.lon)
        assert line.lat[-1] == pytest.approx(pair.end.lat)
