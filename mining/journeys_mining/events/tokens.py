"""Which words were made by a machine: keys, session ids, hashes, and e-mails in Base64.

A name that somebody gave, `cart_v2.viewed` or `iphone-15-pro-max-256gb`, may be as long and have
digits, too; it is told by the words in it.
"""

import base64
import binascii
import re
from typing import Final

_CREDENTIAL: Final = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])[\w.~+/=-]{16,}"  # sixteen characters that mix letters and digits
    r"|[A-Za-z0-9+/]{24,}={0,2}$"
)
# What the makers of keys begin them with, so that they are found.
_MARKED: Final = re.compile(
    r"\beyJ[\w-]{8,}\.|(?:\b|_)(?:[sp]k_(?:live|test)|whsec|gh[pousr]|glpat|npm|xox[abprs])[-_]\w{6,}"
    r"|\b(?:sk|pk)[-_]\w{6,}|(?:\b|_)(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])|\bAIza[\w-]{30,}"
    r"|\bSG\.[\w-]{16,}\.|\bya29\.[\w-]{10,}"
    r"|(?<![0-9a-fA-F])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-"
)
_RANDOM: Final = re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{10,}(?![\w-])")
_LEAST_TURNS: Final = 4
"""So often letters of a random word become capitals, and digits letters; a name's less often."""
_TURN: Final = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[0-9])")
_BASE64: Final = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{8,}={0,2}(?![\w+/=-])")
_EMAIL: Final = re.compile(r"[\w.+-]+@\w+(?:[.-]\w+)*\.[a-z]{2,}")
_PIECES: Final = re.compile(r"[A-Z]?[a-zß-öø-ÿ]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]")
_WORD: Final = re.compile(r"(?i)(?!.*[bcdfghjklmnpqrstvwxz]{6})(?=.*[aeiouyà-öø-ÿ])[^\W\d_]{3,}")
_DIGIT_TURN: Final = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
_MOST_DIGIT_TURNS: Final = 3
"""A number stands in a name now and then: `win32api`, `mp3_to_mp4`."""
_MOST_DIGITS: Final = 4
"""A number in a name has no more: it counts steps or versions."""
_LEAST_WORDS: Final = 0.7
"""Of the letters of a name, so many are in words; of random ones about a third."""


def holds_token(text: str) -> bool:
    """Whether a text holds what only a machine can have named.

    >>> [holds_token(one) for one in ("xK3f9QpL2v8ZrT5w", "sk_live_abcdef", "mug")]
    [True, True, False]
    >>> holds_token("YUBiLmRl")  # a@b.de
    True
    """
    return (
        _CREDENTIAL.search(text) is not None
        or is_marked(text)
        or any(map(_is_random, _RANDOM.findall(text)))
    )


def is_marked(text: str) -> bool:
    """Whether a text holds a credential that says so itself, or an e-mail in Base64."""
    return _MARKED.search(text) is not None or any(
        _hides_an_email(one[0]) for one in _BASE64.finditer(text)
    )


def _is_random(word: str) -> bool:
    return len(_TURN.findall(word)) >= _LEAST_TURNS and not reads_as_words(word)


def _hides_an_email(text: str) -> bool:
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        plain = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return _EMAIL.search(plain) is not None


def reads_as_words(name: str) -> bool:
    """Whether a long name was made of words by a person.

    >>> [reads_as_words(one) for one in ("cart_v2.viewed", "xK3f9QpL", "iphone-15-pro-max-256gb")]
    [True, False, True]
    """
    if is_marked(name) or any(
        len(_DIGIT_TURN.findall(chunk)) > _MOST_DIGIT_TURNS for chunk in re.split(r"[\W_]+", name)
    ):
        return False
    pieces = _PIECES.findall(name)
    letters = [piece for piece in pieces if not piece.isdigit()]
    numbers = [piece for piece in pieces if piece.isdigit()]
    in_words = sum(len(one) for one in letters if not one.isascii() or _WORD.fullmatch(one))
    return (
        len(letters) > len(numbers)
        and in_words >= _LEAST_WORDS * sum(map(len, letters))
        and all(len(piece) <= _MOST_DIGITS for piece in numbers)
    )
