"""Hypothesis strategies over a navigation model.

One strategy draws a whole journey, each next step weighted by the model. (Rules of a state machine
are picked uniformly, which never reaches a rare state.)
"""

from bisect import bisect
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path

from hypothesis import assume
from hypothesis import strategies as st

from journeys.journey import Journey, JourneyId, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.guards.overrides import override_guards
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import END, NavigationModel

# Hypothesis draws small ranges evenly, but leans towards the small numbers of larger ones, so a
# number between 0 and 1 is drawn digit by digit.
_DIGIT = st.sampled_from(range(256))
_FRACTION = st.tuples(_DIGIT, _DIGIT, _DIGIT).map(
    lambda digits: digits[0] / 2**8 + digits[1] / 2**16 + digits[2] / 2**24
)


@cache
def _load(path: Path) -> NavigationModel:
    return override_guards(load_model(path), path.parent).model


def journeys_from(
    model: NavigationModel | Path, *, max_steps: int = 30, profile: str | None = None
) -> st.SearchStrategy[Journey]:
    """Journeys of at least one step that keep the model's guards, about as often as it has them.

    About, because Hypothesis repeats earlier choices on purpose, and because a step that a guard
    forbids is left out, where sampling leaves out the whole session.

    A session that does not end within `max_steps` is cut there. Examples shrink towards short
    journeys of likely steps.

    Parameters
    ----------
    model
        A model, or the path of one, which is read when the first journey is drawn.
    profile
        Name of a profile of the model: journeys of its visitors alone.
    """

    @cache
    def learned() -> tuple[GuardedChain, JourneyMaker]:
        known = _load(model) if isinstance(model, Path) else model
        return GuardedChain(known, profile), JourneyMaker(known)

    @st.composite
    def draw_journey(draw: st.DrawFn) -> Journey:
        guarded, maker = learned()
        chain, done = guarded.chain, Counter[str]()
        actions: list[str] = []
        context = chain.context_of(())
        while len(actions) < max_steps:
            # Guards are the preconditions of steps.
            action = draw(_weighted(guarded.allowed(chain.next_in(context), done)))
            if action == END:
                break
            actions.append(action)
            done[action] += 1
            context = chain.step(context, action)
        assume(actions)
        journey = maker.make(
            JourneyKind.TYPICAL,
            actions,
            prob=guarded.probs([actions])[0],
            reason="drawn from the model by Hypothesis",
            about=actions[-1],
        )
        return replace(journey, id=JourneyId(f"drawn-{journey.id}"), profile=profile)

    return draw_journey()


def _weighted(probs: Mapping[str, float]) -> st.SearchStrategy[str]:
    """One of the keys, with its probability; END, then the likeliest, is the simplest example."""
    ranked = sorted(probs, key=lambda action: (action != END, -probs[action], action))
    bounds = list(accumulate(probs[action] for action in ranked))
    return _FRACTION.map(lambda fraction: ranked[bisect(bounds, fraction * bounds[-1])])
