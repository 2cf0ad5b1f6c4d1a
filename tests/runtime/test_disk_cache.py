"""The cache on disk: the same answers with it and without it, whatever is wrong with it."""

import os
import shutil
import subprocess
import sys
import time
import tomllib
from multiprocessing import get_context
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xarray as xr

from routeplan.geo.grid import Grid
from routeplan.runtime import disk_cache
from routeplan.runtime.content_digest import LAYERS, digest, digest_of_code
from routeplan.runtime.disk_cache import cache_size, empty_cache, keep, keep_array


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Maker:
    """Counts how often the arrays are made."""

    def __init__(self, **arrays):
        self.arrays, self.count = arrays, 0

    def __call__(self):
        self.count += 1
        return self.arrays


@pytest.fixture
def maker():
    return Maker(a=np.arange(100_000, dtype=np.float32), b=np.zeros(0), names=np.array(["Bodø", "Nuuk"]))


def test_arrays_are_made_once_and_read_again(folder, maker):
    for _ in range(3):
        kept = keep("numbers", (1, "x"), maker)
        assert set(kept) == {"a", "b", "names"}
        for name, values in maker.arrays.items():
            assert kept[name].dtype == values.dtype
            np.testing.assert_array_equal(kept[name], values)
    assert maker.count == 1
    assert cache_size()[0] == 1


def test_what_was_just_made_is_a_map_of_the_file_too(folder):
    """The array it was made in is not kept in memory beside the file."""
    made = np.arange(100_000)
    kept = keep_array("layer", ("made",), lambda: made)
    np.testing.assert_array_equal(kept, made)
    assert not np.shares_memory(kept, made)
    assert isinstance(kept.base, np.memmap)


def test_a_change_of_what_was_read_stays_in_the_process(folder, maker):
    keep("numbers", 1, maker)
    keep("numbers", 1, maker)["a"][0] = -1.0
    assert keep("numbers", 1, maker)["a"][0] == 0.0


def test_other_inputs_other_names_and_other_code_are_other_entries(folder, maker, monkeypatch):
    keep("numbers", 1, maker)
    keep("numbers", 2, maker)
    keep("figures", 1, maker)
    monkeypatch.setattr(disk_cache, "digest_of_code", lambda make: "another version")
    keep("numbers", 1, maker)
    assert maker.count == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        ("1", 1),
        (("ab", "c"), ("a", "bc")),
        ((("a",), "b"), ("a", ("b",))),
        (np.zeros(3), np.zeros(3, dtype=np.float32)),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (np.zeros(3), np.array([0.0, 0.0, 1e-300])),
        (shapely.Point(0, 1), shapely.Point(1, 0)),
        (Grid.arctic(spacing_km=25), Grid.arctic(spacing_km=20)),
        (xr.DataArray([1.0], dims="x"), xr.DataArray([1.0], dims="y")),
        (
            gpd.GeoDataFrame({"kind": ["a"]}, geometry=[shapely.Point(0, 1)]),
            gpd.GeoDataFrame({"kind": ["b"]}, geometry=[shapely.Point(0, 1)]),
        ),
        ({"a": 1}, {"b": 1}),
    ],
)
def test_different_things_have_different_digests(one, other):
    assert digest(one) != digest(other)


def test_a_digest_is_the_same_in_another_process():
    value = "(1, 'Bodø', 2.5, None, [True], {'a': (1,)})"
    code = f"from routeplan.runtime.content_digest import digest; print(digest({value}))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert said.stdout.strip() == digest((1, "Bodø", 2.5, None, [True], {"a": (1,)}))


def test_a_file_counts_by_its_size_and_time(tmp_path):
    file = tmp_path / "depths.nc"
    file.write_bytes(b"one")
    os.utime(file, (0, 0))
    before = digest(file)
    assert digest(file) == before
    os.utime(file, (1, 1))
    assert digest(file) != before


def test_what_has_no_known_content_has_no_digest():
    with pytest.raises(TypeError, match="no digest of object"):
        digest([object()])


@pytest.mark.parametrize("given", ["tiles", "areas.shp"])
def test_a_file_changed_in_place_in_a_folder_or_beside_a_shape_is_another_input(tmp_path, given):
    files = [tmp_path / "tiles" / "west" / "n80.tif", tmp_path / "areas.shp", tmp_path / "areas.dbf"]
    files[0].parent.mkdir(parents=True)
    for file in files:
        file.write_bytes(b"before")
    before = digest(tmp_path / given)
    changed = files[0] if given == "tiles" else files[2]
    with changed.open("r+b") as opened:  # the folder keeps its time
        opened.write(b"later ")
    os.utime(changed, (1, 1))
    assert digest(tmp_path / given) != before


