"""How often the likeliest next action is the one that was done."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from journeys.audit.model_evaluation.realism import Session
from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.horizon import WINDOW, Horizon
from journeys_mining.chain.ngram_trie import trie_of_model
from journeys_mining.chain.smoothing import Chain
from journeys_mining.model.navigation_model import END, NavigationModel
from journeys_mining.model.tuned_numbers import HorizonMix

HORIZON = 3
"""Actions in which a predicted one counts as coming soon."""
MOST_STEPS = 4000
"""Drawn from all; enough for a standard error below one in a hundred."""


_MOST_SCORES = 1_000_000
"""Of actions after steps, at once; bounds memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action of a session: what came before, what it was, and what came after."""

    before: Session
    coming: Session
    """The action and those after it, up to `HORIZON` in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Shares of steps, 0–1."""

    next_step: float
    """The predicted action was the next."""
    horizon: float
    """It was among the next `HORIZON`."""


def draw_steps(sessions: Sequence[Session], seed: int) -> list[Step]:
    """Some steps of sessions, all if there are few; each as likely as any other."""
    places = [(row, at) for row, session in enumerate(sessions) for at in range(len(session))]
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(places))[:MOST_STEPS].tolist()
    return [
        Step(before=sessions[row][:at], coming=sessions[row][at : at + HORIZON])
        for row, at in (places[index] for index in chosen)
    ]


def accuracy(chain: Chain, steps: Sequence[Step]) -> Accuracy:
    """How often the action is right that a chain holds likeliest, the end left out.

    Examples
    --------
    Two thirds of the sessions go on to `b`, so `b` is always predicted after `a`:

    >>> from journeys_mining.model.navigation_model import (
    ...     ActionStats, NavigationModel, SourceSummary, Transition)
    >>> def seen(context, action, count):
    ...     return Transition(context=context, action=action, count=count, users=count)
    >>> chain = Chain(NavigationModel(
    ...     source=SourceSummary(description="", reader="", events=6, sessions=3, users=3,
    ...                          first_event="", last_event="", hosts=()),
    ...     floor=1, order=1, slot_values=(),
    ...     actions=tuple(ActionStats(action=a, count=c, users=c) for a, c in
    ...                   [("a", 3), ("b", 2), ("c", 1)]),
    ...     transitions=(seen(("(start)",), "a", 3), seen(("a",), "b", 2), seen(("a",), "c", 1),
    ...                  seen(("b",), END, 2), seen(("c",), END, 1))))
    >>> accuracy(chain, draw_steps([("a", "b"), ("a", "c")], seed=0))
    Accuracy(next_step=0.75, horizon=0.75)
    """
    if not steps:
        return Accuracy(next_step=0.0, horizon=0.0)
    next_step = horizon = 0
    for step in steps:
        ranked = chain.next_actions(step.before)
        predicted = next((action for action in ranked if action != END), None)
        next_step += predicted == step.coming[0]
        horizon += predicted in step.coming
    return Accuracy(next_step=next_step / len(steps), horizon=horizon / len(steps))


def ranked_horizon(model: NavigationModel, steps: Sequence[Step]) -> float:
    """How often the action is among the next `HORIZON` that a model ranks first for these, 0–1.

    Ranked by `journeys_mining.chain.horizon`, fewer steps ahead where the model's order is less.
    """
    coder = SessionCoder(one.action for one in model.actions)
    horizon = Horizon(trie_of_model(model), min(HORIZON, model.order))
    mix = model.tuned.horizon if model.tuned else HorizonMix()
    together = max(_MOST_SCORES // len(coder.names), 1)
    hits = 0
    for begin in range(0, len(steps), together):
        some = steps[begin : begin + together]
        histories = [coder.code([one.before[-WINDOW:]])[1:-1] for one in some]
        first = horizon.parts(histories).scores(mix).argmax(axis=1).tolist()
        hits += sum(coder.names[code] in one.coming for code, one in zip(first, some, strict=True))
    return hits / max(len(steps), 1)
