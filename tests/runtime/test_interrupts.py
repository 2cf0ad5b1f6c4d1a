"""Ctrl-C in a program of somebody else: one KeyboardInterrupt, where it is safe, and no change to a debugger."""

import os
import signal
import subprocess
import sys
import threading
import time

import numba as nb
import numpy as np
import pytest

from routeplan.runtime.interrupts import safe_interrupts, uninterrupted
from routeplan.runtime.progress import progress, track_items


@pytest.fixture(autouse=True)
def ctrl_c():
    """Ctrl-C as Python handles it, even if the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _numba_unpickle():
    """Stands for numba's function of this name, in which no exception may be raised."""
    signal.raise_signal(signal.SIGINT)
    return True


def test_handlers_are_what_they_were_afterwards():
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    with safe_interrupts():
        pass
    assert [signal.getsignal(number) for number in numbers] == before


def test_a_handler_of_the_programs_own_is_left_alone():
    def handler(*_):
        pass

    signal.signal(signal.SIGINT, handler)
    with safe_interrupts():
        assert signal.getsignal(signal.SIGINT) is handler


def test_an_uninterrupted_call_ends_before_an_interrupt_raises():
    done = []

    def work():
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            time.sleep(0.1)
            done.append(True)
        time.sleep(600)

    with pytest.raises(KeyboardInterrupt), safe_interrupts():
        work()
    assert done == [True]


def test_an_interrupt_while_numba_unpickles_is_raised_at_the_next_step_of_progress():
    reached = []

    def work():
        with progress(lambda _: None), track_items(range(3), "work") as items:
            for item in items:
                reached.append((item, _numba_unpickle()))

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached == [(0, True)]


def test_an_interrupt_while_numba_unpickles_is_raised_a_moment_later_where_nothing_reports_progress():
    reached = []

    def work():
        reached.append(_numba_unpickle())
        time.sleep(600)

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), safe_interrupts():
        work()
    assert reached == [True]
    assert time.monotonic() - began < 300


def test_an_interrupt_that_waits_is_raised_once_and_at_the_end_at_the_latest():
    with pytest.raises(KeyboardInterrupt), safe_interrupts():
        _numba_unpickle()
    time.sleep(0.2)  # nothing is left to be raised here


def test_an_interrupt_does_not_raise_in_another_thread():
    raised = []

    def work():
        try:
            with progress(lambda _: None), track_items(range(50), "work") as items:
                for _ in items:
                    time.sleep(0.01)
        except KeyboardInterrupt:
            raised.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    with pytest.raises(KeyboardInterrupt), safe_interrupts():
        _numba_unpickle()
    thread.join()
    assert raised == []


def test_a_debuggers_trace_function_stays():
    calls = []

    def trace(frame, event, _):
        calls.append(event)
        return trace

    def work():
        _numba_unpickle()
        time.sleep(600)

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with pytest.raises(KeyboardInterrupt), safe_interrupts():
            work()
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is trace
    assert "call" in calls


@nb.njit
def _pair_of_arrays(count):
    total = 0.0
    for number in range(count):
        total += np.sin(number)
    return (np.full(3, total), np.zeros(2)), np.ones(1)


def test_an_interrupt_during_a_kernel_is_a_keyboard_interrupt_and_no_crash():
    """Raised while numba unpickles it is a SystemError, or a hole in the tuple: see routeplan.runtime.interrupts."""

    def work(killer):
        while killer.poll() is None:
            (first, second), third = _pair_of_arrays(3_000_000)
            assert (len(first), len(second), len(third)) == (3, 2, 1)

    _pair_of_arrays(1)
    pid = os.getpid()
    for _ in range(5):
        killer = subprocess.Popen(
            [sys.executable, "-c", f"import os, time; time.sleep(0.1); os.kill({pid}, 2); time.sleep(0.3)"]
        )
        try:
            with pytest.raises(KeyboardInterrupt), safe_interrupts():
                work(killer)
        finally:
            killer.wait()
