"""The live planner in a real JupyterLab and as `routeplan serve`: each gesture by mouse and keyboard.

Tests of one page follow each other: each begins with what the one before has left.
"""

from __future__ import annotations

import io
import json
import re
import statistics
import time
import zipfile

import nbformat
import numpy as np
import pytest
import shapely

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
pytest.importorskip("anywidget", reason="the extra live is not installed")
pytest.importorskip("voila", reason="the extra serve is not installed")
pytest.importorskip("playwright", reason="playwright is not installed")
from lab_kit import OUTSIDE, command, open_notebook, run_all, running_lab
from live_page_kit import (
    MODEL,
    OPENING_MS,
    PATIENCE_MS,
    STATUS,
    TO_PLANE,
    WATCH,
    WGS84,
    Seen,
    middle_of,
    plane_line,
    plane_ring,
    served,
)
from playwright.sync_api import Error

# Libraries of the kernel close their sockets late.
pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.filterwarnings("ignore")]

CLOSED = ".leaflet-rp-areas-pane path.rp-closed"
LONGYEARBYEN, NUUK = (15.65, 78.22), (-51.74, 64.18)


@pytest.fixture(scope="module")
def in_jupyterlab(tmp_path_factory, browser):
    folder = tmp_path_factory.mktemp("live")
    cell = nbformat.v4.new_code_cell("import routeplan as rp\n\nlive = rp.live(refined_km=None)\nlive")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), folder / "live.ipynb")
    with (
        running_lab(folder) as lab,
        open_notebook(lab, browser, "live.ipynb", width=1400, height=1300) as opened,
    ):
        run_all(opened.page)
        opened.page.wait_for_selector(STATUS)
        opened.page.evaluate(WATCH)
        seen = Seen(opened.page)
        seen.wait(OPENING_MS)
        yield seen
        assert opened.blocked == []


@pytest.fixture(scope="module")
def in_serve(tmp_path_factory, browser):
    with served(tmp_path_factory.mktemp("serve"), "--spacing-km=20", "--refined-km=20") as address:
        context = browser.new_context(viewport={"width": 1400, "height": 1300})
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        outside: list[str] = []
        page.on("request", lambda request: OUTSIDE.match(request.url) and outside.append(request.url))
        open_when_served(page, address)
        page.wait_for_selector(STATUS, timeout=OPENING_MS)
        page.evaluate(WATCH)
        seen = Seen(page)
        seen.wait(OPENING_MS)
        yield seen
        context.close()
        assert outside == []


def open_when_served(page, address) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            page.goto(address, wait_until="commit")
        except Error:
            assert time.monotonic() < until
            page.wait_for_timeout(200)
        else:
            return


@pytest.fixture(scope="module", params=["jupyterlab", "serve"])
def seen(request):
    return request.getfixturevalue(f"in_{request.param}")


def within(outer, inner) -> bool:
    return (
        outer["x"] <= inner["x"]
        and outer["y"] <= inner["y"]
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    )


# --- route, ends, keyboard ----------------------------------------------------------------------------------------


def test_it_opens_with_a_route_whose_length_is_that_of_its_line(seen):
    shown = seen.shown()
    told_km = float(re.search(r"([\d,]+) km,", seen.page.locator(STATUS).inner_text())[1].replace(",", ""))
    assert WGS84.line_length(shown["lon"], shown["lat"]) / 1000 == pytest.approx(told_km, rel=1e-3)
    # Straight from Bodø to Tomakomai is 6,566 km, over land; by sea the Pole and Bering Strait are on the way.
    assert 9_000 < told_km < 12_000


def test_a_slider_moves_the_route_and_the_keys_undo_and_redo_it(seen):
    before = plane_line(seen.shown())
    start = middle_of(seen.page.locator(".routeplan-weight-ice .noUi-handle").bounding_box())
    moved = plane_line(seen.after(lambda: seen.drag_by(start, (60, 0))))
    assert moved.hausdorff_distance(before) > 100_000  # many cells
    undone = plane_line(seen.after(lambda: seen.page.keyboard.press("Control+z")))
    assert undone.hausdorff_distance(before) < 1_000
    redone = plane_line(seen.after(lambda: seen.page.keyboard.press("Control+y")))
    assert redone.hausdorff_distance(moved) < 1_000
    assert plane_line(seen.after(lambda: seen.press("Undo"))).hausdorff_distance(before) < 1_000


