"""Typical journeys: sessions drawn as production draws them, of every profile its share.

Novel ones on top where some novelty is asked for: with steps never seen, along a site graph.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from journeys.journey import Journey, JourneyKind
from journeys.sampling.journeys_from_actions import JourneyMaker
from journeys.sampling.profile_shares import chains_to_draw
from journeys_mining.chain.novelty import Novelty
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.navigation_model import START, NavigationModel

_DRAWS_FOR_EACH = 50


def sample_typical(  # noqa: PLR0913 - all but the first two have defaults or are named
    model: NavigationModel,
    count: int,
    *,
    seed: int,
    min_steps: int = 2,
    max_steps: int = 40,
    profile: str | None = None,
    novelty: Novelty | None = None,
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
    novelty
        Of the journeys, as many have a step never seen as of the sessions drawn with this novelty.

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
    steps = _Steps(model)
    chosen: dict[tuple[str, ...], Journey] = {}
    for number, (name, chain, due) in enumerate(chains_to_draw(model, count, profile)):
        draws = due * _DRAWS_FOR_EACH
        # The first generator is that of a model without profiles.
        rng = np.random.default_rng([seed, number] if number else seed)
        drawn = Counter(chain.draw(draws, rng, max_steps=max_steps, novelty=novelty))
        fitting = [actions for actions in drawn if min_steps <= len(actions) <= max_steps]
        probs = dict(zip(fitting, whole.probs(fitting), strict=True))
        fitting.sort(key=lambda actions: (-drawn[actions], -probs[actions], actions))
        new = steps.share_out([one for one in fitting if one not in chosen], drawn, due)
        source = f"profile {name}" if name else "the model"
        for actions in new:
            never_seen = steps.never_seen(actions)
            reason = (
                f"{drawn[actions]} of {draws:,} sessions drawn from {source} went exactly this way"
            )
            journey = maker.make(
                JourneyKind.NOVEL if never_seen else JourneyKind.TYPICAL,
                actions,
                prob=probs[actions],
                reason=reason + _in_words(never_seen, model.floor),
                about=never_seen[0][1] if never_seen else actions[-1],
            )
            chosen[actions] = replace(journey, profile=name)
    return tuple(chosen.values())


class _Steps:
    """The steps that a model knows, and those of drawn sessions that it does not."""

    def __init__(self, model: NavigationModel) -> None:
        self._seen = {
            (one.context[0], one.action) for one in model.transitions if len(one.context) == 1
        }

    def never_seen(self, actions: Sequence[str]) -> list[tuple[str, str]]:
        """The steps of a session that are not in the model."""
        return [step for step in pairwise((START, *actions)) if step not in self._seen]

    def share_out(
        self, ranked: Sequence[tuple[str, ...]], drawn: Mapping[tuple[str, ...], int], due: int
    ) -> list[tuple[str, ...]]:
        """The first of the sessions; novel ones, hardly any of which is drawn twice, in proportion.

        In their order, ones without a step never seen first.
        """
        novel = [actions for actions in ranked if self.never_seen(actions)]
        if not novel:
            return list(ranked[:due])
        usual = [actions for actions in ranked if not self.never_seen(actions)]
        share = sum(map(drawn.__getitem__, novel)) / sum(map(drawn.__getitem__, ranked))
        novel_due = round(share * due)
        return [*usual[: due - novel_due], *novel[:novel_due]]


def _in_words(never_seen: Sequence[tuple[str, str]], floor: int) -> str:
    if not never_seen:
        return ""
    by = f" by {floor} users" if floor > 1 else ""
    steps = ", ".join(f"{before} → {after}" for before, after in never_seen)
    return f"; not seen{by}, but a link of the site graph: {steps}"
