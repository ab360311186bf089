"""Finds pages for templates with slots, and pages with forms, by a bounded walk over the links.

The walk is made when a step needs it, as far as it needs it, once for all visits of a run, by a
visitor of its own. It sends nothing but GET requests and keeps away from links that change state.
"""

import asyncio
import hashlib
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from journeys_mining.actions.action import Action, TemplateMatch, slots_of
from journeys_runners.pages.forms import Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.parsing import parse_page
from journeys_runners.pages.site import Site, agrees, begins_with
from journeys_runners.pages.stand_ins import (
    are_siblings,
    beside,
    may_name_a_record,
    stand_ins,
)
from journeys_runners.pages.words import changes_state, words_of_link
from journeys_runners.sending.client import Answer, Client, Request
from journeys_runners.sending.navigation import Sender, Trip, travel

_MAX_PAGES: Final = 60
_MAX_PAGES_PER_TEMPLATE: Final = 3
_ENOUGH_VALUES: Final = 5
_GONE: Final = (404, 410)


class SiteMap:
    """Slot values found by walking the application's links, breadth first from the base URL."""

    def __init__(self, client: Client, site: Site, templates: Collection[str]) -> None:
        self._client = client
        self.site = site
        self._strange: dict[str, None] = {}
        """Paths to which pages link that fit no template."""
        self._asked: set[str] = set()
        self._needed = {template for template in templates if slots_of(template)}
        self._found: dict[TemplateMatch, None] = {}
        self._forms: list[tuple[str, Form]] = []
        self._waiting, self._known = deque([self.site.home]), {self.site.home}
        self._visits: Counter[str] = Counter()
        self._opened_count = 0
        self.first_trip: Trip | None = None
        """How the base URL answered, once a walk has begun."""
        self._lock = asyncio.Lock()

    async def find_beginning(self) -> str:
        """What all of production's paths begin with, if staging's do without it; its site leaves
        it out from now on.

        The links of the front page tell: none fits as it is, and several fit behind it.
        """
        beginnings = self.site.beginnings()
        page = await self._open(self.site.home, 0) if beginnings else None
        links = [link.url for link in page.links] if page else []
        for beginning in ("", *beginnings) if links else ():
            self.site.leave_out(beginning)
            known = {self.site.template_of(url) for url in links}
            if len(known - {None, self.site.template_of(self.site.home)}) > bool(beginning):
                return beginning
        self.site.leave_out("")
        return ""

    async def as_stranger(self, request: Request, trace_id: str) -> Answer:
        """What somebody gets who has never signed in."""
        return await self._client.send(request, trace_id=trace_id)

    async def values(
        self, template: str, fixed: Mapping[str, str]
    ) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Slot values of this template, in the order in which they were found."""
        await self._walk_until(self._is_enough)
        return tuple(
            one.values for one in self._found if one.template == template and agrees(one, fixed)
        )

    async def let_others_stand_in(
        self, template: str, seen: Iterable[Page], sender: Sender
    ) -> Mapping[str, str]:
        """Let staging's records stand in for those of production that it lacks; the paths of those
        that do now, among them that of the one that the template names.

        Only where most that production has of a kind are linked nowhere, and this one is not there.
        What the visitor has `seen`, and can ask for as `sender`, may be hidden from the walk.
        """
        if template in self._asked or self.site.has_stand_in(template):
            return {}
        self._asked.add(template)
        if not may_name_a_record(template, self.site.templates):
            return {}
        await self._walk_until(lambda: False)
        for page in seen:
            self._note_addresses(page)
        linked = {match.template for match in self._found}
        found = stand_ins(self.site.templates, linked, self._strange)
        own = next((path for path in found if begins_with(template, path)), None)
        if own is None or not await self._is_gone(beside(own, found[own]), found[own], sender):
            return {}
        siblings = {path: other for path, other in found.items() if are_siblings(path, own)}
        for path, other in siblings.items():
            self.site.let_stand_in(path, other)
        return siblings

    async def _is_gone(self, path: str, other: str, sender: Sender) -> bool:
        """Whether nothing is at a path, or the application knows better what the record is called:
        `/category/3/tools` leads to `/category/3/repairs`."""
        trace_id = hashlib.sha256(f"site map {path}".encode()).hexdigest()[:32]
        request = Request(url=self.site.url_of(path, {}))
        last = (await travel(sender, self.site, request, trace_id=trace_id)).last
        reached = self.site.path_of(last.request.url) or ""
        return last.status in _GONE or reached.rstrip("/") == other

    async def page_with_form(self, action: Action, fixed: Mapping[str, str]) -> str | None:
        """The address of the first page that has a form for a request; None if there is none."""

        def fitting() -> Iterator[str]:
            for url, form in self._forms:
                match = self.site.match(form.action)
                is_it = match and match.template == action.template and agrees(match, fixed)
                if is_it and form.is_sent_as(action.method, None):
                    yield url

        await self._walk_until(lambda: any(fitting()))
        return next(fitting(), None)

    async def _walk_until(self, is_enough: Callable[[], bool]) -> None:
        """Walk on from where the last walk stopped."""
        async with self._lock:
            while self._waiting and self._opened_count < _MAX_PAGES and not is_enough():
                page = await self._open(self._waiting.popleft(), self._opened_count)
                self._opened_count += 1
                if page is not None:
                    self._forms += ((page.url, form) for form in page.forms)
                    self._note_links(page)

    def _note_addresses(self, page: Page) -> None:
        for link in page.links:
            if match := self.site.match(link.url):
                self._found.setdefault(match)
            elif self.site.owns(link.url):
                self._strange.setdefault(self.site.path_of(link.url) or urlsplit(link.url).path)

    def _note_links(self, page: Page) -> None:
        self._note_addresses(page)
        for link in page.links:
            match = self.site.match(link.url)
            kind = match.template if match else link.url
            if link.url in self._known or not self.site.owns(link.url):
                continue
            if changes_state(words_of_link(link)) or (
                self._visits[kind] >= _MAX_PAGES_PER_TEMPLATE
            ):
                continue
            self._visits[kind] += 1
            self._known.add(link.url)
            self._waiting.append(link.url)

    def _is_enough(self) -> bool:
        counts = Counter(match.template for match in self._found)
        return all(counts[template] >= _ENOUGH_VALUES for template in self._needed)

    async def _open(self, url: str, number: int) -> Page | None:
        trace_id = hashlib.sha256(f"site map {number} {url}".encode()).hexdigest()[:32]
        trip = await travel(self._client, self.site, Request(url=url), trace_id=trace_id)
        answer = trip.last
        if number == 0:
            self.first_trip = trip
        if answer.failure or answer.status != 200 or not answer.is_html:
            return None
        content_type = answer.headers.get("Content-Type", "")
        return parse_page(answer.body, url=answer.request.url, content_type=content_type)
