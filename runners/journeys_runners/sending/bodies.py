"""Bodies of requests, encoded twice: as they are sent, and with secrets masked for evidence."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pydantic import JsonValue

from journeys_runners.masking.masking import mask_json, mask_pairs

MULTIPART: Final = "multipart/form-data"
_BOUNDARY: Final = "journeys-part-of-a-form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request's body."""

    content_type: str
    sent: bytes
    shown: bytes
    """The same without secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file for one field."""

    field: str
    name: str
    content_type: str
    content: bytes


def form_body(
    pairs: Sequence[tuple[str, str]], enctype: str = "", uploads: Sequence[Upload] = ()
) -> Body:
    """The body of a form, encoded as the form asks; only `multipart/form-data` can hold files."""
    shown = mask_pairs(pairs)
    match enctype:
        case "multipart/form-data":
            content_type = f"{MULTIPART}; boundary={_BOUNDARY}"
            return Body(
                content_type=content_type,
                sent=_parts(pairs, uploads),
                shown=_parts(shown, uploads),
            )
        case "text/plain":
            return Body(content_type="text/plain", sent=_lines(pairs), shown=_lines(shown))
        case _:
            return Body(
                content_type="application/x-www-form-urlencoded",
                sent=urlencode(pairs).encode(),
                shown=urlencode(shown, safe="*").encode(),
            )


def json_body(value: JsonValue) -> Body:
    """A JSON body."""
    return Body(
        content_type="application/json",
        sent=json.dumps(value).encode(),
        shown=json.dumps(mask_json(value), ensure_ascii=False).encode(),
    )


def _lines(pairs: Sequence[tuple[str, str]]) -> bytes:
    return "".join(f"{name}={value}\r\n" for name, value in pairs).encode()


def _parts(pairs: Sequence[tuple[str, str]], uploads: Sequence[Upload]) -> bytes:
    texts = (_part(name, "", value.encode()) for name, value in pairs)
    files = (
        _part(one.field, f'; filename="{one.name}"', one.content, one.content_type)
        for one in uploads
    )
    return b"".join((*texts, *files, f"--{_BOUNDARY}--\r\n".encode()))


def _part(name: str, more: str, content: bytes, content_type: str = "") -> bytes:
    quoted = name.replace('"', "%22")
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{quoted}"{more}\r\n'
    kind = f"Content-Type: {content_type}\r\n" if content_type else ""
    return f"{head}{kind}\r\n".encode() + content + b"\r\n"
