"""Costs at full resolution: those of the coarse cells where depths agree, and never below what the proof assumes."""

import dataclasses

import numpy as np
import pytest
import shapely
from cost_kit import STEADY, buried_at, cheapest_surface, surface_by_depth
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import routeplan as rp
from routeplan.catalog.cable_types import read_cable_types
from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Assumptions, Build, Policy, Waters, Weights
from routeplan.cost.terms import Term
from routeplan.geo.grid import Grid
from routeplan.planning.full_resolution import FineCosts, FineDepths
from routeplan.seabed.bathymetry import open_bathymetry
from routeplan.seabed.coast_cells import CoastCells
from routeplan.seabed.coastline import Coastline
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.multiresolution import COARSE_FACTOR

SPACING_KM = 50.0
ANY_DEPTH_M = st.floats(-500, 6000, width=32)


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=SPACING_KM)


def fine_costs(planner, **parts):
    valuer = dataclasses.replace(planner.valuer, assumptions=Assumptions(**parts))
    surface = valuer.derive_surface()
    return FineCosts.of(valuer, surface), surface


@pytest.fixture(scope="module")
def costs(planner):
    return fine_costs(planner)


def window_at(grid, rows, cols):
    """The fine cells of a block of coarse ones, and how to spread coarse values over them."""
    window = grid.window(*rows, *cols).refined(COARSE_FACTOR)

    def spread(values):
        return np.kron(
            values[slice(*rows), slice(*cols)], np.ones((COARSE_FACTOR, COARSE_FACTOR), dtype=values.dtype)
        )

    return window, spread


def cells_around(grid, lon, lat, reach=4):
    row, col = (int(np.rint(at)) for at in grid.cell_of(lon, lat))
    return (row - reach, row + reach), (col - reach, col + reach)


PLACES = {
    "Lofoten": (13.0, 69.0),
    "Kara Sea": (70.0, 74.0),
    "Beaufort Sea": (-145.0, 71.0),
    "Gakkel Ridge": (60.0, 86.0),
    "Aleutians": (-175.0, 52.0),
    "Baffin Bay": (-60.0, 72.0),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"weights": Weights(protection=2.0, burial=3.0, ice=0.5, outage=7.0)},
        {"policy": Policy(latency_usd_per_km=1_000.0, chokepoint_usd_per_km=5_000.0)},
        {"policy": Policy(non_partner_waters=Waters.CLOSED)},
        {
            "build": Build(burial_to_depth_m=400.0, burial_to_slope_deg=0.5),
            "prices": buried_at(30_000.0),
            "laying": STEADY,
        },
    ],
    ids=["balanced", "weighted", "priced", "closed", "shallow ploughs"],
)
def test_where_depths_agree_fine_cells_cost_what_coarse_ones_do(planner, place, parts):
    costs, surface = fine_costs(planner, **parts)
    rows, cols = cells_around(surface.grid, *PLACES[place])
    window, spread = window_at(surface.grid, rows, cols)
    fine = costs.cost_on(window, spread(surface.depth_m))
    np.testing.assert_allclose(fine.usd_per_km, spread(surface.usd_per_km), rtol=1e-6)
    np.testing.assert_array_equal(fine.barrier, spread(surface.barrier))


def test_fine_cells_have_the_headings_of_their_coarse_cell_and_so_have_the_cheapest(planner):
    costs, surface = fine_costs(planner, policy=Policy(side_slope_per_deg=0.8, along_slope_per_deg=0.1))
    rows, cols = cells_around(surface.grid, *PLACES["Lofoten"])
    window, spread = window_at(surface.grid, rows, cols)
    fine = costs.cost_on(window, spread(surface.depth_m))
    np.testing.assert_allclose(fine.cheapest_usd_per_km, spread(surface.cheapest_usd_per_km), rtol=1e-6)
    for axis in range(2):
        np.testing.assert_array_equal(
            fine.headings.across[..., axis], spread(surface.headings.across[..., axis])
        )
    assert np.hypot(*np.moveaxis(fine.headings.across, -1, 0)).max() > 1.0
    cheapest = costs.derive_cheapest(surface.depth_m, surface.depth_m)
    at = np.s_[slice(*rows), slice(*cols)]
    sea = ~surface.barrier[at]
    assert (cheapest.cheapest_usd_per_km[at] <= surface.cheapest_usd_per_km[at] * (1 + 1e-5))[sea].all()


