"""A visitor with an identity signs in, or up, before the first step."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from journeys.evidence import Way
from journeys.journey import Expectation, Journey
from journeys.verdict import Cause, Problem
from journeys_mining.actions.action import Action
from journeys_runners.identity.accounts import Identity
from journeys_runners.interface import RunContext
from journeys_runners.pages.forms import Button, Form
from journeys_runners.pages.page import Page
from journeys_runners.pages.password_forms import makes_account, signs_in
from journeys_runners.pages.site import Site
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.plan import buttons_of, submit
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor
from journeys_runners.ways import pages

_ASKS_FOR_MORE: Final = frozenset({Cause.AUTH, Cause.MISSING_DATA, Cause.NOT_OFFERED})
_MOST_FORMS: Final = 3
"""Some applications ask for the name first and for the password on the next page."""


def visited_by(
    context: RunContext, site: Site, journey: Journey, identity: Identity | None
) -> RunContext:
    """What a visit of this identity shares with its run, and what is its own."""
    if identity is None:
        return context
    if identity.page and _comes_to(site, journey, identity.page):
        # The journey signs in by itself, as production's users did.
        identity = replace(identity, waits_to_be_asked=True)
    target = replace(context.target, headers=(*context.target.headers, *identity.headers))
    return replace(context, identity=identity, target=target)


def memory_of(context: RunContext, site: Site) -> Memory:
    """What the visitor remembers as the visit begins."""
    memory = Memory(site, context.knowledge)
    if context.identity and context.identity.is_known_at_once:
        memory.has_account = memory.is_signed_in = True
    return memory


async def enter(visitor: Visitor, turn: Turn) -> Problem | None:
    """Sign in or up, if that is to come first; a problem where the application does not let in."""
    identity, memory = visitor.context.identity, visitor.memory
    is_due = turn.index == 0 and not memory.is_signed_in
    if identity is None or identity.page is None or identity.waits_to_be_asked or not is_due:
        return None
    opening = pages.open_address(memory, memory.site.url_of(identity.page, {}))
    if problem := await visitor.go(turn, opening, Expectation()):
        return _refused(identity, f"its page {identity.page} is not to be had: {problem.reason}")
    sent: set[str] = set()
    for _ in range(_MOST_FORMS):
        found = _form(memory.page, identity, sent)
        if memory.page is None or found is None:
            break
        plan = submit(memory.page, *found, turn, Way.DETOUR)
        problem = await visitor.go(turn, plan, Expectation())
        sent |= _names(found[0])
        if problem and not _may_go_on(memory.page, identity, sent, problem):
            is_known = {name for name, _ in identity.fields} <= sent
            return _refused(
                identity, problem.reason if is_known else _why(memory.page, identity, sent)
            )
        turn.sources = replace(turn.sources, is_thorough=identity.is_new)
        if _is_in(memory.page, identity, sent):
            memory.has_account = memory.is_signed_in = True
            memory.forget_consequences()
            return None
    return _refused(identity, _why(memory.page, identity, sent))


def _may_go_on(
    page: Page | None, identity: Identity, sent: Collection[str], problem: Problem
) -> bool:
    """Whether what looks like a refusal only asks for the rest."""
    if identity.is_new:
        return problem.cause is Cause.MISSING_DATA
    return problem.cause in _ASKS_FOR_MORE and _form(page, identity, sent) is not None


def _comes_to(site: Site, journey: Journey, page: str) -> bool:
    template = site.template_of(site.url_of(page, {}))
    return template is not None and any(
        Action.parse(step.action).template == template for step in journey.steps
    )


def _form(
    page: Page | None, identity: Identity, sent: Collection[str]
) -> tuple[Form, Button | None] | None:
    """The form of the page that asks for most of what the identity has and was not asked for yet.

    A registration that comes back is filled in once more, then throughout.
    """
    best: tuple[int, Form, Button | None] | None = None
    for form in page.forms if page else ():
        given = {name for name, _ in identity.fields} & _names(form)
        is_it = makes_account if identity.is_new else signs_in
        buttons = buttons_of(form)
        if not buttons:
            continue
        button = next((one for one in buttons if is_it(form, one)), buttons[0])
        is_right = makes_account(form, button) if identity.is_new else bool(given - set(sent))
        if is_right and (best is None or len(given) > best[0]):
            best = (len(given), form, button)
    return best[1:] if best else None


def _names(form: Form) -> set[str]:
    return {one.name for one in form.fields}


def _is_in(page: Page | None, identity: Identity, sent: Collection[str]) -> bool:
    """Whether everything was asked for, and nothing of it is asked for again."""
    if identity.is_new:
        return not any(
            makes_account(form, button)
            for form in (page.forms if page else ())
            for button in buttons_of(form)
        )
    given = {name for name, _ in identity.fields}
    again = (_names(form) for form in (page.forms if page else ()) if _has_password(form))
    return given <= set(sent) and not any(given & names for names in again)


def _has_password(form: Form) -> bool:
    return any(one.kind == "password" for one in form.fields)


def _why(page: Page | None, identity: Identity, sent: Collection[str]) -> str:
    if identity.is_new:
        return "the registration form came back" if sent else f"{identity.page} has no such form"
    missing = sorted({name for name, _ in identity.fields} - set(sent))
    if not missing:
        return "the application asks for the password again"
    seen = sorted({name for form in (page.forms if page else ()) for name in _names(form)})
    return f"no form asks for {', '.join(missing)}; the page has {', '.join(seen) or 'no field'}"


def _refused(identity: Identity, why: str) -> Problem:
    what = "signing up" if identity.is_new else "signing in"
    return Problem(
        cause=Cause.AUTH,
        reason=f"{what} did not succeed: {why}",
        remedy=f"check {identity.where} in journeys.yaml against the page {identity.page}",
    )
