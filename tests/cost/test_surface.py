import numpy as np
import pytest
from cost_kit import surface_by_depth
from hypothesis import given
from hypothesis import strategies as st

from routeplan.catalog.models import CableType
from routeplan.cost.surface import CostSurface, derive_uniform_cost
from routeplan.cost.terms import Term
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.track import Line

TYPES = (
    CableType("LW", "deep", 1000.0, 20_000.0, 0.02, "test"),
    CableType("DA", "shallow", 0.0, 60_000.0, 0.0, "test"),
    CableType("SA", "shelf", 200.0, 40_000.0, 0.01, "test"),
)


@pytest.fixture
def grid(make_grid):
    return make_grid(101, 101)


def test_each_depth_costs_what_its_cable_type_costs(make_grid):
    depth = np.array([[0.5, 199.9, 200.0, 999.9, 1000.0, 6000.0]], dtype=np.float32)
    surface = surface_by_depth(make_grid(*depth.shape), depth, TYPES)
    # Slack included: 60,000; 40,000 x 1.01; 20,000 x 1.02.
    assert surface.usd_per_km[0] == pytest.approx([60_000, 60_000, 40_400, 40_400, 20_400, 20_400], rel=1e-6)


def test_land_shore_and_no_data_are_barriers_at_the_rate_of_the_shallowest(make_grid):
    depth = np.array([[-500.0, 0.0, np.nan, 10.0]], dtype=np.float32)
    surface = surface_by_depth(make_grid(*depth.shape), depth, TYPES)
    assert surface.barrier[0].tolist() == [True, True, True, False]
    assert surface.usd_per_km[0] == pytest.approx([60_000] * 4)
    assert surface.sea_cells == 1


def test_cable_is_paid_everywhere_and_protection_beyond_it(make_grid):
    depth = np.array([[100.0, 500.0, 5000.0]], dtype=np.float32)
    terms = surface_by_depth(make_grid(*depth.shape), depth, TYPES).terms
    assert terms[Term.CABLE][0] == pytest.approx([20_400] * 3)
    assert terms[Term.PROTECTION][0] == pytest.approx([39_600, 20_000, 0], abs=0.01)


depths = st.lists(st.floats(-9000, 9000, width=32), min_size=1, max_size=30)
rates = st.tuples(st.floats(1e3, 1e5), st.floats(1e3, 1e5))


@given(depths, rates)
def test_terms_are_never_negative_and_add_up(make_grid, depths, rates):
    types = [CableType(str(i), "", 500.0 * i, rate, 0.0, "test") for i, rate in enumerate(rates)]
    depth = np.array([depths], dtype=np.float32)
    surface = surface_by_depth(make_grid(*depth.shape), depth, types)
    assert all((term >= 0).all() for term in surface.terms.values())
    expected = np.where(depth >= 500.0, rates[1], rates[0])
    assert surface.usd_per_km == pytest.approx(expected, rel=1e-6)


def test_uniform_cost_is_length(grid):
    surface = derive_uniform_cost(grid, np.full(grid.shape, 3000.0, dtype=np.float32))
    (lon, lat) = grid.lonlat_of(np.array([5.0, 50.0, 93.0]), np.array([10.0, 30.0, 80.0]))
    length = sum(geodesic_km(lon[i], lat[i], lon[i + 1], lat[i + 1]) for i in (0, 1))
    assert surface.along(Line(lon, lat)).cost_usd == pytest.approx(length, rel=1e-9)


