"""Which column of a table is the user, the time, the event, … : by option, by name, by content."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace

from journeys.errors import InputError
from journeys_mining.options import MiningOptions
from journeys_mining.readers.column_names import (
    CLICKS,
    FOREIGN_NAMES,
    HIT_TEXTS,
    NAMES,
    QUERIES,
    called,
    plain,
)
from journeys_mining.readers.column_values import (
    NEEDED_SHARE,
    Sample,
    filled_share,
    fits,
    is_constant,
    is_epoch_so_called,
    is_number,
    is_query,
    is_request,
    is_told_by_content,
    looks_like_url,
    share,
)
from journeys_mining.readers.json_lines import text_column
from journeys_mining.readers.needed_columns import check_needed, listed, no_rows
from journeys_mining.readers.times import looks_like_clock, looks_like_day
from journeys_mining.readers.user_columns import BY_NAME, with_users
from journeys_mining.report import ColumnUse

NULLS = ("", "NULL", "null", "NA", "N/A", "<NA>", "-", "(not set)", "None", "NaN", "nan", "\\N")
"""How exports write that there is no value."""


_ELSEWHERE = r"refer|redirect|callback|previous|(^|\.)(next|prev)$|image|avatar|picture|logo"
"""In the name of a column whose URLs are not those that the events happened on."""


_PERSON = re.compile(
    r"(?:^|[._])(?:usr|user|up|person|customer|visitor|member|account|profile|identity|traits)"
    r"(?:_(?:identity|attributes|properties|props|profile|data|info|details))?$"
)
"""What the part of a record is called that tells of the user."""
_WITHIN = ("user", "time", "url", "session")
"""Roles that a place within a column of JSON may have."""
_BESIDE_URL = ("method", "status", "agent")
"""Roles that one may have where the URL is within the same column: of another a status may be that
of an order."""


def choose_columns(sample: Sample, options: MiningOptions, where: str) -> tuple[ColumnUse, ...]:
    """The column of each role that has one.

    Raises
    ------
    NoRowsError
        There is no row.
    InputError
        A column is missing that an option names or mining cannot do without.
    """
    if not any(sample.values()):
        raise no_rows(sample, where)
    sample = {
        name: ["" if value in NULLS else value for value in values]
        for name, values in sample.items()
    }
    outer = {name: values for name, values in sample.items() if text_column(name, sample) is None}
    uses: dict[str, ColumnUse] = {}
    for role in NAMES:
        named: str | None = getattr(options, role, None)
        if named is not None:
            uses[role] = _named(role, named, sample, where)
    for role in NAMES:
        if role not in uses and (found := _found(role, outer, sample, uses)) is not None:
            uses[role] = found
    uses = with_users(uses, sample)
    if "url" in uses:
        uses = _with_telling_event(uses, outer)
    elif "event" not in uses and (found := _named_so("event", sample)) is not None:
        uses["event"] = found
    uses |= {
        role: joined(uses[role], sample)
        for role, joined in (("time", _with_clock), ("event", _with_hit_text), ("url", _with_query))
        if role in uses
    }
    check_needed(uses, sample, where)
    return tuple(uses[role] for role in (*NAMES, "account") if role in uses)


def duration_factor(column: str) -> float:
    """Milliseconds in one unit of a duration column; its name says the unit.

    >>> [duration_factor(name) for name in ("load_ms", "request_time", "elapsed_s", "time_us")]
    [1.0, 1000.0, 1000.0, 0.001]
    """
    name = plain(column)
    # nginx writes $request_time in seconds.
    if re.search(r"_(s|sec|secs|seconds)$", name) or name == "request_time":
        return 1000.0
    return 0.001 if re.search(r"_(us|micros|microseconds)$", name) else 1.0


def _named(role: str, named: str, sample: Sample, where: str) -> ColumnUse:
    if named not in sample:
        close = difflib.get_close_matches(named, list(sample), n=1, cutoff=0.5)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(
            f"there is no column {named!r} for the {role}{meant}",
            where=where,
            remedy=f"the columns are: {listed(list(sample))}",
        )
    return ColumnUse(role=role, column=named, why="named by an option")


def _found(
    role: str, outer: Sample, sample: Sample, uses: Mapping[str, ColumnUse]
) -> ColumnUse | None:
    """The column of a role: one of the table's own, or a place within JSON by its name alone."""
    taken = {use.column for use in uses.values()}
    own = {name: values for name, values in outer.items() if name not in taken}
    inner = {
        name: values for name, values in sample.items() if name not in outer and name not in taken
    }
    by_name = _named_so(role, own)
    if by_name is None and role in _BESIDE_URL and "url" in uses:
        column = text_column(uses["url"].column, sample)
        inner = {one: cells for one, cells in inner.items() if text_column(one, sample) == column}
    if by_name is None and role in (*_WITHIN, *_BESIDE_URL):
        by_name = _named_so(role, inner)
    return by_name or _told_by_content(role, own)


def _recognised(role: str, sample: Sample) -> ColumnUse | None:
    return _named_so(role, sample) or _told_by_content(role, sample)


