"""Cost that depends on the heading: stencils, fields and lines against answers on paper."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import Seabed
from heading_kit import TAN_OF_A_DEGREE, cost_of, line_between, plane_of, slope_plane
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, sparse
from scipy.sparse import csgraph

from routeplan.cost.heading_cost import MOST_TIMES_CHEAPEST, HeadingCost
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.cost_march import march_over
from routeplan.solver.heading_stencils import STEP_REACH, STEPS, reduce_metric
from routeplan.solver.lower_bound import lower_bound

SIDE_PER_DEG, SLOPE_DEG = 0.4, 5.0  # a kilometre across this slope counts sqrt(1 + 2^2) times


def heading_deg(path) -> tuple[float, float]:
    """Headings of the longest leg in either half of a path, degrees from the rows' axis."""
    row, col = path.row, path.col
    legs = np.hypot(np.diff(row), np.diff(col))
    middle = int(np.searchsorted(np.cumsum(legs), legs.sum() / 2))
    first, last = int(np.argmax(legs[: middle + 1])), middle + int(np.argmax(legs[middle:]))
    return tuple(float(np.degrees(np.arctan2(np.diff(col)[at], np.diff(row)[at]))) for at in (first, last))


def inclined(size: int, uphill_deg: float) -> CostGrid:
    slope = np.tan(np.radians(SLOPE_DEG))
    down, right = (np.full((size, size), slope * f(np.radians(uphill_deg))) for f in (np.cos, np.sin))
    return slope_plane(np.ones((size, size)), down, right, side_per_deg=SIDE_PER_DEG, along_per_deg=0.0)


def test_a_code_of_four_bits_names_every_step_and_two_steps_stay_within_the_rim():
    assert len(STEPS) <= 16
    assert 2 * np.abs(STEPS).max() <= RIM


def weights_of(across, steps):
    """Weights of three steps by Selling's formula: products of the two others, turned by a right angle."""
    inverse = np.linalg.inv(np.eye(2) + np.outer(across, across))
    turned = np.stack([steps[:, 1], -steps[:, 0]], axis=-1)
    return np.array([abs(turned[(i + 1) % 3] @ inverse @ turned[(i + 2) % 3]) for i in range(3)])


@given(ratio=st.floats(1.0, MOST_TIMES_CHEAPEST), angle=st.floats(0.0, np.pi))
def test_three_short_steps_add_up_to_the_inverse_of_any_metric(ratio, angle):
    across = np.sqrt(ratio**2 - 1.0) * np.array([np.cos(angle), np.sin(angle)])
    steps = np.zeros((3, 2), dtype=np.int64)
    reduce_metric(across[0], across[1], steps, np.zeros_like(steps))
    weights = weights_of(across, steps)
    inverse = sum(weight * np.outer(step, step) for weight, step in zip(weights, steps, strict=True))
    assert inverse == pytest.approx(np.linalg.inv(np.eye(2) + np.outer(across, across)), abs=1e-6)
    assert np.abs(steps[weights > 1e-6]).max() <= STEP_REACH


@pytest.mark.parametrize("uphill_deg", [0.0, 20.0, 63.0, 90.0, 135.0])
def test_a_field_over_an_inclined_plane_is_the_norm_of_the_metric(uphill_deg):
    size = 161
    plane = inclined(size, uphill_deg)
    rows, cols = np.mgrid[:size, :size] - size // 2
    level = np.radians(uphill_deg + 90.0)
    factor = SIDE_PER_DEG * np.tan(np.radians(SLOPE_DEG)) / TAN_OF_A_DEGREE
    exact = np.sqrt(rows**2 + cols**2 + (factor * (np.cos(level) * rows + np.sin(level) * cols)) ** 2)
    near = np.hypot(rows, cols) <= 6.0
    starts = np.flatnonzero(np.pad(near, RIM))
    field = march_over(plane, starts, exact[near].astype(np.float32))[RIM:-RIM, RIM:-RIM]
    error = field[~near] / exact[~near] - 1.0
    assert np.abs(error).mean() < 0.002
    assert np.abs(error).max() < 0.015


