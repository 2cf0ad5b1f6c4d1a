"""The command that briefs, and the figures that commands draw: what they leave, print and refuse."""

import json
import re

import pytest
from cli_kit import COARSE


def test_a_briefing_is_left_with_its_scenario_and_its_numbers_are_printed(run, tmp_path):
    page = tmp_path / "briefing.html"
    done = run("report", "resilient", "--pair", "galway:halifax", *COARSE, "-o", str(page), "--json")
    assert done.code == 0
    record = json.loads(done.out)
    assert record["scenario"]["name"] == "resilient"
    (candidate,) = record["candidates"]
    html = page.read_text(encoding="utf-8")
    quoted = re.findall(r'<data value="([^"]+)" data-path="candidates\.0\.(\w+)">', html)
    assert quoted
    for value, key in quoted:
        assert float(value) == candidate[key]
    assert (tmp_path / "briefing.scenario.toml").is_file()
    assert f"wrote {page}" in done.err


def test_without_a_file_the_answer_is_read_on_the_screen(run):
    done = run("report", "--pair", "galway:halifax", *COARSE)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert (
        lines[0] == "What would a submarine cable from Galway to Halifax cost, and how reliable would it be?"
    )
    subjects = ["Choice", "Cost", "Benefit", "Weakness", "What would change it"]
    assert [line.partition(":")[0] for line in lines[1:6]] == subjects
    assert "not for navigation" in lines[6]


def test_a_short_briefing_in_french_has_title_author_and_date(run, tmp_path):
    page = tmp_path / "page.html"
    options = (
        "--short",
        "--language",
        "fr",
        "--title",
        "Câble",
        "--author",
        "A. Name",
        "--date",
        "2026-11-25",
    )
    done = run("report", "--pair", "galway:halifax", *COARSE, *options, "-o", str(page))
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "Câble"
    assert lines[1].startswith("Choix\u202f: ")
    assert lines[-1] == "Routes à l'échelle du corridor, impropres à la navigation"
    html = page.read_text(encoding="utf-8")
    assert "<h1>Câble</h1>" in html
    assert "Par A. Name." in html
    assert "2026-11-25" in html
    assert "Note en une page" in html


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("report", "balanced", "--pair", "galway"), 2, "colon between them"),
        (("report", "balanced", "--pair", "galway:atlantis"), 2, "atlantis"),
        (("report", "balanced", "-o", "briefing.docx"), 2, "use .html, .pdf"),
        (("report", "no-such.toml"), 5, "no-such.toml"),
        (("report", "--language", "de"), 2, "'de'; use en or fr"),
        (("report", "--line", "no-such.csv"), 4, "no-such.csv"),
        (("report", "--date", "25.11.2026"), 2, "25.11.2026"),
        (("plan", "galway", "halifax", "--figure", "portrait"), 2, "portrait"),
        (("compare", "galway:halifax", "--pareto", "--figure", "risk"), 2, "figure of its own"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line_before_anything_is_solved(
    run, never_solves, arguments, code, words
):
    done = run(*arguments)
    assert done.code == code
    assert done.out == ""
    assert words in done.err
    assert done.err.count("\n") == 1


def test_paper_without_a_browser_is_refused_before_anything_is_solved(
    run, never_solves, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("report", "-o", str(tmp_path / "briefing.pdf"))
    assert done.code == 1
    assert "no Chromium" in done.err


@pytest.mark.parametrize("kind", ["routes", "map", "profile", "costs", "risk"])
def test_every_kind_of_figure_can_be_asked_for(run, tmp_path, kind):
    path = tmp_path / f"{kind}.png"
    done = run("plan", "galway", "halifax", *COARSE, "--figure", kind, "-o", str(path), "--quiet")
    assert done.code == 0
    assert path.read_bytes().startswith(b"\x89PNG")
