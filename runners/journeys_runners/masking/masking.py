"""Masks secrets in what becomes evidence. What is sent is never touched."""

import json
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import JsonValue

MASK: Final = "***"

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization"})
_URL_HEADERS = frozenset({"location", "referer", "content-location"})
_SECRET_PARTS = ("token", "secret", "passw", "session", "credential", "csrf")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+")
# Hidden fields and meta elements carry a page's tokens.
_TAG = re.compile(rb"<(?:input|meta)\b[^>]{0,4096}>", re.IGNORECASE)
_TAG_NAME = re.compile(rb"""\bname\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_TAG_VALUE = re.compile(
    rb"""(\b(?:value|content)\s*=\s*)("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)

_PART = re.compile(
    rb"""(Content-Disposition: form-data; name="([^"]*)"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)"""
    rb"""(?:.*?)\r\n(?=--)""",
    re.DOTALL | re.IGNORECASE,
)


def is_secret(name: str) -> bool:
    """Whether the value of this header, field or key is a secret, by its name.

    >>> all(map(is_secret, ("csrfmiddlewaretoken", "apiKey", "auth_code", "PHPSESSID")))
    True
    >>> any(map(is_secret, ("author", "keyword", "q", "email")))
    False
    """
    lowered = name.lower()
    if any(part in lowered for part in _SECRET_PARTS) or lowered.endswith("sessid"):
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    return any(word.endswith("key") or word in {"auth", "oauth", "pwd", "sid"} for word in words)


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
    return tuple((name, _mask_header(name.lower(), value)) for name, value in headers)


def mask_body(body: bytes, content_type: str) -> bytes:
    """A response's body, with the secrets that its type lets us find masked."""
    if "json" in content_type:
        try:
            return json.dumps(mask_json(json.loads(body)), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return body
    if "html" in content_type:
        return _TAG.sub(_mask_tag, body)
    return body


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


def _mask_header(name: str, value: str) -> str:
    if name == "cookie":
        names = (cookie.strip().partition("=")[0] for cookie in value.split(";"))
        return "; ".join(f"{cookie}={MASK}" for cookie in names)
    if name == "set-cookie":
        cookie, semicolon, attributes = value.partition(";")
        return f"{cookie.partition('=')[0]}={MASK}{semicolon}{attributes}"
    if name in _URL_HEADERS:
        return mask_url(value)
    return MASK if name in _SECRET_HEADERS or is_secret(name) else value


def _mask_tag(tag: re.Match[bytes]) -> bytes:
    name = _TAG_NAME.search(tag[0])
    if name is None or not is_secret(name[1].decode("latin-1")):
        return tag[0]
    return _TAG_VALUE.sub(rb'\1"***"', tag[0])
