"""What the README shows works: its Python blocks run in order, its first command prints what the page says."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import matplotlib as mpl
import pytest

import routeplan as rp
from routeplan import cli

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
# Every planner on coarse cells: the blocks show calls, and other tests hold the figures.
CELLS_KM = 40.0


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def without_seconds(printed: str) -> str:
    return re.sub(r" in \d+\.\d+ s", "", printed).strip()


def test_the_python_blocks_run_in_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rp, "open_planner", functools.partial(rp.open_planner, spacing_km=CELLS_KM))
    names: dict[str, object] = {}
    with mpl.rc_context({"backend": "agg"}):
        for block in blocks("python"):
            exec(compile(block, "README.md", "exec"), names)  # the page is ours
    assert {path.name for path in tmp_path.iterdir()} >= {"route.geojson"}
    assert names["route"].length_km > names["route"].geodesic_km


@pytest.mark.long
def test_the_first_command_prints_what_the_page_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shown = next(block for block in blocks("") if block.startswith("$ routeplan"))
    command, _, printed = shown.partition("\n")
    with pytest.raises(SystemExit) as ended:
        cli.main(command.split()[2:])
    assert ended.value.code == 0
    assert without_seconds(capsys.readouterr().out) == without_seconds(printed)
    assert {"route.geojson", "map.html"} <= {path.name for path in tmp_path.iterdir()}


def test_every_page_that_the_readme_names_is_there():
    root = Path(__file__).resolve().parents[1]
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert len(linked) > 20
    assert [link for link in linked if not (root / link).exists()] == []


def test_the_list_of_pages_has_every_page():
    docs = Path(__file__).resolve().parents[1] / "docs"
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (docs / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(path.name for path in docs.glob("*.md") if path.name != "README.md")
