"""Pairs of whole numbers in their order: packed into one number, for those are sorted fastest."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeys_mining.counting.grams import Ints

BITS = 63
"""Of a positive 64-bit integer."""
PIECE = 2**18
"""So many numbers are worked on at a time: they stay in the processor's cache, where all but
sorting takes half the time."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Runs:
    """Each number that was there, rising."""

    numbers: Ints
    counts: Ints
    users: Ints
    """Of how many different users."""


def count_runs(packed: Ints, user_bits: int, least_users: int = 1) -> Runs:
    """Numbers with a user each in the last bits, those of so many users; sorts what is given."""
    packed.sort()
    found = [_runs(piece, user_bits, least_users) for piece in pieces(packed, user_bits)]
    numbers, counts, users = np.concatenate(found, axis=1) if found else np.empty((3, 0), np.int64)
    return Runs(numbers=numbers, counts=counts, users=users)


def _runs(ordered: Ints, user_bits: int, least_users: int) -> Ints:
    """A row of numbers, one of counts and one of users."""
    by_user = _begins(ordered)
    numbers = ordered[by_user] >> user_bits
    begins = _begins(numbers)
    users = np.diff(begins, append=len(numbers))
    counts = np.diff(by_user[begins], append=len(ordered))
    enough = users >= least_users
    return np.stack((numbers[begins[enough]], counts[enough], users[enough]))


def pieces(ordered: Ints, last_bits: int) -> Iterator[Ints]:
    """Some of the sorted numbers at a time; those that differ in the last bits only are in one."""
    begin = 0
    while begin < len(ordered):
        last = ordered[min(begin + PIECE, len(ordered)) - 1] | ((1 << last_bits) - 1)
        end = int(np.searchsorted(ordered, last, side="right"))
        yield ordered[begin:end]
        begin = end


def _begins(ordered: Ints) -> Ints:
    """Where other numbers begin."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])


def sorted_seconds(first: Ints, second: Ints) -> Ints:
    """The second of each pair of numbers from 0 on, the pairs being in their order; they are used
    up.

    They are packed into one number, if they go into it.
    """
    width = int(second.max(initial=0)).bit_length()
    if int(first.max(initial=0)).bit_length() + width > BITS:
        return second[np.lexsort((second, first))]
    first <<= width
    first |= second
    first.sort()
    first &= (1 << width) - 1
    return first
