"""Change the code in small ways and see whether the module's own tests notice: the survivors are holes in the tests.

``python -m benchmarks.mutants cost/faults network/failures`` mutates the modules with mutmut, each against the test
file that mirrors it (``tests/cost/test_faults.py``), and writes survivors to ``out/mutants.json``. Without arguments it
takes every module of cost, network and planning that has such a file, which takes hours. ``docs/mutants.md`` lists the
survivors of the last run with the reason for each.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cost", "network", "planning")
COPIED = ("routeplan", "tests", "data", "docs", "notebooks", "benchmarks", "pyproject.toml", "README.md")
CONFIG = """
[tool.mutmut]
source_paths = ["routeplan"]
only_mutate = ["routeplan/{module}.py"]
also_copy = ["data", "docs", "notebooks", "benchmarks", "README.md"]
pytest_add_cli_args = ["-o", "addopts=--strict-markers --import-mode=importlib", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["{tests}"]
"""
_RESULT = re.compile(r"^\s+(\S+__mutmut_\d+): (.+)$", re.MULTILINE)
# Verdicts of mutmut. Others are killed and crashes, and timeout: an endless loop, or a busy machine.
_UNNOTICED = ("survived", "no tests")
_TOTALS = re.compile(r"(\d+)/(\d+)")


def tests_of(module: str) -> Path:
    """Path of the test file that mirrors a module, relative to the checkout."""
    package, *inner, name = module.split("/")
    return Path("tests") / package / f"test_{name if not inner else inner[-1]}.py"


def modules_with_tests() -> list[str]:
    """List the modules of the packages that a test file mirrors."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / "routeplan" / package).rglob("*.py")):
            module = path.relative_to(ROOT / "routeplan").with_suffix("").as_posix()
            if path.name != "__init__.py" and (ROOT / tests_of(module)).is_file():
                found.append(module)
    return found


def mutate(module: str) -> dict[str, object]:
    """Run mutmut on one module in a copy of the checkout: number of mutants, and those that no test noticed."""
    if not (ROOT / tests_of(module)).is_file():
        raise SystemExit(f"no tests of {module}: {tests_of(module)} is missing; name a module that has them")
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, Path(folder) / name)
        with (Path(folder) / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(CONFIG.format(module=module, tests=tests_of(module).as_posix()))
        command = [sys.executable, "-m", "mutmut"]
        environment = os.environ | {"PYTHONPATH": folder}
        done = subprocess.run(
            [*command, "run"], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        totals = _TOTALS.findall(done.stdout)
        if not totals:
            raise RuntimeError(f"mutmut on {module} did not run: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        listed = subprocess.run(
            [*command, "results"], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        survivors: dict[str, list[str]] = {}
        verdicts = _RESULT.findall(listed.stdout)
        for name, verdict in verdicts:
            if verdict in _UNNOTICED:
                shown = subprocess.run(
                    [*command, "show", name],
                    cwd=folder,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=True,
                )
                changed = [line for line in shown.stdout.splitlines() if re.match(r"^[-+][^-+]", line)]
                survivors[name.removeprefix("routeplan.")] = changed
    timed_out = [name.removeprefix("routeplan.") for name, verdict in verdicts if verdict == "timeout"]
    return {"mutants": int(totals[-1][1]), "survivors": survivors, "timed_out": timed_out}


def main(modules: list[str]) -> None:
    """Mutate modules one after the other; each is written as soon as it is done."""
    target = ROOT / "out" / "mutants.json"
    target.parent.mkdir(exist_ok=True)
    found: dict[str, dict[str, object]] = {}
    for module in modules or modules_with_tests():
        found[module] = mutate(module)
        survivors = found[module]["survivors"]
        assert isinstance(survivors, dict)
        print(f"{module}: {len(survivors)} of {found[module]['mutants']} mutants survive", flush=True)
        for name, changed in survivors.items():
            print(f"  {name}", *(f"    {line}" for line in changed), sep="\n", flush=True)
        target.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
