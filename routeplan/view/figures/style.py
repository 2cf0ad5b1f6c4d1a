"""Common parts of all figures: file formats, style of axes, credits."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from routeplan.errors import UsageError
from routeplan.io.sources import embedded_data
from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.planning.system import Valued
from routeplan.runtime.files import atomic_write, path_of
from routeplan.view.colours import FRAME, QUIET
from routeplan.view.files.provenance import Provenance

FORMATS = (".png", ".svg", ".pdf")
DPI = 160
# Text of a PDF stays text, so that it can be searched.
_SETTINGS: Any = {"pdf.fonttype": 42, "ps.fonttype": 42, "svg.hashsalt": "routeplan"}
_CREDIT_PT = 6.5
_LETTERS_PER_INCH = 19.0  # of a line of credits


def write_figure(figure: Figure, path: str | Path, *, provenance: Provenance | None = None) -> None:
    """Write a figure as PNG, SVG or PDF; the suffix chooses.

    Parameters
    ----------
    figure : Figure
    path : str or Path
    provenance : Provenance, optional
        Data behind it, for the metadata of the file.

    Raises
    ------
    UsageError
        If the suffix is none of these.
    OutputError
        If the file cannot be written.
    """
    path = path_of(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"cannot write a figure as {path.name}; use {', '.join(FORMATS)}")
    with atomic_write(path) as temporary:
        save_figure(figure, temporary, suffix, provenance=provenance)


def save_figure(
    figure: Figure, to: Path | BinaryIO, suffix: str, *, provenance: Provenance | None = None
) -> None:
    """Save a figure in a format of `FORMATS`, or as .webp; the file has no date, so equal figures give equal files."""
    metadata = picture_metadata(suffix, provenance)
    with mpl.rc_context(_SETTINGS):
        figure.savefig(to, format=suffix.removeprefix("."), dpi=DPI, metadata=metadata)


def picture_metadata(suffix: str, provenance: Provenance | None) -> dict[str, Any] | None:
    """Give the metadata of a picture in the names of its format: who made it, of which data; no date."""
    maker = f"routeplan {version('routeplan')}"
    about = provenance.to_json() if provenance and provenance.sources else None
    known: dict[str, dict[str, Any]] = {
        ".png": {"Software": maker, "Source": about},
        ".svg": {"Creator": maker, "Date": None, "Description": about},
        ".pdf": {"Creator": maker, "CreationDate": None, "Subject": about},
    }
    if suffix not in known:
        return None
    # None takes a date out that would be written otherwise.
    return {key: value for key, value in known[suffix].items() if value is not None or key.endswith("Date")}


def style_axes(axes: Axes) -> None:
    """Style axes: of the frame only the left and the lower side stay, in grey."""
    axes.tick_params(labelsize=8, color=FRAME)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FRAME)


def credit(figure: Figure, routes: Sequence[Valued], *, shows: Collection[str]) -> None:
    """Write below a figure that it is not for navigation, and the credits of its data.

    Parameters
    ----------
    figure : Figure
    routes : sequence of Route or System
        Their first source is the source of depth.
    shows : collection of str
        Embedded data sets that the figure shows.
    """
    data = embedded_data()
    known = {data_set.source.name: data_set.credit for data_set in data.values()}
    depths = [f"Depth: {route.sources[0].name}" if route.sources else "" for route in routes]
    depths = [known.get(text.removeprefix("Depth: "), text) for text in depths if text]
    _write_credits(figure, [*depths, *(data[key].credit for key in shows)])


def credit_data(figure: Figure, shows: Collection[str]) -> None:
    """Write the same below a figure of embedded data sets alone."""
    data = embedded_data()
    _write_credits(figure, [data[key].credit for key in shows])


def _write_credits(figure: Figure, credits_: Sequence[str]) -> None:
    text = f"{NOT_FOR_NAVIGATION.capitalize()}. {'. '.join(dict.fromkeys(credits_))}."
    letters = int(_LETTERS_PER_INCH * figure.get_figwidth())
    figure.supxlabel(textwrap.fill(text, letters), fontsize=_CREDIT_PT, color=QUIET, parse_math=False)
