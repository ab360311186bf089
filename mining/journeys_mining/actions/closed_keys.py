"""Which query keys may choose what is shown: those whose values are names of a closed set.

Takes the queries of an export, each distinct URL once; gives names of keys. A search term, a title
and a token are names of an open set: most of them come seldom. Whether a key does choose is decided
where its values can be compared (`chain.query_choices`).
"""

from collections.abc import Collection
from typing import Final
from urllib.parse import quote

import ibis  # type: ignore[import-untyped]

from journeys_mining.actions.queries import KEY_MARKS, is_named_key
from journeys_mining.engine import Engine, Table, Value

MOST_NAMES: Final = 200
"""A key with more names than this is not looked at."""
CLOSED_SHARE: Final = 0.8
"""So much of the traffic with a key has the names of a closed set, 0–1."""
_LEAST_TIMES = 5
"""What comes less often may be a name of any set."""
_MOST_KEYS = 50
_NAME = r"^[A-Za-z_][A-Za-z0-9_./:-]*$"
_LONGEST_NAME = 40


def closed_keys(engine: Engine, asked: Table, always: Collection[str]) -> tuple[str, ...]:
    """The keys that several names of a closed set were given to, sorted.

    Parameters
    ----------
    asked
        query and times: the distinct URLs that have a query, and how often each came.
    always
        Keys that are among them wherever they come at all.
    """
    pairs = asked.select("times", pair=asked.query.split("&").unnest())
    pairs = engine.settled(pairs.mutate(mark=pairs.pair.find("=").cast("int32")))
    pairs = pairs.filter(pairs.mark > 0)
    told = pairs.select(
        "times",
        key=_plain(pairs.pair.substr(0, pairs.mark)),
        # Records of one kind, `node/17`, have one name.
        value=(pairs.pair.substr(pairs.mark + 1).replace("%2F", "/").replace("%2f", "/") + "/")
        .replace("/", "//")
        .re_replace(r"/[0-9]+/", "/0/")
        .replace("//", "/"),
    )
    told = engine.settled(told)
    is_name = ibis.and_(
        told.key.re_search(rf"^[{KEY_MARKS}]?[A-Za-z_][A-Za-z0-9_]*$"),
        told.value.length() <= _LONGEST_NAME,
        told.value.re_search(_NAME),
    )
    is_given = told.key.isin(sorted(always))
    named = told.filter(is_name | is_given).group_by("key", "value").agg(times=told.times.sum())
    often = named.times >= _LEAST_TIMES
    of_keys = named.group_by("key").agg(
        names=ibis.cases((often, 1), else_=0).sum(),
        times=named.times.sum(),
        often=ibis.cases((often, named.times), else_=0).sum(),
    )
    is_closed = of_keys.names.between(2, MOST_NAMES) & (
        of_keys.often >= CLOSED_SHARE * of_keys.times
    )
    found = of_keys.filter(is_closed | of_keys.key.isin(sorted(always)))
    keys = engine.fetch(found.order_by(found.often.desc(), found.key))["key"]
    return tuple(sorted([key for key in keys if is_named_key(key)][:_MOST_KEYS]))


def _plain(key: Value) -> Value:
    """A key with its mark unescaped, as links have it: forms escape it."""
    for mark in KEY_MARKS:
        key = key.replace(quote(mark), mark)
    return key
