"""Which column of a table is the user, the time, the event, … : by option, by name, by content."""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from journeys.errors import InputError
from journeys_mining.options import MiningOptions
from journeys_mining.readers.column_names import (
    ACCOUNTS,
    ADDRESSES,
    DEVICES,
    NAMES,
    QUERIES,
    called,
    endings_of,
    plain,
)
from journeys_mining.readers.times import (
    looks_like_clock,
    looks_like_date_text,
    looks_like_day,
    looks_like_time,
)
from journeys_mining.report import ColumnUse

Sample = Mapping[str, Sequence[str]]
"""The first values of each column; those that are missing are empty."""

NULLS = ("", "NULL", "null", "NA", "N/A", "<NA>", "-", "(not set)", "None", "NaN", "nan", "\\N")
"""How exports write that there is no value."""

_METHODS = frozenset(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
_NEEDED_SHARE = 0.8
_FULL = 0.98
_BY_NAME = "by its name"
_FIRST_VALUES = 500
_FEW_VALUES = 20
"""So many rows and fewer may be alike by chance."""


class NoRowsError(InputError):
    """A file has columns, or the wrapper of events, and nothing in it."""


def looks_like_url(text: str) -> bool:
    """Whether the text is an absolute URL or a path."""
    return re.match(r"^(https?://|/)\S*$", text) is not None


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
        raise NoRowsError(
            "there is a header and no row below it",
            where=where,
            remedy="export the events again, with their rows",
        )
    sample = {
        name: ["" if value in NULLS else value for value in values]
        for name, values in sample.items()
    }
    uses: dict[str, ColumnUse] = {}
    for role in NAMES:
        named: str | None = getattr(options, role, None)
        if named is not None:
            uses[role] = _named(role, named, sample, where)
    for role in NAMES:
        free = {name: values for name, values in sample.items()
                if name not in {use.column for use in uses.values()}}  # fmt: skip
        if role not in uses and (found := _recognised(role, free)) is not None:
            uses[role] = found
    if "user" in uses and uses["user"].why == _BY_NAME:
        uses |= _device_and_account(uses["user"], sample)
    if "user" not in uses or _is_site(uses, sample):
        found = _in_place_of_user(uses, sample)
        uses |= {} if found is None else {"user": found}
        uses |= _shorter_session(uses, sample)
    if "url" in uses and "event" in uses and _is_kind(uses["event"], sample):
        del uses["event"]
    uses |= {
        role: joined(uses[role], sample)
        for role, joined in (("time", _with_clock), ("url", _with_query))
        if role in uses
    }
    _check_needed(uses, sample, where)
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
            remedy=f"the columns are: {', '.join(sample)}",
        )
    return ColumnUse(role=role, column=named, why="named by an option")


def _recognised(role: str, sample: Sample) -> ColumnUse | None:
    by_name = called(NAMES[role], sample)
    fitting = [column for column in by_name if _fits(role, sample[column])]
    if role == "user" and fitting:
        # A login id is empty for most visitors of many exports; the device's id is not.
        fullest = max(_filled(sample[column]) for column in fitting)
        fitting = [column for column in fitting if _filled(sample[column]) >= fullest - 0.02]
    if role == "time":
        # The same in every row, it is when something else was made.
        fitting = [column for column in fitting if not _is_constant(sample[column])] or fitting
    # Times that look wrong are still what was meant: the rows are refused, and say so.
    chosen = fitting or (by_name if role == "time" else [])
    if chosen:
        return ColumnUse(role=role, column=chosen[0], why=_BY_NAME)
    if role in _BY_CONTENT:
        for column, values in sample.items():
            if _share(values, _BY_CONTENT[role]) >= 0.95:
                return ColumnUse(role=role, column=column, why="by its content")
    return None


def _is_kind(event: ColumnUse, sample: Sample) -> bool:
    """Whether numbers stand where names were looked for, such as Umami's `event_type`, or one type
    for every row, such as Datadog's `type`: it says nothing beside a URL."""
    values = [value for value in sample[event.column][:_FIRST_VALUES] if value]
    is_type = plain(event.column).endswith("type") and len(values) > _FEW_VALUES
    by_name = event.why == _BY_NAME
    return by_name and (_share(values, _is_number) == 1.0 or (is_type and len(set(values)) == 1))


def _is_site(uses: Mapping[str, ColumnUse], sample: Sample) -> bool:
    """Whether what is called an account is that of the site, the same for all requests of a log."""
    user = uses["user"]
    is_account = user.why == _BY_NAME and plain(user.column) not in DEVICES
    return "method" in uses and is_account and _is_constant(sample[user.column])


def _is_constant(values: Sequence[str]) -> bool:
    return len(values) > _FEW_VALUES and len(set(values)) == 1


def _in_place_of_user(uses: Mapping[str, ColumnUse], sample: Sample) -> ColumnUse | None:
    """What tells visitors apart where there is no id of them."""
    if "session" in uses:
        why = "the session, for want of a user id: a floor then counts sessions"
        return replace(uses["session"], role="user", why=why)
    for address in (name for name in sample if set(endings_of(name)) & set(ADDRESSES)):
        if _filled(sample[address]) < _NEEDED_SHARE:
            continue
        if "agent" not in uses:
            why = "the address, for want of a user id"
            return ColumnUse(role="user", column=address, why=why)
        agent = uses["agent"].column
        why = f"with {agent}, for want of a user id"
        return ColumnUse(role="user", column=address, why=why, beside=agent)
    return None


