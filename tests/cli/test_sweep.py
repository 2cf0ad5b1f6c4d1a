"""Command ``sweep``: what changes, in a table and as JSON; and the ranges that ``compare`` takes from its folder."""

import json

import pytest
from cli_kit import assert_one_clear_line

SYSTEM = ("--system", "galway,halifax+nuuk@55.0,-38.0")
SWEEP = ("sweep", "--pair", "galway:halifax", *SYSTEM, "--spacing-km", "50", "--workers", "1")


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
    assert record["systems"] == ["Galway – Halifax + Nuuk"]
    assert [row["kind"] for row in record["rows"]] == ["pair", "pair", "system", "system"]
    for first, trawled in (record["rows"][:2], record["rows"][2:]):
        assert first["extra_musd"] == 0.0
        assert trawled["extra_musd"] > 0.0
    assert [each["samples"] for each in record["ensembles"]] == [3, 3, 3, 3]


def test_a_sweep_prints_what_changes(run, swept, folder):
    told = run(*SWEEP, "--future", "trawling-doubled", "--samples", "3", "-o", str(folder))
    assert told.code == 0
    assert "balanced, trawling-doubled" in told.out
    assert "Galway – Halifax + Nuuk (system)" in told.out
    assert "life cost M USD" in told.out


def test_pairs_and_systems_are_those_of_the_scenario_where_none_is_given(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'extends = "balanced"\npairs = ["galway:nuuk"]\n[grid]\nspacing_km = 50\n'
        '[[systems]]\nname = "Line"\nstops = ["galway", "nuuk"]\n'
    )
    told = run("sweep", str(path), "-o", str(tmp_path / "folder"), "--workers", "1", "--json")
    assert told.code == 0
    record = json.loads(told.out)
    assert (record["pairs"], record["systems"]) == (["Galway – Nuuk"], ["Line"])
    pair, system = record["rows"]
    assert system["life_cost_musd"] == pytest.approx(pair["life_cost_musd"])


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
        (("sweep", "-o", "", "--pair", "galway:halifax"), 2, "name of a new folder"),
        (("sweep", "-o", "a-file", "--pair", "galway:halifax"), 1, "a-file: it is no folder"),
        (("sweep", "-o", "x"), 2, "give --pair FROM:TO"),
        (("sweep", "-o", "x", "--pair", "galway"), 2, "such as bodo:tomakomai"),
        (("sweep", "-o", "x", "--system", "galway"), 2, "has 1 stop"),
        (("sweep", "-o", "x", "--system", "galway,halifax+nuuk"), 2, "has no place on the trunk"),
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
    (tmp_path / "a-file").touch()
    assert_one_clear_line(run(*arguments), code, words)
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]


def test_futures_are_listed_with_their_sources(run):
    told = run("sweep", "--list-futures")
    assert "short-ice-2035" in told.out
    assert told.out.count("source: ") >= 6
