"""Texts that hold values which a session has shown before: `store:/17/f00d/model`.

In queries they are conditions: `eq.17`, `Part eq 17`, `{"recipe":{"objectId":"f00d"}}`. Such a text
is everybody's own, so no pool keeps it; what is the same everywhere is the text around the values.
A place `body:/source` whose texts are so has further places: `body:/source{}` with the text around
them, `store:/{b}/{c}/model`, and `body:/source{b}`, `body:/source{c}` for the values: the second
and the third piece of the text.
"""

import re
from collections.abc import Callable, Mapping
from string import ascii_lowercase
from typing import Final

_PIECE: Final = re.compile(r"[^/:?&=,;|\s\"'(){}\[\]]+")
_OPERATOR: Final = re.compile(r"[a-z]+\.(?=.)")
_HOLE: Final = re.compile(r"\{([a-z])\}")
_DIGIT: Final = re.compile(r"[0-9]")
_LEAST_LETTERS: Final = 12
"""A shorter word of small letters alone is repeated by chance."""
_MOST_CHARS: Final = 300


def pieces_of(text: str, is_known: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """The text around what is known, and the known pieces by their place in the text: a letter.

    >>> pieces_of("store:/17/f00d/model", {"17", "f00d", "model"}.__contains__)
    ('store:/{b}/{c}/model', {'b': '17', 'c': 'f00d'})
    >>> pieces_of('{"id":{"$in":["f00d"]}}', {"f00d"}.__contains__)
    ('{"id":{"$in":["{c}"]}}', {'c': 'f00d'})
    >>> pieces_of("eq.17", {"17"}.__contains__)
    ('eq.{a}', {'a': '17'})
    """
    pieces: dict[str, str] = {}
    if len(text) > _MOST_CHARS or _HOLE.search(text):
        return text, pieces
    parts, end = list[str](), 0
    for letter, found in zip(ascii_lowercase, _PIECE.finditer(text), strict=False):
        piece, start = found[0], found.start()
        if not is_known(piece) and (operator := _OPERATOR.match(piece)):
            piece, start = piece[operator.end() :], start + operator.end()
        is_id = len(piece) >= _LEAST_LETTERS or piece != piece.lower() or _DIGIT.search(piece)
        if piece != text and is_id and is_known(piece):
            pieces[letter] = piece
            parts += (text[end:start], f"{{{letter}}}")
            end = found.end()
    return "".join((*parts, text[end:])), pieces


def place_around(place: str) -> str:
    """Where the text around the values stands."""
    return f"{place}{{}}"


def places_within(place: str, around: str) -> tuple[str, ...]:
    """Where the values stand that a text has room for."""
    return tuple(f"{place}{hole[0]}" for hole in _HOLE.finditer(around))


def put_together(place: str, around: str, values: Mapping[str, str]) -> str:
    """The text with its values; KeyError names a place that has none."""
    return _HOLE.sub(lambda hole: values[f"{place}{hole[0]}"], around)


def is_part(place: str) -> bool:
    """Whether a place is a part of another one's text."""
    return bool(re.search(r"\{[a-z]?\}$", place))
