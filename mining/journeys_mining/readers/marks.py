"""What a format itself, or who maps it, says is no step of a user: a rule for each such mark."""

from collections.abc import Mapping
from typing import Final

import ibis  # type: ignore[import-untyped]

from journeys_mining.engine import Value

MARKED: Final[Mapping[str, str]] = {
    "marked-bots": "bot, as the export says",
    "excluded-hits": "hit that Adobe's own reports leave out",
    "no-visitor": "event without an id of its visitor, for want of consent",
    "intraday": "row of an intraday table whose day has a table of its own",
    "goals": "goal that was reached, no step of its own",
    "abandoned-carts": "cart that was abandoned, no step of its own",
    "mapping": "left out by the mapping",
}
"""The rules by the names under which `--keep` switches them off."""


def marked(condition: Value, rule: str) -> Value:
    """The mark of the rows that a condition holds for."""
    if rule not in MARKED:
        raise KeyError(rule)
    return ibis.cases((condition, ibis.literal(rule)))
