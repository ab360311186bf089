"""From rows to events: every text of a row becomes a number, and rows that are no step are marked.

Takes the canonical event table of the readers, gives the narrow table that all counting reads:
row, user_code, time_us, url_code, form_code, call_code, status, duration_ms, and session, content
and redirect where the export has any. No user id of the export is in it.
"""

from dataclasses import dataclass

import ibis  # type: ignore[import-untyped]

from journeys.errors import InputError
from journeys_mining.engine import Engine, Table
from journeys_mining.events.behaviour import Paths, leave_out_bots
from journeys_mining.events.identity import KEYS, number_users
from journeys_mining.events.left_out import Marks, left_out_rules, rule_number
from journeys_mining.events.rare_clicks import leave_out_rare_clicks
from journeys_mining.options import MiningOptions
from journeys_mining.report import LeftOutRows

_SELDOM_GIVEN = ("session", "content", "redirect", "account", "mark", "agent", "digest")
"""What takes no room where no row has it."""
_KEPT = ("session", "content", "redirect")
"""Of these, what an event has."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CodedEvents:
    """The rows that are steps of users, and how many others there were."""

    events: Table
    calls: Table
    """call_code, name and method: the distinct ways in which rows say what was done."""
    left_out: tuple[LeftOutRows, ...]


def code_events(
    engine: Engine, rows: Table, urls: Table, paths: Paths, options: MiningOptions
) -> CodedEvents:
    """The events of the rows.

    Parameters
    ----------
    urls
        What `reduce_urls` gives.
    paths
        Gives url_code and path of all URLs, which are seldom asked for.

    Raises
    ------
    InputError
        No row is a step of a user.
    """
    good, digest_count = _good_rows(engine, rows)
    calls = _calls(engine, good)
    users = number_users(engine, good)
    marks = Marks(engine, good, urls, calls, digest_count)
    joined = _with_marks(good, users, marks)
    rules = left_out_rules(joined, options)
    marked = joined.select(
        "row",
        "user_code",
        "time_us",
        "url_code",
        "form_code",
        "call_code",
        "duration_ms",
        *(name for name in _KEPT if name in good.columns),
        status=ibis.cases((joined.status.between(100, 599), joined.status)).cast("int16"),
        left_out=rule_number(rules),
    )
    kept = engine.keep("marked", marked)
    engine.drop(users)
    left_out, event_count = _count_left_out(engine, kept, tuple(rules))
    marked, bots = leave_out_bots(engine, kept, calls, paths, tuple(rules), options)
    marked, clicks = leave_out_rare_clicks(engine, marked, calls, options)
    left_out = (*left_out, *bots, *clicks)
    left_out = tuple(sorted(left_out, key=lambda one: (-one.count, one.rule)))
    events = (marked.filter(marked.left_out.isnull()) if left_out else marked).drop("left_out")
    if event_count == sum(one.count for one in (*bots, *clicks)):
        reasons = ", ".join(f"{one.count:,} × {one.rule}" for one in left_out)
        raise InputError(
            f"no event is left: {reasons or 'no row can be read'}",
            remedy="see whether this is the right export, or keep what was left out with `--keep`",
        )
    return CodedEvents(events=engine.named(events), calls=calls, left_out=left_out)


def _good_rows(engine: Engine, rows: Table) -> tuple[Table, int]:
    """The rows that can be read, without columns that no row of the export has, and how many of
    them have a digest."""
    # An empty text is no name: readers make it NULL.
    good = rows.filter(rows.refused.isnull()).mutate(
        name=rows.name.fill_null(""),
        method=rows.method.fill_null("GET"),
    )
    given = engine.numbers(good.aggregate(**{name: good[name].count() for name in _SELDOM_GIVEN}))
    good = good.drop(*(name for name in _SELDOM_GIVEN if not given[name]))
    if "account" in good.columns:
        good = good.mutate(account=good.account.fill_null(""))
    return engine.named(good), given["digest"]


def _with_marks(good: Table, users: Table, marks: Marks) -> Table:
    """With the number of each row's user, and with what is known of its call, URL and agent."""
    joined = good.inner_join(users, [name for name in KEYS if name in users.columns])
    joined = joined.inner_join(marks.of_calls, ["name", "method"])
    joined = joined.left_join(marks.of_urls, "url")
    if marks.of_agents is not None:
        joined = joined.left_join(marks.of_agents, "agent")
    if marks.of_digests is not None:
        joined = joined.left_join(marks.of_digests, "digest")
    return joined


def _calls(engine: Engine, good: Table) -> Table:
    distinct = good.select("name", "method").distinct()
    numbered = distinct.mutate(call_code=ibis.row_number().cast("int32"))
    return engine.keep("calls", numbered)


def _count_left_out(
    engine: Engine, marked: Table, rules: tuple[str, ...]
) -> tuple[tuple[LeftOutRows, ...], int]:
    """The rows of each rule, and how many are left."""
    place = marked.left_out.fill_null(len(rules))
    frame = engine.fetch(marked.group_by(rule=place).agg(count=marked.count()))
    counts = dict(zip(frame["rule"].tolist(), frame["count"].tolist(), strict=True))
    left = int(counts.pop(len(rules), 0))
    return tuple(LeftOutRows(rule=rules[one], count=int(counts[one])) for one in counts), left
