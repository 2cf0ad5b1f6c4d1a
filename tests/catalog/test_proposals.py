"""Announced systems: what the embedded table says, and what is refused in a table of one's own."""

import pytest

from routeplan.catalog.proposals import Announced, read_proposals
from routeplan.errors import DataError

HEADINGS = (
    "id,name,stops,branches,stand_ins,length_low_km,length_high_km,cost_low_musd,cost_high_musd,source,remark"
)


@pytest.fixture
def write_row(tmp_path):
    def write(row):
        path = tmp_path / "mine.csv"
        path.write_text(f"{HEADINGS}\n{row}\n", encoding="utf-8")
        return path

    return write


def test_what_was_announced_is_as_the_trade_press_has_it():
    # Lightwave 21-Dec-2021: 14,000 km for USD 1.15 bn; Nordisk Post 17-Feb-2026: 10,500 km.
    by_id = {proposal.id: proposal for proposal in read_proposals()}
    far_north, polar = by_id["far-north-fiber"], by_id["polar-connect"]
    assert (far_north.length_km.low, far_north.cost_musd.high) == (14_000, 1_150)
    assert polar.length_km.high == 10_500


def test_a_figure_that_nobody_announced_is_none():
    assert {proposal.id for proposal in read_proposals() if proposal.cost_musd is None} == {
        "sednalink",
        "greenland-connect",
    }


def test_every_system_can_be_planned_at_once_and_says_where_its_figures_come_from():
    for proposal in read_proposals():
        landings = (*proposal.stops, *proposal.branches)
        assert 2 <= len(set(landings)) == len(landings) <= 8
        assert any(year in proposal.source for year in ("2008", "2021", "2026", "House of Commons"))
        assert proposal.remark


def test_a_table_of_yours_may_leave_figures_empty(write_row):
    (proposal,) = read_proposals(write_row("x,X,bodo;tomakomai,,,9000,9000,,,me,"))
    assert str(proposal.length_km) == "9,000"
    assert (proposal.cost_musd, proposal.branches) == (None, ())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,X,bodo;tomakomai,,,9000,,,,me,", "length from 9000.0 to None; give the lower figure first"),
        ("x,X,bodo;tomakomai,,,9000,8000,,,me,", "length from 9000.0 to 8000.0"),
        ("x,X,bodo;tomakomai,,nuuk,,,,,me,", "nuuk in stand_ins is no landing of it"),
        ("x,X,bodo;atlantis,,,,,,,me,", "atlantis"),
        ("x,X,bodo;tomakomai,,,-5,8000,,,me,", "length_low_km"),
    ],
)
def test_a_strange_row_is_refused_in_one_line(write_row, row, message):
    with pytest.raises(DataError, match=message) as refused:
        read_proposals(write_row(row))
    assert "\n" not in str(refused.value)


def test_a_range_of_one_figure_is_written_as_one():
    assert (str(Announced(10_000, 10_500)), str(Announced(9_000, 9_000))) == ("10,000–10,500", "9,000")
