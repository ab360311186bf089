"""Quantiles of sorted values, by rank."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from journeys_mining.counting.grams import Floats, Ints


def interpolated(at: Callable[[Ints], npt.NDArray[np.number]], sizes: Ints, percent: int) -> Floats:
    """A quantile of groups of these sizes, from the value at a rank of each, counted from 0."""
    low, hundredths = np.divmod((sizes - 1) * percent, 100)
    one = at(low).astype(np.float64)
    other = at(np.where(hundredths > 0, low + 1, low)).astype(np.float64)
    return one + (other - one) * hundredths / 100
