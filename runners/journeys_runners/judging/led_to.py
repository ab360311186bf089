"""Judges where a form's redirects end, by where production's do."""

from journeys.verdict import Cause, Problem
from journeys_runners.judging.met import (
    OFFERED,
    Met,
    forms_again,
    lacks_account,
    refused_values,
    shown,
)
from journeys_runners.pages.sign_out import asks_for_password, signs_out_by


def check_led_to(met: Met) -> Problem | None:
    """Where a form's redirects end, if production's all end on one of a few pages."""
    expected, request = met.expect.leads_to, met.trip.first.request
    is_led = len(met.trip.answers) > 1 and request.method != "GET"
    if not expected or not is_led or met.template in expected:
        return None
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


def _leads_others_elsewhere(seen: str) -> Problem:
    return Problem(
        cause=Cause.NOT_OFFERED,
        reason=f"{seen}. The application let the visitor in, for the page has a form to sign out: "
        "it may lead other accounts elsewhere",
        remedy="give an account like those of production's users under `identity:` in "
        "journeys.yaml",
    )
