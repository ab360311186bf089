"""The cookies that an answer sets, as Playwright puts them into a browser."""

import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.cookies import CookieError, Morsel, SimpleCookie
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from journeys_runners.sending.client import Answer

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

_AT_THE_END: Final = -1.0
"""When a cookie without a date expires: with the browser."""
_LONG_AGO: Final = 1.0
_SAME_SITE: Final[dict[str, Literal["Strict", "Lax", "None"]]] = {
    "strict": "Strict",
    "lax": "Lax",
    "none": "None",
}


def cookies_set_by(answer: Answer) -> "Iterator[SetCookieParam]":
    """Each cookie of its `Set-Cookie` headers (RFC 6265, section 5.3)."""
    for header in answer.headers.getall("Set-Cookie", ()):
        try:
            morsels = SimpleCookie(header).values()
        except CookieError:
            continue
        for morsel in morsels:
            yield _as_param(morsel, answer.request.url)


def _as_param(morsel: Morsel[str], url: str) -> "SetCookieParam":
    parts = urlsplit(url)
    domain, default_path = morsel["domain"].lstrip("."), parts.path.rpartition("/")[0]
    cookie: SetCookieParam = {
        "name": morsel.key,
        "value": morsel.value,
        "domain": f".{domain}" if domain else parts.hostname or "",
        "path": morsel["path"] or default_path or "/",
        "expires": _expires_at(morsel),
        "httpOnly": bool(morsel["httponly"]),
        "secure": bool(morsel["secure"]),
    }
    if same_site := _SAME_SITE.get(morsel["samesite"].lower()):
        cookie["sameSite"] = same_site
    return cookie


def _expires_at(morsel: Morsel[str]) -> float:
    """Seconds since 1970; `Max-Age` goes before `Expires`."""
    try:
        if morsel["max-age"]:
            left_s = int(morsel["max-age"])
            return time.time() + left_s if left_s > 0 else _LONG_AGO
        if morsel["expires"]:
            return max(_LONG_AGO, parsedate_to_datetime(morsel["expires"]).timestamp())
    except ValueError:
        return _AT_THE_END
    return _AT_THE_END
