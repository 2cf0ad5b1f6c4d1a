"""Measure an ensemble: processor seconds a case, cases a second, memory of a worker; one worker and two.

python -m benchmarks.ensembles --samples 200 --spacing 10

On a busy machine cases a second say little; processor seconds a case are those of a quiet one, give or take its caches.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from routeplan.cost.scenario import Scenario
from routeplan.ensemble.inquiry import draw_for
from routeplan.ensemble.question import AssumedWorld, PairOfEnds, Question
from routeplan.ensemble.run import Keep, LocalWorkers, Parts, run_question
from routeplan.ensemble.sampling import Sampling
from routeplan.ensemble.store import EnsembleStore
from routeplan.planning.stops import landing_of


@dataclass(frozen=True)
class Measured:
    """What a run took, without its start: the first part of each worker opens a planner."""

    workers: int
    cases: int
    seconds: float
    cpu_seconds: float
    peak_mb: float

    def __str__(self) -> str:
        return (
            f"{self.workers} workers: {self.cpu_seconds / self.cases:.3f} processor s a case, "
            f"{self.cases / self.seconds:.1f} cases/s, {self.peak_mb:.0f} MB a worker at most"
        )


class _Watch:
    """Reads time and memory of the workers when parts come in; counts from the part after their start."""

    def __init__(self, store: EnsembleStore, workers: int) -> None:
        self.keep: Keep | None = None
        self.store, self.workers = store, workers
        self.parts, self.cases, self.peak_mb = 0, 0, 0.0
        self.began = self.ended = (0.0, 0.0)

    def execute(self, question: Question, parts: Parts, keep: Keep) -> None:
        def watched(number: int, tasks: tuple[object, ...], result: object) -> None:
            keep(number, tasks, result)  # type: ignore[arg-type]
            self.see(len(tasks))

        watched.task = keep.task  # type: ignore[attr-defined]
        LocalWorkers(self.workers)(question, parts, watched)  # type: ignore[arg-type]

    def see(self, tasks: int) -> None:
        children = [
            child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())
        ]
        cpu = sum(child.cpu_times().user + child.cpu_times().system for child in children)
        self.peak_mb = max([self.peak_mb, *(_memory_mb(child) for child in children)])
        self.parts += 1
        if self.parts == 2 * self.workers:
            self.began = (time.perf_counter(), cpu)
        elif self.parts > 2 * self.workers:
            self.cases += tasks
            self.ended = (time.perf_counter(), cpu)


def _memory_mb(process: psutil.Process) -> float:
    """Memory of a process: its own, and its share of what it shares with others (PSS), where the system tells."""
    known = process.memory_full_info()
    return float(getattr(known, "pss", known.rss)) / 1e6


def measure(workers: int, samples: int, spacing_km: float, depth_error_factor: float) -> Measured:
    """Run an ensemble of Bodø - Tomakomai and measure it."""
    balanced = Scenario.preset("balanced")
    scenario = balanced.model_copy(
        update={
            "grid": balanced.grid.model_copy(update={"spacing_km": spacing_km}),
            "uncertainty": balanced.uncertainty.model_copy(update={"depth_error_factor": depth_error_factor}),
        }
    )
    drawn = draw_for(scenario, samples=samples, seed=1, sampling=Sampling.LATIN_HYPERCUBE)
    pair = PairOfEnds(landing_of("bodo"), landing_of("tomakomai"))
    question = Question(
        (AssumedWorld("balanced", scenario),),
        (pair,),
        (),
        drawn,
        "latin-hypercube",
        1,
        depth_error_factor,
        50.0,
    )
    with tempfile.TemporaryDirectory() as folder:
        store = EnsembleStore.begin(Path(folder), question)
        watch = _Watch(store, workers)
        run_question(question, store, watch.execute)
    (began, cpu), (ended, cpu_after) = watch.began, watch.ended
    return Measured(workers, watch.cases, ended - began, cpu_after - cpu, watch.peak_mb)


def main() -> None:
    """Measure with one worker and with two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--spacing", type=float, default=10.0)
    parser.add_argument("--exact-depths", action="store_true")
    given = parser.parse_args()
    for workers in (1, 2):
        print(measure(workers, given.samples, given.spacing, 0.0 if given.exact_depths else 1.0), flush=True)


if __name__ == "__main__":
    main()
