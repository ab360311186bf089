"""What is counted to learn guards: in how many sessions one action comes before another.

Takes the coded events, gives counts; the engine keeps the sessions. The same expressions count
drawn sessions, so that both are counted alike.
"""

from dataclasses import dataclass

import ibis  # type: ignore[import-untyped]
import numpy as np
import pandas as pd

from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE, Ints
from journeys_mining.counting.sessions import MOST_LEARNED_FROM, choose_users, mark_sessions
from journeys_mining.engine import Engine, Table
from journeys_mining.guards.thresholds import MARGINS

_MOST_KINDS = 100
"""Sessions with more different actions are not looked at: robots, and the cost is its square."""
_VISITS_OF_USER = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Sessions that stay in the engine, and what each does of each action."""

    steps: Table
    """visit, code, pos: the how manieth in the visit, from 0; nth: of its action, from 1."""
    spans: Table
    """visit, code, user_code, first, second, last, times: by visit and action."""


def visits_of_events(
    engine: Engine, events: Table, event_count: int, idle_timeout_s: float
) -> Visits:
    """The sessions of the coded events; of very many, those of some users.

    Codes are those of a trie, and what is below the floor is not there.
    """
    if event_count > MOST_LEARNED_FROM:
        chosen = choose_users(events, MOST_LEARNED_FROM / event_count)
        events = events.semi_join(chosen, "user_code")
    marked = mark_sessions(events, idle_timeout_s, order=1)
    in_order = [name for name in ("session", "time_us", "row") if name in marked.columns]
    window = ibis.window(group_by="user_code", order_by=in_order)
    so_far = ibis.cumulative_window(group_by="user_code", order_by=in_order)
    numbered = marked.mutate(
        pos=ibis.row_number().over(window),
        visit_of_user=marked.is_first.ifelse(1, 0).sum().over(so_far),
    )
    steps = numbered.select(
        "user_code",
        visit=numbered.user_code.cast("int64") * _VISITS_OF_USER + numbered.visit_of_user,
        # In the engine's codes START is 1; in a trie's it is 0.
        code=numbered.code - 1,
        pos=numbered.pos,
    )
    return _visits(engine, steps.filter(steps.code >= FIRST_ACTION_CODE))


def visits_of_codes(engine: Engine, codes: Ints) -> Visits:
    """Drawn sessions, one after the other, numbered from 0; each is of a user of its own."""
    visit = np.cumsum(codes == START_CODE) - 1
    kept = codes >= FIRST_ACTION_CODE
    frame = pd.DataFrame(
        {"user_code": visit, "visit": visit, "code": codes, "pos": np.arange(len(codes))}
    )[kept]
    return _visits(engine, engine.put(engine.new_name("drawn"), frame))


def _visits(engine: Engine, steps: Table) -> Visits:
    in_visit = ibis.window(group_by="visit", order_by="pos")
    of_action = ibis.window(group_by=["visit", "code"], order_by="pos")
    numbered = steps.mutate(
        pos=ibis.row_number().over(in_visit), nth=ibis.row_number().over(of_action) + 1
    )
    counted = engine.keep(engine.new_name("visit_steps"), numbered)
    spans = counted.group_by("visit", "code").agg(
        user_code=counted.user_code.max(),
        first=counted.pos.min(),
        second=counted.pos.min(where=counted.nth == 2),
        last=counted.pos.max(),
        times=counted.count(),
    )
    spans = engine.keep(engine.new_name("spans"), spans)
    kinds = spans.group_by("visit").agg(kinds=spans.count())
    many = kinds.filter(kinds.kinds > _MOST_KINDS)
    return Visits(
        steps=counted.anti_join(many, "visit"),
        spans=engine.keep(engine.new_name("spans"), spans.anti_join(many, "visit")),
    )


def count_actions_in_visits(engine: Engine, visits: Visits) -> pd.DataFrame:
    """code, sessions, users, sessions_twice, users_twice: of each action, done once or more, and
    twice or more."""
    spans = visits.spans
    twice = (spans.times > 1).ifelse(1, 0)
    by_user = spans.group_by("code", "user_code").agg(sessions=spans.count(), twice=twice.sum())
    counted = by_user.group_by("code").agg(
        sessions=by_user.sessions.sum(),
        users=by_user.count(),
        sessions_twice=by_user.twice.sum(),
        users_twice=(by_user.twice > 0).ifelse(1, 0).sum(),
    )
    return engine.fetch(counted.order_by("code"))


def count_pairs(engine: Engine, visits: Visits) -> Table:
    """action, other, ahead, ahead_of_second, behind: in how many sessions `other` first comes
    before the first `action`, before its second, and before its last.
    """
    action, other = visits.spans, visits.spans.view()
    met = action.join(other, [action.visit == other.visit, action.code != other.code])
    told = met.select(
        action=action.code,
        other=other.code,
        ahead=(other["first"] < action["first"]).ifelse(1, 0),
        ahead_of_second=(other["first"] < action.second).ifelse(1, 0),
        behind=(other["first"] < action["last"]).ifelse(1, 0),
    )
    pairs = told.group_by("action", "other").agg(
        ahead=told.ahead.sum(),
        ahead_of_second=told.ahead_of_second.sum(),
        behind=told.behind.sum(),
    )
    return engine.keep(engine.new_name("pairs"), pairs)


def count_left(engine: Engine, visits: Visits, wanted: pd.DataFrame) -> pd.DataFrame:
    """action, other, than, sessions: where `than` comes before an `action`, and by then `other` was
    not done oftener.

    Parameters
    ----------
    wanted
        Triples of action, other and than.
    """
    triples = engine.put(engine.new_name("wanted"), wanted[["action", "other", "than"]])
    steps = visits.steps
    asked = steps.join(triples, steps.code == triples.action).select(
        "visit", "action", "other", "than", "pos"
    )
    # First what is rarer: most of `than` is not there.
    asked = _with_count(asked, steps, "than")
    asked = _with_count(asked.filter(asked.than_count > 0), steps, "other")
    none_left = asked.filter(asked.other_count <= asked.than_count)
    of_visit = none_left.select("visit", "action", "other", "than").distinct()
    counted = of_visit.group_by("action", "other", "than").agg(sessions=of_visit.count())
    return engine.fetch(counted)


def _with_count(asked: Table, steps: Table, name: str) -> Table:
    """With a column more: how often the action in column `name` was done before."""
    columns, done = asked.columns, steps.view()
    before = asked.left_join(
        done, [asked.visit == done.visit, asked[name] == done.code, asked.pos > done.pos]
    ).select(*(asked[column] for column in columns), done=done.nth)
    counted = before.group_by(*columns).agg(latest=before.done.max())
    return counted.mutate(**{f"{name}_count": counted.latest.fill_null(0)}).drop("latest")


def count_drawn_pairs(engine: Engine, codes: Ints) -> Table:
    """What `count_pairs` gives for drawn sessions, which are counted on this machine."""
    pairs = count_pairs(engine.local, visits_of_codes(engine.local, codes))
    if engine.local is engine:
        return pairs
    return engine.put(engine.new_name("drawn_pairs"), engine.local.fetch(pairs).astype("int64"))


def count_surpluses(engine: Engine, visits: Visits, wanted: pd.DataFrame) -> pd.DataFrame:
    """action, other, surplus, sessions: the least count(other) - count(action) at any `action`.

    Parameters
    ----------
    wanted
        Pairs of action and other. A surplus is cut to the tried margins and one below.
    """
    pairs = engine.put(engine.new_name("wanted"), wanted[["action", "other"]])
    steps, others = visits.steps, visits.steps.view()
    asked = steps.join(pairs, steps.code == pairs.action).select(
        "visit", "action", "other", "pos", "nth"
    )
    before = asked.left_join(
        others,
        [asked.visit == others.visit, asked.other == others.code, asked.pos > others.pos],
    ).select(
        visit=asked.visit, action=asked.action, other=asked.other, nth=asked.nth, done=others.nth
    )
    at_step = before.group_by("visit", "action", "other", "nth").agg(done=before.done.max())
    surplus = at_step.done.fill_null(0) - at_step.nth
    of_step = at_step.mutate(surplus=surplus.clip(min(MARGINS) - 1, max(MARGINS)))
    of_visit = of_step.group_by("visit", "action", "other").agg(surplus=of_step.surplus.min())
    counted = of_visit.group_by("action", "other", "surplus").agg(sessions=of_visit.count())
    return engine.fetch(counted)