def test_a_landing_tells_its_name_and_becomes_the_nearer_end_when_clicked(seen):
    dot = seen.pixel_of(*LONGYEARBYEN)
    seen.page.mouse.move(*dot)
    hint = seen.page.locator(".leaflet-tooltip", has_text="Click: the nearer end")
    assert hint.inner_text().startswith("Longyearbyen, SJ")
    shown = seen.after(lambda: seen.page.mouse.click(*dot))
    assert shown["start"]["name"] == "Longyearbyen"
    assert WGS84.inv(shown["lon"][0], shown["lat"][0], *LONGYEARBYEN)[2] < 60_000


def test_a_landing_is_typed_without_its_accents_and_the_map_follows(seen):
    def type_tromso():
        seen.box("To").fill("tromso")
        seen.box("To").press("Enter")

    shown = seen.after(type_tromso)
    assert shown["end"]["name"] == "Tromsø"
    frame = seen.page.locator(".rp-live-frame").bounding_box()
    ends = [seen.page.locator(f".rp-end-{end}").bounding_box() for end in ("start", "end")]
    assert all(within(frame, end) for end in ends)
    # Longyearbyen to Tromsø is a tenth of the way to Tomakomai: closer than before, the ends fill the map.
    assert np.hypot(*(middle_of(ends[1]) - middle_of(ends[0]))) > frame["height"] / 3


def test_an_end_is_dragged_to_another_landing(seen):
    """Dropped near Nuuk, it is Nuuk."""
    seen.page.locator(".leaflet-control-zoom-out").click()
    seen.page.locator(".leaflet-control-zoom-out").click()
    seen.page.wait_for_timeout(600)
    head = np.array((0, -14))
    shown = seen.after(lambda: seen.drag(seen.end_pixel("end") + head, seen.pixel_of(*NUUK) + head))
    assert shown["end"]["name"] == "Nuuk"
    assert WGS84.inv(shown["lon"][-1], shown["lat"][-1], *NUUK)[2] < 60_000


# --- closed areas and via points ----------------------------------------------------------------------------------


def areas_drawn(seen) -> int:
    return int(seen.page.locator(CLOSED).count())


def test_the_route_goes_round_an_area_that_is_drawn(seen):
    seen.press("Show all routes")
    before = plane_line(seen.shown())
    middle = before.interpolate(0.5, normalized=True)
    pixel = np.array(seen.pixel_of(*TO_PLANE.transform(middle.x, middle.y, direction="INVERSE")))
    corners = [pixel + step for step in ((-25, -25), (25, -25), (25, 25), (-25, 25))]

    def draw():
        seen.press("Close an area to the route")
        for corner in (*corners, corners[0]):
            seen.page.mouse.click(*corner)

    after = seen.after(draw)
    (area,) = map(plane_ring, after["closed"])
    assert area.contains(middle)
    assert before.intersects(area)
    assert not plane_line(after).intersects(
        area.buffer(-20_000 * 2**0.5)
    )  # a chord of the line, and half a cell


def test_a_corner_is_dragged_then_the_whole_area(seen):
    (before,) = seen.shown()["closed"]
    corner = middle_of(seen.page.locator(".rp-corner:not(.rp-middle)").first.bounding_box())
    (after,) = seen.after(lambda: seen.drag_by(corner, (-15, -15)))["closed"]
    assert sum(one != other for one, other in zip(before[:-1], after[:-1], strict=True)) == 1
    (moved,) = seen.after(lambda: seen.drag_by(seen.pixel_on(CLOSED), (0, 12)))["closed"]
    steps = np.subtract(
        shapely.get_coordinates(plane_ring(moved)), shapely.get_coordinates(plane_ring(after))
    )
    assert steps == pytest.approx(
        np.broadcast_to(steps[0], steps.shape), abs=200
    )  # degrees are rounded to 110 m
    assert np.hypot(*steps[0]) > 50_000


