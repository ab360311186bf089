"""The n-grams of a model as arrays: every context, what followed it, and its shorter context.

Takes a model or coded sessions, gives a trie for `kneser_ney`. Knows nothing of probabilities.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from journeys.errors import InputError
from journeys_mining.model.navigation_model import END, START, NavigationModel, Transition

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

START_CODE, END_CODE, FIRST_ACTION_CODE = 0, 1, 2
"""Codes in a trie: the two ends of a session, then the actions."""
UNKNOWN = -1
"""Code of an action, or index of a node, that the trie does not have."""
ROOT = 0
"""The node of the empty context."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NgramTrie:
    """Every n-gram of up to `order` + 1 actions as a node; a node is a context too.

    Nodes are sorted by length, then by the node without the last action, then by last action, so
    what followed a context lies side by side. Every suffix of an n-gram is a node.
    """

    code_count: int
    """Number of codes, the two ends included."""
    order: int
    """The longest context, in actions."""
    parent: Ints
    """The n-gram without its last action; ROOT for the root itself."""
    action: Ints
    """The last action; UNKNOWN for the root."""
    count: Ints
    suffix: Ints
    """The n-gram without its first action; ROOT for the root itself."""
    depth: Ints
    """Length in actions."""
    keys: Ints
    """parent · code_count + action, of all nodes but the root; ascending."""

    def find(self, contexts: Ints, actions: Ints) -> Ints:
        """Nodes of contexts followed by actions, UNKNOWN where there is none."""
        keys = contexts * self.code_count + actions
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = (self.keys[places] == keys) & (contexts >= 0) & (actions >= 0)
        return np.where(known, places + 1, UNKNOWN)

    def first_children(self) -> Ints:
        """For each node the first node that has it as parent; one more entry closes the last."""
        borders = np.arange(len(self.parent) + 1) * self.code_count
        return np.searchsorted(self.keys, borders) + 1

    def begins_with_start(self) -> Flags:
        """Of each node: whether it is the whole of a session so far."""
        begins: Flags = self.action == START_CODE
        for level in self.levels():
            begins[level] |= begins[self.parent[level]]
        return begins

    def levels(self) -> Iterator[slice]:
        """Nodes of one action, of two, and so on."""
        borders = np.searchsorted(self.depth, np.arange(1, self.order + 3))
        for first, after in pairwise(borders):
            yield slice(int(first), int(after))

    def nodes_along(self, codes: Ints) -> Iterator[Ints]:
        """For n-grams of one action, of two, and so on: the node that ends at each code.

        UNKNOWN where the trie has none, or where the session is not that long yet.

        Parameters
        ----------
        codes
            Sessions one after the other, each from START to END.
        """
        node = self.find(np.full(len(codes), ROOT), codes)
        yield node
        for _ in range(self.order):
            before = np.concatenate(([UNKNOWN], node[:-1]))
            node = np.where(codes == START_CODE, UNKNOWN, self.find(before, codes))
            yield node

    def without_sessions(self, codes: Ints, floor: int) -> "NgramTrie":
        """The trie before these sessions were counted, without n-grams that then count too little.

        Parameters
        ----------
        codes
            Sessions that are in the counts, one after the other, each from START to END.
        floor
            The least count of what stays; single actions stay all.
        """
        counted = np.zeros(len(self.count), dtype=np.int64)
        for nodes in self.nodes_along(codes):
            counted += np.bincount(nodes[nodes >= 0], minlength=len(counted))
        left = np.maximum(self.count - counted, 0)
        stays = (self.depth <= 1) | (left >= max(floor, 1))
        index = np.cumsum(stays) - 1
        parent, action = index[self.parent[stays]], self.action[stays]
        return NgramTrie(
            code_count=self.code_count,
            order=self.order,
            parent=parent,
            action=action,
            count=left[stays],
            suffix=index[self.suffix[stays]],
            depth=self.depth[stays],
            keys=(parent * self.code_count + action)[1:],
        )

    def contexts_along(self, codes: Ints) -> Ints:
        """After each action of coded sessions, the longest known context; ROOT if there is none.

        Parameters
        ----------
        codes
            Sessions one after the other, each from START to END.
        """
        longest = np.full(len(codes), ROOT)
        for nodes in islice(self.nodes_along(codes), self.order):
            longest = np.where(nodes >= 0, nodes, longest)
        return longest

    def step(self, contexts: Ints, actions: Ints) -> Ints:
        """The longest known context after an action was done in a context; ROOT if none is."""
        at = np.where(self.depth[contexts] == self.order, self.suffix[contexts], contexts)
        found = self.find(at, actions)
        open_ = np.flatnonzero((found < 0) & (at != ROOT))
        while len(open_):
            at[open_] = self.suffix[at[open_]]
            found[open_] = self.find(at[open_], actions[open_])
            open_ = open_[(found[open_] < 0) & (at[open_] != ROOT)]
        return np.maximum(found, ROOT)


