"""Static maps: what the page opens on, with its legends, margins and credits."""

import matplotlib as mpl
import numpy as np
import pytest
from maps_kit import BODO, GALWAY, HALIFAX, along_of, arctic_corridor, bowl, cable, layer_of, straight
from matplotlib.colors import to_hex

import routeplan as rp
from routeplan.catalog.models import CableStatus
from routeplan.view.colours import ROUTE_COLOURS
from routeplan.view.maps import map_corridor, map_existing, map_layer, map_routes
from routeplan.view.maps.legend import class_ranges
from routeplan.view.maps.overlays import CABLE_DASHES
from routeplan.view.maps.raster_image import DEPTH, DEPTH_COLOURS, Classes
from routeplan.view.maps.static import HEIGHT_PX, WIDTH_PX, draw_static, shown_layers, static_bounds
from routeplan.view.maps.zone_outlines import JurisdictionLines


def texts_of(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def test_a_static_map_shows_all_that_the_page_opens_on_with_a_margin():
    drawn = map_routes([straight(GALWAY, HALIFAX), straight(BODO, GALWAY)])
    west, south, east, north = static_bounds(drawn)
    inner = drawn.view_m
    margin = 0.07 * max(inner[2] - inner[0], inner[3] - inner[1])
    assert west <= inner[0] - margin + 1.0
    assert south <= inner[1] - margin + 1.0
    assert east >= inner[2] + margin - 1.0
    assert north >= inner[3] + margin - 1.0
    assert (east - west) / (north - south) == pytest.approx(WIDTH_PX / (HEIGHT_PX - 156))


def test_a_static_map_names_routes_landings_legends_and_credits():
    figure = draw_static(map_routes([straight(GALWAY, HALIFAX), straight(BODO, GALWAY)], over=bowl()))
    texts = texts_of(figure)
    for name in ("Galway", "Halifax", "Bodø"):
        assert texts.count(name) == 1
    assert any(text.startswith("Galway – Halifax, ") and text.endswith(" km") for text in texts)
    assert "Sea depth, metres" in texts
    credits_ = " ".join(texts)
    assert "not for navigation" in credits_
    assert "Natural Earth" in credits_
    assert "Depth: a bowl" in credits_


@pytest.fixture(scope="module")
def branched():
    """A system with a branching unit."""
    planner = rp.open_planner(spacing_km=40)
    return planner.system(["galway", "halifax"], branches=["nuuk"], name="Three landings")


def test_a_system_beside_others_is_one_row_of_the_legend_and_its_units_have_no_names(branched):
    texts = texts_of(draw_static(map_routes([branched, straight(BODO, GALWAY)])))
    rows = [text for text in texts if text.endswith(" km")]
    assert [row.split(", ")[0] for row in rows] == ["Three landings", "Bodø – Galway"]
    assert int("".join(filter(str.isdigit, rows[0]))) == round(branched.length_km)
    assert not [text for text in texts if "branching unit" in text]
    assert "Nuuk" in texts


def test_a_system_alone_has_its_segments_in_the_legend_and_names_its_units(branched):
    texts = texts_of(draw_static(map_routes([branched])))
    assert sum(text.endswith(" km") for text in texts) == len(branched.segments) == 3
    assert "branching unit 1" in texts


def test_the_colours_of_a_legend_are_beside_their_labels():
    figure = draw_static(map_routes([straight(GALWAY, HALIFAX)], over=bowl()))
    patches = [artist for artist in figure.artists if isinstance(artist, mpl.patches.Rectangle)]
    assert [to_hex(patch.get_facecolor()) for patch in patches] == list(DEPTH_COLOURS)
    labels = {text.get_text(): text.get_window_extent() for text in figure.texts}
    for patch, label in zip(patches, DEPTH.labels, strict=True):
        box, words = patch.get_window_extent(), labels[label]
        assert (words.x0 <= box.x0 + 1) if label == "0" else (words.x0 < box.x0 < words.x1)
        assert words.y1 <= box.y0 + 2
        assert box.x1 > box.x0


def test_named_classes_have_their_names_and_the_layer_its_title():
    flags = {"flag_values": [1, 2], "flag_meanings": "rock sand", "long_name": "Sediment"}
    layer = layer_of(bowl() * 0.0 + 1.0, "mine", **flags)
    texts = texts_of(draw_static(map_layer(layer)))
    assert {"rock", "sand", "Sediment"} <= set(texts)


def test_cables_have_the_dash_of_their_status():
    systems = along_of(cable("A"), cable("C"), cable("B", status=CableStatus.PLANNED))
    figure = draw_static(map_existing(systems))
    lines = [
        lines for lines in figure.axes[0].collections
        if isinstance(lines, mpl.collections.LineCollection) and to_hex(lines.get_color()[0]) == "#55606a"
    ]  # fmt: skip
    dashes = [lines.get_linestyle()[0][1] is None for lines in lines]
    assert dashes == [True, False]
    assert [len(collection.get_segments()) for collection in lines] == [2, 1]
    assert [text for text in texts_of(figure) if text.startswith("cable ")] == [
        f"cable {status.value}" for status in list(CABLE_DASHES)[:2]
    ]


def test_the_best_passage_is_on_top():
    lines = draw_static(map_corridor(arctic_corridor())).axes[0].lines
    top = max(lines, key=lambda line: line.get_zorder())
    assert top.get_color() == ROUTE_COLOURS[0]
    assert len(lines) == 2


def test_layers_that_are_hidden_are_not_drawn():
    drawn = map_routes([straight(GALWAY, HALIFAX)], over=bowl(), layers=[layer_of(bowl(), "mine")])
    assert len(draw_static(drawn).axes[0].images) == 1
    assert shown_layers(drawn, JurisdictionLines) == []


def test_class_ranges_are_lower_to_upper_edge():
    closed = Classes((0.0, 2.0), ("#ffffff", "#000000"), ("0", "2", "4"))
    assert class_ranges(closed) == ["0–2", "2–4"]
    assert class_ranges(DEPTH)[-2:] == ["4000–5000", "5000 and more"]
    named = Classes((1.0, 2.0), ("#ffffff", "#000000"), ("rock", "sand"), named=True)
    assert class_ranges(named) == ["rock", "sand"]
    assert np.array_equal(named.of(np.array([2.0, 1.5])), [1, -1])
