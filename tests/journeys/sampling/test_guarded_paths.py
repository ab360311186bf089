"""The likeliest session through a transition keeps the guards, and is the likeliest that does."""

import itertools
from collections.abc import Sequence

import pytest

from journeys.sampling.guarded_paths import GuardedPaths
from journeys_mining.chain.smoothing import Chain
from journeys_mining.guards.keeping import Guards
from journeys_mining.model.guards import Guard, GuardRule
from journeys_mining.model.navigation_model import END
from tests.support.model_factory import a_model

ADD_FIRST = Guard(action="view /pay", rule=GuardRule.ALWAYS_AFTER, other="view /add")
NO_HOME_LATER = Guard(action="view /", rule=GuardRule.NEVER_AFTER, other="view /add")
PAY_ONCE_FOR_EACH = Guard(
    action="view /pay", rule=GuardRule.NO_MORE_THAN, other="view /add", margin=0
)
SESSIONS = [
    *[["view /", "view /cart"]] * 40,
    *[["view /", "view /add", "view /cart"]] * 6,
    *[["view /", "view /add", "view /cart", "view /pay"]] * 9,
    *[["view /", "view /add", "view /cart", "view /pay", "view /cart", "view /pay", "view /done"]],
    ["view /add", "view /"],
    ["view /cart", "view /"],
]


def paths(*guards: Guard) -> tuple[Chain, GuardedPaths]:
    chain = Chain(a_model(*SESSIONS, order=1))
    return chain, GuardedPaths(chain, Guards(guards))


def best_by_trying(
    chain: Chain, guards: Sequence[Guard], pair: tuple[str, str], longest: int
) -> float:
    """The probability of the likeliest session of up to `longest` actions, of all."""
    actions = sorted({action for session in SESSIONS for action in session})
    best = 0.0
    for length in range(1, longest + 1):
        for session in itertools.product(actions, repeat=length):
            steps = itertools.pairwise((*session, END))
            if pair in steps and Guards(guards).first_broken(session) is None:
                best = max(best, _prob(chain, session))
    return best


def _prob(chain: Chain, session: Sequence[str]) -> float:
    prob, context = 1.0, chain.context_of(())
    for action in session:
        prob *= chain.next_in(context).get(action, 0.0)
        context = chain.step(context, action)
    return prob * chain.next_in(context).get(END, 0.0)


@pytest.mark.parametrize(
    ("guards", "pair"),
    [
        ((), ("view /cart", "view /pay")),
        ((ADD_FIRST,), ("view /cart", "view /pay")),
        ((ADD_FIRST, NO_HOME_LATER), ("view /cart", "view /pay")),
        ((PAY_ONCE_FOR_EACH,), ("view /pay", "view /done")),
        ((NO_HOME_LATER,), ("view /cart", "view /")),
    ],
)
def test_the_path_is_the_likeliest_of_all_that_keep_the_guards(
    guards: tuple[Guard, ...], pair: tuple[str, str]
) -> None:
    chain, found = paths(*guards)
    session = found.through(pair[:1], pair[1])
    assert session is not None
    assert Guards(guards).first_broken(session) is None
    assert pair in itertools.pairwise((*session, END))
    assert _prob(chain, session) == pytest.approx(best_by_trying(chain, guards, pair, 6))


def test_without_guards_nobody_need_add_first() -> None:
    _, free = paths()
    _, ruled = paths(ADD_FIRST)
    assert free.through(("view /cart",), "view /pay") == ("view /", "view /cart", "view /pay")
    assert ruled.through(("view /cart",), "view /pay") == (
        "view /",
        "view /add",
        "view /cart",
        "view /pay",
    )


def test_a_transition_that_no_session_makes_under_the_guards_has_no_path() -> None:
    never = Guard(action="view /pay", rule=GuardRule.NEVER_AFTER, other="view /cart")
    assert paths(never)[1].through(("view /cart",), "view /pay") is None
