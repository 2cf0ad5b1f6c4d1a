"""A page on paper: PDF through headless Chromium, which draws it as a browser would print it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from routeplan.errors import OutputError
from routeplan.runtime.files import replacing

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE_S = 120.0


def find_browser() -> str | None:
    """Where Chromium or Chrome is, if anywhere."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def check_browser(path: Path) -> str:
    """Find what prints a page, or refuse to, before anything is solved for it.

    Raises
    ------
    OutputError
        If there is no Chromium or Chrome.
    """
    browser = find_browser()
    if browser is None:
        raise OutputError(
            f"cannot write {path.name}: no Chromium or Chrome on this machine; install one, or write .html "
            "and print that"
        )
    return browser


def print_pdf(page: str, path: Path) -> None:
    """Print a page that needs nothing from elsewhere.

    Parameters
    ----------
    page : str
        HTML.
    path : Path

    Raises
    ------
    OutputError
        If there is no Chromium, it fails, or the file cannot be written.
    """
    browser = check_browser(path)
    with replacing(path) as temporary, tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "briefing.html"
        source.write_text(page, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={temporary}",
            source.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # root may not run it otherwise, and the page is our own
        try:
            done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(f"cannot write {path.name}: {browser} failed ({error}); write .html") from error
        if done.returncode or not temporary.stat().st_size:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise OutputError(
                f"cannot write {path.name}: {browser} failed ({said[-1] if said else done.returncode}); write .html"
            )
