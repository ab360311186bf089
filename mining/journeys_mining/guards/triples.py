"""Rules about three actions: one is done only while a second outnumbers a third, as a cart's do.

Takes visits in the engine and the rules about pairs, gives rules with their exceptions.
"""

from collections.abc import Iterable, Iterator
from itertools import permutations

import pandas as pd

from journeys_mining.engine import Engine, Table
from journeys_mining.guards.breaking import CodedGuard
from journeys_mining.guards.counts import Visits, count_left
from journeys_mining.guards.rows import LEAST_BROKEN, ActionCounts, KeptRule
from journeys_mining.guards.thresholds import LEAST_SESSIONS, is_noise
from journeys_mining.model.guards import GuardRule

_MOST_TRIPLES = 20_000


def find_left_rules(
    engine: Engine,
    visits: Visits,
    drawn_pairs: Table,
    after: Iterable[KeptRule],
    counts: ActionCounts,
) -> Iterator[KeptRule]:
    """Rules that forbid an action when another has taken away all that a third has put there.

    Parameters
    ----------
    after
        Rules kept: of two actions that need the same third, one may take away what it put.
    """
    wanted = _triples(after)
    if not len(wanted):
        return
    met = engine.put(engine.new_name("met"), wanted[["action", "than"]].drop_duplicates())
    often = drawn_pairs.filter(drawn_pairs.behind >= LEAST_BROKEN)
    often = often.semi_join(met, [often.action == met.action, often.other == met.than])
    frame = engine.fetch(often.select("action", than="other"))
    wanted = wanted.merge(frame, on=["action", "than"]).head(_MOST_TRIPLES)
    if not len(wanted):
        return
    broken = count_left(engine, visits, wanted).set_index(["action", "other", "than"])["sessions"]
    for action, other, than in wanted.itertuples(index=False):
        rarer = counts.rarer(action, than)
        exceptions, asked = int(broken.get((action, other, than), 0)), int(counts.sessions[rarer])
        supported = counts.users[rarer] >= counts.floor and asked >= LEAST_SESSIONS
        if supported and is_noise(exceptions, asked):
            yield KeptRule(
                guard=CodedGuard(action=action, rule=GuardRule.WHILE_MORE, other=other, than=than),
                exceptions=exceptions,
                tried_count=len(wanted),
            )


def _triples(after: Iterable[KeptRule]) -> pd.DataFrame:
    """action, other, than: two actions that both need `other` first."""
    needing: dict[int, list[int]] = {}
    for one in after:
        if one.guard.rule is GuardRule.ALWAYS_AFTER:
            needing.setdefault(one.guard.other, []).append(one.guard.action)
    return pd.DataFrame(
        [
            (action, other, than)
            for other, actions in sorted(needing.items())
            for action, than in permutations(sorted(actions), 2)
        ],
        columns=["action", "other", "than"],
        dtype="int64",
    )
