"""Rows of Arrow's as arrays of NumPy."""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from journeys_mining.sharing import shared_out


def as_arrays(
    batches: list[Any], kinds: Mapping[str, Any], threads: int
) -> dict[str, npt.NDArray[Any]]:
    """The columns of batches of Arrow's without NULL and without flags.

    Parameters
    ----------
    batches
        Are used up: each is freed when it has been copied.
    kinds
        The type of each column's array, by its name.
    """
    ends = list(itertools.accumulate(map(len, batches)))
    size = ends[-1] if ends else 0
    columns = {name: np.empty(size, kind) for name, kind in kinds.items()}

    def copy(number: int) -> None:
        batch, batches[number] = batches[number], None
        for name, column in columns.items():
            column[ends[number] - len(batch) : ends[number]] = as_array(batch.column(name))

    shared_out(copy, range(len(batches)), threads)
    return columns


def as_array(column: Any) -> npt.NDArray[Any]:
    """Arrow's own way imports pandas, which takes as long as to read millions of rows."""
    return np.from_dlpack(column)
