"""Draws whole sessions from a chain, many at a time.

Exact: each session comes with the probability that the chain gives it. The end is decided first,
then the action: it is drawn from the counts of the longest context, or, by the chance that the
smoothing left for that, from the next shorter one. An action that the session did before is
accepted in proportion to its revisit weight, or drawn again.
"""

from dataclasses import dataclass

import numpy as np

from journeys_mining.coded_chain import CodedChain
from journeys_mining.exit_hazard import shift_end_probs
from journeys_mining.ngram_trie import END_CODE, ROOT, START_CODE, Flags, Floats, Ints

_MOST_FLAGS = 2**26
"""Of actions done by sessions that are drawn together; bounds memory."""


class SessionDrawer:
    """Draws from one chain of transitions that were seen; what all draws need is made once."""

    def __init__(self, chain: CodedChain) -> None:
        self._chain = chain
        self._rows = _rows(chain)
        trie = chain.smoothed.trie
        self._start = int(trie.find(np.array([ROOT]), np.array([START_CODE]))[0])
        self._together = max(_MOST_FLAGS // trie.code_count, 1)

    def draw(self, count: int, rng: np.random.Generator, *, max_steps: int) -> Ints:
        """Coded sessions one after the other, each from START to END.

        One that does not end by itself has `max_steps` + 1 actions.
        """
        parts = [
            self._draw_together(min(self._together, count - begin), rng, max_steps)
            for begin in range(0, count, self._together)
        ]
        return np.concatenate(parts) if parts else np.array([], dtype=np.int64)

    def _draw_together(self, count: int, rng: np.random.Generator, max_steps: int) -> Ints:
        chain = self._chain
        walking = np.arange(count)
        contexts = np.full(count, self._start)
        done = None if chain.effects.no_revisits else _no_flags(count, chain)
        steps: list[tuple[Ints, Ints]] = [(walking, np.full(count, START_CODE))]
        for position in range(max_steps + 1):
            goes_on = rng.random(len(walking)) >= self._end_probs(contexts, position)
            walking, contexts = walking[goes_on], contexts[goes_on]
            if not len(walking):
                break
            actions = self._draw_actions(walking, contexts, done, rng)
            if done is not None:
                done[walking, actions] = True
            steps.append((walking, actions))
            contexts = chain.smoothed.trie.step(contexts, actions)
        steps.append((np.arange(count), np.full(count, END_CODE)))
        session = np.concatenate([sessions for sessions, _ in steps])
        codes = np.concatenate([codes for _, codes in steps])
        return codes[np.argsort(session, kind="stable")]

    def _end_probs(self, contexts: Ints, position: int) -> Floats:
        by_context = self._chain.smoothed.end_prob[contexts]
        positions = np.full(len(contexts), position)
        return shift_end_probs(by_context, positions, self._chain.effects.exit_shifts)

    def _draw_actions(
        self, walking: Ints, contexts: Ints, done: Flags | None, rng: np.random.Generator
    ) -> Ints:
        if done is None:
            return self._draw_by_context(contexts, rng)
        weights = self._chain.effects.revisit_weights
        heaviest = max(float(weights.max()), 1.0)
        actions = np.empty(len(walking), dtype=np.int64)
        waiting = np.arange(len(walking))
        while len(waiting):
            drawn = self._draw_by_context(contexts[waiting], rng)
            again = done[walking[waiting], drawn]
            weight = np.where(again, weights[drawn], 1.0)
            accepted = rng.random(len(waiting)) * heaviest < weight
            actions[waiting[accepted]] = drawn[accepted]
            waiting = waiting[~accepted]
        return actions

    def _draw_by_context(self, contexts: Ints, rng: np.random.Generator) -> Ints:
        trie, rows = self._chain.smoothed.trie, self._rows
        at = contexts.copy()
        open_ = np.arange(len(at))
        while len(open_):
            open_ = open_[rng.random(len(open_)) >= rows.stay_prob[at[open_]]]
            at[open_] = trie.suffix[at[open_]]
        mass = rows.before[rows.first[at]] + rng.random(len(at)) * rows.mass[at]
        node = np.searchsorted(rows.before, mass, side="right") - 1
        # Rounding may reach the next row; END, which has no mass, is the first of its own.
        return trie.action[np.clip(node, rows.first[at], rows.first[at + 1] - 1)]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Rows:
    """What followed each context, END left out, made ready for drawing."""

    first: Ints
    """First node of the row of each context; one more entry closes the last."""
    before: Floats
    """Sum of the own probabilities of all nodes before each node; one more entry for all."""
    mass: Floats
    """Sum of the own probabilities of each row."""
    stay_prob: Floats
    """That the action is drawn from the row itself, not from the shorter context's."""


def _rows(chain: CodedChain) -> _Rows:
    smoothed = chain.smoothed
    trie = smoothed.trie
    own = np.where(trie.action == END_CODE, 0.0, smoothed.own)
    before = np.concatenate(([0.0], np.cumsum(own)))
    first = trie.first_children()
    mass = before[first[1:]] - before[first[:-1]]
    passed_on = smoothed.backoff * (1.0 - smoothed.end_prob[trie.suffix])
    whole = mass + passed_on
    stay_prob = np.divide(mass, whole, out=np.ones(len(mass)), where=whole > 0)
    # There is nothing shorter than one action.
    stay_prob[trie.depth <= 1] = 1.0
    return _Rows(first=first, before=before, mass=mass, stay_prob=stay_prob)


def _no_flags(count: int, chain: CodedChain) -> Flags:
    return np.zeros((count, chain.smoothed.trie.code_count), dtype=np.bool_)
