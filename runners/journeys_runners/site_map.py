"""Finds pages for templates with slots by a bounded walk over the application's links.

The walk is made when a step needs it for the first time, once for all visits of a run, by a
visitor of its own. It sends nothing but GET requests and keeps away from links that change state.
"""

import asyncio
import hashlib
from collections import Counter, deque
from collections.abc import Collection, Mapping
from typing import Final

from journeys_mining.actions import TemplateMatch, slots_of
from journeys_runners.client import Client, Request
from journeys_runners.memory import agrees
from journeys_runners.navigation import travel
from journeys_runners.pages import Page, parse_page
from journeys_runners.site import Site
from journeys_runners.words import words_of_link

_MAX_PAGES: Final = 60
_MAX_PAGES_PER_TEMPLATE: Final = 3
_ENOUGH_VALUES: Final = 5
_CHANGES_STATE: Final = frozenset(
    {"logout", "signout", "logoff", "delet", "remov", "unsubscrib", "cancel", "destroy"}
)


class SiteMap:
    """Slot values found by walking the application's links, breadth first from the base URL."""

    def __init__(self, client: Client, site: Site, templates: Collection[str]) -> None:
        self._client = client
        self.site = site
        self._needed = {template for template in templates if slots_of(template)}
        self._found: dict[TemplateMatch, None] = {}
        self._lock = asyncio.Lock()
        self._is_walked = False

    async def values(
        self, template: str, fixed: Mapping[str, str]
    ) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Slot values of this template, in the order in which they were found."""
        async with self._lock:
            if not self._is_walked:
                await self._walk()
                self._is_walked = True
        return tuple(
            one.values for one in self._found if one.template == template and agrees(one, fixed)
        )

    async def _walk(self) -> None:
        waiting, known = deque([self.site.home]), {self.site.home}
        visits: Counter[str] = Counter()
        for number in range(_MAX_PAGES):
            if not waiting or self._is_enough():
                return
            url = waiting.popleft()
            page = await self._open(url, number)
            if page is None:
                continue
            for link in page.links:
                match = self.site.match(link.url)
                if match:
                    self._found.setdefault(match)
                kind = match.template if match else link.url
                if link.url in known or not self.site.owns(link.url):
                    continue
                if words_of_link(link) & _CHANGES_STATE or visits[kind] >= _MAX_PAGES_PER_TEMPLATE:
                    continue
                visits[kind] += 1
                known.add(link.url)
                waiting.append(link.url)

    def _is_enough(self) -> bool:
        counts = Counter(match.template for match in self._found)
        return all(counts[template] >= _ENOUGH_VALUES for template in self._needed)

    async def _open(self, url: str, number: int) -> Page | None:
        trace_id = hashlib.sha256(f"site map {number} {url}".encode()).hexdigest()[:32]
        trip = await travel(self._client, self.site, Request(url=url), trace_id=trace_id)
        answer = trip.last
        if answer.failure or answer.status != 200 or not answer.is_html:
            return None
        content_type = answer.headers.get("Content-Type", "")
        return parse_page(answer.body, url=answer.request.url, content_type=content_type)
