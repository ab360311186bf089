"""What a model says of slots: tuples, kinds, ranges, and what repeats what."""

from pathlib import Path

import pytest

from journeys_mining.mine import Mined
from journeys_mining.model.model_file import load_model
from journeys_mining.model.slots import SlotRepeat, SlotTuple

from ..exports import mine_one, write_csv

SORTED = "view /search?q={q}&sort={sort}"


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Mined:
    """Twelve visitors who search, open a thing, read its reviews, and come back to another."""
    rows: list[tuple[object, ...]] = [("user_id", "time", "url")]
    for user in range(12):
        thing, other = 100 + user, 500 + user
        q, sort = ("red%20mug", "price") if user % 2 else ("tea", "name")
        urls = [
            f"/search?sort={sort}&q={q}",
            f"/product/{thing}",
            f"/product/{thing}/reviews?page={1 + user % 3}",
            f"/product/{other if user < 2 else thing}",
            "/help",
            f"/order?mail=ann{user}@shop.test&max=9.5",
        ]
        rows += [(f"u{user}", f"2026-01-01T10:0{n}:00Z", url) for n, url in enumerate(urls)]
    # A tuple that one visitor gave alone.
    rows.append(("u0", "2026-01-01T10:09:00Z", "/search?sort=price&q=secret"))
    path = tmp_path_factory.mktemp("slots") / "events.csv"
    return mine_one(write_csv(path, rows), floor=4)


def test_values_that_were_given_together(mined: Mined) -> None:
    assert mined.model.slot_tuples == (
        SlotTuple(
            action=SORTED, slots=("q", "sort"), values=("red mug", "price"), count=6, users=6
        ),
        SlotTuple(action=SORTED, slots=("q", "sort"), values=("tea", "name"), count=6, users=6),
    )


def test_kinds_and_ranges_are_those_of_values_above_the_floor(mined: Mined) -> None:
    slots = {(one.action, one.slot): one for one in mined.model.slots}
    told = {key: (one.kind, one.values, one.least, one.most) for key, one in slots.items()}
    reviews = "view /product/{id}/reviews?page={page}"
    order = "view /order?mail={mail}&max={max}"
    assert told == {
        (SORTED, "q"): ("text", 2, None, None),
        (SORTED, "sort"): ("text", 2, None, None),
        ("view /product/{id}", "id"): ("integer", 0, None, None),
        (reviews, "id"): ("integer", 0, None, None),
        (reviews, "page"): ("integer", 3, "1", "3"),
        (order, "mail"): ("", 0, None, None),
        (order, "max"): ("number", 1, "9.5", "9.5"),
    }


def test_what_repeats_an_earlier_slot(mined: Mined, tmp_path: Path) -> None:
    repeats = {(one.action, one.slot): one.repeats for one in mined.model.slots if one.repeats}
    product, reviews = "view /product/{id}", "view /product/{id}/reviews?page={page}"
    assert repeats == {
        (reviews, "id"): (
            SlotRepeat(action=product, slot="id", back=1, count=12, of=12, users=12),
        ),
        # Two of them opened another thing.
        (product, "id"): (
            SlotRepeat(action=reviews, slot="id", back=1, count=10, of=12, users=10),
            SlotRepeat(action=product, slot="id", back=2, count=10, of=12, users=10),
        ),
    }
    mined.model.save(tmp_path / "model.json")
    assert load_model(tmp_path / "model.json") == mined.model


def test_steps_of_many_keys_are_compared_for_some_users(tmp_path: Path) -> None:
    """All pairs of 60 keys are 10,800 a step, three steps back, and took gigabytes."""
    rows: list[tuple[object, ...]] = [("user_id", "time", "url")]
    for user in range(100):
        query = "&".join(f"k{key}={user}" for key in range(60))
        rows += [(f"u{user}", f"2026-01-01T10:0{n}:00Z", f"/hit?{query}") for n in range(5)]
    model = mine_one(write_csv(tmp_path / "events.csv", rows), floor=4).model
    repeats = [one for slot in model.slots for one in slot.repeats if one.back == 1]
    assert repeats
    # Four of each user's five steps have one before them.
    assert all(one.count == one.of == 4 * one.users for one in repeats)
    assert 50 < repeats[0].users < 90
