"""Maps: whole in one file, safe from what names contain, and right at the pole and across 180."""

import dataclasses
import hashlib
import re
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import pytest
from folium.plugins import MarkerCluster
from maps_kit import (
    BERING,
    BODO,
    GALWAY,
    HALIFAX,
    HOSTILE,
    TOMAKOMAI,
    bowl,
    markup_of,
    over_the_pole,
    page_of,
    straight,
)

import routeplan
from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.faults import Cause, Exposure
from routeplan.errors import OutputError, UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.view.colours import ROUTE_COLOURS
from routeplan.view.maps import PolarMap, map_routes, write_map
from routeplan.view.maps.embedded_assets import EMBEDDED_FILES, OWN_SCRIPTS
from routeplan.view.maps.page import CAUTION
from routeplan.view.maps.popup_facts import route_facts, route_hint

ASSETS = Path(routeplan.__file__).parent / "view" / "assets"


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
    ours = {EMBEDDED_FILES[name] for name in (*OWN_SCRIPTS, "routeplan_css", "routeplan_page_css")} | {
        "page.jinja",
        "map.jinja",
        "LICENSES.md",
    }
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


def valued_route(**changes):
    """Over the pole, with 400 million of cable and 100 million of outages."""
    breakdown = Breakdown(
        build_terms_usd={"cable": 4e8},
        objective_terms_usd={"cable": 4e8, "outage": 1e8},
        upkeep_terms_usd={"outage": 1e8},
        exposure=Exposure({Cause.FISHING: 0.5, Cause.ICEBERG: 0.25}, np.full(12, 30.0)),
        jurisdiction_km={"high seas": 5_000.0, "NO (Svalbard)": 900.0, "US": 800.0, "JP": 10.0},
        partners=frozenset(),
        ice_km=2_500.0,
        ice_km_by_month=np.zeros(12),
        repair_usd_per_year=1e6,
        steps=pd.DataFrame(),
    )
    breakdown = dataclasses.replace(breakdown, **changes)
    return dataclasses.replace(
        over_the_pole(), breakdown=breakdown, build_terms_usd=breakdown.build_terms_usd
    )


def facts_of(route):
    return {
        row["label"]: row["value"].replace("\N{NARROW NO-BREAK SPACE}", " ") for row in route_facts(route)
    }


def test_the_facts_of_an_account_stand_in_the_popup_and_its_waters_are_the_three_longest():
    facts = facts_of(valued_route())
    assert facts["Life cost"] == "500.0 M USD"
    assert facts["Outage"] == "100.0 M USD"
    assert not {"Objective", "Policy, not paid"} & facts.keys()
    assert facts["Faults per year"] == "0.75"
    assert facts["Mean repair time"] == "30 days"
    # 22.5 days of 365.25 + 22.5, in hours per year
    assert facts["Downtime"] == f"{8766 * 22.5 / 387.75:.0f} h/yr"
    assert facts["Jurisdictions"] == "3"
    assert (facts["High seas"], facts["NO (Svalbard)"], facts["US"]) == ("5 000 km", "900 km", "800 km")
    assert "JP" not in facts
    assert facts["Length with sea ice"] == "2 500 km"


def test_the_parts_of_a_popup_add_up_to_the_row_above_them():
    rows = route_facts(
        valued_route(
            build_terms_usd={"cable": 3e8, "landing": 1e8},
            policy_terms_usd={"non_partner": 3e7, "latency": 2e7},
        )
    )
    wholes, parts = [], []
    for row in (row for row in rows if row["value"].endswith("M USD")):
        million = float(row["value"].removesuffix(" M USD"))
        if row["part"]:
            parts[-1] += million
        else:
            wholes.append(million)
            parts.append(0.0)
    # Build cost, life cost, policy; the objective has no parts.
    assert wholes[:3] == parts[:3] == [400.0, 500.0, 50.0]


def test_policy_and_objective_stand_in_the_popup_where_they_are_not_the_life_cost():
    priced = valued_route(
        objective_terms_usd={"cable": 4e8, "outage": 1e8, "non_partner": 3e7},
        policy_terms_usd={"non_partner": 3e7},
    )
    facts = facts_of(priced)
    money = [label for label, value in facts.items() if value.endswith("M USD")]
    assert money == [
        "Build cost", "Cable", "Life cost", "Outage", "Policy, not paid", "Jurisdiction of non-partners",
        "Objective",
    ]  # fmt: skip
    assert [facts[label] for label in money[2:5]] == ["500.0 M USD", "100.0 M USD", "30.0 M USD"]
    assert facts["Objective"] == "530.0 M USD"


def test_a_term_that_rounds_to_nothing_has_no_row_and_land_is_a_terrestrial_cable():
    facts = facts_of(valued_route(build_terms_usd={"cable": 4e8, "slope": 4e4, "ice": 0.0, "land": 6e4}))
    assert not {"Slope", "Ice", "Land"} & facts.keys()
    assert facts["Terrestrial cable"] == "0.1 M USD"


def test_pointing_at_a_route_tells_build_cost_and_life_cost():
    lines = [line.replace("\N{NARROW NO-BREAK SPACE}", " ") for line in route_hint(valued_route())]
    assert lines[0].endswith(" km, 400.0 M USD build cost")
    assert lines[1] == "500.0 M USD life cost"
    assert not any("objective" in line for line in lines)


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


@pytest.mark.parametrize("place", ["missing/map.html", "folder.html"])
def test_a_place_that_cannot_be_written_is_named_in_one_line(tmp_path, place):
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(OutputError, match=re.escape(place)) as failure:
        write_map(map_routes([over_the_pole()]), tmp_path / place)
    assert "\n" not in str(failure.value)
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.html"]


def test_a_map_over_something_that_is_no_planner_and_no_depth_is_refused():
    with pytest.raises(UsageError, match=r"over is str: 'depth'; give a planner"):
        map_routes([straight(GALWAY, HALIFAX)], over="depth")  # type: ignore[arg-type]
