"""Judges what a step met: the product's fault, the environment's, or none."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from journeys.durations import format_duration
from journeys.journey import Expectation
from journeys.verdict import Cause, Problem
from journeys_mining.actions.paths import normalise_path
from journeys_runners.judging.led_to import check_led_to
from journeys_runners.judging.met import (
    BY_FORM,
    GIVE_CREDENTIALS,
    OFFERED,
    Met,
    asks_for_empty,
    forms_again,
    holds,
    lacks_account,
    names_data,
    refused_values,
    shown,
)
from journeys_runners.judging.operation_errors import check_operation
from journeys_runners.judging.page_faults import fault_of_page
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.password_forms import asks_for_another, signs_in
from journeys_runners.pages.sign_out import asks_for_password, shows_sign_out
from journeys_runners.sending.navigation import Stop, Trip
from journeys_runners.staging_guard import CERTIFICATE_REMEDY

REMEDIES: Final = {
    Cause.UNREACHABLE: "check that the application is running and reachable from here",
    Cause.CERTIFICATE: CERTIFICATE_REMEDY,
    Cause.TIMED_OUT: "check the application's load, or allow it more time",
    Cause.RATE_LIMITED: "lower the rate or the number of workers, or lift staging's limit for "
    "tests",
    Cause.REFUSED: "if it is safe there, take the pattern out of `refuse:` in journeys.yaml; "
    "otherwise leave such journeys out",
}
"""What to do about an answer that did not come."""
_FROM_BEYOND: Final = (502, 504)
"""What a server answers that got none from another one."""


def judge(met: Met) -> Problem | None:
    """The first thing wrong with what was met, or None."""
    return next((problem for check in _CHECKS if (problem := check(met))), None)


def too_slow(expect: Expectation, times_s: list[float], asked: str) -> Problem | None:
    """A problem if every measurement is over what production takes at most."""
    if expect.latency_s is None or min(times_s) <= expect.latency_s:
        return None
    times = "" if len(times_s) == 1 else f", the fastest of {len(times_s)} tries"
    return Problem(
        cause=Cause.TOO_SLOW,
        reason=f"{asked} took {format_duration(min(times_s))}{times}; "
        f"going by production it may take {format_duration(expect.latency_s)}",
    )


def _check_connection(met: Met) -> Problem | None:
    answer = met.trip.last
    if answer.failure is None:
        return None
    return Problem(
        cause=answer.failure,
        reason=f"{met.asked}: {answer.exchange.error}",
        remedy=REMEDIES.get(answer.failure, ""),
    )


def _check_redirects(met: Met) -> Problem | None:
    trip = met.trip
    match trip.stop:
        case None:
            return None
        case Stop.LOOP:
            return Problem(
                cause=Cause.REDIRECT_LOOP,
                reason=f"{met.asked} was the last of {len(trip.answers)} redirects, "
                f"which go on to {shown(trip.stopped_at)}",
            )
        case Stop.NOWHERE:
            return Problem(
                cause=Cause.WRONG_STATUS,
                reason=f"{met.asked} answered {trip.last.status} with a Location that leads "
                f"nowhere: {mask_url(trip.stopped_at)[:200]!r}",
            )
        case Stop.OFF_SITE if asks_for_another(trip.stopped_at):
            where = _origin(trip.stopped_at)
            return Problem(
                cause=Cause.REFUSED,
                reason=f"{met.asked} redirects to {where}, where visitors sign in, so it was not "
                "followed",
                remedy=f"if {where} is on staging, too, write `sign_in_at: [{where}]` into "
                "journeys.yaml",
            )
        case Stop.OFF_SITE:
            return Problem(
                cause=Cause.REFUSED,
                reason=f"{met.asked} redirects to {_origin(trip.stopped_at)}, "
                "which is not the application under test, so it was not followed",
                remedy="configure staging to stay on its own host, or bind the action in "
                "bindings.yaml to a request that does",
            )


def _check_status(met: Met) -> Problem | None:
    status, expected = met.trip.last.status, met.expect.status
    if met.is_as_expected or met.operation_error:
        return None
    seen = f"{met.asked} answered {status}"
    if expected:
        seen += f"; production answers {expected}"
    if status < 400:
        # Where production failed, an answer that succeeds is no fault.
        fails = expected is not None and expected[0] not in "35" and met.trip.stop is None
        return Problem(cause=Cause.WRONG_STATUS, reason=seen) if fails else None
    if status >= 500 and met.is_shortened:
        return _missing_data(f"{seen}, asked without all that production's users asked with")
    is_ours = (met.way not in OFFERED or met.is_data) and names_data(met.trip.last.request.url)
    if status in _FROM_BEYOND and is_ours:
        # The record's name may say on which server it lies: `/rooms/%23tea%3Ashop.example`.
        return _missing_data(f"{seen}, at an address of production's")
    if status >= 500:
        return Problem(cause=Cause.SERVER_ERROR, reason=seen)
    return _client_error(met, status, seen)


def _client_error(met: Met, status: int, seen: str) -> Problem:
    if status == 429:
        return Problem(
            cause=Cause.RATE_LIMITED,
            reason=f"{seen}, also after waiting as long as it asked",
            remedy=REMEDIES[Cause.RATE_LIMITED],
        )
    is_form = met.trip.first.request.method != "GET" and met.way in BY_FORM and not met.is_data
    if status in (403, 419) and is_form and not met.gives_password:
        # The page showed this visitor the form, with the tokens that it wants back.
        return Problem(
            cause=Cause.REFUSED_FORM,
            reason=f"{seen} to the form that the application's own page offered; "
            "most often its token is missing, stale or of another session",
        )
    if status in (401, 403):
        return _not_let_in(met, status, seen)
    if status in (400, 409, 422) and met.invented:
        return refused_values(met, seen)
    is_offered = met.way in OFFERED or _is_led_elsewhere(met.trip)
    is_made_up = met.has_slots or (not is_offered and names_data(met.trip.first.request.url))
    if status in (400, 404, 409, 410, 412, 422) and is_made_up:
        return _missing_data(seen)
    is_broken = status in (404, 410) and is_offered
    return Problem(cause=Cause.BROKEN_LINK if is_broken else Cause.WRONG_STATUS, reason=seen)


def _missing_data(seen: str) -> Problem:
    return Problem(
        cause=Cause.MISSING_DATA,
        reason=f"{seen}: staging does not have what production's users saw there",
        remedy="seed staging with such data, or fix the step's values in overrides/",
    )


def _not_let_in(met: Met, status: int, seen: str) -> Problem:
    scheme = met.trip.last.headers.get("WWW-Authenticate", "").partition(" ")[0].lower()
    reason, remedy = f"{seen}: staging does not let this visitor in", GIVE_CREDENTIALS
    if status == 401 and scheme == "basic":
        reason = f"{seen}: staging asks for a name and a password before it shows anything (Basic)"
        remedy = "give them in the base URL, https://user:password@…"
    elif status == 403:
        remedy += "; or, where a firewall, a list of addresses or a check for robots refuses it, "
        remedy += "let this address by"
    return Problem(cause=Cause.AUTH, reason=reason, remedy=remedy)


def _is_led_elsewhere(trip: Trip) -> bool:
    """Whether a redirect led to another page; one that adds a slash only tidies the address."""
    first, last = (urlsplit(one.request.url).path for one in (trip.first, trip.last))
    return normalise_path(first) != normalise_path(last)


def _check_form_taken(met: Met) -> Problem | None:
    """A form that comes again instead of a redirect was not accepted, whatever the status says."""
    request = met.trip.last.request
    if request.method == "GET" or met.page is None or holds("4xx", met.trip.last.status):
        return None
    again = forms_again(met)
    # The answer to a POST may well show its form anew, emptied; a refused login never leads on.
    expected = met.expect.status or ""
    may_be_refused = (
        met.invented
        or asks_for_password(met.page)
        or expected.startswith("3")
        or any(asks_for_empty(one, met) for one in again)
    )
    if not again or not may_be_refused:
        return None
    is_known = shows_sign_out(met.page)
    may_stay = is_known or not met.gives_password
    if expected.startswith("2") and not met.page.complaint and may_stay:
        return None
    seen = f"{met.asked} answered with the same form again"
    if not is_known and any(
        signs_in(form, button) for form in again for button in form.buttons or (None,)
    ):
        return Problem(
            cause=Cause.AUTH,
            reason=f"{seen}, which asks for a password",
            remedy=GIVE_CREDENTIALS,
        )
    return refused_values(met, seen)


def _check_shown(met: Met) -> Problem | None:
    is_part = met.trip.last.request.gets_fragment
    if met.expect.page is None or met.way not in OFFERED or is_part:
        return None
    fault = fault_of_page(met.trip.last, met.page)
    return Problem(cause=Cause.WRONG_PAGE, reason=f"{met.asked} {fault}") if fault else None


def _check_page(met: Met) -> Problem | None:
    expected = met.expect.page
    if expected is None or met.template == expected:
        return None
    where = met.template or shown(met.trip.last.request.url)
    seen = f"the step ended on {where}; production's users come to {expected}"
    if asks_for_password(met.page):
        return lacks_account(seen, where)
    if met.way in OFFERED:
        return Problem(cause=Cause.WRONG_PAGE, reason=seen)
    return Problem(
        cause=Cause.NOT_OFFERED,
        reason=f"{seen}: they came there in another state (a filled cart, a login)",
        remedy="add the steps that lead to this state in overrides/, or bind the action in "
        "bindings.yaml",
    )


_CHECKS: Final[tuple[Callable[[Met], Problem | None], ...]] = (
    _check_connection,
    _check_redirects,
    _check_status,
    check_operation,
    _check_form_taken,
    check_led_to,
    _check_page,
    _check_shown,
)


def _origin(url: str) -> str:
    parts = urlsplit(mask_url(url))
    return f"{parts.scheme}://{parts.netloc}"
