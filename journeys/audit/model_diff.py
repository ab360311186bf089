"""What changed between two models: actions and transitions that appeared, vanished or shifted.

A difference is told only if the samples can carry it. Two corrections are made:

- *Clustering.* One user who does the same thing ten times is one witness, not ten. Counts are
  scaled down to distinct users before they are tested (a design effect of count / users).
- *Many comparisons.* The p-values of all shifts are adjusted together, so that at most
  `false_share` of those told are expected to be chance (Benjamini & Hochberg 1995).

What is missing from a model may lie below its floor. It is told as vanished or appeared only if
that is unlikely, going by the other model: fewer than `floor` users where many were expected
(Poisson).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from scipy.stats import chi2_contingency, false_discovery_control, poisson

from journeys_mining.model.navigation_model import NavigationModel, Transition


class ChangeKind(StrEnum):
    """What happened to an action or a transition."""

    APPEARED = "appeared"
    VANISHED = "vanished"
    SHIFTED = "shifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference that the samples can carry."""

    kind: ChangeKind
    context: tuple[str, ...]
    """Empty for an action; for a transition the action before it."""
    action: str
    old_share: float
    """Of an action: times a session, on average. Of a transition: share of its context, 0–1."""
    new_share: float
    sessions_touched: float
    """Times a thousand sessions make it, in whichever model has it more often: how much it
    matters, whatever the size of the samples."""
    p_value: float
    """Adjusted for the number of comparisons; the chance that such a difference is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDiff:
    """All differences, those that touch most sessions first."""

    changes: tuple[Change, ...]
    compared_count: int
    """Actions and transitions that were compared."""


def diff_models(
    old: NavigationModel, new: NavigationModel, *, false_share: float = 0.05
) -> ModelDiff:
    """Compare the actions and the first-order transitions of two models.

    Parameters
    ----------
    false_share
        Share of the told differences that may be chance, 0–1.
    """
    candidates = [*_action_candidates(old, new), *_transition_candidates(old, new)]
    if not candidates:
        return ModelDiff(changes=(), compared_count=0)
    adjusted = false_discovery_control([one.p_value for one in candidates])
    told = [
        Change(
            kind=one.kind,
            context=one.context,
            action=one.action,
            old_share=one.old_share,
            new_share=one.new_share,
            sessions_touched=one.sessions_touched,
            p_value=float(p_value),
        )
        for one, p_value in zip(candidates, adjusted, strict=True)
        if p_value <= false_share
    ]
    told.sort(key=lambda one: (-one.sessions_touched, one.context, one.action))
    return ModelDiff(changes=tuple(told), compared_count=len(candidates))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """How often something was done, of how many times it could have been."""

    count: int
    users: int
    trials: int

    @property
    def witnesses(self) -> tuple[float, float]:
        """Counts of yes and no, scaled down to distinct users."""
        scale = self.users / self.count if self.count else 1.0
        return self.count * scale, max(self.trials - self.count, 0) * scale

    @property
    def share(self) -> float:
        return self.count / self.trials if self.trials else 0.0


def _action_candidates(old: NavigationModel, new: NavigationModel) -> Iterator[Change]:
    befores = {one.action: (one.count, one.users) for one in old.actions}
    afters = {one.action: (one.count, one.users) for one in new.actions}
    for action in sorted({*befores, *afters}):
        before = _counted(befores.get(action), old.source.sessions)
        after = _counted(afters.get(action), new.source.sessions)
        yield from _candidate((), action, before, after, (old, new))


def _transition_candidates(old: NavigationModel, new: NavigationModel) -> Iterator[Change]:
    """Transitions out of actions that both models know; the others change with their action."""
    befores, afters = _first_order(old), _first_order(new)
    old_totals, new_totals = _totals(befores.values()), _totals(afters.values())
    for key in sorted({*befores, *afters}):
        context, action = key
        if context not in old_totals or context not in new_totals:
            continue
        before = _counted(_support(befores.get(key)), old_totals[context])
        after = _counted(_support(afters.get(key)), new_totals[context])
        yield from _candidate((context,), action, before, after, (old, new))


def _candidate(
    context: tuple[str, ...],
    action: str,
    before: _Counted,
    after: _Counted,
    models: tuple[NavigationModel, NavigationModel],
) -> Iterator[Change]:
    old, new = models
    if not before.count:
        kind, p_value = ChangeKind.APPEARED, _chance_of_hiding(after, before, old.floor)
    elif not after.count:
        kind, p_value = ChangeKind.VANISHED, _chance_of_hiding(before, after, new.floor)
    else:
        kind, p_value = ChangeKind.SHIFTED, _chance_of_shift(before, after)
    yield Change(
        kind=kind,
        context=context,
        action=action,
        old_share=before.share,
        new_share=after.share,
        sessions_touched=1000
        * max(before.count / old.source.sessions, after.count / new.source.sessions),
        p_value=p_value,
    )


def _chance_of_hiding(seen: _Counted, missing: _Counted, floor: int) -> float:
    """Probability that fewer than `floor` users show where the other model lets us expect them."""
    expected = seen.users * missing.trials / seen.trials
    return float(poisson.cdf(floor - 1, expected))


def _chance_of_shift(before: _Counted, after: _Counted) -> float:
    """p-value of a G-test on the two by two table of witnesses."""
    table = [before.witnesses, after.witnesses]
    if not all(map(sum, zip(*table, strict=True))):
        return 1.0
    return float(chi2_contingency(table, correction=True, lambda_="log-likelihood").pvalue)


def _counted(support: tuple[int, int] | None, trials: int) -> _Counted:
    count, users = support or (0, 0)
    return _Counted(count=count, users=users, trials=trials)


def _support(one: Transition | None) -> tuple[int, int] | None:
    return (one.count, one.users) if one else None


def _first_order(model: NavigationModel) -> dict[tuple[str, str], Transition]:
    return {(one.context[0], one.action): one for one in model.transitions if len(one.context) == 1}


def _totals(transitions: Iterable[Transition]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for one in transitions:
        totals[one.context[0]] = totals.get(one.context[0], 0) + one.count
    return totals
