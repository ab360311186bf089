"""Measures profiles: on worlds whose profiles are known, and on public sequences.

    python -m benchmarks.profiles
    python -m benchmarks.profiles --data FOLDER
    python -m benchmarks.profiles FILE...

Worlds: how many were found, and the adjusted Rand index with the truth. Sequences: how many there
are, how far two seeds agree, and what they add to the likelihood of sessions that nothing was
fitted to, over one first-order chain.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

from benchmarks.public_sets import public_sets
from benchmarks.sequence_files import Session, read_sessions
from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE
from journeys_mining.profiles.markov_mixture import Mixture, fit_mixture
from journeys_mining.profiles.mining import MOST_STEPS, divide_sessions
from journeys_mining.profiles.mixture_search import MixtureSearch
from journeys_mining.profiles.pair_counts import count_pairs
from tests.support.profile_worlds import a_world

_WORLDS = 20
_SESSIONS = 1200


def measure_worlds() -> None:
    """Five worlds each of one to four profiles."""
    for seed in range(_WORLDS):
        truth = seed % 4 + 1
        world = a_world(seed, profiles=truth, sessions=_SESSIONS)
        divided = divide_sessions(world.sessions, len(world.names), floor=1)
        found = 1 if divided is None else int(divided.of_session.max()) + 1
        of_session = np.zeros(_SESSIONS) if divided is None else divided.of_session
        index = adjusted_rand_score(world.profile_of_session, of_session)
        agreement = "" if divided is None else f"seeds agree {divided.found.agreement:.3f}"
        print(
            f"world {seed:>2}  profiles {truth}  found {found}  ARI {index:.3f}"
            f"  gap {world.gap:5.1f} nats a session  {agreement}"
        )


def measure_sessions(name: str, sessions: Sequence[Session]) -> None:
    """Profiles of four fifths of the sessions, and what they say of the rest."""
    chosen = _cut(sessions)
    coder = SessionCoder(sorted({action for one in chosen for action in one}))
    codes = coder.code(chosen)
    session = np.cumsum(codes == START_CODE) - 1
    test = session % 5 == 0
    drawn = DrawnSessions(
        codes=codes[~test], users=np.where(codes >= FIRST_ACTION_CODE, session, -1)[~test]
    )
    begin_s = time.process_time()
    divided = divide_sessions(drawn, len(coder.names), floor=5)
    took_s = time.process_time() - begin_s
    if divided is None:
        print(f"{name}: one profile of {len(chosen):,} sessions; {took_s:.1f} s of one core")
        return
    pairs = count_pairs(codes, len(coder.names))
    rows = np.arange(pairs.row_count)
    train, asked = pairs.of_sessions(rows[rows % 5 > 0]), pairs.of_sessions(rows[rows % 5 == 0])
    alone = MixtureSearch(train).fit(1, strength=1.0, seed=0)
    sizes = np.bincount(divided.of_session)
    steps = float(asked.row_sums().sum())
    shares = np.eye(len(sizes))[:, divided.of_session]

    def nats(mixture: Mixture) -> float:
        return float(mixture.log_likelihood(asked).sum()) / steps

    together, _ = fit_mixture(train, shares, strength=divided.found.strength, most_rounds=200)
    gain = nats(together) - nats(alone)
    print(
        f"{name}: {len(sizes)} profiles of {len(chosen):,} sessions,"
        f" shares {', '.join(f'{one:.2f}' for one in sorted(sizes / sizes.sum())[::-1])};"
        f" seeds agree {divided.found.agreement:.3f}; test sessions gain {gain:.4f} nats a step"
        f" (perplexity {100 * (1 - np.exp(-gain)):.2f} % lower); {took_s:.1f} s of one core"
    )


def _cut(sessions: Sequence[Session]) -> list[Session]:
    """As many sessions, drawn at random, as mining divides at most."""
    order = np.random.default_rng(0).permutation(len(sessions)).tolist()
    steps = np.cumsum([len(sessions[index]) for index in order])
    return [sessions[index] for index in order[: int(np.searchsorted(steps, MOST_STEPS)) + 1]]


def main() -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="n-gram, SPMF or MSNBC files")
    parser.add_argument("--data", type=Path, help="public sets")
    arguments = parser.parse_args()
    for path in arguments.files:
        measure_sessions(path.name, read_sessions(path))
    if arguments.data:
        for one in public_sets(arguments.data):
            if not one.missing():
                measure_sessions(one.name, one.sessions())
    if not arguments.files and not arguments.data:
        measure_worlds()
    return 0


if __name__ == "__main__":
    sys.exit(main())
