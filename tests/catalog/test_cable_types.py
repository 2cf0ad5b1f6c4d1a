import pytest

from routeplan.catalog.cable_types import change_cable_type, read_cable_types
from routeplan.catalog.models import CableType
from routeplan.errors import DataError

HEADER = "name,label,from_depth_m,cost_usd_per_km,slack_pct,source\n"


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "types.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_types_come_sorted_from_the_shallowest(tmp_path):
    path = write(tmp_path, HEADER + "LW,lightweight,1000,25000,2,test\nDA,armoured,0,60000,1,test\n")
    assert [(cable.name, cable.from_depth_m) for cable in read_cable_types(path)] == [
        ("DA", 0.0),
        ("LW", 1000.0),
    ]


def test_percent_of_slack_becomes_a_share(tmp_path):
    (cable,) = read_cable_types(write(tmp_path, HEADER + "DA,armoured,0,50000,4,test\n"))
    assert cable.slack_share == pytest.approx(0.04)


def test_embedded_armour_gets_cheaper_with_depth():
    rates = [cable.cost_usd_per_km for cable in read_cable_types()]
    assert rates == sorted(rates, reverse=True)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("name,label\nDA,armoured\n", "from_depth_m, cost_usd_per_km, slack_pct, source"),
        (
            HEADER + "DA,armoured,zero,50000,4,test\n",
            'row 2, column from_depth_m: "zero" is not valid; give a number',
        ),
        (HEADER + "DA,armoured,0\n", 'row 2, column cost_usd_per_km: "" is not valid'),
        (HEADER + "LW,lightweight,1000,25000,2,test\n", "starts at 0 m"),
        (HEADER, "starts at 0 m"),
        ("", "has no column name"),
        (HEADER + "DA,armoured,0,-1,4,test\n", "cable type DA: -1"),
        (HEADER + "DA,armoured,0,nan,4,test\n", 'column cost_usd_per_km: "nan"'),
        (HEADER + "DA,armoured,0,50000,150,test\n", "cable type DA: slack share 1.5"),
    ],
)
def test_a_broken_table_is_refused_and_the_fault_named(tmp_path, text, named):
    with pytest.raises(DataError, match=named):
        read_cable_types(write(tmp_path, text))


def test_a_table_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "types.csv"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(DataError, match=r"types\.csv"):
        read_cable_types(path)
    with pytest.raises(DataError, match=r"none\.csv"):
        read_cable_types(tmp_path / "none.csv")


def test_changing_one_type_leaves_the_others_and_the_original():
    types = read_cable_types()
    changed = change_cable_type(types, "SA", cost_usd_per_km=1.0)
    assert [cable.cost_usd_per_km for cable in changed if cable.name == "SA"] == [1.0]
    assert [cable for cable in changed if cable.name != "SA"] == [
        cable for cable in types if cable.name != "SA"
    ]
    assert types == read_cable_types()


def test_an_unknown_type_is_named_with_those_there_are():
    with pytest.raises(DataError, match="no cable type XX; there are DA, SA, LWP, LW"):
        change_cable_type(read_cable_types(), "XX", slack_share=0.1)


def test_a_type_is_valid_from_birth():
    with pytest.raises(DataError, match="0 USD per km"):
        CableType("X", "x", 0.0, 0.0, 0.02, "test")
