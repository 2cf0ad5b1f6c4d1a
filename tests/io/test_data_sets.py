"""Published data sets against a server on this machine: broken transfers, wrong checksums, redirects, full disks."""

import hashlib
import http.server
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from routeplan.errors import DataError, OutputError, UsageError
from routeplan.io.data_sets import (
    check_set,
    fetch_set,
    file_of_choice,
    kept_files,
    read_registry,
    reference_of,
    source_of,
)
from routeplan.io.data_sets.registry import PublishedSet, SetKind

CONTENT = b"CDF\x01" + bytes(range(256)) * 4000  # 1.02 MB that begin as NetCDF does


class Server:
    """Serves what a test wants, and remembers what was asked."""

    def __init__(self):
        self.files, self.asked, self.cut_after, self.etag = {"/sea.nc": CONTENT}, [], [], '"v1"'
        self.slowly = False
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.answer(self)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def url(self, path="/sea.nc"):
        return f"http://127.0.0.1:{self.http.server_port}{path}"

    def answer(self, request):
        asked = request.headers.get("Range")
        self.asked.append((request.path, asked))
        if request.path.startswith("/to/"):
            request.send_response(302)
            request.send_header(
                "Location", "/" + request.path[4:] if ":" not in request.path else request.path[4:]
            )
            request.end_headers()
            return
        if request.path not in self.files:
            request.send_error(404)
            return
        body, first = self.files[request.path], 0
        if asked and request.headers.get("If-Range") == self.etag:
            first = int(re.fullmatch(r"bytes=(\d+)-", asked)[1])
        if first >= len(body):
            request.send_error(416)
            return
        request.send_response(206 if first else 200)
        request.send_header("Content-Length", str(len(body) - first))
        request.send_header("ETag", self.etag)
        request.end_headers()
        sent = body[first : first + self.cut_after.pop(0)] if self.cut_after else body[first:]
        for at in range(0, len(sent), 65_536):
            request.wfile.write(sent[at : at + 65_536])
            if self.slowly:
                time.sleep(0.01)


@pytest.fixture
def server():
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def data_set(url, **changes):
    facts = {
        "id": "sea", "title": "A sea", "version": "1", "kind": "bathymetry", "resolution": "1 km",
        "authors": ["Nansen, F."], "year": 1904, "publisher": "Fram", "licence": "CC0", "url": url,
        "page": "https://example.org/sea", "file": "sea.nc",
    }  # fmt: skip
    return PublishedSet.model_validate({**facts, **changes})


def left_in(root):
    return sorted(str(file.relative_to(root)) for file in root.rglob("*") if file.is_file())


FETCH = (
    "from tests_sea import sea; from routeplan.io.data_sets import fetch_set;"
    "print('go', flush=True); fetch_set(sea)"
)
WHOLE = ["sea/1/fetched.json", "sea/1/sea.nc"]


def test_a_file_is_fetched_once_and_recorded(server, root):
    sea = data_set(server.url())
    file = fetch_set(sea)
    assert file == root / "sea" / "1" / "sea.nc"
    assert file.read_bytes() == CONTENT
    record = json.loads((file.parent / "fetched.json").read_text())
    assert record["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert date.fromisoformat(record["day"])
    assert fetch_set(sea) == file
    assert len(server.asked) == 1
    assert left_in(root) == WHOLE


def test_a_broken_transfer_goes_on_where_it_was(server, root):
    server.cut_after = [300_000]
    assert fetch_set(data_set(server.url())).read_bytes() == CONTENT
    assert [asked for _, asked in server.asked] == [None, "bytes=262144-"]
    assert left_in(root) == WHOLE


def test_a_transfer_that_breaks_again_and_again_is_told_and_resumed_later(server, root):
    server.cut_after = [300_000, 0, 0, 0]
    sea = data_set(server.url())
    with pytest.raises(DataError, match=r"broke off after 0.3 MB; give the command again .* put it in"):
        fetch_set(sea)
    assert not (root / "sea").exists()
    assert fetch_set(sea).read_bytes() == CONTENT
    assert server.asked[-1][1] == "bytes=262144-"


def test_another_version_on_the_server_is_fetched_from_the_beginning(server, root):
    server.cut_after = [300_000, 0, 0, 0]
    sea = data_set(server.url())
    with pytest.raises(DataError):
        fetch_set(sea)
    server.files["/sea.nc"], server.etag = CONTENT[:4] + CONTENT[:500_000], '"v2"'
    assert fetch_set(sea).read_bytes() == server.files["/sea.nc"]


def test_a_wrong_checksum_leaves_nothing(server, root):
    with pytest.raises(DataError, match="differs from the published file"):
        fetch_set(data_set(server.url(), sha256="0" * 64))
    assert not (root / "sea").exists()
    assert fetch_set(data_set(server.url(), sha256=hashlib.sha256(CONTENT).hexdigest())).is_file()


def test_a_redirect_is_followed_but_never_out_of_encryption(server, root):
    assert fetch_set(data_set(server.url("/to/sea.nc"))).is_file()
    with pytest.raises(DataError, match=r"http://example\.org/sea\.nc is not an https address"):
        fetch_set(data_set("http://example.org/sea.nc", id="other"))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/gone.nc", "the server answers 404"),
        ("/page.nc", "gives a web page instead of sea.nc"),
        ("/empty.nc", "no such file"),
        (
            "/nothing.nc",
            "the server answers 416",
        ),  # it refuses a range that nobody asked for, again and again
    ],
)
def test_what_is_not_the_file_is_refused_with_what_to_get_by_hand(server, root, path, told):
    server.files |= {
        "/page.nc": b"<!DOCTYPE html><html>please log in</html>",
        "/empty.nc": b"not a grid at all",
        "/nothing.nc": b"",
    }
    with pytest.raises(DataError, match=told) as raised:
        fetch_set(data_set(server.url(path)))
    assert f"get sea.nc from https://example.org/sea and put it in {root / 'sea' / '1'}" in str(raised.value)
    assert not (root / "sea").exists()


