"""Maps: whole in one file, safe from what names contain, and right at the pole and across 180."""

import base64
import hashlib
import io
import re
import shutil
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from folium.plugins import MarkerCluster
from PIL import Image

import routeplan
from routeplan.compare import ROUTE_COLOURS
from routeplan.corridors import Corridor, Passage
from routeplan.domain import Landing
from routeplan.errors import OutputError, UsageError
from routeplan.geodesy import PolarStereographic, geodesic_km, legs_km
from routeplan.grid import Grid
from routeplan.maps import PolarMap, map_corridor, map_routes, write_map
from routeplan.maps.land import compact_land, pack
from routeplan.maps.layers import route_facts
from routeplan.maps.page import CAUTION
from routeplan.maps.shading import DEPTH_COLOURS, DEPTH_EDGES_M, EXCESS_COLOURS, shade_depth, shade_excess
from routeplan.route import Route

ASSETS = Path(routeplan.__file__).parent / "assets"
BODO = Landing("bodo", "Bodø", "NO", 14.40, 67.28)
TOMAKOMAI = Landing("tomakomai", "Tomakomai", "JP", 141.60, 42.63)
POLE = Landing("pole", "North Pole", "", 0.0, 90.0)
BERING = Landing("bering", "Bering Strait", "", -168.9, 65.9)
GALWAY = Landing("galway", "Galway", "IE", -9.05, 53.27)
HALIFAX = Landing("halifax", "Halifax", "CA", -63.57, 44.65)
HOSTILE = "</script><img src=x onerror='window.caught=1'>{{ 7 * 7 }}{% raw %}"


def straight(start, end, *, by=(), name=None):
    """A route of geodesics through given positions (lon, lat)."""
    line = np.array([(start.lon, start.lat), *by, (end.lon, end.lat)], dtype=float)
    length_km = float(legs_km(line[:, 0], line[:, 1]).sum())
    return Route(
        name=name or f"{start.name} – {end.name}",
        start=start,
        end=end,
        lon=line[:, 0],
        lat=line[:, 1],
        profile=pd.DataFrame({"depth_m": [20.0, 3_210.0, 15.0]}),
        build_terms_usd={"cable": 20_000.0 * length_km, "protection": 5_000.0 * length_km},
        cable_km=1.02 * length_km,
        landfall_km=(1.2, 3.4),
        sea_km=length_km,
        spacing_km=5.0,
        cells=1_000,
        bound_usd=None,
        solve_seconds=0.1,
        sources=(),
    )


def over_the_pole():
    return straight(
        BODO, TOMAKOMAI, by=[(10, 80), (0, 89), (-168.9, 74), (-168.9, 65.9), (178, 60), (165, 50)]
    )


def page_of(drawn):
    return drawn.get_root().render()


def markup_of(page):
    """The page without what its scripts and styles hold."""
    return re.sub(r"(<(script|style)[^>]*>).*?(</\2>)", r"\1\3", page, flags=re.DOTALL)


def bowl(spacing_km=50):
    """A round sea that deepens by the kilometre towards the pole, with land round it."""
    grid = Grid.arctic(spacing_km=spacing_km)
    east, north = np.meshgrid(grid.easting_m, grid.northing_m)
    depth_m = 6_000.0 - np.hypot(east, north) / 800.0
    return grid.array(depth_m.astype(np.float32), name="depth", units="m, positive down", source="a bowl")


# ---- one file ----------------------------------------------------------------------------------------------


