"""Problems of steps that could not be performed at all: what to add, and where."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action, ActionKind, slots_of
from journeys_mining.model.navigation_model import RequestField
from journeys_runners.judging.met import GIVE_CREDENTIALS
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.page import Page
from journeys_runners.pages.sign_out import asks_for_password

_SEED: Final = "seed staging with such data, if it has none; or "


def unbound(action: Action, seen: str) -> Problem:
    """No way was found; the remedy is a line to copy into bindings.yaml, or to have one learned."""
    method, path, first = "POST", action.template or "/…", ""
    if action.kind is ActionKind.REQUEST:
        method = action.method
    elif action.kind is ActionKind.VIEW:
        method = "GET"
        # Where no page leads to a record, there may be none.
        first = _SEED if slots_of(path) else ""
    example = f"{{request: {{method: {method}, path: {json.dumps(path, ensure_ascii=False)}}}}}"
    if action.kind is ActionKind.EVENT:
        first = "let `journeys learn --base-url …` find what sends it, for `--runner browser`; or "
        example = "{gestures: [{get_by_role: button, name: …}]}"
    return Problem(
        cause=Cause.UNBOUND,
        reason=seen,
        remedy=f"{first}say how to perform it in bindings.yaml under `actions:`, e.g. "
        f"`{json.dumps(str(action), ensure_ascii=False)}: {example}`",
    )


def lacks_record(action: Action, seen: str, page: str) -> Problem:
    """Nothing sends a click that opened a record in production, and staging may have others."""
    problem = unbound(action, f"{seen}; production's users opened {page} so")
    return replace(problem, remedy=f"{_SEED}{problem.remedy}")


def needs_browser(action: Action) -> Problem:
    """It is bound to gestures, and there is no browser."""
    return Problem(
        cause=Cause.UNBOUND,
        reason=f"{action} is bound to gestures, which are made in a browser only",
        remedy="replay with `--runner browser`, or bind it to a `request` in bindings.yaml",
    )


def route_needs_browser(action: Action) -> Problem:
    """Its page is one that a script shows."""
    return Problem(
        cause=Cause.UNBOUND,
        reason=f"{action.template} is a route that a script shows, and no address of the server",
        remedy="replay with `--runner browser`",
    )


def refused(action: Action, what: str) -> Problem:
    """A way was found, but it destroys something."""
    return Problem(
        cause=Cause.REFUSED,
        reason=f"{what} may destroy data on staging, and nobody allowed it",
        remedy=f"if it is safe there, write {json.dumps(str(action), ensure_ascii=False)} under "
        "`destructive: {allow: […]}` in journeys.yaml, or bind it in bindings.yaml",
    )


def refused_by_settings(action: Action, pattern: str) -> Problem:
    """The settings name it among what is not to be done."""
    return Problem(
        cause=Cause.REFUSED,
        reason=f"{action} is not performed: `destructive:` in journeys.yaml refuses {pattern!r}",
        remedy="if it is safe there, take the pattern out of `refuse:`; otherwise leave such "
        "journeys out",
    )


def may_not_register(action: Action) -> Problem:
    """The step makes an account, which the settings forbid."""
    return Problem(
        cause=Cause.REFUSED,
        reason=f"what performs {action} makes an account on staging, which "
        "`may_register: false` forbids",
        remedy="allow it under `identity:` in journeys.yaml, or leave such journeys out",
    )


def off_site(action: Action, page: str) -> Problem:
    """A control for the event is there, but leads to another host."""
    return Problem(
        cause=Cause.REFUSED,
        reason=f"the control for {action.name} on {page} leads to another host, "
        "which is not the application under test",
        remedy="configure staging to stay on its own host, or bind "
        f"{json.dumps(str(action), ensure_ascii=False)} under `actions:` in bindings.yaml",
    )


def there_for_others(problem: Problem, what: str) -> Problem:
    """What this visit missed, other visits of the run had: it depends on what was done before."""
    return Problem(
        cause=Cause.NOT_OFFERED,
        reason=f"{problem.reason}; other visits of this run saw {what} there, in another state "
        "(a filled cart, a login)",
        remedy="add the steps that lead to this state in overrides/, or bind the action in "
        "bindings.yaml",
    )


def no_values(template: str) -> str:
    """What was seen where nothing says which record a page is to be of."""
    slots = ", ".join(f"{{{slot}}}" for slot in slots_of(template))
    return f"no link, form or address seen on staging leads to {template}, and production's " + (
        f"values for {slots} are not in the suite"
    )


def without_record(
    problem: Problem, action: Action, fields: Iterable[RequestField]
) -> Problem | None:
    """The problem of a request that lacks a record, where production's users had that from answers.

    None if recordings do not say so: then something else is missing.
    """
    slots = slots_of((action.template or "").partition("?")[0])
    shown = {
        one.place: source.action
        for one in fields
        if one.action == str(action) and one.place in slots
        for source in reversed(one.sources)
        if source.part == "answered"
    }
    if not shown:
        return None
    had = ", ".join(f"{{{slot}}} from {giver}" for slot, giver in shown.items())
    return replace(
        problem,
        reason=f"nothing that was seen on staging is a record for {action}; production's users had "
        f"{had}",
        remedy=problem.remedy if problem.remedy.startswith(_SEED) else f"{_SEED}{problem.remedy}",
    )


def leads_nowhere(page: Page, template: str) -> Problem:
    """The one page that everybody is shown: of a maintenance, a gateway, another application."""
    asks = asks_for_password(page)
    shown = page.heading or page.title or "a page without a heading"
    seen = (
        f"no way leads to {template}: the visitor is shown {shown[:80]!r} at "
        f"{urlsplit(mask_url(page.url)).path or '/'}{', which asks for a password' * asks}, and no "
        "page of this run has a link to anything that production's users saw"
    )
    if asks:
        return Problem(cause=Cause.AUTH, reason=seen, remedy=GIVE_CREDENTIALS)
    return Problem(
        cause=Cause.UNBOUND,
        reason=seen,
        remedy="open the base URL in a browser: end a maintenance, let tests by where robots are "
        "kept out (a header: -H), or correct the base URL if it is another application; what "
        "scripts make of a page is seen with `--runner browser`, and what no page tells is said in "
        "bindings.yaml",
    )


def unconfirmed(problem: Problem) -> Problem:
    """A visitor's account waits for an e-mail, which nobody here reads."""
    return Problem(
        cause=Cause.AUTH,
        reason=f"{problem.reason}; the visitor's account is to be confirmed by e-mail before the "
        "application lets it in",
        remedy="give accounts that are confirmed under `identity:` in journeys.yaml, or let "
        "staging confirm new ones by itself",
    )


