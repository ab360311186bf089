"""One visitor's cookies, and the header that takes them to an address.

They are kept here rather than in aiohttp's session, which looks through its jar and writes the
header anew for each request: so all visitors of a run share one session, and a header is written
once for each address until a cookie is set.
"""

import time
from collections.abc import Iterator, Sequence
from http.cookies import SimpleCookie
from typing import Final

import aiohttp
from yarl import URL

_FRESH_S: Final = 1.0
"""So long a header is used again: a cookie's life, too, is told in seconds."""
_MOST_KNOWN: Final = 256


class Cookies:
    """What one visitor was given; made inside an event loop."""

    def __init__(self) -> None:
        # Host names without a dot and addresses have cookies too on staging: hence `unsafe`.
        self._jar = aiohttp.CookieJar(unsafe=True)
        self._known: dict[URL, str] = {}
        self._fresh_until = 0.0
        self._is_empty = True

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Names and values."""
        return ((one.key, one.value) for one in self._jar)

    def take(self, headers: Sequence[str], url: URL) -> None:
        """Have what these `Set-Cookie` headers say, which came from the URL."""
        self._jar.update_cookies_from_headers(headers, url)
        self._change(is_empty=False)

    def add(self, cookie: SimpleCookie, url: URL) -> None:
        """Have a cookie as if the server at the URL had set it."""
        self._jar.update_cookies(cookie, url)
        self._change(is_empty=False)

    def clear(self) -> None:
        """Have none any more."""
        self._jar.clear()
        self._change(is_empty=True)

    def header(self, url: URL) -> str:
        """What `Cookie` is to say to the URL; empty where there is nothing to say."""
        if self._is_empty:
            return ""
        now = time.monotonic()
        if now >= self._fresh_until or len(self._known) >= _MOST_KNOWN:
            self._known.clear()
            self._fresh_until = now + _FRESH_S
        known = self._known.get(url)
        if known is None:
            found = sorted(self._jar.filter_cookies(url).items())
            known = "; ".join(f"{name}={one.coded_value}" for name, one in found)
            self._known[url] = known
        return known

    def _change(self, *, is_empty: bool) -> None:
        self._known.clear()
        self._is_empty = is_empty


def with_given(header: str, given: str) -> str:
    """The header with cookies that are sent anyway; what the visitor was given comes before them.

    >>> with_given("session=1", "session=0; theme=dark")
    'session=1; theme=dark'
    """
    pairs = [one.strip() for text in (given, header) for one in text.split(";") if one.strip()]
    return "; ".join({one.partition("=")[0]: one for one in pairs}.values())
