"""Command ``doctor``: data sets that are complete, changed or missing."""

import json
import shutil
from dataclasses import replace

from routeplan.io import sources


def test_doctor_finds_the_data_whole(run):
    said = run("doctor")
    assert said.code == 0
    for word in ("routeplan", "python", "numba", "etopo1-north", "landings", "boundaries", "cable-types"):
        assert word in said.out
    assert "PROBLEM" not in said.out


def test_doctor_json_lists_its_checks(run):
    checks = json.loads(run("doctor", "--json").out)["checks"]
    assert all(each["ok"] is True for each in checks)
    assert {"etopo1-north", "landings", "boundaries", "cable-types"} <= {each["what"] for each in checks}


def test_doctor_finds_a_data_set_that_is_not_what_was_published(run, monkeypatch):
    whole = sources.embedded_data()
    landings = whole["landings"]
    changed = {**whole, "landings": replace(landings, source=replace(landings.source, sha256="0" * 64))}
    monkeypatch.setattr(sources, "embedded_data", lambda: changed)
    said = run("doctor", "--json")
    assert said.code == 4
    wrong = [each for each in json.loads(said.out)["checks"] if not each["ok"]]
    assert [each["what"] for each in wrong] == ["landings"]
    assert "reinstall" in wrong[0]["finding"]
    assert "PROBLEM" in run("doctor").out


def test_doctor_finds_a_data_set_that_is_missing(run, monkeypatch, tmp_path):
    whole = sources.embedded_data()
    moved = {**whole, "landings": replace(whole["landings"], path=tmp_path / "gone.csv")}
    monkeypatch.setattr(sources, "embedded_data", lambda: moved)
    assert run("doctor").code == 4


def test_doctor_finds_a_browser_under_any_of_its_names(run, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "/opt/chrome" if name == "google-chrome" else None)
    checks = {each["what"]: each["finding"] for each in json.loads(run("doctor", "--json").out)["checks"]}
    assert checks["chromium"] == "/opt/chrome"
