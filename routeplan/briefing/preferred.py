"""The candidates that an answer is about: the preferred one of each connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def preferred_of(record: Mapping[str, Any]) -> list[int]:
    """List the indices of the preferred candidates, in the order of the connections."""
    return [connection["preferred"] for connection in record["connections"]]
