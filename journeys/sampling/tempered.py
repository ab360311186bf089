"""Journeys drawn with rare ways more often, each with the weight that leads back to production.

The weights are those of importance sampling (`journeys_mining.chain.tempering`): what share of the
weight something has estimates what share of production's sessions has it.
"""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from journeys.journey import Journey, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.navigation_model import NavigationModel


def sample_tempered(  # noqa: PLR0913 - all but the first two are named
    model: NavigationModel,
    count: int,
    *,
    temper: float,
    seed: int,
    min_steps: int = 2,
    max_steps: int = 40,
    profile: str | None = None,
) -> tuple[Journey, ...]:
    """The journeys that `count` draws give, the heaviest first.

    Fewer than `count` where one is drawn twice, which then has the weight of both, and where one
    is shorter or longer than asked for: it is left out, with its weight.

    Parameters
    ----------
    temper
        0-1; less has rare ways more often, 0 all that were seen equally often.

    Raises
    ------
    InputError
        The model has no such profile, or hardly any session drawn so keeps its guards.
    """
    chain, whole = GuardedChain(model, profile), GuardedChain(model)
    rng = np.random.default_rng(seed)
    weights: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for actions, weight in chain.draw_tempered(count, rng, temper=temper, max_steps=max_steps):
        if min_steps <= len(actions) <= max_steps:
            weights[actions] += weight / count
    ranked = sorted(weights, key=lambda actions: (-weights[actions], actions))
    maker = JourneyMaker(model)
    return tuple(
        replace(
            maker.make(
                JourneyKind.TEMPERED,
                actions,
                prob=prob,
                reason=f"drawn with temper {temper:g}; stands for {weights[actions]:.2g} of"
                f" {f'profile {profile}' if profile else 'production'}'s sessions",
                about=actions[-1],
            ),
            profile=profile,
            weight=float(f"{weights[actions]:.6g}"),
        )
        for actions, prob in zip(ranked, whole.probs(ranked), strict=True)
    )
