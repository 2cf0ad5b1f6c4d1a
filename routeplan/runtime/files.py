"""Leave whole files or none: what is written stands beside its place until it is done, and is then renamed."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from routeplan.errors import OutputError

UNFINISHED = "part"
"""How a temporary file is known: ``.route.1f0c9a3e.part.geojson`` becomes ``route.geojson``."""

# A name may have 255 bytes, and a letter up to four of them.
_STEM_LETTERS = 40


@dataclass(eq=False)
class Writing:
    """A file on its way.

    Attributes
    ----------
    path : Path
        Where it will stand.
    temporary : Path
        Where it is written.
    is_whole : bool
        Whether all of it is there.
    """

    path: Path
    temporary: Path
    is_whole: bool = False

    @property
    def is_in_place(self) -> bool:
        """Whether it stands where it belongs: asked of the disk, for an interrupt may come just after the renaming."""
        return self.is_whole and not self.temporary.exists()

    def clear(self) -> None:
        """Take away what is not in its place."""
        with suppress(OSError):  # not there, or in no folder: its own error is on its way
            self.temporary.unlink()


@dataclass(eq=False)
class Noted:
    """All that :func:`replacing` has begun to write, in that order."""

    begun: list[Writing] = field(default_factory=list)

    @property
    def written(self) -> list[Path]:
        """What stands in its place."""
        return [each.path for each in self.begun if each.is_in_place]

    def clear(self) -> None:
        """Take away what does not."""
        for each in self.begun:
            if not each.is_in_place:
                each.is_whole = False
                each.clear()


_noted: ContextVar[Noted | None] = ContextVar("noted", default=None)


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
    writing = Writing(path, path.with_name(name))
    noted = _noted.get()
    if noted is not None:
        noted.begun.append(writing)
    try:
        _create(writing.temporary)
        yield writing.temporary
        writing.is_whole = True
        writing.temporary.replace(path)
    except OSError as error:
        writing.is_whole = False
        raise _unwritable(path, error) from error
    finally:
        writing.clear()


@contextmanager
def noting_files() -> Iterator[Noted]:
    """Note what :func:`replacing` writes: whoever is interrupted can then say what is there, and clear away the rest.

    Yields
    ------
    Noted
        Grows with every file.
    """
    noted = Noted()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


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
