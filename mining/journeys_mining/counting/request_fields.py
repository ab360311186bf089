"""Learns what requests send and where in a session its values come from.

Takes the coded events of recordings, which say what was sent and answered, and gives the fields of
each action's requests: their places and kinds, the values that enough users gave, and the earlier
places whose values they repeat. Recordings are small by nature, so this is done in Python; only
what rests on `floor` users comes out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import ibis  # type: ignore[import-untyped]

from journeys_mining.actions.action import TemplateMatcher
from journeys_mining.counting.accounts import Accounts
from journeys_mining.counting.field_counts import FieldCount, Part, Place
from journeys_mining.counting.field_sources import is_personal_place, sources_of
from journeys_mining.counting.recorded_requests import (
    RecordedRequest,
    asked_slots,
    request_of_row,
    sessions_of_rows,
)
from journeys_mining.counting.slot_values import MOST_VALUES
from journeys_mining.counting.source_kinds import SourceKinds
from journeys_mining.engine import Engine, Table
from journeys_mining.events.privacy import ValueGate
from journeys_mining.model.navigation_model import RequestField, SlotValue
from journeys_mining.options import MiningOptions
from journeys_mining.recorded.composed_texts import is_part, pieces_of, place_around
from journeys_mining.recorded.content import FORM, HEADER, is_kept, is_telling, without_scheme
from journeys_mining.recorded.credentials import CREDENTIALS
from journeys_mining.recorded.graphql import is_document, literals_in
from journeys_mining.recorded.json_places import is_any

_SECRET: Final = re.compile(
    r"(?i)passw|secret|token|credential|api.?key|auth(?!ors?(?![a-z]))|csrf|xsrf|session|\bpin\b"
)
# A name that says of which kind a secret is holds none: `auth: {"type": "password"}`.
_NAMES_KIND: Final = re.compile(r"(?:^|[a-z_-])(?:[Tt]ype|[Kk]ind|[Ss]cheme)$")
_IDENTIFIER: Final = re.compile(r"(?:^|[^a-z])u?u?ids?$|[a-z]Ids?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedFields:
    """What recordings say of requests."""

    fields: tuple[RequestField, ...] = ()
    values: tuple[SlotValue, ...] = ()
    removed: Counter[str] = field(default_factory=Counter)
    """Distinct values that looked personal, by kind."""


def learn_request_fields(
    engine: Engine,
    coded: Table,
    urls: Table,
    names: Sequence[str],
    options: MiningOptions,
) -> LearnedFields:
    """The fields of requests, and the values of those whose values are mostly not repeated ones.

    Parameters
    ----------
    coded
        user_code, time_us, row, code, url_code, status, and `session` and `content` where there are
        any.
    """
    if "content" not in coded.columns:
        return LearnedFields()
    if "session" not in coded.columns:
        coded = coded.mutate(session=ibis.null("string"))
    recorded = coded.filter(coded.content.notnull() & (coded.code > 0))
    if engine.number(recorded.count()) == 0:
        return LearnedFields()
    rows = recorded.left_join(urls.select("url_code", "url"), "url_code").order_by(
        ["user_code", "session", "time_us", "row"]
    )
    told = ("user_code", "session", "time_us", "code", "url", "content", "status")
    frame = engine.fetch(rows.select(*told))
    counted: defaultdict[tuple[str, str], FieldCount] = defaultdict(FieldCount)
    matchers: dict[str, TemplateMatcher] = {}
    kinds = SourceKinds()
    accounts = Accounts()
    for session in sessions_of_rows(frame.itertuples(index=False), options.idle_timeout_s):
        requests = [request_of_row(one, names, matchers) for one in session]
        _count_session(requests, counted)
        for one in accounts.returns(requests):
            counted[one.place].note_return(one, requests[0].user)
        kinds.note(requests)
    return _above_floor(counted, kinds, ValueGate(floor=options.floor))


def _count_session(
    requests: Sequence[RecordedRequest], counted: defaultdict[tuple[str, str], FieldCount]
) -> None:
    """Count one session's fields, each against what the session showed before."""
    holders: defaultdict[str, set[Place]] = defaultdict(set)
    held: dict[tuple[str, Part], dict[str, frozenset[str]]] = {}
    seen_actions: set[str] = set()
    for request in requests:
        for place, given in (request.sent | _pieces(request, holders)).items():
            one = counted[request.action, place]
            one.count += 1
            one.empty += not any(text for _, text in given)
            one.users.add(request.user)
            one.came_before.update(seen_actions)
            is_first = request.action not in seen_actions
            if is_first:
                one.first_after.update(seen_actions)
            values = set[str]()
            for kind, text in given:
                scheme, value = without_scheme(place, text)
                one.kinds[kind] += 1
                one.schemes[scheme] += 1
                one.values[value] += 1
                one.users_of_value[value].add(request.user)
                values.add(value)
            for earlier in _holding_all(values, holders):
                one.note_repeats(earlier, values, request.user)
                one.first_repeats[earlier] += is_first
        if request.has_failed:
            # What was refused gives no value on: who sends it again does so because it was. What
            # it was refused with may be asked for: the answer says what to come back with.
            challenge = request.challenge
            if challenge:
                before = held.get((request.action, "answered"), {})
                _hold(request.action, "answered", before | challenge, holders, held)
                seen_actions.add(request.action)
            continue
        sent = {
            place: frozenset(without_scheme(place, value)[1] for _, value in given)
            for place, given in request.sent.items()
        }
        _hold(request.action, "sent", sent, holders, held)
        _hold(request.action, "answered", request.answered, holders, held)
        seen_actions.add(request.action)


