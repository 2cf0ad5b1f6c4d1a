"""Maps: whole in one file, safe from what names contain, and right at the pole and across 180."""

import base64
import dataclasses
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
from routeplan.account import Account
from routeplan.compare import ROUTE_COLOURS
from routeplan.corridors import Corridor, Passage
from routeplan.domain import CableStatus, CableSystem, Landing
from routeplan.errors import OutputError, UsageError
from routeplan.geodesy import PolarStereographic, geodesic_km, legs_km
from routeplan.grid import Grid
from routeplan.maps import PolarMap, map_corridor, map_existing, map_layer, map_routes, write_map
from routeplan.maps.classes import GROUND, ICE, MONEY, RISK, TIME, derive_classes, even_floors
from routeplan.maps.land import compact_land, pack
from routeplan.maps.layers import ExistingCables, route_facts
from routeplan.maps.page import CAUTION
from routeplan.maps.pictures import legend_title
from routeplan.maps.shading import (
    BENEATH_LAND_PX,
    DEPTH,
    DEPTH_COLOURS,
    DEPTH_EDGES_M,
    EXCESS_COLOURS,
    derive_excess_classes,
    shade,
)
from routeplan.risk import Cause, Exposure
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


def test_the_facts_of_an_account_stand_in_the_popup_and_its_waters_are_the_three_longest():
    account = Account(
        build_terms_usd={},
        objective_terms_usd={"cable": 4e8, "outage": 1e8},
        exposure=Exposure({Cause.FISHING: 0.5, Cause.ICEBERG: 0.25}, np.full(12, 30.0)),
        waters_km={"high seas": 5_000.0, "NO (Svalbard)": 900.0, "US": 800.0, "JP": 10.0},
        partners=frozenset(),
        ice_km=2_500.0,
        ice_km_by_month=np.zeros(12),
        repair_usd_per_year=1e6,
        steps=pd.DataFrame(),
    )
    rows = route_facts(dataclasses.replace(over_the_pole(), account=account))
    facts = {row["label"]: row["value"].replace("\N{NARROW NO-BREAK SPACE}", " ") for row in rows}
    assert facts["Minimised cost"] == "500.0 M USD"
    assert facts["Faults a year"] == "0.75"
    assert facts["Days to repair one, mean"] == "30"
    # 22.5 days of 365.25 + 22.5, in hours of a year
    assert facts["Hours down a year"] == f"{8766 * 22.5 / 387.75:.0f}"
    assert facts["Waters of states"] == "3"
    assert (facts["High seas"], facts["NO (Svalbard)"], facts["US"]) == ("5 000 km", "900 km", "800 km")
    assert "JP" not in facts
    assert facts["In waters with ice"] == "2 500 km"


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


def shade_depth(depth):
    return shade(depth.where(depth > 0), DEPTH, beyond_px=BENEATH_LAND_PX)


def shade_excess(excess_pct, within_pct):
    return shade(excess_pct, derive_excess_classes(within_pct))


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
    assert derive_excess_classes(2.5).words == ("0", "0.5", "1", "1.5", "2", "2.5")


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


# ---- layers and existing cables ----------------------------------------------------------------------------


def layer_of(depth, name, **attrs):
    """A layer of depth in metres, called otherwise, with land as NaN."""
    made = depth.where(depth > 0).rename(name)
    return made.assign_attrs(depth.attrs | attrs)


def cable(name="Test Cable", *, year=2015, status=CableStatus.IN_SERVICE):
    return CableSystem(
        re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "x",
        name, "x", (GALWAY, HALIFAX), None, year, status, "us", "made up",
    )  # fmt: skip


def along_of(*systems):
    lon, lat = np.array([GALWAY.lon, HALIFAX.lon]), np.array([GALWAY.lat, HALIFAX.lat])
    return tuple((system, lon, lat) for system in systems)


def luminance(colour):
    red, green, blue = bytes.fromhex(colour[1:])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ramp", [GROUND, RISK, TIME, MONEY, ICE])
def test_a_ramp_grows_darker_step_by_step_and_begins_apart_from_the_paper(ramp):
    light = [luminance(colour) for colour in ramp]
    assert (np.diff(light) < -5).all()
    assert np.abs(np.subtract(list(bytes.fromhex(ramp[0][1:])), [0xF3, 0xF2, 0xEE])).max() > 20


def test_a_known_layer_has_classes_of_its_own_and_leaves_nought_of_a_zone_transparent():
    slope = derive_classes(layer_of(bowl(), "slope"))
    assert slope.words == ("0", "0.1", "0.2", "0.5", "1", "2", "5")
    zone = derive_classes(layer_of(bowl(), "zone_trawl"))
    assert zone.words == ("0", "0.2", "0.4", "0.6", "0.8", "1")
    assert zone.of(np.array([0.0, 0.1, 1.0, np.nan])).tolist() == [-1, 0, 4, -1]
    ice = derive_classes(layer_of(bowl(), "ice_month_03"))
    assert ice.of(np.array([0.14, 0.15, 0.95])).tolist() == [-1, 0, 4]


def test_classes_of_a_users_layer_are_round_and_about_equally_full():
    values = np.random.default_rng(1).lognormal(1.0, 1.5, 20_000)
    floors = even_floors(values)
    assert all(f"{floor:.0e}"[0] in "125" for floor in floors)
    full = np.histogram(values, [*floors, np.inf])[0] / len(values)
    assert full.sum() == 1.0
    assert full.max() < 0.35


def test_a_layer_of_one_value_has_one_class():
    assert even_floors(np.full(9, 5.0)) == (5.0,)
    assert even_floors(np.zeros(9)) == (0.0,)


