"""Gestures of the live planner without a browser: seconds and processor seconds until each part of the answer is sent.

The seconds of the processor are those of the whole process; on a busy machine they say more than the clock.

python -m benchmarks.live
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Event
from time import perf_counter, process_time
from typing import Any

from benchmarks.waits import Wait
from routeplan.catalog.landings import find_landing
from routeplan.cost.assumptions import Weights
from routeplan.live import live
from routeplan.live.live_planner import LivePlanner
from routeplan.live.state import PlanRequest, RequestStep

REPEATS = 5
SPACING_KM = 10.0
# Parts of an answer in the order in which they are sent; the last comes with profile and tables.
PARTS = ("routes", "corridor", "stage")
_PATIENCE_S = 300.0
# Across the way past Svalbard, and a point on the way; degrees.
_CLOSED = ((4.0, 77.0), (16.0, 77.0), (18.0, 81.5), (2.0, 81.5), (4.0, 77.0))
_VIA = "79,5"
_DROPPED_AT = "72.5,18.2"


@dataclass(frozen=True)
class Sent:
    """When a part of an answer was sent, since the gesture.

    Attributes
    ----------
    seconds : float
    processor_s : float
    """

    seconds: float
    processor_s: float


@dataclass
class Stopwatch:
    """Notes when each part of an answer leaves a live planner."""

    planner: LivePlanner
    sent: dict[str, Sent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finished = Event()
        self._began = perf_counter(), process_time()
        self.planner._display.map.widget.observe(self._note, PARTS)

    def do(self, step: RequestStep) -> dict[str, Sent]:
        """Change the request and wait for the whole answer."""
        self.sent = {}
        self._finished.clear()
        self._began = perf_counter(), process_time()
        self.planner._change(step)
        return self.wait()

    def wait(self) -> dict[str, Sent]:
        """Wait until everything of an answer is there."""
        if not self._finished.wait(_PATIENCE_S):
            raise TimeoutError(f"no answer within {_PATIENCE_S:g} s")
        return self.sent

    def _note(self, change: Any) -> None:
        part, new = change["name"], change["new"]
        if not new or (part == "stage" and new not in ("all", "refused")):
            return
        began_s, began_processor_s = self._began
        self.sent[part] = Sent(perf_counter() - began_s, process_time() - began_processor_s)
        if part == "stage":
            self._finished.set()


def gestures() -> Iterator[tuple[str, RequestStep, RequestStep]]:
    """Give each gesture, and the one that takes it back."""
    start, dropped, via = map(find_landing, ("bodo", _DROPPED_AT, _VIA))
    yield "end dragged", lambda now: now.with_end("start", dropped), lambda now: now.with_end("start", start)
    yield "multiplier moved", _multiply(2.0), _multiply(1.0)
    yield "area closed", lambda now: replace(now, closed=(_CLOSED,)), lambda now: replace(now, closed=())
    yield "via point set", lambda now: replace(now, via=(via,)), lambda now: replace(now, via=())
    yield "preset chosen", lambda now: now.with_preset("resilient"), lambda now: now.with_preset("balanced")


def _multiply(ice: float) -> Callable[[PlanRequest], PlanRequest]:
    return lambda now: now.with_weights(Weights(ice=ice))


def main() -> None:
    """Print all times."""
    for wait in time_live(lambda line: print(line, file=sys.stderr)):
        print(f"{wait.seconds:6.2f} s  {wait.work}", flush=True)


def time_live(tell: Callable[[str], object] = lambda line: None) -> list[Wait]:
    """Time the first answer, and each gesture until its route is sent; all parts are told."""
    began = perf_counter()
    planner = live("bodo", "tomakomai", spacing_km=SPACING_KM, refined_km=None)
    watch = Stopwatch(planner)
    first = watch.wait()
    tell(_line("first answer", [first]))
    waits = [Wait("`rp.live`: route, corridor and profile of the first answer", perf_counter() - began)]
    while not planner._display.map.widget.zones:  # the last layer of the map
        time.sleep(0.1)
    for name, step, back in gestures():
        done = []
        for _ in range(REPEATS):
            done.append(watch.do(step))
            watch.do(back)
        tell(_line(name, done))
        # A gesture that leaves the route as it is sends no other.
        seconds = statistics.median(sent.get("routes", sent["stage"]).seconds for sent in done)
        waits.append(
            Wait(f"live planner, cells of {SPACING_KM:g} km: {name}, until the route is sent", seconds)
        )
    planner.close()
    return waits


def _line(name: str, done: list[dict[str, Sent]]) -> str:
    """Say when each part was sent, medians."""
    told = []
    for part in PARTS:
        times = [sent[part] for sent in done if part in sent]
        if times:
            wall, processor = (
                statistics.median(getattr(time, of) for time in times) for of in ("seconds", "processor_s")
            )
            label = "everything" if part == "stage" else part
            told.append(f"{label} {wall:.2f} s ({processor:.2f} s of processor)")
    return f"{name}: {', '.join(told)}"


if __name__ == "__main__":
    main()
