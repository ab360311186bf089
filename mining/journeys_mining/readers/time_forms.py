"""Times as people, spreadsheets and servers write them, each as a form of `strptime`.

What is ISO 8601 or an epoch needs no form (`times`). A day such as 3/4/2026 has two: which of them
a column means, is found out from all its values (`time_columns`).
"""

import re
from typing import Final

DAY_FIRST: Final = "day-first"
MONTH_FIRST: Final = "month-first"

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = (
    "mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_WRITTEN = re.compile(
    rf"""
    (?: (?P<weekday>{_WEEKDAY}) (?P<comma>,?\ ) )?
    (?:
        (?P<first>\d{{1,2}}) (?P<sep>[./-]) (?P<second>\d{{1,2}}) (?P=sep) (?P<year>\d{{4}}|\d\d)
      | (?P<whole>\d{{4}}) (?P<dot>[./-]) \d{{1,2}} (?P=dot) \d{{1,2}}
      | \d{{1,2}} (?P<gap>\.?[ /.-]) (?P<month>{_MONTH}) (?P<gap2>\.?[ /.-]) (?P<year2>\d{{4}}|\d\d)
      | (?P<name>{_MONTH}) (?P<stop>\.?\ ) \d{{1,2}} (?P<stop2>,?\ ) \d{{4}}
    )
    (?P<clock>
        (?P<before>,?\ |T|:|,?\ at\ |\ @\ ) \d{{1,2}} (?P<colon>[:.]) \d\d
        (?: (?P=colon) (?P<seconds>\d\d) (?: (?P<mark>[.,]) (?P<fraction>\d{{1,9}}) )? )?
        (?: (?P<space>\ ?) (?P<half>[ap]m) )?
        (?P<zone>\ ?(?:Z|(?P<named>UTC|GMT)?(?P<offset>[+-]\d\d:?\d\d)?))
        (?P<rest>\ UTC|\ \([^()]*\))?
    )?
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)


def time_forms(text: str) -> tuple[str, ...]:
    """The forms of `strptime` that read the text: none, one, or two, the one with the day first.

    >>> time_forms("21.11.2026 10:00"), time_forms("Nov 3, 2026, 1:05:09 PM")
    (('%d.%m.%Y %H:%M', '%m.%d.%Y %H:%M'), ('%b %d, %Y, %I:%M:%S %p',))
    >>> time_forms("21/Nov/2026:10:00:00 +0100"), time_forms("home")
    (('%d/%b/%Y:%H:%M:%S %z',), ())
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return ()
    weekday = _name("%a", found["weekday"]) + found["comma"] if found["weekday"] else ""
    return tuple(f"{weekday}{day}{_clock(found)}" for day in _days(found))


def is_day_alone(text: str) -> bool:
    """Whether it is a day without a time of day."""
    found = _WRITTEN.fullmatch(text.strip())
    return found is not None and found["clock"] is None


def _days(found: re.Match[str]) -> tuple[str, ...]:
    if separator := found["sep"]:
        orders = (("%d", "%m"), ("%m", "%d"))
        return tuple(separator.join((*order, _year(found["year"]))) for order in orders)
    if found["whole"]:
        return (found["dot"].join(("%Y", "%m", "%d")),)
    if month := found["month"]:
        name = _name("%b", month)
        return (f"%d{found['gap']}{name}{found['gap2']}{_year(found['year2'])}",)
    return (f"{_name('%b', found['name'])}{found['stop']}%d{found['stop2']}%Y",)


def _year(digits: str) -> str:
    return "%Y" if len(digits) == 4 else "%y"


def _name(short: str, text: str) -> str:
    """The form of a name: `%b` for `Nov`, `%B` for `November`."""
    return short if len(text) == 3 else short.upper()


def _clock(found: re.Match[str]) -> str:
    if not found["clock"]:
        return ""
    pieces = [found["before"], "%I" if found["half"] else "%H", found["colon"], "%M"]
    if found["seconds"]:
        pieces += [found["colon"], "%S"]
    if found["fraction"]:
        pieces += [found["mark"], "%f" if len(found["fraction"]) <= 6 else "%n"]
    if found["half"]:
        pieces += [found["space"], "%p"]
    zone = found["zone"]
    pieces += [zone.replace(found["offset"], "%z") if found["offset"] else zone]
    return "".join([*pieces, (found["rest"] or "").replace("%", "%%")])
