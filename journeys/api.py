"""The public Python API: `import journeys`. docs/python-api.md shows it at work.

load_model      a model from its file
load_site_graph the site's links, along which sessions may go where none was seen to
sample          sessions as production has them; sample_tempered has rare ones more often
probability     of a session; log_probability for long ones
next_actions    what users do next, after any history
rank_within     what they do within the next few steps
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from journeys.errors import InputError
from journeys_mining.actions.site_graph import SiteGraph
from journeys_mining.actions.site_graph import load_site_graph as links_in
from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.horizon import Horizon
from journeys_mining.chain.ngram_trie import trie_of_model
from journeys_mining.chain.novelty import novelty_of
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model import model_file
from journeys_mining.model.navigation_model import NavigationModel
from journeys_mining.model.tuned_numbers import HorizonMix


def load_model(path: str | Path) -> NavigationModel:
    """The model in a file that `journeys mine` wrote.

    Raises
    ------
    journeys.errors.InputError
        The file is missing, or is not a model of this version.
    """
    return model_file.load_model(Path(path))


def load_site_graph(model: NavigationModel, path: str | Path) -> SiteGraph:
    """The links in a file, `from<TAB>to` on each line: actions of the model, or templates.

    Links of which the model does not know an end are left out, and told in `unknown`.

    Raises
    ------
    journeys.errors.InputError
        There is no such file, a line is no link, or the model knows none of them.
    """
    return links_in(Path(path), (one.action for one in model.actions))


def sample(  # noqa: PLR0913 - all but the first two are named
    model: NavigationModel,
    count: int,
    *,
    seed: int,
    max_steps: int = 100,
    profile: str | None = None,
    site_graph: SiteGraph | None = None,
    novelty: float = 0.0,
) -> list[tuple[str, ...]]:
    """`count` sessions, each a tuple of actions, drawn with the model's probabilities.

    None breaks a guard of the model.

    Parameters
    ----------
    seed
        Same model, count and seed (and version of numpy): same sessions.
    max_steps
        A session that is longer is cut there.
    profile
        Name of a profile of the model: sessions as its visitors have them.
    site_graph
        Where pages lead to (`load_site_graph`).
    novelty
        0-1: the share of the steps that are drawn from the page's links in the site graph, seen
        before or not. With 0 nothing is drawn that was never seen.

    Raises
    ------
    journeys.errors.InputError
        The model has no such profile, or novelty is asked for without a site graph.
    """
    sessions = _chain(model, profile).draw(
        count,
        np.random.default_rng(seed),
        max_steps=max_steps,
        novelty=novelty_of(novelty, site_graph),
    )
    return [session[:max_steps] for session in sessions]


def sample_tempered(
    model: NavigationModel,
    count: int,
    *,
    seed: int,
    temper: float = 0.5,
    max_steps: int = 100,
) -> list[tuple[tuple[str, ...], float]]:
    """`count` sessions, rare ones more often than production has them, each with its weight.

    Weighted by these, means over the sessions are means over production's.

    Parameters
    ----------
    temper
        0–1: with 1 as production has them, with 0 all that was seen to follow is equally likely.
    max_steps
        A session that is longer is cut there; weights hold for those that end before.

    Raises
    ------
    journeys.errors.InputError
        `temper` is not from 0 to 1.
    """
    if not 0 <= temper <= 1:
        raise InputError(f"the temper is {temper}", remedy="use a number from 0 to 1")
    drawn = _chain(model).draw_tempered(
        count, np.random.default_rng(seed), temper=temper, max_steps=max_steps
    )
    return [(session[:max_steps], weight) for session, weight in drawn]


def probability(
    model: NavigationModel, actions: Sequence[str], *, profile: str | None = None
) -> float:
    """Probability that a session, or one of a profile, is exactly `actions`, 0–1.

    0 if it has a step never seen, or breaks a guard of the model.
    """
    return float(_chain(model, profile).probs([actions])[0])


def next_actions(
    model: NavigationModel, history: Sequence[str] = (), *, profile: str | None = None
) -> dict[str, float]:
    """Probability of each next action after `history`, likeliest first; sums to one.

    Of all sessions, or of those of one profile.

    The end of the session is the action `(end)`. An empty history is the start of a session.
    What a guard forbids after `history` is not there.
    """
    probs = _chain(model, profile).next_actions(history)
    return {action: float(prob) for action, prob in probs.items()}


def log_probability(
    model: NavigationModel, actions: Sequence[str], *, profile: str | None = None
) -> float:
    """Natural logarithm of `probability`, also where that is too small for a number.

    `-inf` where it is 0.
    """
    return _chain(model, profile).log_prob(actions)


def rank_within(
    model: NavigationModel, history: Sequence[str], *, within: int = 2, count: int = 10
) -> dict[str, float]:
    """Actions that users most likely do within the next `within` steps, best first, with scores.

    By a scorer of its own (`journeys_mining.chain.horizon`), better at this than the chain. Scores
    are for ranking: they are no probabilities.

    Parameters
    ----------
    history
        Actions so far; the last five are looked at. Unknown ones tell nothing.
    within
        From 1 to the model's longest context, `model.order`.
    count
        How many actions to give.

    Raises
    ------
    journeys.errors.InputError
        `within` is more than the model counted.
    """
    coder, horizon = _horizon_of(_Known(model), within)
    mix = model.tuned.horizon if model.tuned else HorizonMix()
    scores = horizon.parts([coder.code([history])[1:-1]]).scores(mix)[0]
    best = np.argsort(-scores, kind="stable")[: min(count, len(model.actions))]
    return {coder.names[code]: float(scores[code]) for code in best.tolist()}


class _Known:
    """A model that is the same as another if its file is: hashing all its counts would cost."""

    def __init__(self, model: NavigationModel) -> None:
        self.model = model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.model.digest == other.model.digest

    def __hash__(self) -> int:
        return hash(self.model.digest)


def _chain(model: NavigationModel, profile: str | None = None) -> GuardedChain:
    return _chain_of(_Known(model), profile)


@lru_cache(maxsize=8)
def _chain_of(known: _Known, profile: str | None) -> GuardedChain:
    return GuardedChain(known.model, profile)


@lru_cache(maxsize=8)
def _horizon_of(known: _Known, within: int) -> tuple[SessionCoder, Horizon]:
    coder = SessionCoder(one.action for one in known.model.actions)
    return coder, Horizon(trie_of_model(known.model), within)
