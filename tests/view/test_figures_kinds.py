"""Every kind of figure: places are where PROJ says, numbers are those of the routes, names are read as they are."""

import io
from dataclasses import replace

import matplotlib as mpl
import networkx as nx
import numpy as np
import pytest
from maps_kit import BERING, BODO, GALWAY, HALIFAX, POLE, TOMAKOMAI, bowl, straight
from matplotlib.colors import to_rgb
from PIL import Image
from pyproj import Geod, Transformer
from scipy.ndimage import label

import routeplan as rp
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.network.open import open_network
from routeplan.planning.crossings import find_cable_crossings
from routeplan.view.colours import INK, ROUTE_COLOURS
from routeplan.view.figures import (
    figure_costs,
    figure_map,
    figure_network,
    figure_profile,
    figure_region,
    figure_risk,
    write_figure,
)
from routeplan.view.figures.style import DPI, save_figure
from routeplan.view.maps.raster_image import DEPTH_COLOURS

FAREWELL = Landing("farewell", "Cape Farewell", "GL", -43.9, 59.77)
TO_PLANE = Transformer.from_crs(4326, 3995, always_xy=True)
MATHS = "A$B_{x}$ & <C>"
NEAR_PX = 14


@pytest.fixture(scope="session")
def planner():
    return rp.open_planner(spacing_km=40)


@pytest.fixture(scope="session")
def routes(planner):
    return [planner.route(*pair, prove=False) for pair in (("bodo", "tomakomai"), ("galway", "halifax"))]


@pytest.fixture(scope="session")
def crossings(planner, routes):
    return {route.name: find_cable_crossings(route, planner.existing) for route in routes}


@pytest.fixture(scope="session")
def drawn(planner, routes, crossings):
    """One figure of each kind."""
    graph = open_network(planner, routes).graph(adding=[route.name for route in routes])
    return {
        "map": figure_map(routes, over=planner.depth),
        "region": figure_region(routes, (-168.9, 65.9), radius_km=500, over=planner.depth),
        "profile": figure_profile(routes, crossings=crossings),
        "costs": figure_costs(routes),
        "risk": figure_risk(routes),
        "network": figure_network(
            graph, colours=dict(zip((route.name for route in routes), ROUTE_COLOURS, strict=False))
        ),
    }


def test_a_network_lists_each_candidate_once_and_its_units_apart_from_landings():
    graph = nx.MultiGraph()
    ends = {"galway": "Europe", "halifax": "North America", "nuuk": None}
    for name, region in ends.items():
        place = rp.find_landing(name)
        graph.add_node(name, kind="landing", region=region, lon=place.lon, lat=place.lat)
    graph.add_node("unit", kind="branching unit", region=None, lon=-38.0, lat=55.0)
    for end in ends:
        graph.add_edge("unit", end, kind="candidate", name="Y", length_km=1.0)
    figure = figure_network(graph, colours={"Y": "#123456"})
    texts = texts_of(figure)
    assert texts.count("Y") == 1
    assert texts.count("branching unit") == 1
    marks = {(line.get_marker(), line.get_color()): len(line.get_xdata()) for line in figure.axes[0].lines}
    assert marks["s", INK] == 1  # the unit
    assert sum(count for (marker, _), count in marks.items() if marker == "D") == 1  # Nuuk
    graph.remove_node("unit")
    assert "branching unit" not in texts_of(figure_network(graph, colours={}))


def texts_of(figure):
    return [each.get_text() for each in figure.findobj(mpl.text.Text) if each.get_text()]


def picture_of(figure):
    drawn = io.BytesIO()
    save_figure(figure, drawn, ".png")
    return np.asarray(Image.open(drawn).convert("RGB")).astype(float)


def pixel_of(figure, lon, lat):
    """Column and row where PROJ puts a place, from the frame of the map and its limits alone."""
    axes = figure.axes[0]
    figure.set_dpi(DPI)
    box = axes.get_window_extent()
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    x, y = TO_PLANE.transform(lon, lat)
    col = box.x0 + (x - west) / (east - west) * box.width
    row = box.y0 + (y - south) / (north - south) * box.height
    return col, figure.get_figheight() * DPI - row


def offset_of(figure, picture, place):
    """How far the middle of a mark lies from where PROJ puts it, pixels along either side; marks snap to whole ones."""
    col, row = pixel_of(figure, place.lon, place.lat)
    rows, cols = np.mgrid[: picture.shape[0], : picture.shape[1]]
    away = np.hypot(cols + 0.5 - col, rows + 0.5 - row)
    dark = (away < NEAR_PX) & (np.abs(picture - 255 * np.array(to_rgb(INK))).max(axis=2) < 40)
    assert dark.any(), place.name
    # Letters of a name near by are parts of their own.
    parts, _ = label(dark)
    mark = parts == parts[np.unravel_index(np.argmin(np.where(dark, away, np.inf)), dark.shape)]
    return max(abs((cols[mark] + 0.5).mean() - col), abs((rows[mark] + 0.5).mean() - row))


