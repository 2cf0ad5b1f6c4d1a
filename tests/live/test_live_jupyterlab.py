"""The live planner in a real JupyterLab: the mouse moves sliders, ends and areas, and the route follows."""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

import nbformat
import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
pytest.importorskip("ipyleaflet", reason="the extra live is not installed")
pytest.importorskip("playwright", reason="playwright is not installed")
from lab_kit import command, open_notebook, run_all, running_lab
from playwright.sync_api import Page

# Libraries of the kernel close their sockets late.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

WGS84 = Geod(ellps="WGS84")
TO_PLANE = Transformer.from_crs(4326, 3995, always_xy=True)
STATUS = ".routeplan-status"
TIP = (13, 33)  # of an end's marker, pixels from its upper left corner
STAGE = f"() => document.querySelector('{STATUS}').dataset"
EXECUTE = """async code => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const request = kernel.requestExecute({code});
    let said = "";
    request.onIOPub = message => {
        if (message.header.msg_type === "stream") said += message.content.text;
        if (message.header.msg_type === "error") said += message.content.traceback.join("\\n");
    };
    await request.done;
    return said;
}"""
LINE = """import json
print(json.dumps({"lon": live.route.lon.tolist(), "lat": live.route.lat.tolist(), "km": live.route.length_km,
                  "ice_usd": live.route.objective_terms_usd.get("ice", 0.0), "start": live.request.start.id,
                  "closed": live.request.closed,
                  "via": [[point.lon, point.lat] for point in live.request.via], "pins": len(live.pinned)}))"""