def test_an_area_is_removed_and_comes_back_with_undo(seen):
    (ring,) = seen.shown()["closed"]
    seen.page.mouse.click(*seen.pixel_on(CLOSED))
    assert seen.after(lambda: seen.press("Remove"))["closed"] == []
    assert areas_drawn(seen) == 0
    assert seen.after(lambda: seen.press("Undo"))["closed"] == [ring]
    assert areas_drawn(seen) == 1


def test_the_route_passes_a_via_point_that_is_put_down_and_dragged(seen):
    line = plane_line(seen.shown())
    start, further = (line.interpolate(share, normalized=True) for share in (0.3, 0.31))
    along = np.array([further.x - start.x, further.y - start.y]) / start.distance(further)
    aside = np.add((start.x, start.y), (along[1] * 200_000, -along[0] * 200_000))
    lon, lat = TO_PLANE.transform(*aside, direction="INVERSE")
    pixel = np.array(seen.pixel_of(lon, lat))

    def put_down():
        seen.press("Add a via point that the route must pass")
        seen.page.mouse.click(*pixel)

    for act in (put_down, lambda: seen.drag_by(pixel, (6, 6))):
        shown = seen.after(act)
        (via,) = shown["via"]
        nearest_m = plane_line(shown).distance(shapely.Point(TO_PLANE.transform(*via)))
        assert nearest_m < 3_000  # the line is drawn with a point every 40 km
    assert len(shown["closed"]) == 1
    assert WGS84.inv(lon, lat, *via)[2] > 10_000


def test_a_via_point_is_removed_by_itself(seen):
    seen.page.locator(".rp-via").click()
    shown = seen.after(lambda: seen.page.keyboard.press("Delete"))
    assert shown["via"] == []
    assert len(shown["closed"]) == 1


# --- the map ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", ["Slope", "Jurisdiction", "Sea ice by month"])
def test_the_map_shows_a_layer_of_the_switch_with_its_legend(seen, layer):
    # The last of the layers, which are made from nothing where the cache is empty.
    seen.page.wait_for_function(f"() => Object.keys({MODEL}.get('zones')).length > 0", timeout=OPENING_MS)
    seen.choose_layer(layer)
    legend = seen.page.locator(".rp-layer-legend")
    legend.wait_for()
    assert layer.split()[0].lower() in legend.inner_text().lower()
    assert seen.page.locator("img.rp-layer-image").count() == 1


def test_the_month_of_the_map_and_that_of_the_controls_are_one(seen):
    assert seen.box("Month of ice").evaluate("each => each.selectedOptions[0].text") == "March"
    seen.page.get_by_role("slider", name="Month of sea ice by month").press("ArrowRight")
    seen.page.locator("table.routeplan-facts", has_text="ice in April").wait_for()
    seen.box("Month of ice").select_option("September")
    seen.page.locator(".rp-months output", has_text="September").wait_for()
    seen.page.locator("table.routeplan-facts", has_text="ice in September").wait_for()
    seen.choose_layer("No layer")
    seen.page.locator(".rp-layer-legend").wait_for(state="detached")
    assert seen.shown()["month"] == 0


@pytest.mark.parametrize(
    "overlay", ["Existing cables", "Limits of exclusive economic zones", "Zones of hazards"]
)
def test_an_overlay_is_switched(seen, overlay):
    seen.page.locator(".leaflet-control-layers").hover()
    box = seen.page.locator(".leaflet-control-layers-overlays label", has_text=overlay).locator("input")
    box.wait_for()
    was = box.is_checked()
    box.click()
    assert box.is_checked() != was
    seen.page.mouse.move(2, 2)


def test_it_measures_tells_positions_and_has_a_scale(seen):
    seen.press("Show all routes")
    start, end = seen.pixel_of(-20, 75), seen.pixel_of(-5, 72)
    seen.press("Measure lengths on or off")
    seen.page.mouse.click(*start)
    seen.page.mouse.click(*end)
    told = seen.page.locator(".rp-measure output").inner_text()
    km = float(re.match(r"[\d\u202f.]+", told)[0].replace("\u202f", ""))
    assert km == pytest.approx(WGS84.inv(-20, 75, -5, 72)[2] / 1000, abs=40)  # two pixels
    assert re.match("7[12]°", seen.page.locator(".rp-position").inner_text())
    assert "km" in seen.page.locator(".rp-scale").inner_text()
    seen.press("Measure lengths on or off")


