"""A recording (HAR 1.2) of what a visitor sent and got, as a browser's network panel exports it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

Pairs = Iterable[tuple[str, str]]

_UNKNOWN: Final = -1
"""What HAR writes for a size or a time that was not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer."""

    at: datetime
    took_ms: int
    method: str
    url: str
    sent_headers: Pairs
    body: bytes | None
    status: int
    headers: Pairs
    """Of the answer."""
    answer: bytes


@dataclass(slots=True)
class Recording:
    """All exchanges of one visitor; those of one navigation belong to one page."""

    is_typed: bool = False
    """Whether each entry says what it was asked for as, as Chrome's do and Firefox's do not."""
    pages: list[dict[str, Any]] = field(default_factory=list)
    """None in a client's recording that shows no pages."""
    entries: list[dict[str, Any]] = field(default_factory=list)

    def begin_page(self, at: datetime) -> None:
        """What is added from now on belongs to a new page."""
        page_id = f"page_{len(self.pages) + 1}"
        timings = {"onContentLoad": _UNKNOWN, "onLoad": _UNKNOWN}
        self.pages.append(
            {"startedDateTime": at.isoformat(), "id": page_id, "title": "", "pageTimings": timings}
        )

    def name_page(self, title: str) -> None:
        """The title of the page that was begun last."""
        self.pages[-1]["title"] = title

    def add(self, exchange: Exchange) -> None:
        """Remember an exchange."""
        entry: dict[str, Any] = {
            "startedDateTime": exchange.at.isoformat(timespec="milliseconds"),
            "time": exchange.took_ms,
            "request": _request(exchange),
            "response": _response(exchange),
            "cache": {},
            "timings": {"send": 0, "wait": exchange.took_ms, "receive": 0},
        }
        if self.pages:
            entry["pageref"] = self.pages[-1]["id"]
        if self.is_typed:
            entry["_resourceType"] = "document"
        self.entries.append(entry)

    def text(self) -> str:
        """The file's text."""
        log: dict[str, Any] = {"version": "1.2", "creator": {"name": "driver", "version": "1"}}
        if self.pages:
            log["pages"] = self.pages
        return json.dumps({"log": {**log, "entries": self.entries}}, indent=1)


def write_recordings(recordings: Iterable[Recording], folder: Path) -> Path:
    """The folder, with one file for each visitor."""
    folder.mkdir(parents=True)
    for number, recording in enumerate(recordings):
        (folder / f"{number:03}.har").write_text(recording.text(), encoding="utf-8")
    return folder


def _request(exchange: Exchange) -> dict[str, Any]:
    headers = list(exchange.sent_headers)
    query = parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(headers, "cookie"),
        "headers": _pairs(headers),
        "queryString": _pairs(query),
        "headersSize": _UNKNOWN,
        "bodySize": len(exchange.body or b""),
    }
    if exchange.body is not None:
        text = exchange.body.decode()
        request["postData"] = {"mimeType": _value(headers, "content-type"), "text": text}
    return request


def _response(exchange: Exchange) -> dict[str, Any]:
    headers = list(exchange.headers)
    return {
        "status": exchange.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(headers, "set-cookie"),
        "headers": _pairs(headers),
        "content": {
            "size": len(exchange.answer),
            "mimeType": _value(headers, "content-type"),
            "text": exchange.answer.decode("utf-8", "replace"),
        },
        "redirectURL": _value(headers, "location"),
        "headersSize": _UNKNOWN,
        "bodySize": len(exchange.answer),
    }


def _value(headers: Pairs, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _cookies(headers: Pairs, name: str) -> list[dict[str, str]]:
    texts = (value for key, value in headers if key.lower() == name)
    return _pairs((key, one.value) for text in texts for key, one in SimpleCookie(text).items())


def _pairs(pairs: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