@dataclass
class Seen:
    """The live planner as its user has it, and how long it took to follow."""

    page: Page
    route_seconds: list[float] = field(default_factory=list)
    all_seconds: list[float] = field(default_factory=list)

    def wait_refined(self) -> None:
        """Wait until the answer has been refined."""
        self.page.wait_for_function(
            f"() => {{ const at = ({STAGE})(); return at.stage === 'all' && at.cells === '5'; }}",
            timeout=600_000,
        )

    def after(self, act: Any) -> dict[str, Any]:
        """Do something by hand, and give the line that is shown when all has followed."""
        self.wait_refined()
        replies = int(self.page.evaluate(STAGE)["replies"])
        began = time.perf_counter()
        act()
        self.page.wait_for_function(f"() => +({STAGE})().replies > {replies}", timeout=300_000)
        self.route_seconds.append(time.perf_counter() - began)
        self.page.wait_for_function(f"() => ({STAGE})().stage === 'all'", timeout=300_000)
        self.all_seconds.append(time.perf_counter() - began)
        return self.line()

    def line(self) -> dict[str, Any]:
        """Ask the kernel what it shows."""
        found: dict[str, Any] = json.loads(self.page.evaluate(EXECUTE, LINE))
        return found

    def end_pixel(self, letter: str) -> np.ndarray:
        """Where the marker of an end points to."""
        box = self.page.locator(".leaflet-marker-icon", has_text=letter).bounding_box()
        return np.array([box["x"] + box["width"] / 2, box["y"] + TIP[1] * box["height"] / 36])

    def pixel_of(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position lies on the screen, by the two ends and the Arctic plane as PROJ knows it."""
        request = json.loads(
            self.page.evaluate(
                EXECUTE,
                "import json; q = live.request\n"
                "print(json.dumps([[q.start.lon, q.start.lat], [q.end.lon, q.end.lat]]))",
            )
        )
        plane = np.array([TO_PLANE.transform(*end) for end in request]) * (1, -1)
        pixels = np.array([self.end_pixel("A"), self.end_pixel("B")])
        scale = np.linalg.norm(pixels[1] - pixels[0]) / np.linalg.norm(plane[1] - plane[0])
        at = pixels[0] + (np.array(TO_PLANE.transform(lon, lat)) * (1, -1) - plane[0]) * scale
        return float(at[0]), float(at[1])

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*np.add(start, end) / 2, steps=4)
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()

    def press(self, word: str) -> None:
        self.page.get_by_role("button", name=word, exact=True).click()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import routeplan as rp\n\nlive = rp.live()\nlive")],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / "live.ipynb")
    return folder


@pytest.fixture(scope="module")
def seen(folder, browser):
    with (
        running_lab(folder) as lab,
        open_notebook(lab, browser, "live.ipynb", width=1400, height=1300) as opened,
    ):
        run_all(opened.page)
        opened.page.wait_for_selector(STATUS)
        yield Seen(opened.page)
        assert opened.blocked == []


def plane_line(line: dict[str, Any]) -> shapely.LineString:
    """A line on the Arctic plane, along its geodesics."""
    points = [(line["lon"][0], line["lat"][0])]
    for lon, lat in zip(line["lon"][1:], line["lat"][1:], strict=True):
        km = WGS84.inv(*points[-1], lon, lat)[2] / 1000
        points += [*WGS84.npts(*points[-1], lon, lat, max(int(km / 10), 1)), (lon, lat)]
    return shapely.LineString([TO_PLANE.transform(*point) for point in points])


def geodesic_km(line: dict[str, Any]) -> float:
    return float(WGS84.line_length(line["lon"], line["lat"])) / 1000


def test_it_opens_with_a_route_that_it_refines(seen):
    seen.wait_refined()
    line = seen.line()
    assert line["km"] == pytest.approx(geodesic_km(line), rel=1e-6)
    # Straight from Bodø to Tomakomai is 6,566 km, over land; by sea the Pole and Bering Strait are on the way.
    assert 9_000 < line["km"] < 12_000
    assert seen.page.locator(f"{STATUS}.is-refused").count() == 0


def test_a_slider_moves_the_route(seen):
    before = seen.line()
    slider = seen.page.locator(".routeplan-weight-ice .noUi-handle").bounding_box()
    start = (slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2)
    after = seen.after(lambda: seen.drag(start, (start[0] + 70, start[1])))
    seen.wait_refined()
    assert plane_line(after).hausdorff_distance(plane_line(before)) > 500_000  # another ocean, nearly


def test_undo_takes_the_whole_move_of_the_slider_back(seen):
    line = seen.after(lambda: seen.press("Undo"))
    assert line["km"] < 11_000


def test_an_end_is_dragged_to_another_landing(seen):
    """From Bodø to beside Galway: dropped near a landing, it is that landing."""
    galway = seen.pixel_of(-9.05, 53.27)
    line = seen.after(
        lambda: seen.drag(tuple(seen.end_pixel("A") - (0, 12)), tuple(np.subtract(galway, (0, 12))))
    )
    assert WGS84.inv(line["lon"][0], line["lat"][0], -9.05, 53.27)[2] < 60_000
    assert line["km"] == pytest.approx(geodesic_km(line), rel=1e-6)


def test_the_route_goes_round_an_area_that_is_drawn(seen):
    before = seen.line()
    middle = plane_line(before).interpolate(0.35, normalized=True)
    lon, lat = TO_PLANE.transform(middle.x, middle.y, direction="INVERSE")
    x, y = seen.pixel_of(lon, lat)
    corners = [(x + dx, y + dy) for dx, dy in ((-12, -12), (12, -12), (12, 12), (-12, 12))]

    def draw():
        seen.page.locator(".leaflet-draw-draw-polygon").click()
        for corner in (*corners, corners[0]):
            seen.page.mouse.click(*corner)
            seen.page.wait_for_timeout(120)

    after = seen.after(draw)
    area = shapely.Polygon([TO_PLANE.transform(*vertex) for vertex in after["closed"][0]])
    assert area.contains(middle)
    half_a_cell_m = 10_000 * 2**0.5 / 2
    assert plane_line(before).intersects(area)
    assert not plane_line(after).intersects(area.buffer(-half_a_cell_m))


def seen_ring(seen: Seen) -> list[list[float]]:
    return json.loads(seen.page.evaluate(EXECUTE, "import json; print(json.dumps(live.request.closed[0]))"))


def test_the_route_passes_a_point_that_is_put_down(seen):
    before = plane_line(seen.line())
    (x, y), (further_x, further_y) = (
        before.interpolate(share, normalized=True).coords[0] for share in (0.45, 0.46)
    )
    aside = np.array([y - further_y, further_x - x]) * 150_000 / np.hypot(further_x - x, further_y - y)
    lon, lat = TO_PLANE.transform(x + aside[0], y + aside[1], direction="INVERSE")

    def put_down():
        seen.page.locator(".leaflet-draw-draw-marker").click()
        seen.page.mouse.click(*seen.pixel_of(lon, lat))

    line = seen.after(put_down)
    (via,) = line["via"]
    assert WGS84.inv(*via, lon, lat)[2] < 60_000  # two pixels
    nearest = plane_line(line).distance(shapely.Point(TO_PLANE.transform(*via)))
    assert nearest < 1_000
    assert before.distance(shapely.Point(TO_PLANE.transform(*via))) > 50_000


def test_what_is_pinned_is_exported_with_the_scenario_that_makes_it(seen, folder):
    seen.wait_refined()
    seen.press("Pin")
    seen.press("Export")
    seen.page.wait_for_function(f"() => /Written to/.test(document.querySelector('{STATUS}').innerText)")
    written = sorted(path.name for path in (folder / "routeplan-live").iterdir())
    assert written == ["closed-1.geojson", "routes.geojson", "scenario-1.toml"]
    shown, features = (
        seen.line(),
        json.loads((folder / "routeplan-live/routes.geojson").read_text())["features"],
    )
    assert shown["pins"] == 1
    assert features[0]["properties"]["length_km"] == pytest.approx(shown["km"], rel=1e-9)


def test_how_soon_it_follows_is_told(seen, capsys):
    with capsys.disabled():
        print(  # noqa: T201 - what the run measured, for whoever reads its report
            f"\nlive planner, {len(seen.route_seconds)} events at 10 km: route after "
            f"{statistics.median(seen.route_seconds):.2f} s (median; {max(seen.route_seconds):.2f} s at most), "
            f"corridor, costs and profile after {statistics.median(seen.all_seconds):.2f} s "
            f"({max(seen.all_seconds):.2f} s)"
        )
    assert len(seen.route_seconds) >= 5


# --- what a user does next; not among the events that are timed above -----------------------------------------------


def drawn_areas(seen: Seen) -> int:
    """How many areas are drawn on the page."""
    return int(seen.page.locator(".leaflet-overlay-pane path[stroke='#a22c3d']").count())


def test_a_point_is_taken_away_with_the_bin_and_corners_can_be_moved_again(seen):
    """While there is a point to pass there is no pencil: it would fail."""
    pencil = seen.page.locator(".leaflet-draw-edit-edit")
    assert not pencil.is_visible()
    (via,) = seen.line()["via"]

    def take_away():
        seen.page.locator(".leaflet-draw-edit-remove").click()
        x, y = seen.pixel_of(*via)
        seen.page.mouse.click(x, y - 20)  # the head of its pin
        seen.page.get_by_text("Save", exact=True).click()

    line = seen.after(take_away)
    assert line["via"] == []
    assert len(line["closed"]) == 1
    assert pencil.is_visible()


def test_a_corner_of_an_area_is_moved_with_the_maps_own_tools(seen):
    before = seen.line()["closed"][0]

    def move():
        seen.page.locator(".leaflet-draw-edit-edit").click()
        handle = seen.page.locator(".leaflet-editing-icon").first
        handle.wait_for()
        box = handle.bounding_box()
        corner = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        seen.drag(corner, (corner[0] - 30, corner[1] - 30))
        seen.page.get_by_text("Save", exact=True).click()

    (after,) = seen.after(move)["closed"]
    areas = [shapely.Polygon([TO_PLANE.transform(*vertex) for vertex in ring]) for ring in (before, after)]
    assert sum(one != other for one, other in zip(before[:-1], after[:-1], strict=True)) == 1
    assert areas[1].area != pytest.approx(areas[0].area, rel=0.1)


def test_an_area_is_taken_away_and_comes_back_with_undo(seen):
    line = seen.line()
    middle = shapely.Polygon(
        [TO_PLANE.transform(*vertex) for vertex in line["closed"][0]]
    ).representative_point()

    def take_away():
        seen.page.locator(".leaflet-draw-edit-remove").click()
        seen.page.mouse.click(*seen.pixel_of(*TO_PLANE.transform(middle.x, middle.y, direction="INVERSE")))
        seen.page.get_by_text("Save", exact=True).click()

    assert seen.after(take_away)["closed"] == []
    assert drawn_areas(seen) == 0
    assert seen.after(lambda: seen.press("Undo"))["closed"] == line["closed"]
    assert drawn_areas(seen) == 1


def test_a_position_is_typed_and_a_landing_clicked(seen):
    box = seen.page.locator(".routeplan-controls input[type=text]").first

    def type_position():
        box.fill("71.29,-156.79")
        box.press("Enter")

    line = seen.after(type_position)
    assert WGS84.inv(line["lon"][0], line["lat"][0], -156.79, 71.29)[2] < 1.0
    nuuk = seen.pixel_of(-51.74, 64.18)
    seen.after(lambda: seen.page.mouse.click(*nuuk))
    assert "Nuuk, GL" in [box.input_value() for box in seen.page.get_by_role("combobox").all()]


def test_what_cannot_be_read_is_told_in_red_beneath_the_route(seen):
    seen.wait_refined()
    box = seen.page.locator(".routeplan-controls input[type=text]").first
    box.fill("nowhere")
    box.press("Enter")
    complaint = seen.page.locator(".routeplan-notice.is-refused")
    complaint.wait_for()
    assert 'no landing or town "nowhere"' in complaint.inner_text()
    assert seen.page.evaluate(STAGE)["stage"] == "all"


def test_an_interrupt_and_another_run_leave_one_planner_that_answers(seen):
    """The cell opens it again and again: threads and memory stay those of one."""
    command(seen.page, "notebook:interrupt-kernel")
    line = seen.after(lambda: seen.press("Swap ends"))
    command(seen.page, "notebook:interrupt-kernel")  # while it refines
    seen.wait_refined()
    assert seen.line()["pins"] == line["pins"] == 1
    count = "import threading; print(sum('live planner' in thread.name for thread in threading.enumerate()))"
    run_all(seen.page)
    seen.page.wait_for_selector(f"{STATUS}.is-all")
    assert int(seen.page.evaluate(EXECUTE, count)) == 2
    assert seen.line()["pins"] == 0
