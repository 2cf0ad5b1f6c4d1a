"""Take the picture of every notebook as JupyterLab shows it: `python docs/notebook_pictures.py`; PNG in out/."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the kit that tests drive JupyterLab with

from lab_kit import open_notebook, running_lab, take_screenshot  # noqa: E402


def main(names: list[str]) -> None:
    """Open copies of those named, or of all, with their committed outputs, the network cut, and look."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on this machine; install it to take pictures")
    out = ROOT / "out"
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as engine:
        folder = Path(home) / "notebooks"
        shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns("out", "*.py"))
        browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with running_lab(folder) as lab:
            for path in sorted(folder.glob("*.ipynb")):
                if not names or path.stem in names:
                    with open_notebook(lab, browser, path.name) as opened:
                        take_screenshot(opened.page, out / f"{path.stem}.png")
                    if opened.blocked:
                        sys.exit(f"{path.name} asked the network for {opened.blocked[0]}")
                    print(f"out/{path.stem}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
