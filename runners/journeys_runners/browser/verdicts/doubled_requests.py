"""Finds forms that one press sends twice: what takes the press over is there twice.

Both are taken, so something is ordered or written twice. Twice means the same to the same address,
the second time before the first is answered: who asks whether values are good, or sends again what
was refused, waits for an answer. Not judged is what production's users do twice, too.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Final

from journeys.journey import Suite
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import ActionKind
from journeys_runners.browser.traffic.seen import Asked, Seen
from journeys_runners.judging.met import shown
from journeys_runners.pages.site import Site
from journeys_runners.visiting.plan import Submission
from journeys_runners.visiting.turn import Turn

_KINDS: Final = frozenset({"xhr", "fetch", "document"})
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BOUNDARY: Final = re.compile(rb"^--([^\r\n]+)\r?\n")
_TOLD_APART: Final = frozenset({"idempotency-key", "x-idempotency-key"})
"""Headers by which a server knows a request that comes again."""
_LEAST_TELLING: Final = 4
"""Characters of a value by which a body is known to be of the form."""


def sent_twice(
    turn: Turn, press: Submission, asked: Sequence[Asked], site: Site, suite: Suite
) -> Problem | None:
    """The problem of a form that was sent more than once; `asked` is what came of the press."""
    if suite.repeats(turn.step.action):
        # Production's users were seen to do it twice: its requests may double.
        return None
    sent = [(one, answer.status) for one, answer in asked if _may_write(one)]
    for (first, one), (second, two) in combinations(sent, 2):
        is_left = first.has_failed and second.is_page
        are_taken = (200 <= one < 400 or is_left) and 200 <= two < 400
        if not are_taken or not _is_at_once(first, second) or not _are_alike(first, second):
            continue
        if _is_of_form(first, press, turn, site):
            request = first.started.request
            return Problem(
                cause=Cause.DOUBLED_REQUEST,
                reason=f"one press for {turn.action} sent {request.method} {shown(request.url)} "
                "twice with the same content, the second time before the first was answered",
            )
    return None


def _may_write(one: Seen) -> bool:
    request = one.started.request
    body = request.post_data_buffer or b""
    only_asks = b'"query"' in body and b"mutation" not in body
    is_safe = request.method in _READS or not _TOLD_APART.isdisjoint(request.headers)
    is_safe = is_safe or request.redirected_from is not None
    return one.is_own and one.kind in _KINDS and not (one.events or is_safe or only_asks)


def _is_at_once(first: Seen, second: Seen) -> bool:
    """Whether the second was sent before the answer to the first began, as the browser tells."""
    one, two = first.started.request.timing, second.started.request.timing
    took_ms = one["responseStart"]
    if took_ms < 0:
        return first.has_failed
    return two["startTime"] < one["startTime"] + took_ms


def _are_alike(first: Seen, second: Seen) -> bool:
    one, two = first.started.request, second.started.request
    return (one.method, one.url, _content(first)) == (two.method, two.url, _content(second))


def _content(one: Seen) -> bytes:
    """The body, without the words that a browser makes up to part the fields of a form."""
    body = one.started.request.post_data_buffer or b""
    found = _BOUNDARY.match(body)
    return body.replace(found[1], b"") if found else body


def _is_of_form(one: Seen, press: Submission, turn: Turn, site: Site) -> bool:
    """Whether the form, or what was written into it, goes there: pages send other things, too."""
    template = site.template_of(one.url)
    is_action = turn.action.kind is ActionKind.REQUEST and template == turn.action.template
    wanted = press.form.action_by(press.button)
    if is_action or one.url.partition("#")[0] == wanted.partition("#")[0]:
        return True
    written = (value for _, value in press.pairs if len(value) >= _LEAST_TELLING)
    content = _content(one)
    return any(value.encode() in content for value in written)
