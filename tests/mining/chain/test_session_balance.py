"""Most visitors never go back, some do all the time: drawn ones do as they do."""

import numpy as np

from journeys_mining.chain.coded_chain import CodedChain
from journeys_mining.chain.drawing import SessionDrawer
from journeys_mining.chain.fitted_chain import FittedChain, fit_chain
from journeys_mining.chain.session_effects import no_effects

PAGES = "abcdefgh"


def visits(count: int, seed: int) -> list[tuple[str, ...]]:
    """Four in five walk on through different pages, one in five to and fro between two."""
    rng = np.random.default_rng(seed)
    sessions: list[tuple[str, ...]] = []
    for _ in range(count):
        length = int(rng.integers(3, 7))
        pages = rng.permutation(list(PAGES))[:length].tolist()
        if rng.random() < 0.2:
            pages = [pages[step % 2] for step in range(length)]
        sessions.append(tuple(pages))
    return sessions


def staying_share(sessions: list[tuple[str, ...]]) -> float:
    return sum(len(set(one)) == len(one) for one in sessions) / len(sessions)


def drawn_from(fitted: FittedChain, chain: CodedChain) -> list[tuple[str, ...]]:
    codes = SessionDrawer(chain).draw(4_000, np.random.default_rng(3), max_steps=50)
    return fitted.coder.names_of(codes)


def test_as_many_sessions_go_back_as_do() -> None:
    fitted = fit_chain(visits(3_000, 1), visits(1_000, 2), order=1)
    real = staying_share(visits(4_000, 4))
    without = CodedChain(
        smoothed=fitted.drawing.smoothed, effects=no_effects(len(fitted.coder.names))
    )
    assert abs(staying_share(drawn_from(fitted, without)) - real) > 0.1
    assert abs(staying_share(drawn_from(fitted, fitted.drawing)) - real) < 0.04


def test_who_went_back_is_known_to_do_so_again() -> None:
    fitted = fit_chain(visits(3_000, 1), visits(1_000, 2), order=1)
    revisits = fitted.drawing.effects.revisits
    never, once, twice = revisits.of_returns(np.array([0, 1, 2]))
    assert never < 0.5 * once
    assert once <= twice
