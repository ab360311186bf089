"""A plan: the request that performs a step, and how it was found."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from journeys.evidence import Way
from journeys_runners.bindings.gestures import Gesture
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Control, Link, Page
from journeys_runners.pages.password_forms import makes_account
from journeys_runners.pages.site import sendable
from journeys_runners.pages.words import words_of_form
from journeys_runners.sending.bodies import Upload, form_body
from journeys_runners.sending.client import Request
from journeys_runners.values.fill import Filling, fill_form
from journeys_runners.values.sources import Sources

Candidate = TypeVar("Candidate")


class Chooser(Protocol):
    """What the ways need to know of the step they are found for."""

    seed: str
    """The same for the same run's seed, journey and step."""
    fixed: Mapping[str, str]
    mined: Mapping[str, tuple[str, ...]]
    sources: Sources
    led_elsewhere: frozenset[str]
    """Buttons that lead elsewhere than this step is to (`button_key`)."""
    after: tuple[str, ...]
    """The actions of the next steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form, the button that submits it and what is filled in."""

    form: Form
    button: Button | None
    """None for Enter."""
    pairs: tuple[tuple[str, str], ...]
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a step will be performed."""

    way: Way
    request: Request
    """What is sent by HTTP; a browser sends it only where there is nothing to press."""
    press: Link | Submission | Control | None = None
    """What a visitor of the page presses; None where the way does not lead through a page."""
    invented: tuple[str, ...] = ()
    """Fields of a form that were filled with invented values."""
    has_slots: bool = False
    """Whether slots were filled by us rather than by the page."""
    is_shortened: bool = False
    """Whether query keys were left out that production's address has."""
    words: frozenset[str] = frozenset()
    """What the form or control says it does."""
    gestures: tuple[Gesture, ...] = ()
    """What a visitor does in the page, as a binding says; only a browser can."""
    function: str = ""
    """The Python function that performs the step, as a binding says."""
    is_data: bool = False
    """Whether a script would send the request: no page comes of it."""


def choose(candidates: Iterable[Candidate], seed: str) -> Candidate | None:
    """One of the candidates: the same for the same seed and candidates."""
    found = list(candidates)
    if len(found) < 2:
        return found[0] if found else None
    return random.Random(seed).choice(found)  # noqa: S311 - repeatable


def follow(link: Link, page: Page) -> Request:
    """The request of a link of the page."""
    return Request(url=link.url, headers=link.headers, referer=page.url)


def submit(page: Page, form: Form, button: Button | None, chooser: Chooser, way: Way) -> Plan:
    """The plan that fills the form and presses the button."""
    sources = chooser.sources
    if makes_account(form, button):
        sources = replace(sources, account={}, inventor=sources.inventor.of_newcomer())
    filling = fill_form(form, button, sources, chooser.seed)
    action = form.action_by(button)
    if form.method_by(button) == "GET":
        parts = urlsplit(action)
        request = Request(
            url=sendable(urlunsplit(parts._replace(query=urlencode(filling.pairs)))),
            headers=form.headers,
            referer=page.url,
        )
    else:
        # Browsers send POST where a hidden `_method` asks for another method; scripts do as said.
        request = Request(
            method=form.method_by(button) if form.headers else "POST",
            url=sendable(action),
            body=form_body(
                filling.pairs, form.enctype, (*filling.uploads, *_no_files(form, filling))
            ),
            headers=form.headers,
            referer=page.url,
        )
    return Plan(
        way=way,
        request=request,
        press=Submission(form=form, button=button, pairs=filling.pairs, uploads=filling.uploads),
        invented=filling.invented,
        words=words_of_form(form, button),
    )


def _no_files(form: Form, filling: Filling) -> Iterator[Upload]:
    """What browsers send for the fields in which no file was chosen: one without a name."""
    chosen = {one.field for one in filling.uploads}
    for one in form.fields:
        if one.kind == "file" and one.name not in chosen:
            yield Upload(
                field=one.name, name="", content_type="application/octet-stream", content=b""
            )


def button_key(button: Button | None) -> str:
    """What a button is known by on every page that has its form; empty for Enter."""
    return f"{button.name} {button.text}" if button else ""


def buttons_of(form: Form) -> tuple[Button | None, ...]:
    """Every way to submit the form: by each button, or by Enter or a script where it has none.

    None where the form has no button because it only shows something: the source of a page that
    this visitor may not edit.
    """
    texts = [one for one in form.fields if one.is_text]
    only_shows = not form.fields or (bool(texts) and all(one.is_readonly for one in texts))
    return form.buttons or (() if only_shows else (None,))
