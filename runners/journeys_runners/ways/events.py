"""Ways to an event: the page announces it, or a control is marked with it or worded like it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from journeys.evidence import Way
from journeys_mining.events.event_names import CAPTURED_CLICK
from journeys_runners.judging.met import names_data
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Control, Link, Page
from journeys_runners.pages.site import Site
from journeys_runners.pages.words import (
    is_destructive,
    words_of,
    words_of_control,
    words_of_form,
    words_of_link,
)
from journeys_runners.sending.client import Request
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import Chooser, Plan, buttons_of, choose, follow, submit

_ENOUGH_EVENTS: Final = 3
# Analytics libraries send these by themselves: no page announces them, so none can miss them.
_SENT_BY_LIBRARIES: Final = frozenset(
    {"page_view", "scroll", "click", "user_engagement", "session_start", "first_visit"}
    | {"file_download", "form_start", "video_start", "video_progress", "engagement"}
    | {"$pageview", "$pageleave", "$autocapture", "$web_vitals", "pageview"}
)

Usable = tuple[Form, Button | None] | Link | Control


def by_marked_control(site: Site, page: Page, name: str, chooser: Chooser) -> Plan | None:
    """Use a control of the page that is marked with the event's name."""
    return _use(page, choose(_marked(site, page, name), chooser.seed), chooser)


def by_worded_control(
    site: Site, page: Page, name: str, chooser: Chooser, *, says_just: bool = False
) -> Plan | None:
    """Use a control of the page whose words contain all words of the event's name.

    One that `says_just` that goes first, and be it a link where every click is captured. What is
    written on it may be a sign, which has no words.
    """
    wanted, text = words_of(name), _captured_text(name)
    worded = (
        one
        for one in _controls(site, page)
        if (wanted and wanted <= _words(one)) or _says(one, text)
    )
    safe = [one for one in worded if is_destructive(wanted) or not is_destructive(_words(one))]
    presses = [one for one in safe if not isinstance(one, Link)] or safe
    pressed = safe if text else presses
    exact = (
        [one for one in pressed if _says(one, text)]
        or [one for one in pressed if words_of(_text_on(one)) == wanted]
        or [one for one in page.boxes if _says(one, text)]
    )
    found = exact if says_just else exact or presses
    shown = [one for one in found if _is_shown(one)]
    ready = [one for one in shown if not _is_off(one)]
    return _use(page, choose(ready or shown or found, chooser.seed), chooser)


def record_meant(name: str, after: Sequence[str]) -> str | None:
    """The page of a record that a captured click is named after, as the step after it shows.

    >>> record_meant("click red-mug-17 12 left", ("view /mugs/red-mug-17",))
    '/mugs/red-mug-17'
    >>> record_meant("click Jobs", ("view /jobs",))
    """
    page = after[0].removeprefix("view ") if after else ""
    is_of_record = name.startswith(CAPTURED_CLICK) and page.startswith("/") and names_data(page)
    own = words_of(urlsplit(page).path.rpartition("/")[2])
    return page if is_of_record and own and own <= words_of(name) else None


def by_disabled_control(page: Page, name: str, chooser: Chooser) -> Plan | None:
    """Use a control that is marked with the event's name or says just that, and is disabled."""
    wanted = words_of(name)
    named = [
        one
        for one in page.disabled
        if name in one.attributes.marks
        or (wanted and words_of(one.text) == wanted)
        or _says(one, _captured_text(name))
    ]
    return _use(page, choose(named, chooser.seed), chooser)


def events_that_should_show(
    memory: Memory, page: Page, name: str, event_names: Collection[str]
) -> frozenset[str]:
    """Known events from which it follows that this page would show this one; empty if none do.

    Either the page shows others, apart from those of a layout that all pages share, or the pages
    of this visit have shown so many that this application evidently shows its events in its HTML.
    """
    if name in _SENT_BY_LIBRARIES or name.startswith(CAPTURED_CLICK):
        return frozenset()
    here = _shown(page, event_names)
    pages = list(memory.pages())
    template = memory.site.template_of(page.url)
    elsewhere = [
        _shown(one, event_names) for one in pages if memory.site.template_of(one.url) != template
    ]
    layout = frozenset.intersection(*elsewhere) if elsewhere else frozenset()
    in_visit = here.union(*elsewhere)
    return here - layout or (in_visit if len(in_visit) >= _ENOUGH_EVENTS else frozenset())


def _shown(page: Page, event_names: Collection[str]) -> frozenset[str]:
    return page.announced | page.marked(event_names)


def _controls(site: Site, page: Page) -> Iterator[Usable]:
    for form in page.forms:
        for button in buttons_of(form):
            if site.owns(form.action_by(button)):
                yield form, button
    yield from page.controls
    yield from (link for link in page.links if site.owns(link.url))


def _marked(site: Site, page: Page, name: str) -> Iterator[Usable]:
    controls = list(_controls(site, page))
    pressed = [
        one
        for one in controls
        if isinstance(one, tuple) and one[1] and name in one[1].attributes.marks
    ]
    # A marked form is submitted by its first button.
    forms = {
        id(one[0]): one
        for one in reversed(controls)
        if isinstance(one, tuple) and name in one[0].attributes.marks
    }
    others = [
        one for one in controls if not isinstance(one, tuple) and name in one.attributes.marks
    ]
    yield from pressed or list(reversed(forms.values())) or others


def _words(control: Usable) -> frozenset[str]:
    match control:
        case Link():
            return words_of_link(control)
        case Control():
            return words_of_control(control)
        case (form, button):
            return words_of_form(form, button)


def _text_on(control: Usable) -> str:
    if isinstance(control, Link | Control):
        return control.text
    return control[1].text if control[1] else ""


def _captured_text(name: str) -> str:
    """What was written on what a captured click hit; nothing of another event."""
    is_captured = name.startswith(CAPTURED_CLICK)
    return " ".join(name.removeprefix(CAPTURED_CLICK).split()).casefold() if is_captured else ""


def _says(control: Usable, text: str) -> bool:
    return bool(text) and " ".join(_text_on(control).split()).casefold() == text


def _is_shown(control: Usable) -> bool:
    if isinstance(control, Link | Control):
        return control.is_shown
    fields = [one for one in control[0].fields if one.kind != "hidden"]
    return not fields or any(one.is_shown for one in fields)


def _is_off(control: Usable) -> bool:
    button = control[1] if isinstance(control, tuple) else None
    return bool(button and button.is_disabled)


def _use(page: Page, control: Usable | None, chooser: Chooser) -> Plan | None:
    if control is None:
        return None
    if isinstance(control, tuple):
        return submit(page, *control, chooser, Way.CONTROL)
    here = Request(url=page.url, referer=page.url)
    request = follow(control, page) if isinstance(control, Link) else here
    return Plan(way=Way.CONTROL, request=request, press=control, words=_words(control))
