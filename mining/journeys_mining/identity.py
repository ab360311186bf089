"""Users as numbers: after this stage no user id of the export is left in any table.

The ids are hashed with a key that is drawn for the run and never written, and numbered in the
order of the hashes, so that a number says nothing about the id behind it.
"""

import secrets

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Engine, Table


def number_users(engine: Engine, rows: Table) -> Table:
    """The table `users`: user, user_code; for joining the rows to it, then dropping it."""
    key = secrets.token_hex(32)
    distinct = rows.filter(rows.refused.isnull()).select("user").distinct()
    hashed = distinct.mutate(pseudonym=(ibis.literal(key) + distinct.user).hexdigest("sha256"))
    numbered = hashed.select("user", user_code=ibis.row_number().over(order_by=hashed.pseudonym))
    return engine.keep("users", numbered)