def two_bands(grid, near_rate, far_rate):
    rates = np.where(np.arange(grid.rows)[:, None] < grid.rows // 2, near_rate, far_rate)
    terms = {
        "cable": np.broadcast_to(rates, grid.shape).astype(np.float32),
        "ice": np.full(grid.shape, 0.5, dtype=np.float32),
    }
    depth = np.full(grid.shape, 1000.0, dtype=np.float32)
    return CostSurface(grid, depth, terms, np.zeros(grid.shape, dtype=bool))


def test_along_a_meridian_over_two_bands_is_length_times_rate(grid):
    # The side between the bands runs half a cell beyond the pole; the line runs over the pole, down column 50.
    surface = two_bands(grid, 1.0, 3.0)
    lon, lat = grid.lonlat_of(np.array([10.0, 49.5, 95.0]), np.array([50.0] * 3))
    near, far = (geodesic_km(lon[i], lat[i], lon[i + 1], lat[i + 1]) for i in (0, 1))
    samples = surface.along(Line(lon[[0, 2]], lat[[0, 2]]))
    a_sample_km = grid.spacing_m / 4000
    assert samples.cost_usd == pytest.approx(1.5 * near + 3.5 * far, abs=2 * a_sample_km)
    assert samples.lengths_km.sum() == pytest.approx(near + far, rel=1e-9)


def test_terms_along_a_line_add_up_to_its_cost(grid):
    lon, lat = grid.lonlat_of(np.array([3.0, 60.0, 97.0]), np.array([3.0, 90.0, 20.0]))
    samples = two_bands(grid, 1.0, 3.0).along(Line(lon, lat))
    assert sum(samples.terms_usd.values()) == pytest.approx(samples.cost_usd, rel=1e-6)
    assert samples.terms_usd["ice"] == pytest.approx(0.5 * samples.lengths_km.sum(), rel=1e-9)


def test_doubled_cost_is_double_along_the_same_line(grid):
    lon, lat = grid.lonlat_of(np.array([3.0, 97.0]), np.array([3.0, 20.0]))
    once, twice = two_bands(grid, 1.0, 3.0), two_bands(grid, 2.0, 6.0)
    assert twice.along(Line(lon, lat)).terms_usd["cable"] == pytest.approx(
        2 * once.along(Line(lon, lat)).terms_usd["cable"]
    )


def test_samples_know_where_the_line_lies_on_land(make_grid):
    grid = make_grid(11, 101)
    depth = np.full(grid.shape, 1000.0, dtype=np.float32)
    depth[:, 40:60] = -50.0
    lon, lat = grid.lonlat_of(np.array([5.0, 5.0]), np.array([10.0, 90.0]))
    samples = derive_uniform_cost(grid, depth).along(Line(lon, lat))
    land_km = float(samples.lengths_km[samples.barrier].sum())
    assert land_km == pytest.approx(20 * grid.true_spacing_km(89.5), abs=2.5)
    assert (samples.depth_m[samples.barrier] == -50.0).all()
    assert (samples.usd_per_km == 1.0).all()


@pytest.mark.parametrize(
    ("ends", "cell"),
    [((10.42, 10.62), 11), ((10.62, 10.42), 11), ((10.38, 10.58), 10), ((10.58, 10.38), 10)],
    ids=str,
)
def test_the_cell_of_a_leg_is_the_cell_of_its_middle(make_grid, ends, cell):
    """Cells 10 and 11 meet at 10.5: a leg to either side of it lies where most of it is, whichever way it runs."""
    grid = make_grid(21, 21)
    depth = np.tile(np.arange(1.0, 22.0, dtype=np.float32), (21, 1))
    surface = derive_uniform_cost(grid, depth)
    for by_column in (True, False):
        along, across = np.array(ends), np.array([4.0, 4.0])
        row, col = (across, along) if by_column else (along, across)
        samples = surface.along(Line(*grid.lonlat_of(row, col)))
        assert len(samples.lengths_km) == 1
        assert (samples.rows[0], samples.cols[0]) == ((4, cell) if by_column else (cell, 4))
        assert samples.depth_m[0] == depth[samples.rows[0], samples.cols[0]]


def test_a_line_off_the_grid_is_sampled_at_its_edge(make_grid):
    grid = make_grid(11, 11)
    surface = derive_uniform_cost(grid, np.full(grid.shape, 500.0, dtype=np.float32))
    samples = surface.along(Line(*grid.lonlat_of(np.array([5.0, 5.0]), np.array([-3.0, 13.0]))))
    assert (samples.cols.min(), samples.cols.max()) == (0, 10)


def test_weights_count_each_term_as_often_as_they_say(grid):
    """0.5 for ice, 1 or 3 for cable: with weights 10 and 0.1 a kilometre comes to 5.1 or 5.3."""
    surface = two_bands(grid, 1.0, 3.0).reweighted({"ice": 10.0, "cable": 0.1})
    assert surface.usd_per_km[[0, 100], [50, 50]] == pytest.approx([5.1, 5.3])
    samples = surface.along(Line(*grid.lonlat_of(np.array([5.0, 5.0]), np.array([40.0, 60.0]))))
    assert samples.usd_per_km == pytest.approx(np.full(len(samples.lengths_km), 5.1))
    assert samples.cost_usd == pytest.approx(5.1 * samples.lengths_km.sum(), rel=1e-6)
    assert samples.terms_usd["ice"] == pytest.approx(0.5 * samples.lengths_km.sum(), rel=1e-6)
