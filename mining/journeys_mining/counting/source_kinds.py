"""Which records of a list users go on with, where it has several kinds: the folders, not the files.

Takes recorded requests and the sources that were found for a place; a source that names one kind
(`recorded/record_kinds.py`) stays where nearly all values came from records of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from journeys_mining.counting.recorded_requests import RecordedRequest
from journeys_mining.model.navigation_model import FieldSource
from journeys_mining.recorded.record_kinds import names_kind, without_kinds

_NEARLY_ALL: Final = 0.95


class SourceKinds:
    """Lists in which records of several kinds were seen."""

    def __init__(self) -> None:
        self._mixed: set[tuple[str, str]] = set()
        """Actions and places of records of one kind that stood among others."""

    def note(self, requests: Iterable[RecordedRequest]) -> None:
        """See which lists of these answers are mixed."""
        for request in requests:
            self._mixed.update(
                (request.action, place)
                for place, values in request.answered.items()
                if names_kind(place) and values != request.answered.get(without_kinds(place))
            )

    def told_apart(self, sources: Sequence[FieldSource]) -> Iterator[FieldSource]:
        """The sources without those that say too much, and those that another says better."""
        of_kinds = [one for one in sources if names_kind(one.place)]
        wide = {(one.action, one.part, one.place): one for one in sources}
        better = {
            (one.action, one.part, without_kinds(one.place)): one
            for one in of_kinds
            if (one.action, one.place) in self._mixed
            and (around := wide.get((one.action, one.part, without_kinds(one.place))))
            and one.count >= _NEARLY_ALL * around.count
        }
        for key, one in wide.items():
            if not names_kind(one.place):
                yield better.get(key, one)
