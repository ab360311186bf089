"""Masks secrets in a trace of Playwright's: a zip of JSON lines, of bodies, and of pictures.

A trace records what was sent and received word for word, what was typed, and every state of the
page. What is a secret by its name or kind, there or in the bodies, is masked wherever its value
turns up in the trace. Pictures stay as they are.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import JsonValue

from journeys_runners.masking.masking import mask_body, mask_headers, mask_url
from journeys_runners.masking.page_secrets import replace_secrets
from journeys_runners.masking.secret_names import MASK, is_secret
from journeys_runners.masking.secret_values import SecretValues

_LINES: Final = (".trace", ".network", ".stacks")
_PICTURES: Final = (".jpeg", ".jpg", ".png", ".gif", ".webp", ".woff", ".woff2", ".mp4", ".webm")
_TYPED: Final = ("value", "__playwright_value_")
"""What a snapshot of a page says that a field holds: as it came, and as it is now."""
_SECRET_LISTS: Final = frozenset({"cookies"})
_PAIR: Final = re.compile(rb"^[\w.\[\]%+-]+=[^\r\n<>]*$")


def mask_trace(path: Path, secrets: SecretValues) -> None:
    """Rewrite a trace without secrets; what is no trace is left as it is.

    Raises
    ------
    OSError
        It cannot be written.
    """
    partial = path.with_suffix(".partial")
    try:
        with zipfile.ZipFile(path) as trace:
            entries = [(one, trace.read(one)) for one in trace.infolist()]
    except zipfile.BadZipFile:
        return
    found = SecretValues().extended(secrets)
    masked = [(one, _masked(one.filename, content, found)) for one, content in entries]
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as trace:
        for one, content in masked:
            is_picture = one.filename.endswith(_PICTURES)
            trace.writestr(one.filename, content if is_picture else found.body(content))
    partial.replace(path)


def _masked(name: str, content: bytes, found: SecretValues) -> bytes:
    """An entry without what its structure says is secret, which is added to what was found."""
    if name.endswith(_PICTURES):
        return content
    if name.endswith(_LINES):
        lines = (_masked_line(line, found) for line in content.split(b"\n"))
        return b"\n".join(lines)
    return _masked_body(content, found)


def _masked_line(line: bytes, found: SecretValues) -> bytes:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return json.dumps(_masked_value(value, found), ensure_ascii=False).encode()


def _masked_body(body: bytes, found: SecretValues) -> bytes:
    """A body of either direction; what it is shows in how it begins."""
    start = body[:200].lstrip()
    if start.startswith((b"{", b"[")):
        found.add_json(body)
        return mask_body(body, "json")
    if start.startswith(b"<"):
        return replace_secrets(body, lambda value: _noted(value, found))
    if _PAIR.match(body[:100_000]):
        for name, value in parse_qsl(body.decode("utf-8", "replace")):
            if is_secret(name):
                found.add(value)
    return body


def _noted(value: bytes, found: SecretValues) -> bytes:
    found.add(value.decode("utf-8", "replace"))
    return MASK.encode()


def _masked_value(value: JsonValue, found: SecretValues) -> JsonValue:
    match value:
        case dict():
            return _masked_fields(value, found)
        case list():
            return [_masked_value(one, found) for one in value]
        case str() if "://" in value and len(value) < 5000:
            return _masked_url(value, found)
        case _:
            return value


def _masked_fields(fields: dict[str, JsonValue], found: SecretValues) -> dict[str, JsonValue]:
    # An element of a snapshot: a field for a password, or a hidden one for a token.
    name = fields.get("name")
    is_field = fields.get("type") == "password" or is_secret(str(name or ""))
    masked: dict[str, JsonValue] = {}
    for key, one in fields.items():
        is_typed = is_field and key.lower() in _TYPED
        if isinstance(one, str) and one and (is_typed or is_secret(key)):
            found.add(one)
            masked[key] = MASK
        elif key == "value" and isinstance(one, str) and isinstance(name, str):
            masked[key] = _masked_pair(name, one, found)
        elif key in _SECRET_LISTS and isinstance(one, list):
            masked[key] = [_masked_cookie(cookie, found) for cookie in one]
        else:
            masked[key] = _masked_value(one, found)
    return masked


def _masked_pair(name: str, text: str, found: SecretValues) -> str:
    """The value of a header, of a query's key or of a form's field."""
    found.add_headers([(name, text)])
    ((_, masked),) = mask_headers([(name, text)])
    return masked


def _masked_cookie(cookie: JsonValue, found: SecretValues) -> JsonValue:
    if not isinstance(cookie, dict):
        return cookie
    found.add_cookies([(str(cookie.get("name")), str(cookie.get("value")))])
    return {**cookie, "value": MASK}


def _masked_url(url: str, found: SecretValues) -> str:
    for value in _secrets_of_query(url):
        found.add(value)
    return mask_url(url)


def _secrets_of_query(url: str) -> Iterator[str]:
    try:
        query = urlsplit(url).query
    except ValueError:
        return
    yield from (value for name, value in parse_qsl(query) if is_secret(name))