def test_a_fine_cell_pays_for_its_own_depth_and_for_the_ice_of_its_coarse_cell(costs):
    """Beaufort Sea, deep, a fifth ice in August and open in September: a hole and a shoal pay alike for ice."""
    costs, surface = costs
    row, col = (int(np.rint(at)) for at in surface.grid.cell_of(-150.0, 74.0))
    window, _ = window_at(surface.grid, (row, row + 1), (col, col + 1))
    depth_m = np.full(window.shape, 100.0, dtype=np.float32)
    depth_m[0, 0] = 3000.0
    terms = costs.cost_on(window, depth_m).terms
    # Half of the work at 0.8 of the speed, 30 % of it waiting, 335,000 a day; 90,000 a day in open water.
    open_days = 1 / 120 / 0.8
    in_ice_usd = open_days / 0.8 / 0.7 * 335_000 - open_days * 90_000
    assert surface.terms[Term.ICE][row, col] == pytest.approx(1.15 * in_ice_usd / 2, rel=0.1)
    # LW with 2 % slack everywhere; DA with 1 % beyond it, ploughed in; 7 % more of either for what a survey adds, 3 %
    # for spares, 15 % for contingency.
    wet = 1.07 * 1.03 * 1.15
    assert terms[Term.CABLE][0, :2] == pytest.approx([wet * 14_280, wet * 14_280])
    assert terms[Term.PROTECTION][0, :2] == pytest.approx([0, wet * (20_200 - 14_280)])
    plough = 90_000 * (1 / 15 - 1 / 120) / 0.8 + 500
    assert terms[Term.BURIAL][0, :2] == pytest.approx([0, 1.15 * plough])
    rest = sum(surface.terms[term][row, col] for term in surface.terms if term not in (
        Term.CABLE, Term.PROTECTION, Term.REPEATERS, Term.LAYING, Term.BURIAL, Term.SURVEY
    ))  # fmt: skip
    assert terms["rest"] == pytest.approx(np.full(window.shape, rest))


def test_waters_are_closed_in_coarse_cells_of_land_too(planner):
    """Between the islands of Severnaya Zemlya a coarse cell is land and some of its fine cells are sea."""
    costs, surface = fine_costs(planner, policy=Policy(non_partner_waters=Waters.CLOSED))
    rows, cols = cells_around(surface.grid, 98.0, 79.5)
    window, spread = window_at(surface.grid, rows, cols)
    on_land = spread(surface.depth_m) <= 0
    fine = costs.cost_on(window, np.full(window.shape, 50.0, dtype=np.float32))
    assert on_land.any()
    assert fine.barrier[on_land].all()
    shallow = np.full(surface.grid.shape, 50.0, dtype=np.float32)
    assert costs.derive_cheapest(shallow, shallow).barrier[slice(*rows), slice(*cols)].all()


# What the proof rests on.


def assert_cheapest_holds(costs, grid, first, depth_m, slack_m):
    """No depth within bounds costs less than the cheapest; barriers of the optimist are barriers."""
    (row, col), (high, low) = first, slack_m
    window, _ = window_at(grid, (row, row + 1), (col, col + 1))
    fine = costs.cost_on(window, depth_m)
    shallowest, deepest = (
        np.full(grid.shape, value, dtype=np.float32) for value in (depth_m.min() - high, depth_m.max() + low)
    )
    cheapest = costs.derive_cheapest(shallowest, deepest)
    sea = ~fine.barrier
    assert (fine.usd_per_km >= cheapest.usd_per_km[row, col] * (1 - 1e-6)).all()
    assert not (cheapest.barrier[row, col] and sea.any())


@settings(deadline=None, max_examples=60)
@given(
    at=st.tuples(st.integers(40, 180), st.integers(40, 180)),
    depth_m=st.lists(ANY_DEPTH_M, min_size=COARSE_FACTOR**2, max_size=COARSE_FACTOR**2),
    slack_m=st.sampled_from([(0.0, 0.0), (0.0, 500.0), (300.0, 0.0)]),
)
def test_no_depth_within_its_bounds_costs_less_than_the_cheapest(costs, at, depth_m, slack_m):
    costs, surface = costs
    assume(at[0] < surface.grid.rows and at[1] < surface.grid.cols)
    depth_m = np.array(depth_m, dtype=np.float32).reshape(COARSE_FACTOR, COARSE_FACTOR)
    assert_cheapest_holds(costs, surface.grid, at, depth_m, slack_m)


