"""Dask: workers in processes of their own give the bits of one process, also when the scheduler is started again."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ensemble_kit import coarse_planner, small_question

from routeplan.ensemble.dask_workers import DaskWorkers, ambient_client
from routeplan.ensemble.evaluate import Workbench
from routeplan.ensemble.run import InThisProcess, run_question
from routeplan.ensemble.store import EnsembleStore
from routeplan.errors import UsageError

pytest.importorskip("distributed", reason="the extra dask is not installed")

TABLES = ("cases.parquet", "candidates.parquet", "lines.parquet")


def contents(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in TABLES]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def started(kind: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start ``dask scheduler`` or ``dask worker`` as a shell does."""
    command = [sys.executable, "-m", "dask", kind, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def scheduler(port: int):
    return started("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")


def worker(port: int):
    quiet = ("--nthreads", "1", "--no-dashboard", "--death-timeout", "300", "--no-nanny")
    return started("worker", f"tcp://127.0.0.1:{port}", *quiet)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Path:
    folder, question = tmp_path_factory.mktemp("undisturbed"), small_question()
    run_question(
        question, EnsembleStore.begin(folder, question), InThisProcess(Workbench(question, coarse_planner()))
    )
    return folder


def test_two_workers_give_the_bits_of_one_process(undisturbed, tmp_path):
    port, question = free_port(), small_question()
    with scheduler(port), worker(port), worker(port):
        run_question(
            question, EnsembleStore.begin(tmp_path, question), DaskWorkers(f"tcp://127.0.0.1:{port}")
        )
    assert contents(tmp_path) == contents(undisturbed)


def test_a_scheduler_that_is_started_again_changes_nothing(undisturbed, tmp_path):
    port, question = free_port(), small_question()
    store = EnsembleStore.begin(tmp_path, question)
    failures: list[BaseException] = []

    def drive() -> None:
        try:
            run_question(question, store, DaskWorkers(f"tcp://127.0.0.1:{port}"))
        except BaseException as error:
            failures.append(error)

    driver = threading.Thread(target=drive)
    with scheduler(port) as first, worker(port):
        driver.start()
        until = time.monotonic() + 200
        while not list(tmp_path.glob("parts/cases-*")) and time.monotonic() < until and driver.is_alive():
            time.sleep(0.02)
        first.kill()
        first.wait()
    with scheduler(port), worker(port):
        driver.join(300)
    assert not driver.is_alive()
    assert failures == []
    assert contents(tmp_path) == contents(undisturbed)


def test_an_address_without_a_scheduler_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[DaskWorkers.__module__], "_CONNECT_SECONDS", 0.5)
    question = small_question()
    with pytest.raises(
        UsageError, match=r"no Dask scheduler at tcp://127.0.0.1:9; start one with: dask scheduler"
    ):
        run_question(question, EnsembleStore.begin(tmp_path, question), DaskWorkers("tcp://127.0.0.1:9"))


def test_no_client_is_made_where_there_is_none():
    assert ambient_client() is None
