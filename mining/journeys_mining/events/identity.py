"""Users as numbers: after this stage no user id of the export is left in any table.

The ids are hashed with a key that is drawn for the run and never written, and numbered in the
order of the hashes, so that a number says nothing about the id behind it.

Where the user is a device and the export knows the account that was signed in on it, the events of
a server, which knows the account alone, belong to the device: unless there were several.
"""

import secrets

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table


def number_users(engine: Engine, rows: Table) -> Table:
    """The table `users`: user, user_code; for joining the rows to it, then dropping it."""
    key = secrets.token_hex(32)
    good = rows.filter(rows.refused.isnull())
    persons = _persons(good)
    hashed = persons.mutate(pseudonym=engine.hashed(ibis.literal(key) + persons.person))
    # Two ids of one person have one hash, and so one number.
    number = ibis.dense_rank().over(order_by=hashed.pseudonym).cast("int32")
    return engine.keep("users", hashed.select("user", user_code=number))


def _persons(rows: Table) -> Table:
    """user, person: each id with the id that stands for the person."""
    signed_in = rows.filter(rows.account.notnull() & (rows.account != rows.user))
    devices = signed_in.select("user", "account").distinct()
    accounts = devices.group_by("account").agg(device=devices.user.min(), count=devices.count())
    alone = accounts.filter(accounts["count"] == 1).select("device", user=accounts.account)
    joined = rows.select("user").distinct().left_join(alone, "user")
    return joined.select("user", person=ibis.coalesce(joined.device, joined.user))
