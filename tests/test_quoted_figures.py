"""Figures quoted in README and docs come from a run that can be repeated, and agree with each other."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import routeplan as rp
from routeplan.planning.hindcast import NULL_RATIO, read_hindcast_table

ROOT = Path(__file__).parents[1]
# Planned again from each table; the whole tables take a minute (make hindcast, make coast).
CABLES = ("Skagenfiber West", "IRIS", "Hokkaido - Akita")
COASTS = ("Kagoshima – Busan", "Stornoway – Dublin")


def table(page: str, heading: str) -> list[dict[str, str]]:
    """Rows of the first Markdown table whose heading row begins with a text."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(heading))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in _block(lines[start:])]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def _block(lines: list[str]) -> list[str]:
    end = next((at for at, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return lines[:end]


def number(text: str) -> float:
    return float(text.replace(",", ""))


@pytest.fixture(scope="module")
def planner() -> rp.Planner:
    return rp.open_planner()


@pytest.fixture(scope="module")
def cables() -> list[dict[str, str]]:
    return table("docs/hindcast.md", "| cable |")


@pytest.fixture(scope="module")
def groups() -> dict[str, dict[str, str]]:
    return {row["cables"]: row for row in table("docs/hindcast.md", "| cables |")}


def test_the_summary_of_the_hindcast_is_that_of_its_rows(cables, groups):
    of = {
        "all": cables,
        "discriminating": [row for row in cables if row["discriminating"]],
        "others": [row for row in cables if not row["discriminating"]],
    }
    for group, rows in of.items():
        for column, error in (("", "error %"), ("null ", "null error %")):
            errors = np.abs([number(row[error]) for row in rows])
            # Rows are rounded to a tenth.
            assert number(groups[group][f"{column}median %"]) == pytest.approx(np.median(errors), abs=0.11)
            assert number(groups[group][f"{column}mean %"]) == pytest.approx(errors.mean(), abs=0.11)


def test_the_null_model_of_the_hindcast_is_its_ratio_times_the_geodesic(cables):
    for row in cables:
        assert number(row["null km"]) == pytest.approx(NULL_RATIO * number(row["geodesic km"]), abs=1.1)


def test_the_readme_quotes_the_hindcast(groups):
    limits = (ROOT / "README.md").read_text(encoding="utf-8").split("## Limits")[1]
    sentence = re.search(
        r"differ from published ones by ([\d.]+) % \(median\).*?by ([\d.]+) %;\s*by ([\d.]+) and ([\d.]+) % where.*?"
        r"by ([\d.]+) and ([\d.]+) % elsewhere\. The means are ([\d.]+) and ([\d.]+) %",
        limits,
        re.DOTALL,
    )
    assert sentence is not None
    quoted = sentence.groups()
    medians = [
        groups[group][column]
        for group in ("all", "discriminating", "others")
        for column in ("median %", "null median %")
    ]
    assert list(quoted) == [*medians, groups["all"]["mean %"], groups["all"]["null mean %"]]


@pytest.mark.long
def test_cables_of_the_hindcast_planned_again_are_as_long_as_the_page_says(planner, cables):
    embedded = {cable.name: cable for cable in read_hindcast_table()}
    again = [row for row in cables if row["cable"] in CABLES]
    assert len(again) >= 3
    for row in again:
        cable = embedded[row["cable"]]
        route = planner.route(cable.start, cable.end, prove=False)
        assert round(route.length_km) == number(row["route km"])
        assert round(route.cable_km) == number(row["cable km"])


def test_the_total_of_the_coast_is_that_of_its_rows():
    *routes, total = table("docs/coast.md", "| route | km | landfalls | land_km reported")
    for column, digits in (("km", 0), ("land_km reported", 2), ("found", 2)):
        tolerance = 0.51 * len(routes) * 10.0**-digits
        assert number(total[column]) == pytest.approx(
            sum(number(row[column]) for row in routes), abs=tolerance
        )


def test_routes_along_the_coast_planned_again_are_what_the_page_says(planner):
    rows = {
        row["route"]: row for row in table("docs/coast.md", "| route | km | landfalls | land_km reported")
    }
    for name in COASTS:
        route = planner.route(*name.split(" – "), prove=False)
        assert round(route.length_km) == number(rows[name]["km"])
        assert f"{route.land_km:.2f}" == rows[name]["land_km reported"]
