"""Rare journeys: for each rare transition of the model, the likeliest journey that goes through it.

Rare paths are where production breaks and no test looks. The likeliest journey through one is the
way most users come there: it has the fewest other things in it that could go wrong.

Two kinds of transition are worth a journey, and take turns:

- A rare step: two actions that few sessions do in a row. The rarest first.
- A rare history: a context of several actions that makes its next action likelier than the shorter
  context does (`remove an item, see the cart` → `apply a coupon`). Users mean something by such a
  sequence; other long sequences are rare by accident. First those that the counts speak for most:
  count · ln(P(x|u) / P(x|u')), the log-likelihood that the longer context gains (Dunning 1993).
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from journeys.journey import Journey, JourneyKind
from journeys.sampling.guarded_paths import GuardedPaths
from journeys.sampling.journeys_from_actions import JourneyMaker
from journeys.sampling.profile_shares import ProfileShares
from journeys_mining.chain.profile_chain import find_profile
from journeys_mining.chain.smoothing import Chain
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.navigation_model import END, START, NavigationModel, Transition


def choose_rare(
    model: NavigationModel,
    count: int,
    *,
    rare_share: float = 0.02,
    max_steps: int = 40,
    profile: str | None = None,
) -> tuple[Journey, ...]:
    """Up to `count` journeys through transitions that few sessions make.

    Few are fewer than `rare_share` of the sessions, or, in a small export, three times the floor.

    A transition that a journey already chosen goes through is not chosen for again, nor one that
    no session keeping the model's guards goes through. Nothing is
    left to chance.

    Parameters
    ----------
    profile
        Only through transitions that visitors of this profile make, the ways that they go.

    Raises
    ------
    InputError
        The model has no such profile.
    """
    guarded, maker, shares = GuardedChain(model), JourneyMaker(model), ProfileShares(model)
    chain = Chain(model, profile) if profile else guarded.chain
    paths = GuardedPaths(chain, guarded.guards)
    own = _pairs_of(model, profile) if profile else None
    chosen: list[Journey] = []
    walked: set[tuple[str, ...]] = set()
    for one in _rare_transitions(model, rare_share):
        if len(chosen) == count:
            break
        if (*one.context, one.action) in walked or not _is_own(one, own):
            continue
        actions = paths.through(one.context, one.action)
        if not actions or len(actions) > max_steps:
            continue
        walked.update(_walked_by(actions, model.order))
        journey = maker.make(
            JourneyKind.RARE,
            actions,
            prob=guarded.probs([actions])[0],
            reason=_reason(one, model.source.sessions),
            about=_about(one),
        )
        chosen.append(replace(journey, profile=profile or shares.likeliest([actions])[0]))
    return tuple(chosen)


def _pairs_of(model: NavigationModel, profile: str) -> frozenset[tuple[str, str]]:
    found, _ = find_profile(model, profile)
    return frozenset((one.before, one.action) for one in found.transitions)


def _is_own(one: Transition, own: frozenset[tuple[str, str]] | None) -> bool:
    """Whether each step of the transition is one that the profile was seen to make."""
    return own is None or set(pairwise((*one.context, one.action))) <= own


def _rare_transitions(model: NavigationModel, rare_share: float) -> Iterator[Transition]:
    """Rare steps and rare histories in turn, each kind from the most to the least interesting."""
    few = max(rare_share * model.source.sessions, 3 * model.floor)
    rare = [one for one in model.transitions if one.count < few]
    steps = [one for one in rare if len(one.context) == 1]
    histories = [one for one in rare if len(one.context) > 1]
    steps.sort(key=lambda one: (one.count, one.context, one.action))
    counts = _counts(model)
    gains = {one: _gain(one, counts) for one in histories}
    histories.sort(key=lambda one: (-gains[one], one.context, one.action))
    for pair in zip_longest(steps, histories):
        yield from (one for one in pair if one is not None)


def _counts(model: NavigationModel) -> dict[tuple[str, ...], int]:
    """How often each sequence of actions was seen, contexts as well as transitions."""
    counts = {(START,): model.source.sessions}
    counts |= {(one.action,): one.count for one in model.actions}
    return counts | {(*one.context, one.action): one.count for one in model.transitions}


def _gain(one: Transition, counts: Mapping[tuple[str, ...], int]) -> float:
    """Log-likelihood that the oldest action of the context gains for its transition.

    Of frequencies as they were seen: smoothing would have taken most of the gain back.
    """
    longer = one.count / counts[one.context]
    shorter = counts[(*one.context[1:], one.action)] / counts[one.context[1:]]
    return one.count * math.log(longer / shorter)


def _walked_by(actions: Sequence[str], order: int) -> Iterator[tuple[str, ...]]:
    """Every n-gram of two to `order` + 1 actions in a session."""
    session = (START, *actions, END)
    for length in range(2, order + 2):
        for start in range(len(session) - length + 1):
            yield session[start : start + length]


def _reason(one: Transition, sessions: int) -> str:
    share = f"1 in {math.floor(sessions / one.count):,} sessions"
    context = _in_words(one.context)
    if one.action == END:
        return f"{share} ends after {context} ({_support(one)})"
    return f"{share} goes from {context} to {one.action} ({_support(one)})"


def _support(one: Transition) -> str:
    return f"seen {one.count}×, {one.users} {'user' if one.users == 1 else 'users'}"


def _in_words(context: Iterable[str]) -> str:
    return " → ".join("the start" if action == START else action for action in context)


def _about(one: Transition) -> str:
    return one.context[-1] if one.action == END else one.action
