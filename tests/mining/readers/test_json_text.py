"""JSON that is taken from a stream of text."""

import json
from collections.abc import Iterator

import pytest

from journeys_mining.readers.json_text import JsonText, JsonTextError, values_at

DOCUMENT = {
    "meta": {"pages": [1, 2.5, -3e4], "quote": 'a "b" \\ ü 😀'},
    "export": {"days": {"mon": [{"n": 1}, {"n": 22}], "tue": [{"n": 333}]}},
    "next": None,
}


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
@pytest.mark.parametrize("indent", [None, 1])
def test_however_the_text_comes_in_pieces(size: int, indent: int | None) -> None:
    text = json.dumps(DOCUMENT, indent=indent, ensure_ascii=False)
    pieces = [text[begin : begin + size] for begin in range(0, len(text), size)]
    assert JsonText(iter(pieces)).decode() == DOCUMENT
    days = values_at(JsonText(iter(pieces)), ("export", "days", "*"))
    assert list(days) == [{"key": "mon", "n": 1}, {"key": "mon", "n": 22}, {"key": "tue", "n": 333}]
    assert list(values_at(JsonText(iter(pieces)), ("meta", "pages"))) == [1, 2.5, -3e4]


def test_no_more_text_is_read_than_the_next_value_needs() -> None:
    read: list[int] = []

    def pieces() -> Iterator[str]:
        yield '{"events": ['
        for number in range(1000):
            read.append(number)
            yield json.dumps({"n": number}) + ","
        yield '{"n": 1000}]}'

    values = values_at(JsonText(pieces()), ("events",))
    assert next(values) == {"n": 0}
    assert len(read) < 5
    assert len(list(values)) == 1000


@pytest.mark.parametrize("text", ['{"events": [{"n": 1}, {"n"', '{"events": [{"n": 1}', "[1, tru]"])
def test_text_that_is_cut_off_or_broken_says_where(text: str) -> None:
    whole = JsonText(iter([text]))
    with pytest.raises(JsonTextError, match=r"char \d+$"):
        list(values_at(whole, ("events",) if "events" in text else ()))
