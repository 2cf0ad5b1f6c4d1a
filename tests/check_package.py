"""Build wheel and sdist, and try each in an empty environment away from the checkout: `make package`.

No test of pytest: it downloads several hundred megabytes for each Python. `PYTHONS="python3.11 python3.13"` chooses;
without it, every Python from 3.11 on that is found. The oldest versions that pyproject.toml allows are tried with the
first of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KNOWN = ("python3.11", "python3.12", "python3.13", "python3.14")
PLAN = ("plan", "galway", "halifax", "--spacing-km", "40", "--quiet")


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Run a command and return what it printed; end the check if its exit code is another."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | {"ROUTEPLAN_CACHE": str(cwd / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != code:
        sys.exit(
            f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-3000:]}"
        )
    return done.stdout + done.stderr


def environment_at(folder: Path, python: str) -> Path:
    """Make an empty environment and return its Python."""
    run(python, "-m", "venv", folder, cwd=folder.parent)
    return folder / "bin" / "python"


def hold(python: Path, folder: Path) -> None:
    """Assert that an installed package plans, draws, and names the extra that is missing."""
    folder.mkdir()
    routeplan = python.with_name("routeplan")
    print(" ", run(routeplan, "--version", cwd=folder).strip())
    run(routeplan, *PLAN, "-o", "map.html", "-o", "route.gpkg", "-o", "map.png", cwd=folder)
    said = run(routeplan, *PLAN, "-o", "route.xlsx", cwd=folder, code=2)
    assert said.count("\n") == 1 and "routeplan[xlsx]" in said, said
    run(routeplan, "doctor", cwd=folder)
    typed = run(
        python,
        "-c",
        "import routeplan, pathlib; print(pathlib.Path(routeplan.__file__).with_name('py.typed').exists())",
        cwd=folder,
    )
    assert typed.strip() == "True", typed


def main() -> None:
    """Build, and try both with every Python, and the oldest versions with the first."""
    wanted = os.environ.get("PYTHONS", "").split() or [name for name in KNOWN if shutil.which(name)]
    pythons = [
        name
        for name in wanted
        if subprocess.run([name, "--version"], capture_output=True, check=False).returncode == 0
    ]
    if not pythons:
        sys.exit("no Python from 3.11 on is found; name some: PYTHONS='python3.11 python3.13'")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        tools = environment_at(folder / "tools", pythons[0])
        run(tools, "-m", "pip", "install", "-q", "build", "uv", "cffconvert", cwd=folder)
        run(tools.with_name("cffconvert"), "--validate", "-i", ROOT / "CITATION.cff", cwd=folder)
        run(tools, "-m", "build", "--outdir", folder / "dist", ROOT, cwd=folder)
        (wheel,), (sdist,) = (list((folder / "dist").glob(pattern)) for pattern in ("*.whl", "*.tar.gz"))
        for number, (name, package) in enumerate([*((name, wheel) for name in pythons), (pythons[0], sdist)]):
            print(f"{name}, {package.suffix.removeprefix('.')}", flush=True)
            place = folder / f"environment-{number}"
            python = environment_at(place, name)
            run(python, "-m", "pip", "install", "-q", package, cwd=folder)
            hold(python, folder / f"{place.name}-try")
        print(f"{pythons[0]}, oldest versions")
        python = environment_at(folder / "oldest", pythons[0])
        uv = tools.with_name("uv")
        run(
            uv,
            "pip",
            "compile",
            "-q",
            "--python",
            python,
            "--resolution",
            "lowest-direct",
            ROOT / "pyproject.toml",
            "-o",
            "oldest.txt",
            cwd=folder,
        )
        run(uv, "pip", "install", "-q", "--python", python, "-r", "oldest.txt", cwd=folder)
        run(uv, "pip", "install", "-q", "--python", python, "--no-deps", wheel, cwd=folder)
        hold(python, folder / "oldest-try")


if __name__ == "__main__":
    main()
