"""The numbers from which a page can work out the probability of any journey by itself.

`Chain` interpolates: after a context u of several actions, an action that was seen after u has a
probability of its own, any other has backoff(u) · P(action | u without its oldest action). So the
probability of each transition and one backoff for each longer context say all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from journeys.model_page.content import ContextContent, TransitionContent
from journeys_mining.chain.smoothing import Chain, Context
from journeys_mining.model.navigation_model import Transition


def weigh_transitions(
    transitions: Iterable[Transition], chain: Chain, index_of: Mapping[str, int]
) -> tuple[TransitionContent, ...]:
    """The transitions with their probabilities, shortest contexts and most frequent first."""
    ranked = sorted(
        transitions, key=lambda one: (len(one.context), -one.count, one.context, one.action)
    )
    return tuple(
        TransitionContent(
            context=tuple(index_of[action] for action in one.context),
            action=index_of[one.action],
            count=one.count,
            users=one.users,
            prob=chain.next_in(one.context).get(one.action, 0.0),
            think_s=one.think_s,
        )
        for one in ranked
    )


def weigh_contexts(
    transitions: Iterable[Transition], chain: Chain, index_of: Mapping[str, int]
) -> tuple[ContextContent, ...]:
    """Every context of several actions that these transitions have, with its backoff."""
    followed: defaultdict[Context, set[str]] = defaultdict(set)
    for one in transitions:
        if len(one.context) > 1:
            followed[one.context].add(one.action)
    return tuple(
        ContextContent(
            context=tuple(index_of[action] for action in context),
            backoff=chain.backoff(context),
        )
        for context, seen in sorted(followed.items(), key=lambda item: (len(item[0]), item[0]))
    )
