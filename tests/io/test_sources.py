import hashlib
import json

import pytest
import typer

from routeplan.cli.data import check
from routeplan.errors import DataError
from routeplan.io import sources
from routeplan.io.sources import data_folder, embedded, embedded_data, sha256_of


@pytest.mark.parametrize("key", sorted(embedded_data()))
def test_every_data_set_is_the_file_that_was_published(key):
    embedded(key).check()


@pytest.mark.parametrize("key", sorted(embedded_data()))
def test_every_data_set_says_its_licence_and_whom_to_credit(key):
    data_set = embedded(key)
    assert data_set.source.licence
    assert data_set.credit
    assert data_set.path.is_relative_to(data_folder())


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda file: file.unlink(), "is missing; reinstall routeplan"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "differs from the published file"),
        (lambda file: file.write_bytes(b"\0" + file.read_bytes()[1:]), "differs from the published file"),
        (lambda file: file.write_bytes(b""), "differs from the published file"),
    ],
    ids=["missing", "truncated", "altered", "empty"],
)
def test_check_names_every_embedded_file_that_is_harmed(monkeypatch, tmp_path, capsys, harm, told):
    """Each file in turn, all others whole: the command names this one and no other."""
    original = embedded_data()
    for key, data_set in original.items():
        copy = tmp_path / data_set.path.name
        copy.write_bytes(data_set.path.read_bytes())
        harm(copy)
        harmed = {**original, key: sources.DataSet(key, copy, data_set.source, data_set.credit)}
        monkeypatch.setattr(sources, "embedded_data", lambda harmed=harmed: harmed)
        with pytest.raises(typer.Exit):
            check([key, "coast" if key != "coast" else "towns"], as_json=True)
        first, second = json.loads(capsys.readouterr().out)["checks"]
        assert first["what"] == key
        assert told in first["finding"]
        assert str(copy) in first["finding"]
        assert second["ok"]
        copy.unlink(missing_ok=True)


def test_the_checksum_is_sha256_of_the_bytes(tmp_path):
    (tmp_path / "depths").write_bytes(b"abc")
    # FIPS 180-4, example 1.
    assert (
        sha256_of(tmp_path / "depths") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert sha256_of(tmp_path / "depths") == hashlib.sha256(b"abc").hexdigest()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.nc"):
        sha256_of(tmp_path / "nowhere.nc")


def test_a_changed_file_is_found_out(tmp_path):
    changed = tmp_path / "cable_types.csv"
    changed.write_text("name\n")
    original = embedded("cable-types")
    with pytest.raises(DataError, match=r"cable-types: .*cable_types\.csv"):
        sources.DataSet("cable-types", changed, original.source, original.credit).check()


def test_a_missing_embedded_file_is_named(monkeypatch, tmp_path):
    original = embedded("cable-types")
    lost = sources.DataSet("cable-types", tmp_path / "gone.csv", original.source, original.credit)
    monkeypatch.setattr(sources, "embedded_data", lambda: {"cable-types": lost})
    with pytest.raises(DataError, match=r"gone\.csv is missing"):
        embedded("cable-types")
