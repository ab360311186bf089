"""Values that an environment's team gives for slots and fields, as rows that belong together."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from journeys.journey import JourneyId


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRows:
    """One source of rows."""

    rows: tuple[Mapping[str, str], ...]
    """Values by the name of the slot or form field."""
    template: str | None = None
    """The URL template that they are for; None for every one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPool:
    """All rows of an environment."""

    sources: tuple[DataRows, ...] = ()

    def values_for(self, journey: JourneyId, seed: int, template: str | None) -> dict[str, str]:
        """The values for an action with this template.

        A journey has one row of each source for all its steps, the same for the same seed; where
        two sources name a slot, the first counts, and one for this very template before all.
        """
        values: dict[str, str] = {}
        own = [one for one in self.sources if one.template == template and template is not None]
        for one in (*own, *(one for one in self.sources if one.template is None)):
            if one.rows:
                digest = hashlib.sha256(f"{seed}:{journey}".encode()).digest()
                row = one.rows[int.from_bytes(digest[:8]) % len(one.rows)]
                values = {**row, **values}
        return values
