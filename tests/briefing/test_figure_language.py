"""Figures in the language of a briefing: every label is in the catalogue, or a name, or a credit."""

import re

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from routeplan.briefing.figure_language import translate_figure, translate_label
from routeplan.briefing.language import read_language
from routeplan.cost.faults import Cause
from routeplan.cost.terms import Term
from routeplan.view.figures import figure_costs, figure_map, figure_network, figure_profile, figure_risk
from routeplan.view.figures.cost_bars import TERM_COLOURS
from routeplan.view.term_labels import cause_label, term_label

FRENCH = read_language("fr")


def labels_of(figure):
    figure.canvas.draw()
    return {
        text.get_text() for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()
    }


def figures_of(briefing):
    routes = briefing.routes
    return {
        "costs": figure_costs(routes, credits_below=False),
        "risk": figure_risk(routes, credits_below=False),
        "profile": figure_profile(routes, crossings=briefing.crossings, credits_below=False),
        "network": figure_network(
            briefing.redundancy.network.graph(adding=[route.name for route in routes]),
            colours={route.name: "#000000" for route in routes},
        ),
        "map": figure_map(routes, over=briefing.planner.depth),
    }


def names_of(briefing):
    ends = {landing.name for route in briefing.routes for landing in (route.start, route.end)}
    types = {name for route in briefing.routes for name in route.profile["cable_type"]}
    waters = {name for route in briefing.routes for name in route.profile["waters"]}
    return ends | types | (waters - {"high seas"}) | {route.name for route in briefing.routes}


@pytest.mark.parametrize("kind", ["costs", "risk", "profile", "network", "map"])
def test_every_label_of_a_figure_is_translated_or_a_name(briefing, kind):
    for label in labels_of(figures_of(briefing)[kind]):
        is_number = re.fullmatch(r"[\d,.°NSEWJFMASOND −]+", label)
        is_name = label in names_of(briefing)
        is_credit = label.startswith("Corridor-level route")
        is_title = any(label.startswith(name) for name in names_of(briefing))
        assert is_number or is_name or is_credit or is_title or label in FRENCH.words, label


def test_a_translated_figure_has_french_words_and_numbers(briefing):
    figure = figure_profile(briefing.routes[:1], credits_below=False)
    translate_figure(figure, FRENCH)
    labels = labels_of(figure)
    assert {"profondeur, m", "juridiction", "haute mer"} <= labels
    assert not any("depth" in label or re.search(r"\d,\d{3}", label) for label in labels)
    assert any("\u202f" in label for label in labels)


def test_every_line_of_a_label_is_translated_and_every_term_has_a_word():
    label = translate_label("depth, m\nslope, °", FRENCH)
    assert label == "profondeur, m\npente, °"
    assert {term_label(term) for term in (*TERM_COLOURS, *Term)} <= FRENCH.words.keys()
    assert {cause_label(cause) for cause in Cause} <= FRENCH.words.keys()
    assert {*TERM_COLOURS, *Cause} <= FRENCH.words.keys()


def test_names_keep_their_figures_and_numbers_get_french_marks():
    assert translate_label("EPSG:3995", FRENCH) == "EPSG:3995"
    assert (
        translate_label("10,106 km · max depth 4,200 m", FRENCH)
        == "10\u202f106 km · profondeur max. 4\u202f200 m"
    )
    assert translate_label("0.5", FRENCH) == "0,5"
    assert "Natural Earth 4.1.0 (CC BY 4.0)" in translate_label(
        "Land: Natural Earth 4.1.0 (CC BY 4.0)", FRENCH
    )
    assert translate_label("0.5", read_language("en")) == "0.5"


def test_a_caption_is_wrapped_again_in_french_no_wider_than_in_english():
    caption = (
        "Corridor-level route, not for navigation. Land: Natural Earth 4.1.0. Landings:\n"
        "routeplan, positions from GeoNames."
    )
    figure = Figure()
    figure.supxlabel(caption)
    translate_figure(figure, FRENCH)
    (french,) = labels_of(figure)
    assert "Atterrissements : " in french.replace("\n", " ")
    assert max(map(len, french.split("\n"))) <= max(map(len, caption.split("\n")))
