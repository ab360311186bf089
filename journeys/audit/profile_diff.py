"""What changed between the profiles of two models: which came, which went, which are more or fewer.

Profiles are matched by what their sessions do, not by name: a profile keeps its identity when
another action comes to set it apart most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import chi2_contingency, false_discovery_control

from journeys.audit.model_diff import ChangeKind
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.model.profiles import Profile, Profiling

_MOST_DISTANCE = 0.5
"""Share of transitions in which two profiles may differ and still be the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """One difference that the samples can carry."""

    kind: ChangeKind
    name: str
    """In the newer model that has it."""
    old_name: str | None
    """None for one that appeared."""
    old_share: float
    """Of sessions, 0–1."""
    new_share: float
    p_value: float | None
    """Of a shift, adjusted for the number of profiles; None for one that came or went."""

    @property
    def sessions_touched(self) -> float:
        """Of a thousand, in whichever model has more."""
        return 1000 * max(self.old_share, self.new_share)


def diff_profiles(
    old: NavigationModel, new: NavigationModel, *, false_share: float = 0.05
) -> tuple[ProfileChange, ...]:
    """The profiles that differ, those of most sessions first; none where a model has no profiles.

    Profiles are compared as distributions of transitions, by total variation; the pairs that differ
    least are taken as the same.

    Parameters
    ----------
    false_share
        Share of the told shifts that may be chance, 0–1.
    """
    if old.profiling is None or new.profiling is None:
        return ()
    pairs = _matched(old.profiling.profiles, new.profiling.profiles)
    shifts = list(_shifts(pairs, old.profiling, new.profiling, false_share))
    kept_old = {one.name for one, _ in pairs}
    kept_new = {one.name for _, one in pairs}
    gone = [
        ProfileChange(
            kind=ChangeKind.VANISHED,
            name=one.name,
            old_name=one.name,
            old_share=old.profiling.share(one),
            new_share=0.0,
            p_value=None,
        )
        for one in old.profiling.profiles
        if one.name not in kept_old
    ]
    come = [
        ProfileChange(
            kind=ChangeKind.APPEARED,
            name=one.name,
            old_name=None,
            old_share=0.0,
            new_share=new.profiling.share(one),
            p_value=None,
        )
        for one in new.profiling.profiles
        if one.name not in kept_new
    ]
    return tuple(sorted([*shifts, *gone, *come], key=lambda one: (-one.sessions_touched, one.name)))


def distance(one: Profile, other: Profile) -> float:
    """Total variation between the transitions of two profiles; 0 the same, 1 nothing in common."""
    first, second = _shares(one), _shares(other)
    return sum(abs(first.get(pair, 0) - second.get(pair, 0)) for pair in {*first, *second}) / 2


def _shares(profile: Profile) -> dict[tuple[str, str], float]:
    whole = sum(one.count for one in profile.transitions)
    return {(one.before, one.action): one.count / whole for one in profile.transitions}


def _matched(
    olds: Sequence[Profile], news: Sequence[Profile]
) -> tuple[tuple[Profile, Profile], ...]:
    apart = np.array([[distance(one, other) for other in news] for one in olds])
    rows, columns = linear_sum_assignment(apart)
    return tuple(
        (olds[row], news[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if apart[row, column] <= _MOST_DISTANCE
    )


def _shifts(
    pairs: Sequence[tuple[Profile, Profile]], old: Profiling, new: Profiling, false_share: float
) -> Iterator[ProfileChange]:
    if not pairs:
        return
    chances = [_chance(before, after, old, new) for before, after in pairs]
    for (before, after), p_value in zip(pairs, false_discovery_control(chances), strict=True):
        if p_value <= false_share:
            yield ProfileChange(
                kind=ChangeKind.SHIFTED,
                name=after.name,
                old_name=before.name,
                old_share=old.share(before),
                new_share=new.share(after),
                p_value=float(p_value),
            )


def _chance(before: Profile, after: Profile, old: Profiling, new: Profiling) -> float:
    """p-value of a G-test on sessions, scaled down to the users who are their witnesses."""
    table = []
    for profile, profiling in ((before, old), (after, new)):
        scale = profiling.users / profiling.sessions
        inside = profile.sessions * scale
        table.append((inside, profiling.sessions * scale - inside))
    if not all(map(sum, zip(*table, strict=True))):
        return 1.0
    return float(chi2_contingency(table, correction=True, lambda_="log-likelihood").pvalue)