def _named_so(role: str, sample: Sample) -> ColumnUse | None:
    by_name = called(NAMES[role], sample)
    if role == "event":
        by_name = [column for column in by_name if not _is_of_a_person(column)]
    fitting = [column for column in by_name if fits(role, sample[column])]
    if not fitting:
        foreign = called(FOREIGN_NAMES.get(role, ()), sample)
        fitting = [column for column in foreign if fits(role, sample[column])]
    if role == "user" and fitting:
        # One for all is that of the site or of its owner, wherever there is another.
        fitting = [column for column in fitting if not is_constant(sample[column])] or fitting
        # A login id is empty for most visitors of many exports; the device's id is not.
        fullest = max(filled_share(sample[column]) for column in fitting)
        fitting = [column for column in fitting if filled_share(sample[column]) >= fullest - 0.02]
    if role == "session":
        fitting = [column for column in fitting if not is_constant(sample[column])]
    if role == "time":
        # The same in every row, it is when something else was made.
        fitting = [column for column in fitting if not is_constant(sample[column])] or fitting
    if role == "url" and fitting:
        # That of a few rows is a detail of theirs.
        fullest = max(filled_share(sample[column]) for column in fitting)
        fitting = [column for column in fitting if 2 * filled_share(sample[column]) >= fullest]
    # Times that look wrong are still what was meant: the rows are refused, and say so.
    chosen = fitting or (by_name if role == "time" else [])
    return ColumnUse(role=role, column=chosen[0], why=BY_NAME) if chosen else None


def _is_of_a_person(column: str) -> bool:
    """Whether a place is one of those that tell of the user: `usr.name`, `up.name`."""
    return _PERSON.search(plain(column).rpartition(".")[0]) is not None


def _told_by_content(role: str, sample: Sample) -> ColumnUse | None:
    for column, values in sample.items():
        if role == "url" and re.search(_ELSEWHERE, plain(column)):
            continue
        if is_told_by_content(role, values):
            return ColumnUse(role=role, column=column, why="by its content")
    epochs = [
        column
        for column, values in sample.items()
        if role == "time" and is_epoch_so_called(plain(column), values)
    ]
    if not epochs:
        return None
    # That of a batch is one for many rows.
    finest = max(epochs, key=lambda column: len(set(sample[column])))
    return ColumnUse(role=role, column=finest, why="by its name and its content")


def _with_telling_event(uses: Mapping[str, ColumnUse], sample: Sample) -> dict[str, ColumnUse]:
    """Beside a URL: without an event that is a kind, or with another that is none."""
    found, others = dict(uses), dict(sample)
    while "event" in found and _is_kind(found, sample):
        event = found.pop("event")
        del others[event.column]
        if "method" not in found and share(sample[event.column], is_request) >= NEEDED_SHARE:
            found["method"] = replace(event, role="method", why="the first word of each")
        free = {name: values for name, values in others.items()
                if name not in {use.column for use in found.values()}}  # fmt: skip
        # Of requests, whatever else is called a name or an action is that of a service.
        another = None if "method" in found else _recognised("event", free)
        found |= {} if another is None else {"event": another}
    return found


def _is_kind(uses: Mapping[str, ColumnUse], sample: Sample) -> bool:
    """Whether numbers stand where names were looked for, such as Umami's `event_type`, or one type
    for every row, such as Datadog's `type`, or one name for every request, such as that of Kong's
    service, or the action of a controller, or method and path: it says nothing beside a URL."""
    event = uses["event"]
    values = [value for value in sample[event.column] if value]
    if share(values, is_request) >= NEEDED_SHARE:
        return event.why == BY_NAME
    is_type = plain(event.column).endswith("type") or "method" in uses
    is_number_or_one = share(values, is_number) == 1.0 or (is_type and is_constant(values))
    # Of Rails: `show` of a controller is said by method and path as well.
    is_route = "method" in uses and bool(called(("controller",), sample))
    return event.why == BY_NAME and (is_number_or_one or is_route)


def _with_clock(use: ColumnUse, sample: Sample) -> ColumnUse:
    """With the column of the time of day, where the column of the time has days alone."""
    if share(sample[use.column], looks_like_day) < NEEDED_SHARE:
        return use
    for name, values in sample.items():
        if share(values, looks_like_clock) >= 0.95:
            return replace(use, beside=name)
    return replace(use, why=f"{use.why}; days alone: the file's order is that of a day's events")


def _with_hit_text(use: ColumnUse, sample: Sample) -> ColumnUse:
    """With the column of the text that clicks hit, where the event says only that there was one."""
    places = [place for place, value in enumerate(sample[use.column]) if value.lower() in CLICKS]
    for name in called(HIT_TEXTS, sample) if places else ():
        if any(sample[name][place] for place in places):
            return replace(use, beside=name, why=f"{use.why}; of clicks with {name}")
    return use


def _with_query(use: ColumnUse, sample: Sample) -> ColumnUse:
    """With the column of the query, where the URLs have none: Umami's `url_query`."""
    if any("?" in value for value in sample[use.column]):
        return use
    for name, values in sample.items():
        # Of two that are called alike, as Vercel's, one may be whole.
        if _last(name) == _last(use.column) and share(values, looks_like_url) >= NEEDED_SHARE:
            pairs = [pair for pair in zip(sample[use.column], values, strict=True) if all(pair)]
            if any("?" in whole for _, whole in pairs) and all(
                whole.partition("?")[0] == path for path, whole in pairs
            ):
                return replace(use, column=name)
    for name in called(QUERIES, sample):
        if share(sample[name], is_query) >= NEEDED_SHARE:
            return replace(use, beside=name)
    return use


def _last(name: str) -> str:
    return plain(name).rpartition(".")[2]
