"""The figures as Markdown: who was how fast, on what, and what the line was worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fine import FineRoute
from benchmarks.machine import Machine
from benchmarks.measure import Measurement
from benchmarks.peers import OURS, peer_called
from benchmarks.waits import Wait
from routeplan.errors import DataError

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Report:
    """One run of the benchmark.

    Attributes
    ----------
    machine : Machine
    measurements : list of Measurement
        One a peer and spacing.
    planning : list of Wait
        Empty where it was not asked for.
    fine : list of FineRoute
        One a scenario; empty where it was not asked for.
    """

    machine: Machine
    measurements: list[Measurement]
    planning: list[Wait]
    fine: list[FineRoute] = field(default_factory=list)

    def to_markdown(self, main_km: float) -> str:
        """Tell everything, the sea of one spacing in full.

        Parameters
        ----------
        main_km : float
            That spacing; the finest measured where it was not.
        """
        spacings = {each.spacing_km for each in self.measurements}
        main_km = main_km if main_km in spacings else min(spacings)
        main = [each for each in self.measurements if each.spacing_km == main_km]
        parts = [_describe(self.machine), f"### One question at {main_km:g} km", _compare(main)]
        failed = [each for each in main if each.failure]
        if failed:
            parts.append(
                "Not in the table: " + "; ".join(f"{each.peer}, {each.failure}" for each in failed) + "."
            )
        parts += ["### Growth", _grow(self.measurements)]
        if self.planning:
            parts += ["### What a user waits for", _tell_waits(self.planning)]
        if self.fine:
            columns = [dict(each.to_rows()) for each in self.fine]
            rows = [(work, *(column.get(work, "–") for column in columns)) for work in columns[0]]
            header = ("work", *(each.scenario for each in self.fine))
            parts += ["### At the full resolution of GEBCO", _table(header, rows, left=1)]
        parts += ["### What each was given", _tell_given(self.measurements)]
        return "\n\n".join(parts)


def put_between_marks(page: Path, text: str) -> None:
    """Replace what stands between the two marks of a page.

    Raises
    ------
    DataError
        If the page has no marks.
    """
    whole = page.read_text(encoding="utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise DataError(f"{page}: no place for the tables; put {BEGIN} and {END} where they belong")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def _describe(machine: Machine) -> str:
    return (
        f"{machine.date}. {machine.processor}, {machine.cores} cores, {machine.memory_gb:.0f} GB; {machine.system}; "
        f"Python {machine.python}, {machine.libraries}. Load in the minute before the run: {machine.load:.1f}."
    )


def _compare(measurements: Sequence[Measurement]) -> str:
    """Table of one spacing, by time."""
    ours = next((each for each in measurements if each.peer == OURS.name and each.verdict), None)
    done = sorted((each for each in measurements if each.verdict), key=lambda each: each.total_s)
    header = (
        "peer", "method", "build s", "solve s", "total s", "× ours", "cost %", "straightened %", "km", "km on barriers",
        "MB", "MB added", "cores", "runs",
    )  # fmt: skip
    rows = []
    for each in done:
        verdict, ratio, excess, straightened = each.verdict, "", "", ""
        if verdict is None:
            continue
        if ours and ours.verdict:
            ratio = f"{each.total_s / ours.total_s:.1f}"
            excess, straightened = (
                f"{100 * (cost / ours.verdict.cost_usd - 1):+.2f}"
                for cost in (verdict.cost_usd, verdict.straightened_usd)
            )
        name = f"**{each.peer}**" if peer_called(each.peer).package == OURS.package else each.peer
        seconds = (_seconds(value) for value in (each.build_s, each.solve_s, each.total_s))
        km = f"{verdict.length_km:,.0f}", f"{verdict.barrier_km:.1f}"
        memory = f"{each.peak_mb:,.0f}", f"{each.peak_mb - each.loaded_mb:,.0f}"
        method = peer_called(each.peer).method
        ends = f"{each.cores:.1f}", str(each.runs)
        rows.append((name, method, *seconds, ratio, excess, straightened, *km, *memory, *ends))
    return _table(header, rows, left=2)


def _grow(measurements: Sequence[Measurement]) -> str:
    """Table of total seconds by spacing, and of memory at the finest."""
    spacings = sorted({each.spacing_km for each in measurements}, reverse=True)
    by_peer: dict[str, dict[float, Measurement]] = {}
    for each in measurements:
        by_peer.setdefault(each.peer, {})[each.spacing_km] = each
    rows = []
    for peer, at in by_peer.items():
        times = [_seconds(at[km].total_s) if km in at and at[km].verdict else "–" for km in spacings]
        rows.append((peer, *times, *(_memory(at.get(km)) for km in spacings)))
    names = [f"{km:g} km" for km in spacings]
    return _table(("peer", *(f"s, {km}" for km in names), *(f"MB added, {km}" for km in names)), rows, left=1)


def _memory(measurement: Measurement | None) -> str:
    if measurement is None or measurement.verdict is None:
        return "–"
    return f"{measurement.peak_mb - measurement.loaded_mb:,.0f}"


def _tell_waits(waits: Sequence[Wait]) -> str:
    return _table(("work", "s"), [(wait.work, _seconds(wait.seconds)) for wait in waits], left=1)


def _tell_given(measurements: Sequence[Measurement]) -> str:
    versions = {each.peer: each.version for each in measurements}
    rows = []
    for name, version in versions.items():
        peer = peer_called(name)
        rows.append((name, version or "not installed", peer.licence, peer.given))
    return _table(("peer", "version", "licence", "how it was used"), rows, left=4)


def _seconds(value: float) -> str:
    """Three figures, no more than milliseconds."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int) -> str:
    """Lay out a Markdown table, its first columns to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join(padded)} |"

    rule = ["-" * width if at < left else "-" * (width - 1) + ":" for at, width in enumerate(widths)]
    return "\n".join([line(header), line(rule), *map(line, rows)])
