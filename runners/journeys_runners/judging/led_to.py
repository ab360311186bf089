"""Judges where a form leads, by where production's redirects end."""

from journeys.verdict import Cause, Problem
from journeys_runners.judging.met import (
    OFFERED,
    Met,
    forms_again,
    holds,
    lacks_account,
    refused_values,
    shown,
)
from journeys_runners.pages.sign_out import asks_for_password, signs_out_by


def check_led_to(met: Met) -> Problem | None:
    """Where a form leads, if production's redirects all end on one of a few pages."""
    expected, request = met.expect.leads_to, met.trip.first.request
    if not expected or request.method == "GET" or met.template in expected:
        return None
    is_live = met.page is not None and met.page.is_live
    if len(met.trip.answers) == 1:
        return None if is_live else _does_not_lead(met)
    # What production answers by itself a script may follow up.
    is_answered = (met.expect.status or "")[:1] == "2" and not holds("3xx", met.trip.first.status)
    return None if is_live and is_answered else _leads_elsewhere(met)


def _leads_elsewhere(met: Met) -> Problem | None:
    expected, request = met.expect.leads_to, met.trip.first.request
    where = met.template or shown(met.trip.last.request.url)
    usual = " or ".join(expected)
    seen = f"{request.method} {shown(request.url)} led to {where}; production leads to {usual}"
    is_asked = asks_for_password(met.page)
    # Who gives a wrong password is sent back at once, not by way of the page behind it.
    if met.passed if met.gives_password else met.passed & set(expected):
        if is_asked and not met.gives_password:
            return lacks_account(seen, where)
        forgotten = "that the visitor has just signed in" if is_asked else "what was sent"
        return Problem(
            cause=Cause.LOST_SESSION if is_asked else Cause.WRONG_PAGE,
            reason=f"{seen}. At first the application led on, too: it took the form and then "
            f"forgot {forgotten}",
        )
    if is_asked:
        return lacks_account(seen, where)
    if again := forms_again(met):
        is_let_in = all(signs_out_by(one) for one in again)
        return _leads_others_elsewhere(seen) if is_let_in else refused_values(met, seen)
    return Problem(cause=Cause.WRONG_PAGE, reason=seen) if met.way in OFFERED else None


def _does_not_lead(met: Met) -> Problem | None:
    """Where production redirects, a page in its place has refused something or goes wrong.

    One with a form asks for something more, whatever that is.
    """
    usual, page = met.expect.status or "", met.page
    if (
        page is None
        or usual[:1] != "3"
        or met.gives_password
        or met.trip.first.request.gets_fragment
    ):
        return None
    seen = (
        f"{met.asked} answered {met.trip.last.status} with a page of its own; production leads to "
        + " or ".join(met.expect.leads_to)
    )
    if asks_for_password(page):
        return lacks_account(seen, "it")
    asks = any(one.method != "GET" and not signs_out_by(one) for one in page.forms)
    if met.invented or page.complaint or asks:
        return refused_values(met, seen)
    return Problem(cause=Cause.WRONG_PAGE, reason=seen) if met.way in OFFERED else None


def _leads_others_elsewhere(seen: str) -> Problem:
    return Problem(
        cause=Cause.NOT_OFFERED,
        reason=f"{seen}. The application let the visitor in, for the page has a form to sign out: "
        "it may lead other accounts elsewhere",
        remedy="give an account like those of production's users under `identity:` in "
        "journeys.yaml",
    )
