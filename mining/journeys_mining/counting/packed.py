"""Pairs of whole numbers in their order: packed into one number, for those are sorted fastest."""

from dataclasses import dataclass

import numpy as np

from journeys_mining.counting.grams import Ints

BITS = 63
"""Of a positive 64-bit integer."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Runs:
    """Each number that was there, rising."""

    numbers: Ints
    counts: Ints
    users: Ints
    """Of how many different users."""


def count_runs(packed: Ints, user_bits: int) -> Runs:
    """Numbers with a user each in the last bits; sorts what is given."""
    packed.sort()
    by_user = _begins(packed)
    numbers = packed[by_user] >> user_bits
    begins = _begins(numbers)
    return Runs(
        numbers=numbers[begins],
        counts=np.diff(by_user[begins], append=len(packed)),
        users=np.diff(begins, append=len(numbers)),
    )


def _begins(ordered: Ints) -> Ints:
    """Where other numbers begin."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])


def sorted_pairs(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Pairs of numbers from 0 on in their order, in the place of what is given.

    They are packed into one number, if they go into it.
    """
    width = int(second.max(initial=0)).bit_length()
    if int(first.max(initial=0)).bit_length() + width > BITS:
        order = np.lexsort((second, first))
        return first[order], second[order]
    first <<= width
    first |= second
    first.sort()
    np.bitwise_and(first, (1 << width) - 1, out=second)
    first >>= width
    return first, second
