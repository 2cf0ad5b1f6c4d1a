"""A Dask scheduler and workers in processes of their own: on this host, or on two in network namespaces.

Two hosts are two network namespaces with a pair of virtual Ethernet devices between them: the scheduler and one worker
in the first, the other worker in the second. Whoever asks stays outside, joined to the first by a pair of its own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import psutil

from routeplan.ensemble.extras import require_distributed
from routeplan.errors import UsageError

_START_SECONDS = 180.0
_STOP_SECONDS = 20.0
# One process for each core with one thread, as docs/scaling.md says.
_ONE_THREAD = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
# Networks for benchmarks between devices: RFC 2544, 198.18.0.0/15.
_ASKING, _FIRST, _FIRST_TO_SECOND, _SECOND = "198.18.0.1", "198.18.0.2", "198.18.1.1", "198.18.1.2"
_PORT_ON_HOSTS = 8786


@dataclass(frozen=True)
class DaskCluster:
    """Processes of a cluster.

    Attributes
    ----------
    address : str
        Of the scheduler, for who asks.
    scheduler : Process
    workers : tuple of Process
    """

    address: str
    scheduler: psutil.Process
    workers: tuple[psutil.Process, ...]


@contextmanager
def start_on_this_host(workers: int) -> Iterator[DaskCluster]:
    """Start a scheduler and workers on the loopback device."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        scheduler = stack.enter_context(_started([], "scheduler", "--host", "127.0.0.1", "--port", str(port)))
        running = [stack.enter_context(_started_worker([], address)) for _ in range(workers)]
        yield _ready(DaskCluster(address, scheduler, tuple(running)))


@contextmanager
def start_on_two_hosts() -> Iterator[DaskCluster]:
    """Start a scheduler with one worker in a network namespace, and another worker in a second one.

    Raises
    ------
    UsageError
        If ``ip`` or the right to use it is missing.
    """
    with _two_hosts() as (first, second), ExitStack() as stack:
        at_first, at_second = (["ip", "netns", "exec", host] for host in (first, second))
        port = str(_PORT_ON_HOSTS)
        inside = f"tcp://{_FIRST_TO_SECOND}:{port}"
        scheduler = stack.enter_context(_started(at_first, "scheduler", "--host", "0.0.0.0", "--port", port))
        running = (
            stack.enter_context(_started_worker(at_first, inside, "--host", _FIRST_TO_SECOND)),
            stack.enter_context(_started_worker(at_second, inside, "--host", _SECOND)),
        )
        yield _ready(DaskCluster(f"tcp://{_FIRST}:{port}", scheduler, running))


@contextmanager
def _two_hosts() -> Iterator[tuple[str, str]]:
    """Make two network namespaces, joined to each other, and the first to the one of this process."""
    if shutil.which("ip") is None:
        raise UsageError("no network namespaces without ip; install iproute2")
    number = os.getpid()
    first, second = f"routeplan-{number}-1", f"routeplan-{number}-2"
    outer, inner, left, right = (f"rp{number}{end}" for end in "abcd")  # names of devices have 15 letters
    try:
        for host in (first, second):
            _ip("netns", "add", host)
            _ip("-n", host, "link", "set", "lo", "up")
        _ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", first)
        _ip("-n", first, "link", "add", left, "type", "veth", "peer", "name", right, "netns", second)
        for at, device, address in (
            ((), outer, _ASKING),
            (("-n", first), inner, _FIRST),
            (("-n", first), left, _FIRST_TO_SECOND),
            (("-n", second), right, _SECOND),
        ):
            _ip(*at, "address", "add", f"{address}/24", "dev", device)
            _ip(*at, "link", "set", device, "up")
        yield first, second
    finally:
        for host in (first, second):  # their devices go with them
            subprocess.run(["ip", "netns", "delete", host], stderr=subprocess.DEVNULL, check=False)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise UsageError(
            f"no network namespaces: ip {' '.join(arguments)}: {reason[0]}; run as root on Linux"
        )


def _started_worker(at: list[str], address: str, *arguments: str) -> AbstractContextManager[psutil.Process]:
    return _started(at, "worker", address, "--nthreads", "1", "--no-nanny", *arguments)


@contextmanager
def _started(at: list[str], kind: str, *arguments: str) -> Iterator[psutil.Process]:
    command = [*at, sys.executable, "-m", "dask", kind, *arguments, "--no-dashboard"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | _ONE_THREAD
    )
    try:
        yield psutil.Process(process.pid)  # ip replaces itself by what it starts
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(cluster: DaskCluster) -> DaskCluster:
    """Wait until all workers are connected."""
    distributed = require_distributed("the benchmark of Dask workers")
    with distributed.Client(cluster.address, timeout=_START_SECONDS, set_as_default=False) as client:
        client.wait_for_workers(len(cluster.workers), timeout=_START_SECONDS)
    return cluster
