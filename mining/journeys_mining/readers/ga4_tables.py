"""GA4's tables of a day: `events_YYYYMMDD`, and `events_intraday_YYYYMMDD` until that is there."""

import re
from collections.abc import Iterable

_TABLE = re.compile(r"(?<![a-z0-9])events_(intraday_)?([0-9]{8})(?![0-9])")


def superseded(names: Iterable[str]) -> frozenset[str]:
    """The intraday files of days that have a table of their own, by names as of `ExportPart`.

    >>> superseded(["events_20260101.json", "events_intraday_20260101.json"])
    frozenset({'events_intraday_20260101.json'})
    """
    tables = {name: found for name in names if (found := _TABLE.search(name))}
    days = {found[2] for found in tables.values() if not found[1]}
    return frozenset(name for name, found in tables.items() if found[1] and found[2] in days)
