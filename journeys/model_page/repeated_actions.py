"""How often sessions that do an action do it again, as the model draws them.

A revisit factor weighs only what a context does not know; this is what comes of counts and factors
together.
"""

from typing import Final

import numpy as np

from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.ngram_trie import FIRST_ACTION_CODE, START_CODE
from journeys_mining.chain.smoothing import Chain

_SESSIONS: Final = 20_000
_MOST_STEPS: Final = 200
_LEAST_SESSIONS: Final = 100
_SEED: Final = 7


def again_shares(chain: Chain) -> dict[str, float]:
    """Of the drawn sessions that do each action: the share that does it more than once, 0-1.

    Actions that fewer than a hundred of the drawn sessions do are left out.
    """
    rng = np.random.default_rng(_SEED)
    codes = SessionDrawer(chain.coded).draw(_SESSIONS, rng, max_steps=_MOST_STEPS)
    size = len(chain.coder.names)
    session = np.cumsum(codes == START_CODE) - 1
    done = codes >= FIRST_ACTION_CODE
    pairs, times = np.unique(session[done] * size + codes[done], return_counts=True)
    sessions = np.bincount(pairs % size, minlength=size)
    again = np.bincount(pairs % size, weights=times > 1, minlength=size)
    return {
        chain.coder.names[code]: float(again[code] / sessions[code])
        for code in np.flatnonzero(sessions >= _LEAST_SESSIONS).tolist()
    }
