"""PDF of a briefing, printed by headless Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from routeplan.errors import OutputError
from routeplan.runtime.files import atomic_write

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_TIMEOUT_S = 120.0


def find_browser() -> str | None:
    """Find Chromium or Chrome; None if neither is installed."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def check_browser(path: Path) -> str:
    """Find Chromium or Chrome, or fail before anything is solved.

    Raises
    ------
    OutputError
        If there is no Chromium or Chrome.
    """
    browser = find_browser()
    if browser is None:
        raise OutputError(
            f"cannot write {path.name}: no Chromium or Chrome on this machine; install one, or write .html and print "
            "it from a browser"
        )
    return browser


def print_pdf(page: str, path: Path) -> None:
    """Print a self-contained page.

    Parameters
    ----------
    page : str
        HTML.
    path : Path

    Raises
    ------
    OutputError
        If there is no Chromium, Chromium fails, or the file cannot be written.
    """
    browser = check_browser(path)
    with atomic_write(path) as temporary, tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "briefing.html"
        source.write_text(page, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",  # from the headings; browsers that do not know it ignore it
            f"--print-to-pdf={temporary}",
            source.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # required for root; the page is our own
        try:
            finished = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(f"cannot write {path.name}: {browser} failed ({error}); write .html") from error
        if finished.returncode or not temporary.stat().st_size:
            lines = finished.stderr.decode(errors="replace").strip().splitlines()
            reason = lines[-1] if lines else finished.returncode
            raise OutputError(f"cannot write {path.name}: {browser} failed ({reason}); write .html")
