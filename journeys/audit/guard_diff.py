"""Rules about the order of actions that one model has and the other has not.

A rule is a guard only where its sample proves it (`guards.thresholds`), so that of two samples of
the same visitors one may have a guard that the other could not prove. A guard is told to have come
or gone only if both hold:

- The other sample would have proved it, had its visitors kept it as well. What proves a guard are
  sessions that would break it by chance and did not: −ln p of them, if they are counted. How many
  there are in the other sample, and how many exceptions, is foretold from what this one has seen
  (Poisson counts whose mean is known from a count only: a negative binomial). p-values are adjusted
  for the number of guards (Benjamini & Hochberg 1995).
- The other model's journeys break it. A guard that others of its guards imply is not gone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control, nbinom, poisson

from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.guards.keeping import Guards
from journeys_mining.guards.thresholds import (
    FALSE_CHANCE,
    LEAST_LIFT,
    LEAST_SESSIONS,
    NOISE_PERCENT,
    is_noise,
    tried_about_pairs,
)
from journeys_mining.model.guards import Guard, GuardRule, GuardSupport, by_effect
from journeys_mining.model.navigation_model import NavigationModel

_JOURNEYS = 20_000
_MOST_STEPS = 200
_SEED = 21
_LEAST_CHANCE = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDiff:
    """Guards about actions that both models know; the others come and go with their action."""

    gained: tuple[Guard, ...]
    """Those first that forbid most."""
    lost: tuple[Guard, ...]
    by_chance_count: int = 0
    """Guards of one model alone, which the samples do not show to be no rule of the other's."""


def diff_guards(
    old: NavigationModel, new: NavigationModel, *, false_share: float = 0.05
) -> GuardDiff:
    """Compare the guards of two models.

    Parameters
    ----------
    false_share
        Share of the told guards that may be chance, 0–1.
    """
    sides = ((new, old), (old, new))
    alone = [(guard, *side) for side in sides for guard in _only_in(*side)]
    if not alone:
        return GuardDiff(gained=(), lost=())
    chances = false_discovery_control([_chance_of_hiding(*one) for one in alone])
    surely = [one for one, chance in zip(alone, chances, strict=True) if chance <= false_share]
    gained, lost = (
        tuple(
            sorted(_broken_by(other, [one[0] for one in surely if one[1] is model]), key=by_effect)
        )
        for model, other in sides
    )
    return GuardDiff(gained=gained, lost=lost, by_chance_count=len(alone) - len(gained) - len(lost))


def _only_in(one: NavigationModel, other: NavigationModel) -> list[Guard]:
    known = {guard.key for guard in other.guards}
    actions = {stats.action for stats in other.actions}
    return [guard for guard in one.guards if guard.key not in known and set(guard.names) <= actions]


def _chance_of_hiding(guard: Guard, model: NavigationModel, other: NavigationModel) -> float:
    """Probability that the other sample does not prove a guard that its visitors keep as well."""
    support = guard.support
    if support is None:
        return 0.0  # somebody wrote it
    # One user who does the same in ten sessions is one witness, not ten.
    witnesses = support.users / support.sessions
    ratio = _users(guard, other) / _users(guard, model)
    sessions, exceptions_at_most = support.sessions * ratio, _most_exceptions(support, ratio)
    tried = tried_about_pairs(len(model.actions))
    seen = -math.log(max(support.p_value, _LEAST_CHANCE) / tried) * witnesses
    needed = -math.log(FALSE_CHANCE / tried) * witnesses
    foretold = 1.0 / (1.0 + ratio)
    hidden_by = (
        nbinom.cdf(math.ceil(needed) - 1, seen + 0.5, foretold),
        nbinom.sf(
            math.floor(exceptions_at_most * witnesses),
            support.exceptions * witnesses + 0.5,
            foretold,
        ),
        poisson.cdf(LEAST_SESSIONS - 1, sessions),
        poisson.cdf(other.floor - 1, support.users * ratio),
    )
    return float(1.0 - np.prod([1.0 - chance for chance in hidden_by]))


def _most_exceptions(support: GuardSupport, ratio: float) -> float:
    """More of them in a sample so many times larger, and the rule would not be a guard."""
    return min(support.sessions * NOISE_PERCENT / 100, support.expected / LEAST_LIFT) * ratio


def _users(guard: Guard, model: NavigationModel) -> int:
    """Of the action whose sessions could break the guard."""
    users = {one.action: one.users for one in model.actions}
    match guard.rule:
        case GuardRule.NEVER_AFTER:
            return min(users[guard.action], users[guard.other])
        case GuardRule.WHILE_MORE:
            return min(users[guard.action], users[guard.than or guard.action])
        case _:
            return users[guard.action]


def _broken_by(model: NavigationModel, guards: Sequence[Guard]) -> list[Guard]:
    """Those that the model's own journeys break, more often than lost rows would."""
    if not guards:
        return []
    rng = np.random.default_rng(_SEED)
    journeys = GuardedChain(model).draw(_JOURNEYS, rng, max_steps=_MOST_STEPS)
    broken: list[Guard] = []
    for guard in guards:
        alone = Guards([guard])
        asked = [one for one in journeys if guard.action in one]
        if not is_noise(sum(alone.first_broken(one) is not None for one in asked), len(asked)):
            broken.append(guard)
    return broken
