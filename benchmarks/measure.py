"""One peer on one sea, in a process of its own: seconds, memory, and what its line is worth.

python -m benchmarks.measure NAME SEA_FOLDER JSON_FILE MOST_RUNS
"""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol, runtime_checkable

from benchmarks.peers import Peer, peer_called
from benchmarks.sea import Line, Sea, Verdict, judge, make_small_sea, read_sea

_SLOW_S, _VERY_SLOW_S = 5.0, 30.0  # slower peers run three times, or once
KB_PER_UNIT = 1 if sys.platform == "linux" else 1 / 1024  # macOS counts bytes


@runtime_checkable
class _Elsewhere(Protocol):
    """What works in other processes, and tells their peak memory."""

    peak_mb: float


@dataclass(frozen=True)
class Run:
    """One question, from the array to the line.

    Attributes
    ----------
    build_s, solve_s : float
        Wall seconds.
    processor_s : float
        Over all cores, other processes of the peer among them.
    elsewhere_mb : float
        Peak memory of those other processes.
    """

    build_s: float
    solve_s: float
    processor_s: float
    elsewhere_mb: float

    @property
    def total_s(self) -> float:
        """Building and solving."""
        return self.build_s + self.solve_s


@dataclass(frozen=True)
class Measurement:
    """What one peer did on one sea.

    Attributes
    ----------
    peer, version : str
    spacing_km : float
    runs : int
        Runs behind the medians.
    build_s, solve_s, total_s, fastest_s : float
        Medians, and the fastest total.
    cores : float
        Seconds of processor a second of wall, in the median run.
    loaded_mb, peak_mb : float
        Memory of the process with the libraries and the array, and at its highest.
    verdict : Verdict, optional
        None where it failed.
    failure : str, optional
        Why.
    """

    peer: str
    version: str
    spacing_km: float
    runs: int = 0
    build_s: float = 0.0
    solve_s: float = 0.0
    total_s: float = 0.0
    fastest_s: float = 0.0
    cores: float = 0.0
    loaded_mb: float = 0.0
    peak_mb: float = 0.0
    verdict: Verdict | None = None
    failure: str | None = None

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Measurement:
        """Read what :meth:`to_json` made."""
        verdict = facts["verdict"] and Verdict(**facts["verdict"])
        return cls(**{**facts, "verdict": verdict})

    def to_json(self) -> dict[str, Any]:
        """Show as a JSON object."""
        return asdict(self)


def main(words: list[str]) -> None:
    """Measure the peer that the command names, and leave the result in a file."""
    name, folder, file, most_runs = words
    sea = read_sea(Path(folder))
    measurement = measure(peer_called(name), sea, most_runs=int(most_runs))
    Path(file).write_text(json.dumps(measurement.to_json()), encoding="utf-8")


def measure(peer: Peer, sea: Sea, *, most_runs: int) -> Measurement:
    """Run a peer on a sea until its median is known.

    A small sea comes first: it imports and compiles. Peers that are quick get one more run that is not counted.
    """
    small = make_small_sea()
    peer.solve(small, peer.build(small))
    loaded_mb = _peak_mb()
    run, line = _run(peer, sea)
    if run.total_s > _SLOW_S:
        runs = [run]
        most_runs = 1 if run.total_s > _VERY_SLOW_S else min(most_runs, 3)
    else:
        runs = []
    while len(runs) < most_runs:
        run, line = _run(peer, sea)
        runs.append(run)
    peak_mb = _peak_mb() + max(each.elsewhere_mb for each in runs)
    middle = sorted(runs, key=lambda each: each.total_s)[len(runs) // 2]
    return Measurement(
        peer=peer.name,
        version=peer.version or "",
        spacing_km=sea.surface.grid.spacing_m / 1000.0,
        runs=len(runs),
        build_s=statistics.median(each.build_s for each in runs),
        solve_s=statistics.median(each.solve_s for each in runs),
        total_s=statistics.median(each.total_s for each in runs),
        fastest_s=min(each.total_s for each in runs),
        cores=middle.processor_s / middle.total_s,
        loaded_mb=loaded_mb,
        peak_mb=peak_mb,
        verdict=judge(sea, line),
    )


def _run(peer: Peer, sea: Sea) -> tuple[Run, Line]:
    gc.collect()
    processor, began = sum(os.times()[:4]), perf_counter()
    built = peer.build(sea)
    ready = perf_counter()
    line = peer.solve(sea, built)
    done = perf_counter()
    processor = sum(os.times()[:4]) - processor
    elsewhere_mb = built.peak_mb if isinstance(built, _Elsewhere) else 0.0
    return Run(ready - began, done - ready, processor, elsewhere_mb), line


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KB_PER_UNIT / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
