"""What tests of commands share: options, the keys of a plan's record, and the outcome of a command."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from json_kit import assert_printed_as_documented

COARSE = ("--spacing-km", "25")
GALWAY_HALIFAX = ("plan", "galway", "halifax", *COARSE)
# First bytes of each output format.
MAGIC = {
    ".geojson": b"{",
    ".gpkg": b"SQLite format 3",
    ".kml": b"<?xml",
    ".kmz": b"PK",
    ".gpx": b"<?xml",
    ".fgb": b"fgb",
    ".zip": b"PK",
    ".dxf": b"999",
    ".html": b"<!DOCTYPE html>",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".svg": b"<?xml",
    ".pdf": b"%PDF-",
}
# CONTRACT of plan --json, in the order in which it is printed.
KEYS = [
    "from", "to", "length_km", "cable_km", "survey_allowance_pct", "geodesic_km", "sea_km", "landfall_km",
    "land_km", "build_cost_usd", "build_terms_usd", "life_cost_usd", "life_terms_usd", "objective_usd",
    "objective_terms_usd", "rtt_ms", "max_depth_m", "mean_depth_m", "side_slope_max_deg", "along_slope_max_deg",
    "build_items_usd", "build_cost_range_usd", "yearly_items_usd", "faults_per_year", "faults_by_cause",
    "repair_days_mean", "repair_days_by_month", "worst_month", "repair_usd_per_year",
    "unavailability_hours_per_year", "ice_km", "ice_km_by_month", "jurisdictions", "jurisdiction_remarks",
    "optimality_gap_pct", "spacing_km", "cells", "solve_seconds", "scenario_sha256", "sources", "version",
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """Exit code of a command, and what it printed on stdout and stderr."""

    code: int
    out: str
    err: str


def run_in_shell(*arguments: str, **environment: str) -> Outcome:
    """Run a command as a process of its own, as a shell does; JSON that it prints must be as documented."""
    done = subprocess.run(
        [sys.executable, "-c", "from routeplan.cli import main; main()", *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=1_200, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip
    assert_printed_as_documented(arguments, done.stdout)
    return Outcome(done.returncode, done.stdout, done.stderr)


def assert_one_clear_line(outcome: Outcome, code: int, *words: str) -> None:
    """Assert that a command failed with one line on stderr that has some words."""
    assert outcome.code == code
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("routeplan: ")
    assert "Traceback" not in outcome.err
    for word in words:
        assert word in outcome.err
