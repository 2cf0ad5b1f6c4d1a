"""What a map in Chromium can be asked: its profile, its months, lengths on the Earth, its frame in a page, on paper."""

import dataclasses
import re
import time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from maps_kit import (
    BERING,
    BODO,
    DOTS,
    GALWAY,
    HALIFAX,
    HOSTILE,
    POLE,
    TOMAKOMAI,
    along_of,
    bowl,
    browsing,
    cable,
    layer_of,
    over_the_pole,
    straight,
)
from pyproj import Geod

from routeplan.domain import Landing
from routeplan.errors import UsageError
from routeplan.geodesy import geodesic_km
from routeplan.grid import Grid
from routeplan.layers.jurisdiction import Jurisdiction
from routeplan.layers.states import State
from routeplan.maps import map_existing, map_layer, map_months, map_routes, map_waters, map_zones
from routeplan.maps.facts import route_profile

WGS84 = Geod(ellps="WGS84")
MARKER = """() => {
    const r = document.querySelector("path.rp-cursor").getBoundingClientRect();
    return [r.left + r.width / 2, r.top + r.height / 2];
}"""
# Where a share of the drawn route lies on the screen.
ALONG = """share => {
    const line = document.querySelector("path.rp-route"), m = line.getScreenCTM();
    const p = line.getPointAtLength(line.getTotalLength() * share);
    return [p.x * m.a + m.e, p.y * m.d + m.f];
}"""


def discs():
    """Twelve months of ice, a disc round the pole that shrinks from month to month."""
    grid = Grid.arctic(spacing_km=50)
    east, north = np.meshgrid(grid.easting_m, grid.northing_m)
    from_pole = np.hypot(east, north)
    return [
        grid.array(
            np.where(from_pole < 4.0e6 - 2.5e5 * month, 0.95, 0.0).astype(np.float32),
            name=f"ice_month_{month + 1:02d}",
            units="share",
            source="a disc",
        )
        for month in range(12)
    ]


# ---- profile -----------------------------------------------------------------------------------------------


@browsing
def test_the_marker_goes_along_the_route_as_the_pointer_along_its_profile(show):
    route = straight(POLE, BERING)  # along a meridian: even on the plane, within the change of its scale
    page = show(map_routes([route]))
    plot = page.locator(".rp-profile-plot").bounding_box()
    assert page.locator("path.rp-cursor").count() == 0
    dots = page.evaluate(DOTS)
    start, end = np.array(dots["North Pole"]), np.array(dots["Bering Strait"])
    for share in (0.25, 0.75):
        page.mouse.move(plot["x"] + 46 + share * (plot["width"] - 60), plot["y"] + 40)
        told = page.locator(".rp-profile-told").text_content()
        km = float(re.match(r"KP ([\d\u202f]+) km", told)[1].replace("\u202f", ""))
        assert km == pytest.approx(share * route.length_km, rel=0.01)
        expected_m = 3_210.0 * (1.0 - abs(2.0 * share - 1.0))
        depth_m = float(re.search(r"([\d\u202f]+) m deep", told)[1].replace("\u202f", ""))
        assert depth_m == pytest.approx(expected_m, rel=0.03)
        x, y = page.evaluate(MARKER)
        # Polar stereographic: a distance d from the pole lies at 2 R tan(d / 2 R) on the plane, near enough.
        radius_km = 6_371.0
        part = np.tan(km / radius_km / 2) / np.tan(route.length_km / radius_km / 2)
        assert [x, y] == pytest.approx((start + part * (end - start)).tolist(), abs=2.0)
    page.mouse.move(640, 60)
    assert page.locator("path.rp-cursor").count() == 0


@browsing
def test_the_cursor_goes_along_the_profile_as_the_pointer_along_the_route(show):
    route = straight(GALWAY, HALIFAX)
    page = show(map_routes([over_the_pole(), route]))
    select = page.get_by_label("Route whose profile is shown")
    assert select.input_value() == "0"
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("checkbox", name="Bodø – Tomakomai").uncheck()
    page.mouse.move(640, 880)
    x, y = page.evaluate(ALONG, 0.5)
    page.mouse.move(x, y)
    assert select.input_value() == "1"
    told = page.locator(".rp-profile-told").text_content()
    km = float(re.match(r"KP ([\d\u202f]+) km", told)[1].replace("\u202f", ""))
    assert km == pytest.approx(route.length_km / 2, rel=0.05)
    assert page.evaluate(MARKER) == pytest.approx([x, y], abs=2.0)
    plot = page.locator(".rp-profile-plot").bounding_box()
    cursor = page.locator(".rp-profile-dot").bounding_box()
    shown = (cursor["x"] + cursor["width"] / 2 - plot["x"] - 46) / (plot["width"] - 60)
    assert shown == pytest.approx(km / route.length_km, abs=0.01)


