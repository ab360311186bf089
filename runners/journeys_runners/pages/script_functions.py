"""Says which parts of an inline script do not run as its page loads: functions kept for later.

Reads no grammar of JavaScript: brackets are paired after texts, comments and patterns have been
blanked out, and what stands before a function tells whether it is kept (`name = function () {`,
`{name() {`) or runs where it stands: `(function () {`, `ready(() => {`. One that is kept runs, too,
where something that runs calls it by its name.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
_BRACKET: Final = re.compile(r"[()\[\]{}]")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_CALL: Final = re.compile(
    r"(?<![\w$])([A-Za-z_$][\w$]*)\s*\(|(?<=[(,])\s*([A-Za-z_$][\w$]*)\s*(?=[,)])"
)
_LONGEST_BEFORE: Final = 120
_MOST_FUNCTIONS: Final = 200

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
        self._outer: dict[int, int | None] = {}
        waiting: list[int] = []
        for match in _BRACKET.finditer(bare):
            if match[0] not in _PAIRS:
                self._outer[match.start()] = waiting[-1] if waiting else None
                waiting.append(match.start())
            elif waiting and bare[waiting[-1]] == _PAIRS[match[0]]:
                begin = waiting.pop()
                self._ends[begin], self._begins[match.start()] = match.start(), begin
        self._opened = list(self._outer)

    def end_of(self, begin: int) -> int | None:
        """Where the bracket is closed that is opened there."""
        return self._ends.get(begin)

    def begin_of(self, end: int) -> int | None:
        """Where the bracket is opened that is closed there."""
        return self._begins.get(end)

    def around(self, place: int) -> Iterator[Span]:
        """The pairs around a place, the innermost first."""
        count = bisect_left(self._opened, place)
        at = self._opened[count - 1] if count else None
        while at is not None:
            end = self._ends.get(at)
            if end is not None and end > place:
                yield at, end
            at = self._outer[at]


def without_texts(script: str) -> str:
    """The script, as long as it was, with blanks for its texts, comments and patterns."""
    return _NO_CODE.sub(lambda match: " " * len(match[0]), script)


def kept_functions(script: str) -> tuple[Span, ...]:
    """Where functions stand that nothing calls as the page loads.

    In a script of very many functions none counts as called: it is no few lines that announce.
    """
    bare = without_texts(script)
    kept = list(_kept(bare, Brackets(bare)))
    calls = _calls(bare) if len(kept) <= _MOST_FUNCTIONS else {}
    while True:
        spans = merged(one.span for one in kept)
        left = [
            one for one in kept if all(is_within(place, spans) for place in calls.get(one.name, ()))
        ]
        if len(left) == len(kept):
            return tuple(spans)
        kept = left


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same parts, in order, none within another."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found


def is_within(place: int, parts: Sequence[Span]) -> bool:
    """Whether it lies in one of these merged parts."""
    count = bisect_left(parts, (place, 0))
    return count > 0 and place < parts[count - 1][1]


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


def _calls(bare: str) -> dict[str, list[int]]:
    """Where each name is called, or handed on to be called."""
    found: dict[str, list[int]] = {}
    for match in _CALL.finditer(bare):
        is_call = match[1] is not None
        if not (is_call and (_is_declared(bare, match.start()) or _declares(bare, match.end()))):
            found.setdefault(match[1] or match[2], []).append(match.start())
    return found


def _is_declared(bare: str, place: int) -> bool:
    return bare[max(0, place - _LONGEST_BEFORE) : place].rstrip(" *").endswith("function")


def _declares(bare: str, place: int) -> bool:
    """Whether the call before this place is none: `name(x) {` is a method."""
    depth = 1
    while place < len(bare) and depth:
        depth += {"(": 1, ")": -1}.get(bare[place], 0)
        place += 1
    return re.compile(r"\s*\{").match(bare, place) is not None
