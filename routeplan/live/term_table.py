"""Table of cost terms: money beside the objective, and two routes with their difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from routeplan.live.session import CURRENT_COLOUR, Pin
from routeplan.planning.route import Route
from routeplan.view.term_labels import term_label

_NOTE = "Money: the cost over the life of the cable. Objective: what the route is chosen by, money times multipliers."
_LEAST_SHOWN_USD = 0.05e6  # a term below it in every column rounds to 0.0 million


@dataclass(frozen=True, slots=True)
class _TermColumn:
    """A column of the table: its heading, and US dollars by term."""

    heading: str
    colour: str
    terms_usd: Mapping[str, float]
    is_difference: bool = False

    def cell(self, usd: float) -> str:
        sign = "+" if self.is_difference and usd >= _LEAST_SHOWN_USD else ""
        return f'<td class="number">{sign}{usd / 1e6:,.1f}</td>'


def terms_html(route: Route, pin: Pin | None) -> str:
    """Table of the life cost by term beside the objective, both in million US dollars.

    Parameters
    ----------
    route : Route
        The current route.
    pin : Pin, optional
        Compared with it: its columns follow, and the difference of each term, current less pin.
    """
    columns = _columns_of(route, "current", CURRENT_COLOUR)
    if pin is not None:
        theirs = _columns_of(pin.route, pin.name, pin.colour)
        differences = [
            _TermColumn(
                heading, "transparent", _difference(mine.terms_usd, their.terms_usd), is_difference=True
            )
            for heading, mine, their in zip(
                ("money, difference", "objective, difference"), columns, theirs, strict=True
            )
        ]
        columns = [*columns, *theirs, *differences]
    terms = {
        term for column in columns for term, usd in column.terms_usd.items() if abs(usd) >= _LEAST_SHOWN_USD
    }
    ordered = sorted(terms, key=lambda term: -columns[0].terms_usd.get(term, 0.0))
    rows = "".join(
        _row(term_label(term), [column.terms_usd.get(term, 0.0) for column in columns], columns)
        for term in ordered
    )
    sums = _row("sum", [sum(column.terms_usd.values()) for column in columns], columns, 'class="is-sum"')
    heads = "".join(
        f'<th scope="col" class="number" style="border-bottom:3px solid {column.colour}">{escape(column.heading)}</th>'
        for column in columns
    )
    return (
        f'<table class="routeplan-facts routeplan-terms"><caption>Cost by term, million US dollars'
        f'<br><span class="note">{_NOTE}</span></caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}{sums}</tbody></table>"
    )


def _columns_of(route: Route, name: str, colour: str) -> list[_TermColumn]:
    return [
        _TermColumn(f"{name}: money", colour, route.life_terms_usd),
        _TermColumn(f"{name}: objective", colour, route.objective_terms_usd),
    ]


def _difference(mine: Mapping[str, float], theirs: Mapping[str, float]) -> dict[str, float]:
    return {term: mine.get(term, 0.0) - theirs.get(term, 0.0) for term in {**mine, **theirs}}


def _row(label: str, values_usd: Sequence[float], columns: Sequence[_TermColumn], attribute: str = "") -> str:
    cells = "".join(column.cell(usd) for column, usd in zip(columns, values_usd, strict=True))
    return f'<tr {attribute}><th scope="row">{escape(label)}</th>{cells}</tr>'