def _pieces(
    request: RecordedRequest, holders: dict[str, set[Place]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """The parts of texts that hold values of the session (`composed_texts`)."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for place, given in request.sent.items():
        is_text = ":" in place or place in asked_slots(request.action)
        if len(given) != 1 or not is_text or holders.get(given[0][1]):
            continue
        around, pieces = pieces_of(given[0][1], lambda piece: bool(holders.get(piece)))
        if pieces:
            found[place_around(place)] = (("string", around),)
            found |= {f"{place}{{{n}}}": (("string", one),) for n, one in pieces.items()}
    return found


def _holding_all(values: set[str], holders: dict[str, set[Place]]) -> set[Place]:
    telling = [value for value in values if is_telling(value)]
    if not telling or len(telling) < len(values):
        return set()
    return set.intersection(*(holders.get(value, set()) for value in telling))


def _hold(
    action: str,
    part: Part,
    values: dict[str, frozenset[str]],
    holders: defaultdict[str, set[Place]],
    held: dict[tuple[str, Part], dict[str, frozenset[str]]],
) -> None:
    """What an action sent or was answered last takes the place of what it was before."""
    before = held.get((action, part), {})
    for place, old in before.items():
        for value in old:
            holders[value].discard((action, part, place))
    if part == "answered":
        values = {place: old for place, old in before.items() if is_kept(place)} | values
    held[action, part] = values
    for place, new in values.items():
        for value in new:
            holders[value].add((action, part, place))


def _above_floor(
    counted: dict[tuple[str, str], FieldCount], kinds: SourceKinds, gate: ValueGate
) -> LearnedFields:
    fields: list[RequestField] = []
    values: list[SlotValue] = []
    for (action, place), one in sorted(counted.items()):
        if len(one.users) < gate.floor:
            continue
        if is_personal_place(place):
            gate.removed["key"] += 1
            continue
        sources = tuple(sources_of(action, place, one, kinds, gate.floor))
        kind = max(sorted(one.kinds), key=lambda kind: one.kinds[kind])
        learned = RequestField(
            action=action,
            place=place,
            kind=kind,
            count=one.count,
            users=len(one.users),
            scheme=max(sorted(one.schemes), key=lambda scheme: one.schemes[scheme]),
            sources=sources,
            empty=one.empty,
        )
        fields.append(learned)
        if learned.is_mostly_new and kind != CREDENTIALS and not _is_kept_back(place, one):
            values += _pool(action, place, one, gate)
    return LearnedFields(fields=tuple(fields), values=tuple(values), removed=gate.removed)


def _is_kept_back(place: str, one: FieldCount) -> bool:
    """Whether the values of a place are secrets, ids of production, or in a pool already."""
    where, colon, name = place.partition(":")
    if not colon:
        return not is_part(place)
    is_header = place.startswith(HEADER)
    last = [key for key in name.split("/") if not is_any(key)][-1] if name else where
    is_secret = _SECRET.search(name) and not (name != last and _NAMES_KIND.search(last))
    if is_secret or (is_header and is_part(place)):
        return True
    # One id that everybody sends in a header says which application asks, and is no record's.
    is_everybodys = is_header and len(one.values) == 1
    return bool(_IDENTIFIER.search(last)) and not is_everybodys


def _pool(action: str, place: str, one: FieldCount, gate: ValueGate) -> Iterator[SlotValue]:
    pooled = [
        SlotValue(
            action=action,
            # A form's field is known by its name, wherever it is filled in.
            slot=place.removeprefix(FORM),
            value=value,
            count=count,
            users=len(one.users_of_value[value]),
        )
        for value, count in one.values.items()
        if value and _passes(gate, place, value, len(one.users_of_value[value]))
    ]
    yield from sorted(pooled, key=lambda value: (-value.count, value.value))[:MOST_VALUES]


def _passes(gate: ValueGate, place: str, value: str, users: int) -> bool:
    if not is_document(place, value):
        return gate.passes(place, value, users)
    # A program wrote it: only what it says of somebody is looked at.
    said = literals_in(value)
    return users >= gate.floor and all(gate.passes(place, one, users) for one in said)
