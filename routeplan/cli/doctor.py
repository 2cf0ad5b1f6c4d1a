"""Command ``doctor``: versions, data sets, and what to do about what is missing."""

from __future__ import annotations

import typer

from routeplan.cli.options import Json
from routeplan.cli.printing import print_json, print_table
from routeplan.errors import DataError


def doctor(as_json: Json = False) -> None:
    """Check versions, data sets and optional programs."""
    findings = _examine()
    if as_json:
        checks = [{"what": name, "ok": ok, "finding": finding} for name, ok, finding in findings]
        print_json({"checks": checks})
    else:
        print_table(
            [[name, "ok" if ok else "PROBLEM", finding] for name, ok, finding in findings],
            ["check", "", "finding"],
        )
    if not all(ok for _, ok, _ in findings):
        raise typer.Exit(DataError.exit_code)


def _examine() -> list[tuple[str, bool, str]]:
    """Check versions and data: name of each check, whether it passed, and what was found or what to do."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from routeplan.briefing.pdf import find_browser
    from routeplan.io.sources import embedded_data

    findings = [("routeplan", True, version("routeplan")), ("python", True, platform.python_version())]
    for package in ("numpy", "numba", "pyproj", "geopandas", "networkx", "folium", "matplotlib"):
        findings.append((package, True, version(package)))
    for package, extra in (
        ("jupyterlab", "notebooks"),
        ("anywidget", "live"),
        ("voila", "serve"),
        ("xlsxwriter", "xlsx"),
    ):
        try:
            findings.append((package, True, version(package)))
        except PackageNotFoundError:
            findings.append((package, True, f"not installed; optional: pip install 'routeplan[{extra}]'"))
    for data_set in embedded_data().values():
        try:
            data_set.check()
            findings.append((data_set.id, True, f"{data_set.source.name}, {data_set.source.licence}"))
        except DataError as error:
            findings.append((data_set.id, False, str(error)))
    findings.append(("cache", True, _describe_cache()))
    browser = find_browser()
    findings.append(
        ("chromium", True, browser or "not installed; needed for briefings as .pdf and for browser tests")
    )
    return findings


def _describe_cache() -> str:
    from routeplan.runtime.disk_cache import FOLDER_VARIABLE, LIMIT_BYTES, cache_folder, cache_size

    folder = cache_folder()
    if folder is None:
        return f"off, by {FOLDER_VARIABLE}"
    count, size = cache_size()
    return f"{folder}: {count} entries, {size / 1e6:,.0f} MB of at most {LIMIT_BYTES / 1e6:,.0f} MB"
