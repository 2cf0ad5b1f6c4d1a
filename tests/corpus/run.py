"""Run an entry in this process, and hold what comes back against what is expected."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from corpus.entry import DONE, Entry

from routeplan import cli

# Of the processor: what used to hang ran for more than two minutes; kernels may be compiled within an entry.
MOST_SECONDS = 120.0
LONGEST_MESSAGE = 400


def hold(entry: Entry, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Assert that an entry ends as it says: its code, one line, nothing left behind, in time."""
    path = folder / entry.file
    if entry.make is not None:
        entry.make(path)
    before = _listed(folder)
    arguments = [
        argument.replace("{file}", str(path)).replace("{folder}", str(folder)) for argument in entry.arguments
    ]
    began = time.process_time()
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    seconds = time.process_time() - began
    printed = capsys.readouterr()
    said = printed.err.replace(str(folder), "")
    assert (ended.value.code or 0) == entry.code, said
    assert "Traceback" not in said
    assert seconds < MOST_SECONDS
    assert not [name for name in _listed(folder) if ".part" in name]
    if entry.code == DONE:
        for word in entry.words:
            assert word in printed.out + said
        return
    assert printed.out == ""
    *notices, message = said.splitlines()
    assert message.startswith("routeplan: "), said
    assert not [line for line in notices if line.startswith("routeplan: ") or "Warning" in line], said
    assert len(message) < LONGEST_MESSAGE
    assert message.isprintable(), message
    for word in entry.words:
        assert word in message
    assert _listed(folder) == before


def _listed(folder: Path) -> set[str]:
    return {
        os.path.relpath(os.path.join(root, name), folder)
        for root, _, names in os.walk(folder)
        for name in (*names, ".")
    }
