"""Whole commands, from the shell and back: first after installation, with an empty cache, for a new pair, and again.

python -m benchmarks.commands
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.waits import Wait, median_seconds
from routeplan.runtime.disk_cache import FOLDER_VARIABLE

REPEATS = 5
PLAN = ("plan", "bodo", "tomakomai")
COMPARE = ("compare", "bodo:tomakomai", "galway:halifax", "landeyjar:nuuk", "sopelana:virginia-beach")
_OPEN = """
from time import perf_counter
from routeplan.planning.open import open_planner
began = perf_counter()
open_planner().surface
print(perf_counter() - began)
"""
# Entries of the cache that answer one question; all others are layers that every question uses.
_ANSWERS = ("leg-*", "line-waits-*", "sea-path-*", "proven-bound-*", "diverse-*", "set-bound-*")


def main() -> None:
    """Print all times."""
    for wait in time_commands():
        print(f"{wait.seconds:6.2f} s  {wait.work}", flush=True)


def time_commands() -> list[Wait]:
    """Time commands on a cache and on compiled kernels of their own."""
    with TemporaryDirectory() as folder:
        cache, kernels = Path(folder) / "cache", Path(folder) / "kernels"
        own = os.environ | {FOLDER_VARIABLE: str(cache), "NUMBA_CACHE_DIR": str(kernels)}
        own.pop("PYTHONDONTWRITEBYTECODE", None)

        def run(*command: str) -> Callable[[], object]:
            program = str(Path(sys.executable).with_name("routeplan"))
            return lambda: subprocess.run([program, *command], check=True, env=own, capture_output=True)

        def forget(*patterns: str) -> Callable[[], object]:
            def remove() -> None:
                for entry in [entry for pattern in patterns for entry in cache.glob(pattern)]:
                    shutil.rmtree(entry)

            return remove

        def uninstall() -> None:
            forget("*")()
            shutil.rmtree(kernels, ignore_errors=True)

        plan, compare = run(*PLAN), run(*COMPARE)
        timed = [
            (f"`routeplan {' '.join(PLAN)}`, first after installation", plan, uninstall),
            ("the same, with an empty cache", plan, forget("*")),
            ("the same, a pair that was not asked before", plan, forget(*_ANSWERS)),
            ("the same, again", plan, None),
            ("`routeplan compare` of four pairs, not asked before", compare, forget(*_ANSWERS)),
            ("the same, again", compare, None),
            ("`routeplan --help`", run("--help"), None),
        ]
        waits = [Wait(work, median_seconds(do, repeats=REPEATS, before=before)) for work, do, before in timed]
        return [*waits, Wait("`rp.open_planner()` and its surface, all in the cache", _time_opening(own))]


def _time_opening(environment: dict[str, str]) -> float:
    """Time a planner in a fresh process, imports not counted."""

    def once() -> float:
        done = subprocess.run(
            [sys.executable, "-c", _OPEN], check=True, env=environment, capture_output=True, text=True
        )
        return float(done.stdout)

    return sorted(once() for _ in range(REPEATS))[REPEATS // 2]


if __name__ == "__main__":
    main()