@settings(deadline=None, max_examples=100)
@given(
    prices=st.lists(st.floats(1e3, 1e6), min_size=1, max_size=4),
    burial=st.tuples(st.floats(0, 3000), st.floats(0, 1e5)),
    weights=st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * 3),
    depth_m=st.sampled_from([0.5, 99.9, 100.1, 200.3, 700.7, 5000.0]),
    on_the_limit=st.booleans(),
    data=st.data(),
)
def test_nor_does_it_for_other_cables_prices_and_ploughs(
    costs, prices, burial, weights, depth_m, on_the_limit, data
):
    """Types that grow dearer with depth among them, and depths on the very limits of types and ploughs."""
    plain, surface = costs
    limits = sorted(data.draw(st.lists(
        st.sampled_from([100.1, 200.3, 700.7, 1500.0, 2000.0]), unique=True,
        min_size=len(prices) - 1, max_size=len(prices) - 1,
    )))  # fmt: skip
    types = tuple(
        CableType(str(n), "", from_m, usd, 0.0, "test")
        for n, (from_m, usd) in enumerate(zip([0.0, *limits], prices, strict=True))
    )
    to_m, usd = burial
    build = Build(burial_to_depth_m=to_m)
    names = ("cable", "protection", "burial")
    assumptions = Assumptions(
        build=build,
        prices=buried_at(usd),
        laying=STEADY,
        weights=Weights(**dict(zip(names, weights, strict=True))),
    )
    valuer = dataclasses.replace(plain.valuer, cable_types=types, assumptions=assumptions)
    costs = dataclasses.replace(plain, valuer=valuer)
    at_m = np.float32(to_m if on_the_limit and to_m > 0 else depth_m)
    # A cell that can be ploughed, off Lofoten, and one that cannot, under perennial ice.
    for lon, lat in ((10.0, 69.0), (0.0, 89.0)):
        cell = tuple(int(np.rint(at)) for at in surface.grid.cell_of(lon, lat))
        flat = np.full((COARSE_FACTOR, COARSE_FACTOR), at_m, dtype=np.float32)
        assert_cheapest_holds(costs, surface.grid, cell, flat, (0.0, 0.0))


@pytest.mark.parametrize("prices", [(1000.0, 2000.0), (2000.0, 1000.0)], ids=["dearer", "cheaper"])
@pytest.mark.parametrize("limit_m", [100.1, 200.3, 1500.0])
@pytest.mark.parametrize("what", ["type", "plough"])
def test_at_the_very_limit_of_a_type_or_a_plough_the_cheapest_is_the_cost(costs, prices, limit_m, what):
    """Limits that single precision does not hold, and depths at them and one step of it to either side."""
    plain, surface = costs
    types = tuple(
        CableType(str(n), "", from_m, usd, 0.0, "test")
        for n, (from_m, usd) in enumerate(
            zip((0.0, limit_m if what == "type" else 900.0), prices, strict=True)
        )
    )
    build = Build(burial_to_depth_m=limit_m if what == "plough" else 900.0)
    valuer = dataclasses.replace(plain.valuer, cable_types=types, assumptions=Assumptions(build=build))
    costs = dataclasses.replace(plain, valuer=valuer)
    cell = tuple(int(np.rint(at)) for at in surface.grid.cell_of(10.0, 69.0))
    window, _ = window_at(surface.grid, *((at, at + 1) for at in cell))
    at_m = np.float32(limit_m)
    paid = []
    for depth_m in (np.nextafter(at_m, np.float32(0)), at_m, np.nextafter(at_m, np.float32(np.inf))):
        flat = np.full(surface.grid.shape, depth_m)
        bound = costs.derive_cheapest(flat, flat).usd_per_km[cell]
        fine = costs.cost_on(window, np.full(window.shape, depth_m)).usd_per_km
        assert fine == pytest.approx(np.full(window.shape, bound), rel=1e-6)
        paid.append(float(bound))
    above, at, below = paid
    assert (at == below != above) if what == "type" else (at == above != below)


def test_a_flat_cell_is_as_cheap_as_its_only_depth(costs):
    """The bound gives nothing away where there is nothing to know."""
    costs, surface = costs
    sea = surface.depth_m > 0
    flat = costs.derive_cheapest(surface.depth_m, surface.depth_m)
    np.testing.assert_allclose(flat.usd_per_km[sea], surface.usd_per_km[sea], rtol=1e-6)
    np.testing.assert_array_equal(flat.barrier, surface.barrier)
    assert (CostGrid.from_surface(flat).cell_cost > 0).any()


# A file.


