"""What a pytest session came to: of one process, or of all workers of pytest-xdist together."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from journeys.evidence import RunId
from journeys.verdict import Verdict


@dataclass(slots=True)
class SessionTally:
    """Counts what journeys came to, and knows the runs they belong to."""

    verdicts: Counter[str] = field(default_factory=Counter)
    known_count: int = 0
    """Journeys on the quarantine list that did not pass: no verdict."""
    runs: dict[str, int] = field(default_factory=dict)
    """Ids of runs, each with its seed."""

    @property
    def journey_count(self) -> int:
        """Journeys that came to something."""
        return self.verdicts.total() + self.known_count

    @property
    def has_verdict(self) -> bool:
        """Whether something was tested."""
        return self.verdicts.total() > self.verdicts[Verdict.INCONCLUSIVE]

    def add(self, other: Self) -> None:
        """Take in what another process came to."""
        self.verdicts.update(other.verdicts)
        self.known_count += other.known_count
        self.runs.update(other.runs)

    def to_plain(self) -> dict[str, Any]:
        """As a worker can send it to its controller: plain types only."""
        return {
            "verdicts": dict(self.verdicts),
            "known_count": self.known_count,
            "runs": dict(self.runs),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """As a controller gets it from a worker."""
        return cls(Counter(plain["verdicts"]), plain["known_count"], plain["runs"])


def run_of_suite(session: RunId, folder: Path) -> RunId:
    """The id of the run of one suite in a session: the same in each worker."""
    time, _, rest = session.partition("-")
    digest = hashlib.sha256(f"{rest} {folder}".encode()).hexdigest()
    return RunId(f"{time}-{digest[:4]}")
