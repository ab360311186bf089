"""A visitor's browser: cookies, links, forms; every request becomes a line of the log and an entry
of the recording."""

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from random import Random
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from lxml import html

from tests.support.recording import Exchange, Recording

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_PRODUCTION: Final = "https://books.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A request as the web server logs it."""

    at: datetime
    host: str
    agent: str
    method: str
    path: str
    """With the query."""
    status: int
    size: int
    referer: str

    def line(self) -> str:
        """In the combined format."""
        at = self.at
        stamp = f"{at.day:02}/{_MONTHS[at.month - 1]}/{at.year}:{at:%H:%M:%S} +0000"
        return (
            f'{self.host} - - [{stamp}] "{self.method} {self.path} HTTP/1.1" {self.status} '
            f'{self.size or "-"} "{self.referer}" "{self.agent}"\n'
        )


class KeepRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """Redirects are followed by hand, for each is a line of the log."""


@dataclass(slots=True)
class Browser:
    """One visitor."""

    base_url: str
    host: str
    agent: str
    random: Random
    now: datetime
    hits: list[Hit] = field(default_factory=list)
    recording: Recording = field(default_factory=Recording)
    page: html.HtmlElement | None = None
    path: str = "-"
    """Where the visitor stands, with the query."""
    _opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()), KeepRedirects())
    )

    def wait(self, least_s: float, most_s: float) -> None:
        """Let time pass, in the log."""
        self.now += timedelta(seconds=self.random.uniform(least_s, most_s))

    def open(self, path: str, *, typed: bool = False) -> None:
        """Open a page; a typed one, or one of the bookmarks, has no referer."""
        self.wait(3, 45)
        if typed:
            self.path = "-"
        self._follow("GET", path, None)

    def can_click(self, pattern: str) -> bool:
        """Whether some link leads to an address like this."""
        return bool(self._links(pattern))

    def click(self, pattern: str) -> None:
        """Follow one of the links whose address fits."""
        links = self._links(pattern)
        if not links:
            raise LookupError(f"{self.path} has no link like {pattern}")
        self.open(self.random.choice(links))

    def can_submit(self, pattern: str) -> bool:
        """Whether some form's id or address fits."""
        return bool(self._forms(pattern))

    def submit(self, pattern: str, **values: str) -> None:
        """Fill one of the forms whose id or address fits, and send it."""
        forms = self._forms(pattern)
        if not forms:
            raise LookupError(f"{self.path} has no form like {pattern}")
        form = self.random.choice(forms)
        self.wait(5, 60)
        pairs = {str(name): value for name, value in form.form_values()} | values
        action, data = form.get("action") or self.path, urlencode(pairs)
        if form.method == "GET":
            self._follow("GET", f"{action.partition('?')[0]}?{data}", None)
        else:
            self._follow("POST", action, data.encode())

    def _follow(self, method: str, path: str, body: bytes | None) -> None:
        self.recording.begin_page(self.now)
        for _ in range(6):
            path = self._local(path)
            status, location, answer = self._exchange(method, path, body)
            if status < 300 or status >= 400:
                self.page, self.path = html.document_fromstring(answer), path
                self.recording.name_page(self.page.findtext(".//title", "").strip())
                return
            method, path, body = "GET", urljoin(path, location), None
            self.wait(0.05, 0.4)
        raise RuntimeError(f"{path} redirects without end")

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, str, bytes]:
        headers = {"User-Agent": self.agent}
        if self.path != "-":
            headers["Referer"] = self.base_url + self.path
        request = Request(self.base_url + path, data=body, headers=headers, method=method)
        begin_s = time.perf_counter()
        try:
            response = self._opener.open(request, timeout=60)
        except HTTPError as error:
            response = error
        with response:
            exchange = Exchange(
                at=self.now, method=method, url=_PRODUCTION + path, body=body,
                sent_headers=[(key, self._public(text)) for key, text in request.header_items()],
                status=response.status, headers=response.headers.items(), answer=response.read(),
                took_ms=round((time.perf_counter() - begin_s) * 1000),
            )  # fmt: skip
        self._remember(exchange, path)
        if exchange.status >= 500:
            raise RuntimeError(f"the shop answered {method} {path} with {exchange.status}")
        return exchange.status, response.headers.get("Location", ""), exchange.answer

    def _remember(self, exchange: Exchange, path: str) -> None:
        self.recording.add(exchange)
        self.hits.append(
            Hit(
                at=exchange.at, host=self.host, agent=self.agent, method=exchange.method, path=path,
                status=exchange.status, size=len(exchange.answer),
                referer="-" if self.path == "-" else _PRODUCTION + self.path,
            )
        )  # fmt: skip

    def _public(self, text: str) -> str:
        return text.replace(self.base_url, _PRODUCTION)

    def _local(self, path: str) -> str:
        parts = urlsplit(urljoin(self.base_url + ("/" if self.path == "-" else self.path), path))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _links(self, pattern: str) -> list[str]:
        if self.page is None:
            return []
        found = (self._local(one.get("href", "")) for one in self.page.iter("a"))
        return [one for one in dict.fromkeys(found) if re.fullmatch(pattern, one)]

    def _forms(self, pattern: str) -> list[html.FormElement]:
        if self.page is None:
            return []
        return [
            form
            for form in self.page.forms
            if re.fullmatch(pattern, form.get("id", "(none)"))
            or re.fullmatch(pattern, form.get("action") or "(here)")
        ]


def a_moment(random: Random) -> datetime:
    """Some time in a fortnight."""
    return datetime(2026, 10, 5, tzinfo=UTC) + timedelta(seconds=random.randrange(14 * 86_400))
