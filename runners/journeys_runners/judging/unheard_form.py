"""Finds forms that come back as if nothing had been sent.

Who refuses a value says so somewhere. A form that leads production's users on, but comes back to
each visit of a run with its page as it was, whatever was written, without a word, takes nothing.
"""

import re
from typing import Final

from lxml import html

from journeys.verdict import Cause, Problem
from journeys_runners.judging.control_pages import ask
from journeys_runners.judging.met import BY_FORM
from journeys_runners.judging.naming_scripts import scripts_may_name
from journeys_runners.pages.forms import Form
from journeys_runners.pages.page import Page
from journeys_runners.sending.client import Answer, Request
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor

_LEAST_VISITS: Final = 2
_LEAST_TEXTS: Final = 2
"""A code or a number alone is known or not; who does not know ours may say nothing."""
_RIDDLE: Final = re.compile(rb"captcha|turnstile|honeypot|hashcash|friendly-challenge", re.I)
_SCRIPT: Final = re.compile(rb"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "textarea", "option", "meta", "noscript"}
)
_TELLING: Final = ("class", "role", "aria-invalid", "title")
"""By these an application may mark what it refuses, without a word more."""

_Shown = tuple[tuple[str, ...], ...]


async def unheard_form(
    visitor: Visitor, turn: Turn, plan: Plan, problem: Problem, before: Page | None
) -> Problem | None:
    """The problem of a form that came back to several visits; None where there may be a reason."""
    came = next((one for one in reversed(turn.answers) if one.is_html), None)
    if before is None or came is None or not _leads_on(visitor, turn, plan, problem, before):
        return None
    page = visitor.memory.page
    if page is None or page.complaint or came.status != 200 or _RIDDLE.search(came.body):
        return None
    assert isinstance(plan.press, Submission)
    if await _may_be_of_script(visitor, turn, plan.press.form, before, came):
        return None
    fresh = await ask(visitor, turn, Request(url=before.url))
    if fresh.status != 200 or not fresh.is_html or _shown(fresh.body) != _shown(came.body):
        return None
    unheard = visitor.context.knowledge.unheard
    unheard[turn.step.action] += 1
    if unheard[turn.step.action] < _LEAST_VISITS:
        return None
    usual = " or ".join(turn.step.expect.leads_to) or "on"
    return Problem(
        cause=Cause.REFUSED_FORM,
        reason=f"the form of {turn.action} came back in {unheard[turn.step.action]} visits of this "
        "run and was never taken, whatever was written; its page is word for word as before, and "
        f"says nothing of what is wrong; production leads {usual}",
    )


def _leads_on(visitor: Visitor, turn: Turn, plan: Plan, problem: Problem, before: Page) -> bool:
    """Whether the form is one of the page's own that leads production's users to another page."""
    expect, press = turn.step.expect, plan.press
    if problem.cause is not Cause.MISSING_DATA or not isinstance(press, Submission):
        return False
    if visitor.uses_pages or plan.way not in BY_FORM or plan.request.method == "GET":
        return False
    here = visitor.memory.site.template_of(before.url)
    leads_away = bool(expect.leads_to) and here not in expect.leads_to
    texts = [one for one in press.form.fields if one.is_text]
    is_secret = any(one.kind == "password" for one in press.form.fields)
    return (
        before.has_address
        and (leads_away or (expect.status or "").startswith("3"))
        and turn.step.action not in visitor.context.knowledge.heard
        and len(texts) >= _LEAST_TEXTS
        and not is_secret
    )


async def _may_be_of_script(
    visitor: Visitor, turn: Turn, form: Form, page: Page, came: Answer
) -> bool:
    """Whether a script may have a part in what the form sends."""
    if any(one.kind == "hidden" and not one.value for one in form.fields):
        return True
    names = {one.name for one in form.fields if one.name}
    pattern = re.compile(
        rb"\b(?:" + b"|".join(re.escape(one.encode()) for one in sorted(names)) + rb")\b"
        rb"|preventDefault|onsubmit|\.(?:submit|requestSubmit)\("
    )
    if any(map(pattern.search, _SCRIPT.findall(came.body))):
        return True
    return await scripts_may_name(visitor, turn, page, pattern)


def _shown(body: bytes) -> _Shown:
    """What a visitor sees of a page, and how it is marked; not what is written into its fields."""
    root = html.document_fromstring(body or b"<p>")
    return tuple(
        (
            str(one.tag),
            *(one.get(name, "") for name in _TELLING),
            "" if one.tag in _UNSEEN else " ".join((one.text or "").split()),
            " ".join((one.tail or "").split()),
        )
        for one in root.iter()
        if isinstance(one.tag, str)
    )
