"""What the depths of a line rest on: how much of it is measured, and which files they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.seabed import Index, SeabedLayers

if TYPE_CHECKING:
    import pandas as pd

NO_FILE = "none"
"""File of a step on land, or where none has a depth."""


@dataclass(frozen=True, slots=True)
class DepthKnown:
    """What the depths of a line rest on.

    Attributes
    ----------
    measured_km : float
        Kilometres over measured depths.
    typed_km : float
        Kilometres where types are known; 0 without a grid of types.
    file_km : mapping of str to float
        Kilometres by file, longest first; empty where there is one only.
    """

    measured_km: float = 0.0
    typed_km: float = 0.0
    file_km: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def joined(cls, parts: Sequence[DepthKnown]) -> DepthKnown:
        """Add up the segments of a system."""
        names = dict.fromkeys(name for part in parts for name in part.file_km)
        by_file = {name: sum(part.file_km.get(name, 0.0) for part in parts) for name in names}
        return cls(
            sum(part.measured_km for part in parts),
            sum(part.typed_km for part in parts),
            _longest_first(by_file),
        )

    @property
    def measured_share(self) -> float | None:
        """Share of the line where types are known that is measured; None where none is known."""
        return self.measured_km / self.typed_km if self.typed_km else None

    @property
    def record(self) -> dict[str, Any]:
        """Describe it for JSON; nothing where nothing is known."""
        share = self.measured_share
        return {
            **({} if share is None else {"measured_share": round(share, 4)}),
            **(
                {"depth_file_km": {name: round(km, 3) for name, km in self.file_km.items()}}
                if self.file_km
                else {}
            ),
        }


UNKNOWN_DEPTHS = DepthKnown()


@dataclass(frozen=True, slots=True)
class StepOrigins:
    """The same step by step.

    Attributes
    ----------
    measured_share : (n,), optional
        0 to 1, NaN where it is not known; None without a grid of types.
    depth_file : (n,) of str, optional
        None where there is one file only.
    """

    measured_share: FloatArray | None
    depth_file: npt.NDArray[np.str_] | None

    @property
    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Columns of a profile."""
        found = {"measured_share": self.measured_share, "depth_file": self.depth_file}
        return {name: values for name, values in found.items() if values is not None}

    def over(self, km: FloatArray) -> DepthKnown:
        """Add up over (n,) lengths of the steps."""
        measured_km = typed_km = 0.0
        if self.measured_share is not None:
            known = np.isfinite(self.measured_share)
            measured_km, typed_km = float(self.measured_share[known] @ km[known]), float(km[known].sum())
        by_file: dict[str, float] = {}
        if self.depth_file is not None:
            names = np.unique(self.depth_file).tolist()
            by_file = {name: float(km[self.depth_file == name].sum()) for name in names}
        return DepthKnown(measured_km, typed_km, _longest_first(by_file))


def read_depth_origin(layers: SeabedLayers, rows: Index, cols: Index) -> StepOrigins:
    """Read what the depths of some cells rest on."""
    origin = layers.depth_origin
    if origin is None:
        return StepOrigins(None, None)
    share, numbers, files = origin.measured_share, origin.file_number, None
    if numbers is not None and origin.files is not None:
        names = np.array([NO_FILE, *origin.files.names])
        files = names[np.nan_to_num(numbers[rows, cols]).astype(np.intp)]
    return StepOrigins(None if share is None else share[rows, cols].astype(np.float64), files)


def add_to_stretches(stretches: pd.DataFrame, profile: pd.DataFrame, number: pd.Series[Any]) -> pd.DataFrame:
    """Add the columns that a profile has to its stretches; ``number`` is the stretch of each step."""
    added = stretches
    if "measured_share" in profile:
        known_km = profile["step_km"].where(profile["measured_share"].notna(), 0.0)
        measured_km = (profile["measured_share"].fillna(0.0) * known_km).groupby(number).sum()
        share = measured_km / known_km.groupby(number).sum().where(lambda km: km > 0)
        added = added.assign(measured_share=share.to_numpy())
    if "depth_file" in profile:
        most = profile["depth_file"].groupby(number).agg(lambda names: names.value_counts().index[0])
        added = added.assign(depth_file=most.to_numpy())
    return added


def _longest_first(by_file: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(by_file.items(), key=lambda item: -item[1]))
