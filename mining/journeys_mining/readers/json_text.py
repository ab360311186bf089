"""JSON in a stream of text, decoded value by value: a line may be longer than fits into memory.

Commas between values are passed over, so that objects after each other are read as those of a list.
"""

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from journeys.errors import InputError
from journeys_mining.readers.export_file import ExportFile, open_bytes, undecodable

Place = tuple[str, ...]
"""The names that lead from a document to a list within it."""
ANY = "*"
"""Of a place: every name, where an object has one list for each user, day or page."""

_CHUNK = 2**20
# A value that the end of the text cuts: the fault is found there, or where its text begins.
_NEAR_END = 16
_UNENDED = "Unterminated string"
_BETWEEN = re.compile(r"[\s,]*")
_OF_A_NUMBER = re.compile(r"[0-9eE.+-]*")
_DECODER = json.JSONDecoder()


class JsonTextError(ValueError):
    """Text that is no JSON."""


class JsonText:
    """Text whose JSON values are taken from its beginning on."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._buffer = ""
        self._place = 0
        self._dropped = 0

    @property
    def offset(self) -> int:
        """Characters taken so far."""
        return self._dropped + self._place

    def peek(self) -> str:
        """The character at which the next value begins, or what ends an object or list; empty at
        the end."""
        while True:
            blanks = _BETWEEN.match(self._buffer, self._place)
            self._place = blanks.end() if blanks else self._place
            if self._place < len(self._buffer):
                return self._buffer[self._place]
            if not self._read_more():
                return ""

    def take(self, mark: str) -> None:
        """Pass over a mark.

        Raises
        ------
        JsonTextError
            Something else is there.
        """
        if self.peek() != mark:
            raise JsonTextError(f"Expecting {mark!r}: char {self.offset}")
        self._place += 1

    def decode(self) -> object:
        """The next value, whole.

        Raises
        ------
        JsonTextError
            There is none, it is cut off, or nested too deeply.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._place)
            except RecursionError as error:
                raise JsonTextError(str(error)) from error
            except json.JSONDecodeError as error:
                is_cut = _UNENDED in error.msg or error.pos > len(self._buffer) - _NEAR_END
                if is_cut and self._read_more():
                    continue
                raise JsonTextError(f"{error.msg}: char {self._dropped + error.pos}") from error
            if not _may_go_on(value, self._buffer, end) or not self._read_more():
                self._place = end
                return value

    def _read_more(self) -> bool:
        # As much again as is there: a value of many chunks is not begun anew at each of them.
        wanted = max(len(self._buffer) - self._place, 1)
        more: list[str] = []
        while wanted > 0 and (chunk := next(self._chunks, None)) is not None:
            more.append(chunk)
            wanted -= len(chunk)
        self._dropped += self._place
        self._buffer = self._buffer[self._place :] + "".join(more)
        self._place = 0
        return bool(more)


def _may_go_on(value: object, text: str, end: int) -> bool:
    """Whether more text could make another number of one that ends the text: 2 of 2.5."""
    return isinstance(value, int | float) and _OF_A_NUMBER.fullmatch(text, end) is not None


@contextmanager
def open_json(file: ExportFile) -> Iterator[JsonText]:
    """The text of a file.

    Raises
    ------
    InputError
        The text is not UTF-8, or no JSON where it is looked at.
    """
    with open_bytes(file.path, file.name) as stream:
        try:
            yield JsonText(_decoded(file, stream))
        except JsonTextError as error:
            raise InputError(
                f"the JSON cannot be read: {error}",
                where=file.name,
                remedy="export or copy the file again; it may have been cut off",
            ) from error


def values_at(text: JsonText, place: Place) -> Iterator[object]:
    """The elements of the list at a place of the next document, or the value that is no list.

    An object that is found under any name (`ANY`) has that name under `key`.

    >>> text = JsonText(iter(['{"at": 1, "data": {"events": [{"a": 1}, {"a": 2}]}, "next": 2}']))
    >>> list(values_at(text, ("data", "events")))
    [{'a': 1}, {'a': 2}]
    """
    if not place:
        yield from _elements(text)
    elif text.peek() != "{":
        text.decode()
    else:
        text.take("{")
        while text.peek() != "}":
            key = str(text.decode())
            text.take(":")
            if place[0] not in (key, ANY):
                text.decode()
                continue
            for value in values_at(text, place[1:]):
                named = place[0] == ANY and isinstance(value, dict)
                yield {"key": key, **value} if named and isinstance(value, dict) else value
        text.take("}")


def _elements(text: JsonText) -> Iterator[object]:
    if text.peek() != "[":
        yield text.decode()
        return
    text.take("[")
    while text.peek() != "]":
        yield text.decode()
    text.take("]")


def _decoded(file: ExportFile, stream: BinaryIO) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    done = 0
    while True:
        chunk = stream.read(_CHUNK)
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise undecodable(file, done - pending) from error
        done += len(chunk)
        if text:
            yield text
        if not chunk:
            return
