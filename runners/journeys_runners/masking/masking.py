"""Masks secrets in what becomes evidence. What is sent is never touched."""

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import JsonValue

from journeys_runners.masking.page_secrets import mask_page
from journeys_runners.masking.secret_names import MASK, is_secret

_MOST_KNOWN: Final = 512
"""The same headers and addresses come with every page; so many of them are remembered."""

_PART = re.compile(
    rb"""(Content-Disposition: form-data; name="([^"]*)"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)"""
    rb"""(?:.*?)\r\n(?=--)""",
    re.DOTALL | re.IGNORECASE,
)


def mask_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """A form's fields or a query's keys, with secrets masked."""
    return tuple((key, MASK if value and is_secret(key) else value) for key, value in pairs)


def mask_json(value: JsonValue) -> JsonValue:
    """A JSON value, with secrets masked at any depth."""
    match value:
        case dict():
            return {
                key: MASK if one is not None and is_secret(key) else mask_json(one)
                for key, one in value.items()
            }
        case list():
            return [mask_json(one) for one in value]
        case _:
            return value


@lru_cache(_MOST_KNOWN)
def mask_url(url: str) -> str:
    """A URL, with a password before its host and secrets in its query masked.

    >>> mask_url("http://shop.test/reset?token=abc&page=2")
    'http://shop.test/reset?token=***&page=2'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    netloc = parts.netloc
    if "@" in netloc:
        netloc = f"{MASK}@{netloc.rpartition('@')[2]}"
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(is_secret(key) for key, _ in pairs):
        query = urlencode(mask_pairs(pairs), safe="*")
    return urlunsplit(parts._replace(netloc=netloc, query=query))


def mask_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers, with secrets masked; a cookie keeps its name."""
    return tuple(
        [
            (name, masked(value)) if (masked := _mask_of_header(name)) else (name, value)
            for name, value in headers
        ]
    )


def mask_body(body: bytes, content_type: str) -> bytes:
    """A response's body, with the secrets that its type lets us find masked."""
    if "json" in content_type:
        try:
            return json.dumps(mask_json(json.loads(body)), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return body
    return mask_page(body) if "html" in content_type else body


def mask_sent(body: bytes, content_type: str) -> bytes:
    """A request's body as a browser sent it, with the secrets of forms and JSON masked.

    >>> mask_sent(b"user=anna&password=x", "application/x-www-form-urlencoded")
    b'user=anna&password=***'
    """
    if "multipart/form-data" in content_type:
        return _PART.sub(_mask_part, body)
    if "urlencoded" in content_type:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return urlencode(mask_pairs(pairs), safe="*").encode()
    # Beacons call their JSON plain text.
    return mask_body(body, "json" if body[:1] in (b"{", b"[") else content_type)


def _mask_part(part: re.Match[bytes]) -> bytes:
    is_masked = is_secret(part[2].decode("utf-8", "replace"))
    return part[1] + MASK.encode() + b"\r\n" if is_masked else part[0]


@lru_cache(_MOST_KNOWN)
def _mask_of_header(name: str) -> Callable[[str], str] | None:
    """What masks the value of a header; None where there is nothing to mask."""
    lowered = name.lower()
    match lowered:
        case "cookie":
            return _mask_cookies
        case "set-cookie":
            return _mask_set_cookie
        case "location" | "referer" | "content-location":
            return mask_url
        case "authorization" | "proxy-authorization":
            return _hide
    return _hide if is_secret(lowered) else None


def _hide(_: str) -> str:
    return MASK


def _mask_cookies(value: str) -> str:
    names = (cookie.strip().partition("=")[0] for cookie in value.split(";"))
    return "; ".join(f"{cookie}={MASK}" for cookie in names)


def _mask_set_cookie(value: str) -> str:
    cookie, semicolon, attributes = value.partition(";")
    return f"{cookie.partition('=')[0]}={MASK}{semicolon}{attributes}"
