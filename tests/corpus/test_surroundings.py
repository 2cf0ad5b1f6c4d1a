"""Commands as processes of their own, in odd surroundings: the code that is expected, no traceback, nothing left."""

import os
import shlex
import subprocess
import sys

import pytest
from corpus.environments import ENTRIES

ROUTEPLAN = (sys.executable, "-c", "from routeplan.cli import main; main()")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_command_ends_as_it_should_wherever_it_runs(entry, tmp_path):
    variables = dict(os.environ) | {name: value for name, value in entry.variables if value is not None}
    for name, value in entry.variables:
        if value is None:
            variables.pop(name, None)
    command = f"{entry.limits or ':'}; {shlex.join((*ROUTEPLAN, *entry.arguments))} {entry.redirected}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, cwd=tmp_path, env=variables, timeout=900, check=False,
    )  # fmt: skip
    said = done.stderr.decode(errors="replace")
    assert "Traceback" not in said, said
    assert "Exception ignored" not in said, said
    assert done.returncode in (entry.code, 1 if "|" in entry.redirected else entry.code), said
    left = [path.name for path in tmp_path.iterdir() if path.name != "cache"]
    assert not left if entry.code else not [name for name in left if ".part" in name]
    if entry.code and said:
        *notices, last = said.splitlines()
        assert last.startswith("routeplan: ")
        assert not [notice for notice in notices if notice.startswith("routeplan: ")]
        assert not notices or entry.limits