@browsing
def test_the_profile_answers_the_keyboard_and_says_what_it_shows(show):
    page = show(map_routes([straight(GALWAY, HALIFAX)]))
    plot = page.get_by_role("slider", name="Depth along Galway – Halifax")
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    assert plot.get_attribute("aria-valuenow") == "110"
    assert plot.get_attribute("aria-valuetext").startswith("KP 110 km · ")
    page.keyboard.press("End")
    assert plot.get_attribute("aria-valuenow") == plot.get_attribute("aria-valuemax")
    assert page.evaluate(MARKER) == pytest.approx(page.evaluate(DOTS)["Halifax"], abs=1.5)
    page.keyboard.press("Escape")
    assert page.locator("path.rp-cursor").count() == 0


@browsing
@pytest.mark.parametrize(("height", "folded"), [(900, False), (500, True)])
def test_a_low_map_opens_with_its_profile_folded(show, height, folded):
    page = show(map_routes([straight(GALWAY, HALIFAX)]), 900, height)
    assert page.locator(".rp-profile-plot").is_visible() is not folded
    page.get_by_role("button", name="Depth profile").click()
    assert page.locator(".rp-profile-plot").is_visible() is folded


def test_a_profile_keeps_its_deepest_and_its_shallowest_water():
    route = over_the_pole()
    depth = np.full(20_000, 2_000.0)
    depth[[7, 12_345]] = 5_555.0, 11.0
    step = route.length_km / len(depth)
    profile = (
        route.profile.iloc[:0]
        .reindex(range(len(depth)))
        .assign(depth_m=depth, kp_km=np.arange(len(depth)) * step, step_km=step, ice="open", waters="NO")
    )
    told = route_profile(dataclasses.replace(route, profile=profile))
    assert len(told["km"]) == len(told["depth"]) < 700
    assert max(told["depth"]) == 5_555
    assert min(told["depth"]) == 11
    assert told["km"][told["depth"].index(11)] == pytest.approx(12_345.5 * step, abs=1.0)
    assert told["ice"] == [[0, "open"]]


# ---- months ------------------------------------------------------------------------------------------------


@browsing
def test_the_slider_changes_the_month_the_picture_and_what_is_said(show):
    page = show(map_months(discs()))
    slider = page.get_by_role("slider", name="Month of sea ice by month")
    assert slider.get_attribute("aria-valuetext") == "March"
    image = page.locator("img.rp-picture")
    covered = """async () => {
        const image = document.querySelector("img.rp-picture");
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        const pen = canvas.getContext("2d", {willReadFrequently: true});
        pen.drawImage(image, 0, 0);
        const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
        let count = 0;
        for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
        return count;
    }"""
    march = page.evaluate(covered)
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    assert page.locator(".rp-months output").text_content() == "September"
    assert image.get_attribute("alt").endswith(", September")
    # The radius on the plane is 4,000 km less 250 km a month after January.
    assert page.evaluate(covered) / march == pytest.approx(
        (4_000 - 8 * 250) ** 2 / (4_000 - 2 * 250) ** 2, rel=0.03
    )


def test_eleven_months_are_no_year():
    with pytest.raises(UsageError, match="in 11 months; give 12"):
        map_months(discs()[:11])


# ---- measuring ---------------------------------------------------------------------------------------------


@browsing
def test_lengths_and_lines_are_those_of_wgs_84(show):
    page = show(map_routes([straight(GALWAY, HALIFAX)]))
    draw = np.random.default_rng(7)
    lon, lat = draw.uniform(-180, 180, (2, 400)), draw.uniform(25, 90, (2, 400))
    pairs = np.stack([lat[0], lon[0], lat[1], lon[1]], axis=1)
    ours = page.evaluate(
        "pairs => pairs.map(p => routeplan.inverse(L.latLng(p[0], p[1]), L.latLng(p[2], p[3])).km)",
        pairs.tolist(),
    )
    assert ours == pytest.approx(WGS84.inv(lon[0], lat[0], lon[1], lat[1])[2] / 1000.0, rel=1e-9)
    middle = page.evaluate(
        """() => routeplan.along(L.latLng(53.27, -9.05), L.latLng(44.65, -63.57), 500).map(at => [at.lng, at.lat])"""
    )
    steps = WGS84.inv(*np.array(middle[:-1]).T, *np.array(middle[1:]).T)[2] / 1000.0
    assert np.ptp(steps) < 1e-6
    assert steps.sum() == pytest.approx(geodesic_km(-9.05, 53.27, -63.57, 44.65), rel=1e-12)