def test_a_map_names_no_address_outside_itself():
    page = page_of(map_routes([over_the_pole()], over=bowl()))
    markup = markup_of(page)
    assert "<link" not in markup
    assert not re.search(r"\s(src|href)\s*=", markup)
    for address in re.findall(
        r"url\(([^)]*)\)", "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    ):
        assert address.startswith(("data:", "#")), address
    assert "sourceMappingURL" not in page


def test_a_map_of_four_routes_with_depth_stays_below_a_megabyte(tmp_path):
    routes = [
        over_the_pole(),
        straight(GALWAY, HALIFAX),
        straight(BODO, HALIFAX),
        straight(BERING, TOMAKOMAI),
    ]
    write_map(map_routes(routes, over=bowl(5)), tmp_path / "four.html")
    assert (tmp_path / "four.html").stat().st_size < 1_000_000


def test_every_copied_library_is_the_file_its_licence_page_names():
    listed = dict(
        re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", (ASSETS / "LICENSES.md").read_text("utf-8"), re.M)
    )
    assert {name: hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() for name in listed} == listed
    ours = {"polar.js", "routes.js", "map.css", "page.jinja", "map.jinja", "LICENSES.md"}
    present = {path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*") if path.is_file()}
    assert present == ours | set(listed)
    assert sum((ASSETS / name).stat().st_size for name in present) < 450_000


def test_a_map_carries_the_licences_of_what_it_holds():
    page = page_of(PolarMap())
    for holder in ("Volodymyr Agafonkin", "Kartena AB", "Mike Adair"):
        assert holder in page


def test_a_plugin_without_a_copy_is_refused_by_name():
    drawn = map_routes([over_the_pole()])
    MarkerCluster().add_to(drawn)
    with pytest.raises(UsageError, match="markercluster"):
        page_of(drawn)


@pytest.mark.parametrize("online", [folium.TileLayer(), folium.Marker([70, 0], icon=folium.Icon())])
def test_what_would_fetch_without_a_link_is_refused(online):
    drawn = PolarMap()
    online.add_to(drawn)
    with pytest.raises(UsageError, match="needs the network"):
        page_of(drawn)


def test_folium_keeps_its_own_lists_of_links():
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    PolarMap().add_js_link("mine", "mine.js")
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert "mine" not in dict(PolarMap().default_js)


def test_jquery_comes_along_only_where_folium_calls_it():
    drawn = map_routes([over_the_pole()])
    assert "jQuery v" not in page_of(drawn)
    folium.CircleMarker([80, 0], popup="here").add_to(drawn)
    assert "jQuery v" in page_of(drawn)


# ---- words -------------------------------------------------------------------------------------------------


def test_a_hostile_name_is_text_everywhere():
    hostile = straight(Landing("x", HOSTILE, "", 0, 80), BODO, name=HOSTILE)
    drawn = map_routes([hostile], title=HOSTILE)
    page = page_of(drawn)
    assert "<img" not in page
    assert "{{ 7 * 7 }}" in page.replace("\\u007b", "{").replace("&#123;", "{")
    assert "<img" not in drawn._repr_html_()


def test_a_page_has_language_title_and_room_to_pinch():
    page = page_of(map_routes([over_the_pole(), straight(GALWAY, HALIFAX)]))
    assert '<html lang="en">' in page
    assert "<title>Submarine cable routes: Bodø – Tomakomai, Galway – Halifax</title>" in page
    viewport = re.search(r'<meta name="viewport"[^>]*>', page)[0]
    assert "maximum-scale" not in viewport
    assert "user-scalable" not in viewport


def test_a_notebook_frame_has_a_title():
    assert (
        '<iframe title="Submarine cable route: Bodø – Tomakomai"'
        in map_routes([over_the_pole()])._repr_html_()
    )


def test_a_map_warns_mariners_and_thanks_its_sources():
    page = page_of(map_routes([over_the_pole()], over=bowl()))
    assert CAUTION in page
    assert "Natural Earth" in page
    assert "Depth: a bowl" in page


def test_the_facts_of_a_route_add_up():
    facts = {
        row["label"]: row["value"].replace("\N{NARROW NO-BREAK SPACE}", " ")
        for row in route_facts(over_the_pole())
    }
    assert facts["From"] == "Bodø, NO"
    assert facts["Geodesic"] == f"{geodesic_km(14.40, 67.28, 141.60, 42.63):,.0f} km".replace(",", " ")
    million = {
        term: float(facts[term].removesuffix(" M USD")) for term in ("Build cost", "Cable", "Protection")
    }
    assert million["Build cost"] == pytest.approx(million["Cable"] + million["Protection"], abs=0.11)
    assert facts["Greatest depth"] == "3 210 m"


# ---- adding ------------------------------------------------------------------------------------------------


def test_adding_returns_the_same_map_and_takes_the_next_colour():
    drawn = map_routes([over_the_pole()])
    assert map_routes([straight(GALWAY, HALIFAX)], onto=drawn) is drawn
    page = page_of(drawn)
    first, second = (page.index(f'"colour":"{colour}"') for colour in ROUTE_COLOURS[:2])
    assert first < second
    assert drawn.label.endswith("Bodø – Tomakomai, Galway – Halifax")


def test_a_map_may_be_written_twice_and_added_to_in_between():
    drawn = map_routes([over_the_pole()])
    assert page_of(drawn) == page_of(drawn)
    map_routes([straight(GALWAY, HALIFAX)], onto=drawn)
    page = page_of(drawn)
    last_layer = max(found.start() for found in re.finditer(r"var route_line_\w+ =", page))
    assert page.index("L.control.layers(") > last_layer
    assert page.count("routeplan.fit(map_") == 1


def test_routes_of_one_name_keep_their_places_in_the_layer_control():
    page = page_of(map_routes([straight(GALWAY, HALIFAX, name="A"), straight(BODO, HALIFAX, name="A")]))
    assert '"A" :' in page
    assert '"A (2)" :' in page


def test_no_route_is_no_map():
    with pytest.raises(UsageError, match="0 routes"):
        map_routes([])


def test_a_colour_that_comes_again_is_dashed():
    routes = [straight(GALWAY, HALIFAX, name=str(number)) for number in range(len(ROUTE_COLOURS) + 1)]
    dashes = re.findall(r'"dash":(null|"[^"]*")', page_of(map_routes(routes)))
    assert [dash != "null" for dash in dashes] == [False] * len(ROUTE_COLOURS) + [True]


# ---- writing -----------------------------------------------------------------------------------------------


def test_a_map_replaces_the_file_of_that_name_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    write_map(map_routes([over_the_pole()]), path)
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [entry.name for entry in tmp_path.iterdir()] == ["map.html"]


@pytest.mark.parametrize("place", ["missing/map.html", "folder"])
def test_a_place_that_cannot_be_written_is_named_in_one_line(tmp_path, place):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=re.escape(place)) as failure:
        write_map(map_routes([over_the_pole()]), tmp_path / place)
    assert "\n" not in str(failure.value)
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


# ---- land and depth ----------------------------------------------------------------------------------------


def unpack(text):
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    numbers, value, shift = [], 0, 0
    for digit in map(digits.index, text):
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            numbers.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0) * 250.0


