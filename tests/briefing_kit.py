"""The question that tests of the briefing ask."""

from __future__ import annotations

from datetime import date

PAIRS = ("bodo:tomakomai", "galway:halifax", "sopelana:virginia-beach")
DAY = date(2026, 11, 25)
