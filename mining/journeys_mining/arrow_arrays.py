"""Rows of Arrow's as arrays of NumPy, and as frames of pandas."""

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from journeys_mining.sharing import shared_out

if TYPE_CHECKING:
    import pandas as pd


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


def as_frame(table: Any, schema: Any) -> "pd.DataFrame":
    """The rows of a table as Ibis makes them, who would look for functions and tables to register
    first; `schema` is Ibis' own."""
    import pandas as pd
    import pyarrow.types as kinds  # type: ignore[import-untyped]
    from ibis.backends.duckdb.converter import DuckDBPandasData  # type: ignore[import-untyped]

    frame = pd.DataFrame(
        {
            name: column.to_pylist()
            if column.null_count or kinds.is_nested(column.type)
            else column.to_pandas()
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )
    converted: pd.DataFrame = DuckDBPandasData.convert_table(frame, schema)
    return converted
