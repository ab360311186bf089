"""Which profile a journey is of, and how many journeys each profile is due."""

from collections.abc import Sequence
from functools import cached_property

from journeys_mining.chain.smoothing import Chain
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.navigation_model import NavigationModel


class ProfileShares:
    """The profiles of a model, by their shares of sessions; none where it has none."""

    def __init__(self, model: NavigationModel) -> None:
        self._model = model
        found = model.profiling
        self.shares: dict[str, float] = (
            {one.name: found.share(one) for one in found.profiles} if found else {}
        )

    @cached_property
    def _chains(self) -> dict[str, Chain]:
        return {name: Chain(self._model, name) for name in self.shares}

    def likeliest(self, sessions: Sequence[Sequence[str]]) -> list[str | None]:
        """The profile that most of the sessions which are exactly so are of."""
        if not self.shares:
            return [None] * len(sessions)
        by_profile = {name: chain.probs(sessions) for name, chain in self._chains.items()}
        return [
            max(self.shares, key=lambda name: self.shares[name] * by_profile[name][index])
            for index in range(len(sessions))
        ]

    def quotas(self, count: int) -> dict[str, int]:
        """`count` parted in proportion, by largest remainder; those of most sessions first.

        >>> shares = ProfileShares.__new__(ProfileShares)
        >>> shares.shares = {"buys": 0.61, "reads": 0.39}
        >>> shares.quotas(5)
        {'buys': 3, 'reads': 2}
        """
        exact = {name: share * count for name, share in self.shares.items()}
        quotas = {name: int(due) for name, due in exact.items()}
        by_remainder = sorted(exact, key=lambda name: quotas[name] - exact[name])
        for name in by_remainder[: count - sum(quotas.values())]:
            quotas[name] += 1
        return quotas


def chains_to_draw(
    model: NavigationModel, count: int, profile: str | None
) -> list[tuple[str | None, GuardedChain, int]]:
    """What to draw journeys from and how many: one profile, each in proportion, or all as one."""
    shares = ProfileShares(model)
    if profile is not None or not shares.shares:
        return [(profile, GuardedChain(model, profile), count)]
    return [
        (name, GuardedChain(model, name), due) for name, due in shares.quotas(count).items() if due
    ]
