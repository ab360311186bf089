"""Mining tunes the model's numbers on users held out, and gives the same bytes each time."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from journeys_mining.chain.drawn_sessions import DrawnSessions
from journeys_mining.chain.ngram_trie import END_CODE, START_CODE
from journeys_mining.chain.smoothing import Chain
from journeys_mining.mine import mine
from journeys_mining.model.model_file import load_model
from journeys_mining.model.navigation_model import END, NavigationModel
from journeys_mining.options import MiningOptions


def write_visits(path: Path, users: int) -> None:
    """Visitors look at pages they have not seen yet; most leave after three, the rest after six."""
    rng = random.Random(5)
    lines = ["user_id,timestamp,event,page_url"]
    for user in range(users):
        length = rng.choice((3, 3, 3, 6))
        for step, page in enumerate(rng.sample("abcdefgh", length)):
            lines.append(f"u{user},2026-01-01T{user % 24:02}:{step:02}:00Z,page_view,/{page}")
    path.write_text("\n".join(lines) + "\n")


def mined(path: Path, **options: int) -> NavigationModel:
    return mine([path], MiningOptions(**options), lambda stage: None).model  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("visits") / "events.csv"
    write_visits(path, 3200)
    return path


def test_users_are_numbered_anew_in_each_run_and_yet_the_bytes_are_the_same(export: Path) -> None:
    assert mined(export).to_json() == mined(export).to_json()


def test_the_numbers_say_that_pages_are_not_seen_twice_and_when_visits_end(export: Path) -> None:
    """What contexts of one page cannot know: the third page is the last of three visits in four."""
    model = mined(export, order=1)
    assert model.tuned is not None
    assert model.tuned.revisit_factor < 0.2
    chain = Chain(model)
    after_three = chain.next_actions(["view /a", "view /b", "view /c"])
    assert after_three[END] == pytest.approx(0.75, abs=0.06)
    assert chain.next_actions(["view /a", "view /b"]).get(END, 0.0) < 0.1
    assert after_three["view /a"] < 0.1 * after_three["view /d"]


def test_the_model_file_keeps_the_numbers(export: Path, tmp_path: Path) -> None:
    model = mined(export)
    model.save(tmp_path / "model.json")
    assert load_model(tmp_path / "model.json") == model
    tuned = json.loads(model.to_json())["tuned"]
    assert set(tuned) == {
        "discounts",
        "exit_shifts",
        "revisit_factor",
        "recency_factors",
        "habit_factors",
        "horizon",
    }
    assert len(tuned["discounts"]) <= model.order


def test_how_far_enough_users_came_is_counted_by_users() -> None:
    """Three users of 3, 1 and 2 actions; the first came twice."""
    sessions = ((1, 3), (1, 3), (2, 1), (3, 2))
    drawn = DrawnSessions(
        codes=np.concatenate([[START_CODE, *[2] * length, END_CODE] for _, length in sessions]),
        users=np.concatenate([[-1, *[user] * length, -1] for user, length in sessions]),
    )
    assert [drawn.furthest(users) for users in (1, 2, 3, 4)] == [3, 2, 1, 0]
    others = drawn.only(drawn.users_of_sessions() > 0)
    assert others.users.tolist() == [-1, 2, -1, -1, 3, 3, -1]


def test_few_sessions_tune_nothing(tmp_path: Path) -> None:
    write_visits(tmp_path / "events.csv", 200)
    model = mined(tmp_path / "events.csv")
    assert model.tuned is None
    assert all(one.revisit_factor is None for one in model.actions)
