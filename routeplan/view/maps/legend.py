"""The legend of a map: what its colours and lines mean, in words.

The interactive map draws it in ``assets/legend.js``, static maps and figures in `drawn_legend`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import xarray as xr

from routeplan.view.maps.colour_classes import is_in_thousands
from routeplan.view.maps.raster_image import Classes


@dataclass(frozen=True, slots=True)
class Legend:
    """The legend of cells in classes.

    Attributes
    ----------
    title : str
        Above the legend, with the unit.
    spoken : str
        The whole legend, for screen readers.
    alt : str
        Description of the image, for screen readers.
    classes : Classes
    """

    title: str
    spoken: str
    alt: str
    classes: Classes


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One kind of line in a legend.

    Attributes
    ----------
    label : str
    colour : str
    dash : str
        As SVG writes it; empty for a solid line.
    """

    label: str
    colour: str
    dash: str = ""


def derive_legend(title: str, classes: Classes) -> Legend:
    """Make the legend of a layer from its title and classes."""
    order = ": " if classes.named else ", from light to dark: "
    spoken = title + order + ", ".join(classes.labels) + (" and more" if classes.is_open else "")
    return Legend(title, spoken, f"{title}, in classes", classes)


def legend_title(layer: xr.DataArray, classes: Classes) -> str:
    """Give the title of a legend, with the unit.

    Examples
    --------
    >>> from routeplan.view.maps.colour_classes import derive_classes
    >>> layer = xr.DataArray([4e4], name="cost", attrs={"long_name": "Build cost", "units": "USD per km"})
    >>> legend_title(layer, derive_classes(layer))
    'Build cost, thousand USD per km'
    """
    title = layer_title(layer)
    units = "" if classes.named else str(layer.attrs.get("units", ""))
    unit = f"thousand {units}".strip() if is_in_thousands(classes) else units
    return f"{title}, {unit}" if unit else title


def layer_title(layer: xr.DataArray) -> str:
    """Give the long name of a layer, or its name in words."""
    return str(layer.attrs.get("long_name") or str(layer.name or "layer").replace("_", " ").capitalize())


def class_ranges(classes: Classes) -> list[str]:
    """Name each class: its own name, or its range.

    Examples
    --------
    >>> class_ranges(Classes((0.0, 5.0), ("#ffffff", "#000000"), ("0", "5")))
    ['0–5', '5 and more']
    """
    if classes.named:
        return list(classes.labels)
    edges = [*classes.labels, ""] if classes.is_open else list(classes.labels)
    return [f"{low}–{high}" if high else f"{low} and more" for low, high in pairwise(edges)]
