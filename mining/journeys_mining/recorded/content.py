"""What one request sent and what was answered, beyond URL and status: places and values.

A reader of recordings gives it as one text for each event. Places begin with where they are:
`body:/run_id` in JSON, `form:name` in a form, `header:x-csrf-token`, `cookie:csrftoken`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from itertools import chain
from typing import Final
from urllib.parse import parse_qsl

from journeys_mining.recorded.credentials import CREDENTIALS, decode
from journeys_mining.recorded.json_places import kind_of, leaves
from journeys_mining.recorded.multipart import FILE, MULTIPART, parts_of
from journeys_mining.recorded.record_kinds import leaves_of_kinds

BODY: Final = "body:"
FORM: Final = "form:"
HEADER: Final = "header:"
COOKIE: Final = "cookie:"

_MAX_VALUE_CHARS: Final = 4_000
# What browsers and HTTP libraries send by themselves.
_OWN_HEADERS_TEXT: Final = """
    accept accept-charset accept-encoding accept-language access-control-request-headers
    access-control-request-method cache-control connection content-encoding content-length
    content-type cookie date dnt expect forwarded from host if-modified-since
    if-none-match if-range if-unmodified-since keep-alive origin pragma priority purpose range
    referer te traceparent tracestate transfer-encoding upgrade upgrade-insecure-requests
    user-agent via x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip x-request-id
"""
_OWN_HEADERS: Final = frozenset(_OWN_HEADERS_TEXT.split())
_USUAL_TYPES: Final = ("application/json", "application/x-www-form-urlencoded")
_SCHEME: Final = re.compile(r"(?:Bearer|Token|JWT|Basic|ApiKey) (?=\S+$)", re.IGNORECASE)
# Of an answer, only what a script could take over into a later request.
_OF_ONE_RECORD: Final = ("etag", "location")
_TELLING_HEADERS: Final = ("token", "csrf", "xsrf", "nonce", "auth", "session", *_OF_ONE_RECORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What was sent and answered, each as places with their values."""

    sent: tuple[tuple[str, str, str], ...]
    """Place, kind and value as text."""
    answered: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """One line; `read_content` reads it."""
        return json.dumps([self.sent, self.answered], separators=(",", ":"))


def read_content(text: str) -> Content:
    """What `Content.text` wrote."""
    sent, answered = json.loads(text)
    return Content(
        sent=tuple((place, kind, value) for place, kind, value in sent),
        answered=tuple((place, value) for place, value in answered),
    )


def sent_places(
    headers: Sequence[tuple[str, str]], content_type: str, body: str, *, gets_json: bool = False
) -> Iterator[tuple[str, str, str]]:
    """Places of a request: its own headers, and its body where it is JSON or a form."""
    if accepted := _accepted(headers, gets_json=gets_json):
        yield f"{HEADER}accept", "string", accepted
    for name, value in headers:
        lowered = name.lower()
        if lowered == "content-type" and not body and "json" in value.lower():
            # Some let only those change anything who say what a foreign form cannot say.
            yield f"{HEADER}content-type", "string", value.partition(";")[0].strip().lower()
        if not lowered.startswith((":", "sec-")) and lowered not in _OWN_HEADERS:
            yield from _header_places(f"{HEADER}{lowered}", value[:_MAX_VALUE_CHARS])
    kind = content_type.partition(";")[0].strip().lower()
    if body:
        yield from _body_places(kind, content_type, body)


def _accepted(headers: Sequence[tuple[str, str]], *, gets_json: bool) -> str | None:
    """The one type that a client asks for, which may name a version, or JSON where that came.

    Who asks for data says so, in one way or another; browsers ask for many types, or for any.
    """
    asked = next((value for name, value in headers if name.lower() == "accept"), "").strip()
    is_one = asked != "" and not any(mark in asked for mark in ",*") and "html" not in asked
    return asked if is_one else "application/json" if gets_json else None


def _body_places(kind: str, content_type: str, body: str) -> Iterator[tuple[str, str, str]]:
    if "json" in kind or (kind in ("", "text/plain") and body.lstrip().startswith(("{", "["))):
        yield from _json_places(body)
        if kind and kind not in _USUAL_TYPES:
            yield f"{HEADER}content-type", "string", kind
    elif kind == "application/x-www-form-urlencoded":
        for name, value in parse_qsl(body, keep_blank_values=True):
            yield f"{FORM}{name}", "string", value[:_MAX_VALUE_CHARS]
    elif kind == MULTIPART:
        yield f"{HEADER}content-type", "string", kind
        for part in parts_of(content_type, body):
            shape, value = (FILE, part.content_type) if part.is_file else ("string", part.text)
            yield f"{FORM}{part.name}", shape, value[:_MAX_VALUE_CHARS]
    else:
        yield f"{HEADER}content-type", "string", kind or "unknown"


def _header_places(place: str, value: str) -> Iterator[tuple[str, str, str]]:
    computed = decode(without_scheme(place, value)[1])
    yield place, CREDENTIALS if computed else "string", value
    for letter, part in zip("ab", computed or (), strict=False):
        yield f"{place}{{{letter}}}", "string", part


def answered_places(
    headers: Iterable[tuple[str, str]], content_type: str, body: str
) -> Iterator[tuple[str, str]]:
    """Places of an answer that a later request may take a value from."""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "set-cookie":
            yield from ((f"{COOKIE}{key}", text) for key, text in cookies_in(value).items())
        elif _is_telling_header(lowered):
            yield f"{HEADER}{lowered}", value[:_MAX_VALUE_CHARS]
    if "json" in content_type.lower():
        for document in _documents(body):
            for place, leaf in chain(leaves(document), leaves_of_kinds(document)):
                if is_telling(text := as_text(leaf)[:_MAX_VALUE_CHARS]):
                    yield f"{BODY}{place}", text


@lru_cache(512)
def _is_telling_header(lowered: str) -> bool:
    return any(part in lowered for part in _TELLING_HEADERS)


@lru_cache(2048)
def is_kept(place: str) -> bool:
    """Whether clients keep what stood at a place of an answer until another one says it anew.

    >>> is_kept("cookie:csrftoken"), is_kept("header:x-auth-token"), is_kept("header:etag")
    (True, True, False)
    """
    of_record = any(part in place for part in _OF_ONE_RECORD)
    return place.startswith(COOKIE) or (place.startswith(HEADER) and not of_record)


def cookies_in(header: str) -> Mapping[str, str]:
    """Names and values of a Set-Cookie header; empty if it is not one."""
    try:
        return {key: morsel.value for key, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def is_telling(value: str) -> bool:
    """Whether two equal values say anything: truths, nothing and zero are equal everywhere."""
    return value.lower() not in ("", "true", "false", "null", "none", "0", "0.0", "[]", "{}")


def without_scheme(place: str, text: str) -> tuple[str, str]:
    """What stands before a header's value, and the value: `Bearer ` and a token."""
    found = _SCHEME.match(text) if place.startswith(HEADER) else None
    return (found[0], text[found.end() :]) if found else ("", text)


def as_text(value: object) -> str:
    """A JSON leaf as text: a text as it is, all else as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def _json_places(body: str) -> Iterator[tuple[str, str, str]]:
    for value in _documents(body):
        for place, leaf in leaves(value):
            yield f"{BODY}{place}", kind_of(leaf), as_text(leaf)[:_MAX_VALUE_CHARS]


def _documents(body: str) -> Iterator[object]:
    """The JSON document that a body is; nothing where it is none."""
    try:
        yield json.loads(body)
    except (ValueError, RecursionError):
        return