def test_a_server_that_is_not_there_is_told_with_what_to_get_by_hand(root):
    with pytest.raises(DataError, match=r"sea: 127.0.0.1 cannot be reached .* put it in"):
        fetch_set(data_set("http://127.0.0.1:9/sea.nc"))


def test_a_set_without_an_address_says_what_to_do(root):
    with pytest.raises(
        DataError, match=r"get sea\.nc from https://example\.org/sea, ask for an account, and put it in"
    ):
        fetch_set(data_set("", by_hand="ask for an account"))


def test_one_file_is_taken_out_of_an_archive_whatever_its_path(server, root):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../etc/sea.nc", CONTENT)
        archive.writestr("terms.pdf", b"terms")
    server.files["/sea.zip"] = packed.getvalue()
    sea = data_set(server.url("/sea.zip"), archive=True)
    assert fetch_set(sea).read_bytes() == CONTENT
    assert left_in(root) == WHOLE
    server.files["/sea.zip"] = b"PK\x03\x04 cut off"
    with pytest.raises(DataError, match="no ZIP archive, or a damaged one"):
        fetch_set(data_set(server.url("/sea.zip"), archive=True, id="other"))


def test_a_disk_without_room_is_told_before_anything_is_written(server, root, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=100))
    with pytest.raises(OutputError, match=r"has 0 MB left and 1 MB are needed; free some"):
        fetch_set(data_set(server.url()))
    assert not (root / "sea").exists()


def test_a_disk_that_fills_up_is_told_and_leaves_no_file_in_the_place_of_the_data(server, root):
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000));"
        "from tests_sea import sea; from routeplan.io.data_sets import fetch_set; fetch_set(sea)"
    )
    answer = _run_fetch(server, root, script)
    assert "OutputError" in answer.stderr
    assert "free some space" in answer.stderr
    assert not (root / "sea").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by signal")
def test_a_fetch_that_is_killed_again_and_again_leaves_nothing_or_the_whole_file(server, root):
    server.slowly = True
    sea, kills = data_set(server.url()), 0
    while not (root / "sea" / "1" / "sea.nc").exists() and kills < 20:
        process = _begin_fetch(server, root, FETCH)
        process.stdout.readline()
        time.sleep(0.35 + 0.03 * kills)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += 1
        in_place = root / "sea" / "1" / "sea.nc"
        assert not in_place.exists() or in_place.read_bytes() == CONTENT
    server.slowly = False
    assert fetch_set(sea).read_bytes() == CONTENT
    assert [name for name in left_in(root) if "unfinished" not in name][-1] == "sea/1/sea.nc"


def test_two_processes_do_not_write_to_the_same_file(server, root):
    server.slowly = True
    process = _begin_fetch(server, root, FETCH)
    part = root / ".unfinished" / "sea-1" / "download.part"
    until = time.monotonic() + 20
    while not part.exists() and time.monotonic() < until:
        time.sleep(0.005)
    with pytest.raises(DataError, match="another process fetches it"):
        fetch_set(data_set(server.url()))
    process.communicate()
    assert process.returncode == 0
    assert (root / "sea" / "1" / "sea.nc").read_bytes() == CONTENT


