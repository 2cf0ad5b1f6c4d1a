"""Cables in service that the user brings: counted, in place of the embedded one of the same name, or pointed out."""

import json
from dataclasses import replace

import pytest
from network_kit import link

import routeplan as rp
from routeplan.network.links import LinkKind
from routeplan.network.own_cables import tell_own


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25, landfall_limit_km=100)


@pytest.fixture(scope="module")
def today(planner):
    return rp.open_network(planner)


def line_file(folder, name, *positions):
    feature = {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "LineString", "coordinates": positions},
    }
    path = folder / "lines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def test_an_own_cable_is_one_path_more_between_its_regions(planner, today, tmp_path):
    file = line_file(tmp_path, "Ours", (-9.9, 54.1), (-30.0, 55.0), (-55.6, 51.6))
    with_ours = rp.open_network(planner, existing=[file])
    ours = next(link for link in with_ours.links if link.name == "Ours")
    assert (ours.kind, ours.build_usd, len(with_ours.candidates)) == (LinkKind.EXISTING, 0.0, 0)
    assert len(with_ours.links) == len(today.links) + 1
    before, after = (each.count_paths("Europe", "North America") for each in (today, with_ours))
    assert after == before + 1
    assert with_ours.own_cables == ()


def test_an_own_line_takes_the_place_of_the_cable_of_its_name(planner, today, tmp_path, caplog):
    known = next(link for link in today.links if len(link.lon) > 2 and ":" not in link.name)
    halfway = (known.lon[len(known.lon) // 2], known.lat[len(known.lat) // 2])
    ends = (
        (known.start.landing.lon, known.start.landing.lat),
        (known.end.landing.lon, known.end.landing.lat),
    )
    file = line_file(tmp_path, known.name.upper(), ends[0], halfway, ends[1])
    with_ours = rp.open_network(planner, existing=[file])
    assert len(with_ours.links) == len(today.links)
    assert known.id not in {link.id for link in with_ours.links}
    sentence = f"{known.name}: your line is counted, that of the embedded table is not"
    assert with_ours.own_cables == (sentence,)
    assert sentence in caplog.messages


def test_a_line_that_may_be_a_cable_of_the_table_is_pointed_out(planner, today, tmp_path):
    known = next(link for link in today.links if len(link.lon) > 2 and ":" not in link.name)
    points = list(zip(known.lon.tolist(), known.lat.tolist(), strict=True))
    file = line_file(tmp_path, "As laid", *points[::-1])  # drawn the other way
    with_ours = rp.open_network(planner, existing=[file])
    assert len(with_ours.links) == len(today.links) + 1
    (sentence,) = with_ours.own_cables
    assert sentence.startswith("As laid may be a cable of the embedded table")
    assert known.name in sentence


def test_both_ends_of_a_cable_that_is_pointed_out_are_near_those_of_the_other():
    """One degree of latitude is 111 km: 40 km at both ends is the same cable, 0 and 90 km is another one."""
    known = link("known", "e1", "w1", 4000.0)

    def moved(start_km, end_km):
        ends = [
            replace(node, landing=replace(node.landing, lat=node.landing.lat + km / 111.2))
            for node, km in ((known.start, start_km), (known.end, end_km))
        ]
        return replace(known, name="mine", start=ends[0], end=ends[1])

    assert len(tell_own([moved(40.0, 40.0)], [known], {})) == 1
    assert tell_own([moved(0.0, 90.0)], [known], {}) == ()
