"""Samples of uncertain values: Latin hypercube, Sobol' sequence, or the design of sensitivity indices; seeded."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from routeplan.cost.uncertainty import UncertainValue
from routeplan.ensemble.extras import require_salib
from routeplan.ensemble.quantiles import find_quantiles
from routeplan.errors import UsageError, check_number
from routeplan.geo.geodesy import FloatArray

DEPTH_SEED = "depth_seed"
"""Column with the seed of the field of depth errors; -1 where depths are as given."""
_SEEDS = 2**31
_MOST_SAMPLES = 10_000_000


class Sampling(StrEnum):
    """How samples fill the space of all values."""

    LATIN_HYPERCUBE = "latin-hypercube"
    SOBOL = "sobol"
    SALTELLI = "saltelli"


def draw_samples(
    values: Sequence[UncertainValue], *, samples: int, seed: int, sampling: Sampling, depth_errors: bool
) -> pd.DataFrame:
    """Draw samples; the same arguments give the same samples.

    Parameters
    ----------
    values : sequence of UncertainValue
        Complete, as `Uncertainty.placed_in` gives them.
    samples : int
        How many; of a Saltelli design the base number N, which gives N (d + 2) rows for d values.
    seed : int
    sampling : Sampling
    depth_errors : bool
        Whether each sample has a field of depth errors of its own: one more dimension, whose value chooses the field.

    Returns
    -------
    DataFrame
        One row a sample, one column a path, and ``depth_seed``.

    Raises
    ------
    UsageError
        If the number of samples is out of range or, but for a Latin hypercube, no power of two; or SALib is missing.
    """
    check_number(samples, "samples", whole=True)
    check_number(seed, "seed", whole=True)
    if not 1 <= samples <= _MOST_SAMPLES:
        raise UsageError(f"{samples} samples; give a number from 1 to {_MOST_SAMPLES:,}")
    names = [value.path for value in values] + ([DEPTH_SEED] if depth_errors else [])
    if not names:
        raise UsageError("nothing is uncertain: add [[uncertainty.values]] or set depth_error_factor above 0")
    shares = _draw_shares(names, samples, seed, sampling)
    table = {value.path: find_quantiles(value, shares[:, at]) for at, value in enumerate(values)}
    seeds = (
        np.minimum((shares[:, -1] * _SEEDS).astype(np.int64), _SEEDS - 1)
        if depth_errors
        else np.full(len(shares), -1)
    )
    return pd.DataFrame({**table, DEPTH_SEED: seeds})


def _draw_shares(names: Sequence[str], samples: int, seed: int, sampling: Sampling) -> FloatArray:
    from scipy.stats import qmc  # half of the imports of a worker, which draws nothing

    if sampling is Sampling.LATIN_HYPERCUBE:
        return np.asarray(qmc.LatinHypercube(len(names), seed=seed).random(samples))
    power = samples.bit_length() - 1
    if samples != 1 << power:
        raise UsageError(
            f"{sampling.value} sampling of {samples}; give a power of two, {1 << power} or {1 << power + 1}"
        )
    if sampling is Sampling.SOBOL:
        return np.asarray(qmc.Sobol(len(names), seed=seed).random_base2(power))
    return np.asarray(
        require_salib("saltelli sampling").sample.sobol.sample(
            design_of(names), samples, calc_second_order=False, seed=seed
        )
    )


def design_of(names: Sequence[str]) -> dict[str, object]:
    """Describe the dimensions as SALib takes them: each from 0 to 1."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