def missing_event(name: str, page: str, others: frozenset[str]) -> Problem:
    """The application shows its events in its pages, but not this one where it belongs."""
    shown = f"; the application does show {', '.join(sorted(others)[:5])}" if others else ""
    return Problem(
        cause=Cause.MISSING_EVENT,
        reason=f"{page} neither sends the event {name} nor has a control for it, as it does in "
        f"production{shown}",
    )


def lost_view(name: str, page: str) -> Problem:
    """Other pages tell that they are viewed, and this one does not."""
    return Problem(
        cause=Cause.MISSING_EVENT,
        reason=f"{page} does not send the event {name}, by which production's users were seen on "
        "it; other pages of the application send it as they are viewed",
    )


def lost_event(name: str, page: str) -> Problem:
    """What sends the event was pressed, and sent it not."""
    return Problem(
        cause=Cause.LOST_EVENT,
        reason=f"what sends the event {name} on {page} was pressed, and {name} was not sent; "
        "other events of the application were",
    )


def unsent_event(action: Action, name: str) -> Problem:
    """The scenario expects an event of a step, and a browser saw that it was not sent."""
    return Problem(
        cause=Cause.UNMET,
        reason=f"{action} did not have the event {name} sent, which the scenario expects",
    )


def event_needs_browser(action: Action, name: str) -> Problem:
    """The scenario expects an event that no page announces; who has no browser sees no more."""
    return Problem(
        cause=Cause.UNBOUND,
        reason=f"the scenario expects that {action} has the event {name} sent; its page does not "
        "announce it, and what scripts send is seen in a browser only",
        remedy="replay with `--runner browser`, or take it out of `expect:` in overrides/",
    )


def doubled_event(name: str, page: str, when: str = "as it loaded") -> Problem:
    """The page sent an event twice."""
    return Problem(
        cause=Cause.DOUBLED_EVENT,
        reason=f"{page} sent the event {name} more than once {when}; production's sends it once",
    )
