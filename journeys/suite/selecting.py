"""Chooses which journeys of a suite are performed."""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from journeys.errors import InputError
from journeys.journey import Journey, JourneyId, Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several parts of a suite that are performed on different machines."""

    index: int
    """1 for the first."""
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The shard that `2/4` names.

        >>> Shard.parse("2/4")
        Shard(index=2, count=4)
        """
        match = re.fullmatch(r"(\d+)/(\d+)", text)
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise InputError(
                f"{text!r} is not a shard",
                where="--shard",
                remedy="write its number and how many there are: 1/4, 2/4, 3/4, 4/4",
            )
        return cls(index=int(match[1]), count=int(match[2]))

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    def of(self, journeys: Sequence[Journey]) -> tuple[Journey, ...]:
        """Every journey is in exactly one shard; a suite's kinds are spread evenly."""
        return tuple(journeys[self.index - 1 :: self.count])


def with_text(suite: Suite, wanted: str | None) -> tuple[Journey, ...]:
    """The journey of this id, else those whose id the regular expression fits; all for None.

    Raises
    ------
    InputError
        It fits no id, or is no regular expression.
    """
    if wanted is None:
        return suite.journeys
    # An id may be a part of another's, and the line that reproduces it means it alone.
    found = tuple(one for one in suite.journeys if one.id == wanted)
    try:
        found = found or tuple(one for one in suite.journeys if re.search(wanted, one.id))
    except re.error as error:
        raise InputError(
            f"{wanted!r} is no regular expression: {error}",
            where="--grep",
            remedy="give a part of an id, or parts with | between them: `typical|rare-cart`",
        ) from error
    if not found:
        ids = [str(one.id) for one in suite.journeys]
        near = difflib.get_close_matches(wanted, ids, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InputError(
            f"no journey is called {wanted!r}{hint}",
            remedy="`journeys replay SUITE --list` names them all",
        )
    return found


def with_ids(journeys: Sequence[Journey], ids: Collection[JourneyId]) -> tuple[Journey, ...]:
    """The journeys with these ids, in the order of the suite."""
    return tuple(one for one in journeys if one.id in ids)
