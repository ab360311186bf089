"""Typical journeys: sessions drawn as production draws them."""

import random
from collections import Counter

from journeys.journey import Journey, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from journeys_mining.navigation_model import END, NavigationModel
from journeys_mining.smoothing import Chain

_DRAWS_FOR_EACH = 50


def sample_typical(
    model: NavigationModel, count: int, *, seed: int, min_steps: int = 2, max_steps: int = 40
) -> tuple[Journey, ...]:
    """Up to `count` different journeys, those drawn most often first.

    `_DRAWS_FOR_EACH` sessions are drawn for each journey asked for; the ones that came up most
    often are kept, so that a small suite stands for as many sessions as it can.

    Parameters
    ----------
    min_steps, max_steps
        Sessions outside are drawn but not kept: a bounce tests little, an endless one costs much.

    Returns
    -------
    Fewer than `count` where the model does not know so many.
    """
    rng, chain = random.Random(seed), Chain(model)  # noqa: S311 - reproducible, not secret
    draws = count * _DRAWS_FOR_EACH
    drawn = Counter(draw_session(chain, rng, max_steps=max_steps) for _ in range(draws))
    fitting = [
        (actions, times)
        for actions, times in drawn.items()
        if min_steps <= len(actions) <= max_steps
    ]
    fitting.sort(key=lambda item: (-item[1], -chain.prob(item[0]), item[0]))
    maker = JourneyMaker(model)
    return tuple(
        maker.make(
            JourneyKind.TYPICAL,
            actions,
            prob=chain.prob(actions),
            reason=f"{times} of {draws:,} sessions drawn from the model went exactly this way",
            about=actions[-1],
        )
        for actions, times in fitting[:count]
    )


def draw_session(chain: Chain, rng: random.Random, *, max_steps: int) -> tuple[str, ...]:
    """One session; one that does not end by itself is returned with `max_steps` + 1 actions."""
    actions: list[str] = []
    context = chain.context_of(())
    while len(actions) <= max_steps:
        probs = chain.next_in(context)
        action = rng.choices(list(probs), weights=list(probs.values()))[0]
        if action == END:
            break
        actions.append(action)
        context = chain.step(context, action)
    return tuple(actions)
