"""Probabilities over a model's counts: a Markov chain of variable order.

The counts of a context u that lie above the floor are taken as they are; the mass that the floor
removed goes to the next shorter context u' (u without its oldest action):

    P(x | u) = c(u x) / c(u) + (1 − Σ_y c(u y) / c(u)) · P(x | u')

At contexts of one action the kept mass is scaled to one, so nothing is ever predicted that
production was not seen to do at least once in that place (by k users).
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from journeys_mining.navigation_model import END, START, NavigationModel

Context = tuple[str, ...]


class Chain:
    """Next-action probabilities of a model.

    The longest suffix of the history that the model knows as a context decides.

    Examples
    --------
    Four sessions of three users or more, floor 1: `a b`, `a b`, `a c`, `b`. After `a`, two of
    three go on to `b`:

    >>> from journeys_mining.navigation_model import (
    ...     ActionStats, NavigationModel, SourceSummary, Transition)
    >>> def seen(context, action, count):
    ...     return Transition(context=context, action=action, count=count, users=count)
    >>> model = NavigationModel(
    ...     source=SourceSummary(description="", reader="", events=7, sessions=4, users=4,
    ...                          first_event="", last_event="", hosts=()),
    ...     floor=1, order=1, slot_values=(),
    ...     actions=tuple(ActionStats(action=a, count=c, users=c) for a, c in
    ...                   [("a", 3), ("b", 3), ("c", 1)]),
    ...     transitions=(seen((START,), "a", 3), seen((START,), "b", 1), seen(("a",), "b", 2),
    ...                  seen(("a",), "c", 1), seen(("b",), END, 3), seen(("c",), END, 1)))
    >>> chain = Chain(model)
    >>> dict(chain.next_actions(["a"]))
    {'b': 0.6666666666666666, 'c': 0.3333333333333333}
    >>> chain.prob(["a", "b"])
    0.5
    >>> chain.prob(["c"])
    0.0
    """

    def __init__(self, model: NavigationModel) -> None:
        self._order = model.order
        self._rows: dict[Context, dict[str, int]] = {}
        totals: dict[Context, int] = {(START,): model.source.sessions}
        totals |= {(one.action,): one.count for one in model.actions}
        for one in model.transitions:
            self._rows.setdefault(one.context, {})[one.action] = one.count
            totals[(*one.context, one.action)] = one.count
        self._totals = totals
        self._cache: dict[Context, Mapping[str, float]] = {}

    def context_of(self, history: Sequence[str]) -> Context:
        """The longest suffix of START + `history` that the model knows as a context."""
        return self._longest_known((START, *history)[-self._order :])

    def step(self, context: Context, action: str) -> Context:
        """The context after `action` was done in `context`; equal to that of the whole history."""
        return self._longest_known((*context, action)[-self._order :])

    def contexts(self) -> Iterator[Context]:
        """Every context the model knows."""
        return iter(self._rows)

    def next_actions(self, history: Sequence[str]) -> Mapping[str, float]:
        """Probability of each next action, END included, likeliest first.

        Sums to one. After an action whose every continuation lies below the floor the session
        ends: END has probability one.
        """
        return self.next_in(self.context_of(history))

    def next_in(self, context: Context) -> Mapping[str, float]:
        """`next_actions` after a context instead of a history."""
        if context not in self._cache:
            probs = self._interpolate(context)
            ranked = sorted(probs.items(), key=lambda item: (-item[1], item[0]))
            self._cache[context] = MappingProxyType(dict(ranked))
        return self._cache[context]

    def prob(self, actions: Sequence[str]) -> float:
        """Probability that a session is exactly `actions`: the product of its steps, END included.

        Zero for a sequence with a step that the model does not know.
        """
        prob, context = 1.0, self.context_of(())
        for action in (*actions, END):
            prob *= self.next_in(context).get(action, 0.0)
            context = self.step(context, action)
        return prob

    def _longest_known(self, context: Context) -> Context:
        while len(context) > 1 and context not in self._rows:
            context = context[1:]
        return context

    def _interpolate(self, context: Context) -> dict[str, float]:
        row = self._rows.get(context)
        if row is None:
            return {END: 1.0}
        if len(context) == 1:
            kept = sum(row.values())
            return {action: count / kept for action, count in row.items()}
        total = self._totals[context]
        probs = {action: count / total for action, count in row.items()}
        lost = 1.0 - sum(row.values()) / total
        if lost > 0:
            for action, prob in self.next_in(self._longest_known(context[1:])).items():
                probs[action] = probs.get(action, 0.0) + lost * prob
        return probs
