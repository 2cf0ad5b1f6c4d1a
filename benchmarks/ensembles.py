"""Measure an ensemble on one and two workers: local processes, Dask workers, and Dask workers on two hosts.

python -m benchmarks.ensembles --samples 1000 --spacing 10
python -m benchmarks.ensembles --samples 1000 --only dask hosts

Prints a table for docs/scaling.md, a row when it is measured, and whether every store has the same bits. On a busy
machine samples a second say little; processor seconds a sample are those of a quiet one, give or take its caches.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.dask_cluster import DaskCluster, start_on_this_host, start_on_two_hosts
from benchmarks.machine import Machine
from routeplan.cost.scenario import Scenario
from routeplan.ensemble.dask_workers import DaskWorkers
from routeplan.ensemble.evaluate import PartResult
from routeplan.ensemble.inquiry import draw_for
from routeplan.ensemble.question import AssumedWorld, CaseTask, PairOfEnds, Question
from routeplan.ensemble.run import Execute, Keep, LocalWorkers, Parts, run_question
from routeplan.ensemble.sampling import Sampling
from routeplan.ensemble.store import EnsembleStore
from routeplan.errors import UsageError
from routeplan.planning.stops import landing_of

LOCAL, DASK, HOSTS = "local", "dask", "hosts"
_ROW_NAMES = {LOCAL: "local processes", DASK: "Dask workers", HOSTS: "Dask workers on two hosts (namespaces)"}
_TABLES = ("cases.parquet", "candidates.parquet", "lines.parquet")
_WARM_PARTS = 2  # of each worker: it has started and opened its planner
_HEADINGS = (
    "run", "workers", "samples", "samples/s", "efficiency", "processor s a sample", "of driver and scheduler",
    "PSS a worker, GB", "RSS a worker, GB", "whole run, s", "same bits",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What a run took.

    Attributes
    ----------
    kind : str
        Where its workers were.
    workers : int
    samples : int
        Counted: without the start of the workers, unless ``from_start``.
    from_start : bool
        Whether there were too few samples to leave the start out.
    seconds : float
        Of the samples counted.
    worker_cpu_s, other_cpu_s : float
        Processor seconds of all workers, and of driver and scheduler.
    pss_gb, rss_gb : float
        Largest of any worker: its own memory and its share of what it shares (PSS), and all pages it has (RSS).
    whole_s : float
        Of the run, start and joining of the tables included.
    digest : str
        Of the three tables.
    """

    kind: str
    workers: int
    samples: int
    from_start: bool
    seconds: float
    worker_cpu_s: float
    other_cpu_s: float
    pss_gb: float
    rss_gb: float
    whole_s: float
    digest: str

    @property
    def samples_per_s(self) -> float:
        """Rate of all workers together."""
        return self.samples / self.seconds

    def efficiency(self, one: Measured | None) -> float | None:
        """Rate by that of one worker times the number of workers; None where one was not measured."""
        return None if one is None else self.samples_per_s / (self.workers * one.samples_per_s)


@dataclass(eq=False)
class _Watch:
    """Reads time and memory of processes when parts come in, from when all workers are warm."""

    workers: Callable[[], Sequence[psutil.Process]]
    others: Sequence[psutil.Process]
    from_part: int
    parts: int = 0
    samples: int = 0
    marks: list[tuple[float, float, float]] = field(default_factory=list)
    pss_gb: float = 0.0
    rss_gb: float = 0.0

    def see(self, samples: int) -> None:
        """Count a part; the first mark is the beginning of what is measured, the last its end."""
        if self.parts > self.from_part or self.from_part == 0:
            self.samples += samples
        for process in self.workers() if self.parts else ():
            known = process.memory_full_info()
            self.rss_gb = max(self.rss_gb, known.rss / 1e9)
            self.pss_gb = max(
                self.pss_gb, getattr(known, "pss", known.rss) / 1e9
            )  # PSS where the system tells
        if self.parts >= self.from_part:
            self.marks.append((time.perf_counter(), _cpu_s(self.workers()), _cpu_s(self.others)))
        self.parts += 1


@dataclass(frozen=True, eq=False)
class _WatchedKeep(Keep):
    watch: _Watch

    def __call__(self, number: int, tasks: Sequence[CaseTask], result: PartResult) -> None:
        super().__call__(number, tasks, result)
        self.watch.see(len(tasks))


def make_question(samples: int, spacing_km: float, depth_error_factor: float) -> Question:
    """Ask for samples of Bodø - Tomakomai with the default uncertainty, without candidates."""
    balanced = Scenario.preset("balanced")
    scenario = balanced.model_copy(
        update={
            "grid": balanced.grid.model_copy(update={"spacing_km": spacing_km}),
            "uncertainty": balanced.uncertainty.model_copy(update={"depth_error_factor": depth_error_factor}),
        }
    )
    drawn = draw_for(scenario, samples=samples, seed=1, sampling=Sampling.LATIN_HYPERCUBE)
    pair = PairOfEnds(landing_of("bodo"), landing_of("tomakomai"))
    return Question(
        (AssumedWorld("balanced", scenario),), (pair,), (), drawn, "latin-hypercube", 1, depth_error_factor, 50.0
    )  # fmt: skip


