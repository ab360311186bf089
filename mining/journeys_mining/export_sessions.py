"""Whole sessions of an export, in the actions of a model: to measure the model by, in memory only.

Takes the events that mining reads and a model; gives sessions of names. Nothing here writes, and
nothing of a single session may be written by those who take it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from journeys_mining.actions.event_actions import name_actions
from journeys_mining.actions.known_templates import KnownTemplates
from journeys_mining.actions.url_shapes import describe_shapes
from journeys_mining.chain.ngram_trie import Ints
from journeys_mining.counting.sessions import read_steps
from journeys_mining.engine import Engine, Table
from journeys_mining.events.coded_events import CodedEvents
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.options import MiningOptions

OTHER = "(other)"
"""Stands for every action that the model does not have."""

MOST_STEPS = 400_000
"""Expected; of a larger export the sessions of some users are taken."""
_PARTS = 1000


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SessionSample:
    """Sessions of some or all users of an export."""

    sessions: tuple[tuple[str, ...], ...]
    """In the order of their users' numbers; OTHER where the model has no such action."""
    users: Ints
    """A number for the user of each session, ascending."""

    @property
    def steps(self) -> int:
        """Number of actions."""
        return sum(map(len, self.sessions))


def set_apart(engine: Engine, events: Table, share: float) -> tuple[Table, Table]:
    """The events of all users but some, and the events of those, about `share` of all.

    Who is set apart goes by the user's number, so it is the same in every run.
    """
    chosen = _users(events, share, multiplier=104_729)
    apart = engine.keep("apart", events.semi_join(chosen, "user_code"))
    return engine.keep("others", events.anti_join(chosen, "user_code")), apart


def read_sessions(
    engine: Engine, coded: CodedEvents, urls: Table, model: NavigationModel, options: MiningOptions
) -> SessionSample:
    """The sessions of some events, of at most about `MOST_STEPS` steps.

    Parameters
    ----------
    coded
        What mining makes of an export before actions are named.
    urls
        What `reduce_urls` gives for that export.
    """
    events = coded.events
    share = min(1.0, MOST_STEPS / max(engine.number(events.count()), 1))
    some = events if share == 1 else events.semi_join(_users(events, share, 7907), "user_code")
    known = KnownTemplates(one.action for one in model.actions)
    shapes = describe_shapes(engine, some, urls, known)
    # Which keys choose the model says: what else is told apart is joined by `known`.
    named = name_actions(engine, replace(coded, events=some), shapes, 1)
    names = [known.action(one) or OTHER for one in named.actions]
    numbered = named.events.rename(code="action_code")
    return _fetch(engine, numbered, names, options.idle_timeout_s)


def _users(events: Table, share: float, multiplier: int) -> Table:
    users = events.select("user_code").distinct()
    mixed = users.user_code.cast("int64") * multiplier % 1_000_003 % _PARTS
    return users.filter(mixed < round(share * _PARTS))


def _fetch(
    engine: Engine, coded: Table, names: Sequence[str], idle_timeout_s: float
) -> SessionSample:
    steps = read_steps(engine, coded, idle_timeout_s, "code")
    actions = np.asarray(names, dtype=object)[steps["code"]].tolist()
    firsts = np.flatnonzero(steps["is_first"]).tolist()
    ends = [*firsts[1:], len(actions)]
    return SessionSample(
        sessions=tuple(tuple(actions[begin:end]) for begin, end in zip(firsts, ends, strict=True)),
        users=steps["user_code"][firsts],
    )
