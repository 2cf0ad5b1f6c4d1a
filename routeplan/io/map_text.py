"""What GDAL reads in part and says nothing of: numbers of KML and GPX, damaged archives."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from routeplan.errors import DataError

_COORDINATES = re.compile(r"<coordinates>(.*?)</coordinates>", re.DOTALL | re.IGNORECASE)
_TUPLE = re.compile(r"[^,]+,[^,]+(?:,[^,]*)?")
_POINT = re.compile(r"<(?:\w+:)?(?:trkpt|rtept|wpt)\b([^>]*)>", re.IGNORECASE)
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_LARGEST = 50_000_000  # bytes of text that is looked at
_LARGEST_ARCHIVE = 1_000_000_000  # bytes


def check_archive(path: Path) -> None:
    """Refuse a ZIP whose members differ from their checksums, or unpack to more than any map of lines has.

    Raises
    ------
    DataError
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as box:
            size = sum(member.file_size for member in box.infolist())
            damaged = box.testzip() if size <= _LARGEST_ARCHIVE else None
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"cannot read {path} ({error}); save it again") from error
    if size > _LARGEST_ARCHIVE:
        raise DataError(
            f"{path} unpacks to {size / 1e6:,.0f} MB; give a map of up to {_LARGEST_ARCHIVE / 1e6:,.0f} MB"
        )
    if damaged is not None:
        raise DataError(f"cannot read {path}: {damaged} in it is damaged (checksum); save it again")


def check_written_numbers(path: Path) -> None:
    """Refuse a KML or GPX with positions that are not two or three numbers with decimal points.

    Raises
    ------
    DataError
        For the first such position.
    """
    text = _text(path)
    if "<kml" in text[:2000]:
        for block in _COORDINATES.finditer(text):
            # Blanks behind the commas do not part positions.
            for position in re.sub(r",\s+", ",", block[1]).split():
                if not _TUPLE.fullmatch(position) or not all(map(_is_number, position.split(","))):
                    _refuse(path, position, "longitude,latitude")
    elif "<gpx" in text[:2000]:
        for point in _POINT.finditer(text):
            for name in ("lat", "lon"):
                value = re.search(rf"""\b{name}\s*=\s*["']([^"']*)["']""", point[1])
                if value is None or not _is_number(value[1]):
                    _refuse(path, point[0], "lat and lon")


def _is_number(text: str) -> bool:
    return not text or _NUMBER.fullmatch(text) is not None


def _refuse(path: Path, written: str, wanted: str) -> None:
    raise DataError(f"{path.name}: {written[:80]} is not a position; write {wanted} with decimal points")


def _text(path: Path) -> str:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as box:
                inner = [one for one in box.infolist() if one.filename.lower().endswith(".kml")]
                raw = box.read(inner[0]) if inner and inner[0].file_size <= _LARGEST else b""
        elif path.stat().st_size <= _LARGEST:
            raw = path.read_bytes()
        else:
            raw = b""
    except (OSError, zipfile.BadZipFile, RuntimeError):
        return ""  # GDAL says what is wrong with it
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return ""
    return raw.decode("utf-8", "replace")
