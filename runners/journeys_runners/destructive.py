"""What may not be done on staging, and what may although it destroys something: as settings say.

A pattern is an action, or a URL template: that stands for every request to such an address. In
both, `*` stands for anything, and `{slot}` for one part of a path.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

_SLOT_OR_STAR = re.compile(r"(\{[^{}/]+\}|\*)")


class RefusedError(Exception):
    """A request was not sent: a setting refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destructive:
    """The patterns of an environment; what one refuses no other allows."""

    refuse: tuple[str, ...] = ()
    """Never done, whatever leads to it."""
    allow: tuple[str, ...] = ()
    """Done although it looks as if it destroyed something that no visit has made."""

    def refusal_of(self, *actions: str) -> str | None:
        """The pattern that refuses one of these actions, as they are written in a model.

        >>> rules = Destructive(refuse=("POST /payments/*", "/admin"))
        >>> rules.refusal_of("POST /payments/{id}"), rules.refusal_of("view /admin?tab=1")
        ('POST /payments/*', '/admin')
        >>> rules.refusal_of("view /payments/{id}"), rules.refusal_of("pay @ /admin")
        (None, None)
        """
        return _first(self.refuse, actions)

    def refusal_of_request(self, method: str, path: str) -> str | None:
        """The pattern that refuses a request to a path below the base URL, with its query."""
        return self.refusal_of(*actions_of_request(method, path))

    def allows(self, *actions: str) -> bool:
        """Whether one of these actions is allowed, whatever it destroys."""
        return _first(self.allow, actions) is not None


def actions_of_request(method: str, path: str) -> tuple[str, ...]:
    """The actions that a request to this path performs, as patterns may call them."""
    request = f"{method} {unquote(path)}"
    return (request, f"view {unquote(path)}") if method == "GET" else (request,)


def _first(patterns: Iterable[str], actions: Iterable[str]) -> str | None:
    known = tuple(actions)
    return next((one for one in patterns if any(map(_compiled(one).fullmatch, known))), None)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """For whole actions. An address without a query stands for every query."""
    parts = _SLOT_OR_STAR.split(pattern)
    text = "".join(
        ".*" if one == "*" else "[^/?#]+" if index % 2 else re.escape(one)
        for index, one in enumerate(parts)
    )
    of_any_method = r"[A-Za-z]+ " if pattern.startswith("/") else ""
    has_address = "/" in pattern and " @ " not in pattern
    rest = r"/?(\?.*)?" if has_address and "?" not in pattern else ""
    return re.compile(f"{of_any_method}{text}{rest}", re.DOTALL)
