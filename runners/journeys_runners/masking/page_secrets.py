"""The secrets of a page: in its hidden fields, meta elements and addresses.

Pages come again and again with other tokens. With marks in the places of the tokens they are the
same bytes, so that what was found out about one counts for all (`remembering`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from journeys_runners.masking.secret_names import MASK, is_secret

_MASKED: Final = MASK.encode()
MARK_BEGIN: Final = "journeys-token-"
_ANY_MARK: Final = re.compile(MARK_BEGIN.encode() + rb"\d+-")
# Hidden fields and meta elements carry a page's tokens.
_NAMED_TAG: Final = re.compile(
    rb"""<(?:input|meta)\b(?=[^>]{0,4096}?\bname\s*=\s*["']?([^"'\s>]+))[^>]{0,4096}>""",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(
    rb"""(\b(?:value|content)\s*=\s*)("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)
_QUERY_PAIR: Final = re.compile(rb"""([?&;]([\w.\[\]-]{1,60})=)[^&"'\s<>#;]+""")
_LEAST_REPEATED: Final = 8
"""Characters from which on a field's value is looked for in the rest of its page."""
_MOST_REMEMBERED: Final = 128
_LONGEST_REMEMBERED: Final = 32_768


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPage:
    """HTML with a mark in the place of each secret of its fields."""

    html: bytes
    secrets: tuple[bytes, ...]
    """As they stand in the HTML; `mark(n)` is in the place of the n-th."""


def mark(number: int) -> bytes:
    """What stands in a marked page for the secret of this number."""
    return f"{MARK_BEGIN}{number}-".encode()


def mark_secrets(page: bytes) -> MarkedPage:
    """The page with marks in the places of its secrets."""
    return _known_marked(page) if len(page) <= _LONGEST_REMEMBERED else _marked(page)


def mask_page(page: bytes) -> bytes:
    """HTML without the secrets of its fields and addresses, wherever its scripts repeat them."""
    return _known_mask(page) if len(page) <= _LONGEST_REMEMBERED else _mask(page)


def _mask(page: bytes) -> bytes:
    marked = mark_secrets(page)
    is_short = len(marked.html) <= _LONGEST_REMEMBERED
    masked = _known_masked(marked.html) if is_short else _masked(marked.html)
    for value in sorted(set(marked.secrets), key=lambda one: (-len(one), one)):
        if len(value) >= _LEAST_REPEATED:
            masked = masked.replace(value, _MASKED)
    return masked


def replace_secrets(page: bytes, replaced: Callable[[bytes], bytes]) -> bytes:
    """HTML, with what `replaced` makes of each secret in its hidden fields and meta elements.

    >>> replace_secrets(b"<input name=csrf value='a1'>", bytes.upper)
    b'<input name=csrf value="A1">'
    """

    def in_value(value: re.Match[bytes]) -> bytes:
        return value[1] + b'"' + replaced(value[2].strip(b"\"'")) + b'"'

    def in_tag(tag: re.Match[bytes]) -> bytes:
        return _VALUE.sub(in_value, tag[0]) if _is_secret_name(tag[1]) else tag[0]

    return _NAMED_TAG.sub(in_tag, page)


def _marked(page: bytes) -> MarkedPage:
    secrets: list[bytes] = []

    def take(secret: bytes) -> bytes:
        secrets.append(secret)
        return mark(len(secrets) - 1)

    return MarkedPage(html=replace_secrets(page, take), secrets=tuple(secrets))


def _masked(marked: bytes) -> bytes:
    return _QUERY_PAIR.sub(_mask_query_pair, _ANY_MARK.sub(_MASKED, marked))


# A step looks at a page twice, to mask it and to read it, and many pages come again as they were.
_known_marked = lru_cache(_MOST_REMEMBERED)(_marked)
_known_masked = lru_cache(_MOST_REMEMBERED)(_masked)
# That of the same page is the same object, whose digest, too, need not be taken again.
_known_mask = lru_cache(_MOST_REMEMBERED)(_mask)


def _mask_query_pair(pair: re.Match[bytes]) -> bytes:
    return pair[1] + _MASKED if _is_secret_name(pair[2]) else pair[0]


@lru_cache(512)
def _is_secret_name(name: bytes) -> bool:
    return is_secret(name.decode("latin-1"))
