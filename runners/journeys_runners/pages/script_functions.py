"""Says which parts of an inline script do not run as its page loads: functions kept for later.

Reads no grammar of JavaScript: brackets are paired after texts, comments and patterns have been
blanked out, and what stands before a function tells whether it is kept (`name = function () {`,
`{name() {`) or runs where it stands: `(function () {`, `ready(() => {`. One that is kept runs, too,
where something that runs calls it by its name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_NO_CODE: Final = re.compile(
    r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|//[^\n]*|/\*.*?\*/"""
    r"""|(?<=[(,=:\[!&|?;{}])\s*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+/""",
    re.DOTALL,
)
_FUNCTION: Final = re.compile(r"\bfunction\b\s*\*?\s*([\w$]*)\s*(?=\()")
_ARROW: Final = re.compile(r"=>\s*")
_METHOD: Final = re.compile(r"(?<=[{};,\n])\s*(?:async\s+)?([\w$]+)\s*(?=\()")
_NO_METHODS: Final = frozenset({"if", "for", "while", "switch", "catch", "with", "function"})
_RUNS_AT_ONCE: Final = re.compile(r"(?:[(,!+~-]|\bvoid|\bnew|\bawait)\s*(?:\basync)?$")
_KEPT_AS: Final = re.compile(
    r"(?:([\w$]+|[\])])\s*\.\s*)?([\w$]+)\s*(?<![=!<>])[=:]\s*(?:\basync)?$"
)
_BUILT_IN: Final = frozenset({"prototype", "history", "navigator", "fetch"})
"""What a script replaces so as to hear of it: it is called when the visitor does something."""
_ON_LOAD: Final = frozenset({"onload", "onpageshow", "onready"})
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_LONGEST_BEFORE: Final = 120

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A function that does not run where it stands."""

    span: Span
    name: str
    """Empty where nothing could call it."""


class Brackets:
    """The brackets of a script, in pairs."""

    def __init__(self, bare: str) -> None:
        """`bare` is the script without its texts."""
        self._ends: dict[int, int] = {}
        self._begins: dict[int, int] = {}
        waiting: list[int] = []
        for match in re.finditer(r"[()\[\]{}]", bare):
            if match[0] not in _PAIRS:
                waiting.append(match.start())
            elif waiting and bare[waiting[-1]] == _PAIRS[match[0]]:
                begin = waiting.pop()
                self._ends[begin], self._begins[match.start()] = match.start(), begin

    def end_of(self, begin: int) -> int | None:
        """Where the bracket is closed that is opened there."""
        return self._ends.get(begin)

    def begin_of(self, end: int) -> int | None:
        """Where the bracket is opened that is closed there."""
        return self._begins.get(end)

    def around(self, place: int) -> list[Span]:
        """The pairs around a place, the innermost first."""
        found = [(begin, end) for begin, end in self._ends.items() if begin < place < end]
        return sorted(found, reverse=True)


def without_texts(script: str) -> str:
    """The script, as long as it was, with blanks for its texts, comments and patterns."""
    return _NO_CODE.sub(lambda match: " " * len(match[0]), script)


@lru_cache(64)
def kept_functions(script: str) -> tuple[Span, ...]:
    """Where functions stand that nothing calls as the page loads."""
    bare = without_texts(script)
    kept = list(_kept(bare, Brackets(bare)))
    while True:
        spans = [one.span for one in kept]
        left = [one for one in kept if not _is_called(bare, one, spans)]
        if len(left) == len(kept):
            return tuple(spans)
        kept = left


def is_within(place: int, spans: Sequence[Span]) -> bool:
    """Whether it lies in one of them."""
    return any(begin < place < end for begin, end in spans)


def _kept(bare: str, brackets: Brackets) -> Iterator[_Kept]:
    for begin, span, declared in _functions(bare, brackets):
        before = bare[max(0, begin - _LONGEST_BEFORE) : begin].rstrip()
        if (match := _KEPT_AS.search(before)) is None:
            if not _RUNS_AT_ONCE.search(before):
                yield _Kept(span=span, name=declared)
        elif match[2] not in _ON_LOAD:
            replaces = {match[1], match[2]} & _BUILT_IN
            yield _Kept(span=span, name="" if replaces else match[2])


def _functions(bare: str, brackets: Brackets) -> Iterator[tuple[int, Span, str]]:
    """Where each function begins, its body, and the name that it is declared by."""
    for pattern in (_FUNCTION, _METHOD):
        for match in pattern.finditer(bare):
            if pattern is _METHOD and match[1] in _NO_METHODS:
                continue
            closed = brackets.end_of(match.end())
            body = re.compile(r"\s*\{").match(bare, closed + 1) if closed else None
            end = brackets.end_of(body.end() - 1) if body else None
            if body and end:
                yield match.start(), (body.end() - 1, end), match[1]
    for match in _ARROW.finditer(bare):
        params = len(bare[: match.start()].rstrip())
        if bare[params - 1 : params] == ")":
            begin = brackets.begin_of(params - 1)
        else:
            word = re.search(r"[\w$]+$", bare[:params])
            begin = word.start() if word else None
        if begin is not None:
            yield begin, (match.start(), _end_of_arrow(bare, brackets, match.end())), ""


def _end_of_arrow(bare: str, brackets: Brackets, place: int) -> int:
    """Where the body ends that begins there: with its bracket, or with the expression."""
    if bare[place : place + 1] == "{":
        return brackets.end_of(place) or len(bare)
    while place < len(bare) and bare[place] not in ";,)]}\n":
        place = (brackets.end_of(place) or place) + 1
    return place


def _is_called(bare: str, kept: _Kept, spans: Sequence[Span]) -> bool:
    """Whether what runs at once calls it, or hands it on to be called."""
    if not kept.name:
        return False
    name = re.escape(kept.name)
    uses = re.compile(rf"(?<![\w$])(?<!function )(?:{name}\s*\(|(?<=[(,])\s*{name}\s*[,)])")
    return any(
        not is_within(match.start(), spans) and not _declares(bare, match.end())
        for match in uses.finditer(bare)
    )


def _declares(bare: str, place: int) -> bool:
    """Whether the call before this place is none: `name(x) {` is a method."""
    depth = 1
    while place < len(bare) and depth:
        depth += {"(": 1, ")": -1}.get(bare[place], 0)
        place += 1
    return re.compile(r"\s*\{").match(bare, place) is not None
