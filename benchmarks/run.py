"""Measure everyone, one after another, and tell: JSON in out/, tables in docs/benchmarks.md.

python -m benchmarks.run                        everything, as make bench does
python -m benchmarks.run --peer routeplan       one or a few, on a screen only
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.fine import measure_apart as measure_fine_apart
from benchmarks.machine import Machine
from benchmarks.measure import Measurement
from benchmarks.peers import PEERS, Peer, peer_called
from benchmarks.report import Report, put_between_marks
from benchmarks.waits import Wait
from routeplan.errors import RouteplanError

SPACINGS_KM = (20.0, 10.0, 5.0, 2.5)
MAIN_KM = 5.0
FINE_SCENARIOS = ("by-depth", "balanced")
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
OUT = Path("out") / "benchmarks.json"
# A peer that would take longer is stopped; a bound for whole processes, with loading and judging.
_MOST_S = 120.0
_PROCESS_S = 300.0
# Cells and times grow fourfold from one spacing to the next, and somewhat more where memory is far.
_GROWTH = 5.0
_RUNS, _GROWTH_RUNS = 7, 3


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is that of an error, if there is one."""
    options = _parse(words)
    try:
        peers = [peer_called(name) for name in options.peer] or list(PEERS)
        machine, measurements = Machine.look(), measure_all(peers, options.spacing)
        fine = [measure_fine_apart(options.fine, name) for name in FINE_SCENARIOS] if options.fine else []
        report = Report(machine, measurements, time_planning(options.planning), fine)
    except RouteplanError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return error.exit_code
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
    print(report.to_markdown(MAIN_KM))
    if options.page:
        put_between_marks(options.page, report.to_markdown(MAIN_KM))
    return 0


def measure_all(peers: Sequence[Peer], spacings_km: Sequence[float]) -> list[Measurement]:
    """Measure peers on seas of several spacings, coarse ones first, each in a process of its own.

    A peer whose time on one sea lets expect more than two minutes on the next is not asked there.
    """
    measurements: list[Measurement] = []
    with tempfile.TemporaryDirectory() as folder:
        for spacing_km in sorted(spacings_km, reverse=True):
            sea = Path(folder) / f"{spacing_km:g}km"
            _write_sea_apart(spacing_km, sea)
            for peer in peers:
                failure = _reason_not_to_run(peer, spacing_km, measurements)
                measurement = failure or measure_apart(peer, sea, spacing_km)
                print(_describe(measurement), file=sys.stderr)
                measurements.append(measurement)
    return measurements


def measure_apart(peer: Peer, sea: Path, spacing_km: float) -> Measurement:
    """Measure one peer on one sea, in a process of its own; what goes wrong there is a measurement that says so."""
    file = sea / "measurement.json"
    file.unlink(missing_ok=True)
    most_runs = _RUNS if spacing_km == MAIN_KM else _GROWTH_RUNS
    command = [sys.executable, "-m", "benchmarks.measure", peer.name, str(sea), str(file), str(most_runs)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PROCESS_S)
    except subprocess.TimeoutExpired:
        return _failed(peer, spacing_km, f"stopped after {_PROCESS_S:g} s")
    if done.returncode or not file.exists():
        last = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return _failed(peer, spacing_km, last[-1])
    return Measurement.from_json(json.loads(file.read_text(encoding="utf-8")))


def time_planning(wanted: bool) -> list[Wait]:
    """Time what a user waits for, in a process of its own; nothing if it is not wanted."""
    if not wanted:
        return []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "planning.json"
        subprocess.run([sys.executable, "-m", "benchmarks.planning", str(file)], check=True)
        return [Wait(**wait) for wait in json.loads(file.read_text(encoding="utf-8"))]


def _write_sea_apart(spacing_km: float, folder: Path) -> None:
    """Write a sea in a process of its own: the memory of a process counts from what its parent had."""
    command = [sys.executable, "-m", "benchmarks.sea", f"{spacing_km:g}", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RouteplanError(f"no sea at {spacing_km:g} km: {done.stderr.strip().splitlines()[-1]}")


def _reason_not_to_run(peer: Peer, spacing_km: float, before: Sequence[Measurement]) -> Measurement | None:
    if peer.version is None:
        return _failed(peer, spacing_km, "not installed")
    if spacing_km < peer.finest_km:
        return _failed(peer, spacing_km, f"not asked below {peer.finest_km:g} km")
    earlier = [each for each in before if each.peer == peer.name and each.verdict]
    if earlier:
        expected_s = earlier[-1].total_s * _GROWTH ** (earlier[-1].spacing_km > spacing_km)
        if expected_s > _MOST_S:
            return _failed(peer, spacing_km, f"would take more than {_MOST_S:g} s")
    return None


def _failed(peer: Peer, spacing_km: float, why: str) -> Measurement:
    return Measurement(peer.name, peer.version or "", spacing_km, failure=why)


def _describe(measurement: Measurement) -> str:
    said = measurement.failure or f"{measurement.total_s:.3f} s, {measurement.runs} runs"
    return f"{measurement.spacing_km:g} km  {measurement.peer}: {said}"


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--peer", action="append", default=[], help="only this one; may be repeated")
    parser.add_argument(
        "--spacing", type=float, nargs="+", default=SPACINGS_KM, help="kilometres; without it 20 10 5 2.5"
    )
    parser.add_argument("--json", type=Path, default=OUT, help=f"where figures go; without it {OUT}")
    parser.add_argument("--page", type=Path, help="Markdown page whose tables are replaced")
    parser.add_argument(
        "--fine", type=Path, metavar="NC", help="plan at full resolution; made if it is not there"
    )
    parser.add_argument("--planning", action="store_true", help="time the whole command as well")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
