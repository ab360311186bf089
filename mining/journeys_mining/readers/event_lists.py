"""Where in a JSON document the list of events is: found in its beginning, whatever wraps it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from journeys_mining.readers.json_lines import sample_fields
from journeys_mining.readers.json_text import ANY, JsonText, JsonTextError, Place
from journeys_mining.readers.times import looks_like_time

# PostHog's and Mixpanel's APIs, capture payloads, RudderStack's transformer, generic APIs.
ENVELOPES = (
    "results", "batch", "input", "events", "data", "records", "rows", "sessions", "visits",
    "pageviews", "page_views", "result",
)  # fmt: skip
_DEEPEST = 6
_FIRST_ROWS = 20
_LEAST_LISTS = 3
"""Fewer lists beside each other are not one for each user, day or page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventList:
    """A list, as far as the beginning of its document holds it."""

    place: Place
    values: Sequence[object]
    columns: tuple[str, ...] = ()
    """Names of the cells, where its values are lists."""


@dataclass(slots=True, kw_only=True)
class _Listed:
    values: list[object] = field(default_factory=list)
    chars: int = 0


def find_list(head: str) -> EventList | None:
    """The list of events of the document that begins so; None where there is none to be seen.

    A list by a usual name goes before one by any other, which has to hold times; of several the
    longest is taken. Lists beside each other, one for each user or day, are taken together.

    >>> found = find_list('{"meta": [1], "export": {"clicks": [{"at": "2026-11-21"}, {"at": "2026')
    >>> found.place, found.values
    (('export', 'clicks'), [{'at': '2026-11-21'}])
    """
    lists: dict[Place, _Listed] = {}
    text = JsonText(iter([head]))
    try:
        _collect(text, (), lists)
        if text.peek():
            # Several documents: each may be a record.
            return None
    except JsonTextError:
        # The head ends within the document.
        pass
    joined = _joined(lists)
    found = [_as_events(place, one, lists) for place, one in joined.items()]
    events = [one for one in found if one is not None]
    return max(
        events,
        key=lambda one: (bool(set(one.place[-1:]) & set(ENVELOPES)), joined[one.place].chars),
        default=None,
    )


def _collect(text: JsonText, place: Place, lists: dict[Place, _Listed]) -> None:
    mark = text.peek()
    if mark == "[":
        lists[place] = listed = _Listed()
        begin = text.offset
        text.take("[")
        while text.peek() != "]":
            listed.values.append(text.decode())
            listed.chars = text.offset - begin
        text.take("]")
    elif mark == "{" and len(place) < _DEEPEST:
        text.take("{")
        while text.peek() != "}":
            key = str(text.decode())
            text.take(":")
            _collect(text, (*place, key), lists)
        text.take("}")
    else:
        text.decode()


def _joined(lists: Mapping[Place, _Listed]) -> dict[Place, _Listed]:
    """The lists; those beside each other that hold alike records are one."""
    beside: dict[Place, list[Place]] = {}
    for place, one in lists.items():
        if place and place[-1] not in ENVELOPES and _are(dict, one.values):
            beside.setdefault(place[:-1], []).append(place)
    joined = dict(lists)
    for parent, places in beside.items():
        if len(places) < _LEAST_LISTS or not _are_alike([lists[one] for one in places]):
            continue
        values = [
            {"key": place[-1], **value}
            for place in places
            for value in lists[place].values
            if isinstance(value, dict)
        ]
        chars = sum(joined.pop(place).chars for place in places)
        joined[*parent, ANY] = _Listed(values=list(values), chars=chars)
    return joined


def _as_events(place: Place, listed: _Listed, lists: Mapping[Place, _Listed]) -> EventList | None:
    is_usual = not place or place[-1] in ENVELOPES
    if _are(dict, listed.values):
        if is_usual or _has_times(listed.values):
            return EventList(place=place, values=listed.values)
    elif _are(list, listed.values) and _has_times(listed.values):
        columns = _columns(place, listed, lists)
        return EventList(place=place, values=listed.values, columns=columns) if columns else None
    return None


def _columns(place: Place, listed: _Listed, lists: Mapping[Place, _Listed]) -> tuple[str, ...]:
    """Names for the cells of rows that are lists: a list beside them, or their first row."""
    first = listed.values[0]
    width = len(first) if isinstance(first, list) else 0
    beside = [one.values for at, one in lists.items() if at[:-1] == place[:-1] and at != place]
    for values in (*beside, first):
        names = [_name(one) for one in values] if isinstance(values, list) else []
        if len(names) == width > 1 and all(names) and len(set(names)) == width:
            return tuple(map(str, names))
    return ()


def _name(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) and not looks_like_time(value) else None


def _has_times(values: Sequence[object]) -> bool:
    """Whether most rows have a time in one of their cells."""
    rows = [sample_fields([row]).values() for row in _as_records(values[:_FIRST_ROWS])]
    timed = [row for row in rows if any(looks_like_time(cell) for (cell,) in row)]
    return len(timed) * 2 > len(rows)


def _as_records(values: Sequence[object]) -> Iterator[Mapping[str, object]]:
    for value in values:
        if isinstance(value, dict):
            yield value
        elif isinstance(value, list):
            yield {str(place): cell for place, cell in enumerate(value)}


def _are_alike(lists: Sequence[_Listed]) -> bool:
    """Whether the records of all have mostly the same names."""
    names = [set(one.values[0]) for one in lists if isinstance(one.values[0], dict)]
    return all(len(one & names[0]) * 2 > len(one | names[0]) for one in names)


def _are(kind: type, values: Sequence[object]) -> bool:
    return bool(values) and all(isinstance(one, kind) for one in values)
