"""Names of data sets where a file is asked for: ``--bathymetry gebco``, ``data.ice = "nsidc"``."""

from __future__ import annotations

from pathlib import Path

from routeplan.errors import UsageError
from routeplan.io.data_sets.kept_files import require_set_file
from routeplan.io.data_sets.registry import SetKind, read_registry
from routeplan.runtime.files import refuse_device


def file_of_choice(choice: str | Path, kind: SetKind | None, *, folder: Path = Path()) -> Path:
    """Find the file that is meant: the one of a data set, if it is named and no file has its name; else the path.

    Parameters
    ----------
    choice : str or Path
        As the user wrote it.
    kind : SetKind, optional
        What it is for; without it anything.
    folder : Path
        Where relative paths start.

    Raises
    ------
    UsageError
        If the data set is of another kind.
    DataError
        If it is not on this machine, or the path is that of a device or a pipe.

    Examples
    --------
    >>> file_of_choice("depths.nc", SetKind.BATHYMETRY, folder=Path("survey")).as_posix()
    'survey/depths.nc'
    """
    registry = read_registry()
    data_set = registry.get(str(choice).casefold())
    path = folder / choice
    refuse_device(path)
    if data_set is None or path.exists():
        return path
    if kind is not None and data_set.kind not in kind.as_well:
        fitting = [name for name, other in registry.items() if other.kind in kind.as_well]
        raise UsageError(
            f"{data_set.id} is a data set of kind {data_set.kind}, not {kind}; give a file"
            + (f", or one of {', '.join(fitting)}" if fitting else "")
        )
    return require_set_file(data_set)
