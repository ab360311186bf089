"""The protocol of IPredict: one predicted action for each test session of a cross-validation.

Gueniche et al., "CPT+: decreasing the time/space complexity of the compact prediction tree" (2015),
and the authors' own code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.sequence_files import Session, without_repeats
from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.fitted_chain import FittedChain, fit_chain
from journeys_mining.chain.horizon import Horizon, choose_mix
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, ROOT, trie_of_sessions

_FOLDS = 14
_HELD_OUT = 10
"""One session in so many tunes the numbers of a fold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What a published table says of its sessions and queries."""

    session_count: int
    least_steps: int
    consequent: int
    """A prediction holds if it is among so many last steps."""
    window: int
    """Steps before them that are given."""
    repeats_go: str
    """`before` or `after` the filter by length."""


def qualifying(sessions: Sequence[Session], protocol: Protocol) -> list[Session]:
    """The first sessions that are long enough, without runs of the same action."""
    if protocol.repeats_go == "before":
        sessions = without_repeats(sessions)
    long = [one for one in sessions if len(one) >= protocol.least_steps]
    return without_repeats(long[: protocol.session_count])


def next_step_accuracy(
    sessions: Sequence[Session], protocol: Protocol, *, order: int, seed: int
) -> float:
    """Share of test sessions whose predicted action is among their last ones, 0–1."""
    hits = asked = 0
    for fold in _folds(sessions, protocol, seed):
        chain = fit_chain(fold.train, fold.held_out, order)
        predicted = predict(chain, [_history(one, protocol) for one in fold.test])
        hits += _hits(fold.test, predicted, protocol)
        asked += len(fold.test)
    return hits / asked


def horizon_accuracy(
    sessions: Sequence[Session], protocol: Protocol, *, order: int, seed: int
) -> float:
    """The same, predicted by the scorer of what comes within the last steps."""
    hits = asked = 0
    for fold in _folds(sessions, protocol, seed):
        rest = (*fold.train, *fold.held_out)
        coder = SessionCoder(sorted({action for one in rest for action in one}))

        def horizon(counted: Sequence[Session], coder: SessionCoder = coder) -> Horizon:
            trie = trie_of_sessions(coder.code(counted), len(coder.names), order)
            return Horizon(trie, protocol.consequent)

        def coded(
            histories: Sequence[Session], coder: SessionCoder = coder
        ) -> list[npt.NDArray[np.int64]]:
            return [coder.code([one])[1:-1] for one in histories]

        mix = choose_mix(
            horizon(fold.train),
            coded([_history(one, protocol) for one in fold.held_out]),
            coded([one[-protocol.consequent :] for one in fold.held_out]),
        )
        queries = coded([_history(one, protocol) for one in fold.test])
        best = horizon(rest).parts(queries).scores(mix).argmax(axis=1).tolist()
        hits += _hits(fold.test, [coder.names[code] for code in best], protocol)
        asked += len(fold.test)
    return hits / asked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fold:
    train: list[Session]
    held_out: list[Session]
    test: list[Session]


def _folds(sessions: Sequence[Session], protocol: Protocol, seed: int) -> Iterator[_Fold]:
    asked = [one for one in sessions if len(one) > protocol.consequent]
    fold = np.random.default_rng(seed).permutation(len(asked)) % _FOLDS
    for number in range(_FOLDS):
        rest = [one for one, of in zip(asked, fold, strict=True) if of != number]
        yield _Fold(
            train=[one for index, one in enumerate(rest) if index % _HELD_OUT],
            held_out=rest[::_HELD_OUT],
            test=[one for one, of in zip(asked, fold, strict=True) if of == number],
        )


def _history(session: Session, protocol: Protocol) -> Session:
    return session[: -protocol.consequent][-protocol.window :]


def _hits(test: Sequence[Session], predicted: Sequence[str], protocol: Protocol) -> int:
    return sum(
        action in one[-protocol.consequent :] for one, action in zip(test, predicted, strict=True)
    )


def predict(chain: FittedChain, queries: Sequence[Session]) -> list[str]:
    """The likeliest next action after each query, END left out."""
    smoothed, effects = chain.scoring.smoothed, chain.scoring.effects
    candidates = np.arange(FIRST_ACTION_CODE, smoothed.trie.code_count)
    predicted: list[str] = []
    for query in queries:
        codes = chain.coder.code([query])[1:-1]
        context = np.array([ROOT])
        for code in codes:
            context = smoothed.trie.step(context, np.array([code]))
        scores = smoothed.probs(np.repeat(context, len(candidates)), candidates)
        done, backwards = np.unique(codes[::-1], return_index=True)
        done, lags = done[done >= 0], backwards[done >= 0] + 1
        unaware = smoothed.unaware_probs(np.repeat(context, len(done)), done, lags)
        scores[done - FIRST_ACTION_CODE] -= unaware * (1.0 - effects.revisits(done, lags))
        predicted.append(chain.coder.names[int(candidates[scores.argmax()])])
    return predicted
