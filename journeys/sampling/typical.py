"""Typical journeys: sessions drawn as production draws them, of every profile its share."""

from collections import Counter
from dataclasses import replace

import numpy as np

from journeys.journey import Journey, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from journeys.sampling.profile_shares import chains_to_draw
from journeys_mining.guarded_chain import GuardedChain
from journeys_mining.navigation_model import NavigationModel

_DRAWS_FOR_EACH = 50


def sample_typical(  # noqa: PLR0913 - all but the first two have defaults or are named
    model: NavigationModel,
    count: int,
    *,
    seed: int,
    min_steps: int = 2,
    max_steps: int = 40,
    profile: str | None = None,
) -> tuple[Journey, ...]:
    """Up to `count` different journeys, those drawn most often first.

    `_DRAWS_FOR_EACH` sessions are drawn for each journey asked for; the ones that came up most
    often are kept, so that a small suite stands for as many sessions as it can. Where the model has
    profiles, each gives journeys in proportion to its sessions.

    Parameters
    ----------
    min_steps, max_steps
        Sessions outside are drawn but not kept: a bounce tests little, an endless one costs much.
    profile
        Draw from this profile alone.

    Returns
    -------
    Fewer than `count` where the model does not know so many.

    Raises
    ------
    InputError
        The model has no such profile.
    """
    whole = GuardedChain(model)
    maker = JourneyMaker(model)
    chosen: dict[tuple[str, ...], Journey] = {}
    for number, (name, chain, due) in enumerate(chains_to_draw(model, count, profile)):
        draws = due * _DRAWS_FOR_EACH
        # The first generator is that of a model without profiles.
        rng = np.random.default_rng([seed, number] if number else seed)
        drawn = Counter(chain.draw(draws, rng, max_steps=max_steps))
        fitting = [actions for actions in drawn if min_steps <= len(actions) <= max_steps]
        probs = dict(zip(fitting, whole.probs(fitting), strict=True))
        fitting.sort(key=lambda actions: (-drawn[actions], -probs[actions], actions))
        new = [actions for actions in fitting if actions not in chosen][:due]
        source = f"profile {name}" if name else "the model"
        for actions in new:
            journey = maker.make(
                JourneyKind.TYPICAL,
                actions,
                prob=probs[actions],
                reason=f"{drawn[actions]} of {draws:,} sessions drawn from {source}"
                " went exactly this way",
                about=actions[-1],
            )
            chosen[actions] = replace(journey, profile=name)
    return tuple(chosen.values())
