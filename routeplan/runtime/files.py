"""Write whole files or none: a temporary file beside the target is renamed when it is complete."""

from __future__ import annotations

import errno
import glob
import os
import re
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from routeplan.errors import DataError, OutputError, UsageError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNFINISHED = "part"
"""Marks a temporary file: ``.route.1f0c9a3e.part.geojson`` becomes ``route.geojson``."""

_SUFFIX = re.compile(r"\w\.[A-Za-z]{2,7}$")  # not that of U.S.A.
# A file name may have 255 bytes, and a character up to four bytes.
_STEM_CHARACTERS = 40
_STALE_S = 3600.0
_BEGINNING = 4096  # bytes, in which GDAL looks for the mark of a format


@dataclass(eq=False)
class PendingFile:
    """A file that is being written.

    Attributes
    ----------
    path : Path
        The target.
    temporary : Path
        Where it is written.
    is_complete : bool
        Whether everything has been written.
    """

    path: Path
    temporary: Path
    is_complete: bool = False

    @property
    def is_in_place(self) -> bool:
        """Whether the target is written. The disk is asked: an interrupt may come just after the renaming."""
        return self.is_complete and not self.temporary.exists()

    def remove_temporary(self) -> None:
        """Remove the temporary file, if it is there."""
        with suppress(OSError):  # missing, or its folder is: that error is already on its way
            self.temporary.unlink()


@dataclass(eq=False)
class FileLog:
    """All files that :func:`atomic_write` has begun, in that order."""

    files: list[PendingFile] = field(default_factory=list)

    @property
    def written(self) -> list[Path]:
        """Targets that are written."""
        return [file.path for file in self.files if file.is_in_place]

    def remove_unfinished(self) -> None:
        """Remove the temporary files of all others."""
        for file in self.files:
            if not file.is_in_place:
                file.is_complete = False
                file.remove_temporary()


_log: ContextVar[FileLog | None] = ContextVar("file_log", default=None)


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, and rename it to ``path`` if no exception comes.

    The temporary file lies in the same folder, because renaming is atomic only within a file system, and has the
    same suffix, because writers choose the format by it. It is removed after an error, Ctrl-C or an exit.

    Raises
    ------
    OutputError
        If the file cannot be written; an older file at ``path`` is unchanged.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "route.geojson"
    ...     with atomic_write(path) as temporary:
    ...         _ = temporary.write_text("{}")
    ...         path.exists(), temporary.parent == path.parent, temporary.suffix
    ...     path.read_text()
    (False, True, '.geojson')
    '{}'
    """
    # Logged before it is created: an interrupt between the two would otherwise leave a file that nobody knows of.
    name = f".{path.stem[:_STEM_CHARACTERS]}.{secrets.token_hex(4)}.{UNFINISHED}{path.suffix}"
    file = PendingFile(path, path.with_name(name))
    log = _log.get()
    if log is not None:
        log.files.append(file)
    _clear_stale(path)
    try:
        _create(file.temporary)
        yield file.temporary
        file.is_complete = True
        file.temporary.replace(path)
    except OSError as error:
        file.is_complete = False
        raise _unwritable(path, error) from error
    finally:
        file.remove_temporary()


@contextmanager
def log_files() -> Iterator[FileLog]:
    """Log what :func:`atomic_write` writes: a caller that is interrupted can name whole files and remove the rest.

    Yields
    ------
    FileLog
        Grows with every file.
    """
    log = FileLog()
    token = _log.set(log)
    try:
        yield log
    finally:
        _log.reset(token)


def check_writable(path: Path) -> None:
    """Refuse a path that cannot be written, before long work is done for it.

    Raises
    ------
    OutputError
        If its name has a line break or another control character, it is a folder, or its folder is missing or cannot
        be written.
    """
    if not str(path).isprintable():
        raise OutputError(
            f"cannot write {str(path)!r}: the name has a character that is not printed; leave it out"
        )
    try:
        is_folder = path.is_dir()
    except OSError as error:  # a name that is too long
        raise OutputError(
            f"cannot write {str(path)!r}: {error.strerror}; give a name of up to 255 bytes"
        ) from error
    if is_folder:
        raise OutputError(f"cannot write {path}: it is a folder; give a file name")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _unwritable(path, error) from error


def _clear_stale(path: Path) -> None:
    """Remove what processes that were killed left of this file, more than an hour ago."""
    stem, suffix = glob.escape(path.stem[:_STEM_CHARACTERS]), glob.escape(path.suffix)
    with suppress(OSError, ValueError):  # somebody else clears too; a folder that is missing is told next
        for left in path.parent.glob(f".{stem}.{'[0-9a-f]' * 8}.{UNFINISHED}{suffix}*"):
            if left.stat().st_mtime < time.time() - _STALE_S:
                left.unlink()


def _create(path: Path) -> None:
    """Create an empty file that does not exist yet, with the permissions that the umask allows."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))


def _unwritable(path: Path, error: OSError) -> OutputError:
    remedy = "free space there" if error.errno in _FULL else "give a writable place in a folder that exists"
    return OutputError(f"cannot write {path}: {error.strerror or error}; {remedy}")


def path_of(given: object) -> Path:
    """Take a text or a path as a path.

    Raises
    ------
    UsageError
        If it is something else.

    Examples
    --------
    >>> path_of("route.geojson").suffix
    '.geojson'
    """
    if isinstance(given, str | os.PathLike) and not isinstance(os.fspath(given), bytes):
        return Path(given)
    raise UsageError(f"file is {type(given).__name__}: {repr(given)[:60]}; give a text or a Path")


def refuse_device(path: Path) -> None:
    """Refuse a name that no file can have, and a device or a pipe, which may have no end or be read only once.

    Raises
    ------
    DataError
        A file that is missing or closed is left to those who open it.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    except (OSError, ValueError) as error:  # a name that is too long or has a NUL, links in a ring
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"cannot read {str(path)!r}: {reason}; give the name of a file") from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise DataError(f"cannot read {path}: it is a device or a pipe; save what it gives as a file")


def refuse_virtual(path: Path) -> None:
    """Refuse a virtual data set of GDAL, whatever its suffix: it names other files, and addresses in the network.

    Raises
    ------
    DataError
        If it is one.
    """
    refuse_device(path)
    if not path.is_file():
        return
    with path.open("rb") as file:
        refuse_virtual_beginning(file, str(path))


def refuse_virtual_beginning(file: IO[bytes], name: str) -> None:
    """Refuse a virtual data set of GDAL by its first bytes; ``name`` is for the message.

    Raises
    ------
    DataError
        If it is one.
    """
    beginning = file.read(_BEGINNING)
    if b"<OGRVRT" in beginning or b"<VRTDataset" in beginning:
        raise DataError(
            f"{name} is a virtual data set, which may name other files; give the file that it names"
        )


def is_file_name(text: str) -> bool:
    """Whether a text is meant as a file, not as the name of a place: it has a suffix or a folder.

    Examples
    --------
    >>> is_file_name("zone.geojson"), is_file_name("areas/zone"), is_file_name("U.S.A.")
    (True, True, False)
    """
    return _SUFFIX.search(text.strip()) is not None or len(Path(text).parts) > 1