@pytest.mark.parametrize("uphill_deg", [0.0, 30.0, 77.0])
@pytest.mark.parametrize("towards_deg", [0.0, 25.0, 50.0, 90.0, 140.0])
def test_on_an_inclined_plane_the_line_is_straight_and_costs_what_its_heading_costs(uphill_deg, towards_deg):
    plane, middle, km = inclined(161, uphill_deg), 80.0, 60.0
    step = km * np.array([np.cos(np.radians(towards_deg)), np.sin(np.radians(towards_deg))])
    path = line_between(plane, (middle - step[0], middle - step[1]), (middle + step[0], middle + step[1]))
    across = np.sin(np.radians(towards_deg - uphill_deg)) * np.tan(np.radians(SLOPE_DEG)) / TAN_OF_A_DEGREE
    assert cost_of(plane, path) == pytest.approx(2 * km * np.hypot(1.0, SIDE_PER_DEG * across), rel=0.003)
    assert heading_deg(path) == pytest.approx((towards_deg, towards_deg), abs=0.5)


def test_between_two_slopes_the_line_bends_as_the_cheapest_crossing_says():
    size, upper, lower = 161, 30.0, 120.0  # uphill directions, degrees
    half = np.arange(size)[:, None] < size // 2 + np.zeros((1, size))
    angle = np.radians(np.where(half, upper, lower))
    slope = np.tan(np.radians(SLOPE_DEG))
    rates = np.where(half, 1.0, 1.4)
    plane = slope_plane(
        rates, slope * np.cos(angle), slope * np.sin(angle), side_per_deg=SIDE_PER_DEG, along_per_deg=0.1
    )
    start, end, side = np.array([20.0, 40.0]), np.array([140.0, 110.0]), size // 2 - 0.5

    def leg(step, uphill_deg):
        gradient = (
            slope
            / TAN_OF_A_DEGREE
            * np.array([np.cos(np.radians(uphill_deg)), np.sin(np.radians(uphill_deg))])
        )
        across, along = gradient[0] * step[1] - gradient[1] * step[0], gradient @ step
        return np.sqrt(step @ step + (SIDE_PER_DEG * across) ** 2 + (0.1 * along) ** 2)

    def cost(col):
        crossing = np.array([side, col])
        return leg(crossing - start, upper) + 1.4 * leg(end - crossing, lower)

    best = optimize.minimize_scalar(cost, bounds=(0.0, size), method="bounded")
    path = line_between(plane, tuple(start), tuple(end))
    first = np.degrees(np.arctan2(best.x - start[1], side - start[0]))
    last = np.degrees(np.arctan2(end[1] - best.x, end[0] - side))
    assert abs(first - last) > 20.0
    assert cost_of(plane, path) == pytest.approx(best.fun, rel=0.003)
    assert heading_deg(path) == pytest.approx((first, last), abs=0.5)


def test_where_cost_rises_steadily_the_line_follows_euler_and_lagrange():
    # F = c(row) sqrt(A11 + 2 A12 x' + A22 x'^2) has no column in it: dF/dx' is the same all along the line.
    size, uphill = 161, np.radians(35.0)
    slope = np.tan(np.radians(SLOPE_DEG)) / TAN_OF_A_DEGREE
    level = SIDE_PER_DEG * slope * np.array([-np.sin(uphill), np.cos(uphill)])
    metric = np.eye(2) + np.outer(level, level)
    rows = np.arange(size, dtype=float)
    at = lambda row: 1.0 + 0.02 * row  # noqa: E731
    rates = np.repeat(at(rows)[:, None], size, axis=1)
    tangent = slope * TAN_OF_A_DEGREE
    plane = slope_plane(
        rates,
        np.full((size, size), tangent * np.cos(uphill)),
        np.full((size, size), tangent * np.sin(uphill)),
        side_per_deg=SIDE_PER_DEG,
        along_per_deg=0.0,
    )
    top, bottom, left, right = 20.0, 140.0, 30.0, 130.0
    (a, b), (_, c) = metric

    def bend(row, push):
        """x' where c (b + c x') / sqrt(a + 2 b x' + c x'^2) = push."""
        ratio = push / at(row)
        return (-b + ratio * np.sqrt((a * c - b * b) / (c - ratio**2))) / c

    def aimed(push):
        return left + integrate.quad(bend, top, bottom, args=(push,))[0] - right

    push = optimize.brentq(aimed, -0.9 * np.sqrt(c), 0.999 * at(top) * np.sqrt(c))

    def rate(row):
        step = bend(row, push)
        return at(row) * np.sqrt(a + 2 * b * step + c * step**2)

    path = line_between(plane, (top, left), (bottom, right))
    assert cost_of(plane, path) == pytest.approx(integrate.quad(rate, top, bottom)[0], rel=0.003)
    for low, high in (
        (25.0, 55.0),
        (60.0, 90.0),
        (100.0, 135.0),
    ):  # means over thirty cells: the line has vertices
        cols = np.interp([low, high], path.row - RIM, path.col - RIM)
        exact = integrate.quad(bend, low, high, args=(push,))[0]
        found = np.degrees(np.arctan2(cols[1] - cols[0], high - low))
        assert found == pytest.approx(np.degrees(np.arctan2(exact, high - low)), abs=0.5)


