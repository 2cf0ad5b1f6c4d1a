"""Dask: workers in processes of their own give the bits of one process, also when the scheduler is started again."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from ensemble_kit import contents, small_question

from routeplan.ensemble.dask_workers import DaskWorkers, ambient_client
from routeplan.ensemble.run import run_question
from routeplan.ensemble.store import EnsembleStore
from routeplan.errors import UsageError

pytest.importorskip("distributed", reason="the extra dask is not installed")


@dataclass
class Cluster:
    """``dask scheduler`` and ``dask worker`` in processes of their own, as a shell starts them."""

    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port))

    def start_worker(self) -> None:
        self._start("worker", self.address, "--nthreads", "1", "--death-timeout", "300", "--no-nanny")

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", kind, *arguments, "--no-dashboard"]
        self.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return self.processes[-1]

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A scheduler and two workers, for all tests: a worker takes seconds to start."""
    started = Cluster(free_port())
    started.start_scheduler()
    started.start_worker()
    started.start_worker()
    yield started
    started.stop()


@pytest.mark.long
def test_two_workers_give_the_bits_of_one_process(cluster, undisturbed, tmp_path):
    question = small_question()
    run_question(question, EnsembleStore.begin(tmp_path, question), DaskWorkers(cluster.address))
    assert contents(tmp_path) == contents(undisturbed)


@pytest.mark.long
def test_a_scheduler_that_is_started_again_changes_nothing(cluster, undisturbed, tmp_path):
    """Last of the tests that use the cluster: workers end with the scheduler that they were started for."""
    question = small_question()
    store = EnsembleStore.begin(tmp_path, question)
    failures: list[BaseException] = []

    def drive() -> None:
        try:
            run_question(question, store, DaskWorkers(cluster.address))
        except BaseException as error:
            failures.append(error)

    driver = threading.Thread(target=drive)
    scheduler = cluster.processes[0]
    driver.start()
    until = time.monotonic() + 200
    while not list(tmp_path.glob("parts/cases-*")) and time.monotonic() < until and driver.is_alive():
        time.sleep(0.02)
    assert driver.is_alive()
    scheduler.kill()
    scheduler.wait()
    cluster.start_scheduler()
    cluster.start_worker()
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
