"""The benchmark of ensembles: what it counts, what it calls efficiency, and that it skips hosts that it cannot make."""

from dataclasses import replace

import psutil
import pytest

from benchmarks.dask_cluster import start_on_two_hosts
from benchmarks.ensembles import _HEADINGS, DASK, HOSTS, Measured, _Watch, table_row
from routeplan.errors import UsageError

ONE = Measured(DASK, 1, 100, False, 40.0, 38.0, 2.0, 0.5, 0.8, 50.0, "bits")


def test_efficiency_is_the_rate_by_that_of_as_many_single_workers():
    two = replace(ONE, workers=2, seconds=25.0)  # 4 a second, where one worker does 2.5
    assert two.samples_per_s == 4.0
    assert two.efficiency(ONE) == pytest.approx(0.8)
    assert two.efficiency(None) is None


def test_a_row_has_a_cell_for_each_heading_and_tells_other_bits():
    hosts = replace(ONE, kind=HOSTS, workers=2, seconds=25.0, digest="others")
    cells = table_row(hosts, ONE, ONE).strip("|").split("|")
    assert len(cells) == len(_HEADINGS)
    assert [cells[at].strip() for at in (1, 3, 4, 5, -1)] == ["2", "4.00", "0.80", "0.380", "NO"]
    assert table_row(ONE, ONE, ONE).endswith("| the first |")


def test_samples_are_counted_from_when_all_workers_are_warm():
    watch = _Watch(lambda: [psutil.Process()], [], from_part=2)
    for _ in range(5):
        watch.see(8)
    assert watch.samples == 2 * 8  # between the third part and the fifth
    assert len(watch.marks) == 3


def test_hosts_are_refused_in_one_line_where_ip_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="no network namespaces without ip"), start_on_two_hosts():
        pass