def test_known_places_are_within_a_pixel_of_where_proj_puts_them():
    ways = [
        straight(BODO, POLE),
        straight(POLE, BERING),
        straight(GALWAY, HALIFAX),
        straight(GALWAY, FAREWELL),
    ]
    figure = figure_map(ways, colours=["#ffffff"] * len(ways))
    picture = picture_of(figure)
    for place in (BODO, POLE, BERING, GALWAY, HALIFAX, FAREWELL):
        assert offset_of(figure, picture, place) < 1.01, place.name


def test_a_region_has_its_centre_in_the_middle_and_its_radius_at_the_sides():
    ways = [straight(BODO, BERING, by=[(0.0, 89.0)])]
    figure = figure_region(ways, (BERING.lon, BERING.lat), radius_km=300)
    axes = figure.axes[0]
    figure.draw_without_rendering()
    middle = np.mean([axes.get_xlim(), axes.get_ylim()], axis=1)
    assert middle == pytest.approx(TO_PLANE.transform(BERING.lon, BERING.lat))
    assert offset_of(figure, picture_of(figure), BERING) < 1.01
    side = Transformer.from_crs(3995, 4326, always_xy=True).transform(axes.get_xlim()[1], middle[1])
    ground_km = Geod(ellps="WGS84").inv(BERING.lon, BERING.lat, *side)[2] / 1000.0
    # The plane's scale changes over 300 km by less than a hundredth.
    assert ground_km == pytest.approx(300.0, rel=0.015)


def test_the_bar_of_a_region_is_as_long_as_it_says():
    figure = figure_region([straight(BODO, BERING)], (BERING.lon, BERING.lat), radius_km=300)
    axes = figure.axes[0]
    (words,) = [text for text in axes.texts if text.get_text().endswith(" km")]
    (bar, *_) = [line for line in axes.lines if line.get_linewidth() == 2.4]
    west, east = bar.get_xdata()
    inverse = Transformer.from_crs(3995, 4326, always_xy=True)
    ends = [inverse.transform(x, bar.get_ydata()[0]) for x in (west, east)]
    km = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2] / 1000.0
    assert km == pytest.approx(float(words.get_text().removesuffix(" km")), rel=0.02)


def test_depth_is_shaded_where_it_is():
    """The bowl is 2,000 m deep at 3,200 km from the pole: on the plane straight up, in the Bering Sea."""
    figure = figure_map([straight(BODO, POLE), straight(GALWAY, TOMAKOMAI)], over=bowl())
    picture = picture_of(figure)
    col, row = (round(each) for each in pixel_of(figure, 0.0, 90.0))
    axes = figure.axes[0]
    m_per_px = np.ptp(axes.get_ylim()) / axes.get_window_extent().height
    deep, shallow = (255 * np.array(to_rgb(DEPTH_COLOURS[at])) for at in (4, 3))
    along = picture[row::-1, col + 12]  # beside the meridian that is drawn there
    is_deep, is_shallow = (np.abs(along - each).max(axis=1) < 3 for each in (deep, shallow))
    edge = (np.flatnonzero(is_deep).max() + np.flatnonzero(is_shallow).min()) / 2
    assert edge * m_per_px == pytest.approx(3.2e6, abs=1.5 * 50_000)


@pytest.mark.parametrize("kind", ["map", "region", "profile", "costs", "risk", "network"])
def test_every_kind_opens_in_every_format(drawn, kind, tmp_path):
    magic = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF-"}
    for suffix, first in magic.items():
        path = tmp_path / f"figure{suffix}"
        write_figure(drawn[kind], path)
        assert path.read_bytes().startswith(first)
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.size[0] >= 1100


def test_figures_drawn_alike_are_the_same_files(routes, tmp_path):
    for suffix in (".png", ".svg", ".pdf"):
        paths = [tmp_path / f"{number}{suffix}" for number in range(2)]
        for path in paths:
            write_figure(figure_costs(routes), path)
        assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("map", ("depth, m", "EPSG:3995", "70°N", "30°W")),
        ("region", ("500 km round 65.9°N 168.9°W", "170°W")),
        (
            "profile",
            (
                "depth, m",
                "slope, °",
                "kilometre point (KP), km",
                "jurisdiction",
                "sea ice",
                "cable type",
                "buried",
            ),
        ),
        ("costs", ("life cost, million USD", "repair", "outage", "ice")),
        ("risk", ("repair time, days", "faults per year, by cause", "under ice too dense")),
        ("network", ("existing cables", "landing, Europe", "landing, Asia", "terrestrial links")),
    ],
)
def test_every_kind_names_its_units_and_what_it_is_not_for(drawn, kind, words):
    text = " ".join(texts_of(drawn[kind]))
    for word in (*words, "not for navigation"):
        assert word in text