def test_packed_vertices_come_back_to_within_half_a_step():
    walk = np.cumsum(np.random.default_rng(1).normal(0, 40_000, (500, 2)), axis=0)
    assert np.abs(unpack(pack(walk)) - walk).max() <= 125.0


def test_packed_land_is_small_and_greenland_is_where_it_should_be():
    land = compact_land()
    assert sum(len(ring) for rings in land.polygons for ring in rings) < 300_000
    corners = [unpack(rings[0]) for rings in land.polygons]
    middle = np.array(PolarStereographic().forward(-41.0, 75.0))
    around = [
        line for line in corners if (line.min(axis=0) < middle).all() and (line.max(axis=0) > middle).all()
    ]
    assert any(len(line) > 200 for line in around)
    assert len(land.borders) > 100


def pixels_of(shaded):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(shaded.url.partition(",")[2]))).convert("RGBA"))


def test_depth_takes_exactly_the_colours_of_its_legend():
    pixels = pixels_of(shade_depth(bowl()))
    seen = {"#" + bytes(colour[:3].tolist()).hex() for colour in pixels[pixels[..., 3] == 255]}
    assert seen == set(DEPTH_COLOURS)
    assert "#" + bytes(pixels[143, 143, :3].tolist()).hex() == DEPTH_COLOURS[-1]
    assert pixels[0, 0, 3] == 0
    assert len(DEPTH_EDGES_M) == len(DEPTH_COLOURS)


def test_a_large_grid_is_shown_by_block_means_within_its_own_bounds():
    shaded = shade_depth(bowl(5))
    assert pixels_of(shaded).shape == (1433, 1433, 4)
    assert shaded.corners_m == ((-7_165_000.0, -7_165_000.0), (7_165_000.0, 7_165_000.0))


def test_depth_upside_down_gives_the_same_picture():
    depth = bowl()
    depth[10:40, 100:150] = 100.0
    assert shade_depth(depth[::-1]) == shade_depth(depth)


def test_depth_on_another_plane_is_refused():
    with pytest.raises(UsageError, match="northing"):
        shade_depth(xr.DataArray(np.ones((3, 3)), dims=("lat", "lon")))
    with pytest.raises(UsageError, match="3413"):
        shade_depth(bowl().assign_attrs(epsg=3413))


