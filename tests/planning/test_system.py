"""Systems of segments: what is paid once, what adds up, and which lines of a file are one system."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

import routeplan as rp
from routeplan.errors import UsageError
from routeplan.geo.track import Line
from routeplan.planning import system_planning
from routeplan.planning.system import System
from routeplan.planning.system_groups import group_lines, tell_apart
from routeplan.planning.system_lines import lay_out, score_lines
from routeplan.planning.system_planning import Branch, plan_beside, plan_each_beside, plan_system

BASE = [
    (-9.05, 53.27), (-11.5, 53.1), (-16.0, 52.5), (-25.0, 51.2),
    (-36.0, 49.0), (-47.0, 46.0), (-58.0, 44.2), (-63.57, 44.64),
]  # fmt: skip
UNIT = (-25.0, 51.2)
BRANCH = [UNIT, (-25.0, 60.0), (-20.4, 63.4)]  # to the south coast of Iceland
WGS84 = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


def collection(*lines, **properties):
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": points},
        }
        for points in lines
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    def reader(text, name="lines.geojson"):
        path = tmp_path_factory.mktemp("lines") / name
        path.write_text(text)
        return rp.read_lines(path)

    return reader


@pytest.fixture(scope="module")
def whole(planner):
    return planner.score(Line(*np.array(BASE).T), name="whole")


@pytest.fixture(scope="module")
def branched(planner, read):
    (scored,) = score_lines(planner, read(collection(BASE, BRANCH)))
    return scored.valued


def test_seven_segments_in_any_order_and_direction_cost_what_the_whole_line_costs(planner, read, whole):
    pieces = [BASE[at : at + 2] for at in range(7)]
    mixed = [piece[::-1] if at % 2 else piece for at, piece in enumerate(pieces)]
    (scored,) = score_lines(planner, read(collection(*mixed[::-1])))
    system = scored.valued
    assert isinstance(system, System)
    assert len(system.segments) == 7
    assert [landing.id for landing in system.landings] in (["galway", "halifax"], ["halifax", "galway"])
    for figure in (
        "length_km",
        "cable_km",
        "build_cost_usd",
        "life_cost_usd",
        "objective_usd",
        "rtt_ms",
        "land_km",
    ):
        assert getattr(system, figure) == pytest.approx(getattr(whole, figure), rel=1e-9), figure
    assert system.breakdown.exposure.total_per_year == pytest.approx(whole.breakdown.exposure.total_per_year)
    assert system.breakdown.exposure.repair_days_mean == pytest.approx(
        whole.breakdown.exposure.repair_days_mean
    )
    for item, usd in whole.breakdown.build_items.items():
        assert system.breakdown.build_items[item].high == pytest.approx(usd.high, rel=1e-9), item
    assert system.breakdown.jurisdiction_km == pytest.approx(whole.breakdown.jurisdiction_km)


def test_a_branch_that_leaves_the_line_at_sea_is_of_one_system_with_three_landings(branched):
    assert isinstance(branched, System)
    assert branched.has_branches
    assert len(branched.segments) == 3
    assert len(branched.landings) == 3
    (unit,) = branched.branching_units
    assert (unit.lon, unit.lat) == UNIT
    assert (branched.start.id, branched.end.id) == ("galway", "halifax")
    assert branched.line.length_km == pytest.approx(WGS84.line_length(*np.array(BASE).T) / 1000, rel=1e-9)
    arms = [WGS84.line_length(*np.array(points).T) / 1000 for points in (BASE, BRANCH)]
    assert branched.length_km == pytest.approx(sum(arms), rel=1e-9)


def test_stations_shore_ends_permits_and_ships_are_paid_once(planner, branched):
    prices, laying = planner.assumptions.prices, planner.assumptions.laying
    each = (
        prices.station_repeatered_usd.likely
        + prices.power_feed_usd.likely
        + prices.shore_end_usd.likely
        + prices.permits_usd_per_landing.likely
    )
    loads = np.ceil(branched.cable_km / laying.load_km)
    ships = loads * laying.mobilisation_days * prices.cable_ship_usd_per_day.likely
    once = 3 * each + prices.branching_unit_usd.likely + ships + prices.desk_study_usd.likely
    expected = once * (1 + prices.contingency_share.likely)
    assert branched.build_terms_usd["landing"] == pytest.approx(expected, rel=1e-9)
    assert branched.breakdown.objective_terms_usd["landing"] == pytest.approx(expected, rel=1e-9)


def test_the_rows_of_the_segments_add_up_to_the_total(branched):
    table = branched.segment_table
    assert table["segment"].tolist()[-2:] == ["paid once", "total"]
    figures = table.columns[3:]
    assert np.allclose(table[figures].iloc[:-1].sum(), table[figures].iloc[-1])
    total = table.iloc[-1]
    assert total["length_km"] == pytest.approx(branched.length_km)
    assert total["build_cost_musd"] == pytest.approx(branched.build_cost_usd / 1e6)
    assert total["life_cost_musd"] == pytest.approx(branched.life_cost_usd / 1e6)
    exposure = branched.breakdown.exposure
    assert total["down_days_per_year"] == pytest.approx(exposure.total_per_year * exposure.repair_days_mean)
    items = sum(usd.likely for usd in branched.breakdown.build_items.values())
    assert items == pytest.approx(branched.build_cost_usd, rel=1e-9)
    by_step = (branched.profile["step_km"] * branched.profile["cost_usd_per_km"]).sum()
    assert by_step + branched.build_terms_usd["landing"] == pytest.approx(branched.build_cost_usd, rel=1e-6)


def test_the_steps_of_a_segment_add_up_to_what_it_costs_within_its_system(branched):
    """Its own repeaters are replaced by its share of those of the system."""
    for segment in branched.segments:
        steps_usd = (segment.profile["cost_usd_per_km"] * segment.profile["step_km"]).sum()
        assert steps_usd == pytest.approx(segment.build_cost_usd, rel=1e-9)


def test_cables_that_meet_at_a_landing_are_one_system_only_if_the_file_names_it(planner, read):
    to_iceland = [BASE[0], (-12.0, 58.0), (-20.4, 63.4)]
    to_spain = [BASE[0], (-14.0, 48.0), (-8.4, 43.4)]
    apart = score_lines(planner, read(collection(BASE, to_iceland, to_spain)))
    assert [isinstance(one.valued, System) for one in apart] == [False, False, False]
    (named,) = score_lines(planner, read(collection(BASE, to_iceland, to_spain, system="Star")))
    assert (named.valued.name, len(named.valued.landings), len(named.valued.branching_units)) == (
        "Star",
        4,
        0,
    )


def test_lines_between_the_same_ends_are_alternatives(read):
    other = [BASE[0], (-30.0, 45.0), BASE[-1]]
    groups = group_lines(read(collection(BASE, other, system="A")), lambda lon, lat: False)
    assert [len(group) for group in groups] == [1, 1]


def test_lines_that_share_a_landing_are_told_in_one_sentence_and_the_coast_is_asked_once(read):
    asked = []
    lines = read(
        collection(*([BASE[0], (-30.0, 45.0), (-60.0, 43.0 + 0.1 * number)] for number in range(40)))
    )
    groups = group_lines(lines, lambda *place: asked.append(place) or True)
    assert len(groups) == 40
    assert asked == [BASE[0]]
    (told,) = tell_apart(lines, groups)
    assert "and 36 more meet at a landing, 53.2700N 9.0500W, and are valued as cables of their own" in told


def test_lines_between_the_same_ends_share_the_best_route(planner, read, monkeypatch):
    ways = [[BASE[0], (-30.0, 45.0 + number), BASE[-1]] for number in range(3)]
    lines = [one.valued for one in score_lines(planner, read(collection(*ways)))]
    alone = plan_beside(planner, lines[0], name="alone")
    asked = []
    monkeypatch.setattr(system_planning, "plan_beside", lambda *_, name: asked.append(name) or alone)
    best = plan_each_beside(planner, lines)
    assert asked == [f"best for {lines[0].name}"]
    assert [one.name for one in best] == [f"best for {line.name}" for line in lines]
    assert {one.objective_usd for one in best} == {alone.objective_usd}


def test_a_written_system_is_read_as_the_same_system(planner, branched, tmp_path):
    branched.write(tmp_path / "system.geojson")
    (again,) = score_lines(planner, rp.read_lines(tmp_path / "system.geojson"))
    assert again.valued.name == branched.name
    assert [segment.name for segment in again.valued.segments] == [
        segment.name for segment in branched.segments
    ]
    assert again.valued.build_cost_usd == pytest.approx(branched.build_cost_usd, rel=1e-3)
    assert again.valued.build_terms_usd["landing"] == pytest.approx(
        branched.build_terms_usd["landing"], rel=1e-9
    )
    kinds = [
        feature["properties"]["kind"]
        for feature in json.loads((tmp_path / "system.geojson").read_text())["features"]
    ]
    assert kinds.count("segment") == 3
    assert kinds.count("landing") == 3
    assert kinds.count("branching unit") == 1


@pytest.mark.parametrize(
    ("suffix", "rel"), [(".gpkg", 1e-9), (".zip", 1e-9), (".fgb", 1e-9), (".kml", 1e-6), (".gpx", 1e-6)]
)
def test_a_system_written_in_any_format_pays_its_landings_once(planner, branched, tmp_path, suffix, rel):
    branched.write(tmp_path / f"system{suffix}")
    lines = rp.read_lines(tmp_path / f"system{suffix}")
    (again,) = score_lines(planner, lines)
    assert len(again.valued.segments) == 3
    assert again.valued.build_cost_usd == pytest.approx(branched.build_cost_usd, rel=rel)
    # The file says what is a unit and what is a landing, wherever the coast is.
    for is_shore in (True, False):
        (group,) = group_lines(lines, lambda lon, lat, said=is_shore: said)
        layout, _ = lay_out(group, lambda lon, lat, said=is_shore: said)
        assert [(round(unit.lon, 3), round(unit.lat, 3)) for unit in layout.units] == [UNIT]
        assert len(layout.landings) == 3


def test_a_comparison_has_the_system_and_a_row_a_segment(branched):
    table = rp.compare([branched])
    assert table["kind"].tolist() == ["baseline", "baseline", "system", "segment", "segment", "segment"]
    system, segments = table.iloc[2], table.iloc[3:]
    assert segments["length_km"].sum() == pytest.approx(system["length_km"])
    assert segments["build_cost_musd"].sum() + system["landing_musd"] == pytest.approx(
        system["build_cost_musd"]
    )
    ends = [(BASE[0], UNIT), (UNIT, BASE[-1]), (UNIT, BRANCH[-1])]
    straight = sum(WGS84.inv(*start, *end)[2] for start, end in ends) / 1000
    assert table["length_km"].iloc[0] == pytest.approx(straight, rel=1e-9)
    assert table["length_km"].iloc[1] > straight


def test_maps_and_figures_draw_every_segment_in_the_colour_of_its_system(branched):
    page = rp.map_routes([branched]).get_root().render()
    assert len(re.findall('"name": ?"branching unit 1"', page)) == 1
    for segment in branched.segments:
        assert re.search(f'"name": ?"{segment.name}"', page)
    figure = rp.figure_map([branched])
    assert len(branched.plot().figure.axes) == len(figure.axes)
    assert rp.figure_costs([branched]).axes
    assert len(rp.figure_routes([branched]).axes) == 1 + 3


def test_a_festoon_is_planned_leg_by_leg_with_each_landing_once(planner):
    system = plan_system(planner, ["galway", "landeyjar", "nuuk"])
    assert [landing.id for landing in system.landings] == ["galway", "landeyjar", "nuuk"]
    legs = [planner.route(*ends, prove=False) for ends in (("galway", "landeyjar"), ("landeyjar", "nuuk"))]
    assert system.length_km == pytest.approx(sum(leg.length_km for leg in legs), rel=1e-9)
    saved = sum(leg.build_terms_usd["landing"] for leg in legs) - system.build_terms_usd["landing"]
    assert saved > 0
    assert system.sea_km == pytest.approx(sum(leg.sea_km for leg in legs), rel=1e-9)


def test_where_units_are_given_the_gap_is_that_of_the_segments_together(planner):
    system = plan_system(planner, ["galway", "halifax"], branches=[Branch("nuuk", "55.0,-38.0")], prove=True)
    ends = [(segment.start, segment.end) for segment in system.segments]
    routes = [planner.route(*pair) for pair in ends]
    units_usd = system.bound.cost_usd - sum(route.breakdown.objective_usd_per_line for route in routes)
    assert units_usd > 0.0
    assert system.bound.least_usd == pytest.approx(sum(route.bound_usd for route in routes) + units_usd)
    assert 0.0 < system.optimality_gap_pct < max(route.optimality_gap_pct for route in routes)
    assert "places" in system.record()["optimality_gap_note"]


def test_a_branch_with_a_given_unit_puts_the_unit_into_the_trunk(planner):
    system = plan_system(planner, ["galway", "halifax"], branches=[Branch("nuuk", "55.0,-38.0")], name="Y")
    (unit,) = system.branching_units
    assert (unit.lat, unit.lon) == (55.0, -38.0)
    assert {landing.id for landing in system.landings} == {"galway", "halifax", "nuuk"}
    assert (system.start.id, system.end.id) == ("galway", "halifax")
    assert [(segment.start.name, segment.end.name) for segment in system.segments] == [
        ("Galway", "branching unit 1"), ("branching unit 1", "Halifax"), ("branching unit 1", "Nuuk"),
    ]  # fmt: skip
    with pytest.raises(UsageError, match="1 stop"):
        plan_system(planner, ["galway"])


@pytest.mark.parametrize(
    ("stops", "branches"),
    [
        (["galway", "halifax", "galway"], []),
        (["galway", "halifax"], ["galway"]),
        (["galway", "halifax"], ["nuuk"] * 2),
    ],
)
def test_a_landing_is_in_a_system_once_where_units_are_given_too(planner, stops, branches):
    with pytest.raises(UsageError, match="two landings of a system are the same place"):
        plan_system(planner, stops, branches=[Branch(to, "55.0,-38.0") for to in branches])


def test_six_vertices_cost_the_same_in_every_file_without_an_allowance_for_surveys(planner, read):
    vertices = BASE[:6]
    rows = "".join(f"{lat},{lon}\n" for lon, lat in vertices)
    text = ", ".join(f"{lon} {lat}" for lon, lat in vertices)
    points = [
        {"type": "Feature", "properties": {"seq": at}, "geometry": {"type": "Point", "coordinates": place}}
        for at, place in enumerate(vertices)
    ]
    files = {
        "a.csv": "lat,lon\n" + rows,
        "b.csv": "\n".join(f"{abs(lat):.2f} N; {abs(lon):.2f} W" for lon, lat in vertices),
        "c.geojson": json.dumps({"type": "FeatureCollection", "features": points}),
    }
    costs = {
        name: score_lines(planner, read(text, name))[0].valued.build_cost_usd for name, text in files.items()
    }
    assert list(costs.values()) == pytest.approx([costs["a.csv"]] * 3, rel=1e-9)
    drawn = score_lines(planner, read(collection(vertices)))[0].valued.cable_km
    surveyed = score_lines(planner, read(files["a.csv"], "d.csv"))[0].valued.cable_km
    assert drawn / surveyed - 1 == pytest.approx(planner.assumptions.build.route_development_share)
    assert text


def test_stretches_of_a_line_of_segments_have_the_kilometre_points_of_the_line(planner, read):
    (scored,) = score_lines(planner, read(collection(BASE[:3], BASE[2:5], BASE[4:])))
    stretches = scored.valued.stretches
    assert isinstance(stretches, pd.DataFrame)
    assert stretches["from_km"].is_monotonic_increasing
    assert stretches["to_km"].iloc[-1] == pytest.approx(scored.valued.length_km)


def test_a_column_of_segments_and_track_segments_are_rows_of_one_system(planner, read):
    names = ["S1", "S1", "S1", "S2", "S2", "S3", "S3", "S3"]
    rows = "".join(f"{lat},{lon},{name}\n" for (lon, lat), name in zip(BASE, names, strict=True))
    (listed,) = score_lines(planner, read("lat,lon,segment\n" + rows, "listed.csv"))
    assert [segment.name for segment in listed.valued.segments] == ["S1", "S2", "S3"]
    points = [
        "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in part) for part in (BASE[:4], BASE[4:])
    ]
    tracks = "".join(f"<trkseg>{part}</trkseg>" for part in points)
    gpx = (
        f'<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk>{tracks}</trk></gpx>'
    )
    (tracked,) = score_lines(planner, read(gpx, "tracked.gpx"))
    assert len(tracked.valued.segments) == 2
    straight = WGS84.line_length(*np.array(BASE).T) / 1000
    assert listed.valued.length_km == pytest.approx(straight, rel=1e-9)
    assert tracked.valued.length_km == pytest.approx(straight, rel=1e-9)
