"""Credentials that a client computes from a name and a secret, as `Authorization: Basic` has them.

A header `header:authorization` with such a text has two further places: `header:authorization{a}`
for the name and `header:authorization{b}` for the secret.
"""

import base64
import binascii
import re
from typing import Final

CREDENTIALS: Final = "credentials"
"""The kind of such a text."""
AROUND: Final = "{a}:{b}"
"""What is encoded, as `composed_texts` writes it."""
_ENCODED: Final = re.compile(r"(?:[A-Za-z0-9+/]{4}){2,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def encode(text: str) -> str:
    """What is sent for `name:secret`.

    >>> encode("ann:Rain-7")
    'YW5uOlJhaW4tNw=='
    """
    return base64.b64encode(text.encode()).decode("ascii")


def decode(text: str) -> tuple[str, str] | None:
    """Name and secret of an encoded text; None if it holds none.

    >>> decode("YW5uOlJhaW4tNw=="), decode("eyJhbGciOiJIUzI1NiJ9"), decode("f00dcafe")
    (('ann', 'Rain-7'), None, None)
    """
    if not _ENCODED.fullmatch(text):
        return None
    try:
        name, _, secret = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    is_text = bool(name and secret) and (name + secret).isprintable()
    # A JSON document in base64 has colons, too.
    return (name, secret) if is_text and not name.startswith(("{", "[", '"')) else None
