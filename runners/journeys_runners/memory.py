"""What a visitor remembers of one visit: pages seen, values seen, and where a redirect led."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from journeys_mining.actions import Action, ActionKind, TemplateMatch
from journeys_runners.client import Answer
from journeys_runners.pages import Page
from journeys_runners.site import Site

_MAX_PAGES = 50


class Memory:
    """Grows with every step of a visit."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.page: Page | None = None
        """Where the visitor stands; None before the first page."""
        self._pages: dict[str, Page] = {}
        self._matches: dict[TemplateMatch, None] = {}
        self._led_to: list[str] = []

    def arrive(self, page: Page) -> None:
        """Stand on a page and remember what it shows."""
        self.page = page
        self._pages.pop(page.url, None)
        self._pages[page.url] = page
        while len(self._pages) > _MAX_PAGES:
            self._pages.pop(next(iter(self._pages)))
        for url in (page.url, *(link.url for link in page.links)):
            if match := self.site.match(url):
                self._matches.setdefault(match)

    def pages(self) -> Iterator[Page]:
        """Pages seen, the latest first."""
        return reversed(list(self._pages.values()))

    def values(
        self, template: str, fixed: Mapping[str, str]
    ) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Slot values of this template that the visitor has seen in links and addresses."""
        return tuple(
            one.values for one in self._matches if one.template == template and agrees(one, fixed)
        )

    def note_consequences(self, answers: Sequence[Answer], performed: Action) -> None:
        """Remember which further actions a step's redirects have performed already."""
        done = [text for answer in answers for text in self._actions_of(answer)]
        if str(performed) in done:
            done.remove(str(performed))
        self._led_to = done

    def take_consequence(self, action: Action, fixed: Mapping[str, str]) -> bool:
        """Whether the last step has performed this action already; true once for each.

        A page counts only while the visitor still stands on it.
        """
        if str(action) not in self._led_to:
            return False
        if action.kind is ActionKind.VIEW:
            here = self.site.match(self.page.url) if self.page else None
            if here is None or here.template != action.template or not agrees(here, fixed):
                return False
        self._led_to.remove(str(action))
        return True

    def slot_value(self, slot: str) -> str | None:
        """The value of a slot of this name that was seen last, in any template."""
        found = (dict(one.values).get(slot) for one in reversed(self._matches))
        return next((value for value in found if value), None)

    def _actions_of(self, answer: Answer) -> Iterable[str]:
        template = self.site.template_of(answer.request.url)
        if template is None:
            return
        if answer.request.method == "GET":
            yield f"view {template}"
        else:
            yield f"{answer.request.method} {template}"


def agrees(match: TemplateMatch, fixed: Mapping[str, str]) -> bool:
    """Whether the values are those that the step fixes, as far as it fixes any."""
    return all(fixed.get(slot, value) == value for slot, value in match.values)
