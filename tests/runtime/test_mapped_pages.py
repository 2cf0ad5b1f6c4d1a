"""Pages of mapped arrays are given back: the memory is free, the values stay."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from routeplan.runtime.mapped_pages import give_back_pages

MB = 32


@dataclass(frozen=True)
class Held:
    parts: dict[str, np.ndarray]


@pytest.fixture
def mapped(tmp_path):
    np.save(tmp_path / "values.npy", np.arange(MB << 17, dtype=np.float64))
    with (tmp_path / "values.npy").open("r+b") as file:
        os.fsync(file.fileno())
    return np.asarray(np.load(tmp_path / "values.npy", mmap_mode="c"))


def resident_file_mb():
    status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["RssFile"].split()[0]) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for its pages")
def test_pages_that_were_read_take_no_memory_afterwards(mapped):
    total = mapped.sum()
    before = resident_file_mb()
    give_back_pages(Held({"values": mapped}))
    assert resident_file_mb() < before - 0.8 * MB
    assert mapped.sum() == total


def test_a_change_in_a_mapped_array_outlives_it(mapped):
    mapped[1000] = -1.0
    give_back_pages([mapped])
    assert mapped[1000] == -1.0
    assert mapped[1001] == 1001.0


def test_what_is_not_mapped_stays_as_it_is():
    values = np.ones(10)
    give_back_pages(values, None, "text", {"a": (values, 3)})
    assert values.sum() == 10.0
