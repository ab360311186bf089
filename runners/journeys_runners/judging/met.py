"""What a step met, as the checks see it, and the problems that several of them name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Problem
from journeys_mining.recorded.operation_errors import OperationError, error_in
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.forms import Form
from journeys_runners.pages.page import Page
from journeys_runners.sending.navigation import Trip
from journeys_runners.values.fill import is_named

OFFERED: Final = frozenset({Way.LINK, Way.FORM, Way.CONTROL, Way.PAGE, Way.REDIRECT, Way.DETOUR})
"""Ways that the application itself offered to its visitor."""
_ENOUGH_KEPT: Final = 2
_ASKED_ANEW: Final = re.compile(r"captcha|cvv|cvc|card|passw|\bpin\b|otp|token", re.IGNORECASE)
BY_FORM: Final = frozenset({Way.FORM, Way.CONTROL, Way.DETOUR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What a request of a step met."""

    expect: Expectation
    way: Way
    trip: Trip
    page: Page | None
    """The page on which it ended; None if it did not end on one."""
    template: str | None
    """Its template."""
    has_slots: bool = False
    """Whether we filled slots of the URL ourselves."""
    is_shortened: bool = False
    """Whether we left out query keys that production's address has."""
    invented: tuple[str, ...] = ()
    """Fields of a form that we filled with invented values."""
    passed: frozenset[str] = frozenset()
    """Templates of the pages that redirected further on the way."""
    sent: tuple[tuple[str, str], ...] = ()
    """What a form was filled with."""
    gives_password: bool = False
    """Whether a form was sent with a password."""
    is_data: bool = False
    """Whether the request was put together as a script does it, with no form of a page."""

    @property
    def asked(self) -> str:
        """The request, for a sentence."""
        request = self.trip.last.request
        return f"{request.method} {shown(request.url)}"

    @property
    def operation_error(self) -> OperationError | None:
        """Why an operation was not performed, whatever the status says."""
        request, answer = self.trip.last.request, self.trip.last
        if request.body is None or request.address == request.url or not answer.is_data:
            return None
        return error_in(
            *(one.decode("utf-8", "replace") for one in (request.body.sent, answer.body))
        )

    @property
    def status(self) -> int:
        """What the last answer says."""
        error = self.operation_error
        return error.status if error else self.trip.last.status

    @property
    def is_as_expected(self) -> bool:
        """Whether it says what production usually says."""
        expected = self.expect.status
        if expected is None:
            return False
        if holds(expected, self.status):
            return True
        is_led = expected.startswith("3") and self.status < 400
        return is_led and holds(expected, self.trip.first.status)


def holds(expected: str, status: int) -> bool:
    """Whether `404` or `4xx` holds for a status."""
    return expected.lower() in (str(status), f"{status // 100}xx")


def shown(url: str) -> str:
    """A URL without its origin and without secrets."""
    parts = urlsplit(mask_url(url))
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"[:200]


def forms_again(met: Met) -> tuple[Form, ...]:
    """The forms of the page that came which are the one that was sent.

    One script may take every form of an application, so most of what it asks for must be the same.
    """
    paths = {urlsplit(one.request.url).path for one in (met.trip.first, met.trip.last)}
    return tuple(
        one
        for one in (met.page.forms if met.page else ())
        if one.method != "GET"
        and urlsplit(one.action).path in paths
        and _asks_for(one, met.sent)
        and _asks_for_all(one, met.sent)
    )


def _asks_for(form: Form, sent: Iterable[tuple[str, str]]) -> bool:
    known = {name for name, _ in sent}
    asked = {one.name for one in form.fields if one.is_text} or {one.name for one in form.fields}
    return not known or len(asked & known) >= len(asked) / 2


def _asks_for_all(form: Form, sent: Iterable[tuple[str, str]]) -> bool:
    """Whether the form has what was sent, but for a token whose name changes.

    The next page of a wizard has not, although both may stand in one form with the page's layout.
    """
    if not any(one.is_text for one in form.fields):
        return True
    asked = {*(one.name for one in form.fields), *(one.name for one in form.buttons)}
    return len({name for name, _ in sent} - asked) <= 1


def asks_for_empty(form: Form, met: Met) -> bool:
    """Whether the page complains of a text of the form, by its name, that was sent empty."""
    sent, said = dict(met.sent), met.page.complaint if met.page else ""
    return any(
        one.is_text and sent.get(one.name) == "" and is_named(one, said) for one in form.fields
    )


def names_data(url: str) -> bool:
    """Whether an address looks as if its page stood for one record: `/offers/summer-sale-2026`.

    Too few of its kind were in the export to tell its slot, and another stack has other records.
    """
    name = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return any(one.isdigit() for one in name) or len(re.findall(r"[-_.+%]", name)) >= 2


GIVE_CREDENTIALS: Final = (
    "give credentials that staging knows, an account's or a header, under `identity:` in "
    "journeys.yaml"
)


def lacks_account(seen: str, where: str) -> Problem:
    return Problem(
        cause=Cause.AUTH,
        reason=f"{seen}; {where} asks for a password",
        remedy=GIVE_CREDENTIALS,
    )


def refused_values(met: Met, seen: str) -> Problem:
    """The form came back: our values' fault, unless the application has lost one of them."""
    if lost := _lost_values(met):
        return Problem(
            cause=Cause.REFUSED_FORM,
            reason=f"{seen}; the form came back with what was sent, but for {', '.join(lost)}, "
            "which came back empty: the application lost it",
        )
    if not met.invented:
        return Problem(
            cause=Cause.MISSING_DATA,
            reason=f"{seen}; production's users are led on from there",
            remedy="see in the evidence what the form asks for, and say it under `fields:` in "
            "bindings.yaml",
        )
    names = ", ".join(met.invented)
    said = f"; it says: {met.page.complaint}" if met.page and met.page.complaint else ""
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=f"{seen}; what it was sent was partly invented: {names}{said}",
        remedy=f"say what to write there under `fields:` in bindings.yaml, e.g. "
        f"`{met.invented[0]}: …`",
    )


def _lost_values(met: Met) -> tuple[str, ...]:
    """Fields that came back empty although they were sent, while others came back as sent."""
    sent = {name: value for name, value in met.sent if value}
    for form in met.page.forms if met.page else ():
        texts = {
            one.name: one.value
            for one in form.fields
            if one.is_text and one.kind != "password" and one.name in sent
        }
        lost = tuple(name for name, value in texts.items() if not value)
        # Secrets and riddles are asked for anew each time.
        is_kept = sum(texts[name] == sent[name] for name in texts) >= _ENOUGH_KEPT
        if lost and is_kept and not any(_ASKED_ANEW.search(name) for name in lost):
            return lost
    return ()
