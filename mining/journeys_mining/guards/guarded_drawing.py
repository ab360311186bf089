"""Draws sessions that keep a model's guards: the chain's sessions, those left out that break one.

That is exact: what is left has the chain's probabilities, given that no guard is broken. To forbid
single steps instead would send sessions elsewhere that production never made
(docs/decisions/0006-guards.md).
"""

from collections.abc import Sequence

import numpy as np

from journeys.errors import InputError
from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.ngram_trie import START_CODE, Ints
from journeys_mining.chain.novelty import CodedLinks
from journeys_mining.guards.breaking import CodedGuard
from journeys_mining.guards.keeping import obeying

_LEAST_TOGETHER = 1_000
_MOST_TOGETHER = 200_000
_LEAST_SHARE = 1e-4
"""Of sessions that keep the guards; where fewer do, chain and guards contradict each other."""


class GuardedDrawer:
    """Draws from one chain, and along links if there are some, under guards."""

    def __init__(
        self, chain: CodedChain, guards: Sequence[CodedGuard], links: CodedLinks | None = None
    ) -> None:
        self._drawer = SessionDrawer(chain, links)
        self._code_count = chain.smoothed.trie.code_count
        self._guards = guards

    def draw(self, count: int, rng: np.random.Generator, *, max_steps: int) -> Ints:
        """`count` coded sessions one after the other, each from START to END.

        One that does not end by itself has `max_steps` + 1 actions.

        Raises
        ------
        InputError
            Hardly any session of the chain keeps the guards.
        """
        if not self._guards:
            return self._drawer.draw(count, rng, max_steps=max_steps)
        parts: list[Ints] = []
        drawn = kept = 0
        while kept < count:
            share = max((kept + 1) / (drawn + 1), _LEAST_SHARE)
            wanted = int(1.05 * (count - kept) / share) + 10
            together = min(max(wanted, _LEAST_TOGETHER), _MOST_TOGETHER)
            codes = self._drawer.draw(together, rng, max_steps=max_steps)
            obeys = obeying(codes, self._guards, self._code_count)
            chosen = np.flatnonzero(obeys)[: count - kept]
            parts.append(_only(codes, chosen))
            drawn, kept = drawn + together, kept + len(chosen)
            if drawn > _MOST_TOGETHER and kept < _LEAST_SHARE * drawn:
                raise InputError(
                    f"of {drawn:,} sessions that the model draws, {kept:,} keep its guards",
                    remedy="drop guards that contradict what users do, in overrides/guards.yaml",
                )
        return np.concatenate(parts) if parts else np.array([], dtype=np.int64)


def _only(codes: Ints, chosen: Ints) -> Ints:
    """Some of coded sessions, in their order."""
    starts = np.flatnonzero(codes == START_CODE)
    wanted = np.zeros(len(starts), dtype=np.bool_)
    wanted[chosen] = True
    kept: Ints = codes[wanted[np.cumsum(codes == START_CODE) - 1]]
    return kept
