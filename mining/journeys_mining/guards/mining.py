"""Learns guards: joins counting, drawing for comparison, and choosing.

Takes sessions of production and the model that was counted from them, gives the model with its
guards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from journeys_mining.chain.coded_chain import chain_of_model
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE, Ints
from journeys_mining.guards.breaking import CodedGuard, PlacedActions
from journeys_mining.guards.chance import PlacesInVisits, find_places
from journeys_mining.guards.counts import (
    ActionCounts,
    OrderedPairs,
    are_looked_at,
    count_actions,
    count_pairs,
    find_spans,
    known_actions,
)
from journeys_mining.guards.rows import KeptRule, asked_about, find_kept_rules, sessions_asked
from journeys_mining.guards.selection import Candidate, chance_of_exceptions, select_guards
from journeys_mining.guards.thresholds import FALSE_CHANCE
from journeys_mining.guards.triples import find_left_rules
from journeys_mining.model.guards import Guard, GuardRule, GuardSupport
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.model.tuned_numbers import Discounts, TunedNumbers

_MOST_STEPS_DRAWN = 600_000
_LEAST_DRAWN = 50_000
_LONGEST_DRAWN = 200
_SEED = 20


def learn_guards(sessions: DrawnSessions, model: NavigationModel) -> NavigationModel:
    """The model with the guards that production's sessions keep."""
    code_count = len(model.actions) + FIRST_ACTION_CODE
    real = known_actions(sessions, code_count)
    spans = find_spans(real.codes, code_count)
    counts = count_actions(spans, real.users_of_sessions(), code_count, model.floor)
    codes = _draw_first_order(model)
    drawn = PlacedActions(codes, code_count)
    drawn_pairs = _count_drawn_pairs(codes, code_count)
    visits = PlacedActions(real.codes, code_count)
    rules = find_kept_rules(visits, count_pairs(spans, code_count), drawn_pairs, counts)
    rules += find_left_rules(visits, drawn_pairs, tuple(rules), counts)
    places = find_places(real.codes, spans, code_count)
    chosen = select_guards(_unexplained(rules, counts, drawn, places), drawn.session_count)
    kept = {one.guard: one for one in rules}
    guards = [_guard(one, kept[one.guard], counts, drawn, model) for one in chosen]
    return replace(model, guards=tuple(sorted(guards, key=lambda one: one.key)))


def _count_drawn_pairs(codes: Ints, code_count: int) -> OrderedPairs:
    """As production's are counted, of sessions that it would look at."""
    looked_at = are_looked_at(codes, code_count)[np.cumsum(codes == START_CODE) - 1]
    return count_pairs(find_spans(codes[looked_at], code_count), code_count)


def _unexplained(
    rules: Sequence[KeptRule], counts: ActionCounts, drawn: PlacedActions, places: PlacesInVisits
) -> Iterator[Candidate]:
    """The rules that chance does not explain, however many were tried.

    Where order alone has nothing to say (counts, and what is done once), the drawn sessions do.
    """
    everything = np.ones(drawn.session_count, dtype=np.bool_)
    chances = places.chances([one.guard for one in rules], [one.exceptions for one in rules])
    for one, chance in zip(rules, chances.tolist(), strict=True):
        by_count = one.guard.rule in (GuardRule.NO_MORE_THAN, GuardRule.WHILE_MORE)
        said_by_drawn = by_count or one.guard.action == one.guard.other
        if not said_by_drawn and chance * one.tried_count > FALSE_CHANCE:
            continue
        candidate = _candidate(one, counts, drawn)
        by_chance = chance_of_exceptions(candidate, everything) if said_by_drawn else chance
        if by_chance * one.tried_count <= FALSE_CHANCE:
            yield replace(candidate, p_value=by_chance * one.tried_count)


def _draw_first_order(model: NavigationModel) -> Ints:
    """Sessions in which each action depends on the one before, as often as it was counted."""
    as_counted = TunedNumbers(
        discounts=(Discounts(once=0.0, twice=0.0, more=0.0, strength=0.0),), revisit_factor=1.0
    )
    chain = chain_of_model(
        replace(
            model,
            order=1,
            transitions=tuple(one for one in model.transitions if len(one.context) == 1),
            actions=tuple(replace(one, revisit_factor=None) for one in model.actions),
            tuned=as_counted,
        )
    )
    mean_steps = max(model.source.events / max(model.source.sessions, 1), 1.0)
    count = min(max(2 * model.source.sessions, _LEAST_DRAWN), int(_MOST_STEPS_DRAWN / mean_steps))
    rng = np.random.default_rng(_SEED)
    return SessionDrawer(chain).draw(max(count, 1), rng, max_steps=_LONGEST_DRAWN)


def _candidate(one: KeptRule, counts: ActionCounts, drawn: PlacedActions) -> Candidate:
    guard = one.guard
    broken = excluded = drawn.breaking(guard)
    level = 0
    if guard.rule is GuardRule.NO_MORE_THAN and guard.margin >= 0:
        level = 1 + guard.margin
        broken = np.setdiff1d(excluded, drawn.breaking(_weaker(guard)), assume_unique=True)
    asked = _drawn_asked(guard, counts, drawn)
    if guard.rule is GuardRule.WHILE_MORE:
        needed = replace(guard, rule=GuardRule.ALWAYS_AFTER)
        level, broken = 1, np.setdiff1d(excluded, drawn.breaking(needed), assume_unique=True)
    return Candidate(
        guard=guard,
        level=level,
        sessions=sessions_asked(guard, counts),
        exceptions=one.exceptions - one.weaker_exceptions,
        asked=asked,
        broken=broken,
        excluded=excluded,
        p_value=1.0,
    )


def _weaker(guard: CodedGuard) -> CodedGuard:
    """What a rule about counts implies: one less, and at last that there is one at all."""
    if guard.margin == 0:
        return replace(guard, rule=GuardRule.ALWAYS_AFTER)
    return replace(guard, margin=guard.margin - 1)


def _drawn_asked(guard: CodedGuard, counts: ActionCounts, drawn: PlacedActions) -> Ints:
    if guard.rule is GuardRule.NO_MORE_THAN and guard.margin <= 0:
        return drawn.with_action_twice(guard.action)
    return drawn.with_action(asked_about(guard, counts))


def _guard(
    one: Candidate,
    kept: KeptRule,
    counts: ActionCounts,
    drawn: PlacedActions,
    model: NavigationModel,
) -> Guard:
    coded = one.guard
    about = asked_about(coded, counts)
    sessions, users = int(counts.sessions[about]), int(counts.users[about])
    told = one.broken if coded.rule is GuardRule.WHILE_MORE else one.excluded
    share = len(told) / max(len(drawn.with_action(about)), 1)
    return Guard(
        action=_name(model, coded.action),
        rule=coded.rule,
        other=_name(model, coded.other),
        margin=coded.margin if coded.rule is GuardRule.NO_MORE_THAN else None,
        than=_name(model, coded.than) if coded.rule is GuardRule.WHILE_MORE else None,
        support=GuardSupport(
            sessions=sessions,
            users=users,
            exceptions=kept.exceptions,
            expected=float(f"{sessions * share:.3g}"),
            p_value=float(f"{one.p_value:.2g}"),
        ),
    )


def _name(model: NavigationModel, code: int) -> str:
    return model.actions[code - FIRST_ACTION_CODE].action
