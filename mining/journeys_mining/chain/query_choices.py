"""Which query keys choose what is shown: decided by their names, or by what follows their values.

Takes the shapes of URLs and the coded events; gives, for each template, the keys whose values make
actions of their own. Such a key has few values, and most of its traffic has those that come often:
a closed set. Keys that are called as those that choose (`do`, `action`, `page`) do. Of any other
the values have to foretell the sessions of users they were not counted from: what other keys come
with them, what follows, and where it goes from there. That a value stays, as a language and an
order of sorting do, foretells nothing of this: both ways of telling know that. Where values are
many they may be titles, which lead to each other as well as pages do; those are told apart only if
what follows is of another kind.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from journeys_mining.actions.closed_keys import CLOSED_SHARE, MOST_NAMES
from journeys_mining.actions.known_templates import KnownTemplates
from journeys_mining.actions.queries import (
    CHOOSING_KEYS,
    is_numbered,
    named_values,
    without_choices,
)
from journeys_mining.actions.url_shapes import Choices, UrlShapes
from journeys_mining.chain.drawn_sessions import draw_sessions
from journeys_mining.chain.event_pages import FOLDS, Gain, gain_of, interpolated
from journeys_mining.chain.ngram_trie import END_CODE, START_CODE, Flags, Floats, Ints
from journeys_mining.counting.codes import FIRST_ACTION_CODE
from journeys_mining.engine import Engine, Table
from journeys_mining.options import MiningOptions
from journeys_mining.recorded.graphql import OPERATION_KEY
from journeys_mining.report import ChoosingKey

_MOST_PAGES = 19
"""More names than this below one path may be titles."""
_MOST_STEPS = 300_000
"""Expected; of a larger export the sessions of some users decide."""
_NO_SHAPE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryChoices:
    """The keys that choose, for the naming of actions and for a person."""

    by_template: Choices
    keys: tuple[ChoosingKey, ...]
    """Sorted by template and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    template: str
    key: str
    names: tuple[str, ...]
    """Values that come often, sorted."""
    of_kind: bool
    """By its name it is one of those that choose."""

    @property
    def choices(self) -> frozenset[str]:
        """The names that make actions: not those of records of one kind, `node/17`."""
        return frozenset(name for name in self.names if not is_numbered(name))

    @property
    def needs_evidence(self) -> bool:
        # Operations are named by those who wrote the application, any number of them.
        is_operation = self.key == OPERATION_KEY
        return not is_operation and (not self.of_kind or len(self.names) > _MOST_PAGES)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Steps:
    """Events and what came next in their sessions, shape (events,) each."""

    shape: Ints
    call: Ints
    next_shape: Ints
    next_call: Ints
    """-1, as the shape, at the end of a session."""
    user: Ints


def decide_choices(
    engine: Engine,
    events: Table,
    shapes: UrlShapes,
    options: MiningOptions,
    known: KnownTemplates | None = None,
) -> QueryChoices:
    """The keys that choose what is shown.

    What `known` says of a template's keys holds. With `epsilon` names alone decide: what single
    sessions decide would need noise of its own.
    """
    given = {template: known.choices(template) for template in set(shapes.bare)} if known else {}
    candidates = [
        one
        for one in _candidates(shapes, options.floor)
        if one.key not in given.get(one.template, {})
    ]
    chosen: dict[_Candidate, Gain | None] = {
        one: None for one in candidates if not one.needs_evidence
    }
    by_template: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    by_template.update(given)
    for one in chosen:
        by_template[one.template][one.key] = one.choices
    asked = [one for one in candidates if one.needs_evidence]
    if asked and options.epsilon is None:
        steps = _draw_steps(engine, events, shapes, options)
        chosen |= _choose_by_gain(steps, shapes, asked, by_template)
    told = sorted(chosen, key=lambda one: (one.template, one.key))
    return QueryChoices(
        by_template=by_template, keys=tuple(_told(one, chosen[one]) for one in told)
    )


def _choose_by_gain(
    steps: _Steps,
    shapes: UrlShapes,
    asked: Sequence[_Candidate],
    by_template: defaultdict[str, dict[str, frozenset[str]]],
) -> dict[_Candidate, Gain]:
    """The candidates that foretell something, the best of each template first, added to
    `by_template`: what one key has told another need not tell again."""
    chosen: dict[_Candidate, Gain] = {}
    while asked:
        kinds = _kinds(shapes.chosen_by(by_template))
        gains = {one: _gain(steps, shapes, kinds, one) for one in asked}
        clear = {one: gain for one, gain in gains.items() if gain.is_clear}
        best = {one.template: one for one in sorted(clear, key=lambda one: clear[one].bits)}
        for one in best.values():
            chosen[one] = clear[one]
            by_template[one.template][one.key] = one.choices
        asked = [one for one in clear if one not in chosen]
    return chosen


def _told(one: _Candidate, gain: Gain | None) -> ChoosingKey:
    bits = gain.bits / gain.times if gain else None
    return ChoosingKey(template=one.template, key=one.key, names=len(one.choices), bits=bits)


