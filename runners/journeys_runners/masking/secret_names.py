"""Which names say that what they name is a secret, and what stands in its place."""

import re
from functools import lru_cache
from typing import Final

MASK: Final = "***"

_MOST_KNOWN: Final = 512
_SECRET_PARTS: Final = ("token", "secret", "passw", "session", "credential", "csrf")
_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+")


@lru_cache(_MOST_KNOWN)
def is_secret(name: str) -> bool:
    """Whether the value of this header, field or key is a secret, by its name.

    >>> all(map(is_secret, ("csrfmiddlewaretoken", "apiKey", "auth_code", "PHPSESSID")))
    True
    >>> any(map(is_secret, ("author", "keyword", "q", "email")))
    False
    """
    lowered = name.lower()
    if any(part in lowered for part in _SECRET_PARTS) or lowered.endswith("sessid"):
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    return any(word.endswith("key") or word in {"auth", "oauth", "pwd", "sid"} for word in words)