def test_a_window_reads_its_own_depths_and_knows_nothing_south_of_the_survey(planner, write_gebco):
    """A bed that deepens by 10 m a degree from the equator; surveyed north of 60N."""
    path = write_gebco(lambda lon, lat: -10.0 * lat, step_deg=0.25)
    nothing = np.zeros(planner.grid.shape, dtype=np.float32)
    finer = FineDepths(open_bathymetry(path), 60.0, nothing, nothing, 8.0)
    rows, cols = cells_around(planner.grid, 20.0, 60.0)
    window, _ = window_at(planner.grid, rows, cols)
    depth_m = finer.depth_on(window)
    row, col = np.indices(window.shape)
    _, lat = window.lonlat_of(row.ravel(), col.ravel())
    lat = lat.reshape(window.shape)
    known = ~np.isnan(depth_m)
    assert known[lat > 60.01].all()
    assert not known[lat < 59.99].any()
    np.testing.assert_allclose(depth_m[known], 10.0 * lat[known], atol=0.6)  # heights are whole metres


# A file too coarse to know its coast.

NORWEGIAN_SEA = Grid(8000.0, -48_000.0, -2_000_000.0, 12, 12)  # about 71N on the meridian of Greenwich


@pytest.fixture
def fjord(write_gebco):
    """A fjord 3 km wide from the open sea in the north into land; the file has it as land, 6 arc-minutes a step."""
    west, south, east, north = NORWEGIAN_SEA.bounds_m
    water = shapely.box(west, north - 30_000, east, north).union(
        shapely.LineString([(0.0, north), (3_300.0, south + 10_000)]).buffer(1_500)
    )
    land = shapely.box(west - 9_000, south - 9_000, east + 9_000, north + 9_000).difference(water)
    coast = CoastCells.of(Coastline(np.array(shapely.get_parts(land), dtype=object)), NORWEGIAN_SEA)
    _, lat = NORWEGIAN_SEA.projection.inverse(0.0, north - 30_000)
    path = write_gebco(
        lambda _, at: np.where(at > lat + 0.05, -3000.0, 100.0),
        step_deg=0.1,
        south_deg=69.0,
        west_deg=-8.0,
        east_deg=8.0,
    )
    file = open_bathymetry(path)
    summary = file.read_summary(south_deg=69.5, spacing_km=8.0)
    return FineDepths.of(file, summary, coast, memory_limit_gb=1.0)


def test_over_a_coarse_file_the_coastline_alone_tells_land_from_sea(fjord):
    window = NORWEGIAN_SEA.refined(COARSE_FACTOR)
    depth_m = fjord.depth_on(window)
    np.testing.assert_array_equal(depth_m > 0, fjord.coast.open_parts(window))
    head = depth_m[-16:-12][depth_m[-16:-12] > 0]
    assert len(head)
    assert head == pytest.approx(3000.0)  # that of the nearest sea


def test_what_land_is_filled_with_does_not_depend_on_the_window(fjord):
    whole = fjord.depth_on(NORWEGIAN_SEA.refined(COARSE_FACTOR))
    part = fjord.depth_on(NORWEGIAN_SEA.window(8, 12, 4, 8).refined(COARSE_FACTOR))
    np.testing.assert_array_equal(part, whole[64:96, 32:64])


def test_no_filled_depth_costs_less_than_the_cheapest_of_its_coarse_cell(fjord):
    """Cable is cheaper at 3,000 m than in shallow water: a bound of the file's own depths would be too high."""
    types = read_cable_types()
    window = NORWEGIAN_SEA.refined(COARSE_FACTOR)
    fine = surface_by_depth(window, fjord.depth_on(window), types)
    cheapest = cheapest_surface(NORWEGIAN_SEA, fjord.shallowest_m, fjord.deepest_m, types)
    block = np.ones((COARSE_FACTOR, COARSE_FACTOR))
    bound = np.kron(cheapest.usd_per_km, block)
    sea = ~fine.barrier
    assert (fine.usd_per_km[sea] >= bound[sea] * (1 - 1e-6)).all()
    # Open are exactly the coarse cells with some sea in them.
    np.testing.assert_array_equal(~cheapest.barrier, fjord.coast.any_sea)


def test_the_summary_of_a_planner_says_which_of_its_cells_are_counted():
    fine = rp.open_planner(spacing_km=1.9, south_deg=70)
    at_sea = np.count_nonzero(fine.depth_m > 0)
    assert fine.grid.spacing_m == pytest.approx(15_200)
    words = f"cells of 1.9 km where routes can pass; of those of 15.2 km {at_sea:,} have sea"
    assert fine.summary["domain"].endswith(words)
