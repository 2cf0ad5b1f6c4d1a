"""Kill a fetch 200 times at any moment, from its first request to its record: nothing is left in place, or a good file.

python -m benchmarks.killed_fetch [TIMES]

A server on this machine gives one file and one archive, slowly and with ranges. After each kill the place of the data
set is looked at; a fetch that was killed goes on where it was, a whole file is removed and fetched anew.
"""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import random
import re
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from routeplan.io.data_sets import check_set, fetch_set
from routeplan.io.data_sets.fetch import remove_set
from routeplan.io.data_sets.kept_files import FOLDER_VARIABLE, find_set_file
from routeplan.io.data_sets.registry import PublishedSet

_SEED = 19
_CONTENT = b"CDF\x01" + bytes(range(256)) * 16_000  # 4.1 MB that begin as NetCDF does
_PIECE, _PAUSE_S = 65_536, 0.006  # 0.4 s for the whole
_FETCH = (
    "import sys, pooch, requests; from routeplan.io.data_sets import fetch_set;"
    "from routeplan.io.data_sets.registry import PublishedSet;"
    "sea = PublishedSet.model_validate_json(sys.argv[1]);"
    "print('go', flush=True); fetch_set(sea); print('done', flush=True)"
)


class _Slow(http.server.BaseHTTPRequestHandler):
    """Gives files piece by piece, and ranges of them."""

    files: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        """Answer with a file, or with what is missing of it."""
        body = self.files[self.path]
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        first = int(asked[1]) if asked else 0
        if first >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(body) - first))
        self.send_header("ETag", '"v1"')
        self.end_headers()
        try:
            for at in range(first, len(body), _PIECE):
                self.wfile.write(body[at : at + _PIECE])
                time.sleep(_PAUSE_S)
        except OSError:  # the one who asked was killed
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(times: int) -> int:
    """Kill fetches, and count what is left."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("folder/sea.nc", _CONTENT)
    _Slow.files = {"/sea.nc": _CONTENT, "/sea.zip": packed.getvalue()}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sets = [
        _data_set(name, f"http://127.0.0.1:{server.server_port}/{name}") for name in ("sea.nc", "sea.zip")
    ]
    with TemporaryDirectory() as folder:
        os.environ[FOLDER_VARIABLE] = folder
        found = _kill(sets, times)
        for data_set in sets:
            fetch_set(data_set)
            check_set(data_set)
            assert _is_good(find_set_file(data_set)), "the last fetch gives another file"
            remove_set(data_set)
        left = [path for path in Path(folder).rglob("*") if path.is_file()]
    server.shutdown()
    print(
        f"killed {times} times: {dict(sorted(found.items()))}; {len(left)} files left when both were removed"
    )
    return 1 if found["damaged"] or left else 0


def _data_set(name: str, url: str) -> PublishedSet:
    facts = {
        "id": name.replace(".", "-"), "title": "A sea", "version": "1", "kind": "bathymetry", "resolution": "1 km",
        "authors": ["Nansen, F."], "year": 1904, "publisher": "Fram", "licence": "CC0", "url": url,
        "page": "https://example.org/sea", "file": "sea.nc", "archive": name.endswith(".zip"),
    }  # fmt: skip
    return PublishedSet.model_validate(facts)


def _kill(sets: list[PublishedSet], times: int) -> Counter[str]:
    chance, found = random.Random(_SEED), Counter[str]()
    longest_s = max(_seconds_undisturbed(data_set) for data_set in sets)
    for number in range(times):
        data_set = sets[number % 2]
        child = _begin(data_set)
        time.sleep(chance.uniform(0.0, longest_s))
        child.kill()
        out, _ = child.communicate()
        file = find_set_file(data_set)
        if file is None:
            found["nothing in place"] += 1
        elif _is_good(file):
            found["a good file, done" if "done" in out else "a good file, killed before its end"] += 1
            check_set(data_set)
            remove_set(data_set)
        else:
            found["damaged"] += 1
        print(f"killed {number + 1} times", end="\r", flush=True)
    return found


def _begin(data_set: PublishedSet) -> subprocess.Popen[str]:
    """Start a fetch, and wait until all is imported."""
    child = subprocess.Popen(
        [sys.executable, "-c", _FETCH, data_set.model_dump_json()], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()
    return child


def _seconds_undisturbed(data_set: PublishedSet) -> float:
    child = _begin(data_set)
    began = time.perf_counter()
    child.communicate()
    remove_set(data_set)
    return time.perf_counter() - began


def _is_good(file: Path | None) -> bool:
    right = hashlib.sha256(_CONTENT).hexdigest()
    return file is not None and hashlib.sha256(file.read_bytes()).hexdigest() == right


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
