"""Whether a named event is one action or one for each page it happens on.

Takes the named events and their counts, gives them with some events joined. An event of very many
pages, such as a click on the logo, may lie below the floor on each of them and above it on all
together; another means something else on each page. Two chains of order 2 foretell the sessions of
users they were not counted from: one has every event with its page, where enough users did it
there, and the other every event without. An event is joined where that foretells what happens
around it clearly better: by more than chance, and enough to be worth its page, which a replay goes
to and whose slots it fills.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.actions.event_actions import NamedEvents
from journeys_mining.chain.drawn_sessions import draw_sessions
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE, Flags, Floats, Ints
from journeys_mining.counting import codes as coded
from journeys_mining.counting.action_stats import count_actions
from journeys_mining.engine import Engine
from journeys_mining.options import MiningOptions

_MOST_STEPS = 300_000
"""Expected; of a larger export the sessions of some users decide, by the counts of all."""
FOLDS = 4
_STANDARD_ERRORS = 2.0
_LEAST_BITS = 0.1
"""For each time."""

Counted = dict[str, tuple[int, int]]
"""Events and users of each action."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class JoinedEvents:
    """The named events, some of them without their page."""

    named: NamedEvents
    counted: Counted
    names: tuple[str, ...]
    """Names of the events that were joined, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """How much better the sessions of some users are foretold in one of two ways."""

    bits: float
    error: float
    """About the standard error of `bits`, in bits: users are independent."""
    times: int
    """How often there was something to foretell in those sessions."""

    @property
    def is_clear(self) -> bool:
        return self.bits > max(_STANDARD_ERRORS * self.error, _LEAST_BITS * self.times)


def join_events(
    engine: Engine, named: NamedEvents, counted: Counted, options: MiningOptions
) -> JoinedEvents:
    """The events, with those joined that are foretold better without their page.

    Parameters
    ----------
    counted
        What `count_actions` gives for `named`.
    """
    variants = _on_several_pages(named.actions)
    whole = _count_whole(engine, named, variants)
    variants = {
        name: codes
        for name, codes in variants.items()
        if whole[name][1] >= options.floor and _is_partly_lost(codes, named, counted, options.floor)
    }
    if not variants:
        return JoinedEvents(named=named, counted=counted, names=())
    groups = tuple(variants.values())
    gains = _gains(engine, named, groups, counted, options)
    names = tuple(name for name, gain in zip(variants, gains, strict=True) if gain.is_clear)
    new = {code: name for name in names for code in variants[name]}
    left = {one: counted[one] for code, one in enumerate(named.actions) if code not in new}
    actions = tuple(new.get(code, one) for code, one in enumerate(named.actions))
    return JoinedEvents(
        named=replace(named, actions=actions),
        counted=left | {name: whole[name] for name in names},
        names=names,
    )


def _on_several_pages(actions: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The codes of each event that has several pages, by its name."""
    pages: defaultdict[str, set[str]] = defaultdict(set)
    codes: defaultdict[str, list[int]] = defaultdict(list)
    for code, text in enumerate(actions):
        action = Action.parse(text)
        if action.kind is ActionKind.EVENT and action.name:
            codes[action.name].append(code)
            pages[action.name] |= {action.template} if action.template else set()
    return {name: tuple(codes[name]) for name in sorted(codes) if len(pages[name]) > 1}


def _is_partly_lost(codes: Sequence[int], named: NamedEvents, counted: Counted, floor: int) -> bool:
    """Whether too few users did an event on some page; else its pages cost the model nothing."""
    return any(counted[named.actions[code]][1] < floor for code in codes)


def _count_whole(
    engine: Engine, named: NamedEvents, variants: Mapping[str, Sequence[int]]
) -> Counted:
    """Events and users of each event on all of its pages."""
    if not variants:
        return {}
    rows = [(code, group) for group, codes in enumerate(variants.values()) for code in codes]
    frame = pd.DataFrame(rows, columns=["action_code", "whole_code"], dtype="int32")
    joined = named.events.inner_join(engine.put("whole_events", frame), "action_code")
    events = joined.select("user_code", action_code=joined.whole_code)
    return count_actions(engine, events, tuple(variants))


