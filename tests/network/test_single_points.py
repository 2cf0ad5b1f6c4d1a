"""Single points of failure on graphs drawn by hand."""

from routeplan.network.single_points import find_single_points, list_single_points


def test_single_points_are_those_whose_loss_parts_the_graph():
    """A ring a-b-f-c with a tail c-d-e, whose first part is double: as on the way to Svalbard."""
    problem = [
        ("a", "b", 1.0),
        ("b", "f", 1.0),
        ("f", "c", 1.0),
        ("c", "a", 1.0),
        ("c", "d", 1.0),
        ("c", "d", 1.0),
        ("d", "e", 1.0),
    ]
    landings, links = find_single_points(problem, range(7))
    assert landings == {"c": ("d", "e"), "d": ("e",)}
    assert links == {6: ("e",)}
    assert find_single_points(problem, range(6))[1] == {}  # the last is a way over land


def test_the_table_names_what_is_lost_and_what_it_disconnects():
    """a and b are joined twice at sea, b-c by one cable, c-d over land."""
    cables, land = [("a", "b", 1.0), ("a", "b", 1.0), ("b", "c", 1.0)], [("c", "d", 1.0)]
    names = {"a": "Alpha", "b": "Bravo", "c": "Charlie", "d": "Delta"}
    table = list_single_points(cables, land, cable_names=["one", "two", "three"], landing_names=names)
    lost = {(row.kind, row.name): (row.landings, row.cuts_off) for row in table.itertuples(index=False)}
    assert lost == {
        ("landing", "Bravo"): (1, "Alpha"),
        ("landing", "Charlie"): (1, "Delta"),
        ("cable", "three"): (2, "Charlie, Delta"),
    }
    assert table["kind"].tolist() == ["landing", "landing", "cable"]
