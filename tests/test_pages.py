"""The tour and the how-tos work as printed: a reader saves the files, types the commands and runs the Python."""

from __future__ import annotations

import functools
import itertools
import shlex
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from pages_kit import DOCS, Kind, Step, is_as_shown, steps_of

import routeplan as rp
from routeplan import cli

PAGES = sorted(
    [DOCS / "tour.md", *(path for path in (DOCS / "how-to").glob("*.md") if path.name != "index.md")]
)
# Cells of a page that shows no output: its figures are held by other tests.
CELLS_KM = 40.0
PLANNING = {"plan", "compare", "score", "report", "sweep", "system"}


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_works_as_printed(page, tmp_path, monkeypatch, capfd, write_gebco):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rp, "open_planner", functools.partial(rp.open_planner, spacing_km=CELLS_KM))
    steps = steps_of(page)
    assert steps
    if any("GEBCO_2026.nc" in step.text for step in steps):
        write_gebco(lambda lon, lat: np.full_like(lon, -2_000.0), name="GEBCO_2026.nc")
    names: dict[str, object] = {}
    extra = () if any(step.shown for step in steps) else ("--spacing-km", str(CELLS_KM))
    for step in steps:
        carry_out(step, names, extra, capfd)


def carry_out(
    step: Step, names: dict[str, object], extra: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    match step.kind:
        case Kind.FILE:
            Path(step.name).write_text(step.text, encoding="utf-8")
        case Kind.PYTHON:
            with mpl.rc_context({"backend": "agg"}):
                exec(compile(step.text, "page", "exec"), names)  # the page is ours
        case Kind.COMMAND:
            run(step, extra, capfd)


def run(step: Step, extra: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    """Run a command as typed, with more options if it plans."""
    command, _, target = step.text.partition(" > ")
    program, *arguments = shlex.split(command)
    assert program == "routeplan"
    if arguments[0] in PLANNING:
        arguments += extra
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    said = capfd.readouterr()
    assert ended.value.code == 0, said.err
    if target:
        Path(target).write_text(said.out, encoding="utf-8")
    if step.shown:
        shown = said.out if is_as_shown(said.out, step.shown) else said.err + said.out
        assert is_as_shown(shown, step.shown), shown
    for option, value in itertools.pairwise(arguments):
        if option == "-o":
            assert Path(value).exists(), f"{step.text} left no {value}"
