"""Facts of routes and passages on a map: values, units, and where runs of a profile begin."""

from maps_kit import over_the_pole, passage

from routeplan.view.maps.popup_facts import passage_facts, route_facts, route_hint, route_profile

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


def values_of(rows):
    return {row["label"]: row["value"].replace(THIN_SPACE, " ") for row in rows}


def test_money_is_in_millions_and_time_in_milliseconds():
    route = over_the_pole()
    facts = values_of(route_facts(route))
    assert facts["Build cost"] == f"{0.025 * route.length_km:,.1f} M USD".replace(",", " ")
    assert facts["Round-trip time"] == f"{2 * 1.02 * route.length_km * 4.897e-3:.1f} ms"
    assert facts["Landfall, start and end"] == "1.2 and 3.4 km"
    assert route_hint(route)[1] == f"{facts['Round-trip time']} round-trip time"


def test_a_passage_tells_position_straits_excess_length_and_cost():
    found = passage("Fram Strait", at=(5.0, 80.0), excess_pct=7.25)
    facts = values_of(passage_facts(found))
    assert facts["Position"] == "80.0N 5.0E"
    assert facts["Straits"] == "Fram Strait"
    assert facts["Excess over the best"] == f"{7.25:.1f} %"
    assert facts["Length"] == f"{found.length_km:,.0f} km".replace(",", " ")
    assert facts["Objective without landings"] == "300.0 M USD"
    assert values_of(passage_facts(passage(at=(5.0, 80.0), excess_pct=0.0)))["Straits"] == "no named strait"


def test_a_profile_is_sampled_in_the_middle_of_its_steps_and_runs_begin_where_they_do():
    route = over_the_pole()
    step_km = route.length_km / 200
    profile = route_profile(route)
    assert profile["km"][:2] == [round(step_km / 2), round(1.5 * step_km)]
    assert profile["depth"][100] == 3_210
    assert profile["ice"] == [[0, "open"], [round(50 * step_km), "perennial"]]
    assert profile["jurisdiction"] == [[0, "NO"], [round(100 * step_km), "high seas"]]