def trie_of_sessions(codes: Ints, code_count: int, order: int) -> NgramTrie:
    """Every n-gram of coded sessions, without a floor.

    Parameters
    ----------
    codes
        Sessions one after the other, each from START to END; no code is UNKNOWN.
    """
    levels = [_Level.root(code_count)]
    node = np.where(codes >= 0, ROOT, UNKNOWN)
    after_root = 1
    for length in range(1, order + 2):
        shorter = node
        before = shorter if length == 1 else np.concatenate(([UNKNOWN], shorter[:-1]))
        whole = before >= 0 if length == 1 else (before >= 0) & (codes != START_CODE)
        keys, first, index, count = np.unique(
            before[whole] * code_count + codes[whole],
            return_index=True,
            return_inverse=True,
            return_counts=True,
        )
        levels.append(
            _Level(keys=keys, count=count, suffix=shorter[whole][first], code_count=code_count)
        )
        node = np.full(len(codes), UNKNOWN)
        node[whole] = index + after_root
        after_root += len(keys)
    return _join(levels, code_count, order)


def trie_of_model(model: NavigationModel) -> NgramTrie:
    """The n-grams of a model; codes are START, END and the model's actions in their order.

    Raises
    ------
    InputError
        A transition is there without the shorter ones that it consists of.
    """
    names = (START, END, *(one.action for one in model.actions))
    codes = _Codes((name, code) for code, name in enumerate(names))
    sessions = model.source.sessions
    counts = np.array([sessions, sessions, *(one.count for one in model.actions)], dtype=np.int64)
    single = _Level(
        keys=np.arange(len(names)),
        count=counts,
        suffix=np.full(len(names), ROOT),
        code_count=len(names),
    )
    levels = [_Level.root(len(names)), single]
    ordered = sorted(model.transitions, key=lambda one: len(one.context))
    for _, transitions in groupby(ordered, key=lambda one: len(one.context)):
        levels.append(_level_of(tuple(transitions), levels, codes))
    return _join(levels, len(names), model.order)


class _Codes(dict[str, int]):
    """Codes of names, UNKNOWN for any other."""

    def __missing__(self, name: str) -> int:
        return UNKNOWN


def _level_of(
    transitions: Sequence[Transition], shorter: Sequence["_Level"], codes: _Codes
) -> "_Level":
    """One more level. A model may have half a million n-grams: no loop in Python goes over them."""
    length = len(transitions[0].context) + 1
    names = chain.from_iterable((*one.context, one.action) for one in transitions)
    grams = np.fromiter(
        map(codes.__getitem__, names), dtype=np.int64, count=length * len(transitions)
    ).reshape(-1, length)
    parent = _find_nodes(shorter, grams[:, :-1])
    suffix = _find_nodes(shorter, grams[:, 1:])
    missing = np.flatnonzero((parent < 0) | (suffix < 0))
    if len(missing):
        one = transitions[missing[0]]
        raise InputError(
            f"the model counts {' → '.join((*one.context, one.action))}, but not the shorter"
            " sequences in it",
            remedy="mine the export again; model files are not meant to be edited",
        )
    keys = parent * len(codes) + grams[:, -1]
    order = np.argsort(keys, kind="stable")
    counts = np.fromiter((one.count for one in transitions), dtype=np.int64, count=len(keys))
    return _Level(
        keys=keys[order], count=counts[order], suffix=suffix[order], code_count=len(codes)
    )


def _find_nodes(levels: Sequence["_Level"], grams: Ints) -> Ints:
    """The node of each n-gram, a row of codes; UNKNOWN where the levels have none."""
    node, begin = np.full(len(grams), ROOT if grams.shape[1] < len(levels) else UNKNOWN), 1
    for level, codes in zip(levels[1:], grams.T, strict=False):
        keys = node * level.code_count + codes
        places = np.minimum(np.searchsorted(level.keys, keys), len(level.keys) - 1)
        known = (level.keys[places] == keys) & (codes >= 0) & (node >= 0)
        node = np.where(known, begin + places, UNKNOWN)
        begin += len(level.keys)
    return node


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Level:
    """The nodes of one length."""

    keys: Ints
    count: Ints
    suffix: Ints
    code_count: int

    @classmethod
    def root(cls, code_count: int) -> "_Level":
        nothing = np.array([ROOT])
        return cls(keys=nothing, count=nothing, suffix=nothing, code_count=code_count)


def _join(levels: Sequence[_Level], code_count: int, order: int) -> NgramTrie:
    keys = np.concatenate([level.keys for level in levels])
    parent, action = keys // code_count, keys % code_count
    action[ROOT] = UNKNOWN
    return NgramTrie(
        code_count=code_count,
        order=order,
        parent=parent,
        action=action,
        count=np.concatenate([level.count for level in levels]),
        suffix=np.concatenate([level.suffix for level in levels]),
        depth=np.repeat(np.arange(len(levels)), [len(level.keys) for level in levels]),
        keys=keys[1:],
    )
