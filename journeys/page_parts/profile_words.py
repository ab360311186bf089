"""What a profile is, in words a person understands; every number is one of its counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from journeys.page_parts.figures import counted, percent
from journeys_mining.model.navigation_model import END, START, NavigationModel
from journeys_mining.model.profiles import Profile
from journeys_mining.profiles.names import Difference, differences

_TOLD_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileWords:
    """One profile, described."""

    profile: Profile
    share: float
    """Of sessions, 0–1."""
    more: tuple[Difference, ...]
    """What it does more often than the others, the most telling first."""
    less: tuple[Difference, ...]
    begins: tuple[tuple[str, float], ...]
    """Actions that its sessions most often begin with, and their shares of its sessions."""
    ends: tuple[tuple[str, float], ...]
    """Actions after which its sessions most often end."""
    floor: int

    @property
    def sentences(self) -> tuple[str, ...]:
        """The description, one sentence each."""
        median, long = self.profile.steps
        told = [
            f"{percent(self.share)} of sessions ({counted(self.profile.sessions, 'session')} of "
            f"{counted(self.profile.users, 'user')})."
        ]
        if self.more:
            told.append(f"Sets itself apart by {self._joined(self.more)}.")
        if self.less:
            told.append(f"Does less: {self._joined(self.less)}.")
        told.append(
            f"Half of its sessions have {counted(median, 'step')} or fewer, one in ten {long} or"
            " more."
        )
        for verb, shares in (("Begins", self.begins), ("Ends", self.ends)):
            if shares:
                places = ", ".join(f"{action} ({percent(share)})" for action, share in shares)
                told.append(f"{verb} most often with {places}.")
        return tuple(told)

    def _joined(self, apart: Iterable[Difference]) -> str:
        return ", ".join(
            f"{one.action} (in {self._bounded(one.share, self.profile.sessions)} of its sessions,"
            f" {percent(one.others_share)} of the others)"
            for one in apart
        )

    def _bounded(self, share: float, sessions: int) -> str:
        """What lies below the floor is told as that."""
        below = round(share * sessions) < self.floor
        return f"fewer than {self.floor}" if below else percent(share)


def describe_profiles(model: NavigationModel) -> tuple[ProfileWords, ...]:
    """The profiles of a model in words, those of most sessions first; none if it has none."""
    found = model.profiling
    if found is None:
        return ()
    described = []
    for one in found.profiles:
        apart = differences(one, [other for other in found.profiles if other != one], model.floor)
        described.append(
            ProfileWords(
                profile=one,
                share=found.share(one),
                more=tuple(two for two in apart if two.more)[:_TOLD_MAX],
                less=tuple(two for two in apart if not two.more)[:_TOLD_MAX],
                begins=_begins(one),
                ends=_ends(one),
                floor=model.floor,
            )
        )
    return tuple(described)


def _begins(profile: Profile) -> tuple[tuple[str, float], ...]:
    counts = {one.action: one.count for one in profile.transitions if one.before == START}
    return _most(counts, profile.sessions)


def _ends(profile: Profile) -> tuple[tuple[str, float], ...]:
    counts = {one.before: one.count for one in profile.transitions if one.action == END}
    return _most(counts, profile.sessions)


def _most(counts: dict[str, int], sessions: int) -> tuple[tuple[str, float], ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((action, count / sessions) for action, count in ranked[:2])
