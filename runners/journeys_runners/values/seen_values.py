"""The values that a visit has sent and was answered, by their places and by their names."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from multidict import CIMultiDictProxy

from journeys_mining.actions.action import TemplateMatch
from journeys_mining.model.navigation_model import FieldSource
from journeys_mining.recorded.content import (
    answered_places,
    is_kept,
    is_telling,
    sent_places,
    without_scheme,
)
from journeys_mining.recorded.json_places import is_any, kind_of
from journeys_mining.recorded.record_kinds import names_kind
from journeys_runners.pages.site import Site
from journeys_runners.sending.client import Answer, Request
from journeys_runners.values.value_names import Name, names_of

_MAX_BYTES: Final = 2_000_000
_MOST_OF_A_NAME: Final = 200
_AS_SURE: Final = 0.05
_UNKNOWN: Final = 401

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unread:
    """What is left of an answer until somebody asks for a value of it."""

    match: TemplateMatch
    request: Request
    headers: CIMultiDictProxy[str]
    text: str
    """The body where it is data."""
    has_succeeded: bool
    is_unknown: bool = False
    """Whether it was answered 401, which may say what to come back with."""


class SeenValues:
    """Grows with every answer of a visit; they are read when a value is asked for, if ever."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._unread: list[_Unread] = []
        self._held: dict[tuple[str, str], Values] = {}
        """By action and part, what was seen last at the end."""
        self._named: dict[Name, list[str]] = {}
        self._sent: dict[tuple[str, str], set[str]] = {}
        self.is_filled = False
        """Whether some answer held data."""

    def note(self, answer: Answer) -> None:
        """Remember what was sent and, where it succeeded, what came."""
        match = self._site.match(answer.request.address)
        if match is None:
            return
        has_succeeded = answer.failure is None and answer.status < 400
        is_unknown = answer.failure is None and answer.status == _UNKNOWN
        is_read = (
            (has_succeeded or is_unknown) and answer.is_data and len(answer.body) <= _MAX_BYTES
        )
        self.is_filled = self.is_filled or (has_succeeded and answer.is_data)
        self._unread.append(
            _Unread(
                match=match,
                request=answer.request,
                headers=answer.headers,
                text=answer.body.decode("utf-8", "replace") if is_read else "",
                has_succeeded=has_succeeded,
                is_unknown=is_unknown,
            )
        )

    def _read(self) -> None:
        """Look into the answers that came since something was asked for last."""
        for one in self._unread:
            self._read_answer(one)
        self._unread.clear()

    def _read_answer(self, one: _Unread) -> None:
        action = action_of(one.request.method, one.match.template)
        sent = Values()
        for slot, value in one.match.values:
            sent.setdefault(slot, []).append(value)
        body = one.request.body
        text = body.sent.decode("utf-8", "replace") if body else ""
        for place, _, value in sent_places(
            one.request.headers, body.content_type if body else "", text
        ):
            sent.setdefault(place, []).append(without_scheme(place, value)[1])
        for place, values in sent.items():
            self._sent.setdefault((action, place), set()).update(values)
        if one.is_unknown:
            # Nothing but the same request asks for what a challenge gave.
            challenge = (action, "answered")
            self._held[challenge] = self._held.pop(challenge, Values()) | _answered(one)
        if not one.has_succeeded:
            return
        self._hold(action, "sent", one.match.template, sent)
        self._hold(action, "answered", one.match.template, _answered(one))

    def at(self, source: FieldSource) -> Sequence[str]:
        """The values that stood at a place when its action was performed last."""
        self._read()
        return self._held.get((source.action, source.part), {}).get(source.place, ())

    def latest(self, sources: Sequence[FieldSource]) -> Sequence[str]:
        """The values at the source that was seen last, of those as sure as the first one seen.

        A version, a cursor or a token is another after each answer. Records of a list are many, so
        a list is asked only where nothing else is known.
        """
        seen = [one for one in sources if self.at(one)]
        if not seen:
            return ()
        least = _sureness(seen[0]) - _AS_SURE
        sure = [one for one in seen if _sureness(one) >= least]
        single = [one for one in sure if not _is_of_list(one.place)]
        return self.at(max(single or sure[:1], key=self._order_of))

    def _order_of(self, source: FieldSource) -> int:
        return list(self._held).index((source.action, source.part))

    def sent(self, action: str, place: str) -> Collection[str]:
        """Every value that this visit has sent at a place of the action's requests."""
        self._read()
        return self._sent.get((action, place), ())

    def kept(self, place: str) -> Sequence[str]:
        """What was sent last at this place, by whatever action."""
        self._read()
        held = reversed(self._held.items())
        found = (values.get(place) for (_, part), values in held if part == "sent")
        return next((values for values in found if values), ())

    def named(self, names: Iterable[Name]) -> Sequence[str]:
        """The values of the first name that is known, those of the latest answer."""
        self._read()
        return next((found for name in names if (found := self._named.get(name))), ())

    def beside(self, value: str) -> Sequence[str]:
        """Values of other records of the lists in which a value was answered, not of its kind.

        Of lists that say nothing of kinds, all; none where another value is just such a number.
        """
        self._read()
        found: dict[str, None] = {}
        for (_, part), values in self._held.items():
            lists = {place: held for place, held in values.items() if _is_of_list(place)}
            if part != "answered":
                continue
            same = {
                other
                for place, held in lists.items()
                if names_kind(place) and value in held
                for other in held
            }
            for place, held in lists.items():
                if not names_kind(place) and value in held:
                    found |= dict.fromkeys(one for one in held if one not in same)
        return [one for one in found if one != value and not _are_alike(one, value)]

    def _hold(self, action: str, part: str, template: str, values: Values) -> None:
        before = self._held.pop((action, part), Values())
        if part == "answered":
            values = {place: old for place, old in before.items() if is_kept(place)} | values
        self._held[action, part] = values
        fresh: dict[Name, list[str]] = {}
        for place, found in values.items():
            if names_kind(place):
                # It stands there whatever its kind, too.
                continue
            for name in names_of(place, template):
                fresh.setdefault(name, []).extend(one for one in found if is_telling(one))
        for name, found in fresh.items():
            if found:
                self._named[name] = found[:_MOST_OF_A_NAME]


def _is_of_list(place: str) -> bool:
    return any(map(is_any, place.split("/")))


def _are_alike(one: str, other: str) -> bool:
    """Whether both are numbers or UUIDs, which only records of one kind have together."""
    return all(each.isdigit() or kind_of(each) == "uuid" for each in (one, other))


def _sureness(source: FieldSource) -> float:
    return source.count / source.of


def action_of(method: str, template: str) -> str:
    """The action that a request to an address of the template performs."""
    return f"view {template}" if method == "GET" else f"{method} {template}"


def _answered(one: _Unread) -> Values:
    found = Values()
    content_type = one.headers.get("Content-Type", "")
    for place, value in answered_places(one.headers.items(), content_type, one.text):
        found.setdefault(place, []).append(value)
    return found
