"""Users as numbers: after this stage no user id of the export is left in any table.

The ids are hashed with a key that is drawn for the run and never written, and numbered in the
order of the hashes, so that a number says nothing about the id behind it.

A number stands for a person, for it is people that a floor counts. Where the user is a device and
the export knows the account that was signed in on it, all devices of an account are one person. A
device with several accounts is nobody's: on it each account is a person, and whoever is not signed
in another.
"""

import secrets

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table

KEYS = ("user", "account")
"""What tells whose a row is; a missing account is an empty text."""


def number_users(engine: Engine, good: Table) -> Table:
    """The table `users`: user, account if any row has one, and user_code.

    For joining the rows to it by those of `KEYS` that it has, then dropping it.

    Parameters
    ----------
    good
        Rows that were not refused, with `account` only where any has one.
    """
    key = secrets.token_hex(32)
    persons = _persons(good) if "account" in good.columns else _themselves(good)
    hashed = persons.mutate(pseudonym=engine.hashed(ibis.literal(key) + persons.person))
    # Two ids of one person have one hash, and so one number.
    number = ibis.dense_rank().over(order_by=hashed.pseudonym).cast("int32")
    numbered = hashed.mutate(user_code=number)
    return engine.keep("users", numbered.drop("person", "pseudonym"))


def _themselves(good: Table) -> Table:
    return good.select("user", person=good.user).distinct()


def _persons(good: Table) -> Table:
    """user, account, person: each device and account with the id that stands for the person."""
    pairs = good.select(*KEYS).distinct()
    signed_in = pairs.filter((pairs.account != "") & (pairs.account != pairs.user))
    owned = signed_in.group_by("user").agg(owner=signed_in.account.min(), owners=signed_in.count())
    joined = pairs.left_join(owned, "user")
    person = ibis.cases(
        (joined.owners == 1, joined.owner),
        ((joined.owners > 1) & (joined.account != ""), joined.account),
        else_=joined.user,
    )
    return joined.select(*KEYS, person=person)
