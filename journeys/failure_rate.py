"""How often something fails, and how sure that is."""

import math
from dataclasses import dataclass
from typing import Final

_SURE: Final = 0.95
_MOST_TRIES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRate:
    """How often something failed."""

    failed: int
    tries: int

    @property
    def at_least(self) -> float:
        """The share of tries that fails, at least, with 95% confidence (Clopper and Pearson 1934).

        >>> round(FailureRate(failed=5, tries=5).at_least, 2)
        0.55
        """
        if self.failed == 0:
            return 0.0
        from scipy.stats import beta

        return float(beta.ppf(1 - _SURE, self.failed, self.tries - self.failed + 1))

    @property
    def tries_to_see_it(self) -> int:
        """So many tries see the failure with 95% probability.

        >>> FailureRate(failed=1, tries=2).tries_to_see_it
        5
        """
        if self.failed == self.tries:
            return 1
        misses = 1 - self.failed / self.tries
        return min(math.ceil(math.log(1 - _SURE) / math.log(misses)), _MOST_TRIES)
