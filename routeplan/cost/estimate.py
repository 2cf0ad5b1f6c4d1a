"""A price that is not known exactly: low, likely and high."""

from __future__ import annotations

from enum import StrEnum

from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from routeplan.cost.assumption_group import Usd


class Level(StrEnum):
    """One of the three values of an estimate."""

    LOW = "low"
    LIKELY = "likely"
    HIGH = "high"


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class Estimate:
    """Low, likely and high value of a price or share; the likely one counts in routes and totals.

    Examples
    --------
    One number moves the likely value, and the others in proportion:

    >>> Estimate(low=50.0, likely=100.0, high=200.0).scaled_to(80.0)
    Estimate(low=40.0, likely=80.0, high=160.0)
    """

    low: Usd
    likely: Usd
    high: Usd

    @model_validator(mode="after")
    def _is_in_order(self) -> Estimate:
        if not self.low <= self.likely <= self.high:
            raise ValueError(
                f"low {self.low:g}, likely {self.likely:g}, high {self.high:g} are not in rising order; sort them"
            )
        return self

    @classmethod
    def exactly(cls, value: float) -> Estimate:
        """Make an estimate without a range."""
        return cls(value, value, value)

    def at(self, level: Level) -> float:
        """Take one of the three values."""
        return float(getattr(self, level.value))

    def scaled_to(self, likely: float) -> Estimate:
        """Move the likely value, and low and high in proportion; an estimate of 0 loses its range."""
        if self.likely == 0.0:
            return Estimate.exactly(likely)
        factor = likely / self.likely
        return Estimate(self.low * factor, likely, self.high * factor)


def describe_too_large(likely: float) -> str:
    """Say what to do where the range of a value leaves the numbers that there are."""
    shown = f"{likely:g}" if isinstance(likely, float) else f"{str(likely)[:20]} ..."
    return f"{shown} is too large; give a smaller number"
