"""Pareto fronts: who dominates whom, what a sweep finds, and that it leaves the planner as it was."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pyproj import Geod

import routeplan as rp
from routeplan.cost.assumptions import Assumptions, Waters, Weights
from routeplan.errors import UsageError
from routeplan.geo.track import Line
from routeplan.planning.pareto import (
    AS_PLANNED,
    COLUMNS,
    CRITERIA,
    DEFAULT_MULTIPLIERS,
    Alternative,
    Multipliers,
    nondominated,
    pareto_table,
    sweep,
)
from routeplan.planning.planner import Planner

WGS84 = Geod(ellps="WGS84")
ENDS = ("bodo", "tomakomai")


@pytest.fixture(scope="module")
def planner() -> Planner:
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def swept(planner: Planner) -> tuple[Alternative, ...]:
    return sweep(planner, *ENDS)


# Few values, so that rows are often equal in some criterion or in all.
@given(
    arrays(
        np.float64,
        array_shapes(min_dims=2, max_dims=2, max_side=12),
        elements=st.sampled_from([0.0, 1.0, 2.0, 3.0, np.inf]),
    )
)
def test_what_is_not_dominated_is_what_brute_force_says(values):
    expected = []
    for mine in values:
        better = [
            all(a <= b for a, b in zip(other, mine, strict=True))
            and any(a < b for a, b in zip(other, mine, strict=True))
            for other in values
        ]
        expected.append(not any(better))
    assert nondominated(values).tolist() == expected


@given(
    arrays(
        np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.floats(-1e4, 1e4, width=16)
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_rows_does_not_matter_and_somebody_is_always_left(values, random):
    order = list(range(len(values)))
    random.shuffle(order)
    assert nondominated(values[order]).tolist() == nondominated(values)[order].tolist()
    assert nondominated(values).any()


def test_equal_rows_do_not_dominate_each_other():
    assert nondominated([[1, 2], [1, 2]]).tolist() == [True, True]


def test_what_is_not_a_number_cannot_be_compared():
    with pytest.raises(UsageError, match="NaN"):
        nondominated([[1.0, np.nan]])


def test_multipliers_are_called_by_what_counts_beside_building():
    assert str(Multipliers(1, 10, 1, 0)) == "risk ×10, waters"
    assert str(Multipliers(1, 0, 10, 1)) == "waters ×10, latency"
    assert str(Multipliers(0.5, 1, 0, 0)) == "build ×0.5, risk"
    assert str(Multipliers()) == "cheapest"


def test_every_default_multiplier_has_a_name_of_its_own():
    names = [str(each) for each in DEFAULT_MULTIPLIERS]
    assert len(set(names)) == len(names) >= 12


def test_multipliers_change_their_own_groups_and_no_other_weight():
    weights = Multipliers(2, 3, 5, 7).applied_to(Weights(chokepoint=11.0, parallel=13.0))
    assert (weights.cable, weights.protection, weights.burial, weights.ice, weights.slope) == (2,) * 5
    assert (weights.repair, weights.outage, weights.non_partner, weights.latency) == (3, 3, 5, 7)
    assert (weights.chokepoint, weights.parallel) == (11, 13)


@pytest.mark.parametrize("values", [(-1, 0, 0, 0), (float("nan"), 0, 0, 0), (0, 0, 1, 0)])
def test_multipliers_that_make_no_route_are_refused(values):
    with pytest.raises(UsageError, match="multiplier"):
        Multipliers(*values)


def test_the_plan_as_it_is_comes_first_and_is_the_planner_s_own_route(planner, swept):
    own = planner.route(*ENDS, prove=False)
    assert swept[0].name == AS_PLANNED
    assert np.array_equal(swept[0].lon, own.lon)
    assert swept[0].build_cost_usd == own.build_cost_usd


def test_every_multiplier_led_to_one_of_the_routes(swept):
    led = [each for route in swept for each in route.multipliers]
    assert sorted(led, key=str) == sorted(DEFAULT_MULTIPLIERS, key=str)
    assert len({route.name for route in swept}) == len(swept) > 3


def test_what_counts_more_gets_no_worse(planner):
    """An optimum of a weighted sum: what it weighs more cannot grow. A few tenths of a per cent are the grid's."""
    found = {
        each: sweep(planner, *ENDS, multipliers=[each])[-1]
        for each in (
            Multipliers(1, 0),
            Multipliers(1, 30),
            Multipliers(1, 0, 10, 0),
            Multipliers(1, 0, 0, 10),
        )
    }
    cheapest, safe, trusted, fast = (pareto_table([route]).iloc[0] for route in found.values())
    assert cheapest["build_cost_musd"] <= 1.003 * min(
        each["build_cost_musd"] for each in (safe, trusted, fast)
    )
    assert safe["down_hours_per_year"] < 0.9 * cheapest["down_hours_per_year"]
    assert trusted["exposure_km"] < 0.1 * cheapest["exposure_km"]
    assert fast["rtt_ms"] < cheapest["rtt_ms"]


