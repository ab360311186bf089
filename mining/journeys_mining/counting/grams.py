"""N-grams of actions with their users: what each way of counting them gives.

There are two ways, which give the same numbers. `GramTable` counts in somebody else's database,
where the events stay; `GramArrays` counts on this machine, in a third of the time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from journeys_mining.engine import Table

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

GAP_PERCENTS: Final = (50, 90)
"""The quantiles of the time between two actions that a model has."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CountedGrams:
    """N-grams of one length that at least `floor` users did."""

    codes: Ints
    """A row for each: the context, oldest first, and the action."""
    counts: Ints
    users: Ints
    gaps_us: Floats | None
    """A row of `GAP_PERCENTS` for each, NaN next to START and END; for contexts of one action."""

    def sorted_by(self, ranks: Ints) -> "CountedGrams":
        """In the order of the ranks of their codes."""
        order = np.lexsort(ranks[self.codes].T[::-1])
        return CountedGrams(
            codes=self.codes[order],
            counts=self.counts[order],
            users=self.users[order],
            gaps_us=None if self.gaps_us is None else self.gaps_us[order],
        )


class Grams(Protocol):
    """The sessions of all users, ready for counting."""

    session_count: int
    tables: tuple["Table", ...]
    """Of the engine, that counting needs."""

    def counted(self, order: int, floor: int) -> Iterator[CountedGrams]:
        """The n-grams with a context of one action, of two, … of `order`.

        A context may begin with START, an action may be END; what was done by too few users to be
        an action of the model is in no n-gram.
        """
