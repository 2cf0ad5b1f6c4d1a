"""Build the documentation site in out/site: `make docs`. A warning of Sphinx is an error.

The pages are those of the checkout: README, docs, notebooks, and the README of each data folder, at the same paths,
so that links between them work on the site as they do in the repository. What is derived from the package
(commands, Python names, JSON keys) is written beside them by `docs/reference_pages.py`.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from reference_pages import write_reference
from sphinx.cmd.build import build_main

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SITE = DOCS / "site"
OUT = ROOT / "out" / "site"
SOURCE = ROOT / "out" / "site-source"
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
EXTRA = "_extra"  # copied to the site as it is: html_extra_path in site/conf.py
# Shown on the front page instead.
LEFT_OUT = {DOCS / "README.md"}


def pages() -> list[Path]:
    """List the pages and notebooks of the checkout that are on the site."""
    found = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    found += [*DOCS.glob("*.md"), *(DOCS / "how-to").glob("*.md")]
    found += [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "data").rglob("README.md")]
    return sorted(set(found) - LEFT_OUT)


def linked_files(page: Path) -> list[Path]:
    """Find the files of the checkout that a page shows or links to, other pages apart."""
    if page.suffix != ".md":
        return []
    targets = (
        page.parent / match[1]
        for match in LINK.finditer(page.read_text(encoding="utf-8"))
        if "://" not in match[1]
    )
    return [
        target.resolve() for target in targets if target.is_file() and target.suffix not in {".md", ".ipynb"}
    ]


def lay_out(source: Path) -> None:
    """Copy pages, and files that they show, to the same paths below a folder; then write what is derived."""
    shutil.rmtree(source, ignore_errors=True)
    for page in pages():
        for file in (page, *linked_files(page)):
            copied = source / file.relative_to(ROOT)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copied)
    front = source / "README.md"
    front.write_text(
        front.read_text(encoding="utf-8").replace("](docs/README.md)", "](index.md)"), encoding="utf-8"
    )
    shutil.copytree(SITE, source, dirs_exist_ok=True)
    write_reference(source / "reference", source / EXTRA / "reference" / "schemas")


def main() -> int:
    """Build the site."""
    lay_out(SOURCE)
    return build_main(
        [
            "-W",
            "--keep-going",
            "-q",
            "-b",
            "html",
            "-d",
            str(OUT.with_name("site-doctrees")),
            str(SOURCE),
            str(OUT),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
