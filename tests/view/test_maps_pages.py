"""Maps in Chromium as whole pages: popups, zones and waters, frames in a report, paper and size."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from maps_kit import (
    BERING,
    BODO,
    GALWAY,
    HALIFAX,
    HOSTILE,
    POLE,
    TOMAKOMAI,
    along_of,
    bowl,
    browsing,
    cable,
    discs,
    layer_of,
    over_the_pole,
    straight,
)

from routeplan.catalog.models import Landing
from routeplan.catalog.states import State
from routeplan.geo.grid import Grid
from routeplan.seabed.jurisdiction import Jurisdiction
from routeplan.view.maps import map_existing, map_jurisdictions, map_layer, map_months, map_routes, map_zones

# Where a share of the drawn route lies on the screen.
ALONG = """share => {
    const line = document.querySelector("path.rp-route"), m = line.getScreenCTM();
    const p = line.getPointAtLength(line.getTotalLength() * share);
    return [p.x * m.a + m.e, p.y * m.d + m.f];
}"""


# ---- popups, zones, jurisdictions ---------------------------------------------------------------------------------


@browsing
def test_a_popup_opens_by_the_keyboard_and_escape_leads_back(show):
    page = show(map_routes([over_the_pole()]))
    button = page.get_by_role("button", name="Bodø – Tomakomai")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    facts = dialog.text_content()
    for word in ("Length", "Build cost", "Cable", "Protection", "Round-trip time"):
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
    assert size == f"{route.length_km:,.0f} km, {route.build_cost_usd / 1e6:,.1f} M USD build cost".replace(
        ",", " ", 1
    )
    assert latency == f"{route.rtt_ms:.1f} ms round-trip time"


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
    assert told == f"{HOSTILE}\ntrawl, intensity 80%\ndefault outline, editable"
    assert page.evaluate("window.caught") is None


@browsing
def test_waters_end_where_two_states_meet_and_can_be_put_away(show):
    grid = Grid.arctic(spacing_km=50)
    east, _ = np.meshgrid(grid.easting_m, grid.northing_m)
    states = (State("high seas", ()), State("NO", ("NO",)), State("GL", ("GL",)))
    known = np.zeros(grid.shape, dtype=np.bool_)
    halves, eez = np.where(east > 0, 1, 2).astype(np.int16), np.full(grid.shape, 2, dtype=np.uint8)
    waters = Jurisdiction(halves, eez, states, "made up", known, known)
    drawn = map_jurisdictions(waters, grid)
    page = show(drawn)
    box = page.locator("path.rp-jurisdictions").first.bounding_box()
    pole_x, _ = page.evaluate(
        "name => { const p = window[name].latLngToContainerPoint([90, 0]); return [p.x, p.y]; }",
        drawn.get_name(),
    )
    assert box["x"] + box["width"] / 2 == pytest.approx(pole_x, abs=1.5)
    assert box["width"] < 4
    assert box["height"] > 500
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("checkbox", name="Limits of exclusive economic zones").uncheck()
    assert page.locator(".rp-jurisdictions").count() == 0


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
    name = page.frame_locator("iframe").nth(1).locator(".rp-name").text_content()
    assert name.startswith(HOSTILE)  # its figures follow
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
def test_a_map_of_ten_routes_eight_layers_and_twelve_months_is_small_and_answers(show):
    drawn = heavy()
    assert len(drawn.get_root().render().encode()) < 1_500_000
    map_months(discs(), onto=drawn)
    assert len(drawn.get_root().render().encode()) < 4_000_000
    page = show(drawn)
    page.get_by_role("button", name="Galway – North Pole 1").click()
    page.get_by_role("dialog").wait_for()
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("radio", name="Layer 3").check()
    assert page.locator("img.rp-layer-image").count() == 1


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
