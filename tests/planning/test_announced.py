"""Announced systems beside planned ones: every figure is that of the system, and what is not known is empty."""

import pytest

import routeplan as rp
from routeplan.errors import UsageError


@pytest.fixture(scope="module")
def connect():
    return next(proposal for proposal in rp.read_proposals() if proposal.id == "greenland-connect")


@pytest.fixture(scope="module")
def systems(connect):
    """Greenland Connect as a line, and one with a branch."""
    planner = rp.open_planner(spacing_km=40)
    line = planner.system(connect.stops, name=connect.name)
    return line, planner.system(["milton", "landeyjar"], branches=["nuuk"], name="with a branch")


@pytest.mark.long
def test_a_plan_stands_beside_what_was_announced(connect, systems):
    table = rp.compare_with_announced([connect, connect], systems)
    line, branched = table.iloc[0], table.iloc[1]
    assert list(table.index) == ["Greenland Connect"] * 2
    assert (line.announced_km, line.announced_musd) == ("4,500–4,800", "")
    assert line.trunk_cable_km == pytest.approx(line.cable_km)  # a line is all trunk
    branch = next(
        segment for segment in systems[1].segments if "Nuuk" in {segment.start.name, segment.end.name}
    )
    assert branched.cable_km - branched.trunk_cable_km == pytest.approx(branch.cable_km)
    low, high = (float(figure.replace(",", "")) for figure in branched.build_range_musd.split("–"))
    assert low < branched.build_cost_musd < high


def test_the_ends_of_a_line_are_apart_while_any_of_its_segments_is_down(systems):
    line = systems[0]
    row = rp.tabulate_service([line]).loc["Greenland Connect"]
    assert row.landings == 4
    assert row.faults_per_year == pytest.approx(line.segment_table.iloc[-1].faults_per_year)
    # Faults times days of repair, but for the hours in which two segments are down at once.
    down_hours = 24 * line.segment_table.iloc[-1].down_days_per_year
    assert 0.85 * down_hours < row.down_hours_per_year < down_hours
    assert row.least_served in {"Nuuk", "Qaqortoq"}
    assert row.least_served_down_hours_per_year < row.down_hours_per_year


def test_a_system_without_landings_between_has_no_least_served(systems):
    planner_line = rp.open_planner(spacing_km=40).system(["galway", "halifax"])
    row = rp.tabulate_service([planner_line]).iloc[0]
    assert row.least_served is None
    assert row.isna().least_served_down_hours_per_year


def test_landings_that_stand_in_are_told(connect):
    table = rp.tabulate_proposals(rp.read_proposals())
    assert table.not_named["Greenland Connect"] == ""
    assert "Resolute" in table.not_named["Far North Fiber"]
    assert table.trunk["Greenland Connect"] == "Milton – Nuuk – Qaqortoq – Landeyjar"


def test_more_proposals_than_systems_are_refused(connect, systems):
    with pytest.raises(UsageError, match="2 announced systems beside 1 planned ones"):
        rp.compare_with_announced([connect, connect], systems[:1])
