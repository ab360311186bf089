"""The requests of recorded sessions, each with what it sent and was answered, by its places."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from journeys_mining.actions.action import Action, TemplateMatcher
from journeys_mining.actions.queries import keyed_slots
from journeys_mining.recorded.content import Content, is_telling, read_content


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRequest:
    action: str
    user: int
    sent: dict[str, tuple[tuple[str, str], ...]]
    """Kinds and values of each place."""
    answered: dict[str, frozenset[str]]
    has_failed: bool = False
    """Whether it was answered with an error."""
    is_unknown: bool = False
    """Whether it was answered 401: come back with what proves who asks."""

    @property
    def challenge(self) -> dict[str, frozenset[str]]:
        """What a 401 gave to come back with: what it says, but for what it was sent."""
        if not self.is_unknown:
            return {}
        sent = {value for given in self.sent.values() for _, value in given}
        left = {place: frozenset(values - sent) for place, values in self.answered.items()}
        return {place: values for place, values in left.items() if any(map(is_telling, values))}


def sessions_of_rows(
    rows: Iterable[tuple[object, ...]], idle_timeout_s: float
) -> Iterator[list[tuple[object, ...]]]:
    session: list[tuple[object, ...]] = []
    for row in rows:
        if session:
            user, name, before = session[-1][:3]
            gap_us = int(str(row[2])) - int(str(before))
            parted = row[0] != user or str(row[1]) != str(name)
            if parted or (_is_null(name) and gap_us > idle_timeout_s * 1e6):
                yield session
                session = []
        session.append(row)
    if session:
        yield session


def _is_null(value: object) -> bool:
    # The engine's NULL comes as None or as a NaN, which is unequal to itself.
    return value is None or value != value  # noqa: PLR0124


def request_of_row(
    row: tuple[object, ...], names: Sequence[str], matchers: dict[str, TemplateMatcher]
) -> RecordedRequest:
    user, _, _, code, url, text, status = row
    action, content = names[int(str(code))], read_content(str(text))
    sent: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for slot, value in _url_values(action, str(url), matchers):
        sent[slot].append(("string", value))
    for place, kind, value in content.sent:
        sent[place].append((kind, value))
    answer = 0.0 if _is_null(status) else float(str(status))
    return RecordedRequest(
        action=action,
        user=int(str(user)),
        sent={place: tuple(values) for place, values in sent.items()},
        answered=_answered(content),
        has_failed=answer >= 400,
        is_unknown=answer == 401,
    )


@lru_cache(maxsize=2**12)
def asked_slots(action: str) -> frozenset[str]:
    """The slots of an action's query."""
    return frozenset(slot for _, slot in keyed_slots(Action.parse(action).template or ""))


def _answered(content: Content) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place, value in content.answered:
        found[place].add(value)
    return {place: frozenset(values) for place, values in found.items()}


def _url_values(
    action: str, url: str, matchers: dict[str, TemplateMatcher]
) -> tuple[tuple[str, str], ...]:
    template = Action.parse(action).template
    if template is None:
        return ()
    match = matchers.setdefault(template, TemplateMatcher([template])).match(url)
    return match.values if match else ()
