"""The live planner in a browser as its user has it: what the page shows, and what hands do to it.

with served(folder, "--spacing-km", "20") as address:
    page.goto(address)
    seen = Seen(page)
    line = seen.after(lambda: seen.press("Swap ends"))
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from lab_kit import environment, free_port
from playwright.sync_api import Page
from pyproj import Geod, Transformer

WGS84 = Geod(ellps="WGS84")
TO_PLANE = Transformer.from_crs(4326, 3995, always_xy=True)
OPENING_MS = 900_000  # with an empty cache
PATIENCE_MS = 60_000  # a busy machine is slow
SETTLING_MS = 700  # nothing new for so long: all has followed
STATUS = ".routeplan-status"
TIP = 33 / 34  # of the height of an end's marker: where it points to
STAGE = f"() => ({{ ...document.querySelector('{STATUS}').dataset }})"
MODEL = "document.querySelector('.rp-live-frame').routeplanModel"
SHOWN = f"""() => {{
    const model = {MODEL}, route = model.get("routes").find(route => route.current);
    return {{ lonlat: route ? route.lonlat : [], names: model.get("routes").map(route => route.name),
              month: model.get("month"), ...model.get("stops"), ...model.get("drawn") }};
}}"""
# A pixel at which an element is on top: a legend may cover the middle of it.
TOP_PIXEL = """selector => {
    const shape = document.querySelector(selector), box = shape.getBoundingClientRect();
    const shares = [...Array(19).keys()].map(number => (number + 1) / 20);
    const pixels = shares.flatMap(x => shares.map(y => [box.x + x * box.width, box.y + y * box.height]));
    const inside = pixels.filter(([x, y]) => document.elementFromPoint(x, y) === shape);
    return inside[Math.floor(inside.length / 2)];
}"""
# When the page first says that it works after something was done by hand.
WATCH = """() => {
    const frame = document.querySelector(".rp-live-frame"), root = frame.closest(".routeplan-live");
    const seen = window.routeplanSeen = { began: null, busy: null };
    const begin = () => { seen.began = performance.now(); seen.busy = null; };
    ["pointerdown", "pointerup", "keydown"].forEach(kind => window.addEventListener(kind, begin, true));
    const look = () => {
        const busy = frame.classList.contains("is-told") || root.querySelector(".routeplan-status.is-waiting");
        if (busy && seen.busy === null && seen.began !== null) seen.busy = performance.now() - seen.began;
    };
    new MutationObserver(look).observe(root, { subtree: true, childList: true, attributes: true });
}"""


@dataclass
class Seen:
    """The live planner on a page, and how long it took to follow."""

    page: Page
    route_seconds: list[float] = field(default_factory=list)
    all_seconds: list[float] = field(default_factory=list)
    busy_seconds: list[float] = field(default_factory=list)

    def wait(self, timeout_ms: float = PATIENCE_MS) -> None:
        """Wait until everything is shown, nothing is being done, and both stay so.

        The kernel hears of a drag in pieces: on a busy machine one piece may be answered before the next is heard.
        """
        replies = -1
        while replies != (now := self._settled_replies(timeout_ms)):
            replies = now
            self.page.wait_for_timeout(SETTLING_MS)

    def _settled_replies(self, timeout_ms: float) -> int:
        self.page.wait_for_selector(f"{STATUS}.is-all:not(.is-busy)", timeout=timeout_ms)
        return int(self.page.evaluate(STAGE)["replies"])

    def after(self, act: Callable[[], Any]) -> dict[str, Any]:
        """Do something by hand, and give what is shown when all has followed."""
        self.wait()
        replies = int(self.page.evaluate(STAGE)["replies"])
        began = time.perf_counter()
        act()
        self.page.wait_for_function(f"() => +({STAGE})().replies > {replies}", timeout=PATIENCE_MS)
        self.route_seconds.append(time.perf_counter() - began)
        self._settled_replies(PATIENCE_MS)
        self.all_seconds.append(time.perf_counter() - began)
        self.wait()
        self.busy_seconds.append(self.page.evaluate("() => window.routeplanSeen.busy") / 1000)
        return self.shown()

    def shown(self) -> dict[str, Any]:
        """Read ends, closed areas, via points and the points of the route."""
        shown: dict[str, Any] = self.page.evaluate(SHOWN)
        points = np.array(shown.pop("lonlat"), dtype=np.float64).reshape(-1, 2)
        return shown | {"lon": points[:, 0], "lat": points[:, 1]}

    def end_pixel(self, end: str) -> np.ndarray:
        """Find where the marker of an end points to."""
        box = self.page.locator(f".rp-end-{end}").bounding_box()
        return np.array([box["x"] + box["width"] / 2, box["y"] + TIP * box["height"]])

    def pixel_of(self, lon: float, lat: float) -> tuple[float, float]:
        """Find a position on the screen, by the two ends and the Arctic plane as PROJ knows it."""
        shown = self.shown()
        ends = [shown["start"], shown["end"]]
        plane = np.array([TO_PLANE.transform(end["lon"], end["lat"]) for end in ends]) * (1, -1)
        pixels = np.array([self.end_pixel("start"), self.end_pixel("end")])
        scale = np.linalg.norm(pixels[1] - pixels[0]) / np.linalg.norm(plane[1] - plane[0])
        at = pixels[0] + (np.array(TO_PLANE.transform(lon, lat)) * (1, -1) - plane[0]) * scale
        return float(at[0]), float(at[1])

    def pixel_on(self, selector: str) -> np.ndarray:
        """Find a pixel of an element that nothing covers."""
        return np.array(self.page.evaluate(TOP_PIXEL, selector))

    def drag(self, start: Any, end: Any) -> None:
        """Press, move and let go."""
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*np.add(start, end) / 2, steps=4)
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()

    def drag_by(self, start: Any, pixels: tuple[float, float]) -> None:
        """Drag by so many pixels to the right and down."""
        self.drag(start, np.add(start, pixels))

    def press(self, word: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=word, exact=True).click()

    def box(self, word: str) -> Any:
        """Find a control by its label."""
        row = self.page.locator(
            ".routeplan-controls .jupyter-widgets", has=self.page.locator(f"label:text-is('{word}')")
        )
        return row.last.locator("input, select").first

    def choose_layer(self, name: str) -> None:
        """Choose a layer in the switch of the map."""
        self.page.locator(".leaflet-control-layers").hover()
        self.page.locator(".leaflet-control-layers label", has_text=name).locator("input").check()
        self.page.mouse.move(2, 2)


def middle_of(box: Any) -> np.ndarray:
    """Find the middle of what Playwright calls a bounding box."""
    return np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


def plane_line(shown: dict[str, Any]) -> shapely.LineString:
    """Put the points of the route on the Arctic plane; no two are further apart than 40 km."""
    return shapely.LineString(np.column_stack(TO_PLANE.transform(shown["lon"], shown["lat"])))


def plane_ring(ring: Any) -> shapely.Polygon:
    """Put an area on the Arctic plane."""
    return shapely.Polygon([TO_PLANE.transform(*corner) for corner in ring])


@contextmanager
def served(folder: Path, *options: str) -> Iterator[str]:
    """Run ``routeplan serve`` in a process of its own; gives the address that it prints."""
    command = [
        sys.executable,
        "-c",
        "from routeplan.cli import main; main()",
        "serve",
        "--no-browser",
        *options,
    ]
    server = subprocess.Popen(
        [*command, f"--port={free_port()}"],
        cwd=folder,
        env=environment(folder),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        line = server.stderr.readline()
        assert "live planner on http://127.0.0.1:" in line, line
        yield line.split()[3]
    finally:
        server.terminate()
        server.wait(timeout=120)
        server.stderr.close()
