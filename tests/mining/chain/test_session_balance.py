"""Drawn visitors go back as real ones do, some all the time and most never, and stay as long."""

import numpy as np
import pytest

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
    codes = SessionDrawer(chain).draw(4_000, np.random.default_rng(3), max_steps=100)
    return fitted.coder.names_of(codes)


def test_as_many_sessions_go_back_as_do() -> None:
    fitted = fit_chain(visits(3_000, 1), visits(1_000, 2), order=1)
    real = staying_share(visits(4_000, 4))
    without = CodedChain(
        smoothed=fitted.drawing.smoothed, effects=no_effects(len(fitted.coder.names))
    )
    assert abs(staying_share(drawn_from(fitted, without)) - real) > 0.1
    assert abs(staying_share(drawn_from(fitted, fitted.drawing)) - real) < 0.04


def patient_visits(
    count: int, seed: int, least: int, leaving: float = 0.2
) -> list[tuple[str, ...]]:
    """Nobody leaves before so many pages; then this share at each."""
    rng = np.random.default_rng(seed)
    lengths = least - 1 + rng.geometric(leaving, count)
    return [tuple(rng.choice(list(PAGES), length).tolist()) for length in lengths]


def test_visits_are_as_long_as_all_are_not_as_the_held_out_ones() -> None:
    others = patient_visits(3_000, 1, least=9)
    held_out = patient_visits(400, 2, least=9, leaving=0.25)
    fitted = fit_chain(others, held_out, order=1)
    lengths = np.array([len(one) for one in drawn_from(fitted, fitted.drawing)])
    real = np.array([len(one) for one in (*others, *held_out)])
    assert lengths.mean() == pytest.approx(real.mean(), rel=0.02)
    assert (lengths < 9).mean() < 0.01


def test_where_the_last_page_says_all_nothing_is_shifted() -> None:
    fitted = fit_chain(patient_visits(3_000, 1, least=1), patient_visits(400, 2, least=1), order=1)
    assert fitted.drawing.effects.exit_shifts == ()


def test_who_went_back_is_known_to_do_so_again() -> None:
    fitted = fit_chain(visits(3_000, 1), visits(1_000, 2), order=1)
    revisits = fitted.drawing.effects.revisits
    never, once, twice = revisits.of_returns(np.array([0, 1, 2]))
    assert never < 0.5 * once
    assert once <= twice
