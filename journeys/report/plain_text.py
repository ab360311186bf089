r"""Text that an application sent, safe for a terminal and for XML.

Escape sequences could rewrite what a terminal shows, and XML allows few control characters.
"""

import re

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # overrides of the direction of writing
    "\ud800-\udfff\ufffe\uffff]"
)


def plain(text: str) -> str:
    r"""The text without control characters; line ends become line feeds.

    >>> plain("one\r\ntwo \x1b[31mred\x1b[0m")
    'one\ntwo [31mred[0m'
    """
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    r"""The text on one line.

    >>> one_line("one\r\n  two\tthree ")
    'one two three'
    """
    return " ".join(plain(text).split())
