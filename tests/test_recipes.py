"""The recipes of docs/recipes.md, carried out on a copy of the package: each touches few files, and its test passes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
MOST_FILES = {"A layer": 5, "A cost term": 5, "A reader": 3}
CODE = r"```python\n(?P<{}>.*?)```"
STEP = re.compile(
    rf"`(?P<path>[\w/.]+)`, new file:\n\n{CODE.format('whole')}"
    rf"|(?:`(?P<changed>[\w/.]+)`, |and )replace:\n\n{CODE.format('old')}\n\nby\n\n{CODE.format('new')}",
    re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One change to one file; an empty ``old`` makes the file."""

    path: str
    old: str
    new: str


def recipes() -> dict[str, list[Step]]:
    """Steps of each recipe by the words before the colon of its heading."""
    found = {}
    for section in PAGE.split("\n## ")[1:]:
        steps: list[Step] = []
        for match in STEP.finditer(section):
            if match["path"]:
                steps.append(Step(match["path"], "", match["whole"]))
            else:
                steps.append(
                    Step(
                        match["changed"] or steps[-1].path,
                        match["old"].removesuffix("\n"),
                        match["new"].removesuffix("\n"),
                    )
                )
        found[section.split(":")[0]] = steps
    return found


def carry_out(steps: list[Step], folder: Path) -> None:
    for step in steps:
        path = folder / step.path
        if not step.old:
            assert not path.exists(), f"{step.path} is there already"
            path.write_text(step.new, encoding="utf-8")
            continue
        text = path.read_text(encoding="utf-8")
        assert text.count(step.old) == 1, f"{step.path} holds {text.count(step.old)} times:\n{step.old}"
        path.write_text(text.replace(step.old, step.new), encoding="utf-8")


def test_there_are_three_recipes_and_no_code_of_theirs_is_left_out():
    assert recipes().keys() == MOST_FILES.keys()
    blocks = PAGE.count("```python\n")
    assert blocks == sum(2 if step.old else 1 for steps in recipes().values() for step in steps)


@pytest.mark.parametrize("name", MOST_FILES)
def test_a_recipe_touches_few_files_and_works(name, tmp_path):
    steps = recipes()[name]
    assert len({step.path for step in steps}) <= MOST_FILES[name]
    for folder in ("routeplan", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, copy_function=shutil.copy2)
    shutil.copy2(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "data").symlink_to(ROOT / "data")
    carry_out(steps, tmp_path)
    (test,) = (step.path for step in steps if Path(step.path).name.startswith("test_"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
