"""How like real sessions drawn ones are, and how far from being copies of them."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from scipy.stats import ks_2samp

Session: TypeAlias = tuple[str, ...]

LEAST_COPIED_STEPS: Final = 5
"""Shorter sessions are the same for many users; to repeat one tells nothing about anybody."""


def length_ks(drawn: Sequence[Session], real: Sequence[Session]) -> float:
    """Kolmogorov-Smirnov distance of the lengths of sessions: 0 the same, 1 nothing in common.

    Half of the real sessions are longer than all drawn ones:

    >>> length_ks([("a",), ("a", "b")], [("a", "b"), ("a", "b", "c")])
    0.5
    """
    return float(ks_2samp([len(one) for one in drawn], [len(one) for one in real]).statistic)


def copy_share(sessions: Sequence[Session], train: Collection[Session]) -> float:
    """Share of sessions of five steps or more that are word for word in `train`, 0–1.

    0 where no session is that long. The short one below does not count:

    >>> known = [("a", "b"), ("a", "b", "c", "d", "e")]
    >>> copy_share([("a", "b"), ("a", "b", "c", "d", "e"), ("a", "b", "c", "d", "f")], known)
    0.5
    """
    long = [one for one in sessions if len(one) >= LEAST_COPIED_STEPS]
    known = set(train)
    return sum(one in known for one in long) / max(len(long), 1)


def infeasible_share(
    sessions: Sequence[Session],
    links: Collection[tuple[str, str]],
    pages: Collection[str] | None = None,
) -> float:
    """Share of transitions that neither follow a link nor go back to a page of the session, 0–1.

    Parameters
    ----------
    pages
        Only transitions to these count; None: all do.

    Of `a b`, `b a` and `a c` the first is a link and the second goes back:

    >>> round(infeasible_share([("a", "b", "a", "c")], {("a", "b")}), 3)
    0.333
    >>> infeasible_share([("a", "b", "a", "c")], {("a", "b")}, pages={"c"})
    1.0
    """
    total = infeasible = 0
    for session in sessions:
        done: set[str] = set()
        for before, after in pairwise(session):
            done.add(before)
            if pages is not None and after not in pages:
                continue
            total += 1
            infeasible += (before, after) not in links and after not in done
    return infeasible / max(total, 1)
