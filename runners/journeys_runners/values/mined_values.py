"""The values that production's users gave to slots, by template: sorted once for a suite."""

import hashlib
from collections.abc import Mapping

from journeys.journey import Suite

Values = Mapping[str, tuple[str, ...]]
"""By slot, from the most to the least frequent."""


class MinedValues:
    """What a suite holds of slot values."""

    def __init__(self, suite: Suite) -> None:
        self.anywhere: Values = {slot: one for _, slot, one in reversed(suite.slot_values)}
        """Of all templates together; where several have a slot of one name, of the first."""
        self._of: dict[str, dict[str, tuple[str, ...]]] = {}
        for template, slot, values in suite.slot_values:
            self._of.setdefault(template, {})[slot] = values
        self._together: dict[str, list[tuple[tuple[str, str], ...]]] = {}
        for template, pairs in suite.slot_tuples:
            self._together.setdefault(template, []).append(pairs)

    def of(self, template: str | None) -> Values:
        """Those of a template's slots."""
        return self._of.get(template or "", {})

    def together(self, template: str | None, seed: str) -> Values:
        """Values that were given to several slots of a template at once; which, the seed says."""
        known = self._together.get(template or "")
        if not known:
            return {}
        number = int(hashlib.sha256(seed.encode()).hexdigest(), 16)
        return {slot: (value,) for slot, value in known[number % len(known)]}
