"""Odd command lines: positions, names, numbers, choices."""

import pytest
from corpus import coordinates, numbers
from corpus.run import hold

ENTRIES = (*coordinates.ENTRIES, *numbers.ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_command_line_is_answered_as_it_should_be(entry, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    hold(entry, tmp_path, capsys)
