"""Typical journeys: sessions drawn as production draws them."""

from collections import Counter

import numpy as np

from journeys.journey import Journey, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from journeys_mining.guarded_chain import GuardedChain
from journeys_mining.navigation_model import NavigationModel

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
    chain, draws = GuardedChain(model), count * _DRAWS_FOR_EACH
    drawn = Counter(chain.draw(draws, np.random.default_rng(seed), max_steps=max_steps))
    fitting = [actions for actions in drawn if min_steps <= len(actions) <= max_steps]
    probs = dict(zip(fitting, chain.probs(fitting), strict=True))
    fitting.sort(key=lambda actions: (-drawn[actions], -probs[actions], actions))
    maker = JourneyMaker(model)
    return tuple(
        maker.make(
            JourneyKind.TYPICAL,
            actions,
            prob=probs[actions],
            reason=f"{drawn[actions]} of {draws:,} sessions drawn from the model"
            " went exactly this way",
            about=actions[-1],
        )
        for actions in fitting[:count]
    )
