"""Where an action in a browser led, in the words of the checks: a request and its redirects."""

from collections.abc import Sequence
from datetime import UTC, datetime

from multidict import CIMultiDict, CIMultiDictProxy

from journeys.evidence import Exchange
from journeys.verdict import Cause
from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.browser.traffic.seen import Asked, Seen
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.site import Site
from journeys_runners.sending.client import Answer, Request
from journeys_runners.sending.navigation import Stop, Trip


def page_trip(asked: Sequence[Asked], led_off: Sequence[str]) -> Trip | None:
    """The trip of the pages that were loaded; None if a script answered all by itself.

    `led_off` are the addresses on other hosts where the pages wanted to lead the visitor.
    """
    # A page that has neither status nor failure was overtaken by another, or led off.
    answers = [
        answer
        for seen, answer in asked
        if seen.is_page and seen.is_own and (answer.status or answer.failure or led_off)
    ]
    if not answers:
        return None
    if led_off:
        return Trip(answers=tuple(answers), stop=Stop.OFF_SITE, stopped_at=led_off[0])
    if answers[-1].failure is Cause.REDIRECT_LOOP:
        return Trip(answers=tuple(answers), stop=Stop.LOOP, stopped_at=answers[-1].request.url)
    return Trip(answers=tuple(answers))


def script_trip(asked: Sequence[Asked], action: Action, site: Site, url: str) -> Trip | None:
    """The trip of the request that a script sent to perform the action; None if it sent none.

    For a page that is the request for its very URL, which scripts send that put pages together
    from what they fetch.
    """
    fitting = tuple(answer for seen, answer in asked if _performs(seen, action, site, url))
    return Trip(answers=fitting[-1:]) if fitting else None


def shown_trip(url: str, led_off: Sequence[str] = ()) -> Trip:
    """The trip to a page that scripts show without loading one.

    Its answer was never sent, so it belongs to no evidence; it stands for the page that is there.
    """
    answer = Answer(
        request=Request(url=url),
        exchange=Exchange(
            method="GET",
            url=mask_url(url),
            request_headers=(),
            request_body=b"",
            started_at=datetime.now(UTC),
            elapsed_s=0.0,
            status=200,
        ),
        headers=CIMultiDictProxy(CIMultiDict({"Content-Type": "text/html"})),
    )
    if led_off:
        return Trip(answers=(answer,), stop=Stop.OFF_SITE, stopped_at=led_off[0])
    return Trip(answers=(answer,))


def consequences(asked: Sequence[Asked], shown: Sequence[str], site: Site) -> list[Answer]:
    """What an action led to: pages and data that came, and pages that scripts showed."""
    answers = [
        answer
        for seen, answer in asked
        if seen.is_own and (seen.is_page or seen.kind in ("xhr", "fetch"))
    ]
    known = {site.template_of(one.request.url) for one in answers}
    return answers + [
        shown_trip(url).last for url in dict.fromkeys(shown) if site.template_of(url) not in known
    ]


def _performs(seen: Seen, action: Action, site: Site, url: str) -> bool:
    if not (seen.is_own and seen.is_finished and seen.kind in ("xhr", "fetch")):
        return False
    method = seen.started.request.method
    if action.kind is ActionKind.REQUEST:
        return method == action.method and site.template_of(seen.url) == action.template
    return method == "GET" and seen.url == url