def _begin_fetch(server, root, script):
    folder = root.parent / "code"
    folder.mkdir(exist_ok=True)
    facts = data_set(server.url()).model_dump(mode="json")
    (folder / "tests_sea.py").write_text(
        f"from routeplan.io.data_sets.registry import PublishedSet\nsea = PublishedSet.model_validate({facts!r})\n"
    )
    paths = os.pathsep.join(filter(None, [str(folder), *sys.path]))
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": paths, "ROUTEPLAN_DATA": str(root)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _run_fetch(server, root, script):
    process = _begin_fetch(server, root, script)
    out, err = process.communicate()
    return subprocess.CompletedProcess(script, process.returncode, out, err)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda file: file.write_bytes(CONTENT[:-1]), "has 1,024,003 of 1,024,004 bytes"),
        (lambda file: file.write_bytes(b"\0" + CONTENT[1:]), "is not what was fetched"),
        (lambda file: file.unlink(), "not on this machine any more; routeplan data fetch sea"),
    ],
)
def test_check_names_what_is_missing_truncated_or_altered(server, root, harm, told):
    sea = data_set(server.url())
    file = fetch_set(sea)
    check_set(sea)
    harm(file)
    with pytest.raises(DataError, match=told):
        check_set(sea)


def test_a_file_put_there_by_hand_is_recorded_by_the_first_check(root):
    sea = data_set("")
    (root / "sea" / "1").mkdir(parents=True)
    (root / "sea" / "1" / "sea.nc").write_bytes(CONTENT)
    check_set(sea)
    (root / "sea" / "1" / "sea.nc").write_bytes(CONTENT[::-1])
    with pytest.raises(DataError, match="sha256"):
        check_set(sea)


def test_a_name_stands_for_its_file_unless_a_file_has_that_name(root, tmp_path):
    folder = root / "gebco" / "2026"
    folder.mkdir(parents=True)
    (folder / "GEBCO_2026.nc").write_bytes(CONTENT)
    assert file_of_choice("gebco", SetKind.BATHYMETRY) == folder / "GEBCO_2026.nc"
    (tmp_path / "gebco").write_bytes(CONTENT)
    assert file_of_choice("gebco", SetKind.BATHYMETRY, folder=tmp_path) == tmp_path / "gebco"
    with pytest.raises(
        UsageError, match="gebco is a data set of kind bathymetry, not ice; give a file, or one of nsidc"
    ):
        file_of_choice("gebco", SetKind.ICE)
    with pytest.raises(DataError, match=r"ibcao .* is not on this machine; routeplan data fetch ibcao"):
        file_of_choice("IBCAO", SetKind.BATHYMETRY)


def test_two_files_that_could_be_meant_are_refused(root):
    folder = kept_files.data_set_folder(read_registry()["nsidc"])
    folder.mkdir(parents=True)
    for name in ("a.nc", "b.nc"):
        (folder / name).write_bytes(CONTENT)
    with pytest.raises(DataError, match=r"2 files in .* could be nsidc: a.nc, b.nc; keep one"):
        file_of_choice("nsidc", SetKind.ICE)


def test_the_source_of_a_fetched_file_is_its_data_set(root, tmp_path):
    file = root / "gebco" / "2026" / "GEBCO_2026.nc"
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    assert source_of(file).name == "GEBCO_2026 Grid, ice surface, version 2026"
    assert source_of(file).licence.startswith("public domain")
    assert source_of(file).sha256 == hashlib.sha256(CONTENT).hexdigest()
    (tmp_path / "own.nc").write_bytes(CONTENT)
    assert source_of(tmp_path / "own.nc").name == "own.nc"


def test_every_registered_set_has_a_row_on_the_page_about_data():
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    for name, published in read_registry().items():
        (row,) = re.findall(rf"^\| `{name}` \|.*$", page, re.MULTILINE)
        assert published.doi in row
        assert row.endswith(f"| {published.checked.rpartition('; ')[0] or 'not checked'} |")
        assert ("by hand" in row) == bool(published.by_hand)


def test_every_registered_set_can_be_had_and_cited():
    for name, published in read_registry().items():
        assert re.fullmatch("[a-z0-9-]+", name)
        assert bool(published.url) != bool(published.by_hand), name
        for address in (published.page, published.url):
            assert not address or address.startswith("https://"), name
        assert not published.doi or re.fullmatch(r"10\.\d{4,}/\S+", published.doi), name
        entry = reference_of(published).bibtex
        assert entry.count("{") == entry.count("}"), name
        assert published.licence, name


def test_every_registered_set_says_what_it_was_checked_against_or_that_it_was_not():
    for name, published in read_registry().items():
        assert not published.checked or re.fullmatch(r".{10,160}; 20\d\d-\d\d-\d\d", published.checked), name
        told = published.how_checked
        assert told == f"citation checked against {published.checked}" or not published.checked
    unchecked = data_set("https://example.org/sea.nc")
    assert unchecked.how_checked == "citation not checked against the publisher's page"
