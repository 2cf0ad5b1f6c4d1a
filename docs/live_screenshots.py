"""Take the screenshots of the live planner from `routeplan serve`, at two widths of the window."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error, Page

# Name of the image, width and height of the window.
WINDOWS = (("live", 1400, 1420), ("live-narrow", 1000, 900))
PORT = 8899
SERVE = "from routeplan.cli import main; main()"
DONE = ".routeplan-status.is-all:not(.is-busy)"
MODEL = "document.querySelector('.rp-live-frame').routeplanModel"
# Across the way past Svalbard, and a point between Svalbard and Franz Josef Land.
DRAWN = "{ do: 'drawn', closed: [[[4, 77], [16, 77], [18, 81.5], [2, 81.5], [4, 77]]], via: [[42, 82]] }"


def take_live(browser: Browser, keep: Callable[[Image.Image, Path], None], folder: Path) -> None:
    """Pin a route, change the request, compare, and keep what is seen at each width."""
    with served() as address:
        page = browser.new_page(viewport={"width": WINDOWS[0][1], "height": WINDOWS[0][2]})
        page.set_default_timeout(600_000)
        open_page(page, address)
        page.wait_for_selector(DONE)
        page.get_by_role("button", name="Pin", exact=True).click()
        page.evaluate(f"() => {MODEL}.send({DRAWN})")
        page.wait_for_selector(".routeplan-status.is-waiting")
        page.wait_for_selector(DONE)
        page.locator(".routeplan-controls select").last.select_option(index=1)
        page.locator("img.routeplan-figure").nth(1).wait_for()
        page.wait_for_function(f"() => {MODEL}.get('cables').function")
        for name, width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(1500)
            keep(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), folder / f"{name}.png")
        page.close()


@contextmanager
def served() -> Iterator[str]:
    """Serve the live planner on cells of 10 km."""
    options = ("--no-browser", f"--port={PORT}", "--refined-km=10", "--quiet")
    server = subprocess.Popen([sys.executable, "-c", SERVE, "serve", *options])
    try:
        yield f"http://127.0.0.1:{PORT}/"
    finally:
        server.terminate()
        server.wait()


def open_page(page: Page, address: str) -> None:
    """Open the page as soon as it is served."""
    until = time.monotonic() + 120
    while True:
        try:
            page.goto(address, wait_until="commit")
        except Error:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return
