"""pyproject.toml is the truth: environment.yml and constraints.txt say the same."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

rattler = pytest.importorskip(
    "rattler", reason="py-rattler, the conda parser of the extra dev, is not installed"
)
yaml = pytest.importorskip("yaml", reason="PyYAML, which comes with the extra notebooks, is not installed")

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # without Qt
# Of the extra dev, what the tests cannot do without stands in environment.yml; the rest may.
NEEDED_BY_TESTS = {"hypothesis", "jsonschema", "pytest"}

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def floors_of(requirements: list[str]) -> dict[str, str]:
    """Floor of each requirement as conda writes it, by its name on conda-forge."""
    found = {}
    for text in requirements:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        found[CONDA_NAMES.get(name, name)] = str(requirement.specifier)
    return found


def conda_floors() -> dict[str, str]:
    specs = [rattler.MatchSpec(text) for text in ENVIRONMENT["dependencies"] if isinstance(text, str)]
    return {spec.name.normalized: str(spec.version or "") for spec in specs}


RUN = floors_of(PROJECT["dependencies"])
EXTRAS = {extra: floors_of(requirements) for extra, requirements in PROJECT["optional-dependencies"].items()}


def test_every_requirement_is_a_floor_and_nothing_else():
    for floors in (RUN, *EXTRAS.values()):
        for name, floor in floors.items():
            assert floor.startswith(">="), f"{name}{floor}"
            assert "," not in floor, f"{name}{floor}"


def test_conda_installs_what_pip_does_from_the_same_floors():
    expected = (
        RUN | EXTRAS["notebooks"] | EXTRAS["live"] | EXTRAS["serve"] | EXTRAS["ensemble"] | EXTRAS["dask"]
    )
    conda = conda_floors()
    assert {name: conda.get(name) for name in expected} == expected


def test_conda_installs_what_the_tests_need():
    conda = conda_floors()
    expected = {name: EXTRAS["dev"][name] for name in NEEDED_BY_TESTS}
    assert {name: conda.get(name) for name in expected} == expected


def test_conda_installs_nothing_that_pyproject_does_not_name():
    known = (
        RUN
        | EXTRAS["notebooks"]
        | EXTRAS["live"]
        | EXTRAS["serve"]
        | EXTRAS["ensemble"]
        | EXTRAS["dask"]
        | EXTRAS["dev"]
    )
    others = {name: floor for name, floor in conda_floors().items() if name not in known}
    assert others == {"python": PROJECT["requires-python"], "pip": ""}
    shared = {name: floor for name, floor in conda_floors().items() if name in known}
    assert shared == {name: known[name] for name in shared}


def test_the_checkout_itself_is_installed_by_pip_into_the_conda_environment():
    (pip,) = [each for each in ENVIRONMENT["dependencies"] if isinstance(each, dict)]
    assert pip == {"pip": ["-e ."]}
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    assert ENVIRONMENT["name"] == PROJECT["name"]


def test_constraints_pin_every_requirement_at_or_above_its_floor():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            name, _, version = line.partition("==")
            pins[canonicalize_name(name)] = Version(version)
    # make installs these extras; dask is the user's to choose.
    asked = PROJECT["dependencies"] + [
        text
        for extra in ("dev", "notebooks", "live", "xlsx")
        for text in PROJECT["optional-dependencies"][extra]
    ]
    requirements = [Requirement(text) for text in asked]
    missing = [each.name for each in requirements if canonicalize_name(each.name) not in pins]
    assert missing == []
    below = [str(each) for each in requirements if pins[canonicalize_name(each.name)] not in each.specifier]
    assert below == []
