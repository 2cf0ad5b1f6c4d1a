"""The same plan gives the same files, byte for byte: in every locale and time zone, with one thread and two."""

import hashlib
import os
import subprocess
import sys

import pytest

SURROUNDINGS = (
    {"LC_ALL": "C", "TZ": "UTC", "NUMBA_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo", "NUMBA_NUM_THREADS": "2", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "OMP_NUM_THREADS": "2", "PYTHONHASHSEED": "random"},
)  # fmt: skip
SUFFIXES = (".geojson", ".kml", ".kmz", ".gpx", ".csv", ".xlsx", ".dxf", ".parquet", ".svg")


def checksums(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.long
def test_files_are_the_same_in_every_locale_zone_and_number_of_threads(tmp_path):
    found = []
    for number, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        outputs = [word for suffix in SUFFIXES for word in ("-o", f"route{suffix}")]
        subprocess.run(
            [sys.executable, "-c", "from routeplan.cli import main; main()", "plan", "galway", "halifax",
             "--spacing-km", "200", "--quiet", *outputs],
            cwd=folder, env={**os.environ, **surroundings}, timeout=900, check=True, capture_output=True,
        )  # fmt: skip
        found.append(checksums(folder))
    assert len(found[0]) == len(SUFFIXES) + 1  # the scenario beside them
    assert found[1] == found[0]
    assert found[2] == found[0]
