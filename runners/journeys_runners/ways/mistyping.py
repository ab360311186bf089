"""Signing in with a slip of the pen, as production's users did who had to sign in twice.

A journey that sends the form of a sign-in again right away was refused the first time. Whoever
signs in at once has no form to send again. The slip is in the name as well as in the password:
nobody's account is locked for it.
"""

from dataclasses import replace
from typing import Final

from journeys.journey import Expectation
from journeys.verdict import Cause
from journeys_mining.actions.action import Action, ActionKind
from journeys_runners.pages.password_forms import signs_in
from journeys_runners.pages.sign_out import asks_for_password
from journeys_runners.sending.bodies import form_body
from journeys_runners.visiting.plan import Plan, Submission
from journeys_runners.visiting.turn import Outcome, Turn
from journeys_runners.visiting.visitor import Visitor

_REFUSED: Final = frozenset({Cause.AUTH, Cause.MISSING_DATA})


async def mistyped(visitor: Visitor, turn: Turn, plan: Plan) -> Outcome | None:
    """What came of signing in with wrong words; None where the step is to succeed."""
    press = plan.press
    if not isinstance(press, Submission) or not signs_in(press.form, press.button):
        return None
    if visitor.memory.is_signed_in or not _is_sent_again(visitor, turn):
        return None
    typed = {one.name for one in press.form.fields if one.is_text}
    pairs = tuple((name, f"no-{text}" if name in typed else text) for name, text in press.pairs)
    wrong = replace(
        plan,
        request=replace(plan.request, body=form_body(pairs, press.form.enctype)),
        press=replace(press, pairs=pairs),
    )
    problem = await visitor.go(turn, wrong, Expectation())
    is_refused = problem is not None and problem.cause in _REFUSED
    return Outcome(way=plan.way, problem=None if is_refused else problem)


def _is_sent_again(visitor: Visitor, turn: Turn) -> bool:
    """Whether the same request follows, at once or after its form was opened again."""
    match [Action.parse(one) for one in turn.after]:
        case [first, *_] if first == turn.action:
            return True
        case [first, second] if second == turn.action and first.kind is ActionKind.VIEW:
            page = visitor.memory.page
            here = visitor.memory.site.template_of(page.url) if page else None
            return first.template == here and asks_for_password(page)
        case _:
            return False
