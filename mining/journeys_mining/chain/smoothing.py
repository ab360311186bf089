"""Probabilities over a model's counts: a Markov chain of variable order, by names of actions.

The counts are smoothed as `kneser_ney` says, with the numbers that mining tuned, or by the closed
form where the model has none. Nothing is ever predicted that production was not seen to do at
least once in that place (by k users).

Two views of one chain: `next_in` is what the context alone says, so sessions are walked context by
context and likeliest ways can be found exactly; `next_actions` and `prob` also know the whole
session, how long it is and what it has done (`session_effects`).
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain, SessionCoder, chain_of_model
from journeys_mining.chain.exit_hazard import shift_end_probs
from journeys_mining.chain.ngram_trie import ROOT, UNKNOWN
from journeys_mining.chain.revisits import Revisitables, gone_probs, returns_before
from journeys_mining.model.navigation_model import END, START, NavigationModel

Context = tuple[str, ...]


class Chain:
    """Next-action probabilities of a model, or of one of its profiles.

    The longest suffix of the history that the model knows as a context decides.

    Examples
    --------
    Three sessions of `a b`, one of `a c`, one of `b`. After `a`, of four counts 3 and 1, a discount
    of n1 / (n1 + 2 n2) is taken and given to the frequencies of what follows `a` at all; here no
    count is two, so nothing is taken:

    >>> from journeys_mining.model.navigation_model import (
    ...     ActionStats, NavigationModel, SourceSummary, Transition)
    >>> def seen(context, action, count):
    ...     return Transition(context=context, action=action, count=count, users=count)
    >>> model = NavigationModel(
    ...     source=SourceSummary(description="", reader="", events=9, sessions=5, users=5,
    ...                          first_event="", last_event="", hosts=()),
    ...     floor=1, order=1, slot_values=(),
    ...     actions=tuple(ActionStats(action=a, count=c, users=c) for a, c in
    ...                   [("a", 4), ("b", 4), ("c", 1)]),
    ...     transitions=(seen((START,), "a", 4), seen((START,), "b", 1), seen(("a",), "b", 3),
    ...                  seen(("a",), "c", 1), seen(("b",), END, 4), seen(("c",), END, 1)))
    >>> chain = Chain(model)
    >>> dict(chain.next_actions(["a"]))
    {'b': 0.75, 'c': 0.25}
    >>> round(chain.prob(["a", "b"]), 9)
    0.6
    >>> chain.prob(["c"])
    0.0
    """

    def __init__(self, model: NavigationModel, profile: str | None = None) -> None:
        self._order = model.order
        self._contexts = dict.fromkeys(one.context for one in model.transitions)
        self.coded: CodedChain = chain_of_model(model, profile)
        self.coder = SessionCoder(one.action for one in model.actions)
        self._codes = {name: code for code, name in enumerate(self.coder.names)}
        self._first_children = self.coded.smoothed.trie.first_children()
        self._cache: dict[Context, Mapping[str, float]] = {}

    def context_of(self, history: Sequence[str]) -> Context:
        """The longest suffix of START + `history` that the model knows as a context."""
        return self._longest_known((START, *history)[-self._order :])

    def step(self, context: Context, action: str) -> Context:
        """The context after `action` was done in `context`; equal to that of the whole history."""
        return self._longest_known((*context, action)[-self._order :])

    def contexts(self) -> Iterator[Context]:
        """Every context the model knows."""
        return iter(self._contexts)

    def backoff(self, context: Context) -> float:
        """What the shorter context's probabilities are weighted with in a context the model knows;
        0 for one of a single action."""
        return float(self.coded.smoothed.backoff[self._node_of(context)])

    def next_in(self, context: Context) -> Mapping[str, float]:
        """Probability of each next action, END included, by the context alone; likeliest first.

        Sums to one. After an action whose every continuation lies below the floor the session
        ends: END has probability one.
        """
        if context not in self._cache:
            self._cache[context] = _ranked(self._smooth(context))
        return self._cache[context]

    def next_actions(self, history: Sequence[str]) -> Mapping[str, float]:
        """Probability of each next action, END included, after all of `history`; likeliest first.

        Sums to one. Equal to `next_in` for a model without exit shifts and revisit factors.
        """
        context = self.context_of(history)
        by_context = self.next_in(context)
        effects = self.coded.effects
        end_by_context = by_context.get(END, 0.0)
        end = float(
            shift_end_probs(
                np.array([end_by_context]),
                np.array([len(history)]),
                self.coded.smoothed.openness[[self._node_of(context)]],
                effects.exit_shifts,
            )[0]
        )
        if end == end_by_context and effects.revisits.are_one:
            return by_context
        gone = self._gone(history, context)
        weighted = {
            action: prob - gone.get(action, 0.0)
            for action, prob in by_context.items()
            if action != END
        }
        whole = sum(weighted.values())
        probs = {action: (1.0 - end) * weight / whole for action, weight in weighted.items()}
        return _ranked({**probs, END: end} if END in by_context else probs)

    def _gone(self, history: Sequence[str], context: Context) -> dict[str, float]:
        """What revisit weights take from the probability of each action of a history."""
        lag_of = {action: len(history) - place for place, action in enumerate(history)}
        done = [action for action, lag in lag_of.items() if lag > 1 and action in self._codes]
        codes = np.array([self._codes[action] for action in done], dtype=np.int64)
        lags = np.array([lag_of[action] for action in done], dtype=np.int64)
        gone = gone_probs(
            self.coded.smoothed,
            self.coded.effects.revisits,
            Revisitables(steps=np.zeros(len(done), dtype=np.int64), actions=codes, lags=lags),
            np.full(len(done), self._node_of(context)),
            np.full(len(done), returns_before(self.coder.code([history]))[-1]),
        )
        return dict(zip(done, gone.tolist(), strict=True))

    def prob(self, actions: Sequence[str]) -> float:
        """Probability that a session is exactly `actions`: the product of its steps, END included.

        Zero for a sequence with a step that the model does not know.
        """
        return self.probs([actions])[0]

    def probs(self, sessions: Sequence[Sequence[str]]) -> list[float]:
        """`prob` of many sessions at once."""
        if not sessions:
            return []
        probs: list[float] = self.coded.session_probs(self.coder.code(sessions)).tolist()
        return probs

    def _longest_known(self, context: Context) -> Context:
        while len(context) > 1 and context not in self._contexts:
            context = context[1:]
        return context

    def _node_of(self, context: Context) -> int:
        """The node of a context; ROOT for an action that the model does not know."""
        node = np.array([ROOT])
        for action in context:
            code = self._codes.get(action, UNKNOWN)
            node = self.coded.smoothed.trie.find(node, np.array([code]))
        return max(int(node[0]), ROOT)

    def _smooth(self, context: Context) -> dict[str, float]:
        if context not in self._contexts:
            return {END: 1.0}
        smoothed = self.coded.smoothed
        last = int(smoothed.trie.find(np.array([ROOT]), np.array([self._codes[context[-1]]]))[0])
        seen = smoothed.trie.action[self._first_children[last] : self._first_children[last + 1]]
        node = np.full(len(seen), self._node_of(context))
        probs = smoothed.probs(node, seen).tolist()
        # Without discounts, what followed only a shorter context has no probability here.
        return {
            self.coder.names[code]: prob
            for code, prob in zip(seen.tolist(), probs, strict=True)
            if prob > 0
        }


def _ranked(probs: Mapping[str, float]) -> Mapping[str, float]:
    ranked = sorted(probs.items(), key=lambda item: (-item[1], item[0]))
    return MappingProxyType(dict(ranked))
