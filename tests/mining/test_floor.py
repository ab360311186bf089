"""Nothing in a model rests on fewer users than the floor, whatever the export."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from journeys.errors import InputError
from journeys_mining.model.navigation_model import END, START
from tests.mining.exports import learn_one, write_csv

_PAGES = ("/", "/cart", "/help", "/search?q=mug", "/search?q=lamp", "/about")
_VISITS = st.lists(
    st.lists(st.sampled_from(_PAGES), min_size=1, max_size=5), min_size=8, max_size=40
)
"""The pages of each user's only visit."""


@settings(max_examples=12, derandomize=True)
@given(visits=_VISITS, floor=st.integers(2, 6))
def test_nothing_in_a_model_is_below_its_floor(visits: list[list[str]], floor: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows: list[tuple[str, str, str]] = [("user_id", "timestamp", "url")]
        for user, pages in enumerate(visits):
            rows += [
                (f"u{user}", f"2026-01-01T10:{user:02}:{second:02}Z", f"https://shop.test{page}")
                for second, page in enumerate(pages)
            ]
        try:
            model = learn_one(write_csv(Path(folder) / "e.csv", rows), floor=floor).model
        except InputError:
            assume(False)
    content = json.loads(model.to_json())
    assert min(_numbers(content, "users")) >= floor
    for one in model.actions:
        assert sum(one.action in map(_action, pages) for pages in visits) >= floor
    for transition in model.transitions:
        way = (*transition.context, transition.action)
        doing = sum(_holds([START, *map(_action, pages), END], way) for pages in visits)
        assert doing >= floor, way
    for value in model.slot_values:
        assert sum(f"/search?q={value.value}" in pages for pages in visits) >= floor


def _action(page: str) -> str:
    return f"view {page.partition('=')[0]}={{q}}" if "=" in page else f"view {page}"


def _holds(steps: list[str], way: tuple[str, ...]) -> bool:
    places = range(len(steps) - len(way) + 1)
    return any(tuple(steps[place : place + len(way)]) == way for place in places)


def _numbers(content: JsonValue, key: str) -> Iterator[float]:
    """Every number of this name, wherever it stands."""
    match content:
        case dict():
            if isinstance(found := content.get(key), int | float):
                yield found
            for value in content.values():
                yield from _numbers(value, key)
        case list():
            for value in content:
                yield from _numbers(value, key)
