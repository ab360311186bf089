"""The likeliest sessions through transitions: from one action to the next, the rarest first, and
after the contexts that tell most.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from journeys.model_page.content import ActionContent, ThroughJourney
from journeys.sampling.guarded_paths import GuardedPaths
from journeys_mining.chain.smoothing import Chain
from journeys_mining.guards.keeping import Guards
from journeys_mining.model.navigation_model import NavigationModel

SINGLES_MAX: Final = 4_000
_STEPS_MAX = 40


def find_through_journeys(
    model: NavigationModel,
    chain: Chain,
    actions: tuple[ActionContent, ...],
    index_of: Mapping[str, int],
) -> tuple[ThroughJourney, ...]:
    """The likeliest session through each of these transitions; none twice, long ones left out."""
    paths = GuardedPaths(chain, Guards(model.guards))
    journeys = []
    for context, action in dict.fromkeys((*_rarest(model), *_most_telling(actions))):
        session = paths.through(context, action)
        if session and len(session) <= _STEPS_MAX:
            journeys.append(
                ThroughJourney(
                    transition=tuple(index_of[one] for one in (*context, action)),
                    actions=tuple(index_of[one] for one in session),
                )
            )
    return tuple(journeys)


def _rarest(model: NavigationModel) -> Iterable[tuple[tuple[str, ...], str]]:
    singles = [one for one in model.transitions if len(one.context) == 1]
    singles.sort(key=lambda one: (one.count, one.context, one.action))
    return ((one.context, one.action) for one in singles[:SINGLES_MAX])


def _most_telling(actions: tuple[ActionContent, ...]) -> Iterable[tuple[tuple[str, ...], str]]:
    for one in actions:
        for telling in one.telling_contexts:
            context = tuple(actions[index].action for index in telling.context)
            yield from ((context, actions[step.action].action) for step in telling.next_steps)