def passage(*gates, at, excess_pct):
    """Bodø to the Bering Strait by one position (lon, lat)."""
    lon, lat = np.array([(BODO.lon, BODO.lat), at, (BERING.lon, BERING.lat)], dtype=float).T
    return Passage(gates, *at, excess_pct, float(legs_km(lon, lat).sum()), 3e8, lon, lat)


def arctic_corridor(within_pct=10.0, *, gate="Fram Strait", passages=2):
    """All within 2,500 km of the pole on the plane, dearer from the west to the east."""
    grid = Grid.arctic(spacing_km=50)
    east, north = np.meshgrid(grid.easting_m, grid.northing_m)
    excess = within_pct * (east / 2.5e6 + 1.0) / 2.0
    excess[np.hypot(east, north) > 2.5e6] = np.nan
    ways = (passage(gate, at=(5.0, 80.0), excess_pct=0.0), passage(at=(-60.0, 83.5), excess_pct=7.25))
    return Corridor(
        start=BODO,
        end=BERING,
        within_pct=within_pct,
        excess_pct=grid.array(excess.astype(np.float32), name="excess", units="%", source="a disc"),
        area_km2=2e7,
        passages=ways[:passages],
        cells=int(np.isfinite(excess).sum()),
        spacing_km=50.0,
        solve_seconds=0.1,
        sources=(),
    )


def test_excess_takes_exactly_the_colours_of_its_legend_dark_where_it_is_cheap():
    pixels = pixels_of(shade_excess(arctic_corridor().excess_pct, 10.0))
    seen = {"#" + bytes(colour[:3].tolist()).hex() for colour in pixels[pixels[..., 3] == 255]}
    assert seen == set(EXCESS_COLOURS)
    row = pixels[143, :, :3].astype(int).sum(axis=1)[pixels[143, :, 3] == 255]
    assert (np.diff(row) >= 0).all()
    assert pixels[0, 0, 3] == 0


def test_the_classes_of_excess_reach_from_nothing_to_the_width():
    assert shade_excess(arctic_corridor(2.5).excess_pct, 2.5).edges == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]


def test_excess_on_another_plane_is_refused():
    with pytest.raises(UsageError, match=r"excess.*3413"):
        shade_excess(arctic_corridor().excess_pct.assign_attrs(epsg=3413), 5.0)


def test_a_corridor_joins_a_map_of_routes_and_is_whole_in_one_file():
    drawn = map_routes([over_the_pole()], over=bowl())
    assert map_corridor(arctic_corridor(gate=HOSTILE), onto=drawn) is drawn
    page = page_of(drawn)
    assert drawn.label.endswith("Bodø – Tomakomai, Bodø – Bering Strait")
    assert "Costs: a disc" in page
    assert "<img" not in page
    assert "<link" not in markup_of(page)


def test_a_single_passage_needs_no_mark_to_be_told_by():
    assert '"kind":"Passage"' not in page_of(map_corridor(arctic_corridor(passages=1)))
    assert page_of(map_corridor(arctic_corridor())).count('"kind":"Passage"') == 2


# ---- in a browser ------------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium")
BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]
DOTS = """() => Object.fromEntries(Array.from(document.querySelectorAll(".rp-landing")).map(node => {
    const r = node.querySelector(".rp-dot").getBoundingClientRect();
    return [node.querySelector(".rp-label").textContent, [r.left + r.width / 2, r.top + r.height / 2]];
}))"""
BOXES = """selector => Array.from(document.querySelectorAll(selector)).map(node => {
    const r = node.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom];
})"""


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def show(browser, tmp_path):
    """Open a map with the network cut; at the end, nothing may have failed or complained."""
    complaints, contexts = [], []

    def opened(drawn, width=1280, height=900):
        path = tmp_path / f"{len(contexts)}.html"
        write_map(drawn, path)
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url[:100]}"))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("file:", "data:")) or complaints.append(f"asked: {request.url}")
            ),
        )
        page.goto(path.as_uri())
        page.wait_for_selector(".leaflet-container")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def browsing(test):
    for mark in BROWSER:
        test = mark(test)
    return test


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@browsing
def test_known_places_stand_where_epsg_3995_says(show):
    page = show(map_routes([straight(BODO, POLE), straight(POLE, BERING), straight(GALWAY, HALIFAX)]))
    dots = page.evaluate(DOTS)
    east, north = PolarStereographic().forward(
        [BODO.lon, BERING.lon, GALWAY.lon, HALIFAX.lon], [BODO.lat, BERING.lat, GALWAY.lat, HALIFAX.lat]
    )
    pole = np.array(dots["North Pole"])
    seen = np.array([dots[place.name] for place in (BODO, BERING, GALWAY, HALIFAX)]) - pole
    plane = np.column_stack([east, -np.asarray(north)])
    px_per_m = np.hypot(*seen[0]) / np.hypot(*plane[0])
    assert np.abs(seen - plane * px_per_m).max() < 1.5


