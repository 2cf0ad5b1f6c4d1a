"""Kill every writer a few times; `make kills` does it 200 times for each."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_a_killed_writer_leaves_a_whole_file_or_none():
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kills_kit.py")), "3"],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    wrong = json.loads(done.stdout)
    assert len(wrong) >= 13
    assert not any(wrong.values())
