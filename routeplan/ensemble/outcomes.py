"""What an ensemble answers: ranges, how often each candidate wins, regret, probabilities of cells, what decides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from routeplan.ensemble.linear_fit import drop_constants, fit_slopes
from routeplan.ensemble.probability_raster import derive_probability
from routeplan.ensemble.question import AS_ASSUMED, Question
from routeplan.ensemble.sampling import DEPTH_SEED, Sampling
from routeplan.ensemble.sensitivity_indices import derive_indices
from routeplan.ensemble.winning_conditions import find_conditions
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid
from routeplan.io.validation_messages import name_nearest

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

FIGURES = {
    "objective_usd": ("objective", "M USD", 1e6),
    "life_cost_usd": ("life cost", "M USD", 1e6),
    "build_cost_usd": ("build cost", "M USD", 1e6),
    "faults_per_year": ("faults", "per year", 1.0),
    "down_hours_per_year": ("downtime", "hours/year", 1.0),
    "rtt_ms": ("round trip", "ms", 1.0),
    "length_km": ("length", "km", 1.0),
}
"""Figures of a line: their words, unit, and what divides them."""
BEST = "best of each case"
OPEN_SEA = "no named strait"
_PERCENTILES = {"p5": 5.0, "p50": 50.0, "p95": 95.0}
_SIBERIAN_STRAITS = (
    "Kara Strait", "Cape Zhelaniya", "Vilkitsky Strait", "Shokalsky Strait", "Sannikov Strait",
)  # fmt: skip
# Straits of passages that seafarers name as a whole.
NAMED_PASSAGES = {
    "northwest passage": ("Lancaster Sound", "M'Clure Strait", "Amundsen Gulf"),
    "northeast passage": _SIBERIAN_STRAITS,
    "northern sea route": _SIBERIAN_STRAITS,
    "transpolar": ("North Pole",),
}
_LOW, _HIGH = 0.05, 0.95  # quantiles at the ends of a tornado's bars


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble:
    """Cases of one pair, or one system, in one world, with its candidates.

    Attributes
    ----------
    question : Question
    kind : str
        ``pair`` or ``system``.
    pair_name, world_name : str
    cases : DataFrame
        One row a sample, `AS_ASSUMED` first: figures of the best line on whole cells, ``passage``, ``error``, and a
        column for each uncertain value.
    candidate_cases : DataFrame
        One row for each sample and candidate: ``sample``, ``candidate`` (name), figures.
    lines : GeoDataFrame
        Best lines, ``sample`` and ``geometry``.
    grid : Grid

    Examples
    --------
    There is one passage on this crossing, so its line is the best candidate in every sample:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> answer = rp.ensemble(planner, "galway", "halifax", samples=4, workers=1)
    >>> len(answer.names), answer.wins.tolist()
    (1, [1.0])
    """

    question: Question
    kind: str
    pair_name: str
    world_name: str
    cases: pd.DataFrame
    candidate_cases: pd.DataFrame
    lines: gpd.GeoDataFrame
    grid: Grid

    def __repr__(self) -> str:
        return f"<Ensemble {self.pair_name}, {self.world_name}: {self.count:,} samples, {len(self.names)} candidates>"

    @property
    def count(self) -> int:
        """Number of samples without a failure."""
        return len(self._sampled)

    @property
    def failed(self) -> pd.DataFrame:
        """Cases without a line: ``sample`` and ``error``."""
        return self.cases.loc[self.cases["error"] != "", ["sample", "error"]].reset_index(drop=True)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the candidates, the best as assumed first."""
        return tuple(self.objective.columns)

    @property
    def _sampled(self) -> pd.DataFrame:
        return self.cases[(self.cases["sample"] != AS_ASSUMED) & (self.cases["error"] == "")]

    @cached_property
    def objective(self) -> pd.DataFrame:
        """Objective of each candidate, USD: one row a sample; infinite where the candidate cannot be built."""
        return self.of_candidates("objective_usd").fillna(np.inf)

    def of_candidates(self, figure: str) -> pd.DataFrame:
        """One figure of each candidate: one row a sample, one column a candidate, in the order of the question."""
        check_figure(figure)
        table = self.candidate_cases[self.candidate_cases["sample"] != AS_ASSUMED]
        wide = table.pivot_table(index="sample", columns="candidate", values=figure, dropna=False, sort=False)
        named = dict.fromkeys(self.candidate_cases["candidate"])
        return wide.reindex(columns=list(named)).loc[lambda found: found.index.isin(self._sampled["sample"])]

    # ---- how much -----------------------------------------------------------------------------------------------

    def ranges(self, figure: str = "life_cost_usd") -> pd.DataFrame:
        """Range of a figure for each candidate.

        Parameters
        ----------
        figure : str
            One of `FIGURES`.

        Returns
        -------
        DataFrame
            One row a candidate, and one for the best line of each case on whole cells: ``assumed``, ``p5``,
            ``p50``, ``p95``, ``mean``, in the unit of the figure.
        """
        _, _, by = check_figure(figure)
        assumed = self.candidate_cases[self.candidate_cases["sample"] == AS_ASSUMED].set_index("candidate")[
            figure
        ]
        base = self.cases.loc[self.cases["sample"] == AS_ASSUMED, figure]
        rows = {
            name: _range_row(values, assumed.get(name, np.nan))
            for name, values in self.of_candidates(figure).items()
        }
        rows[BEST] = _range_row(self._sampled[figure], float(base.iloc[0]) if len(base) else np.nan)
        return pd.DataFrame.from_dict(rows, orient="index") / by

    # ---- who wins -----------------------------------------------------------------------------------------------

    @cached_property
    def wins(self) -> pd.Series[float]:
        """Share of the samples in which each candidate costs least; the first of equal ones counts.

        No candidate wins a sample in which none can be built.
        """
        built = self.objective.loc[np.isfinite(self.objective.to_numpy()).any(axis=1)]
        share: pd.Series[float] = built.idxmin(axis=1).value_counts() / max(1, len(self.objective))
        return share.reindex(list(self.names), fill_value=0.0).rename("wins")

    @cached_property
    def beats(self) -> pd.DataFrame:
        """Share of the samples in which the candidate of a row costs less than that of a column."""
        values = self.objective.to_numpy()
        less = (values[:, :, None] < values[:, None, :]).mean(axis=0)
        return pd.DataFrame(less, index=list(self.names), columns=list(self.names))

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Share of the samples in which each candidate, a row, has each rank, a column from 1."""
        ranks = self.objective.rank(axis=1, method="first").astype(int)
        places = range(1, len(self.names) + 1)
        share = {place: (ranks == place).mean() for place in places}
        return pd.DataFrame(share).loc[list(self.names)]

    @cached_property
    def regret(self) -> pd.DataFrame:
        """What each candidate costs more than the best one of the case, million USD: ``mean``, ``p95``, ``max``.

        Infinite where it cannot be built, even if no other can either. ``mean_cost`` is its mean objective.
        """
        over = (
            self.objective.sub(self.objective.min(axis=1), axis=0).where(np.isfinite(self.objective), np.inf)
            / 1e6
        )
        return pd.DataFrame(
            {
                "mean": over.mean(),
                "p95": over.apply(_p95),
                "max": over.max(),
                "mean_cost": self.objective.mean() / 1e6,
            }
        )

    @property
    def best_on_average(self) -> str:
        """Candidate with the lowest mean objective."""
        return str(self.regret["mean_cost"].idxmin())

    @property
    def least_regret(self) -> str:
        """Candidate whose greatest regret is the least."""
        return str(self.regret["max"].idxmin())

    @property
    def passage_wins(self) -> pd.Series[float]:
        """Share of the samples in which the best line passes the same named straits."""
        return self._sampled["passage"].replace("", OPEN_SEA).value_counts(normalize=True).rename("wins")

    def sentence(self, first: str, second: str) -> str:
        """Say how often one candidate comes before another."""
        share = float(
            self.beats.to_numpy()[
                self.names.index(self.name_of(first)), self.names.index(self.name_of(second))
            ]
        )
        return f"{first} before {second} in {100.0 * share:.0f} % of {self.count:,}"

    # ---- why ----------------------------------------------------------------------------------------------------

    @property
    def values(self) -> pd.DataFrame:
        """Uncertain values: one row a sample, in the order of `objective`."""
        return self._sampled.set_index("sample")[list(self.question.paths)].loc[self.objective.index]

    def conditions_for(self, candidate: str) -> pd.DataFrame:
        """Say what would have to be true for a candidate to win, as `find_conditions` does.

        Parameters
        ----------
        candidate : str
            Name of a candidate, a strait on its way, or one of `NAMED_PASSAGES`, such as ``"Northwest Passage"``: the
            cheapest of the candidates that have it.

        Raises
        ------
        UsageError
            If no candidate passes there, there is only one, or it cannot be built in any sample.
        """
        name = self.name_of(candidate)
        if len(self.names) < 2:
            raise UsageError(f"{name} is the only candidate; give more, or a wider within_pct")
        self._check_built(name)
        margin = self.objective[name] - self.objective.drop(columns=name).min(axis=1)
        return find_conditions(self.values, margin.to_numpy())

    def _check_built(self, name: str) -> None:
        if not np.isfinite(self.objective[name]).any():
            raise UsageError(
                f"{name} cannot be built in any of {self.count:,} samples; give another candidate"
            )

    def name_of(self, candidate: str) -> str:
        """Find a candidate by its name, a strait on its way, or one of `NAMED_PASSAGES`.

        Raises
        ------
        UsageError
            If no candidate passes there.
        """
        if candidate in self.names:
            return candidate
        wanted = NAMED_PASSAGES.get(candidate.lower(), (candidate,))
        found = [name for name in self.names if any(strait.lower() in name.lower() for strait in wanted)]
        if not found:
            raise UsageError(
                f"no candidate passes {candidate}; {name_nearest(candidate, self.names)}; a wider within_pct finds more"
            )
        return str(self.regret.loc[found, "mean_cost"].idxmin())

    def tornado(self, figure: str = "life_cost_usd", candidate: str | None = None) -> pd.DataFrame:
        """Linear effect of each value on a figure: from its 5th percentile to its 95th, all others at their mean.

        Parameters
        ----------
        figure : str
        candidate : str, optional
            By default the best on average.

        Returns
        -------
        DataFrame
            One row a value, the largest swing first: ``value``, ``low`` and ``high`` (the figure, in its unit, at
            either percentile), ``swing``.
        """
        _, _, by = check_figure(figure)
        name = self.name_of(candidate or self.best_on_average)
        result = self.of_candidates(figure)[name].dropna() / by
        self._check_built(name)
        values = drop_constants(self.values.loc[result.index])
        slopes, mean = fit_slopes(values, result.to_numpy()), result.mean()
        low, high = (mean + slopes * (values.quantile(at) - values.mean()) for at in (_LOW, _HIGH))
        table = pd.DataFrame({"value": values.columns, "low": low.to_numpy(), "high": high.to_numpy()})
        table = table.assign(swing=(table["high"] - table["low"]).abs())
        return table.sort_values("swing", ascending=False, ignore_index=True)

    def sensitivity(self, figure: str = "life_cost_usd", candidate: str | None = None) -> pd.DataFrame:
        """First- and total-order indices of Sobol', as `derive_indices` gives them.

        Raises
        ------
        UsageError
            If the samples are no Saltelli design, or a case failed.
        """
        check_figure(figure)
        if self.question.sampling != Sampling.SALTELLI:
            raise UsageError("sensitivity indices need sampling='saltelli'; tornado() takes any samples")
        if len(self.failed):
            raise UsageError(f"{len(self.failed)} cases failed; sensitivity indices need all of them")
        name = self.name_of(candidate or self.best_on_average)
        varies_depth = bool((self.question.samples[DEPTH_SEED] >= 0).any())
        names = [*self.question.paths, *(["depth errors"] if varies_depth else [])]
        return derive_indices(names, self.of_candidates(figure)[name].to_numpy(), seed=self.question.seed)

    # ---- where --------------------------------------------------------------------------------------------------

    def probability(self, *, within_km: float = 0.0) -> xr.DataArray:
        """Find the share of the samples whose best line passes a cell.

        Parameters
        ----------
        within_km : float
            A line also counts for cells as near as this.

        Returns
        -------
        (northing, easting) float32 DataArray
            0 to 1; NaN where no line passes.
        """
        sampled = self.lines[self.lines["sample"] != AS_ASSUMED].geometry
        values = derive_probability(sampled, self.grid, within_km=within_km)
        layer = self.grid.array(
            values, name="probability", units="share, 0-1", source=f"{self.count:,} samples"
        )
        return layer.where(layer > 0).assign_attrs(long_name="probability of the best route")


def check_figure(figure: str) -> tuple[str, str, float]:
    """Find words, unit and divisor of a figure.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if figure not in FIGURES:
        raise UsageError(f"no figure {figure!r}; {name_nearest(figure, tuple(FIGURES))}")
    return FIGURES[figure]


def _p95(values: pd.Series[float]) -> float:
    """95th percentile; infinite where it lies above a value that is: pandas would take infinity from infinity."""
    ordered = np.sort(values.to_numpy())
    above = ordered[math.ceil(_HIGH * (len(ordered) - 1))] if len(ordered) else np.nan
    return float(np.quantile(ordered, _HIGH)) if np.isfinite(above) else float(above)


def _range_row(values: pd.Series, assumed: float) -> dict[str, float]:
    known = values.dropna().to_numpy()
    percentiles = {
        key: float(np.percentile(known, at)) if len(known) else np.nan for key, at in _PERCENTILES.items()
    }
    return {"assumed": float(assumed), **percentiles, "mean": float(known.mean()) if len(known) else np.nan}