def test_a_damaged_entry_is_made_again(folder, maker):
    keep("numbers", 1, maker)
    (entry,) = folder.glob("numbers-*")
    for count, name in enumerate(("a", "b", "names"), start=2):
        file = entry / f"{name}.npy"
        for half in (file.stat().st_size // 2, 0):
            file.write_bytes(file.read_bytes()[:half])
            np.testing.assert_array_equal(keep("numbers", 1, maker)["a"], maker.arrays["a"])
        assert maker.count == 2 * count - 1


def test_nothing_is_kept_where_nothing_is_wanted_or_can_be_written(tmp_path, maker, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    for chosen in ("off", str(blocked / "cache")):
        monkeypatch.setenv("ROUTEPLAN_CACHE", chosen)
        before = maker.count
        for _ in range(2):
            assert keep("numbers", 1, maker)["a"][1] == 1.0
        assert maker.count == before + 2
        assert cache_size() == (0, 0)


def test_a_full_disk_leaves_nothing_half_written(folder, maker, monkeypatch):
    def fill(file, values, **_):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk_cache.np, "save", fill)
    assert keep("numbers", 1, maker)["a"][1] == 1.0
    assert list(folder.iterdir()) == []


def test_an_entry_without_one_of_its_files_is_made_again(folder, maker):
    keep("numbers", 1, maker)
    (entry,) = folder.glob("numbers-*")
    for file in sorted(entry.iterdir()):
        (entry / file.name).unlink()
        assert set(keep("numbers", 1, maker)) == {"a", "b", "names"}
        (entry,) = folder.glob("numbers-*")
    assert maker.count == 5


def test_a_read_only_folder_is_read(folder, maker, monkeypatch):
    keep("numbers", 1, maker)

    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    for name in ("utime", "fsync"):
        monkeypatch.setattr(disk_cache.os, name, refuse)
    for name in ("mkdir", "rename"):
        monkeypatch.setattr(Path, name, refuse)
    assert keep("numbers", 1, maker)["a"][1] == 1.0
    assert maker.count == 1
    assert keep("numbers", 2, maker)["a"][1] == 1.0
    assert cache_size()[0] == 1


def test_folders_that_are_no_entries_are_left_alone(folder, maker):
    """Somebody may name a folder that holds other things."""
    keep("numbers", 1, maker)
    for name in ("photos", "numbers-2024", ".config"):
        (folder / name).mkdir()
        (folder / name / "precious.txt").write_text("kept")
    assert cache_size()[0] == 1
    assert empty_cache()[0] == 1
    assert sorted(path.name for path in folder.iterdir()) == [".config", "numbers-2024", "photos"]
    assert (folder / "photos" / "precious.txt").read_text() == "kept"


def test_an_array_from_the_cache_counts_by_its_file_and_a_part_of_it_by_its_values(folder):
    values = np.arange(100_000)
    kept = keep_array("layer", 1, lambda: values)
    assert digest(kept) == digest(keep_array("layer", 1, lambda: values))
    assert digest(kept) != digest(keep_array("layer", 2, lambda: values))  # made from something else
    assert digest(kept[:50_000]) == digest(values[:50_000])
    assert digest(kept.reshape(2, -1)) == digest(values.reshape(2, -1))


def test_code_counts_up_to_the_layer_of_what_makes_an_entry(tmp_path, monkeypatch):
    from routeplan.geo.grid import Grid
    from routeplan.runtime import content_digest
    from routeplan.seabed.seabed import SeabedLayers
    from routeplan.view.plain_tables import plain_table

    package = tmp_path / "routeplan"
    shutil.copytree(content_digest._PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "data"))
    monkeypatch.setattr(content_digest, "_PACKAGE", package)
    makers = Grid.arctic, SeabedLayers.zone, plain_table

    def changed(module):
        before = [digest_of_code(maker) for maker in makers]
        content_digest._digest_up_to.cache_clear()
        with (package / module).open("a") as file:
            file.write("# another version\n")
        after = [digest_of_code(maker) for maker in makers]
        return [one != other for one, other in zip(before, after, strict=True)]

    content_digest._digest_up_to.cache_clear()
    assert changed("runtime/files.py") == [True, True, True]
    assert changed("seabed/terrain.py") == [False, True, True]
    assert changed("view/plain_tables.py") == [False, False, True]
    content_digest._digest_up_to.cache_clear()


