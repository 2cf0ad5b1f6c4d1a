"""Libraries of the extras ``ensemble`` and ``dask``: one clear line where they are missing."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from routeplan.errors import UsageError


def _require(library: str, extra: str, purpose: str, *modules: str) -> Any:
    if find_spec(library) is None:
        raise UsageError(f"{purpose} needs {library}: pip install 'routeplan[{extra}]'")
    for module in modules:
        import_module(module)
    return import_module(library)


def require_pyarrow(purpose: str) -> Any:
    """Import pyarrow with its Parquet module.

    Raises
    ------
    UsageError
        If it is missing; the message says how to install it.
    """
    return _require("pyarrow", "ensemble", purpose, "pyarrow.parquet")


def require_salib(purpose: str) -> Any:
    """Import SALib with its Sobol' modules.

    Raises
    ------
    UsageError
        If it is missing.
    """
    return _require("SALib", "ensemble", purpose, "SALib.sample.sobol", "SALib.analyze.sobol")


def require_distributed(purpose: str) -> Any:
    """Import Dask distributed.

    Raises
    ------
    UsageError
        If it is missing.
    """
    return _require("distributed", "dask", purpose)
