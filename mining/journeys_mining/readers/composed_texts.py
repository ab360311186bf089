"""Texts that hold values which a session has shown before: `store:/17/f00d/model`.

Such a text is everybody's own, so no pool keeps it; what is the same everywhere is the text around
the values. A place `body:/source` whose texts are so has further places: `body:/source{}` with the
text around them, `store:/{1}/{2}/model`, and `body:/source{1}`, `body:/source{2}` for the values.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_PIECE: Final = re.compile(r"[^/:?&=,;|\s]+")
_HOLE: Final = re.compile(r"\{(\d+)\}")
_DIGIT: Final = re.compile(r"[0-9]")
_LEAST_LETTERS: Final = 12
"""A shorter word of small letters alone is repeated by chance."""
_MOST_CHARS: Final = 300


def pieces_of(text: str, is_known: Callable[[str], bool]) -> tuple[str, dict[int, str]]:
    """The text around what is known, and the known pieces by their number in the text.

    >>> pieces_of("store:/17/f00d/model", {"17", "f00d", "model"}.__contains__)
    ('store:/{1}/{2}/model', {1: '17', 2: 'f00d'})
    """
    pieces: dict[int, str] = {}
    if len(text) > _MOST_CHARS or "{" in text:
        return text, pieces
    parts, end = list[str](), 0
    for number, found in enumerate(_PIECE.finditer(text)):
        piece = found[0]
        is_id = len(piece) >= _LEAST_LETTERS or piece != piece.lower() or _DIGIT.search(piece)
        if piece != text and is_id and is_known(piece):
            pieces[number] = piece
            parts += (text[end : found.start()], f"{{{number}}}")
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
    return bool(re.search(r"\{\d*\}$", place))
