"""Sends again what an export shows, word for word: what a replay is to be compared with."""

import json
import re
from collections.abc import Iterable, Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.oscar.driver.browser import KeepRedirects

_LINE: Final = re.compile(
    r'(?P<host>\S+) \S+ \S+ \[[^\]]+\] "(?P<method>[A-Z]+) (?P<path>\S+) [^"]*" (?P<status>\d+) '
    r'\S+ "[^"]*" "(?P<agent>[^"]*)"'
)

Asked = tuple[Request, int]
"""A request, and the status that production gave it."""


def replay_log(log: str, base_url: str, *, visitor_count: int) -> float:
    """The share of the requests of a log's first so many visitors that get their status again, 0–1.

    A log has no bodies, so there are none.
    """
    visitors: dict[tuple[str, str], list[Asked]] = {}
    for line in log.splitlines():
        if found := _LINE.match(line):
            request = Request(base_url + found["path"], method=found["method"])
            visitor = visitors.setdefault((found["host"], found["agent"]), [])
            visitor.append((request, int(found["status"])))
    return _same_share(list(visitors.values())[:visitor_count])


def replay_recordings(recordings: Iterable[Path], base_url: str) -> float:
    """The same of recorded requests, with their headers and bodies but for the cookies."""
    entries = [json.loads(one.read_text())["log"]["entries"] for one in recordings]
    return _same_share(
        [
            [(_recorded(one["request"], base_url), one["response"]["status"]) for one in visitor]
            for visitor in entries
        ]
    )


def _same_share(visitors: Sequence[Sequence[Asked]]) -> float:
    """Each visitor has the cookies that this application sets."""
    same: list[bool] = []
    for asked in visitors:
        opener = build_opener(HTTPCookieProcessor(CookieJar()), KeepRedirects())
        for request, status in asked:
            try:
                response = opener.open(request, timeout=60)
            except HTTPError as error:
                response = error
            with response:
                same.append(response.status == status)
    return sum(same) / len(same)


def _recorded(recorded: dict[str, Any], base_url: str) -> Request:
    parts = urlsplit(recorded["url"])
    query = f"?{parts.query}" if parts.query else ""
    posted = recorded.get("postData", {}).get("text")
    return Request(
        f"{base_url}{parts.path}{query}",
        data=posted.encode() if posted else None,
        headers={
            one["name"]: one["value"]
            for one in recorded["headers"]
            if one["name"].lower() not in ("cookie", "host")
        },
        method=recorded["method"],
    )
