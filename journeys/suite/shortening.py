"""Finds the shortest part of a journey that still fails: delta debugging over its steps.

The last step, at which the journey fails, always stays. What is tried must be feasible: a sequence
of actions that production's users could have taken. Knows nothing of how it is tried.
"""

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

Kept = tuple[int, ...]
"""Places in the whole journey of the steps that stay, ascending."""

_MOST_LOOKED_AT: Final = 100_000
"""Of so many parts of one length it is seen whether they are feasible: a second or so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """What is left."""

    kept: Kept
    is_shortest: bool
    """Whether every shorter feasible part was tried, and did not fail."""
    try_count: int
    """Different parts that were tried."""


async def shorten(
    length: int,
    is_feasible: Callable[[Kept], bool],
    fails: Callable[[Kept], Awaitable[bool]],
    *,
    most_tries: int,
) -> Shortened:
    """The shortest part of a journey of `length` steps that still fails.

    First Zeller and Hildebrandt's ddmin (2002, Simplifying and isolating failure-inducing input,
    section 3), which skips what is not feasible; then, as far as `most_tries` allows, every shorter
    part from the shortest on. Without the second, guards could hide a shorter part: two steps may
    only go together.
    """
    search = _Search(is_feasible, fails, most_tries)
    kept = await search.ddmin(tuple(range(length)))
    for size in range(1, len(kept)):
        for candidate in search.feasible_of(length, size):
            if search.is_spent:
                return Shortened(kept=kept, is_shortest=False, try_count=len(search.tried))
            if await search.fails(candidate):
                return Shortened(kept=candidate, is_shortest=True, try_count=len(search.tried))
    return Shortened(kept=kept, is_shortest=search.has_looked, try_count=len(search.tried))


class _Search:
    def __init__(
        self,
        is_feasible: Callable[[Kept], bool],
        fails: Callable[[Kept], Awaitable[bool]],
        most_tries: int,
    ) -> None:
        self._is_feasible = is_feasible
        self._fails = fails
        self._most_tries = most_tries
        self.tried: dict[Kept, bool] = {}
        self.has_looked = True
        """Whether every part was looked at, feasible or not."""

    @property
    def is_spent(self) -> bool:
        return len(self.tried) >= self._most_tries

    async def fails(self, candidate: Kept) -> bool:
        if candidate not in self.tried:
            self.tried[candidate] = await self._fails(candidate)
        return self.tried[candidate]

    async def ddmin(self, kept: Kept) -> Kept:
        """A part of which no chunk, and at the end no single step, can be left out."""
        chunk_count = 2
        while len(kept) > 1 and not self.is_spent:
            for candidate in _without_a_chunk(kept, chunk_count):
                if self.is_spent or not self._is_feasible(candidate):
                    continue
                if await self.fails(candidate):
                    kept, chunk_count = candidate, max(chunk_count - 1, 2)
                    break
            else:
                if chunk_count >= len(kept) - 1:
                    return kept
                chunk_count = min(2 * chunk_count, len(kept) - 1)
        return kept

    def feasible_of(self, length: int, size: int) -> Iterator[Kept]:
        """Every feasible part of `size` steps."""
        parts = itertools.combinations(range(length - 1), size - 1)
        for number, others in enumerate(parts):
            if number >= _MOST_LOOKED_AT:
                self.has_looked = False
                return
            candidate = (*others, length - 1)
            if self._is_feasible(candidate):
                yield candidate


def _without_a_chunk(kept: Kept, chunk_count: int) -> Iterator[Kept]:
    """The steps without one of so many equal chunks; the last step is in none of them."""
    others, last = kept[:-1], kept[-1]
    bounds = [round(len(others) * index / chunk_count) for index in range(chunk_count + 1)]
    for begin, end in itertools.pairwise(bounds):
        if begin < end:
            yield (*others[:begin], *others[end:], last)