@pytest.mark.parametrize("turn_deg", [0.0, 17.0, 45.0])
def test_lines_on_a_cone_are_straight_where_the_cone_is_unrolled(turn_deg):
    # Slope along the line at 1 per tangent, none across: a kilometre counts by its true length on the surface.
    size, tangent, opening_deg = 181, 1.5, 80.0
    rows, cols = np.mgrid[:size, :size] - size // 2
    radius = np.maximum(np.hypot(rows, cols), 1e-9)
    plane = slope_plane(
        np.ones((size, size)),
        tangent * rows / radius,
        tangent * cols / radius,
        side_per_deg=0.0,
        along_per_deg=TAN_OF_A_DEGREE,
    )
    ends = np.radians([turn_deg, turn_deg + opening_deg])
    near, far = 60.0, 80.0
    path = line_between(
        plane,
        (size // 2 + near * np.cos(ends[0]), size // 2 + near * np.sin(ends[0])),
        (size // 2 + far * np.cos(ends[1]), size // 2 + far * np.sin(ends[1])),
    )
    slant = np.hypot(1.0, tangent)
    unrolled = np.radians(opening_deg) / slant
    exact = slant * np.sqrt(near**2 + far**2 - 2 * near * far * np.cos(unrolled))
    assert cost_of(plane, path) == pytest.approx(exact, rel=0.003)
    # Where the line meets the meridian in the middle: sine rule in the unrolled triangle.
    middle = np.radians(turn_deg + opening_deg / 2)
    nearest = near * far * np.sin(unrolled) / (near + far) / np.sin(unrolled / 2)
    angle = np.arctan2(path.col - RIM - size // 2, path.row - RIM - size // 2)
    assert np.interp(middle, angle, np.hypot(path.row - RIM - size // 2, path.col - RIM - size // 2)) == (
        pytest.approx(nearest, abs=1.0)
    )


def rough_plane(size: int, seed: int) -> CostGrid:
    """A smooth random seabed: its own gradient decides."""
    rng = np.random.default_rng(seed)
    rows, cols = np.mgrid[:size, :size]
    depth = np.zeros((size, size))
    for _ in range(6):
        waves, phase = rng.normal(0.0, 0.12, 2), rng.uniform(0, 2 * np.pi)
        depth += rng.uniform(0.3, 1.0) * np.sin(waves[0] * rows + waves[1] * cols + phase)
    down, right = np.gradient(depth)
    rates = 1.0 + 0.3 * np.sin(rows / 9.0) * np.cos(cols / 11.0)
    return slope_plane(rates, down, right, side_per_deg=0.25, along_per_deg=0.05)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lines_cost_no_more_than_dijkstra_with_many_headings_and_hardly_less(seed):
    size = 61
    plane = rough_plane(size, seed)
    rates, across = plane.cell_cost[RIM:-RIM, RIM:-RIM].astype(float), plane.across[RIM:-RIM, RIM:-RIM]
    number = np.arange(size * size).reshape(size, size)
    first, last, weight = [], [], []
    reach = 7
    for row in range(reach + 1):
        for col in range(-reach, reach + 1):
            if np.gcd(row, abs(col)) != 1 or (row == 0 and col < 0):
                continue
            length = np.hypot(row, col)
            times = np.sqrt(1.0 + (across @ (np.array([row, col]) / length)) ** 2) * rates
            total, pieces = 0.0, 8 * max(row, abs(col))
            here = np.s_[0 : size - row, max(0, -col) : size - max(0, col)]
            rows, cols = np.mgrid[here]
            for piece in (np.arange(pieces) + 0.5) / pieces:
                at = (
                    np.floor(rows + piece * row + 0.5).astype(int),
                    np.floor(cols + piece * col + 0.5).astype(int),
                )
                total = total + length / pieces * times[at]
            first.append(number[here].ravel())
            last.append(number[rows + row, cols + col].ravel())
            weight.append(total.ravel())
    graph = sparse.csr_array(
        (np.concatenate(weight), (np.concatenate(first), np.concatenate(last))), shape=(size**2, size**2)
    )
    start, end = (5, 6), (54, 51)
    cheapest = csgraph.dijkstra(graph, directed=False, indices=number[start])[number[end]]
    path = line_between(plane, start, end)
    assert 0.97 * cheapest <= cost_of(plane, path) <= 1.001 * cheapest
    bound = lower_bound(plane, path.start, path.end, upper=cost_of(plane, path))
    assert bound <= cheapest


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_turned_seabed_has_the_turned_line(turn):
    plane = rough_plane(61, 7)
    across = np.rot90(plane.across, turn)
    for _ in range(turn):  # a quarter to the left: what was down is now to the right, what was right is up
        across = np.stack([-across[..., 1], across[..., 0]], axis=-1)
    turned = CostGrid(plane.grid, np.ascontiguousarray(np.rot90(plane.cell_cost, turn)), across=across.copy())
    ends = np.zeros((2, 61, 61), dtype=bool)
    ends[0, 8, 10] = ends[1, 50, 47] = True
    start, end = (tuple(map(float, np.argwhere(np.rot90(each, turn))[0])) for each in ends)
    one, other = line_between(plane, (8.0, 10.0), (50.0, 47.0)), line_between(turned, start, end)
    assert cost_of(turned, other) == pytest.approx(cost_of(plane, one), rel=2e-3)


@pytest.mark.parametrize("uphill_deg", [20.0, 70.0, 110.0])
def test_long_steps_do_not_jump_a_wall(draw, uphill_deg):
    seabed: Seabed = draw(
        """
        ~~~~~~~~~~~~~~~~
        ~A~~~~~~~~~~~~~~
        ~~~~~~~~~~~~~~~~
        #############~##
        ~~~~~~~~~~~~~~~~
        ~B~~~~~~~~~~~~~~
        ~~~~~~~~~~~~~~~~
        """
    )
    ratio = MOST_TIMES_CHEAPEST
    angle = np.radians(uphill_deg)
    size = np.sqrt(ratio**2 - 1.0)
    shape = seabed.surface.grid.shape
    across = np.empty((*shape, 2), dtype=np.float32)
    across[...] = size * np.cos(angle), size * np.sin(angle)
    headings = HeadingCost(np.ones(shape, dtype=np.float32), across)
    plane = plane_of(np.where(seabed.surface.barrier, -1.0, 1.0), headings)
    (start, end) = seabed.letters["A"], seabed.letters["B"]
    path = line_between(plane, start, end)
    through = np.interp(3.0, path.row - RIM, path.col - RIM)
    assert 12.5 <= through <= 13.5


def test_a_channel_one_cell_wide_is_followed_at_any_heading(draw):
    seabed: Seabed = draw(
        """
        ##########
        #A~~######
        ###~######
        ###~~~~###
        ######~###
        ######~~B#
        ##########
        """
    )
    shape = seabed.surface.grid.shape
    for uphill_deg in (15.0, 45.0, 80.0, 130.0):
        angle, size = np.radians(uphill_deg), np.sqrt(MOST_TIMES_CHEAPEST**2 - 1.0)
        across = np.empty((*shape, 2), dtype=np.float32)
        across[...] = size * np.cos(angle), size * np.sin(angle)
        headings = HeadingCost(np.ones(shape, dtype=np.float32), across)
        plane = plane_of(np.where(seabed.surface.barrier, -1.0, 1.0), headings)
        path = line_between(plane, seabed.letters["A"], seabed.letters["B"])
        assert plane.barrier_km(path.row, path.col, np.full(len(path.row), 90.0)).sum() == pytest.approx(
            0.0, abs=0.01
        )


def test_equal_costs_of_either_slope_leave_no_heading():
    tangent = np.full((5, 5), 0.1)
    headings = HeadingCost.of_slopes(
        np.stack([tangent**2, 0 * tangent, 0 * tangent], axis=-1).astype(np.float32),
        side_per_deg=0.3,
        along_per_deg=0.3,
        closed=np.zeros((5, 5), dtype=bool),
    )
    assert not headings.across.any()
    assert headings.cheapest == pytest.approx(np.hypot(1.0, 0.3 * 0.1 / TAN_OF_A_DEGREE))