def test_nothing_is_proven_of_swept_routes(swept):
    assert all(route.bound_usd is None for route in swept)


def test_a_reweighted_planner_belongs_to_no_scenario(planner):
    assert planner.reweighted(Weights(repair=3.0)).scenario_sha256 == ""


def test_a_plan_that_ignores_waters_and_latency_is_swept_over_both(planner):
    policy = planner.assumptions.policy.model_copy(update={"non_partner_waters": Waters.IGNORED})
    careless = dataclasses.replace(
        planner, assumptions=planner.assumptions.model_copy(update={"policy": policy})
    )
    own, trusted = sweep(careless, *ENDS, multipliers=[Multipliers(1, 0, 10, 0)])
    assert pareto_table([trusted])["exposure_km"].item() < pareto_table([own])["exposure_km"].item()


def test_a_price_that_only_steers_the_line_is_no_money(planner):
    """`balanced` sets no price on waters or latency: multipliers of both steer, and no sum has them."""
    _, steered = sweep(planner, *ENDS, multipliers=[Multipliers(1, 1, 10, 10)])
    assert steered.objective_terms_usd["latency"] > 0
    assert steered.policy_usd is None
    assert "policy_usd" not in steered.record()
    # The weights of build, repairs and outages are 1: the objective has them as they are, repeaters by the kilometre.
    paid_usd = {term: usd for term, usd in steered.life_terms_usd.items() if usd and term != "repeaters"}
    assert {term: steered.objective_terms_usd[term] for term in paid_usd} == pytest.approx(paid_usd)
    assert steered.life_cost_usd == pytest.approx(sum(steered.life_terms_usd.values()))
    assert "unweighted" in steered.summary["objective"]


def test_the_same_line_is_found_once(planner):
    routes = sweep(planner, *ENDS, multipliers=[Multipliers(1, 1, 0, 0), Multipliers(2, 2, 0, 0)])
    assert [route.name for route in routes] == [AS_PLANNED]
    assert routes[0].multipliers == (Multipliers(1, 1, 0, 0), Multipliers(2, 2, 0, 0))


class Prepared:
    """A planner whose routes are given."""

    def __init__(self, *routes):
        self.assumptions = Assumptions()
        self._routes = iter(routes)

    def reweighted(self, *_, **__):
        return self

    def route(self, *_, name, **__):
        return dataclasses.replace(next(self._routes), name=name)


def dearer(route, factor):
    terms = {term: factor * usd for term, usd in route.build_terms_usd.items()}
    return dataclasses.replace(route, build_terms_usd=terms)


def exposed(route, share):
    """A route with some of its length in a jurisdiction of a non-partner."""
    breakdown = dataclasses.replace(
        route.breakdown, jurisdiction_km={"RU": share * route.length_km}, partners=frozenset()
    )
    return dataclasses.replace(route, breakdown=breakdown)


def with_spur(route, km):
    """A route that leaves its longest leg at a right angle in the middle, and comes back."""
    lon, lat = route.line.lon, route.line.lat
    at = int(np.argmax(route.line.legs_km))
    ends = lon[at], lat[at], lon[at + 1], lat[at + 1]
    ((middle_lon, middle_lat),) = WGS84.npts(*ends, 1)
    azimuth = WGS84.inv(middle_lon, middle_lat, *ends[2:])[0]
    tip_lon, tip_lat, _ = WGS84.fwd(middle_lon, middle_lat, azimuth + 90.0, 1000.0 * km)
    line = Line(
        np.insert(lon, at + 1, [middle_lon, tip_lon, middle_lon]),
        np.insert(lat, at + 1, [middle_lat, tip_lat, middle_lat]),
    )
    return dataclasses.replace(route, line=line)