@browsing
def test_measuring_gives_the_length_between_clicks_over_180_and_the_pole(show):
    page = show(map_routes([straight(BODO, TOMAKOMAI), straight(GALWAY, HALIFAX)]))
    dots = page.evaluate(DOTS)
    tool = page.get_by_role("button", name="Measure lengths on or off")
    tool.click()
    for name in ("Bodø", "Tomakomai"):
        page.mouse.click(*dots[name])
    page.mouse.move(640, 880)  # away from the map, which would show a length to the pointer
    told = page.locator(".rp-measure output").text_content().replace("\u202f", "")
    km, miles = (float(each) for each in re.match(r"(\d+) km · (\d+) NM", told).groups())
    # A click is good to a pixel: about 12 km at this zoom.
    assert km == pytest.approx(geodesic_km(BODO.lon, BODO.lat, TOMAKOMAI.lon, TOMAKOMAI.lat), abs=30.0)
    assert miles == pytest.approx(km / 1.852, abs=1.0)
    assert page.locator(".leaflet-popup").count() == 0
    page.keyboard.press("Escape")
    assert tool.get_attribute("aria-pressed") == "false"
    assert page.locator(".rp-measure, .rp-measure-line").count() == 0


@browsing
def test_measuring_by_the_keyboard_takes_the_centre_of_the_map(show):
    drawn = map_routes([straight(GALWAY, HALIFAX)])
    page = show(drawn)
    page.get_by_role("button", name="Measure lengths on or off").press("Enter")
    centre = "name => { const at = window[name].getCenter(); return [at.lng, at.lat]; }"
    ends = []
    for _ in range(2):
        page.keyboard.press("Enter")
        ends.append(page.evaluate(centre, drawn.get_name()))
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(600)  # the map glides
    told = page.locator(".rp-measure output").text_content().replace("\u202f", "")
    assert float(re.match(r"([\d.]+) km", told)[1]) == pytest.approx(
        geodesic_km(*ends[0], *ends[1]), rel=0.001, abs=0.6
    )
    page.keyboard.press("Backspace")
    assert page.locator(".rp-measure output").text_content() == ""


# ---- popups, zones, waters ---------------------------------------------------------------------------------


@browsing
def test_a_popup_opens_by_the_keyboard_and_escape_leads_back(show):
    page = show(map_routes([over_the_pole()]))
    button = page.get_by_role("button", name="Bodø – Tomakomai")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    facts = dialog.text_content()
    for word in ("Length", "Build cost", "Cable", "Protection", "Round trip"):
        assert word in facts
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")  # it fades
    assert page.evaluate("document.activeElement.textContent").startswith("Bodø – Tomakomai")


@browsing
def test_a_route_tells_the_pointer_its_length_cost_and_latency(show):
    route = straight(GALWAY, HALIFAX)
    page = show(map_routes([route]))
    page.mouse.move(*page.evaluate(ALONG, 0.4))
    name, size, latency = page.locator(".rp-tooltip").text_content().replace("\u202f", " ").split("\n")
    assert name == "Galway – Halifax"
    assert size == f"{route.length_km:,.0f} km, {route.build_cost_usd / 1e6:,.1f} M USD to build".replace(
        ",", " ", 1
    )
    assert latency == f"{route.rtt_ms:.1f} ms round trip"


def zones_of(name="A trawled bank"):
    table = {
        "id": ["a", "b"], "name": [name, "A band"], "kind": ["trawl", "seismic"], "intensity": [0.8, 0.5],
        "source": ["made up", "made up"], "default": [True, False], "half_width_km": [np.nan, 50.0],
    }  # fmt: skip
    shapes = [shapely.box(-30, 60, -10, 70), shapely.LineString([(-40, 75), (-20, 80)])]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4326)


@browsing
def test_a_zone_says_its_name_to_the_letter_and_its_family_is_in_the_key(show):
    page = show(map_zones(zones_of(HOSTILE)))
    assert page.locator("path.rp-zone").count() == 2
    families = ["moving ground", "icebergs", "fishing, anchors, ships"]
    assert page.locator(".rp-zones-legend li").all_text_contents() == families
    page.locator("path.rp-zone").first.hover()
    told = page.locator(".rp-tooltip").text_content()
    assert told == f"{HOSTILE}\ntrawl, 80% of the worst\noutline is an editable default"
    assert page.evaluate("window.caught") is None


@browsing
def test_waters_end_where_two_states_meet_and_can_be_put_away(show):
    grid = Grid.arctic(spacing_km=50)
    east, _ = np.meshgrid(grid.easting_m, grid.northing_m)
    states = (State("high seas", ()), State("NO", ("NO",)), State("GL", ("GL",)))
    waters = Jurisdiction(
        np.where(east > 0, 1, 2).astype(np.int16), np.full(grid.shape, 2, dtype=np.uint8), states, "made up"
    )
    drawn = map_waters(waters, grid)
    page = show(drawn)
    box = page.locator("path.rp-waters").first.bounding_box()
    pole_x, _ = page.evaluate(
        "name => { const p = window[name].latLngToContainerPoint([90, 0]); return [p.x, p.y]; }",
        drawn.get_name(),
    )
    assert box["x"] + box["width"] / 2 == pytest.approx(pole_x, abs=1.5)
    assert box["width"] < 4
    assert box["height"] > 500
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("checkbox", name="Limits of exclusive economic zones").uncheck()
    assert page.locator(".rp-waters").count() == 0


