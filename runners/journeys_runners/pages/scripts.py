"""Finds the analytics events that a page's own script sends as the page loads."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from journeys_runners.pages.script_functions import (
    Brackets,
    Span,
    is_within,
    kept_functions,
    merged,
    without_texts,
)

# A quoted text as an argument, alone or inside an object: f("purchase"), f({event: "purchase"}).
_ARGUMENT = re.compile(r"""[(,:\[]\s*(["'`])([^"'`\n]{1,200})\1(?=\s*[,)}\]])""")
# What stands inside these calls happens later, when the visitor does something.
_LATER = re.compile(
    r"""(?:addEventListener|\.on|\.one|\.delegate)\(\s*"""
    r"""(?!["'](?:DOMContentLoaded|load|pageshow|ready))"""
    r"""|\.(?:click|submit|change|on(?:click|submit|change))\s*(?:\(|=\s*(?:async\s*)?)"""
    r"""|\bnew\s+\w*Observer\("""
)
_BODY = re.compile(r"\s*(?:=>\s*)?\{")
_MAX_CALL: Final = 20_000
_QUOTED = re.compile(r"""["'`]([^"'`\n]{1,200})["'`]""")
_CATALOGUE: Final = 3
"""So many names of events in one list are what a script knows, and not what it sends."""


def names_announced(script: str, event_names: Collection[str]) -> Iterator[str]:
    """Known events that an inline script names in a call made as the page loads.

    >>> names = {"purchase", "add_to_cart"}
    >>> script = '''gtag("event", "purchase", {});
    ... form.addEventListener("submit", () => { gtag("event", "add_to_cart"); });'''
    >>> list(names_announced(script, names))
    ['purchase']
    """
    yield from _announced(script, frozenset(event_names))


@lru_cache(64)
def _announced(script: str, event_names: frozenset[str]) -> tuple[str, ...]:
    """The same; a live page is looked at many times."""
    found = {
        match.start(): match[2] for match in _ARGUMENT.finditer(script) if match[2] in event_names
    }
    if not found:
        return ()
    calls = (match.start() for match in _LATER.finditer(script))
    later = merged(
        [
            *((begin, _end_of_call(script, begin)) for begin in calls),
            *kept_functions(script),
            *_catalogues(script, found),
        ]
    )
    return tuple(name for place, name in found.items() if not is_within(place, later))


def names_quoted(script: str) -> Iterator[str]:
    """Every quoted text of a script or an inline handler: `onclick="track('add_to_cart')"`."""
    return (match[1] for match in _QUOTED.finditer(script))


def _catalogues(script: str, found: dict[int, str]) -> Iterator[Span]:
    """Lists of many events: a plan of what is tracked, the rules of a tag manager."""
    if len(set(found.values())) < _CATALOGUE:
        return
    bare = without_texts(script)
    brackets = Brackets(bare)
    names: dict[Span, set[str]] = {}
    for place, name in found.items():
        for begin, end in brackets.around(place + 1):
            if bare[begin] == "(":
                break
            names.setdefault((begin - 1, end), set()).add(name)
            if bare[begin] == "[":
                break
    yield from (span for span, listed in names.items() if len(listed) >= _CATALOGUE)


def _end_of_call(script: str, begin: int) -> int:
    """Where the brackets that open first after `begin` are closed again, a function's body too."""
    depth = 0
    for place in range(begin, min(len(script), begin + _MAX_CALL)):
        if script[place] in "({":
            depth += 1
        elif script[place] in ")}":
            depth -= 1
            if depth <= 0 and not _BODY.match(script, place + 1):
                return place
    return len(script)