def test_the_map_fills_the_screen_and_comes_back(seen):
    is_full = "() => document.fullscreenElement?.classList.contains('rp-live-frame') === {}"
    for wanted in ("true", "false"):
        seen.press("Full screen on or off")
        expected = is_full.format(wanted) if wanted == "true" else "() => document.fullscreenElement === null"
        seen.page.wait_for_function(expected)
    seen.page.wait_for_timeout(300)


# --- pins, comparison, files --------------------------------------------------------------------------------------


def test_two_routes_stand_side_by_side_with_the_difference_by_term(seen):
    seen.press("Pin")
    name = seen.page.locator(".routeplan-pin input")
    name.fill("round the area")
    name.press("Enter")
    seen.after(lambda: seen.press("Swap ends"))
    seen.box("Compare with").select_option("round the area")
    seen.page.locator("img.routeplan-figure").nth(1).wait_for()
    profiles = [
        figure.get_attribute("alt").partition(":")[0]
        for figure in seen.page.locator(".routeplan-profiles img").all()
    ]
    assert profiles == ["Profile of Nuuk – Longyearbyen", "Profile of round the area"]
    columns = seen.page.locator(".routeplan-terms thead th").all_inner_texts()
    assert columns == [
        "current: money", "current: objective", "round the area: money", "round the area: objective",
        "money, difference", "objective, difference",
    ]  # fmt: skip
    rows = [row.split("\t") for row in seen.page.locator(".routeplan-terms tbody tr").all_inner_texts()]
    for _, *figures in rows:
        mine, _, theirs, _, difference, _ = (float(figure.replace(",", "")) for figure in figures)
        assert difference == pytest.approx(mine - theirs, abs=0.11)  # three roundings


def test_pins_are_removed_singly(seen):
    seen.press("Pin")
    seen.page.locator(".routeplan-pin").nth(1).wait_for()
    seen.page.locator(".routeplan-pin").nth(1).get_by_role("button", name="Remove").click()
    seen.page.locator(".routeplan-pin").nth(1).wait_for(state="detached")
    assert seen.page.locator(".routeplan-pin input").input_value() == "round the area"
    assert seen.shown()["names"] == ["Nuuk – Longyearbyen", "round the area"]


def test_the_shared_page_shows_the_same_without_a_network(seen, browser, tmp_path):
    with seen.page.expect_download() as got:
        seen.press("Share")
    shared = tmp_path / "shared.html"
    got.value.save_as(shared)
    context = browser.new_context(offline=True, viewport={"width": 1100, "height": 800})
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "request", lambda request: request.url.startswith(("file:", "data:")) or failures.append(request.url)
    )
    page.goto(shared.as_uri())
    rows = page.locator(".rp-panel .rp-name").all_inner_texts()
    names = [row.partition("\n")[0] for row in rows]
    assert names == ["Current: Nuuk – Longyearbyen, balanced", "round the area"]
    assert page.locator("path.rp-route").count() == 2
    assert page.locator("path.rp-zone[stroke='#b2182b']").count() >= 1
    assert page.locator("img.rp-excess-image").count() == 1
    assert failures == []
    context.close()


def test_the_download_holds_the_pinned_route_and_its_scenario(seen, tmp_path):
    with seen.page.expect_download() as got:
        seen.press("Download")
    got.value.save_as(tmp_path / "live.zip")
    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "live.zip").read_bytes()))
    assert sorted(archive.namelist()) == ["closed-1.geojson", "routes.geojson", "scenario-1.toml"]
    (line, *_) = json.loads(archive.read("routes.geojson"))["features"]
    assert line["properties"]["name"] == "round the area"
    seen.page.locator(".routeplan-notice", has_text="in the downloads of the browser").wait_for()


# --- refusals, narrow windows, paper ------------------------------------------------------------------------------


