"""Range of a candidate's build cost, where its record has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Field of a candidate with the low, likely and high build cost, USD.
_RANGE = "build_cost_range_usd"


def build_range_keys(candidate: Mapping[str, Any]) -> tuple[str, str] | None:
    """Give the keys of the low and the high build cost below a candidate's record; None without a range.

    Examples
    --------
    >>> build_range_keys({"build_cost_usd": 5e6})
    >>> build_range_keys({"build_cost_range_usd": {"low": 4e6, "likely": 5e6, "high": 7e6}})
    ('build_cost_range_usd.low', 'build_cost_range_usd.high')
    """
    return (f"{_RANGE}.low", f"{_RANGE}.high") if _RANGE in candidate else None
