"""Finds the analytics events that a page's own script sends as the page loads."""

import re
from collections.abc import Collection, Iterator
from typing import Final

# A quoted text as an argument, alone or inside an object: f("purchase"), f({event: "purchase"}).
_ARGUMENT = re.compile(r"""[(,:\[]\s*(["'`])([^"'`\n]{1,200})\1(?=\s*[,)}\]])""")
# What stands inside these calls happens later, when the visitor does something.
_LATER = re.compile(
    r"""(?:addEventListener|\.on|\.one|\.delegate)\(\s*["'](?!DOMContentLoaded|load|pageshow|ready)"""
    r"""|\.(?:click|submit|change|on(?:click|submit|change))\s*(?:\(|=\s*(?:async\s*)?)"""
)
_BODY = re.compile(r"\s*(?:=>\s*)?\{")
_MAX_CALL: Final = 20_000
_QUOTED = re.compile(r"""["'`]([^"'`\n]{1,200})["'`]""")


def names_announced(script: str, event_names: Collection[str]) -> Iterator[str]:
    """Known events that an inline script names in a call made as the page loads.

    >>> names = {"purchase", "add_to_cart"}
    >>> script = '''gtag("event", "purchase", {});
    ... form.addEventListener("submit", () => { gtag("event", "add_to_cart"); });'''
    >>> list(names_announced(script, names))
    ['purchase']
    """
    later = [
        (match.start(), _end_of_call(script, match.start())) for match in _LATER.finditer(script)
    ]
    for match in _ARGUMENT.finditer(script):
        name, place = match[2], match.start()
        if name in event_names and not any(begin < place < end for begin, end in later):
            yield name


def names_quoted(script: str) -> Iterator[str]:
    """Every quoted text of a script or an inline handler: `onclick="track('add_to_cart')"`."""
    return (match[1] for match in _QUOTED.finditer(script))


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