def _gains(
    engine: Engine,
    named: NamedEvents,
    groups: Sequence[Sequence[int]],
    counted: Counted,
    options: MiningOptions,
) -> tuple[Gain, ...]:
    """What joining gains, for each group of actions."""
    share = min(1.0, _MOST_STEPS / sum(count for count, _ in counted.values()))
    events = named.events.mutate(code=named.events.action_code + coded.FIRST_ACTION_CODE)
    drawn = draw_sessions(engine, events, share=share, idle_timeout_s=options.idle_timeout_s)
    unknown = len(named.actions) + FIRST_ACTION_CODE
    split = np.arange(unknown + 1)
    for code, action in enumerate(named.actions, start=FIRST_ACTION_CODE):
        if counted[action][1] < options.floor:
            split[code] = unknown
    joined, group_of = split.copy(), np.full(unknown + 1, -1)
    for group, codes in enumerate(groups):
        of_group = np.asarray(codes) + FIRST_ACTION_CODE
        joined[of_group], group_of[of_group] = of_group[0], group
    # Both foretell the event whatever its page; a page that is lost is one of all that are unknown.
    wanted = np.where(split == unknown, unknown, joined)
    lost = max(int(np.count_nonzero(split[:-1] == unknown)), 1)
    steps = np.flatnonzero(drawn.codes != START_CODE)
    before = drawn.codes[steps - 1]
    earlier = np.where(before == START_CODE, START_CODE, drawn.codes[steps - 2])
    now = drawn.codes[steps]
    user = drawn.users_of_sessions()[np.cumsum(drawn.codes == START_CODE)[steps] - 1]

    def bits(labels: Ints, outcomes: Ints) -> Floats:
        told = _log2_probs(labels[earlier], labels[before], outcomes[now], user % FOLDS)
        return told - np.where(outcomes[now] == unknown, np.log2(lost), 0.0)

    gain = bits(joined, joined) - bits(split, wanted)
    near = np.stack((group_of[earlier], group_of[before], group_of[now]))
    return tuple(
        gain_of(user, gain, (near == group).any(axis=0), int(np.count_nonzero(near[-1] == group)))
        for group in range(len(groups))
    )


def gain_of(user: Ints, gain: Floats, chosen: Flags, times: int) -> Gain:
    """The gain of the chosen steps, from the user and the bits of each, shape (steps,)."""
    _, number = np.unique(user[chosen], return_inverse=True)
    of_users = np.bincount(number, weights=gain[chosen]).astype(np.float64)
    return Gain(bits=float(of_users.sum()), error=float(np.linalg.norm(of_users)), times=times)


def _log2_probs(earlier: Ints, before: Ints, now: Ints, fold: Ints) -> Floats:
    """Log2 of the probability of each step given the two before it, counted from other folds.

    Parameters
    ----------
    earlier, before, now, fold
        Shape (steps,), all of one length; the first three are codes from 0 on.

    Returns
    -------
    Shape (steps,), at most 0. Orders are interpolated as by Witten and Bell (1991), method C; the
    lowest adds one to the count of each code.
    """
    width = int(max(earlier.max(), before.max(), now.max())) + 1
    told = np.zeros(len(now))
    for one in range(FOLDS):
        asked = fold == one
        counts = np.bincount(now[~asked], minlength=width) + 1
        probs = (counts / counts.sum())[now[asked]]
        for context in (before, earlier * width + before):
            probs = interpolated(context, now, asked, probs, width)
        told[asked] = np.log2(probs)
    return told


def interpolated(context: Ints, now: Ints, asked: Flags, lower: Floats, width: int) -> Floats:
    """The probability of each asked step in its context, from that of one order less."""
    keys = context * width + now
    pairs, counts = np.unique(keys[~asked], return_counts=True)
    contexts, first, kinds = np.unique(pairs // width, return_index=True, return_counts=True)
    totals = np.add.reduceat(counts, first) if len(first) else counts
    total = _looked_up(contexts, totals, context[asked])
    kind = _looked_up(contexts, kinds, context[asked])
    seen = _looked_up(pairs, counts, keys[asked])
    probs: Floats = np.where(total > 0, (seen + kind * lower) / np.maximum(total + kind, 1), lower)
    return probs


def _looked_up(keys: Ints, values: Ints, asked: Ints) -> Ints:
    """The value of each asked key, 0 where there is none; keys ascend."""
    if not len(keys):
        return np.zeros(len(asked), dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    found: Ints = np.where(keys[place] == asked, values[place], 0)
    return found
