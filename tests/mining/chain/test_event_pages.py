"""Events of many pages are one action where their page does not help to foretell what happens."""

import random
from collections.abc import Iterator
from pathlib import Path

from journeys_mining.export_sessions import OTHER
from journeys_mining.mine import Mined, read_for_model
from journeys_mining.options import MiningOptions
from tests.mining.exports import mine_one, write_csv

HEADER = ("timestamp", "user_id", "event", "page_url")


def _rows(visits: Iterator[list[tuple[str, str]]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [HEADER]
    for user, visit in enumerate(visits):
        for second, (event, path) in enumerate(visit):
            time = f"2026-01-{1 + user % 28:02}T10:00:{second:02}Z"
            rows.append((time, f"user{user}", event, f"https://shop.test{path}"))
    return rows


def _section(number: int) -> str:
    return f"/section-{number}"


def _of_every_page(seed: int, users: int = 400) -> Iterator[list[tuple[str, str]]]:
    """Visits in which the logo of some page of 200 leads home."""
    draw = random.Random(seed)
    for _ in range(users):
        path = _section(draw.randrange(200))
        yield [("page_view", path), ("click_logo", path), ("page_view", "/")]


def _of_its_page(seed: int, users: int = 400) -> Iterator[list[tuple[str, str]]]:
    """Visits in which what `go_on` leads to hangs on its page, some steps after it was opened."""
    draw = random.Random(seed)
    for _ in range(users):
        path, goal = draw.choice((("/cart", "/checkout"), ("/help", "/contact")))
        looks = [("look", path)] * draw.randrange(2, 4)
        yield [("page_view", path), *looks, ("go_on", path), ("page_view", goal)]


def _of_two_pages(seed: int, users: int = 400) -> Iterator[list[tuple[str, str]]]:
    """Visits in which an event leads home from either of two pages that many open."""
    draw = random.Random(seed)
    for _ in range(users):
        path = draw.choice(("/cart", "/help"))
        yield [("page_view", path), ("click_logo", path), ("page_view", "/")]


def _mined(tmp_path: Path, visits: Iterator[list[tuple[str, str]]]) -> Mined:
    return _mined_rows(tmp_path, _rows(visits))


def _mined_rows(tmp_path: Path, rows: list[tuple[str, ...]]) -> Mined:
    # Each section is a page by name, no value of a slot.
    routes = tmp_path / "routes.txt"
    routes.write_text("\n".join(_section(number) for number in range(200)), encoding="utf-8")
    return mine_one(write_csv(tmp_path / "events.csv", rows), floor=5, routes=routes)


def _actions(mined: Mined, name: str) -> list[str]:
    return [one.action for one in mined.model.actions if one.action.startswith(name)]


def test_an_event_that_is_rare_on_each_of_many_pages_is_one_action(tmp_path: Path) -> None:
    mined = _mined(tmp_path, _of_every_page(seed=1))
    assert _actions(mined, "click_logo") == ["click_logo"]
    assert mined.report.joined_events == ("click_logo",)
    stats = next(one for one in mined.model.actions if one.action == "click_logo")
    assert (stats.count, stats.users) == (400, 400)
    home = [one for one in mined.model.transitions if one.context == ("click_logo",)]
    assert [(one.action, one.count) for one in home] == [("view /", 400)]
    # A logo was clicked wherever a page was opened: apart, it would have been kept as these are.
    opened = sum(
        one.count
        for one in mined.model.actions
        if one.action.startswith("view /") and one.action != "view /"
    )
    assert opened < 100


def test_an_event_whose_page_says_what_follows_keeps_it(tmp_path: Path) -> None:
    mined = _mined(tmp_path, _of_its_page(seed=1))
    assert _actions(mined, "go_on") == ["go_on @ /cart", "go_on @ /help"]
    assert mined.report.joined_events == ()


def test_an_event_of_a_few_pages_that_many_open_keeps_them(tmp_path: Path) -> None:
    mined = _mined(tmp_path, _of_two_pages(seed=1))
    assert _actions(mined, "click_logo") == ["click_logo @ /cart", "click_logo @ /help"]


def test_another_export_is_read_in_the_words_of_a_model_with_a_joined_event(
    tmp_path: Path,
) -> None:
    model = _mined(tmp_path, _of_every_page(seed=1)).model
    other = write_csv(tmp_path / "other.csv", _rows(_of_every_page(seed=2, users=30)))
    read = read_for_model([other], model, MiningOptions(), lambda stage: None)
    assert {one[1] for one in read.sample.sessions} == {"click_logo"}
    assert OTHER not in {one[2] for one in read.sample.sessions}


def test_the_same_export_gives_the_same_actions_in_any_order_of_its_rows(tmp_path: Path) -> None:
    header, *rows = _rows(_of_every_page(seed=3))
    random.Random(0).shuffle(rows)
    shuffled = _mined_rows(tmp_path, [header, *rows])
    assert shuffled.model.actions == _mined(tmp_path, _of_every_page(seed=3)).model.actions
