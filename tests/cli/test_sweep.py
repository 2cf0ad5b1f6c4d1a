"""Command ``sweep``: what changes, in a table and as JSON; and the ranges that ``compare`` takes from its folder."""

import json

import pytest
from cli_kit import assert_one_clear_line

SWEEP = ("sweep", "--pair", "galway:halifax", "--spacing-km", "50", "--workers", "1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sweep")


@pytest.fixture
def swept(run, folder):
    """The first test runs it; for the others it is stored."""
    return run(*SWEEP, "--future", "trawling-doubled", "--samples", "3", "-o", str(folder), "--json")


def test_a_sweep_prints_one_object(swept):
    assert swept.code == 0
    record = json.loads(swept.out)
    assert [world["futures"] for world in record["worlds"]] == [[], ["trawling-doubled"]]
    first, trawled = record["rows"]
    assert first["extra_musd"] == 0.0
    assert trawled["extra_musd"] > 0.0
    assert [each["samples"] for each in record["ensembles"]] == [3, 3]


def test_a_sweep_prints_what_changes(run, swept, folder):
    told = run(*SWEEP, "--future", "trawling-doubled", "--samples", "3", "-o", str(folder))
    assert told.code == 0
    assert "balanced, trawling-doubled" in told.out
    assert "life cost M USD" in told.out


def test_compare_shows_the_ranges_of_an_ensemble(run, swept, folder):
    told = run("compare", "galway:halifax", "--spacing-km", "50", "--ensemble", str(folder))
    assert told.code == 0
    assert "Galway – Halifax, balanced, as it is: 3 samples, 5 to 95 %" in told.out
    assert_one_clear_line(
        run("compare", "bodo:tomakomai", "--spacing-km", "50", "--ensemble", str(folder)),
        2,
        "Galway – Halifax",
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("sweep", "--pair", "galway:halifax"), 2, "give -o FOLDER"),
        (("sweep", "-o", "x"), 2, "give --pair FROM:TO"),
        (("sweep", "-o", "x", "--pair", "galway"), 2, "give FROM:TO"),
        (("sweep", "-o", "x", "--pair", "galway:halifax", "--future", "no"), 2, "no future 'no'"),
        (
            ("sweep", "-o", "x", "--pair", "a:b", "--dask", "tcp://a:1", "--workers", "2"),
            2,
            "give one of them",
        ),
        (("sweep", "nothing", "-o", "x", "--pair", "galway:halifax"), 5, "no preset"),
        (("sweep", *SWEEP[1:], "-o", "x", "--samples", "3", "--sampling", "sobol"), 2, "give a power of two"),
        (("compare", "galway:halifax", "--ensemble", "nowhere"), 4, "nowhere holds no ensemble"),
    ],
)
def test_what_cannot_be_swept_is_one_clear_line(run, arguments, code, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert_one_clear_line(run(*arguments), code, words)


def test_futures_are_listed_with_their_sources(run):
    told = run("sweep", "--list-futures")
    assert "short-ice-2035" in told.out
    assert told.out.count("source: ") >= 6