def test_a_refusal_leaves_nothing_stale_and_undo_brings_the_route_back(seen):
    seen.page.locator(".routeplan-pin").get_by_role("button", name="Remove").click()

    def type_inland():
        seen.box("From").fill("66,100")
        seen.box("From").press("Enter")

    seen.wait()
    type_inland()
    refused = seen.page.locator(f"{STATUS}.is-refused")
    refused.wait_for()
    assert "on land" in refused.inner_text()
    assert "km," not in refused.inner_text()
    for stale in ("path.rp-route", "img.rp-excess-image", "img.routeplan-figure", "table.routeplan-facts"):
        seen.page.locator(stale).first.wait_for(state="detached")
    seen.page.keyboard.press("Escape")
    seen.page.locator(".rp-live-frame .leaflet-container").focus()
    seen.page.keyboard.press("Control+z")
    seen.wait()
    assert seen.page.locator("path.rp-current").count() > 0
    assert seen.page.locator("img.routeplan-figure").count() == 1


def test_what_cannot_be_read_is_told_in_red_and_the_route_stays(seen):
    seen.box("To").fill("nowhere")
    seen.box("To").press("Enter")
    complaint = seen.page.locator(".routeplan-notice.is-refused")
    complaint.wait_for()
    assert 'no landing or town "nowhere"' in complaint.inner_text()
    assert seen.page.locator("path.rp-current").count() > 0
    seen.after(lambda: seen.press("Swap ends"))


def told(seconds) -> str:
    return f"{statistics.median(seconds):.2f} s, {max(seconds):.2f} s"


def test_it_says_that_it_works_before_the_answer_is_there(seen, capsys, request):
    with capsys.disabled():
        print(  # noqa: T201 - what the run measured, for whoever reads its report
            f"\nlive planner in {request.node.callspec.params['seen']}, {len(seen.busy_seconds)} gestures, median and "
            f"slowest: says that it works after {told(seen.busy_seconds)}, route after {told(seen.route_seconds)}, "
            f"corridor, tables and profile after {told(seen.all_seconds)}"
        )
    assert len(seen.busy_seconds) >= 10
    assert all(busy < whole for busy, whole in zip(seen.busy_seconds, seen.all_seconds, strict=True))


def test_it_fits_into_a_window_of_1000_pixels(seen):
    size = seen.page.viewport_size
    seen.page.set_viewport_size({"width": 1000, "height": 1200})
    seen.page.wait_for_timeout(700)
    seen.press("Show all routes")
    for part in (".rp-live-frame", ".routeplan-controls", ".routeplan-terms"):
        box = seen.page.locator(part).bounding_box()
        assert box["width"] > 250
        assert box["x"] + box["width"] <= 1000
    frame = seen.page.locator(".rp-live-frame").bounding_box()
    assert all(within(frame, seen.page.locator(f".rp-end-{end}").bounding_box()) for end in ("start", "end"))
    seen.page.set_viewport_size(size)


def test_paper_has_map_tables_and_profile_and_no_controls(in_serve, tmp_path):
    in_serve.wait()
    in_serve.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    in_serve.page.emulate_media(media="print")
    frame = in_serve.page.locator(".rp-live-frame").bounding_box()
    assert frame["width"] > 900
    assert not in_serve.page.locator(".routeplan-controls").is_visible()
    assert in_serve.page.locator("img.routeplan-figure").is_visible()
    assert all(
        within(frame, in_serve.page.locator(f".rp-end-{end}").bounding_box()) for end in ("start", "end")
    )
    in_serve.page.emulate_media(media="screen")
    in_serve.page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert in_serve.page.locator(".routeplan-controls").is_visible()


def test_an_interrupt_and_another_run_leave_one_planner_that_answers(in_jupyterlab):
    """The cell opens it again and again: threads and memory stay those of one."""
    command(in_jupyterlab.page, "notebook:interrupt-kernel")
    in_jupyterlab.after(lambda: in_jupyterlab.press("Swap ends"))
    run_all(in_jupyterlab.page)
    in_jupyterlab.page.wait_for_selector(f"{STATUS}.is-all:not(.is-busy)")
    assert in_jupyterlab.page.locator(".rp-live-frame").count() == 1
    assert in_jupyterlab.shown()["start"]["name"] == "Bodø"
