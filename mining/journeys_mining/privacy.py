"""Which values look personal and must never enter a pool, however many users gave them."""

import re

_PERSONAL = (
    re.compile(r"@"),
    # Phone numbers, card numbers, long ids: seven digits, whatever stands between them.
    re.compile(r"(?:\d[\s().+-]*){7,}"),
    # Tokens: sixteen characters without a space that mix letters and digits.
    re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w.~+/=-]{16,}"),
    re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-"),
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
)
_MAX_CHARS = 80


def looks_personal(value: str) -> bool:
    """Whether a value looks like an e-mail address, a phone number, a token or other long id.

    >>> [looks_personal(text) for text in ("red mug", "ann@shop.test", "+49 170 1234567")]
    [False, True, True]
    """
    return len(value) > _MAX_CHARS or any(one.search(value) for one in _PERSONAL)
