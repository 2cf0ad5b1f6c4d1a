"""Serve the live planner as a web page on this machine, for people who have no JupyterLab."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from routeplan.errors import UsageError

LOOPBACK: Final = "127.0.0.1"
FIRST_PORT: Final = 8866
_PORTS = 20  # tried from the first one on, where none is given
_REQUIRED = ("voila", "ipykernel", "anywidget", "ipywidgets")
# Jupyter's own timeout is three intervals of 30 s; Tornado allows one, and prints a warning about the others.
_TORNADO = {"ws_ping_timeout": 30_000}
_TEMPLATES = Path(__file__).parent / "assets"  # holds voila/templates/routeplan


@dataclass(frozen=True, slots=True)
class LivePage:
    """What the page opens with.

    Attributes
    ----------
    start, end : str
        As `routeplan.live` takes them.
    scenario : str
        Preset, or path of a file.
    spacing_km, refined_km : float
        Cell sizes of the first and of the refined answer.
    """

    start: str
    end: str
    scenario: str
    spacing_km: float
    refined_km: float

    @property
    def code(self) -> str:
        """The cell that opens the live planner."""
        preset_or_file = (
            self.scenario if not Path(self.scenario).is_file() else str(Path(self.scenario).resolve())
        )
        return (
            "import routeplan as rp\n\n"
            f"rp.live({self.start!r}, {self.end!r}, scenario={preset_or_file!r}, "
            f"spacing_km={self.spacing_km!r}, refined_km={self.refined_km!r})"
        )


def serve(page: LivePage, port: int | None, *, open_browser: bool, started: Callable[[str], None]) -> None:
    """Serve the page until the process is stopped; other machines cannot reach it.

    Parameters
    ----------
    page : LivePage
    port : int, optional
        Default: the first free one from 8866 on.
    open_browser : bool
        Whether to open the page in the browser.
    started : callable
        Takes the address, before the server starts.

    Raises
    ------
    UsageError
        If a library is missing, or the port is taken.
    """
    check_libraries()
    from voila.app import Voila

    chosen = _free_port(port)
    with TemporaryDirectory(prefix="routeplan-") as folder:
        notebook = Path(folder) / "routeplan.ipynb"
        notebook.write_text(json.dumps(_notebook(page.code)), encoding="utf-8")
        paths = [str(_TEMPLATES), *filter(None, [os.environ.get("JUPYTER_PATH")])]
        os.environ["JUPYTER_PATH"] = os.pathsep.join(paths)
        os.environ["TQDM_DISABLE"] = "1"  # a bar that is gone when the page is drawn leaves an error on it
        # Ctrl-C reaches Voila, which ends its kernels and lets the folder go.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        started(f"http://{LOOPBACK}:{chosen}/")
        options = _options(chosen, open_browser=open_browser)
        Voila.launch_instance([str(notebook), *options], tornado_settings=_TORNADO)


def check_libraries() -> None:
    """Refuse to serve where a library is missing.

    Raises
    ------
    UsageError
        If one is.
    """
    missing = [name for name in _REQUIRED if find_spec(name) is None]
    if missing:
        raise UsageError(f"routeplan serve needs {' and '.join(missing)}: pip install 'routeplan[serve]'")


def _notebook(code: str) -> dict[str, object]:
    """Write a notebook of one cell, in the JSON of nbformat 4.5."""
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "live",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": code,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _options(port: int, *, open_browser: bool) -> list[str]:
    return [
        f"--Voila.ip={LOOPBACK}",
        f"--port={port}",
        "--Voila.port_retries=0",
        f"--Voila.open_browser={open_browser}",
        "--Voila.log_level=ERROR",
        "--VoilaConfiguration.template=routeplan",
        "--VoilaConfiguration.show_tracebacks=False",
        "--MappingKernelManager.default_kernel_name=python3",
        # Where the system has sockets in files, nobody else on this machine can talk to the kernels.
        *(["--KernelManager.transport=ipc"] if os.name == "posix" else []),
    ]


def _free_port(port: int | None) -> int:
    """Find a port that nobody listens on."""
    wanted = [port] if port is not None else list(range(FIRST_PORT, FIRST_PORT + _PORTS))
    for number in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, number))
            except OSError:
                continue
            return number
    tried = f"port {port}" if port is not None else f"ports {wanted[0]} to {wanted[-1]}"
    raise UsageError(f"{tried} of {LOOPBACK} cannot be used; choose another with --port")
