"""Rules about three actions: one is done only while a second outnumbers a third, as a cart's do.

Takes sessions and the rules about pairs, gives rules with their exceptions.
"""

from collections.abc import Iterable, Iterator
from itertools import islice, permutations

from journeys_mining.guards.breaking import CodedGuard, PlacedActions
from journeys_mining.guards.counts import ActionCounts, OrderedPairs
from journeys_mining.guards.rows import LEAST_BROKEN, KeptRule
from journeys_mining.guards.thresholds import LEAST_SESSIONS, is_noise
from journeys_mining.model.guards import GuardRule

_MOST_TRIPLES = 20_000


def find_left_rules(
    visits: PlacedActions,
    drawn_pairs: OrderedPairs,
    after: Iterable[KeptRule],
    counts: ActionCounts,
) -> Iterator[KeptRule]:
    """Rules that forbid an action when another has taken away all that a third has put there.

    Parameters
    ----------
    after
        Rules kept: of two actions that need the same third, one may take away what it put.
    """
    often = set(drawn_pairs.often_behind(LEAST_BROKEN).tolist())
    met = (
        guard
        for guard in _triples(after)
        if guard.action * drawn_pairs.code_count + guard.than in often
    )
    wanted = tuple(islice(met, _MOST_TRIPLES))
    for guard in wanted:
        rarer = counts.rarer(guard.action, guard.than)
        asked = int(counts.sessions[rarer])
        if counts.users[rarer] < counts.floor or asked < LEAST_SESSIONS:
            continue
        exceptions = len(visits.running_out(guard))
        if is_noise(exceptions, asked):
            yield KeptRule(guard=guard, exceptions=exceptions, tried_count=len(wanted))


def _triples(after: Iterable[KeptRule]) -> Iterator[CodedGuard]:
    """Of two actions that both need `other` first: one, while `other` outnumbers the second."""
    needing: dict[int, list[int]] = {}
    for one in after:
        if one.guard.rule is GuardRule.ALWAYS_AFTER:
            needing.setdefault(one.guard.other, []).append(one.guard.action)
    for other, actions in sorted(needing.items()):
        for action, than in permutations(sorted(actions), 2):
            yield CodedGuard(action=action, rule=GuardRule.WHILE_MORE, other=other, than=than)
