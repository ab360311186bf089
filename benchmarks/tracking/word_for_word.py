"""Opens recorded pages again by their URLs alone: what a replay is to be compared with."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Response


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
