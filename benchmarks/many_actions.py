"""Fits a chain over tens of thousands of actions, and measures the memory that it takes.

    python -m benchmarks.many_actions [--actions 50000] [--sessions 100000]

Sessions walk a made site on which each page links to twenty others. A dense matrix of 50,000
actions would take 20 GB; it ends with 1 if the whole takes more than 2 GiB.
"""

import argparse
import resource
import sys
import time

import numpy as np

from benchmarks.sequence_files import Session
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.fitted_chain import fit_chain

_LINKS = 20
_GOES_ON = 0.85
_MOST_MIB = 2048


def walk_site(actions: int, sessions: int, seed: int) -> list[Session]:
    """Sessions over pages `p0`, `p1`, …; the first links of a page are followed most."""
    rng = np.random.default_rng(seed)
    links = rng.integers(actions, size=(actions, _LINKS))
    at = rng.integers(actions, size=sessions)
    lengths = np.minimum(rng.geometric(1 - _GOES_ON, size=sessions), 60)
    walked = [at]
    for _ in range(int(lengths.max()) - 1):
        chosen = np.minimum(rng.geometric(0.2, size=sessions) - 1, _LINKS - 1)
        at = links[at, chosen]
        walked.append(at)
    pages = np.stack(walked, axis=1)
    return [
        tuple(f"p{page}" for page in row[:length])
        for row, length in zip(pages.tolist(), lengths.tolist(), strict=True)
    ]


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--actions", type=int, default=50_000)
    parser.add_argument("--sessions", type=int, default=100_000)
    arguments = parser.parse_args()
    sessions = walk_site(arguments.actions, arguments.sessions, seed=0)
    before_s = time.process_time()
    chain = fit_chain([one for i, one in enumerate(sessions) if i % 10], sessions[::10], 3)
    fit_s = time.process_time() - before_s
    before_s = time.process_time()
    drawer = SessionDrawer(chain.drawing)
    codes = drawer.draw(20_000, np.random.default_rng(0), max_steps=200)
    drawn_s = time.process_time() - before_s
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"actions             {len(chain.coder.names) - 2:,}")
    print(f"fit                 {fit_s:.1f} s of one core, tuning included")
    print(f"drawing             {len(codes) / drawn_s:,.0f} steps a second")
    print(f"peak memory         {peak_mib:,.0f} MiB, ≤ {_MOST_MIB:,}")
    return 0 if peak_mib <= _MOST_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