def measure_all(question: Question, kinds: Sequence[str]) -> Iterator[Measured]:
    """Measure one worker and two of each kind; of two hosts two workers, held against one Dask worker."""
    if LOCAL in kinds:
        for workers in (1, 2):
            yield _measure(question, LOCAL, workers, LocalWorkers(workers), _spawned)
    for workers in (1, 2) if DASK in kinds else (1,) if HOSTS in kinds else ():
        with start_on_this_host(workers) as cluster:
            yield _measure_cluster(question, DASK, cluster)
    if HOSTS in kinds:
        try:
            with start_on_two_hosts() as cluster:
                yield _measure_cluster(question, HOSTS, cluster)
        except UsageError as error:
            print(f"{_ROW_NAMES[HOSTS]}: skipped: {error}", flush=True)


def _measure_cluster(question: Question, kind: str, cluster: DaskCluster) -> Measured:
    execute = DaskWorkers(cluster.address)
    return _measure(question, kind, len(cluster.workers), execute, lambda: cluster.workers, cluster.scheduler)


def _measure(
    question: Question,
    kind: str,
    workers: int,
    execute: Execute,
    processes: Callable[[], Sequence[psutil.Process]],
    *others: psutil.Process,
) -> Measured:
    parts = len(question.parts)
    warm = _WARM_PARTS * workers
    watch = _Watch(processes, [psutil.Process(), *others], warm if parts > 2 * warm else 0)

    def watched(question: Question, parts: Parts, keep: Keep) -> None:
        if watch.from_part == 0:
            watch.marks.append((time.perf_counter(), 0.0, _cpu_s(watch.others)))
        execute(question, parts, _WatchedKeep(keep.store, keep.task, watch))

    with _temporary_store(question) as store:
        began = time.perf_counter()
        run_question(question, store, watched)
        whole_s = time.perf_counter() - began
        digest = _digest(store.folder)
    seconds, worker_cpu_s, other_cpu_s = (
        last - first for first, last in zip(watch.marks[0], watch.marks[-1], strict=True)
    )
    return Measured(
        kind, workers, watch.samples, watch.from_part == 0, seconds, worker_cpu_s, other_cpu_s,
        watch.pss_gb, watch.rss_gb, whole_s, digest,
    )  # fmt: skip


@contextmanager
def _temporary_store(question: Question) -> Iterator[EnsembleStore]:
    with tempfile.TemporaryDirectory() as folder:
        yield EnsembleStore.begin(Path(folder), question)


def _spawned() -> list[psutil.Process]:
    """Local workers: the processes that this one has spawned."""
    return [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


def _cpu_s(processes: Sequence[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))


def _digest(folder: Path) -> str:
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in _TABLES)).hexdigest()


def table_row(measured: Measured, one: Measured | None, first: Measured) -> str:
    """Lay a run out as a row of the table; ``one`` is the run of one worker, ``first`` has the bits to compare."""
    efficiency = measured.efficiency(one)
    cells = (
        _ROW_NAMES[measured.kind],
        f"{measured.workers}",
        f"{measured.samples:,}{', with start' if measured.from_start else ''}",
        f"{measured.samples_per_s:.2f}",
        "" if efficiency is None or measured is one else f"{efficiency:.2f}",
        f"{measured.worker_cpu_s / measured.samples:.3f}",
        f"{measured.other_cpu_s / measured.samples:.3f}",
        f"{measured.pss_gb:.2f}",
        f"{measured.rss_gb:.2f}",
        f"{measured.whole_s:.0f}",
        "the first" if measured is first else "yes" if measured.digest == first.digest else "NO",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure, and print a row for each run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--spacing", type=float, default=10.0, metavar="KM")
    parser.add_argument("--exact-depths", action="store_true", help="without fields of depth errors")
    parser.add_argument("--only", nargs="+", choices=tuple(_ROW_NAMES), default=list(_ROW_NAMES))
    given = parser.parse_args()
    machine = Machine.look()
    print(
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gb:.0f} GB, {machine.system}, Python "
        f"{machine.python}, {machine.date}; load before the run {machine.load:.1f}; Bodø - Tomakomai, "
        f"{given.spacing:g} km, {given.samples:,} samples\n"
    )
    print(f"| {' | '.join(_HEADINGS)} |\n|{'---|' * len(_HEADINGS)}", flush=True)
    question = make_question(given.samples, given.spacing, 0.0 if given.exact_depths else 1.0)
    runs: list[Measured] = []
    for measured in measure_all(question, given.only):
        runs.append(measured)
        like = LOCAL if measured.kind == LOCAL else DASK
        one = next((run for run in runs if run.kind == like and run.workers == 1), None)
        print(table_row(measured, one, runs[0]), flush=True)


if __name__ == "__main__":
    main()
