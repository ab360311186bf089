"""What sets a profile apart, in numbers and in words; and its name, made of the first of it.

Takes profiles, knows nothing of sessions. A claim needs sessions enough to carry it.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from journeys_mining.model.profiles import Profile

_LEAST_LIFT = 1.2
"""At the lower end of what chance allows."""
_SCORE = 2.58
"""Standard errors: 99 in 100 such bounds hold."""
_WORDS = re.compile(r"[a-z0-9]+")
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An action that a profile's sessions do more or less often than the others."""

    action: str
    share: float
    """Of the profile's sessions that do it, 0–1."""
    others_share: float
    """Of all other sessions, 0–1."""
    gain: float
    """Log-likelihood of the two shares over one for both, in nats (Dunning 1993)."""

    @property
    def more(self) -> bool:
        """Whether the profile does it more often."""
        return self.share > self.others_share


def differences(profile: Profile, others: Sequence[Profile], floor: int) -> tuple[Difference, ...]:
    """What the profile does more or less often than the others, the most telling first.

    The ratio of the two shares must lie above `_LEAST_LIFT` by its confidence interval (Katz et al.
    1978, method C). A count below the floor is taken as just below it: nothing is made of less.
    """
    own = {one.action: one.sessions for one in profile.actions}
    rest = [{one.action: one.sessions for one in other.actions} for other in others]
    size, rest_size = profile.sessions, sum(one.sessions for one in others)
    least = max(floor - 1, 1)
    found = []
    for action in sorted({*own, *(name for one in rest for name in one)}):
        count = min(own.get(action, least), size)
        rest_count = min(sum(one.get(action, least) for one in rest), rest_size)
        lift = abs(math.log(count / size) - math.log(rest_count / rest_size))
        error = math.sqrt(1 / count - 1 / size + 1 / rest_count - 1 / rest_size)
        if lift - _SCORE * error >= math.log(_LEAST_LIFT):
            found.append(
                Difference(
                    action=action,
                    share=count / size,
                    others_share=rest_count / rest_size,
                    gain=_gain(count, size, rest_count, rest_size),
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.gain, one.action)))


def with_names(profiles: Sequence[Profile], floor: int) -> tuple[Profile, ...]:
    """The profiles, each named after what tells it from the others; no name twice."""
    taken: set[str] = set()
    named = []
    for one in profiles:
        others = [other for other in profiles if other is not one]
        name = next(name for name in _candidates(one, others, floor) if name not in taken)
        taken.add(name)
        named.append(replace(one, name=name))
    return tuple(named)


def _candidates(profile: Profile, others: Sequence[Profile], floor: int) -> list[str]:
    apart = differences(profile, others, floor)
    names = [_in_words(one.action) for one in apart if one.more]
    # A profile that does nothing more than others is known by what it leaves out.
    names += [f"no-{_in_words(one.action)}" for one in apart if not one.more]
    return [*names, *(f"profile-{number}" for number in range(1, len(others) + 2))]


def _in_words(action: str) -> str:
    """
    >>> _in_words("view /"), _in_words("POST /checkout/confirm")
    ('home', 'post-checkout-confirm')
    >>> _in_words("add_to_cart @ /product/{id}")
    'add-to-cart'
    """
    name = action.partition(" @ ")[0]
    words = [word for word in _WORDS.findall(name.lower()) if word != "view"]
    return "-".join(words[:_MOST_WORDS]) or "home"


def _gain(count: int, size: int, rest_count: int, rest_size: int) -> float:
    usual = (count + rest_count) / (size + rest_size)

    def of(done: int, total: int) -> float:
        return sum(
            part * math.log(part / total / share)
            for part, share in ((done, usual), (total - done, 1 - usual))
            if part
        )

    return of(count, size) + of(rest_count, rest_size)
