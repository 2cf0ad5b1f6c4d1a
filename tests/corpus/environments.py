"""Environments: encodings, closed and full streams, odd variables, no home, a cache that is none, little memory."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.entry import DATA, DONE, FAILURE, SCENARIO, USAGE

QUICK = ("landings", "--country", "NO")
PLAN = ("plan", "galway", "halifax", "--spacing-km", "200")
FINE = ("plan", "galway", "halifax", "--spacing-km", "4", "--quiet")
ONE_THREAD = (("OPENBLAS_NUM_THREADS", "1"), ("OMP_NUM_THREADS", "1"), ("NUMBA_NUM_THREADS", "1"))
WRONG = ("plan", "galway", "nowhere at all")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A command as a process of its own, and what is around it; a variable that is None is taken away.

    Limits are those of bash's ``ulimit``: kB of address space (-v), kB of a file (-f, as a full disk ends a write).
    """

    name: str
    arguments: tuple[str, ...]
    code: int
    variables: tuple[tuple[str, str | None], ...] = ()
    redirected: str = ""
    limits: str = ""


def _with(arguments: tuple[str, ...], code: int, **variables: str | None) -> Surroundings:
    shown = ",".join(f"{name}={value}"[:40] for name, value in variables.items())
    return Surroundings(f"{arguments[0]}-{code}-{shown}", arguments, code, tuple(variables.items()))


ENTRIES = (
    *(_with(QUICK, DONE, PYTHONIOENCODING=encoding) for encoding in ("ascii", "latin-1", "cp1252", "utf-16", "cp437")),
    *(_with(QUICK, DONE, LC_ALL=locale, PYTHONUTF8=mode) for locale, mode in (("C", "0"), ("POSIX", "0"), ("nonsense", "1"))),
    _with(WRONG, USAGE, PYTHONIOENCODING="ascii"),
    _with(QUICK, DONE, TERM="dumb", COLUMNS="1"),
    _with(QUICK, DONE, COLUMNS="nonsense", LINES="-1"),
    _with(QUICK, DONE, TZ="Nonsense/Nowhere"),
    _with(PLAN, DONE, PYTHONOPTIMIZE="2"),
    _with(PLAN, DONE, HOME=None, XDG_CACHE_HOME=None),
    _with(PLAN, DONE, HOME="/nonexistent", XDG_CACHE_HOME="/nonexistent"),
    _with(QUICK, USAGE, NUMBA_NUM_THREADS="0"),
    _with(QUICK, USAGE, NUMBA_NUM_THREADS="x"),
    _with(PLAN, DONE, OMP_NUM_THREADS="-1"),
    _with(PLAN, DONE, ROUTEPLAN_CACHE="/dev/null"),
    _with((*PLAN, "-o", "a.png", "--quiet"), DONE, MPLBACKEND="nonsense"),
    _with(QUICK, USAGE, SOURCE_DATE_EPOCH="nonsense"),
    _with(QUICK, USAGE, SOURCE_DATE_EPOCH="-99999999999999999999"),
    Surroundings("full-stdout", QUICK, FAILURE, redirected="> /dev/full"),
    Surroundings("full-stderr", WRONG, USAGE, redirected="2> /dev/full"),
    Surroundings("closed-stdout", WRONG, USAGE, redirected=">&-"),
    Surroundings("closed-stderr", WRONG, USAGE, redirected="2>&-"),
    Surroundings("all-closed", WRONG, USAGE, redirected="<&- >&- 2>&-"),
    Surroundings("gone-reader", QUICK, DONE, redirected="| head -1"),
    Surroundings("no-scenario", ("scenario", "check", "none.toml"), SCENARIO, redirected="< /dev/null"),
    Surroundings("no-file", (*PLAN, "--bathymetry", "none.nc"), DATA, redirected="< /dev/null"),
    Surroundings("little-address-space", PLAN, USAGE, limits="ulimit -v 600000"),
    Surroundings("little-memory", FINE, FAILURE, ONE_THREAD, limits="ulimit -v 1500000"),
    *(Surroundings(f"full-disk{suffix}", (*PLAN, "--quiet", "-o", f"a{suffix}"), FAILURE, limits="ulimit -f 2")
      for suffix in (".geojson", ".gpkg", ".csv", ".xlsx", ".kml", ".png", ".html")),
    Surroundings("full-disk-report", ("report", "balanced", "--pair", "galway:halifax", "--spacing-km", "200", "--quiet", "-o", "r.html"),
                 FAILURE, limits="ulimit -f 2"),
    Surroundings("full-disk-cache", (*PLAN, "--quiet"), DONE, (("ROUTEPLAN_CACHE", "cache"),), limits="ulimit -f 2"),
)  # fmt: skip