def test_what_comes_from_outside_the_package_counts_all_its_code():
    from routeplan.cli.app import run

    assert digest_of_code(lambda: 1) == digest_of_code(run)


def test_layers_of_the_digest_are_those_of_the_contract():
    contract = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (each["layers"] for each in contract["tool"]["importlinter"]["contracts"] if "layers" in each)
    assert list(LAYERS) == layers[::-1]


def test_what_was_used_least_recently_goes_first(folder, maker, monkeypatch):
    for number in range(3):
        keep("numbers", number, maker)
        for age, entry in enumerate(sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime)):
            os.utime(entry, (age, age))
    used = keep("numbers", 0, maker)  # the oldest is now the newest
    size = cache_size()[1] // 3
    monkeypatch.setattr(disk_cache, "LIMIT_BYTES", int(2.5 * size))
    keep("numbers", 3, maker)
    count = maker.count
    keep("numbers", 0, maker)
    assert maker.count == count
    assert cache_size()[0] == 2
    np.testing.assert_array_equal(used["a"], maker.arrays["a"])  # an entry that is removed stays mapped


def _keep_in_child(number):
    return float(keep_array("shared", 1, lambda: np.full(200_000, 7.0)).sum())


def test_processes_share_what_they_keep(folder):
    with get_context("spawn").Pool(4) as pool:
        assert set(pool.map(_keep_in_child, range(8))) == {1_400_000.0}
    assert cache_size()[0] == 1


def test_a_process_that_is_killed_while_it_writes_leaves_nothing_that_is_read(folder):
    code = (
        "import numpy as np, os, signal\n"
        "from routeplan.runtime import disk_cache\n"
        "save = disk_cache.np.save\n"
        "def killed(file, values, **options):\n"
        "    save(file, values, **options)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "disk_cache.np.save = killed\n"
        "disk_cache.keep('numbers', 1, lambda: {'a': np.ones(5), 'b': np.ones(5)})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -9
    assert cache_size()[0] == 1  # counted, so that it is removed one day
    assert set(keep("numbers", 1, lambda: {"a": np.ones(5), "b": np.zeros(5)})) == {"a", "b"}
    assert empty_cache()[0] == 2
    assert list(folder.iterdir()) == []


def test_processes_killed_at_any_time_leave_nothing_that_is_read(folder):
    code = (
        "import numpy as np\n"
        "from routeplan.runtime.disk_cache import keep\n"
        "print('ready', flush=True)\n"
        "for number in range(10_000):\n"
        "    keep('numbers', number % 3, lambda: {'a': np.full(300_000, number % 3), 'b': np.ones(100_000)})\n"
        "    disk_cache.empty_cache() if number % 3 == 2 else None\n"
    ).replace("import keep\n", "import keep\nfrom routeplan.runtime import disk_cache\n")
    for turn in range(5):
        child = subprocess.Popen(
            [sys.executable, "-c", code], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE
        )
        child.stdout.readline()
        time.sleep(0.013 * turn)
        child.kill()
        child.communicate()
        assert child.returncode == -9
        for number in range(3):
            kept = keep("numbers", number, lambda: {"a": np.zeros(0), "b": np.zeros(0)})
            if len(kept["a"]):  # what is there is whole; what is not there may be made
                assert set(kept["a"].tolist()) == {number}
                assert kept["b"].sum() == 100_000
        empty_cache()


def test_what_a_killed_process_left_goes_after_an_hour(folder, maker):
    left = folder / f".numbers-{'0' * 32}.{'1' * 8}.part"
    left.mkdir(parents=True)
    keep("numbers", 1, maker)
    assert left.is_dir()  # its process may still be writing
    os.utime(left, (0, 0))
    os.utime(folder / ".surveyed", (0, 0))
    keep("numbers", 2, maker)
    assert not left.exists()


def test_small_entries_do_not_count_all_others_each_time(folder, maker, monkeypatch):
    """Once a minute, and after each large entry."""
    looked = []
    monkeypatch.setattr(disk_cache, "_remove_oldest", lambda *, keep_entry: looked.append(keep_entry))
    for number in range(5):
        keep("numbers", number, maker)
    assert len(looked) == 1
    for age_s, count in ((50.0, 1), (70.0, 2), (-70.0, 3)):  # the last: a clock that was set back
        then = time.time() - age_s
        os.utime(folder / ".surveyed", (then, then))
        keep("numbers", age_s, maker)
        assert len(looked) == count
    monkeypatch.setattr(disk_cache, "LIMIT_BYTES", 1_000_000)
    keep("numbers", "large", maker)
    assert len(looked) == 4