@pytest.mark.parametrize("kind", ["profile", "costs", "risk"])
def test_a_route_has_its_colour_in_every_kind(drawn, kind, routes):
    for route, colour in zip(routes, ROUTE_COLOURS, strict=False):
        named = [
            each for each in drawn[kind].findobj(mpl.text.Text)
            if each.get_text().startswith(route.name) and each.get_color() == colour
        ]  # fmt: skip
        assert named


def test_bars_are_as_long_as_what_they_tell(drawn, routes):
    axes = drawn["costs"].axes[0]
    for row, route in enumerate(routes):
        wide = sum(
            bar.get_width() for bar in axes.patches if abs(bar.get_y() + bar.get_height() / 2 - row) < 0.1
        )
        assert wide == pytest.approx(route.life_cost_usd / 1e6, rel=0.01)
    causes = drawn["risk"].findobj(mpl.axes.Axes)[-1]
    for row, route in enumerate(routes):
        wide = sum(
            bar.get_width() for bar in causes.patches if abs(bar.get_y() + bar.get_height() / 2 - row) < 0.1
        )
        assert wide == pytest.approx(route.breakdown.exposure.total_per_year, rel=0.02)


def test_months_are_those_of_the_account(drawn, routes):
    days, ice = drawn["risk"].findobj(mpl.axes.Axes)[:2]
    for line, frozen, route in zip(days.lines, ice.lines, routes, strict=True):
        assert line.get_ydata().tolist() == route.breakdown.exposure.repair_days_by_month.tolist()
        assert frozen.get_ydata().tolist() == route.breakdown.ice_km_by_month.tolist()


def test_strips_of_a_profile_cover_the_route_and_say_where_it_is_buried(drawn, routes):
    strips = drawn["profile"].findobj(mpl.axes.Axes)[2]
    profile = routes[0].profile
    for row in range(4):
        bars = [bar for bar in strips.patches if abs(bar.get_y() + 0.43 - row) < 0.1]
        assert sum(bar.get_width() for bar in bars) == pytest.approx(routes[0].length_km, rel=1e-6)
    brown = [
        bar.get_width() for bar in strips.patches
        if abs(bar.get_y() + 0.43 - 3) < 0.1 and mpl.colors.to_hex(bar.get_facecolor()) == "#6b5b3e"
    ]  # fmt: skip
    assert sum(brown) == pytest.approx(profile.loc[profile["buried"], "step_km"].sum(), rel=1e-6)


def test_burial_and_slope_along_a_route_are_those_of_the_scenario(planner, routes):
    build = planner.assumptions.build
    for route in routes:
        at_sea = route.profile[~route.profile["on_land"]]
        deep = at_sea["depth_m"] > build.burial_to_depth_m
        assert not at_sea.loc[deep, "buried"].any()
        assert not at_sea.loc[at_sea["ice"] == "perennial", "buried"].any()
        unit = planner.valuer.cable_rates.unit_costs
        usd_per_km = unit.plough_usd_per_km * unit.laying.weather_factor + unit.crossings_usd_per_km
        paid = float(route.profile.loc[route.profile["buried"], "step_km"].sum()) * usd_per_km * unit.margin
        assert route.build_terms_usd["burial"] == pytest.approx(paid, rel=0.02, abs=3e5)
        assert (at_sea["slope_deg"] >= 0).all()


def test_the_marks_of_crossings_count_them_all(drawn, crossings, routes):
    top = drawn["profile"].findobj(mpl.axes.Axes)[0]
    assert sum(int(text.get_text()) for text in top.texts) == len(crossings[routes[0].name])


def test_a_name_is_read_as_it_is_and_not_as_mathematics(planner, routes):
    named = replace(routes[1], name=MATHS, start=replace(routes[1].start, name=MATHS))
    for figure in (
        figure_map([named]), figure_region([named], (-9.0, 53.0)), figure_profile([named]), figure_costs([named]),
        figure_risk([named]),
    ):  # fmt: skip
        figure.draw_without_rendering()
        assert any(text.replace(r"\$", "$").startswith(MATHS) for text in texts_of(figure))


def test_what_cannot_be_drawn_is_refused(routes):
    bare = replace(routes[0], breakdown=None)
    for draw in (figure_map, figure_profile, figure_costs, figure_risk):
        with pytest.raises(UsageError, match="0 routes"):
            draw([])
    for draw in (figure_profile, figure_risk):
        with pytest.raises(UsageError, match="without breakdown: Bodø – Tomakomai"):
            draw([bare])
    with pytest.raises(UsageError, match="radius of 0 km"):
        figure_region(routes, (0.0, 80.0), radius_km=0)
