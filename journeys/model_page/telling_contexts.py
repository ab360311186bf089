"""Longer contexts whose next step differs most from what their last action alone says."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from journeys.model_page.content import NextStep, TellingContext
from journeys_mining.model.navigation_model import START, NavigationModel, Transition

_NEXT_STEPS_MAX = 3


def find_telling_contexts(
    model: NavigationModel, index_of: Mapping[str, int], *, per_action_max: int
) -> dict[str, tuple[TellingContext, ...]]:
    """For each action, the contexts of several actions that end in it, most telling first."""
    counts: dict[tuple[str, ...], int] = {(START,): model.source.sessions}
    counts |= {(one.action,): one.count for one in model.actions}
    counts |= {(*one.context, one.action): one.count for one in model.transitions}
    usual = {
        (one.context[0], one.action): one.count / counts[one.context]
        for one in model.transitions
        if len(one.context) == 1
    }
    rows: defaultdict[tuple[str, ...], list[Transition]] = defaultdict(list)
    for one in model.transitions:
        if len(one.context) > 1 and one.context in counts:
            rows[one.context].append(one)
    ranked: defaultdict[str, list[tuple[float, TellingContext]]] = defaultdict(list)
    for context, followed in rows.items():
        seen = counts[context]
        usual_shares = [usual.get((context[-1], one.action), 0.0) for one in followed]
        gain = information_gain([one.count for one in followed], usual_shares, total=seen)
        telling = TellingContext(
            context=tuple(index_of[action] for action in context),
            count=seen,
            next_steps=_next_steps(followed, usual_shares, seen, index_of),
        )
        ranked[context[-1]].append((gain, telling))
    return {
        action: tuple(
            one for _, one in sorted(found, key=lambda item: (-item[0], item[1].context))
        )[:per_action_max]
        for action, found in ranked.items()
    }


def information_gain(counts: Sequence[int], usual_shares: Sequence[float], *, total: int) -> float:
    """Log-likelihood that counts gain by shares of their own over the usual ones, in nats.

    What is not among the counts (below the floor, or not seen) is one more class. Half of the G
    statistic (Dunning 1993); not negative, zero if the shares are the usual ones.

    >>> information_gain([50, 50], [0.5, 0.5], total=100)
    0.0
    >>> round(information_gain([90], [0.5], total=100), 3)
    36.806
    """
    classes = list(zip(counts, usual_shares, strict=True))
    classes.append((total - sum(counts), 1.0 - sum(usual_shares)))
    return sum(
        count * math.log(count / total / share)
        for count, share in classes
        if count > 0 and share > 1e-9
    )


def _next_steps(
    followed: Iterable[Transition],
    usual_shares: Iterable[float],
    total: int,
    index_of: Mapping[str, int],
) -> tuple[NextStep, ...]:
    steps = [
        NextStep(
            action=index_of[one.action],
            count=one.count,
            share=one.count / total,
            usual_share=usual,
        )
        for one, usual in zip(followed, usual_shares, strict=True)
    ]
    steps.sort(key=lambda step: (-abs(step.share - step.usual_share), step.action))
    return tuple(steps[:_NEXT_STEPS_MAX])
