"""The quarantine list: known failures that do not make a run red, each with a reason and an end.

Quarantined journeys are performed and reported all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from journeys.journey import Journey, JourneyId


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineEntry:
    """What is known to fail, why that is borne, and until when."""

    journey: str | None
    """Id of the journey, `*` stands for anything; None for every journey."""
    action: str | None
    """Action of the step that fails; None for every step."""
    reason: str
    until: date
    """The last day on which it counts, in UTC."""

    @property
    def name(self) -> str:
        """What it is about, for a person."""
        return " at ".join(one for one in (self.journey, self.action) if one)

    def covers(self, journey: JourneyId, failed_action: str) -> bool:
        """Whether a journey that failed at this step is meant."""
        return self._names(journey) and self.action in (None, failed_action)

    def concerns(self, journey: JourneyId, actions: Iterable[str]) -> bool:
        """Whether a journey with these steps could be meant."""
        return self._names(journey) and (self.action is None or self.action in actions)

    def _names(self, journey: JourneyId) -> bool:
        return self.journey is None or fnmatchcase(journey, self.journey)


def covering(
    entries: Iterable[QuarantineEntry], journey: JourneyId, failed_action: str
) -> QuarantineEntry | None:
    """The first entry that covers a failure."""
    return next((one for one in entries if one.covers(journey, failed_action)), None)


def sort_out(
    entries: Sequence[QuarantineEntry], journeys: Sequence[Journey], today: date
) -> tuple[tuple[QuarantineEntry, ...], tuple[str, ...]]:
    """The entries that count today, and a line for each that has expired or concerns nothing.

    `journeys` are those of the whole suite: one that is only left out today is no reason to speak.
    """
    valid: list[QuarantineEntry] = []
    notes: list[str] = []
    for one in entries:
        if one.until < today:
            notes.append(
                f"quarantine of {one.name} expired on {one.until} and no longer counts: "
                f"mend it, or give it a new date ({one.reason})"
            )
        elif not any(one.concerns(j.id, (step.action for step in j.steps)) for j in journeys):
            notes.append(f"quarantine of {one.name} fits no journey of the suite: remove it")
        else:
            valid.append(one)
    return tuple(valid), tuple(notes)
