"""Ctrl-C and SIGTERM: one line, the exit code of shells, whole files or none; driven in a terminal, as by a person."""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from routeplan.runtime import files

# What a shell in the background ignores is not ignored here.
BEGIN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
MAIN = BEGIN + "from routeplan.cli import main; main()"
# More than a pipe takes.
PRINTING = (
    BEGIN
    + """
import sys
from routeplan.cli.printing import print_json
from routeplan.cli.stopping import stop_on_signals
from routeplan.runtime.files import FileLog
stop_on_signals(FileLog())
print_json({"numbers": list(range(200_000))})
"""
)
COARSE = ("--spacing-km", "10")
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
PATIENCE_S = 600


class Command:
    """A command whose stderr is a terminal and whose stdout is a pipe."""

    def __init__(self, folder, *arguments, program=MAIN):
        self._terminal, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (30, 120))
        self.said = ""
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=theirs,
            env={key: value for key, value in os.environ.items() if key != "TQDM_DISABLE"}
            | {"PYTHONPATH": str(Path(files.__file__).parents[2])}
            # What the cache has is not made again, and could not be stopped.
            | {"ROUTEPLAN_CACHE": "off"},
        )  # fmt: skip
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, words):
        """Wait until it has said some words."""
        began = time.monotonic()
        while words not in self.said:
            assert self._reader.is_alive(), f"ended before it said {words!r}: {self.said}"
            assert time.monotonic() - began < PATIENCE_S, self.said
            time.sleep(0.005)

    def wait_for_output(self):
        """Wait until it writes to stdout, which takes more than the pipe: it cannot end before somebody reads."""
        waiting = struct.pack("i", 0)
        while not any(waiting):
            assert self._process.poll() is None, self.said
            time.sleep(0.005)
            waiting = fcntl.ioctl(self._process.stdout, termios.FIONREAD, struct.pack("i", 0))

    def stop(self, number):
        self._process.send_signal(number)

    def end(self):
        """Exit code, what it wrote to stdout, and the lines that are left on the terminal."""
        out, _ = self._process.communicate(timeout=PATIENCE_S)
        self._reader.join(PATIENCE_S)
        os.close(self._terminal)
        lines = [shown(line) for line in self.said.split("\r\n")]
        return self._process.returncode, out.decode(), [line for line in lines if line]

    def _read(self):
        with suppress(OSError):  # Linux' way to say that the other end is closed
            while read := os.read(self._terminal, 65536):
                self.said += read.decode(errors="replace")


def shown(line):
    """What a line of a terminal shows after all its carriage returns."""
    seen = ""
    for part in line.split("\r"):
        written = part.removeprefix("\x1b[K")
        seen = written + ("" if written != part else seen[len(written) :])
    return seen.rstrip()


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ("planning Bodø", ("plan", "bodo", "tomakomai", "-o", "a.geojson", "--json")),
        ("drawing existing cables", ("network", "-o", "n.json", "--json")),
        ("planning published cables", ("hindcast", "-o", "h.md")),
    ],
)
def test_a_command_that_is_stopped_ends_in_one_line_and_leaves_nothing(tmp_path, number, words, arguments):
    command = Command(tmp_path, *arguments, *COARSE)
    command.wait_for(words)
    command.stop(number)
    code, out, lines = command.end()
    assert code == CODES[number]
    assert out == ""
    assert lines == ["routeplan: stopped; nothing was written"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_of_several_outputs_those_that_are_whole_are_named(tmp_path):
    command = Command(
        tmp_path, "plan", "bodo", "tomakomai", *COARSE, "-o", "a.geojson", "-o", "b.html", "--json"
    )
    command.wait_for("drawing the map")
    command.stop(signal.SIGINT)
    code, out, lines = command.end()
    assert (code, out) == (130, "")
    assert lines == ["wrote a.geojson", "routeplan: stopped; only a.geojson was written"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.geojson"]
    assert json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["type"] == "FeatureCollection"


@pytest.mark.long
@pytest.mark.parametrize("number", CODES)
def test_a_file_half_of_which_is_written_is_not_left(tmp_path, number):
    program = (
        BEGIN
        + """
import pathlib, sys, time
whole = pathlib.Path.write_text
def write_half(path, text, **options):
    whole(path, text[: len(text) // 2], **options)
    print("half is written", file=sys.stderr, flush=True)
    time.sleep(60)
pathlib.Path.write_text = write_half
from routeplan.cli import main; main()
"""
    )
    command = Command(tmp_path, "plan", "bodo", "tomakomai", *COARSE, "-o", "a.geojson", program=program)
    command.wait_for("half is written")
    assert [path.name.endswith(".part.geojson") for path in tmp_path.iterdir()] == [True]
    command.stop(number)
    code, _, lines = command.end()
    assert code == CODES[number]
    assert lines[-1] == "routeplan: stopped; nothing was written"
    assert list(tmp_path.iterdir()) == []


def test_an_object_that_is_being_printed_is_printed_whole(tmp_path):
    """It is larger than the pipe: whoever reads slowly still reads all of it."""
    command = Command(tmp_path, program=PRINTING)
    command.wait_for_output()
    command.stop(signal.SIGINT)
    code, out, _ = command.end()
    assert code == 130
    assert json.loads(out)["numbers"][-1] == 199_999


def test_a_second_signal_does_not_wait_for_what_is_being_printed(tmp_path):
    """A reader who never reads must not keep a command alive."""
    command = Command(tmp_path, program=PRINTING)
    command.wait_for_output()
    began = time.monotonic()
    while "stopped" not in command.said:  # two signals at once are one on a busy machine
        assert time.monotonic() - began < PATIENCE_S, command.said
        command.stop(signal.SIGINT)
        time.sleep(0.2)
    code, _, lines = command.end()
    assert code == 130
    assert lines[-1] == "routeplan: stopped; nothing was written"


def test_a_signal_is_not_lost_where_python_cannot_raise(tmp_path):
    program = (
        BEGIN
        + """
import signal, sys, time
from routeplan.cli.stopping import stop_on_signals
from routeplan.runtime.files import FileLog
stop_on_signals(FileLog())
class Lossy:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
Lossy()
time.sleep(60)
"""
    )
    assert Command(tmp_path, program=program).end()[0] == 130


@pytest.mark.long
def test_nohup_is_respected(tmp_path):
    program = MAIN.replace("signal.default_int_handler", "signal.SIG_IGN")
    command = Command(tmp_path, "plan", "bodo", "tomakomai", *COARSE, "--json", program=program)
    command.wait_for("planning Bodø")
    command.stop(signal.SIGINT)
    code, out, _ = command.end()
    assert code == 0
    assert json.loads(out)["from"]["id"] == "bodo"
