"""The values that a visit has sent and was answered, by their places and by their names."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from journeys_mining.model.navigation_model import FieldSource
from journeys_mining.readers.recorded_content import (
    answered_places,
    is_telling,
    sent_places,
    without_scheme,
)
from journeys_runners.http.client import Answer
from journeys_runners.pages.site import Site
from journeys_runners.values.value_names import Name, names_of

_MAX_BYTES: Final = 2_000_000
_MOST_OF_A_NAME: Final = 200

Values = dict[str, list[str]]


class SeenValues:
    """Grows with every answer of a visit."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._held: dict[tuple[str, str], Values] = {}
        self._named: dict[Name, list[str]] = {}
        self._has_data = False
        self._sent: dict[tuple[str, str], set[str]] = {}

    @property
    def is_filled(self) -> bool:
        """Whether some answer held data."""
        return self._has_data

    def note(self, answer: Answer) -> None:
        """Remember what was sent and, where it succeeded, what came."""
        match = self._site.match(answer.request.url)
        if match is None:
            return
        action = action_of(answer.request.method, match.template)
        request, sent = answer.request, Values()
        for slot, value in match.values:
            sent.setdefault(slot, []).append(value)
        body = request.body
        text = body.sent.decode("utf-8", "replace") if body else ""
        for place, _, value in sent_places(
            request.headers, body.content_type if body else "", text
        ):
            sent.setdefault(place, []).append(without_scheme(place, value)[1])
        for place, values in sent.items():
            self._sent.setdefault((action, place), set()).update(values)
        if answer.failure or answer.status >= 400:
            return
        self._hold(action, "sent", match.template, sent)
        self._hold(action, "answered", match.template, _answered(answer))
        self._has_data = self._has_data or answer.is_data

    def at(self, source: FieldSource) -> Sequence[str]:
        """The values that stood at a place when its action was performed last."""
        return self._held.get((source.action, source.part), {}).get(source.place, ())

    def sent(self, action: str, place: str) -> Collection[str]:
        """Every value that this visit has sent at a place of the action's requests."""
        return self._sent.get((action, place), ())

    def named(self, names: Iterable[Name]) -> Sequence[str]:
        """The values of the first name that is known, those of the latest answer."""
        return next((found for name in names if (found := self._named.get(name))), ())

    def _hold(self, action: str, part: str, template: str, values: Values) -> None:
        self._held[action, part] = values
        fresh: dict[Name, list[str]] = {}
        for place, found in values.items():
            for name in names_of(place, template):
                fresh.setdefault(name, []).extend(one for one in found if is_telling(one))
        for name, found in fresh.items():
            if found:
                self._named[name] = found[:_MOST_OF_A_NAME]


def action_of(method: str, template: str) -> str:
    """The action that a request to an address of the template performs."""
    return f"view {template}" if method == "GET" else f"{method} {template}"


def _answered(answer: Answer) -> Values:
    found = Values()
    if len(answer.body) > _MAX_BYTES:
        return found
    text = answer.body.decode("utf-8", "replace") if answer.is_data else ""
    content_type = answer.headers.get("Content-Type", "")
    for place, value in answered_places(answer.headers.items(), content_type, text):
        found.setdefault(place, []).append(value)
    return found
