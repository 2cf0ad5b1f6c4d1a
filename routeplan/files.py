"""Leave whole files or none: what is written stands beside its place until it is done, and is then renamed."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from routeplan.errors import OutputError

UNFINISHED = "part"
"""How a temporary file is known: ``.route.1f0c9a3e.part.geojson`` becomes ``route.geojson``."""

# A name may have 255 bytes, and a letter up to four of them.
_STEM_LETTERS = 40
_left: ContextVar[list[Path] | None] = ContextVar("left", default=None)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, and put it in the place of ``path`` when all went well.

    The temporary file lies in the same folder, for only within a file system is renaming one step, and keeps the
    suffix, by which writers choose formats. It is gone whatever ends the writing: an error, Ctrl-C, or an exit.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever stood at ``path`` before is still there.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "route.geojson"
    ...     with replacing(path) as temporary:
    ...         _ = temporary.write_text("{}")
    ...         path.exists(), temporary.parent == path.parent, temporary.suffix
    ...     path.read_text()
    (False, True, '.geojson')
    '{}'
    """
    # Named before it is made: an interrupt between the two would otherwise leave a file that nobody knows of.
    name = f".{path.stem[:_STEM_LETTERS]}.{secrets.token_hex(4)}.{UNFINISHED}{path.suffix}"
    temporary = path.with_name(name)
    written = False
    try:
        _create(temporary)
        yield temporary
        written = True
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        left = _left.get()
        # Asked of the disk, for an interrupt may come just after the renaming.
        if written and left is not None and not temporary.exists():
            left.append(path)
        with suppress(OSError):  # not there, or in no folder: its own error is on its way
            temporary.unlink()


@contextmanager
def noting_files() -> Iterator[list[Path]]:
    """Note what :func:`replacing` puts in place: whoever is interrupted can then say what was written.

    Yields
    ------
    list of Path
        Grows with every file, in the order of writing.
    """
    left: list[Path] = []
    token = _left.set(left)
    try:
        yield left
    finally:
        _left.reset(token)


def check_writable(path: Path) -> None:
    """Refuse a path that cannot be written, before hours of work are lost on it.

    Raises
    ------
    OutputError
        If it is a folder, or its folder is missing or cannot be written.
    """
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a folder; give a file name")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _unwritable(path, error) from error


def _create(path: Path) -> None:
    """Make an empty file that nobody else has made, readable by whom the umask allows."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"cannot write {path}: {error.strerror or error}; give a writable place in a folder that exists"
    )
