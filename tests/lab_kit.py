"""A real JupyterLab for tests: start it, open a notebook in headless Chromium, run it, take a screenshot.

with running_lab(folder) as lab, open_notebook(lab, browser, "01_first_route.ipynb") as opened:
    run_all(opened.page)
    take_screenshot(opened.page, Path("seen.png"))
assert opened.blocked == []
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import matplotlib as mpl
from playwright.sync_api import Browser, Page, Route, WebSocket

CHECKOUT = Path(__file__).parents[1]
OPTIONS = (
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--IdentityProvider.token=",
    "--PasswordIdentityProvider.hashed_password=",
    "--ServerApp.port_retries=0",
    "--ServerApp.terminals_enabled=False",
    "--LabApp.expose_app_in_browser=True",  # tests use the page's window.jupyterapp
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)
# Draw all cells, also those outside the window; no question about news.
SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "scrollPastLastCell": False},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
# Addresses outside 127.0.0.1 and outside the page itself.
OUTSIDE = re.compile(r"^(?!(https?|wss?)://127\.0\.0\.1[:/])(?!data:|blob:|about:)")
STATE = """() => {
    const panel = window.jupyterapp.shell.currentWidget, cells = panel.content.widgets.map(cell => cell.model);
    const code = cells.filter(cell => cell.type === "code" && cell.sharedModel.getSource().trim());
    const failed = code.flatMap(cell => cell.outputs.toJSON()).filter(output => output.output_type === "error");
    const status = panel.sessionContext.session?.kernel?.status;
    return {
        failed: failed.map(output => output.traceback.join("\\n")),
        done: status === "idle" && code.every(cell => cell.executionCount && cell.executionState !== "running"),
    };
}"""
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .flatMap(cell => cell.model.type === "code" ? cell.model.outputs.toJSON() : [])
"""
# Scroll to the top; by how many pixels the window is too low for the whole notebook (negative: too high).
MISSING_HEIGHT = """() => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0;
    const outer = document.querySelector(".jp-Notebook .jp-WindowedPanel-outer");
    outer.scrollTop = 0;
    return Math.ceil(outer.querySelector(".jp-WindowedPanel-viewport").getBoundingClientRect().bottom
        - outer.getBoundingClientRect().bottom) + 40;
}"""


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab: its address, and the folder of its notebooks."""

    url: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Opened:
    """A notebook in a browser, and the addresses outside this machine that its page requested (all blocked)."""

    page: Page
    blocked: list[str] = field(default_factory=list)


@contextmanager
def running_lab(folder: Path, *, home: Path | None = None, seconds: float = 300) -> Iterator[Lab]:
    """Serve a folder with JupyterLab and its own empty settings; stop server and kernels at the end.

    ``home`` (default: a folder next to it) holds the user data of Jupyter; kernels import this checkout.
    """
    home = home or folder.with_name(f"{folder.name}-home")
    config = home / "config" / "labconfig"
    config.mkdir(parents=True, exist_ok=True)
    (config / "default_setting_overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    port = free_port()
    lab = Lab(f"http://127.0.0.1:{port}", folder)
    with (home / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                *OPTIONS,
                f"--port={port}",
                f"--ServerApp.root_dir={folder}",
            ],
            cwd=folder,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(lab, server, home / "server.log", seconds)
            yield lab
        finally:
            end(lab, server)


@contextmanager
def open_notebook(
    lab: Lab, browser: Browser, name: str, *, width: int = 1280, height: int = 900
) -> Iterator[Opened]:
    """Open a notebook in a page of its own and wait for its kernel; the network outside this machine is blocked."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(300_000)  # a busy machine is slow
    opened = Opened(page)

    def refuse(route: Route) -> None:
        opened.blocked.append(route.request.url)
        route.abort()

    def listen(talk: WebSocket) -> None:
        if OUTSIDE.match(talk.url):
            opened.blocked.append(talk.url)

    context.route(OUTSIDE, refuse)
    page.on("websocket", listen)
    try:
        page.goto(f"{lab.url}/doc/tree/{quote(name)}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=300_000)
        page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=300_000,
        )
        command(page, "application:toggle-left-area", only_if="!window.jupyterapp.shell.leftCollapsed")
        yield opened
    finally:
        context.close()


def command(page: Page, name: str, *, only_if: str = "true") -> None:
    """Start a JupyterLab command if a JavaScript condition holds; do not wait for its end."""
    page.evaluate(f"() => {{ if ({only_if}) window.jupyterapp.commands.execute({json.dumps(name)}); }}")


def run_all(page: Page, *, seconds: float = 1_800) -> None:
    """Run all cells and wait until they are done and the kernel is idle.

    Raises
    ------
    AssertionError
        If a cell fails, with its traceback, or if all of it takes longer than ``seconds``.
    """
    command(page, "notebook:clear-all-cell-outputs")
    command(page, "notebook:run-all-cells")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        state = page.evaluate(STATE)
        if state["failed"]:
            raise AssertionError(re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(state["failed"])))
        if state["done"]:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"the notebook was not done after {seconds:g} s")


def outputs(page: Page) -> list[dict[str, Any]]:
    """Outputs of all cells in nbformat, from first to last."""
    cell_outputs: list[dict[str, Any]] = page.evaluate(OUTPUTS)
    return cell_outputs


def take_screenshot(page: Page, path: Path) -> None:
    """Write a PNG of the whole notebook at its full height."""
    size = page.viewport_size
    assert size is not None
    for _ in range(3):  # images and tables take their final size when there is room
        size["height"] += page.evaluate(MISSING_HEIGHT)
        page.set_viewport_size(size)
        page.wait_for_timeout(500)
    page.screenshot(path=path)


def environment(home: Path) -> dict[str, str]:
    """Environment of server and kernels: their own home, this checkout, and the font cache of matplotlib."""
    own = {f"JUPYTER_{name.upper()}_DIR": str(home / name) for name in ("config", "data", "runtime")}
    return (
        os.environ
        | own
        | {
            "HOME": str(home),
            "IPYTHONDIR": str(home / "ipython"),
            "MPLCONFIGDIR": mpl.get_cachedir(),
            "PYTHONPATH": os.pathsep.join(
                [str(CHECKOUT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
            ),
        }
    )


def free_port() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(lab: Lab, server: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(f"{lab.url}/api/status", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


def end(lab: Lab, server: subprocess.Popen[bytes]) -> None:
    """Stop the server; its kernels end when it is gone."""
    if server.poll() is None:
        server.terminate()
    try:
        server.wait(timeout=120)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
