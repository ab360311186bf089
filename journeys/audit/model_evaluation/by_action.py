"""Where a model is surprised: what real users do after each action, and how well it was foretold.

Only actions that `floor` users of the measured sessions did or more: nothing of a single one.
"""

from collections.abc import Iterator

import numpy as np

from journeys.audit.model_evaluation.bench import Bench
from journeys.audit.model_evaluation.figures import ActionFigures
from journeys.audit.model_evaluation.reference_chains import ScoringChain
from journeys_mining.chain.ngram_trie import START_CODE, Ints


def figures_by_action(bench: Bench) -> tuple[ActionFigures, ...]:
    """One line for each action that enough users did, those first that cost most surprise."""
    codes = bench.coder.code(bench.real)
    step = np.flatnonzero(codes != START_CODE)
    before = codes[step - 1]
    bits = [
        -np.log2(ScoringChain.of(model).step_probs(codes)[step])
        for model in (bench.model, bench.plain)
    ]
    size = len(bench.coder.names)
    known = before >= 0
    counts = np.bincount(before[known], minlength=size)
    sums = [np.bincount(before[known], weights=one[known], minlength=size) for one in bits]
    users = _users_of_codes(codes, bench.users, size)
    drawn = bench.coder.code(bench.drawn)
    drawn_counts = np.bincount(drawn[drawn >= 0], minlength=size)
    drawn_sessions = len(bench.drawn)

    def lines() -> Iterator[ActionFigures]:
        for code in np.flatnonzero(users >= max(bench.model.floor, 1)).tolist():
            yield ActionFigures(
                action=bench.coder.names[code],
                count=int(counts[code]),
                per_session=float(counts[code] / len(bench.real)),
                drawn_per_session=float(drawn_counts[code] / drawn_sessions),
                bits=float(sums[0][code] / counts[code]),
                first_order_bits=float(sums[1][code] / counts[code]),
            )

    return tuple(sorted(lines(), key=lambda one: (-one.bits * one.count, one.action)))


def _users_of_codes(codes: Ints, users: Ints, size: int) -> Ints:
    """How many users did each code; START once for each user."""
    session = np.cumsum(codes == START_CODE) - 1
    known = codes >= 0
    numbers = np.unique(users, return_inverse=True)[1]
    pairs = np.unique(numbers[session[known]] * size + codes[known])
    done = np.bincount(pairs % size, minlength=size)
    # Nothing follows END.
    done[1] = 0
    return done
