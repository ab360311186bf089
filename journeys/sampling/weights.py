"""What the weights of tempered journeys are worth together."""

from collections.abc import Iterable


def worth(weights: Iterable[float | None]) -> float:
    """How many sessions drawn as production has them tell as much as journeys of these weights.

    (Σ w)² / Σ w² (Kish 1965), as if each journey had been drawn once: more where some were drawn
    several times. 0 where no journey has a weight.

    >>> round(worth([0.4, 0.4, 0.1, None]), 2)
    2.45
    """
    given = [one for one in weights if one]
    return sum(given) ** 2 / sum(one**2 for one in given) if given else 0.0
