"""ZIP archives whose bytes follow from what is in them: fixed dates, fixed order."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from routeplan.runtime.file_date import file_date

_UNIX, _RIGHTS = 3, 0o644 << 16


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files to an archive, in their order."""
    date = file_date()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(
                name, (date.year, date.month, date.day, date.hour, date.minute, date.second)
            )
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _RIGHTS
            archive.writestr(entry, content)
