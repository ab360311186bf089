"""What every table of events has to have, and what is said where it has not."""

from collections.abc import Mapping, Sequence

from journeys.errors import InputError
from journeys_mining.readers.column_values import Sample
from journeys_mining.readers.user_columns import likely_user
from journeys_mining.report import ColumnUse

_NEEDED = {
    "user": "the user id",
    "time": "the time of the event",
    "event url": "the event's name or the page's URL",
}
"""What an event has to have, by the roles of which one says it."""
_PERHAPS_TOTALS = (
    "if none tells it, these are no events (totals, a list of users or of orders, …): export single"
    " ones, with who did what and when"
)
_MOST_NAMED = 40


class NoRowsError(InputError):
    """A file has columns, or the wrapper of events, and nothing in it."""


def no_rows(sample: Sample, where: str) -> NoRowsError:
    """What is wrong with a file that has nothing but the names of its columns, or not even them."""
    return NoRowsError(
        "there is a header and no row below it" if sample else "there is no row of an event in it",
        where=where,
        remedy="export the events again, with their rows",
    )


def check_needed(uses: Mapping[str, ColumnUse], sample: Sample, where: str) -> None:
    """Refuse columns of which none says who did something, when, or what.

    Raises
    ------
    InputError
        One is missing; all that are missing are told at once.
    """
    missing = {role: what for role, what in _NEEDED.items() if not uses.keys() & set(role.split())}
    if not missing:
        return
    likely = {"user": likely_user(sample)}
    options = " and ".join(
        " or ".join(f"`--{one} {likely.get(one, 'COLUMN')}`" for one in role.split())
        for role in missing
    )
    totals = "" if list(missing) == ["time"] else f"; {_PERHAPS_TOTALS}"
    raise InputError(
        f"no column was recognised as {', nor as '.join(missing.values())}",
        where=where,
        remedy=f"name {'it' if len(missing) == 1 else 'them'} with {options}{totals}; the columns"
        f" are: {listed(list(sample))}",
    )


def listed(names: Sequence[str]) -> str:
    """The names, of very many the first."""
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
