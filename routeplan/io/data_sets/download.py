"""Download one file over HTTP, going on where an earlier attempt was cut off.

pooch has no such downloader: it begins anew each time. This one plugs into it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from routeplan.errors import DataError, OutputError
from routeplan.runtime.progress import track_count

if TYPE_CHECKING:
    import requests

_CHUNK = 1 << 16  # what is lost at most when a transfer breaks off
_TIMEOUT_S = (20.0, 60.0)  # to connect, and between two pieces
_ATTEMPTS = 4
_OK, _PARTIAL, _NOT_SATISFIABLE, _FIRST_ERROR = 200, 206, 416, 400
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MB = 1e6


@dataclass(frozen=True, slots=True)
class ResumingDownload:
    """A downloader for pooch.

    Attributes
    ----------
    partial : Path
        Where what has come is kept between attempts; beside it the server's mark of the version.
    """

    partial: Path

    def __call__(
        self, url: str, output_file: Any, pooch: Any = None, check_only: bool = False
    ) -> bool | None:
        """Download to a file of pooch's.

        Raises
        ------
        DataError
            If the server cannot be reached, refuses, or breaks off again and again.
        OutputError
            If the disk is full or cannot be written.
        """
        if check_only:
            return True
        self.download(url)
        shutil.move(self.partial, output_file)
        self._mark.unlink(missing_ok=True)
        return None

    def download(self, url: str) -> None:
        """Bring ``partial`` to its full size."""
        import requests

        _check_address(url)
        with requests.Session() as session, _one_at_a_time(self.partial):
            for attempt in range(_ATTEMPTS):
                try:
                    self._continue(session, url)
                except requests.exceptions.RequestException as error:
                    if attempt == _ATTEMPTS - 1 or not self._has_begun:
                        raise self._broken(url, error) from error
                else:
                    return

    @property
    def _mark(self) -> Path:
        return self.partial.with_name(f"{self.partial.name}.mark")

    @property
    def _has_begun(self) -> bool:
        return self.partial.is_file() and self.partial.stat().st_size > 0

    def _continue(self, session: requests.Session, url: str) -> None:
        """Ask for what is missing; a server that has another version by now, or no ranges, sends everything."""
        have = self.partial.stat().st_size if self._has_begun else 0
        mark = self._read_mark() if have else ""
        have = have if mark else 0
        headers = {"Accept-Encoding": "identity"}  # ranges count bytes of the file
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": mark}
        with session.get(url, headers=headers, stream=True, timeout=_TIMEOUT_S) as answer:
            _check_address(answer.url)
            if have and answer.status_code == _NOT_SATISFIABLE:  # it was complete, or is not what it was
                self._begin_anew()
                self._continue(session, url)
                return
            if answer.status_code >= _FIRST_ERROR:
                raise DataError(f"{url}: the server answers {answer.status_code} {answer.reason}".rstrip())
            if answer.status_code != _PARTIAL:
                have = 0
            self._write(answer, have)

    def _write(self, answer: requests.Response, have: int) -> None:
        stated = answer.headers.get("Content-Length", "")
        missing = int(stated) if stated.isdigit() else None
        mark = answer.headers.get("ETag", "")
        # A weak mark does not promise the same bytes.
        mark = mark if mark and not mark.startswith("W/") else answer.headers.get("Last-Modified", "")
        total = None if missing is None else have + missing
        with _writing(self.partial):
            self.partial.parent.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.partial.parent).free
            if missing is not None and missing > free:
                raise OutputError(
                    f"{self.partial.parent} has {free / _MB:,.0f} MB left and {missing / _MB:,.0f} MB are needed; "
                    "free some, or name another folder in ROUTEPLAN_DATA"
                )
            self._mark.write_text(mark, encoding="utf-8")
            megabytes = None if total is None else round(total / _MB)
            with (
                self.partial.open("r+b" if have else "wb") as file,
                track_count("fetching", total=megabytes, unit="MB") as work,
            ):
                file.seek(have)
                file.truncate()
                for piece in answer.iter_content(_CHUNK):
                    file.write(piece)
                    work.advance(round(file.tell() / _MB) - work.completed)
        if total is not None and self.partial.stat().st_size != total:
            import requests

            raise requests.exceptions.ConnectionError("the connection was closed early")

    def _read_mark(self) -> str:
        with suppress(OSError):
            return self._mark.read_text(encoding="utf-8")
        return ""

    def _begin_anew(self) -> None:
        self.partial.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)

    def _broken(self, url: str, error: Exception) -> DataError:
        host = urlsplit(url).hostname
        if self._has_begun:
            size = self.partial.stat().st_size / _MB
            return DataError(
                f"the transfer from {host} broke off after {size:,.1f} MB; give the command again to go on from there"
            )
        return DataError(f"{host} cannot be reached ({type(error).__name__})")


def _check_address(url: str) -> None:
    """Refuse what is not encrypted, except on this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise DataError(f"{url} is not an https address; data are fetched over https only")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    import requests

    try:
        yield
    except requests.exceptions.RequestException:  # an OSError too, but one of the network
        raise
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}; free some space, or name another folder in ROUTEPLAN_DATA"
        ) from error


@contextmanager
def _one_at_a_time(partial: Path) -> Iterator[None]:
    """Let no second process write to the same file; the lock goes with the process that holds it."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with _writing(partial):
        partial.parent.mkdir(parents=True, exist_ok=True)
        lock = partial.with_name(f"{partial.name}.lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DataError(f"{partial.parent.name}: another process fetches it; wait for its end") from error
        yield
        Path(lock.name).unlink(missing_ok=True)
