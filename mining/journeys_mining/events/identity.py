"""Users as numbers: after this stage no user id of the export is left in any table.

They are numbered by when they came first and last, and where that is the same by a hash of the id,
with a key that is made of all ids and never written: a number says nothing about the id behind it,
and is the same however the rows of the export are ordered. Who is chosen or set apart goes by it.

A number stands for a person, for it is people that a floor counts. Where the user is a device and
the export knows the account that was signed in on it, all devices of an account are one person. A
device with several accounts is nobody's: on it each account is a person, and whoever is not signed
in another.
"""

import hashlib

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table

KEYS = ("user", "account")
"""What tells whose a row is; a missing account is an empty text."""
_COUNTED = r"^[0-9]{1,9}$"
"""An id that was counted up: device 7 and account 7 are alike by chance."""


def number_users(engine: Engine, good: Table) -> Table:
    """The table `users`: user, account if any row has one, and user_code.

    For joining the rows to it by those of `KEYS` that it has, then dropping it.

    Parameters
    ----------
    good
        Rows that were not refused, with `account` only where any has one.
    """
    persons = _persons(good) if "account" in good.columns else _themselves(good)
    persons = engine.keep("persons", persons)
    key = _key(engine, persons)
    hashed = persons.mutate(pseudonym=engine.fingerprint(ibis.literal(key) + persons.person))
    # Two ids of one person have one hash, and so one number.
    order = [hashed.first_us, hashed.last_us, hashed.pseudonym]
    numbered = hashed.mutate(user_code=ibis.dense_rank().over(order_by=order).cast("int32"))
    users = engine.keep("users", numbered.drop("person", "pseudonym", "first_us", "last_us"))
    engine.drop(persons)
    return users


def _key(engine: Engine, persons: Table) -> str:
    """What nobody knows who does not know the export."""
    prints = persons.select(one=engine.fingerprint(persons.person))
    frame = engine.fetch(
        prints.agg(count=prints.count(), low=prints.one.min(), high=prints.one.max())
    )
    return hashlib.sha256(" ".join(map(str, frame.iloc[0])).encode()).hexdigest()


def _themselves(good: Table) -> Table:
    """user, person, and when the person's first and last row were."""
    users = _with_times(good, ["user"])
    return users.mutate(person=users.user)


def _persons(good: Table) -> Table:
    """user, account, person, first_us, last_us: each device and account with the id that stands for
    the person, and when the person's first and last row were."""
    pairs = _with_times(good, list(KEYS))
    signed_in = pairs.filter(pairs.account != "")
    is_other = signed_in.account != signed_in.user
    owned = signed_in.group_by("user").agg(
        owner=signed_in.account.min(where=is_other), owners=is_other.ifelse(1, 0).sum()
    )
    joined = pairs.left_join(owned, "user")
    is_counted = joined.user.re_search(_COUNTED)
    is_itself = joined.account == joined.user
    person = ibis.cases(
        ((joined.owners == 1) & ~(is_itself & is_counted), joined.owner),
        (joined.account != "", joined.account),
        # Known to be an account's own id, or like no id of another kind.
        ((joined.owners == 0) | ~is_counted, joined.user),
        else_=ibis.literal("device ") + joined.user,
    )
    owners = joined.select(*KEYS, "first_us", "last_us", person=person)
    of_person = ibis.window(group_by=owners.person)
    return owners.mutate(
        first_us=owners.first_us.min().over(of_person), last_us=owners.last_us.max().over(of_person)
    )


def _with_times(good: Table, keys: list[str]) -> Table:
    return good.group_by(keys).agg(first_us=good.time_us.min(), last_us=good.time_us.max())
