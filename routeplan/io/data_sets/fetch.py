"""Fetch a data set: download, check, unpack, and only then put it in its place."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from routeplan.errors import DataError, OutputError
from routeplan.io.data_sets.download import ResumingDownload
from routeplan.io.data_sets.kept_files import (
    FetchRecord,
    data_root,
    data_set_folder,
    find_set_file,
    place_by_hand,
    write_record,
)
from routeplan.io.data_sets.registry import PublishedSet
from routeplan.io.sources import sha256_of

_UNFINISHED = ".unfinished"
_HTML = (b"<!doctype html", b"<html")
_BEGINNINGS = {
    ".nc": (b"CDF", b"\x89HDF"),
    ".tif": (b"II", b"MM"),
    ".gpkg": (b"SQLite format 3",),
    ".geojson": (b"{",),
    ".json": (b"{",),
}


def fetch_set(data_set: PublishedSet) -> Path:
    """Fetch the file of a data set, unless it is here; an interrupted fetch goes on where it was.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DataError
        If it cannot be had: no network, no address, a checksum that differs. The message says which file to get by
        hand, and where to put it.
    OutputError
        If the disk is full or cannot be written.
    """
    found = find_set_file(data_set)
    if found is not None:
        return found
    if not data_set.url:
        raise DataError(f"{data_set.id} has no address to fetch it from; {place_by_hand(data_set)}")
    try:
        downloaded = _download(data_set)
        file = _unpack(data_set, downloaded) if data_set.archive else downloaded
        _check_beginning(data_set, file)
    except DataError as error:
        raise DataError(f"{data_set.id}: {error}; or {place_by_hand(data_set)}") from error
    return _put_in_place(data_set, file)


def remove_set(data_set: PublishedSet) -> int:
    """Remove a data set and what an interrupted fetch left of it; gives the bytes."""
    removed = 0
    for folder in (data_set_folder(data_set), _workplace(data_set)):
        if folder.is_dir():
            removed += sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            shutil.rmtree(folder)
    return removed


def _workplace(data_set: PublishedSet) -> Path:
    """Folder of what is not whole, on the same disk as the place of the file."""
    return data_root() / _UNFINISHED / f"{data_set.id}-{data_set.version}"


def _download(data_set: PublishedSet) -> Path:
    import pooch

    folder = _workplace(data_set)
    _remove_leftovers(folder)
    pooch.get_logger().setLevel("ERROR")  # what it has to say is said in our own messages
    try:
        # A known name, so that a fetch that was killed between download and unpacking goes on there.
        found = pooch.retrieve(
            data_set.url,
            known_hash=f"sha256:{data_set.sha256}" if data_set.sha256 else None,
            fname="archive.zip" if data_set.archive else data_set.file,
            path=folder,
            downloader=ResumingDownload(folder / "download.part"),
        )
    except ValueError as error:  # pooch's error for a checksum that differs
        raise DataError(
            f"what {data_set.url} gives differs from the published file (sha256); try again later"
        ) from error
    except OSError as error:
        raise OutputError(
            f"cannot write in {folder}: {error.strerror or error}; free some space, or name another folder in "
            "ROUTEPLAN_DATA"
        ) from error
    return Path(found)


def _remove_leftovers(folder: Path) -> None:
    """Remove pooch's temporary files of processes that were killed."""
    for left in folder.glob("tmp*"):
        left.unlink(missing_ok=True)


def _unpack(data_set: PublishedSet, archive: Path) -> Path:
    """Take the one file that is used out of an archive; no path of the archive is used."""
    try:
        with zipfile.ZipFile(archive) as packed:
            members = [member for member in packed.infolist() if Path(member.filename).match(data_set.file)]
            if len(members) != 1:
                raise DataError(f"the archive holds {len(members)} files {data_set.file}, not one")
            target = archive.with_name(Path(members[0].filename).name)
            _check_space(archive.parent, members[0].file_size)
            with packed.open(members[0]) as source, target.open("wb") as unpacked:
                shutil.copyfileobj(source, unpacked, 1 << 20)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        archive.unlink(missing_ok=True)
        raise DataError("what was fetched is no ZIP archive, or a damaged one; try again") from error
    except OSError as error:
        raise OutputError(f"cannot unpack {archive}: {error.strerror or error}; free some space") from error
    return target


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise OutputError(
            f"{folder} has {free / 1e6:,.0f} MB left and {needed / 1e6:,.0f} MB are needed to unpack; free some, or "
            "name another folder in ROUTEPLAN_DATA"
        )


def _check_beginning(data_set: PublishedSet, file: Path) -> None:
    """Refuse a web page, or another format, where data were expected: servers answer 200 with a page of words."""
    with file.open("rb") as opened:
        beginning = opened.read(64).lstrip()
    known = _BEGINNINGS.get(file.suffix.casefold())
    if beginning.lower().startswith(_HTML) or not beginning or (known and not beginning.startswith(known)):
        file.unlink(missing_ok=True)
        what = "a web page" if beginning.lower().startswith(_HTML) else "no such file"
        raise DataError(f"{data_set.url} gives {what} instead of {file.name}")


def _put_in_place(data_set: PublishedSet, file: Path) -> Path:
    """Move a whole file to its place, then record it: a record never tells of what is not there."""
    target = data_set_folder(data_set) / file.name
    try:
        size, checksum = file.stat().st_size, sha256_of(file)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}; give a writable folder"
        ) from error
    day = datetime.now(UTC).date().isoformat()
    write_record(data_set, FetchRecord(target.name, size, checksum, data_set.url, day))
    shutil.rmtree(_workplace(data_set), ignore_errors=True)
    return target