# ---- in another page, on paper, in time --------------------------------------------------------------------


@browsing
def test_two_maps_stand_in_one_page_as_frames_of_their_own(show):
    first, second = (
        map_routes([over_the_pole()], over=bowl()),
        map_routes([straight(GALWAY, HALIFAX, name=HOSTILE)]),
    )
    page = show(
        f"<!DOCTYPE html><title>A report</title><h1>Maps</h1>{first.fragment(height='620px')}"
        f"<p>and</p>{second.fragment(height='400px')}"
    )
    frames = page.locator("iframe")
    assert [frames.nth(at).get_attribute("title") for at in range(2)] == [first.label, second.label]
    frames.nth(1).scroll_into_view_if_needed()
    for at in range(2):
        inside = page.frame_locator("iframe").nth(at)
        inside.locator("path.rp-route").first.wait_for(state="attached")
        assert inside.locator(".rp-panel").is_visible()
    assert page.frame_locator("iframe").nth(1).locator(".rp-name").text_content() == HOSTILE
    assert frames.nth(0).bounding_box()["height"] == 620
    assert page.evaluate("window.caught") is None


@browsing
def test_on_paper_the_map_fills_its_sheet_and_the_sources_are_told(show):
    page = show(map_routes([straight(GALWAY, HALIFAX)], over=bowl()), 1_000, 500)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".rp-frame").bounding_box()
    assert sheet["width"] / sheet["height"] == pytest.approx(279 / 191, rel=0.01)
    assert page.locator(".rp-profile-plot").is_visible()
    assert "Natural Earth" in page.locator(".rp-caption").inner_text()
    for hidden in (".rp-tools", ".leaflet-control-zoom", ".leaflet-control-layers"):
        assert not page.locator(hidden).is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".rp-frame").bounding_box()["width"] == 1_000
    assert not page.locator(".rp-profile-plot").is_visible()


def heavy():
    """Ten routes, eight layers as rough as slopes are, twelve months, all cables there are, and zones."""
    noise, rough = np.random.default_rng(1), bowl(5)
    routes = [
        straight(start, end, name=f"{start.name} – {end.name} {number}")
        for number in range(2)
        for start, end in (
            (BODO, TOMAKOMAI), (GALWAY, HALIFAX), (BODO, HALIFAX), (BERING, TOMAKOMAI), (GALWAY, POLE),
        )
    ]  # fmt: skip
    layers = []
    for number in range(8):
        coarse = noise.lognormal(0.0, 1.5, (288, 288)).astype(np.float32)
        cells = np.kron(coarse, np.ones((10, 10), dtype=np.float32))[: rough.shape[0], : rough.shape[1]]
        layers.append(rough.copy(data=cells).rename(f"layer {number}"))
    drawn = map_routes(routes, over=rough, layers=layers)
    map_existing(along_of(*(cable(f"cable {number}") for number in range(131))), onto=drawn)
    return map_zones(zones_of(), onto=drawn)


@browsing
def test_a_map_of_ten_routes_eight_layers_and_twelve_months_is_ready_in_two_seconds(show, tmp_path):
    drawn = heavy()
    assert len(drawn.get_root().render().encode()) < 1_500_000
    map_months(discs(), onto=drawn)
    assert len(drawn.get_root().render().encode()) < 4_000_000
    began = time.perf_counter()
    page = show(drawn)
    page.get_by_role("button", name="Galway – North Pole 1").click()
    page.get_by_role("dialog").wait_for()
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("radio", name="Layer 3").check()
    assert page.locator("img.rp-layer-image").count() == 1
    assert time.perf_counter() - began < 2.0


@browsing
def test_a_landing_that_would_run_is_only_read(show):
    name = "</script><img src=x onerror=alert(1)>"
    asked = []
    hostile = straight(Landing("x", name, name, 0, 80), BODO, name=name)
    page = show(map_layer(layer_of(bowl(), name, long_name=name), onto=map_routes([hostile], title=name)))
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator(".rp-panel button").click()
    page.locator(".leaflet-control-layers").hover()
    page.mouse.move(*page.evaluate(ALONG, 0.5))
    page.wait_for_timeout(200)
    assert asked == []
    assert page.locator("img[src=x]").count() == 0
    assert page.locator(".rp-profile option").text_content() == name
