"""Take the screenshots of README and docs: `make screenshots`. A page more is a `Shot` more in `SHOTS`."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from live_screenshots import WINDOWS, take_live
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from scipy.spatial import cKDTree

import routeplan as rp
from routeplan.view.colours import ROUTE_COLOURS

IMAGES = Path(__file__).parent / "images"
COLOURS = 128  # of a palette: flat colours and a little of the edges between them
AWAY = (700, 604)  # the head of the profile: a pointer there shows nothing
DEMO = (
    ("bodo", "tomakomai"),
    ("galway", "halifax"),
    ("landeyjar", "nuuk"),
    ("sopelana", "virginia-beach"),
)


@dataclass(frozen=True)
class Shot:
    """A page to be seen, and what is done to it first.

    Attributes
    ----------
    name : str
        Of the image, without suffix.
    write : callable
        Leaves the page as a file.
    act : callable
        Clicks and points.
    width, height : int
        Of the window, pixels.
    """

    name: str
    write: Callable[[Path], None]
    act: Callable[[Page], None]
    width: int = 1120
    height: int = 740


@cache
def planner() -> rp.Planner:
    """Open the default planner, once."""
    return rp.open_planner()


@cache
def routes() -> tuple[rp.Route, ...]:
    """Plan the routes of `make demo`, once."""
    return tuple(planner().route(*pair, prove=False) for pair in DEMO)


def write_demo(path: Path) -> None:
    """Map the routes over all that the planner knows."""
    rp.write_map(rp.map_routes(routes(), over=planner()), path)


def write_corridor(path: Path) -> None:
    """Map where else the first of them could run."""
    corridor = planner().corridor(*DEMO[0], within_pct=10)
    rp.write_map(rp.map_corridor(corridor, over=planner().depth), path)


def write_mercator(path: Path) -> None:
    """Map those that stay below 75N on Mercator's plane."""
    rp.write_map(rp.map_routes(routes()[1:], over=planner(), layers=["fault_rate"], crs=3395), path)


def write_briefing(path: Path) -> None:
    """Brief on the routes of `make demo`."""
    rp.write_report(rp.report(planner()), path)


def read_moves(page: Page) -> None:
    """Turn to what would change the answer."""
    page.get_by_role("heading", name="What would change the answer").evaluate("each => each.scrollIntoView()")


def follow_profile(page: Page) -> None:
    """Point into the profile, near the pole."""
    plot = page.locator(".rp-profile-plot").bounding_box()
    assert plot is not None
    page.mouse.move(plot["x"] + 0.3 * plot["width"], plot["y"] + 0.5 * plot["height"])


def show_september(page: Page) -> None:
    """Choose the ice, and move its slider to September."""
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("radio", name="Sea ice by month").check()
    page.get_by_role("checkbox", name="Existing cables").uncheck()
    page.get_by_role("checkbox", name="Sea depth").uncheck()
    page.mouse.move(*AWAY)
    slider = page.get_by_role("slider", name="Month of sea ice by month")
    for _ in range(6):
        slider.press("ArrowRight")
    slider.blur()


def show_faults(page: Page) -> None:
    """Choose the layer of faults."""
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("radio", name="Faults, all causes").check()
    page.mouse.move(*AWAY)


def look(page: Page) -> None:
    """Do nothing."""


SHOTS = (
    Shot("map-routes", write_demo, follow_profile),
    Shot("map-ice", write_demo, show_september),
    Shot("map-corridor", write_corridor, look),
    Shot("map-mercator", write_mercator, show_faults),
    Shot("briefing", write_briefing, look),
    Shot("briefing-moves", write_briefing, read_moves),
)


def take(browser: Browser, shot: Shot, folder: Path) -> None:
    """Open a page with the network cut and keep what is seen in few colours."""
    path = folder / f"{shot.name}.html"
    shot.write(path)
    context = browser.new_context(viewport={"width": shot.width, "height": shot.height}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    shot.act(page)
    page.wait_for_timeout(500)
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    keep(seen, IMAGES / f"{shot.name}.png")
    context.close()


def keep(seen: Image.Image, path: Path) -> None:
    """Write an image in few colours."""
    in_few_colours(seen).save(path, optimize=True)
    print(f"docs/images/{path.name}, {path.stat().st_size // 1024} KB")


def in_few_colours(seen: Image.Image) -> Image.Image:
    """Keep routes' colours and the commonest as they are, and give all others the nearest."""
    colours, which, count = np.unique(
        np.asarray(seen).reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    common = colours[np.argsort(-count)[:COLOURS]]
    routes_own = np.array([list(bytes.fromhex(colour[1:])) for colour in ROUTE_COLOURS], dtype=np.uint8)
    palette = np.concatenate([routes_own, common])
    nearest = cKDTree(palette).query(colours)[1].astype(np.uint8)
    few = Image.fromarray(nearest[which].reshape(seen.height, seen.width), "P")
    few.putpalette(palette.ravel().tolist())
    return few


def main(names: list[str]) -> None:
    """Take those named, or all."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on this machine; install it to take screenshots")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as engine, tempfile.TemporaryDirectory() as folder:
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            if not names or shot.name in names:
                take(browser, shot, Path(folder))
        if not names or {name for name, *_ in WINDOWS} & set(names):
            take_live(browser, keep, IMAGES)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
