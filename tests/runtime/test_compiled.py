"""Kernels: compiled when they are called, in bands of rows over all cores, and never before."""

import pickle
import subprocess
import sys

import numba as nb
import numpy as np
import pytest

from routeplan.geo.grid import read_radial
from routeplan.runtime.compiled import Kernel, compiled, inlined
from routeplan.runtime.row_bands import run_in_bands


@inlined
def _doubled(value):
    return 2.0 * value


@compiled
def _plus_one(value):
    return value + 1.0


@compiled
def _write_rows(first, last, values, out):
    for row in range(first, last):
        for col in range(values.shape[1]):
            out[row, col] += _plus_one(_doubled(values[row, col]))


def test_a_kernel_that_calls_others_is_what_its_functions_say():
    values, out = np.arange(6.0).reshape(2, 3), np.zeros((2, 3))
    _write_rows(0, 2, values, out)
    np.testing.assert_array_equal(out, 2.0 * values + 1.0)


@pytest.mark.parametrize("rows", [0, 1, 2, 7, 100])
def test_each_row_is_worked_on_once(rows):
    values, out = np.ones((rows, 3)), np.zeros((rows, 3))
    run_in_bands(_write_rows, rows, values, out)
    np.testing.assert_array_equal(out, np.full((rows, 3), 3.0))


def test_a_process_that_has_one_core_runs_one_band():
    """As in the workers of an ensemble, of which there is one a core."""
    before, bands = nb.get_num_threads(), []
    nb.set_num_threads(1)
    try:
        run_in_bands(lambda first, last: bands.append((first, last)), 100)
    finally:
        nb.set_num_threads(before)
    assert bands == [(0, 100)]


def test_an_error_in_a_band_is_raised():
    def fail(first, last):
        if last == 50:
            raise ValueError("band")

    with pytest.raises(ValueError, match="band"):
        run_in_bands(fail, 50)


def test_a_kernel_is_pickled_by_its_name():
    assert isinstance(read_radial, Kernel)
    assert pickle.loads(pickle.dumps(read_radial)) is read_radial


def test_numba_is_not_imported_before_a_kernel_is_called():
    told = "import sys, routeplan.planning.planner, routeplan.planning.open; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
