"""Rules about the order of actions that one model has and the other has not."""

from dataclasses import dataclass

from journeys_mining.model.guards import Guard, by_effect
from journeys_mining.model.navigation_model import NavigationModel


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDiff:
    """Guards about actions that both models know; the others come and go with their action.

    A guard that is gone was broken, or fewer sessions speak for it: the model does not say which.
    """

    gained: tuple[Guard, ...]
    """Those first that forbid most."""
    lost: tuple[Guard, ...]


def diff_guards(old: NavigationModel, new: NavigationModel) -> GuardDiff:
    """Compare the guards of two models."""
    return GuardDiff(gained=_only_in(new, old), lost=_only_in(old, new))


def _only_in(one: NavigationModel, other: NavigationModel) -> tuple[Guard, ...]:
    known = {guard.key for guard in other.guards}
    actions = {stats.action for stats in other.actions}
    alone = [
        guard for guard in one.guards if guard.key not in known and set(guard.names) <= actions
    ]
    return tuple(sorted(alone, key=by_effect))
