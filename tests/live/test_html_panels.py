"""Panels: figures, legend and table."""

from dataclasses import replace
from html import escape

import numpy as np

from routeplan.live.html_panels import SUMMARY_ROWS, draw_panels, facts_html, legend_html
from routeplan.live.session import Pin
from routeplan.view.maps.raster_image import DEPTH, Classes, derive_excess_classes


def test_names_cannot_break_the_page(pin_of):
    pin = pin_of("nothing special")
    sly = "<script>alert('1')</script> & \"co\""
    request = replace(
        pin.answer.request, scenario=pin.answer.request.scenario.model_copy(update={"name": sly})
    )
    answer = replace(pin.answer, request=request, route=replace(pin.answer.route, name=sly))
    panels = draw_panels(answer, (Pin(1, answer),))
    for html in (
        facts_html(answer.route, [Pin(1, answer)], 0),
        panels.profile,
        panels.costs,
        legend_html(sly, DEPTH),
    ):
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert ' "co"' not in html


def test_a_legend_names_classes_by_their_limits():
    """Per cent from zero to the width; depth, whose last class is open; named classes by name."""
    excess = legend_html("excess", derive_excess_classes(10.0))
    assert [f">{words}<" in excess for words in ("0–2", "2–4", "4–6", "6–8", "8–10")] == [True] * 5
    depth = legend_html("depth", DEPTH)
    assert ">0–200<" in depth
    assert ">from 5000<" in depth
    named = legend_html("kind", Classes((1.0, 2.0), ("#000000", "#ffffff"), ("rock", "sand"), named=True))
    assert ">rock<" in named
    assert named.count("<i ") == 2


def test_the_table_has_a_column_for_what_is_shown_and_one_for_each_pin(pin_of):
    current, pins = (
        pin_of("nothing special").answer.route,
        [pin_of("a point, an area", 1), pin_of("across 180", 2)],
    )
    heads = [
        part.partition(">")[2].partition("<")[0]
        for part in facts_html(current, pins, 3).split('<th scope="col"')[1:]
    ]
    assert heads == ["current", *(pin.name for pin in pins)]
    for pin in pins:
        assert f"border-bottom:3px solid {pin.colour}" in facts_html(current, pins, 3)
    assert f"{current.length_km:,.0f} km" in facts_html(current, pins, 3)
    assert facts_html(None, [], 0) == ""
    assert "current" not in facts_html(None, pins, 0)


def test_a_months_figures_are_in_the_table_when_a_month_is_chosen(pin_of):
    route = pin_of("nothing special").answer.route
    in_march = route.derive_month_summary(3)
    assert in_march
    for row in in_march:
        assert row in facts_html(route, [], 3)
    assert len(facts_html(route, [], 0)) < len(facts_html(route, [], 3))


def test_there_is_a_corridor_to_draw_once_it_is_known(pin_of):
    answer = pin_of("nothing special").answer
    drawn = draw_panels(answer, ())
    opaque = drawn.corridor.pixels[..., 3] > 0
    assert opaque.sum() == np.isfinite(answer.excess_pct.to_numpy()).sum()
    assert draw_panels(replace(answer, excess_pct=None), ()).corridor is None


def test_every_row_of_the_table_is_in_the_summary_of_a_route(pin_of):
    """A row that the summary calls something else would be missing without notice."""
    route = pin_of("nothing special").answer.route
    only_where_set = {"policy", "objective"}  # this route has neither a price nor weights
    assert set(SUMMARY_ROWS) - only_where_set <= set(route.summary.index)
    assert not only_where_set & set(route.summary.index)
    table = facts_html(route, [], 0)
    for row in set(SUMMARY_ROWS) - only_where_set:
        assert f'<th scope="row">{row}</th><td>{escape(route.summary[row])}</td>' in table
    assert '<th scope="row">cell size</th><td>50 km</td>' in table


def test_the_corridor_is_shaded_by_the_width_that_was_asked(pin_of):
    """A cell 4 % above the best is of another class when the corridor is 5 % wide than when it is 20 % wide."""
    answer = pin_of("nothing special").answer
    wide = replace(answer, request=replace(answer.request, within_pct=20.0))
    narrow_pixels, wide_pixels = (draw_panels(drawn, ()).corridor.pixels for drawn in (answer, wide))
    assert not np.array_equal(narrow_pixels, wide_pixels)


def test_figures_name_their_routes(pin_of):
    answer, pin = pin_of("nothing special").answer, pin_of("a point, an area", 2)
    panels = draw_panels(answer, (pin,))
    assert panels.pins == (pin,)
    assert f'alt="Profile of {answer.route.name}: depth, ' in panels.profile
    assert f'alt="Costs by term of {answer.route.name}, {pin.name}"' in panels.costs


def test_a_named_legend_gives_no_range_and_an_open_one_has_no_upper_bound():
    closed = legend_html("share", Classes((0.0, 0.5), ("#000000", "#ffffff"), ("0", "0.5", "1")))
    assert [f">{label}<" in closed for label in ("0–0.5", "0.5–1", "from 1")] == [True, True, False]
