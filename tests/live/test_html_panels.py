"""Panels: profiles, and the tables of facts and of cost terms."""

import re
from dataclasses import replace
from html import escape

import numpy as np
import pytest

from routeplan.live.display import corridor_image
from routeplan.live.html_panels import SUMMARY_ROWS, Profiles, facts_html
from routeplan.live.session import Pin
from routeplan.live.term_table import terms_html


def rows_of(table: str) -> dict[str, list[float]]:
    """Figures of a table of terms by the label of their row."""
    return {
        label: [float(figure.replace(",", "")) for figure in re.findall(r"<td[^>]*>([^<]*)</td>", cells)]
        for label, cells in re.findall(r'<th scope="row">([^<]*)</th>(.*?)</tr>', table)
    }


def test_names_cannot_break_the_page(pin_of):
    pin = pin_of("nothing special")
    sly = "<script>alert('1')</script> & \"co\""
    answer = replace(pin.answer, route=replace(pin.answer.route, name=sly))
    named = Pin(1, answer, given_name=sly)
    for html in (
        facts_html(answer.route, [named], 0),
        *Profiles(answer, named).draw(),
        terms_html(answer.route, named),
    ):
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert ' "co"' not in html


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


def test_every_row_of_the_table_is_in_the_summary_of_a_route(pin_of):
    """A row that the summary calls something else would be missing without notice."""
    route = pin_of("nothing special").answer.route
    assert set(SUMMARY_ROWS) - {"policy"} <= set(route.summary.index)  # this route has no policy price
    table = facts_html(route, [], 0)
    for row, label in SUMMARY_ROWS.items():
        if row != "policy":
            assert f'<th scope="row">{label}</th><td>{escape(route.summary[row])}</td>' in table
    assert '<th scope="row">Cell size</th><td>50 km</td>' in table


def test_the_corridor_covers_the_cells_within_it_in_classes_of_its_width(pin_of):
    """A cell 4 % above the best is of another class when the corridor is 5 % wide than when it is 20 % wide."""
    excess = pin_of("nothing special").answer.excess_pct
    narrow, wide = (corridor_image(excess, pct).image.pixels for pct in (5.0, 20.0))
    assert (narrow[..., 3] > 0).sum() == np.isfinite(excess.to_numpy()).sum()
    assert not np.array_equal(narrow, wide)


def test_profiles_name_their_routes_and_the_second_is_that_of_the_pin(pin_of):
    answer, pin = pin_of("nothing special").answer, pin_of("a point, an area", 2)
    current, pinned = Profiles(answer, pin).draw()
    assert f'alt="Profile of {answer.route.name}: depth, ' in current
    assert f'alt="Profile of {pin.name}: ' in pinned
    assert Profiles(answer, None).draw() == (current, "")


def test_money_stands_unweighted_beside_the_objective(pin_of):
    """The multipliers of this request are 0.25 for ice and 2 for outages."""
    route = pin_of("weights and a preset").answer.route
    rows = rows_of(terms_html(route, None))
    for label, multiplier in (("ice", 0.25), ("outage", 2.0), ("cable", 1.0)):
        money, objective = rows[label]
        assert money == pytest.approx(route.life_terms_usd[label] / 1e6, abs=0.051)
        assert objective == pytest.approx(
            multiplier * money, rel=0.03, abs=0.2
        )  # the objective is summed by cells
    assert rows["sum"] == pytest.approx([route.life_cost_usd / 1e6, route.objective_usd / 1e6], abs=0.051)


def test_the_difference_of_a_term_is_current_less_pin(pin_of):
    route, pin = pin_of("nothing special").answer.route, pin_of("across 180", 2)
    rows = rows_of(terms_html(route, pin))
    terms = {term for term, usd in {**route.life_terms_usd, **pin.route.life_terms_usd}.items() if usd > 1e5}
    assert len(rows) >= len(terms)
    for label, term in (("cable", "cable"), ("survey", "survey")):
        expected = (route.life_terms_usd[term] - pin.route.life_terms_usd[term]) / 1e6
        assert rows[label][4] == pytest.approx(expected, abs=0.051)
