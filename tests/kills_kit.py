"""Kill processes while they write, and look at what is left: a whole file or none. As a program: KILLS for each format.

One process imports and makes what is written; each kill is that of a child which it forks, so that a kill costs
milliseconds and not seconds.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

Write = Callable[[Path], Any]
LONGEST_S = 30.0


def writers() -> dict[str, Write]:
    """Every format of a route, a map, a figure and a scenario."""
    from files_kit import route_along

    import routeplan as rp
    from routeplan.view.files.formats import FORMATS, TABLE_FORMATS

    route = route_along((-9.05, 53.27), (-20.0, 52.0), (-50.0, 48.0), (-63.57, 44.64))
    made: dict[str, Write] = {
        suffix: lambda path: rp.write_result(route, path)
        for suffix in (*FORMATS, *TABLE_FORMATS, ".csv")
        if suffix not in (".nc", ".xlsx")  # these need a corridor, and a route that was planned
    }
    # A figure that is drawn again is laid out again, a little differently: each writing draws its own.
    made |= {
        suffix: lambda path: rp.write_figure(rp.figure_profile([route]), path)
        for suffix in (".png", ".svg", ".pdf")
    }
    made[".toml"] = lambda path: rp.write_scenario(rp.Scenario.preset("balanced"), path)
    return made


def wrong_after_kills(suffix: str, write: Write, kills: int, chance: random.Random) -> list[str]:
    """Kill so many writers of one format; say what was left that may not be."""
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / f"route{suffix}"
        began = time.monotonic()
        write(path)
        takes_s = time.monotonic() - began
        whole = {path.read_bytes()}
        write(path)
        whole.add(path.read_bytes())
        for _ in range(kills):
            path.unlink(missing_ok=True)
            child = os.fork()
            if child == 0:
                while True:
                    write(path)
            time.sleep(chance.uniform(0.0, min(2.0 * takes_s, LONGEST_S)))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            wrong += [
                f"{suffix}: {left.name}"
                for left in folder.iterdir()
                if left != path and ".part" not in left.name
            ]
            if path.exists():
                content = path.read_bytes()
                # Formats with a time or a random number in them differ between two writings of the same.
                if content not in whole and (len(whole) == 1 or len(content) not in map(len, whole)):
                    wrong.append(
                        f"{suffix}: half a file of {len(content)} bytes, not {sorted(map(len, whole))}"
                    )
            for left in folder.glob(".*.part*"):
                left.unlink()
    return wrong


def main(kills: int) -> int:
    """Print what was wrong as JSON; 1 if anything was."""
    wrong = {}
    for suffix, write in writers().items():
        wrong[suffix] = wrong_after_kills(suffix, write, kills, random.Random(kills))
        sys.stderr.write(f"{suffix}: {kills} kills, {len(wrong[suffix])} wrong\n")
    sys.stdout.write(json.dumps(wrong))
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