def test_values_that_mostly_agree_are_told_apart_all_the_same():
    values = np.concatenate([np.full(900, 25_500.0), np.linspace(30_000.0, 230_000.0, 100)])
    assert len(even_floors(values)) >= 5


def test_a_legend_counts_in_thousands_where_numbers_are_long():
    layer = layer_of(bowl() * 100.0, "cost", long_name="Build cost", units="USD per km")
    classes = derive_classes(layer)
    assert legend_title(layer, classes) == "Build cost, thousand USD per km"
    assert max(map(len, classes.words)) <= 3


def test_named_classes_take_only_their_own_values_and_are_never_mixed():
    layer = (bowl(5) * 0.0 + 1.0).rename("mine")
    layer[:, ::2] = 3.0
    layer = layer.assign_attrs(epsg=3995, flag_values=[1, 3], flag_meanings="shut_in_may open")
    classes = derive_classes(layer)
    assert classes.words == ("shut in may", "open")
    assert classes.of(np.array([1.0, 2.0, 3.0, 0.0])).tolist() == [0, -1, 1, -1]
    assert (pixels_of(shade(layer, classes))[..., 3] == 255).all()  # means of 1 and 3 would be no class


def test_flags_without_their_meanings_are_refused():
    with pytest.raises(UsageError, match="2 flag_values and 1 flag_meanings"):
        derive_classes(layer_of(bowl(), "mine", flag_values=[1, 2], flag_meanings="one"))


def test_a_layer_without_a_value_is_refused():
    with pytest.raises(UsageError, match="slope without a single value"):
        map_layer((bowl() * np.nan).rename("slope"))


def test_the_first_layer_shows_and_the_others_wait():
    drawn = map_layer(layer_of(bowl(), "slope", long_name="Slope", units="degrees"))
    assert map_layer(layer_of(bowl(), "mine"), onto=drawn) is drawn
    shown = {
        each.layer_name: each.show for each in drawn._children.values() if not getattr(each, "overlay", True)
    }
    assert shown == {"No layer": False, "Slope": True, "Mine": False}
    page = page_of(drawn)
    assert '"title":"Slope, degrees"' in page
    assert "Slope, degrees, from light to dark: 0, 0.1, 0.2, 0.5, 1, 2, 5 and more" in page
    assert "Slope: a bowl" in page


def test_depth_among_layers_has_the_classes_it_always_has():
    page = page_of(map_layer(bowl()))
    assert '"title":"Sea depth, metres"' in page
    assert f'"colours":["{DEPTH_COLOURS[0]}"' in page


def test_eight_layers_and_all_cables_stay_below_a_megabyte_and_a_half(tmp_path):
    rough = bowl(5)
    noise = np.random.default_rng(1)
    drawn = None
    for number in range(8):
        # Smooth over some 50 km, as slopes are.
        coarse = noise.lognormal(0.0, 1.5, (288, 288)).astype(np.float32)
        layer = rough.copy(
            data=np.kron(coarse, np.ones((10, 10), dtype=np.float32))[: rough.shape[0], : rough.shape[1]]
        )
        drawn = map_layer(layer.rename(f"layer {number}"), onto=drawn)
    map_existing(along_of(*(cable(f"cable {number}") for number in range(131))), onto=drawn)
    write_map(drawn, tmp_path / "eight.html")
    assert (tmp_path / "eight.html").stat().st_size < 1_500_000


def test_parts_of_a_cable_are_one_cable_and_packed_ends_come_back():
    systems = along_of(cable(), cable(), cable("Other", year=None, status=CableStatus.PLANNED))
    data = ExistingCables(systems, layer_name="x").data
    assert [(each["name"], each["year"], len(each["lines"])) for each in data["cables"]] == [
        ("Test Cable", "2015", 2),
        ("Other", "year unknown", 1),
    ]
    assert list(data["dashes"]) == ["in service", "planned"]
    line = unpack(data["cables"][0]["lines"][0])
    ends = np.column_stack(PolarStereographic().forward([GALWAY.lon, HALIFAX.lon], [GALWAY.lat, HALIFAX.lat]))
    assert np.abs(line[[0, -1]] - ends).max() <= 125.0


def test_no_cable_is_no_map():
    with pytest.raises(UsageError, match="0 existing cables"):
        map_existing(())


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


@browsing
def test_a_layer_chosen_brings_its_legend_and_takes_the_other_away(show):
    drawn = map_layer(layer_of(bowl(), "slope", long_name="Slope", units="degrees"))
    waters = layer_of(
        bowl() * 0.0 + 3.0, "jurisdiction", long_name="Waters", flag_values=[3], flag_meanings="high_seas"
    )
    page = show(map_layer(waters, onto=drawn))
    titles = page.locator(".rp-legend-title")
    assert titles.all_text_contents() == ["Slope, degrees"]
    assert page.locator(".rp-legend text").all_text_contents() == ["0", "0.1", "0.2", "0.5", "1", "2", "5"]
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("radio", name="Waters").check()
    assert titles.all_text_contents() == ["Waters"]
    assert page.locator(".rp-legend-rows li").all_text_contents() == ["high seas"]
    assert page.locator("img.rp-picture").count() == 1
    page.get_by_role("radio", name="No layer").check()
    assert titles.count() == page.locator("img.rp-picture").count() == 0


@browsing
def test_a_map_of_a_layer_alone_shows_all_of_it(show):
    page = show(map_layer(layer_of(bowl(), "slope")))
    left, top, right, bottom = page.evaluate(BOXES, "img.rp-picture")[0]
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
    page.get_by_role("checkbox", name="Existing cables (drawn by routeplan between published ends)").uncheck()
    assert page.locator("path.rp-cable").count() == 0
