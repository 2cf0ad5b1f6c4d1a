"""What a map in Chromium can be asked: its profile, its months, lengths on the Earth."""

import dataclasses
import re

import numpy as np
import pytest
from maps_kit import (
    BERING,
    BODO,
    DOTS,
    GALWAY,
    HALIFAX,
    POLE,
    TOMAKOMAI,
    browsing,
    discs,
    over_the_pole,
    straight,
)
from pyproj import Geod

from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.view.maps import map_months, map_routes
from routeplan.view.maps.popup_facts import route_profile

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
    image = page.locator("img.rp-raster")
    covered = """async () => {
        const image = document.querySelector("img.rp-raster");
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
    with pytest.raises(UsageError, match="has 11 months; give 12"):
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