def _candidates(shapes: UrlShapes, floor: int) -> Iterator[_Candidate]:
    """The keys that have names of a closed set, by template and key."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for template, signature, count in zip(
        shapes.bare, shapes.signatures, shapes.counts, strict=True
    ):
        for key, value in named_values(signature):
            counts[template, key][value] += count
    for (template, key), values in sorted(counts.items()):
        often = sorted(value for value, count in values.items() if count >= floor)
        is_closed = sum(values[value] for value in often) >= CLOSED_SHARE * values.total()
        of_kind = key in CHOOSING_KEYS
        if key == OPERATION_KEY or (of_kind and len(values) <= _MOST_PAGES):
            yield _Candidate(template=template, key=key, names=tuple(sorted(values)), of_kind=True)
        elif is_closed and 2 <= len(often) <= MOST_NAMES:
            yield _Candidate(template=template, key=key, names=tuple(often), of_kind=of_kind)


def _draw_steps(engine: Engine, events: Table, shapes: UrlShapes, options: MiningOptions) -> _Steps:
    """The events of some users, in the order of their sessions."""
    shaped = shapes.shaped(events)
    calls = engine.number(events.call_code.max()) + 1
    code = (shaped.shape_code.cast("int64") - _NO_SHAPE) * calls + shaped.call_code
    coded = shaped.mutate(code=code + FIRST_ACTION_CODE)
    share = min(1.0, _MOST_STEPS / sum(shapes.counts))
    drawn = draw_sessions(engine, coded, share=share, idle_timeout_s=options.idle_timeout_s)
    at = np.flatnonzero((drawn.codes != START_CODE) & (drawn.codes != END_CODE))
    first = FIRST_ACTION_CODE - 1
    now, then = drawn.codes[at] - first, drawn.codes[at + 1] - first
    ends = then < 0
    return _Steps(
        shape=now // calls + _NO_SHAPE,
        call=now % calls,
        next_shape=np.where(ends, _NO_SHAPE, then // calls + _NO_SHAPE),
        next_call=np.where(ends, -1, then % calls),
        user=drawn.users[at],
    )


def _kinds(shapes: UrlShapes) -> Ints:
    """A number for each template with its query; the last one is for none."""
    told = list(zip(shapes.bare, shapes.signatures, strict=True))
    numbers = {one: number for number, one in enumerate(sorted(set(told)))}
    return np.asarray([*(numbers[one] for one in told), len(numbers)])


def _gain(steps: _Steps, shapes: UrlShapes, kinds: Ints, candidate: _Candidate) -> Gain:
    """How much better is foretold what happens, by the names of a key, than without them."""
    names = {name: number for number, name in enumerate(candidate.names)}
    other = len(names)
    name_of = np.full(len(shapes.bare) + 1, -1)
    for shape, (template, signature) in enumerate(zip(shapes.bare, shapes.signatures, strict=True)):
        if template == candidate.template and candidate.key in without_choices(signature):
            name_of[shape] = names.get(dict(named_values(signature)).get(candidate.key, ""), other)
    are_few = other <= _MOST_PAGES
    is_asked = (name_of[steps.shape] >= 0) & (name_of[steps.shape] < other)
    asked = np.flatnonzero(is_asked & (are_few | (steps.next_call >= 0)))
    user, name = steps.user[asked], name_of[steps.shape[asked]]
    next_name = name_of[steps.next_shape[asked]]
    stays = next_name == name
    kind = kinds[steps.shape[asked]]
    follows = _numbered(kinds[steps.next_shape[asked]], steps.next_call[asked], stays)
    bits = _bits(kind, name, follows, user)
    if are_few:
        moves = (next_name >= 0) & ~stays
        further = _bits(kind[moves], name[moves], next_name[moves], user[moves], elsewhere=True)
        bits[moves] += further
    return gain_of(user, bits, np.ones(len(asked), dtype=np.bool_), len(asked))


def _numbered(*columns: Ints | Flags) -> Ints:
    """A number for each distinct row."""
    _, numbers = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    return numbers.reshape(-1)


def _bits(kind: Ints, name: Ints, outcome: Ints, user: Ints, *, elsewhere: bool = False) -> Floats:
    """What the name tells of each outcome beyond what the kind tells, in bits.

    Parameters
    ----------
    kind, name, outcome, user
        Shape (steps,); numbers from 0 on.
    elsewhere
        Outcomes are names, too, and never that of their step: what is left goes to the others.

    Returns
    -------
    Shape (steps,): log2 of the probability given kind and name, over that given the kind; counted
    from the users of other folds, and interpolated as by Witten and Bell (1991), method C.
    """
    bits = np.zeros(len(name))
    if not len(name):
        return bits
    width = int(max(outcome.max(), name.max())) + 1
    for fold in range(FOLDS):
        asked = user % FOLDS == fold
        counts = np.bincount(outcome[~asked], minlength=width) + 1

        def of_kind(what: Ints, asked: Flags = asked, counts: Ints = counts) -> Floats:
            now = np.where(asked, what, outcome)
            return interpolated(kind, now, asked, counts[what[asked]] / counts.sum(), width)

        lower = of_kind(outcome)
        if elsewhere:
            lower = lower / (1 - of_kind(name))
        upper = interpolated(kind * width + name, outcome, asked, lower, width)
        bits[asked] = np.log2(upper / lower)
    return bits
