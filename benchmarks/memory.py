"""Peak memory of a plan at the default, the first with nothing in the cache on disk and one after it.

python -m benchmarks.memory
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import KB_PER_UNIT
from routeplan.errors import RouteplanError
from routeplan.runtime.disk_cache import FOLDER_VARIABLE

PLAN = ("plan", "bodo", "tomakomai", "--quiet")


@dataclass(frozen=True)
class Peak:
    """Peak resident memory of a whole command, in GB of 1e9 bytes; pages mapped from files are counted."""

    work: str
    gb: float


def measure_peaks() -> list[Peak]:
    """Plan twice, each time in a process of its own.

    Raises
    ------
    RouteplanError
        If the command fails.
    """
    with tempfile.TemporaryDirectory() as cache:
        return [
            Peak(f"{run} `routeplan {' '.join(PLAN[:3])}`", _peak_gb(cache)) for run in ("first", "later")
        ]


def _peak_gb(cache: str) -> float:
    command = [str(Path(sys.executable).with_name("routeplan")), *PLAN]
    environment = os.environ | {FOLDER_VARIABLE: cache}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)  # of this child alone
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RouteplanError(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_maxrss * KB_PER_UNIT * 1024 / 1e9


if __name__ == "__main__":
    for peak in measure_peaks():
        print(f"{peak.work}: {peak.gb:.2f} GB")
