"""Classes and colours of a layer: fixed ones for known layers, else classes with about equal numbers of cells."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
import xarray as xr

from routeplan.cost.layer_names import LayerName
from routeplan.cost.named_layers import JurisdictionClass
from routeplan.errors import UsageError
from routeplan.seabed.sea_ice import IceClass
from routeplan.view.maps.raster_image import Classes

# Ramps of seven colours in even steps of cmocean (Thyng et al. 2016, doi:10.5670/oceanog.2016.66), mixed with a tenth
# of white, turbid and ice with a fifth. Each ramp grows steadily darker, which every kind of colour vision sees. The
# first colour is darker than the blank page: turbid 0.1-0.72, amp 0.12-0.72, matter 0.03-0.72, tempo 0.14-0.62,
# ice 0.86-0.36.
GROUND: Final = ("#e3e19f", "#d9c884", "#cfb270", "#c39d65", "#b28b62", "#9e7c61", "#886e5e")
RISK: Final = ("#e6cfc8", "#deb4a6", "#d69a86", "#ce7f66", "#c4634a", "#b8463a", "#a22c3d")
TIME: Final = ("#fde6af", "#f9c18e", "#f39d74", "#e87865", "#d65966", "#ba426f", "#983573")
MONEY: Final = ("#d3dbc9", "#b6ccb2", "#99c0a1", "#76b394", "#53a68e", "#32968a", "#298685")
ICE: Final = ("#bbe2e5", "#9cd1dc", "#87bfd5", "#77adce", "#6a9ac8", "#6588c0", "#6575b2")
_OTHER: Final = TIME
PROBABILITY: Final = "probability"
"""Name of the layer that `Ensemble.probability` gives."""
# Named classes. Jurisdictions of partners are green, the high seas as the sea, other jurisdictions reddish.
_NAMED: Final[dict[str, dict[int, tuple[str, str]]]] = {
    LayerName.ICE_CLASS: {
        IceClass.OPEN_WATER: ("open all year", "#d9e6ea"),
        IceClass.SEASONAL: ("seasonal ice", ICE[1]),
        IceClass.PERENNIAL: ("perennial ice", ICE[-2]),
    },
    LayerName.JURISDICTION: {
        JurisdictionClass.TERRITORIAL_SEA: ("territorial sea of partners", "#4fa58e"),
        JurisdictionClass.EEZ: ("exclusive economic zone of partners", "#b9d8c4"),
        JurisdictionClass.HIGH_SEAS: ("high seas", "#d9e6ea"),
        JurisdictionClass.NON_PARTNER: ("jurisdiction of non-partners", "#d0886f"),
    },
}
# Okabe and Ito's colours, for named classes of user layers.
_NAMED_COLOURS: Final = (
    "#56B4E9",
    "#E69F00",
    "#009E73",
    "#F0E442",
    "#CC79A7",
    "#0072B2",
    "#D55E00",
    "#999999",
)

_ABOVE_0 = 1e-6  # a class from here on leaves zero transparent
_PROBABILITIES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9)
_SHARES = (0.15, 0.3, 0.5, 0.7, 0.9)  # from the limit of open water, in steps of the WMO egg code
_FAULTS = (_ABOVE_0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_FLOORS: Final[dict[LayerName, tuple[float, ...]]] = {
    LayerName.SLOPE: (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0),
    LayerName.RUGGEDNESS: (0.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0),
    LayerName.OPEN_DAYS: (0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0),
    LayerName.DEPOT_KM: (0.0, 500.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0),
    LayerName.EARTHQUAKES_M6: (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0),
    LayerName.EARTHQUAKES_M7: (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
    LayerName.LANE_KM: (0.0, 10.0, 50.0, 200.0, 400.0),
    LayerName.SEDIMENT_M: (0.0, 50.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0),
    LayerName.MEASURED_SHARE: (0.0, 0.05, 0.25, 0.5, 0.75, 0.95),
    LayerName.REPAIR_DAYS: (0.0, 15.0, 20.0, 30.0, 60.0, 120.0, 240.0),
    LayerName.FAULT_RATE: _FAULTS,
    # At most 0.04 by default.
    LayerName.FAULT_RATE_SEISMIC: (_ABOVE_0, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035),
}
_RAMPS: Final = {
    LayerName.SLOPE: GROUND,
    LayerName.RUGGEDNESS: GROUND,
    LayerName.OPEN_DAYS: ICE[::-1],
    LayerName.EARTHQUAKES_M6: RISK,
    LayerName.EARTHQUAKES_M7: RISK,
    LayerName.LANE_KM: ICE[::-1],
    LayerName.SEDIMENT_M: GROUND,
    LayerName.MEASURED_SHARE: ICE,
    LayerName.FAULT_RATE: RISK,
    LayerName.BUILD_USD_PER_KM: MONEY,
    LayerName.OBJECTIVE_USD_PER_KM: MONEY,
}
_MOST, _FEWEST = 7, 5  # most classes of a legend, and fewest of a map
# Round numbers, from coarse to fine.
_ROUND: Final = (np.array([1.0, 2.0, 5.0, 10.0]), np.arange(1.0, 11.0), np.arange(10, 101) / 10.0)
_THOUSANDS_FROM = 10_000.0


def derive_classes(layer: xr.DataArray) -> Classes:
    """Choose the classes of a layer by its flags, its name or its values.

    Parameters
    ----------
    layer : DataArray

    Raises
    ------
    UsageError
        If it has no value, or more named classes than there are colours.
    """
    if "flag_values" in layer.attrs:
        return _named(layer)
    values = layer.to_numpy()
    values = values[np.isfinite(values)]
    if not values.size:
        raise UsageError(f"{layer.name or 'layer'} has no value; give a layer with values at sea")
    if layer.name not in set(LayerName):
        known = layer.name == PROBABILITY
        return _rising(_PROBABILITIES, RISK, top=1.0) if known else _rising(even_floors(values), _OTHER)
    name = LayerName(layer.name)
    if name.month or name is LayerName.ICE_MEAN:
        return _rising(_SHARES, ICE, top=1.0)
    if name.zone:
        return _rising((_ABOVE_0, 0.2, 0.4, 0.6, 0.8), RISK, top=1.0)
    if name.cause:
        return _rising(_FLOORS.get(name, _FAULTS), RISK)
    return _rising(_FLOORS.get(name) or even_floors(values), _RAMPS.get(name, _OTHER))


def even_floors(values: npt.NDArray[np.floating]) -> tuple[float, ...]:
    """Divide values into classes of about equal numbers, with round lower edges.

    If most values are equal, the distinct values are divided instead.

    Parameters
    ----------
    values : array, finite, at least one

    Examples
    --------
    >>> even_floors(np.geomspace(1.5, 100.0, 1000))
    (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
    """
    found = [
        _round_floors(np.quantile(sample, np.arange(_MOST) / _MOST), steps)
        for steps, sample in product(_ROUND, (values, np.unique(values)))
    ]
    enough = [floors for floors in found if len(floors) >= _FEWEST]
    return enough[0] if enough else max(found, key=len)


def is_in_thousands(classes: Classes) -> bool:
    """Tell whether a legend gives thousands."""
    return not classes.named and max(map(abs, classes.floors)) >= _THOUSANDS_FROM


def _round_floors(quantiles: npt.NDArray[np.floating], steps: npt.NDArray[np.floating]) -> tuple[float, ...]:
    """Give the round numbers nearest to quantiles, rising; the first is at most the lowest value."""
    least = _rounded(quantiles[0], steps, lowest=True)
    nearest = {_rounded(quantile, steps) for quantile in quantiles[1:]}
    return tuple(sorted({least} | {floor for floor in nearest if floor > least}))


def _rounded(value: float, steps: npt.NDArray[np.floating], *, lowest: bool = False) -> float:
    if value == 0.0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(abs(value)))
    round_ones = np.sign(value) * steps * power
    if lowest:
        below = round_ones[round_ones <= value * (1 + np.sign(value) * 1e-6)]
        return float(below.max()) if below.size else float(round_ones.min())
    return float(round_ones[np.argmin(np.abs(round_ones - value))])


def _rising(floors: tuple[float, ...], ramp: tuple[str, ...], *, top: float | None = None) -> Classes:
    """Make classes from light to dark, evenly spread over a ramp."""
    at = np.rint(np.linspace(0, len(ramp) - 1, len(floors))).astype(int)
    edges = floors if top is None else (*floors, top)
    scale = 1000.0 if max(map(abs, floors)) >= _THOUSANDS_FROM else 1.0
    labels = tuple("0" if edge == _ABOVE_0 else f"{edge / scale:g}" for edge in edges)
    return Classes(floors, tuple(ramp[number] for number in at), labels)


def _named(layer: xr.DataArray) -> Classes:
    flags = tuple(int(flag) for flag in layer.attrs["flag_values"])
    meanings = [word.replace("_", " ") for word in str(layer.attrs["flag_meanings"]).split()]
    known = _NAMED.get(str(layer.name)) or dict(
        zip(flags, zip(meanings, _NAMED_COLOURS, strict=False), strict=False)
    )
    labels, colours = zip(*(known[flag] for flag in flags if flag in known), strict=True)
    if not len(meanings) == len(flags) == len(labels):
        raise UsageError(
            f"{layer.name or 'layer'} has {len(flags)} flag_values and {len(meanings)} flag_meanings; "
            f"give as many of each, at most {len(_NAMED_COLOURS)}"
        )
    return Classes(tuple(map(float, flags)), colours, labels, named=True)
