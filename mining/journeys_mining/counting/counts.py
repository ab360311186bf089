"""What is counted: n-grams of actions with their users, and the time between two actions.

Takes the events with their codes, gives the transitions of the model.
"""

import gc
import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from journeys_mining.counting.gram_arrays import GramArrays
from journeys_mining.counting.gram_table import GramTable
from journeys_mining.counting.grams import CountedGrams, Grams
from journeys_mining.engine import Engine, Table
from journeys_mining.model.navigation_model import Transition
from journeys_mining.options import MiningOptions


def read_grams(
    engine: Engine, events: Table, event_count: int, code_count: int, options: MiningOptions
) -> Grams:
    """The sessions of the events: as arrays, unless they are in somebody else's database.

    Parameters
    ----------
    events
        user_code, time_us, row, code, and session (NULL for an event without) if the export has
        sessions of its own.
    code_count
        Codes are less than this.
    """
    if engine.local is engine:
        return GramArrays.of_events(engine, events, event_count, options.idle_timeout_s, code_count)
    return GramTable(engine, events, options.idle_timeout_s, options.order, code_count)


def count_transitions(
    grams: Grams, names: Sequence[str], order: int, floor: int
) -> tuple[Transition, ...]:
    """Every transition with at least `floor` users, sorted as the model wants them.

    Parameters
    ----------
    names
        The name of each action code; START and END at theirs.
    """
    # In the order of the names; START and END have codes of their own at the beginning.
    ranks = np.argsort(np.argsort(np.array(names, dtype=object)))
    transitions: list[Transition] = []
    for counted in grams.counted(order, floor):
        with _without_collection():
            transitions += _as_transitions(counted.sorted_by(ranks), names)
    return tuple(transitions)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Records hold no cycles: to look for some again and again takes as long as to make them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _as_transitions(counted: CountedGrams, names: Sequence[str]) -> Iterator[Transition]:
    columns = [[names[code] for code in column] for column in counted.codes.T.tolist()]
    contexts = zip(*columns[:-1], strict=True)
    for context, action, count, users, think_s in zip(
        contexts,
        columns[-1],
        counted.counts.tolist(),
        counted.users.tolist(),
        _think_times(counted),
        strict=False,
    ):
        yield Transition(context=context, action=action, count=count, users=users, think_s=think_s)


def _think_times(counted: CountedGrams) -> Iterator[tuple[float, float] | None]:
    """Median and 90th percentile in seconds of each n-gram, where there is a time between."""
    if counted.gaps_us is None:
        yield from itertools.repeat(None)
        return
    for median, high in counted.gaps_us.tolist():
        yield None if math.isnan(median) else (round(median / 1e6, 3), round(high / 1e6, 3))
