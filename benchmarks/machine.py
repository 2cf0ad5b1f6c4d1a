"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

_LIBRARIES = ("numpy", "numba", "scipy")


@dataclass(frozen=True)
class Machine:
    """A machine and its state when the run began.

    Attributes
    ----------
    processor, system, python, libraries, date : str
        As their makers call them; the date is UTC's.
    cores : int
        Processors that the run may use.
    memory_gb : float
        Zero where the system does not say.
    load : float
        Processes waiting for a processor in the minute before, this run's own not among them.
    """

    processor: str
    system: str
    python: str
    libraries: str
    date: str
    cores: int
    memory_gb: float
    load: float

    @classmethod
    def look(cls) -> Machine:
        """Look at this one."""
        return cls(
            processor=_processor(),
            system=f"{platform.system()} {platform.release()}",
            python=platform.python_version(),
            libraries=", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES),
            date=datetime.now(UTC).date().isoformat(),
            cores=os.cpu_count() or 1,
            memory_gb=_memory_gb(),
            load=os.getloadavg()[0],
        )


def _processor() -> str:
    """Name of the processor, with its architecture."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or 'processor unnamed'} ({platform.machine()})"


def _memory_gb() -> float:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return 0.0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
