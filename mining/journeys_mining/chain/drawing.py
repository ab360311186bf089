"""Draws whole sessions from a chain, many at a time.

Exact: each session comes with the probability that the chain gives it. The end is decided first,
then the action: it is drawn from the counts of the longest context, or, by the chance that the
smoothing left for that, from the next shorter one. An action that the session did before is
accepted in proportion to its revisit weight, or drawn again.
"""

from dataclasses import dataclass

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.exit_hazard import shift_end_probs
from journeys_mining.chain.ngram_trie import END_CODE, ROOT, START_CODE, Floats, Ints
from journeys_mining.chain.novelty import CodedLinks

_RECENT = 6
"""Latest actions of a session whose weights are bounded one by one."""
_MOST_CELLS = 2**24
"""Of sessions that are drawn together and actions that they may do; bounds memory."""


class SessionDrawer:
    """Draws from one chain of transitions that were seen; what all draws need is made once.

    Along `links`, some steps may be ones never seen.
    """

    def __init__(self, chain: CodedChain, links: CodedLinks | None = None) -> None:
        self._chain = chain
        self._links = links
        self._rows = _rows(chain)
        trie = chain.smoothed.trie
        self._start = int(trie.find(np.array([ROOT]), np.array([START_CODE]))[0])
        self._together = max(_MOST_CELLS // trie.code_count, 1)

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
        weighing = None if chain.effects.revisits.are_one else _Weighing(chain, count)
        steps: list[tuple[Ints, Ints]] = [(walking, np.full(count, START_CODE))]
        for position in range(max_steps + 1):
            goes_on = rng.random(len(walking)) >= self._end_probs(contexts, position)
            walking, contexts = walking[goes_on], contexts[goes_on]
            if not len(walking):
                break
            actions = self._draw_steps(walking, contexts, weighing, rng)
            if weighing:
                weighing.note(walking, actions)
            steps.append((walking, actions))
            contexts = chain.smoothed.trie.step(contexts, actions)
        steps.append((np.arange(count), np.full(count, END_CODE)))
        session = np.concatenate([sessions for sessions, _ in steps])
        codes = np.concatenate([codes for _, codes in steps])
        return codes[np.argsort(session, kind="stable")]

    def _end_probs(self, contexts: Ints, position: int) -> Floats:
        smoothed, shifts = self._chain.smoothed, self._chain.effects.exit_shifts
        positions = np.full(len(contexts), position)
        return shift_end_probs(
            smoothed.end_prob[contexts], positions, smoothed.openness[contexts], shifts
        )

    def _draw_steps(
        self, walking: Ints, contexts: Ints, weighing: "_Weighing | None", rng: np.random.Generator
    ) -> Ints:
        if self._links is None:
            return self._draw_actions(walking, contexts, weighing, rng)
        last = self._chain.smoothed.trie.action[contexts]
        along = self._links.choose(last, rng)
        actions = np.empty(len(walking), dtype=np.int64)
        actions[along] = self._links.draw(last[along], rng)
        actions[~along] = self._draw_actions(walking[~along], contexts[~along], weighing, rng)
        return actions

    def _draw_actions(
        self, walking: Ints, contexts: Ints, weighing: "_Weighing | None", rng: np.random.Generator
    ) -> Ints:
        if weighing is None:
            return self._draw_by_context(contexts, rng)[0]
        heaviest = weighing.heaviest(walking)
        actions = np.empty(len(walking), dtype=np.int64)
        waiting = np.arange(len(walking))
        while len(waiting):
            drawn, from_ = self._draw_by_context(contexts[waiting], rng)
            weights = weighing.weights(walking[waiting], drawn, from_)
            accepted = rng.random(len(waiting)) * heaviest[waiting] < weights
            actions[waiting[accepted]] = drawn[accepted]
            waiting = waiting[~accepted]
        return actions

    def _draw_by_context(self, contexts: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
        """Actions, and the length of the context that each was drawn from."""
        trie, rows = self._chain.smoothed.trie, self._rows
        at = contexts.copy()
        open_ = np.arange(len(at))
        while len(open_):
            open_ = open_[rng.random(len(open_)) >= rows.stay_prob[at[open_]]]
            at[open_] = trie.suffix[at[open_]]
        mass = rows.before[rows.first[at]] + rng.random(len(at)) * rows.mass[at]
        node = np.searchsorted(rows.before, mass, side="right") - 1
        # Rounding may reach the next row; END, which has no mass, is the first of its own.
        node = np.clip(node, rows.first[at], rows.first[at + 1] - 1)
        return trie.action[node], trie.depth[at]


class _Weighing:
    """What sessions that are drawn together have done, and the revisit weights that follow."""

    def __init__(self, chain: CodedChain, count: int) -> None:
        self._revisits = chain.effects.revisits
        self._done_at = np.zeros((count, chain.smoothed.trie.code_count), dtype=np.int32)
        """Number of the step at which a session last did an action, from 1; 0 for never."""
        self._step = 1
        longest = np.arange(1, self._revisits.recency_begins[-1] + 1)
        of_lag = self._revisits.of_lag(longest)
        self._recent = of_lag[:_RECENT]
        self._rest = float(of_lag[_RECENT:].max(initial=of_lag[-1]))
        self._last_codes = np.zeros((count, len(self._recent)), dtype=np.int64)
        """Of each session the latest actions, the last one first; START before its beginning."""
        self._heaviest_code = np.zeros(count)
        self._returns = np.zeros(count, dtype=np.int64)
        """How often each session went back to an action done before the last one."""

    def weights(self, walking: Ints, actions: Ints, from_: Ints) -> Floats:
        """Of an action for each of some sessions, drawn from contexts of so many actions."""
        done_at = self._done_at[walking, actions].astype(np.int64)
        lags = self._step - done_at
        weighed = (done_at > 0) & (lags > from_)
        weights = np.ones(len(walking))
        weights[weighed] = self._revisits(actions[weighed], lags[weighed])
        habit = self._revisits.of_returns(self._returns[walking])
        weights[(done_at > 0) & (lags > 1)] *= habit[(done_at > 0) & (lags > 1)]
        return weights

    def heaviest(self, walking: Ints) -> Floats:
        """No action weighs more in these sessions at their next step."""
        recent = self._revisits.of_code[self._last_codes[walking]] * self._recent
        older = self._heaviest_code[walking] * self._rest
        habit = self._revisits.of_returns(self._returns[walking])
        bound: Floats = np.maximum(np.maximum(recent.max(axis=1), older), 1.0) * np.maximum(
            habit, 1.0
        )
        return bound

    def note(self, walking: Ints, actions: Ints) -> None:
        """Some sessions did an action each."""
        done_at = self._done_at[walking, actions]
        self._returns[walking] += (done_at > 0) & (self._step - done_at >= 2)
        self._done_at[walking, actions] = self._step
        self._step += 1
        self._last_codes[walking, 1:] = self._last_codes[walking, :-1]
        self._last_codes[walking, 0] = actions
        heaviest = np.maximum(self._heaviest_code[walking], self._revisits.of_code[actions])
        self._heaviest_code[walking] = heaviest


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
