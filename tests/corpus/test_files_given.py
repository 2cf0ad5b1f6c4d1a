"""Odd files: scenarios, rasters, lines, areas, position lists; and odd names of files to write."""

import pytest
from corpus import outputs, rasters, scenarios, vectors
from corpus.run import hold

ENTRIES = (*scenarios.ENTRIES, *outputs.ENTRIES, *rasters.ENTRIES, *vectors.ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_file_is_answered_as_it_should_be(entry, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    hold(entry, tmp_path, capsys)