@pytest.mark.parametrize(
    ("change", "merged"),
    [
        (lambda route: dearer(route, 1.009), True),
        (lambda route: dearer(route, 1.012), False),
        (lambda route: exposed(route, 0.009), True),
        (lambda route: exposed(route, 0.012), False),
        (lambda route: dataclasses.replace(route, cable_km=1.009 * route.cable_km), True),
        (lambda route: dataclasses.replace(route, cable_km=1.012 * route.cable_km), False),
    ],
)
def test_figures_within_a_hundredth_are_the_same_route(swept, change, merged):
    """Exposure is compared in relation to the length of the route."""
    route = exposed(swept[0], 0.0)
    for pair in ((route, change(route)), (change(route), route)):
        assert len(sweep(Prepared(*pair), *ENDS, multipliers=[Multipliers()])) == (1 if merged else 2)


@pytest.mark.parametrize(("share", "merged"), [(0.008, True), (0.012, False)])
def test_lines_within_a_hundredth_of_the_length_are_the_same_route(swept, share, merged):
    """One route makes a spur that is a share of the length long. Either may come first."""
    route = dataclasses.replace(swept[0], multipliers=())
    spur = with_spur(route, share * route.length_km)
    for pair in ((route, spur), (spur, route)):
        assert len(sweep(Prepared(*pair), *ENDS, multipliers=[Multipliers()])) == (1 if merged else 2)


def test_a_reweighted_planner_finds_what_one_opened_with_these_weights_finds(planner):
    weights = Weights(repair=10.0, outage=10.0, ice=0.0)
    opened = dataclasses.replace(
        planner, assumptions=planner.assumptions.model_copy(update={"weights": weights})
    )
    one, other = (each.route(*ENDS, prove=False) for each in (planner.reweighted(weights), opened))
    assert np.array_equal(one.lon, other.lon)
    assert dict(one.objective_terms_usd) == pytest.approx(dict(other.objective_terms_usd))


def test_a_reweighted_planner_shares_its_layers_and_leaves_the_first_as_it_was(planner):
    before = planner.surface.weights
    other = planner.reweighted(Weights(repair=3.0))
    assert other.seabed is planner.seabed
    assert all(other.surface.terms[term] is values for term, values in planner.surface.terms.items())
    assert planner.surface.weights is before
    assert planner.assumptions.weights.repair == 1.0


def test_a_term_that_was_left_out_is_derived_when_it_comes_to_count(planner):
    without = planner.reweighted(Weights(ice=0.0, burial=0.0))
    bare = dataclasses.replace(planner, assumptions=without.assumptions)
    assert "ice" not in bare.surface.terms
    assert "ice" in bare.reweighted(Weights()).surface.terms


def test_the_table_holds_what_the_routes_say(swept):
    table = pareto_table(swept)
    assert tuple(table.columns) == COLUMNS
    assert table["name"].tolist() == [route.name for route in swept]
    assert table["build_cost_musd"].tolist() == pytest.approx([each.build_cost_usd / 1e6 for each in swept])
    assert table["rtt_ms"].tolist() == pytest.approx([each.rtt_ms for each in swept])
    assert table["weights"].str.split("; ").str.len().sum() == len(DEFAULT_MULTIPLIERS) + 1


def test_a_dominated_route_names_an_undominated_one_that_is_better(swept):
    dearer = dataclasses.replace(
        swept[1],
        name="dearer",
        build_terms_usd={term: 1.1 * usd for term, usd in swept[1].build_terms_usd.items()},
    )
    table = pareto_table([*swept, dearer]).set_index("name")
    assert bool(table.loc["dearer", "dominated"])
    better = table.loc[table.loc["dearer", "dominated_by"]]
    assert not better["dominated"]
    assert (better[list(CRITERIA)] <= table.loc["dearer", list(CRITERIA)]).all()
    assert (table.loc[~table["dominated"], "dominated_by"] == "").all()


def test_a_table_of_nothing_has_its_columns():
    assert tuple(pareto_table([]).columns) == COLUMNS


def test_a_route_without_account_cannot_be_judged(swept):
    with pytest.raises(UsageError, match="no breakdown"):
        pareto_table([dataclasses.replace(swept[0], breakdown=None)])
