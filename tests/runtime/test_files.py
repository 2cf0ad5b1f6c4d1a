"""Files that are whole or not there, whatever ends the writing."""

import os
import signal
import stat
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from routeplan.errors import OutputError
from routeplan.runtime import files
from routeplan.runtime.files import atomic_write, check_writable, log_files

ENDINGS = [KeyboardInterrupt, SystemExit, ValueError]
BEFORE, AFTER = "what stood there before", "what stands there now"


def write(path, text=AFTER, *, then=None):
    """Write a file, half of it where something is to come in between."""
    with atomic_write(path) as temporary:
        temporary.write_text(text[: len(text) // 2] if then else text)
        if then:
            raise then


@pytest.mark.parametrize("ending", ENDINGS)
def test_whatever_ends_the_writing_the_old_file_is_as_it_was(tmp_path, ending):
    path = tmp_path / "route.geojson"
    path.write_text(BEFORE)
    with pytest.raises(ending):
        write(path, then=ending)
    assert path.read_text() == BEFORE
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ENDINGS)
def test_whatever_ends_the_writing_a_new_file_is_not_there(tmp_path, ending):
    with pytest.raises(ending):
        write(tmp_path / "route.geojson", then=ending)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_at_any_line_of_ours_leaves_the_old_file_or_the_new_one_and_nothing_else(tmp_path):
    path = tmp_path / "route.geojson"
    seen = set()
    for nth in count(1):
        path.write_text(BEFORE)
        if not interrupted(lambda: write(path), at_line=nth):
            break
        seen.add(path.read_text())
        assert list(tmp_path.iterdir()) == [path], f"at line {nth}"
    assert seen == {BEFORE, AFTER}  # interrupts came before the renaming and after it
    assert nth > 10


def interrupted(task, *, at_line):
    """Run a task and interrupt it at its nth line in our module; say whether it has so many."""
    left = at_line

    def trace(frame, event, _):
        nonlocal left
        if frame.f_code.co_filename != files.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        task()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def test_ctrl_c_in_the_middle_of_writing_leaves_no_half_file(tmp_path):
    program = """
import signal, sys, time
from pathlib import Path
from routeplan.runtime.files import atomic_write
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell in the background ignores
with atomic_write(Path("route.geojson")) as temporary:
    temporary.write_text("half")
    print("half is written", flush=True)
    time.sleep(60)
"""
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(files.__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout.readline() == "half is written\n"
    assert [each.name.endswith(".part.geojson") for each in tmp_path.iterdir()] == [True]
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=300)
    assert "KeyboardInterrupt" in said
    assert list(tmp_path.iterdir()) == []


def test_of_several_outputs_those_before_an_interrupt_are_whole_and_noted(tmp_path):
    paths = [tmp_path / name for name in ("a.geojson", "b.html", "c.png")]

    def write_all():
        write(paths[0])
        write(paths[1])
        write(paths[2], then=KeyboardInterrupt)

    with log_files() as log, pytest.raises(KeyboardInterrupt):
        write_all()
    assert log.written == paths[:2]
    assert sorted(tmp_path.iterdir()) == paths[:2]
    assert [path.read_text() for path in log.written] == [AFTER, AFTER]


def test_what_is_half_written_can_be_cleared_away_from_outside_and_what_is_whole_stays(tmp_path):
    with log_files() as log:
        write(tmp_path / "whole")
        with atomic_write(tmp_path / "half") as temporary:
            temporary.write_text("ha")
            log.remove_unfinished()
            assert list(tmp_path.iterdir()) == [tmp_path / "whole"]
            assert log.written == [tmp_path / "whole"]
            temporary.write_text("half")


def test_a_file_that_failed_is_not_noted(tmp_path):
    (tmp_path / "folder").mkdir()
    with log_files() as log:
        with pytest.raises(OutputError):
            write(tmp_path / "folder")
        write(tmp_path / "file")
    assert log.written == [tmp_path / "file"]
    write(tmp_path / "later")
    assert log.written == [tmp_path / "file"]


def test_a_temporary_file_stands_beside_its_place_keeps_the_suffix_and_is_hidden(tmp_path):
    with atomic_write(tmp_path / "route.geojson") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.name.startswith(".route.")
        assert temporary.name.endswith(f".{files.UNFINISHED}.geojson")


def test_what_a_killed_process_left_goes_after_an_hour_and_what_is_being_written_stays(tmp_path):
    old, new, other = (
        tmp_path / f".{stem}.0123abc{number}.part.gpkg"
        for stem, number in (("route", 1), ("route", 2), ("other", 3))
    )
    for left in (old, new, other):
        left.write_text("half")
    for left in (old, other):
        os.utime(left, (0, 0))
    write(tmp_path / "route.gpkg")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([new.name, other.name, "route.gpkg"])


def test_two_who_write_one_file_at_once_do_not_share_a_temporary_one(tmp_path):
    path = tmp_path / "route.geojson"
    with atomic_write(path) as first, atomic_write(path) as second:
        first.write_text("first")
        second.write_text("second")
    assert path.read_text() == "first"  # who ends last
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_as_long_as_a_folder_takes_may_be_written(tmp_path):
    path = tmp_path / ("ø" * 123 + ".geojson")  # 254 bytes of 255
    write(path)
    assert path.read_text() == AFTER


def test_a_disk_that_fills_up_leaves_no_half_file(tmp_path):
    with pytest.raises(OutputError, match="No space left on device"):
        write(tmp_path / "route.geojson", then=OSError(28, "No space left on device"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_readable_by_whom_the_umask_allows(tmp_path):
    mask = os.umask(0o027)
    try:
        write(tmp_path / "out.geojson")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "out.geojson").stat().st_mode) == 0o640


def test_a_missing_folder_a_file_as_folder_and_a_folder_as_file_are_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.geojson").mkdir()
    for path in (
        tmp_path / "missing" / "x.geojson",
        tmp_path / "file" / "x.geojson",
        tmp_path / "folder.geojson",
    ):
        with pytest.raises(OutputError, match=path.name):
            check_writable(path)
        with pytest.raises(OutputError, match=path.name):
            write(path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder.geojson"]


def test_to_check_a_path_leaves_nothing_there(tmp_path):
    check_writable(tmp_path / "x.geojson")
    assert list(tmp_path.iterdir()) == []
