"""Counts with noise: what is released, what is refused, and how far one user reaches."""

import math
import random
from collections import Counter
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.counting.private_counts import DELTA
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import END, START

from ..exports import mine_one, write_csv

PAGES = ("/", "/search", "/cart")
USERS = 3000


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Visitors of three pages; one of them did nothing but reload a page of their own."""
    draw = random.Random(3)
    rows: list[tuple[str, str, str]] = [
        (f"u{user}", f"2026-01-01T10:00:{second:02}Z", draw.choice(PAGES))
        for user in range(USERS)
        for second in range(5)
    ]
    rows += [("odd", f"2026-01-02T{n // 60:02}:{n % 60:02}:00Z", "/mine") for n in range(900)]
    path = tmp_path_factory.mktemp("private") / "events.csv"
    return write_csv(path, [("user_id", "time", "url"), *rows])


def test_counts_are_near_the_exact_ones_and_one_user_shows_nowhere(
    export: Path, tmp_path: Path
) -> None:
    model = mine_one(export, epsilon=1.0, keep=("repeating",)).model
    assert {one.action for one in model.actions} == {f"view {page}" for page in PAGES}
    exact = {
        (one.context[0], one.action): one.count
        for one in mine_one(export, order=1, keep=("repeating",)).model.transitions
        if "view /mine" not in (*one.context, one.action)
    }
    noisy = {(one.context[0], one.action): one.count for one in model.transitions}
    assert noisy.keys() == exact.keys()
    # The scale of the noise is 25 / 0.9; one in 10^13 draws is further off than thirty times that.
    assert all(abs(noisy[pair] - exact[pair]) < 30 * 28 for pair in exact)
    assert noisy != exact
    assert abs(model.source.users - USERS) < 30 * 20
    assert model.privacy is not None
    told = (model.privacy.epsilon, model.privacy.delta, model.privacy.steps_per_user)
    assert told == (1.0, DELTA, 25)
    assert (model.slot_values, model.guards, model.tuned, model.profiling) == ((), (), None, None)
    assert all(one.think_s is None for one in model.transitions)
    assert all(one.users == math.ceil(one.count / 25) for one in model.transitions)
    # Another day of the one user: the period is told in days.
    assert model.source.last_event == "2026-01-02T23:59:59Z"
    model.save(tmp_path / "model.json")
    assert load_model(tmp_path / "model.json") == model


def test_what_is_left_is_a_chain_that_sessions_can_be_drawn_from(export: Path) -> None:
    model = mine_one(export, epsilon=1.0).model
    into = Counter({END: 0})
    out = Counter({START: 0})
    for one in model.transitions:
        out[one.context[0]] += one.count
        into[one.action] += one.count
    assert all(out[action] > 0 and into[action] > 0 for action in into.keys() - {END})


def test_no_user_counts_more_than_was_said(tmp_path: Path) -> None:
    rows = [
        (f"u{user}", f"2026-01-01T{n // 60:02}:{n % 60:02}:00Z", "home")
        for user in range(400)
        for n in range(40)
    ]
    path = write_csv(tmp_path / "events.csv", [("user_id", "time", "event"), *rows])
    # With so large an epsilon there is no noise to speak of.
    for epsilon in (10_000.0, 10_000_000.0):
        model = mine_one(path, epsilon=epsilon, steps_per_user=10).model
        assert abs(sum(one.count for one in model.transitions) - 400 * 10) <= 2


def test_a_model_that_would_be_noise_is_refused(export: Path) -> None:
    with pytest.raises(InputError, match="the noise would drown the model") as caught:
        mine_one(export, epsilon=0.001)
    assert "--steps-per-user" in str(caught.value.remedy)
    for options in (
        {"epsilon": 0.0},
        {"epsilon": math.inf},
        {"epsilon": 1.0, "steps_per_user": 0},
    ):
        with pytest.raises(InputError, match="epsilon is"):
            mine_one(export, **options)