@browsing
def test_a_route_over_the_pole_and_180_is_one_line_without_a_jump(show):
    route = over_the_pole()
    drawn = map_routes([route])
    page = show(drawn)
    dots = page.evaluate(DOTS)
    east, north = PolarStereographic().forward(route.lon, route.lat)
    ends = np.array([dots["Bodø"], dots["Tomakomai"]])
    px_per_m = np.hypot(*(ends[1] - ends[0])) / np.hypot(east[-1] - east[0], north[-1] - north[0])
    steps = page.evaluate("""() => {
        const line = document.querySelector("path.rp-route"), total = line.getTotalLength();
        const parts = line.getAttribute("d").match(/M/g).length;
        const box = line.getBBox();
        return {parts, total, width: box.width, height: box.height};
    }""")
    west, south, right, top = drawn._frames_m[0]
    assert steps["parts"] == 1
    assert steps["width"] == pytest.approx((right - west) * px_per_m, abs=2)
    assert steps["height"] == pytest.approx((top - south) * px_per_m, abs=2)
    assert steps["total"] == pytest.approx(np.hypot(np.diff(east), np.diff(north)).sum() * px_per_m, rel=0.01)


@browsing
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 800)])
def test_every_route_and_every_name_is_in_view_and_clear_of_the_others(show, width, height):
    routes = [over_the_pole(), straight(GALWAY, HALIFAX), straight(BODO, GALWAY)]
    page = show(map_routes(routes, over=bowl()), width, height)
    assert page.locator("path.rp-route").count() == len(routes)
    assert sorted(page.locator(".rp-label").all_text_contents()) == ["Bodø", "Galway", "Halifax", "Tomakomai"]
    labels, controls = page.evaluate(BOXES, ".rp-label"), page.evaluate(BOXES, ".leaflet-control")
    for left, top, right, bottom in labels:
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
    assert not any(overlap(a, b) for i, a in enumerate(labels) for b in labels[i + 1 :])
    assert not any(overlap(label, control) for label in labels for control in controls)
    assert not any(overlap(a, b) for i, a in enumerate(controls) for b in controls[i + 1 :])


@browsing
def test_the_scale_bar_is_true_at_the_pole_and_in_the_south(show):
    drawn = map_routes([straight(GALWAY, HALIFAX)])
    page = show(drawn)
    for lat, lon in [(89.9, 0.0), (71.0, -30.0), (40.0, -40.0)]:
        bar = page.evaluate(
            """([name, lat, lon]) => {
                const map = window[name];
                map.setView([lat, lon], 4, {animate: false});
                const bar = document.querySelector(".rp-scale div").getBoundingClientRect().width;
                const size = map.getSize(), at = x => map.containerPointToLatLng([x, size.y / 2]);
                const ends = [at(size.x / 2 - bar / 2), at(size.x / 2 + bar / 2)];
                const text = document.querySelector(".rp-scale span").textContent;
                return [text, ...ends.flatMap(e => [e.lng, e.lat])];
            }""",
            [drawn.get_name(), lat, lon],
        )
        printed = float(re.sub(r"\D", "", bar[0]))
        assert geodesic_km(*bar[1:]) == pytest.approx(printed, rel=0.005)


@browsing
def test_hostile_names_are_shown_to_the_letter_and_never_run(show):
    hostile = straight(Landing("x", HOSTILE, "", 0, 80), BODO, name=HOSTILE)
    page = show(map_routes([hostile], title=HOSTILE))
    page.locator(".rp-panel button").click()
    assert page.locator(".rp-panel h1").text_content() == HOSTILE
    assert page.locator(".rp-facts h2").text_content() == HOSTILE
    assert HOSTILE in page.locator(".rp-label").all_text_contents()
    assert page.title() == f"{HOSTILE}: {HOSTILE}"
    assert page.locator(".leaflet-control-layers-overlays").text_content().count(HOSTILE) == 1
    assert page.evaluate("window.caught") is None
    assert page.locator("img[src=x]").count() == 0


