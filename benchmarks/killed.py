"""Kill a plan 100 times at any moment while it fills the cache, then ask: the answer is that without a cache.

python -m benchmarks.killed [TIMES]
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from routeplan.runtime.disk_cache import FOLDER_VARIABLE

_COMMAND = ("plan", "galway", "halifax", "--spacing-km", "20", "--json")
_SEED = 16


def main(times: int) -> None:
    """Kill plans, and compare the answer."""
    right, seconds = _ask({FOLDER_VARIABLE: "off"})
    chance = random.Random(_SEED)
    with TemporaryDirectory() as folder:
        for number in range(1, times + 1):
            plan = subprocess.Popen(
                _arguments(), env=os.environ | {FOLDER_VARIABLE: folder}, stdout=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0.0, seconds))
            plan.kill()
            plan.wait()
            print(f"killed {number} times", end="\r", flush=True)
        left = sum(entry.name.startswith(".") for entry in Path(folder).iterdir())
        for turn in ("made", "read"):
            assert _ask({FOLDER_VARIABLE: folder})[0] == right, f"another answer when {turn}"
    print(f"killed {times} times, {left} unfinished entries left, the same answer")


def _arguments() -> list[str]:
    return [str(Path(sys.executable).with_name("routeplan")), *_COMMAND]


def _ask(variables: Mapping[str, str]) -> tuple[dict[str, Any], float]:
    """Answer without the seconds of the solver, and how long the command took."""
    began = time.perf_counter()
    done = subprocess.run(_arguments(), check=True, env=os.environ | variables, capture_output=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    del answer["solve_seconds"]
    return answer, time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
