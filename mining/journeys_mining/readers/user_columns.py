"""Who is the user of a table's rows: a device, an account beside it, or what stands for both."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from journeys_mining.readers.column_names import (
    ACCOUNTS,
    ADDRESSES,
    DEVICES,
    NAMES,
    called,
    endings_of,
    plain,
)
from journeys_mining.readers.column_values import NEEDED_SHARE, Sample, filled_share, is_constant
from journeys_mining.report import ColumnUse

BY_NAME: Final = "by its name"
_FULL = 0.98


def with_users(uses: Mapping[str, ColumnUse], sample: Sample) -> dict[str, ColumnUse]:
    """The columns chosen, with those that tell visitors apart: `user`, `account`, `session`."""
    found = dict(uses)
    if "user" in found and found["user"].why == BY_NAME:
        found |= _of_an_account(found, sample) or _device_and_account(found, sample)
    if "user" not in found or _is_site(found, sample):
        instead = _in_place_of_user(found, sample)
        found |= {} if instead is None else {"user": instead}
        found |= _shorter_session(found, sample)
    return found


def likely_user(sample: Sample) -> str:
    """A column that is called an id, in whatever language, and whose values come again."""
    for column, values in sample.items():
        filled = [value for value in values if value]
        if plain(column).endswith(("id", "nr", "key")) and 1 < len(set(filled)) < len(filled):
            return f"'{column}'"
    return "COLUMN"


def _is_site(uses: Mapping[str, ColumnUse], sample: Sample) -> bool:
    """Whether what is called an account is that of the site, the same for all requests of a log."""
    user = uses["user"]
    is_account = user.why == BY_NAME and plain(user.column) not in DEVICES
    return "method" in uses and is_account and is_constant(sample[user.column])


def _in_place_of_user(uses: Mapping[str, ColumnUse], sample: Sample) -> ColumnUse | None:
    """What tells visitors apart where there is no id of them."""
    if "session" in uses:
        why = "the session, for want of a user id: a floor then counts sessions"
        return replace(uses["session"], role="user", why=why)
    return _address(uses, sample)


def _address(uses: Mapping[str, ColumnUse], sample: Sample) -> ColumnUse | None:
    for address in (name for name in sample if set(endings_of(name)) & set(ADDRESSES)):
        if filled_share(sample[address]) < NEEDED_SHARE:
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
            return {"user": longer, "session": replace(session, column=visit, why=BY_NAME)}
    return {}


def _device_and_account(uses: Mapping[str, ColumnUse], sample: Sample) -> dict[str, ColumnUse]:
    """The device as the user and the account beside it, where a login links the two; without a
    device the session, if every row has one and not every row a user, or the address."""
    user = uses["user"]
    filled = filled_share(sample[user.column])
    if filled >= _FULL and user.column in called(ACCOUNTS, sample):
        return {}
    sessions = [] if filled >= _FULL else called(NAMES["session"], sample)
    sessions = [one for one in sessions if filled_share(sample[one]) == 1.0]
    others = [] if filled >= _FULL else _ids_that_come_again(sample)
    for device in dict.fromkeys((*called(DEVICES, sample), *sessions, *others)):
        for account in called(ACCOUNTS, sample):
            if device != account and _are_linked(sample[device], sample[account]):
                return {
                    "user": ColumnUse(role="user", column=device, why=BY_NAME),
                    "account": ColumnUse(
                        role="account", column=account, why=f"signed in on {device}, by its name"
                    ),
                }
    address = _address(uses, sample) if filled < _FULL else None
    if address is None or user.column not in called(ACCOUNTS, sample):
        return {}
    why = f"signed in from {address.column}, by its name"
    return {
        "user": replace(address, why="for want of an id of whoever is not signed in"),
        "account": replace(user, role="account", why=why),
    }


def _of_an_account(uses: Mapping[str, ColumnUse], sample: Sample) -> dict[str, ColumnUse]:
    """Who works for an account, which is a company's in tools for those that sell to companies:
    an id that each session has one of, and each account several (Gainsight's `identifyId`)."""
    account, session = uses["user"], uses.get("session")
    if "account_id" not in endings_of(account.column) or session is None:
        return {}
    for one in _ids_that_come_again(sample):
        if (
            one not in (account.column, session.column)
            and len(set(sample[one])) > len(set(sample[account.column]))
            and _are_linked(sample[one], sample[account.column])
            and _are_linked(sample[session.column], sample[one])
        ):
            why = f"each session has one, and each {account.column} several"
            return {"user": replace(account, column=one, why=why)}
    return {}


def _ids_that_come_again(sample: Sample) -> list[str]:
    """Columns of ids, whatever of, that every row has and that are neither one nor each row's own:
    a tool calls the device after itself (`AppsFlyer ID`), or the visit (`recordingID`)."""
    return [
        column
        for column, values in sample.items()
        if plain(column).endswith("id")
        and filled_share(values) == 1.0
        and 2 < len(set(values)) * 2 <= len(values)
    ]


def _are_linked(devices: Sequence[str], accounts: Sequence[str]) -> bool:
    """Whether one was signed in on the other; an id of an app or of a model has many accounts."""
    pairs = {pair for pair in zip(devices, accounts, strict=True) if all(pair)}
    of_device = Counter(device for device, _ in pairs)
    alone = sum(1 for count in of_device.values() if count == 1)
    return alone > 0 and alone >= NEEDED_SHARE * len(of_device)