def _shorter_session(uses: Mapping[str, ColumnUse], sample: Sample) -> dict[str, ColumnUse]:
    """The visit as the session, where the session that stands for a user has several: Umami's."""
    user, session = uses.get("user"), uses.get("session")
    if user is None or session is None or user.column != session.column:
        return {}
    for visit in called(("visit_id",), sample):
        pairs = {pair for pair in zip(sample[user.column], sample[visit], strict=True) if all(pair)}
        if visit != user.column and pairs and len({one for _, one in pairs}) == len(pairs):
            longer = replace(user, why="the longer of two sessions, for want of a user id")
            return {"user": longer, "session": replace(session, column=visit, why=_BY_NAME)}
    return {}


def _device_and_account(user: ColumnUse, sample: Sample) -> dict[str, ColumnUse]:
    """The device as the user and the account beside it, where a login links the two."""
    if _filled(sample[user.column]) >= _FULL and user.column in called(ACCOUNTS, sample):
        return {}
    for device in called(DEVICES, sample):
        for account in called(ACCOUNTS, sample):
            if device != account and _are_linked(sample[device], sample[account]):
                return {
                    "user": ColumnUse(role="user", column=device, why=_BY_NAME),
                    "account": ColumnUse(
                        role="account", column=account, why=f"signed in on {device}, by its name"
                    ),
                }
    return {}


def _are_linked(devices: Sequence[str], accounts: Sequence[str]) -> bool:
    """Whether one was signed in on the other; an id of an app or of a model has many accounts."""
    pairs = {pair for pair in zip(devices, accounts, strict=True) if all(pair)}
    of_device = Counter(device for device, _ in pairs)
    alone = sum(1 for count in of_device.values() if count == 1)
    return alone > 0 and alone >= _NEEDED_SHARE * len(of_device)


def _fits(role: str, values: Sequence[str]) -> bool:
    filled = [value for value in values[:_FIRST_VALUES] if value]
    if not filled:
        return False
    return role not in _CONTENT or _share(filled, _CONTENT[role]) >= _NEEDED_SHARE


def _with_clock(use: ColumnUse, sample: Sample) -> ColumnUse:
    """With the column of the time of day, where the column of the time has days alone."""
    if _share(sample[use.column], looks_like_day) < _NEEDED_SHARE:
        return use
    for name, values in sample.items():
        if _share(values, looks_like_clock) >= 0.95:
            return replace(use, beside=name)
    return replace(use, why=f"{use.why}; days alone: the file's order is that of a day's events")


def _with_query(use: ColumnUse, sample: Sample) -> ColumnUse:
    """With the column of the query, where the URLs have none: Umami's `url_query`."""
    if any("?" in value for value in sample[use.column]):
        return use
    for name in called(QUERIES, sample):
        if _share(sample[name], _is_query) >= _NEEDED_SHARE:
            return replace(use, beside=name)
    return use


def _is_query(text: str) -> bool:
    """Whether the text is that of a URL; what somebody searched for is called a query, too."""
    return re.match(r"^\??[^\s=&?/]+=\S*$", text) is not None


def _is_status(text: str) -> bool:
    return re.match(r"^[1-5][0-9]{2}(\.0)?$", text) is not None


def _is_json(text: str) -> bool:
    """Whether the text is an object or a list: what was sent, and no name."""
    return text[:1] + text[-1:] in ("{}", "[]")


def _is_number(text: str) -> bool:
    return re.match(r"^[0-9]+([.,][0-9]+)?$", text) is not None


_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "time": looks_like_time,
    "url": looks_like_url,
    "event": lambda text: (
        not looks_like_url(text) and not looks_like_time(text) and not _is_json(text)
    ),
    "method": lambda text: text.upper() in _METHODS,
    "status": _is_status,
    "duration": _is_number,
    "ordinal": _is_number,
}
_BY_CONTENT: Mapping[str, Callable[[str], bool]] = {
    "time": looks_like_date_text,
    "url": looks_like_url,
}


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [value for value in values[:_FIRST_VALUES] if value]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _filled(values: Sequence[str]) -> float:
    return sum(1 for value in values if value) / len(values) if values else 0.0


def _check_needed(uses: Mapping[str, ColumnUse], sample: Sample, where: str) -> None:
    columns = ", ".join(sample)
    for role, what in (("user", "user id"), ("time", "time of the event")):
        if role not in uses:
            likely = _likely_user(sample) if role == "user" else "COLUMN"
            raise InputError(
                f"no column was recognised as the {what}",
                where=where,
                remedy=f"name it with `--{role} {likely}`; the columns are: {columns}",
            )
    if "event" not in uses and "url" not in uses:
        raise InputError(
            "no column was recognised as the event's name or the page's URL",
            where=where,
            remedy=f"name one with `--event COLUMN` or `--url COLUMN`; the columns are: {columns}",
        )


def _likely_user(sample: Sample) -> str:
    """A column that is called an id, in whatever language, and whose values come again."""
    for column, values in sample.items():
        filled = [value for value in values[:_FIRST_VALUES] if value]
        if plain(column).endswith(("id", "nr", "key")) and 1 < len(set(filled)) < len(filled):
            return f"'{column}'"
    return "COLUMN"
