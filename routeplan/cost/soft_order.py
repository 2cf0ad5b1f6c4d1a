"""Closed areas that may give way: how ``:soft=N`` is written after a state or a file, and what N means.

Where closed areas leave no way, soft ones give way, those with the highest N first; an area without N is hard and gives
only where somebody opens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from routeplan.errors import UsageError

SOFTEST = 99
_MARK = ":soft="


def split_soft(text: str) -> tuple[str, int | None]:
    """Split a state or a file from its order; None if it is hard.

    Raises
    ------
    UsageError
        If the order is no whole number from 1 to 99.

    Examples
    --------
    >>> split_soft("RU:soft=3"), split_soft("RU")
    (('RU', 3), ('RU', None))
    """
    what, mark, order = text.rpartition(_MARK)
    if not mark:
        return text, None
    if not (order.isascii() and order.isdigit() and 1 <= int(order) <= SOFTEST):
        raise UsageError(
            f'"{text[:80]}": give soft as a whole number from 1 to {SOFTEST}, such as {what[:40]}{_MARK}1'
        )
    return what, int(order)


def join_soft(what: str, soft: int | None) -> str:
    """Write a state or a file with its order.

    Examples
    --------
    >>> join_soft("RU", 3), join_soft("RU", None)
    ('RU:soft=3', 'RU')
    """
    return what if soft is None else f"{what}{_MARK}{soft}"


def describe_soft(what: str, soft: int | None) -> str:
    """Say whether a closed area is hard, or its order.

    Examples
    --------
    >>> describe_soft("waters of RU", 3), describe_soft("reef", None)
    ('waters of RU (soft 3)', 'reef (hard)')
    """
    return f"{what} ({'hard' if soft is None else f'soft {soft}'})"


def merge_avoided(*lists: Iterable[str]) -> tuple[str, ...]:
    """Join lists of states to avoid, sorted; of a state that is named twice the later order holds.

    Examples
    --------
    >>> merge_avoided(["RU:soft=3", "CN"], ["RU"])
    ('CN', 'RU')
    """
    orders: Mapping[str, int | None] = dict(split_soft(state) for states in lists for state in states)
    return tuple(join_soft(state, orders[state]) for state in sorted(orders))
