"""What a visitor remembers of one visit: pages seen, values seen, and where a redirect led."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from journeys_mining.actions.action import Action, ActionKind, TemplateMatch, slots_of
from journeys_mining.actions.queries import keyed_slots
from journeys_runners.knowledge import Knowledge
from journeys_runners.pages.page import Link, Page
from journeys_runners.pages.password_forms import (
    makes_account,
    may_change_password,
    signs_in,
)
from journeys_runners.pages.sign_out import (
    asks_for_password,
    asks_to_confirm,
    shows_sign_out,
    signs_out,
)
from journeys_runners.pages.site import Site, agrees
from journeys_runners.pages.words import words_of, words_of_link
from journeys_runners.sending.client import Answer, Request
from journeys_runners.values.seen_values import SeenValues, action_of
from journeys_runners.visiting.plan import Plan, Submission

_MAX_PAGES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Consequence:
    """An action that the last step's redirects have performed."""

    action: str
    is_end: bool
    """Whether the redirects ended there."""


class Memory:
    """Grows with every step of a visit."""

    def __init__(self, site: Site, knowledge: Knowledge) -> None:
        self.site = site
        self._knowledge = knowledge
        self.page: Page | None = None
        """Where the visitor stands; None before the first page."""
        self._pages: dict[str, Page] = {}
        self._matches: dict[str, TemplateMatch] = {}
        """By the addresses that were seen: those of a page's layout come with every page."""
        self.landed: Answer | None = None
        """What the last redirects led to."""
        self._led_to: list[_Consequence] = []
        self._last: dict[str, TemplateMatch] = {}
        self.has_account = False
        """Whether this visit has registered."""
        self.account_count = 0
        """How many accounts it has made."""
        self.pressed_ahead: str | None = None
        """The next step's action, where its press was made for the step at hand."""
        self.is_signed_in = False
        self.awaits_mail = False
        """Whether the visitor's account is to be confirmed by e-mail before it is let in."""
        self.seen = SeenValues(site)
        self._let_in: dict[str, Request] = {}
        """By template, the last request that brought a token and succeeded."""

    def arrive(self, page: Page) -> None:
        """Stand on a page and remember what it shows."""
        self.page = page
        self._pages.pop(page.url, None)
        self._pages[page.url] = page
        while len(self._pages) > _MAX_PAGES:
            self._pages.pop(next(iter(self._pages)))
        self._knowledge.events |= page.announced | page.sent
        here = self._note_address(page.url)
        found: set[str] = set()
        for link in page.links:
            # Most were noted with an earlier page, as those of the layout.
            if match := self._matches.get(link.url) or self._note_address(link.url):
                found.add(match.template)
        if here:
            self._knowledge.links.update([(here.template, one) for one in found])

    def _note_address(self, url: str) -> TemplateMatch | None:
        match = self._matches.get(url) or self.site.match(url)
        if match:
            self._matches.setdefault(url, match)
        return match

    def _latest_matches(self) -> Iterator[TemplateMatch]:
        """What the addresses stand for, each once, the latest first."""
        return reversed(dict.fromkeys(self._matches.values()))

    def pages(self) -> Iterator[Page]:
        """Pages seen, the latest first."""
        return reversed(list(self._pages.values()))

    def values(
        self, template: str, fixed: Mapping[str, str]
    ) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Slot values of this template that the visitor has seen in links and addresses."""
        fitting = (
            one.values
            for one in self._matches.values()
            if one.template == template and agrees(one, fixed)
        )
        return tuple(dict.fromkeys(fitting))

    def values_nearby(self, template: str, fixed: Mapping[str, str]) -> dict[str, str]:
        """Values of all slots of a template's path, seen in addresses that begin as it does.

        `/runs/17` says which run `/runs/{id}/metrics` may be of: the run of the page on which the
        visitor stands, else the one seen last. Empty where one is unknown; of parameters,
        `;region={region}`, production knows values.
        """
        here = self.site.match(self.page.url) if self.page else None
        seen = [*((here,) if here else ()), *self._latest_matches()]
        found: dict[str, str] = {}
        path = template.partition("?")[0]
        parameters = {slot for _, slot in keyed_slots(path)}
        segments = path.split("/")
        for end, segment in enumerate(segments, start=1):
            for slot in slots_of(segment):
                beginning = "/".join(segments[:end])
                values = [
                    dict(one.values)[slot]
                    for one in seen
                    if _begins_with(one.template, beginning)
                    and all(dict(one.values).get(key) == value for key, value in found.items())
                ]
                value = fixed.get(slot) or next(iter(values), None)
                if value is not None:
                    found[slot] = value
                elif slot not in parameters:
                    return {}
        return found

    def note_consequences(self, answers: Sequence[Answer], performed: Action) -> None:
        """Remember what came, and which further actions have been performed already by it."""
        for answer in answers:
            self.seen.note(answer)
            if match := self.site.match(answer.request.address):
                if answer.status == 200 and _brings_token(answer.request):
                    self._let_in.pop(match.template, None)
                    self._let_in[match.template] = answer.request
                self._last[action_of(answer.request.method, match.template)] = match
        last = len(answers) - 1
        self.landed = answers[last] if last > 0 else None
        done = [
            _Consequence(action=text, is_end=place == last)
            for place, answer in enumerate(answers)
            for text in self._actions_of(answer)
        ]
        own = next((one for one in done if one.action == str(performed)), None)
        self._led_to = [one for one in done if one is not own]

    def last_values(self, action: str) -> Mapping[str, str]:
        """The slots of the address at which an action was performed last; empty if it was not."""
        found = self._last.get(action)
        return dict(found.values) if found else {}

    def has_done(self, action: str) -> bool:
        """Whether the visit has performed an action, in a step or by the way."""
        return action in self._last

    def take_consequence(
        self,
        action: Action,
        fixed: Mapping[str, str],
        *,
        redirects: bool = False,
        after: Sequence[str] = (),
    ) -> bool:
        """Whether the last step has performed this action already; true once for each.

        A page counts while the visitor still stands on it; one that only `redirects` in production
        counts where it did so here, and so does one that led on to the action `after` it.
        """
        place, found = next(
            ((at, one) for at, one in enumerate(self._led_to) if one.action == str(action)),
            (0, None),
        )
        if found is None:
            return False
        redirects |= any(one.action in after[:1] for one in self._led_to[place + 1 :])
        if action.kind is ActionKind.VIEW and not (redirects and not found.is_end):
            here = self.site.match(self.page.url) if self.page else None
            if here is None or here.template != action.template or not agrees(here, fixed):
                return False
        self._led_to.remove(found)
        return True

    def note_account(self, plan: Plan) -> None:
        """Remember an account that was made, signed in to or left by what has just been sent."""
        if self.is_signed_in:
            words = words_of_link(plan.press) if isinstance(plan.press, Link) else plan.words
            here = words_of(urlsplit(plan.request.url).path)
            self.is_signed_in = not signs_out(words | here)
        if not isinstance(plan.press, Submission):
            return
        form, button = plan.press.form, plan.press.button
        is_own = self.is_signed_in and may_change_password(form.fields)
        had_account, is_new = self.has_account, makes_account(form, button) and not is_own
        self.has_account = had_account or is_new
        self.account_count += is_new
        if is_new or signs_in(form, button):
            # Some applications let a new visitor in at once, others ask to sign in first.
            self.awaits_mail = asks_to_confirm(self.page)
            self.is_signed_in = not (self.awaits_mail or asks_for_password(self.page))
        is_let_in = signs_in(form, button) and self.page and shows_sign_out(self.page)
        if is_let_in and plan.invented and not had_account:
            self.has_account = True
            self._knowledge.open_doors.add(self.site.template_of(form.action_by(button)) or "")

    def may_sign_in(self, address: str) -> bool:
        """Whether a form that is sent there may sign this visitor in."""
        return self.has_account or self.site.template_of(address) in self._knowledge.open_doors

    def let_in_lately(self) -> Iterator[Request]:
        """Requests that succeeded with a token of their own, the latest first."""
        return reversed(list(self._let_in.values()))

    def forget_consequences(self) -> None:
        """What has been done so far was no step of the journey."""
        self._led_to = []

    def slot_value(self, slot: str) -> str | None:
        """The value of a slot of this name that was seen last, in any template."""
        found = (dict(one.values).get(slot) for one in self._latest_matches())
        return next((value for value in found if value), None)

    def _actions_of(self, answer: Answer) -> Iterable[str]:
        template = self.site.template_of(answer.request.address)
        if template is not None:
            yield action_of(answer.request.method, template)


def _brings_token(request: Request) -> bool:
    return any(name.lower() == "authorization" for name, _ in request.headers)


def _begins_with(template: str, beginning: str) -> bool:
    path = template.partition("?")[0]
    return path == beginning or path.startswith(f"{beginning}/")
