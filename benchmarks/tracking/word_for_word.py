"""Sends what was recorded again, word for word: what a replay is to be compared with."""

import json
from collections.abc import Iterable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from playwright.sync_api import Browser, Response

from tests.oscar.driver.browser import KeepRedirects


def send_again(recordings: Iterable[Path], base_url: str) -> float:
    """The share of recorded requests that get production's status again, 0–1.

    Each recording with cookies of its own; headers and bodies are those of the recording.
    """
    same: list[bool] = []
    for recording in recordings:
        opener = build_opener(HTTPCookieProcessor(CookieJar()), KeepRedirects())
        for entry in json.loads(recording.read_text())["log"]["entries"]:
            try:
                response = opener.open(_request(entry["request"], base_url), timeout=60)
            except HTTPError as error:
                response = error
            with response:
                same.append(response.status == entry["response"]["status"])
    return sum(same) / len(same)


def open_again(browser: Browser, export: Path, base_url: str, *, most: int) -> float:
    """The share of recorded page views whose page, opened again, lacks nothing of its own, 0–1.

    The page lacks something where a request of its scripts is refused that the front page's are
    not: some are refused everywhere.
    """
    views = [json.loads(line) for line in export.read_text().splitlines()]
    urls = [one["url"] for one in views if one["event"] == "page_view"][:most]
    everywhere = _refused(browser, base_url)
    whole: list[bool] = []
    for url in urls:
        parts = urlsplit(url)
        refused = _refused(browser, f"{base_url}{parts.path}#{parts.fragment}")
        whole.append(refused <= everywhere)
    return sum(whole) / len(whole)


def _refused(browser: Browser, url: str) -> set[str]:
    """The paths that are refused to a page's scripts."""
    page, paths = browser.new_page(), set[str]()

    def note(response: Response) -> None:
        if response.status >= 400:
            paths.add(urlsplit(response.url).path)

    page.on("response", note)
    page.goto(url)
    page.wait_for_timeout(4_000)
    page.close()
    return paths


def _request(recorded: dict[str, Any], base_url: str) -> Request:
    parts = urlsplit(recorded["url"])
    query = f"?{parts.query}" if parts.query else ""
    headers = {one["name"]: one["value"] for one in recorded["headers"]}
    posted = recorded.get("postData", {}).get("text")
    return Request(
        f"{base_url}{parts.path}{query}",
        data=posted.encode() if posted else None,
        headers=headers,
        method=recorded["method"],
    )