@browsing
def test_a_landing_answers_the_keyboard(show):
    page = show(map_routes([straight(GALWAY, HALIFAX)]))
    landing = page.get_by_role("button", name="Landing Galway")
    landing.focus()
    page.keyboard.press("Enter")
    assert page.locator(".rp-facts").text_content() == "GalwayIE · 53°16.2′N  009°03.0′W"


@browsing
def test_the_pointer_reads_degrees_and_minutes(show):
    page = show(map_routes([straight(GALWAY, HALIFAX)]))
    at = page.evaluate(DOTS)["Halifax"]
    page.mouse.move(*at)
    assert re.fullmatch(r"44°\d\d\.\d′N  063°\d\d\.\d′W", page.locator(".rp-position").text_content())
    assert page.evaluate("routeplan.degrees(-59.99999, 3, 'EW')") == "060°00.0′W"


@browsing
def test_what_folium_draws_itself_works_beside_ours(show):
    drawn = map_routes([over_the_pole()])
    folium.Marker([80, 0], popup="a plain marker").add_to(drawn)
    page = show(drawn)
    page.locator(".leaflet-marker-icon:not(.rp-landing)").click()
    assert page.locator(".leaflet-popup-content").text_content().strip() == "a plain marker"
    width = page.evaluate("document.querySelector('img.leaflet-marker-icon').naturalWidth")
    assert width in (25, 50)


@browsing
def test_routes_and_depth_can_be_put_away(show):
    drawn = map_routes([over_the_pole()], over=bowl())
    page = show(drawn)
    assert page.locator(".rp-depth-legend").is_visible()
    page.locator(".leaflet-control-layers").hover()
    for name in ("Sea depth", "Bodø – Tomakomai"):
        page.get_by_role("checkbox", name=name).uncheck()
    assert page.locator(".rp-depth-legend").count() == 0
    assert page.locator("path.rp-route").count() == 0


@browsing
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 800)])
def test_a_corridor_shows_its_legend_its_passages_and_where_they_cross(show, width, height):
    page = show(map_corridor(arctic_corridor(), over=bowl()), width, height)
    spoken = page.locator(".rp-excess-legend svg").get_attribute("aria-label")
    assert spoken == "Per cent dearer than the best route, from dark to light: 0, 2, 4, 6, 8, 10"
    assert page.locator(".rp-excess-legend text").all_text_contents() == ["0", "2", "4", "6", "8", "10"]
    assert page.get_by_alt_text("at most 10 per cent more").count() == 1
    assert page.locator("path.rp-route").count() == 2
    labels = page.locator(".rp-label").all_text_contents()
    assert sorted(labels) == ["83.5N 60.0W", "Bering Strait", "Bodø", "Fram Strait"]
    boxes, controls = page.evaluate(BOXES, ".rp-label"), page.evaluate(BOXES, ".leaflet-control")
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert not any(overlap(a, b) for i, a in enumerate(controls) for b in controls[i + 1 :])


@browsing
def test_the_best_passage_lies_over_the_others_and_a_crossing_answers_the_keyboard(show):
    page = show(map_corridor(arctic_corridor()))
    colours = page.locator("path.rp-route").evaluate_all(
        "lines => lines.map(line => line.getAttribute('stroke'))"
    )
    assert colours == [ROUTE_COLOURS[1], ROUTE_COLOURS[0]]
    page.get_by_role("button", name="Passage Fram Strait").focus()
    page.keyboard.press("Enter")
    assert page.locator(".rp-facts").text_content().startswith("Fram Strait80.0N 5.0E, +0.0 %")


@browsing
def test_the_picture_of_a_corridor_lies_where_its_cells_are(show):
    drawn = map_corridor(arctic_corridor())
    page = show(drawn)
    left, top, right, bottom = page.evaluate(BOXES, ".rp-excess-image")[0]
    dots = page.evaluate(DOTS)
    east, north = PolarStereographic().forward([BODO.lon, BERING.lon], [BODO.lat, BERING.lat])
    half = Grid.arctic(spacing_km=50).bounds_m[2]
    for place, x, y in zip(("Bodø", "Bering Strait"), east, north, strict=True):
        assert left + (x + half) / (2 * half) * (right - left) == pytest.approx(dots[place][0], abs=1.5)
        assert top + (half - y) / (2 * half) * (bottom - top) == pytest.approx(dots[place][1], abs=1.5)
