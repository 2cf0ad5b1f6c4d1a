"""Maps in Chromium with the network cut: what is seen, said, clicked and reached by the keyboard."""

import re

import folium
import numpy as np
import pytest
from maps_kit import (
    BERING,
    BODO,
    BOXES,
    DOTS,
    GALWAY,
    HALIFAX,
    HOSTILE,
    POLE,
    along_of,
    arctic_corridor,
    bowl,
    browsing,
    cable,
    layer_of,
    over_the_pole,
    overlap,
    straight,
)

from routeplan.catalog.models import Landing
from routeplan.geo.geodesy import PolarStereographic, geodesic_km
from routeplan.geo.grid import Grid
from routeplan.view.colours import ROUTE_COLOURS
from routeplan.view.maps import map_corridor, map_existing, map_layer, map_routes
from routeplan.view.maps.raster_image import crop_to_values


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
    west, south, right, top = drawn._view_bounds_m[0]
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
    assert spoken == "Per cent more expensive than the best route, from dark to light: 0, 2, 4, 6, 8, 10"
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
    corridor = arctic_corridor()
    page = show(map_corridor(corridor))
    left, top, right, bottom = page.evaluate(BOXES, ".rp-excess-image")[0]
    dots = page.evaluate(DOTS)
    east, north = PolarStereographic().forward([BODO.lon, BERING.lon], [BODO.lat, BERING.lat])
    shown = crop_to_values(corridor.excess_pct)  # the image has the cells of the corridor and a rim of one
    (west, *_, east_end), (north_end, *_, south) = shown["easting"].to_numpy(), shown["northing"].to_numpy()
    half = Grid.arctic(spacing_km=50).spacing_m / 2
    west, east_end, south, north_end = west - half, east_end + half, south - half, north_end + half
    for place, x, y in zip(("Bodø", "Bering Strait"), east, north, strict=True):
        at_x = left + (x - west) / (east_end - west) * (right - left)
        at_y = top + (north_end - y) / (north_end - south) * (bottom - top)
        assert at_x == pytest.approx(dots[place][0], abs=1.5)
        assert at_y == pytest.approx(dots[place][1], abs=1.5)


@browsing
def test_a_layer_chosen_brings_its_legend_and_takes_the_other_away(show):
    drawn = map_layer(layer_of(bowl(), "slope", long_name="Slope", units="degrees"))
    jurisdiction = layer_of(
        bowl() * 0.0 + 3.0,
        "jurisdiction",
        long_name="Jurisdiction",
        flag_values=[3],
        flag_meanings="high_seas",
    )
    page = show(map_layer(jurisdiction, onto=drawn))
    titles = page.locator(".rp-legend-title")
    assert titles.all_text_contents() == ["Slope, degrees"]
    assert page.locator(".rp-legend text").all_text_contents() == ["0", "0.1", "0.2", "0.5", "1", "2", "5"]
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("radio", name="Jurisdiction").check()
    assert titles.all_text_contents() == ["Jurisdiction"]
    assert page.locator(".rp-legend-rows li").all_text_contents() == ["high seas"]
    assert page.locator("img.rp-raster").count() == 1
    page.get_by_role("radio", name="No layer").check()
    assert titles.count() == page.locator("img.rp-raster").count() == 0


@browsing
def test_a_map_of_a_layer_alone_shows_all_of_it(show):
    page = show(map_layer(layer_of(bowl(), "slope")))
    left, top, right, bottom = page.evaluate(BOXES, "img.rp-raster")[0]
    assert top >= 0
    assert bottom <= 900
    assert bottom - top > 500
    assert (left + right) / 2 == pytest.approx(640, abs=200)


@browsing
def test_an_existing_cable_says_its_name_year_and_status_to_the_letter(show):
    page = show(map_existing(along_of(cable(HOSTILE))))
    assert page.locator(".rp-cables-legend li").all_text_contents() == ["in service"]
    at = page.evaluate("""() => {
        const line = document.querySelector("path.rp-cable-near"), p = line.getPointAtLength(line.getTotalLength() / 3);
        const m = line.getScreenCTM();
        return [p.x * m.a + m.e, p.y * m.d + m.f + 2];
    }""")
    page.mouse.move(*at)
    assert page.locator(".rp-tooltip").text_content() == f"{HOSTILE}\n2015, in service"
    assert page.locator("path.rp-cable-found").count() == 1
    assert page.evaluate("window.caught") is None
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("checkbox", name="Existing cables, not as surveyed").uncheck()
    assert page.locator("path.rp-cable").count() == 0


@browsing
def test_routes_that_share_a_way_lie_side_by_side_and_meet_at_their_landings(show):
    """Two routes on one line: strokes 3.2 px wide show apart in the middle, and end at the same dot."""
    page = show(
        map_routes([straight(GALWAY, HALIFAX, name="first"), straight(GALWAY, HALIFAX, name="second")])
    )
    middles, ends = page.evaluate("""() => {
        const lines = [...document.querySelectorAll("path.rp-route")];
        const at = share => lines.map(line => line.getPointAtLength(share * line.getTotalLength()));
        const apart = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
        return [apart(at(0.5)), Math.max(apart(at(0)), apart(at(1)))];
    }""")
    assert 3.2 < middles < 8.0
    assert ends < 0.5


@browsing
def test_a_row_of_the_table_shows_its_route_and_fades_the_others(show):
    page = show(map_routes([straight(GALWAY, HALIFAX, name="first"), straight(BODO, HALIFAX, name="second")]))
    faded = """() => [...document.querySelectorAll("path.rp-route")]
        .filter(line => line.classList.contains("rp-faded")).map(line => line.getAttribute("stroke"))"""
    assert page.evaluate(faded) == []
    row = page.get_by_role("button", name="second")
    row.click()
    page.mouse.move(600, 600)
    assert page.evaluate(faded) == [ROUTE_COLOURS[0]]
    assert row.get_attribute("aria-pressed") == "true"
    assert page.locator(".rp-popup h2").inner_text() == "second"
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelectorAll('path.rp-faded').length === 0")
